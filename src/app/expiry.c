#include "app/expiry.h"

#include "app/webhook.h"
#include "base/arena.h"
#include "store/lease.h"
#include "store/request.h"

enum { STEP = 500 };

static const char lease_name[] = "request expiry";

struct step {
    struct ctx *ctx;
    const char *holder;
    bool held;
    size_t moved;
};

static struct lease lease_of(const struct step *step)
{
    return (struct lease){
        .name = lease_name,
        .holder = step->holder,
        .until_us = ctx_now_us(step->ctx) + EXPIRY_LEASE_SECONDS * TIME_SECOND_US,
    };
}

static enum status expire_some(struct db_tx *tx, void *state)
{
    struct step *step = state;
    struct ctx *ctx = step->ctx;
    struct lease lease = lease_of(step);
    int64_t now_us = ctx_now_us(ctx);
    struct request *requests;
    step->moved = 0;
    enum status st = lease_store_take(tx, &lease, now_us, &step->held);
    if (st != OK || !step->held)
        return st;
    size_t count;
    st = request_store_overdue(tx, ctx->arena, now_us, STEP, &requests, &count);
    for (size_t i = 0; st == OK && i < count; i++) {
        st = request_store_move(tx, &requests[i], REQUEST_IN_PROCUREMENT, REQUEST_EXPIRED,
                                ctx_new_id(ctx), now_us, "nobody ordered it in time");
        step->moved += st == OK;
        if (st == OK)
            st = webhook_tell(tx, ctx, requests[i].organization_id, EVENT_REQUEST_EXPIRED,
                              requests[i].id);
    }
    return st;
}

enum status expiry_run(struct ctx *ctx, const char *holder, int64_t *out_count)
{
    struct step step = {.ctx = ctx, .holder = holder};
    *out_count = 0;
    do {
        enum status st = db_write(ctx->app->db, expire_some, &step, &ctx->fault);
        if (st != OK)
            return st;
        *out_count += (int64_t)step.moved;
    } while (step.moved == STEP);
    return OK;
}

static enum status release(struct db_tx *tx, void *state)
{
    struct lease lease = lease_of(state);
    return lease_store_release(tx, &lease);
}

enum status expiry_release(struct ctx *ctx, const char *holder)
{
    struct step step = {.ctx = ctx, .holder = holder};
    return db_write(ctx->app->db, release, &step, &ctx->fault);
}
