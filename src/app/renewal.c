#include "app/renewal.h"

#include "app/access.h"
#include "app/agreement.h"
#include "app/audit.h"
#include "app/notice.h"
#include "base/arena.h"
#include "base/text.h"

enum { STEP = 100 };

struct ending {
    struct ctx *ctx;
    struct agreement_list list;
    const struct agreement *due;
    bool done;
};

static enum status find_ended(struct db_tx *tx, void *state)
{
    struct ending *e = state;
    return agreement_store_ended(tx, e->ctx->arena, ctx_now_us(e->ctx), STEP, &e->list);
}

static enum status renew(struct db_tx *tx, struct ctx *ctx, struct agreement *old)
{
    struct agreement renewal;
    enum status st = agreement_renew(ctx->arena, old, &renewal, db_fault(tx));
    if (st != OK)
        return st;
    renewal.id = agreement_new_id(ctx);
    st = agreement_store_insert(tx, &renewal);
    if (st == OK)
        st = agreement_store_move_item(tx, &renewal);
    if (st == OK)
        st = agreement_note(tx, ctx, &renewal, arena_printf(ctx->arena, "It renews %s.", old->id));
    if (st == OK)
        st = notice_add_agreement(tx, ctx, &renewal, EVENT_RENEWED);
    old->state = AGREEMENT_RENEWED;
    if (st == OK)
        st = agreement_store_update(tx, old);
    return st == OK ? agreement_note(tx, ctx, old,
                                     arena_printf(ctx->arena, "Renewed by %s.", renewal.id))
                    : st;
}

bool renewal_is_offered(const struct ctx *ctx, const struct agreement *agreement)
{
    const struct offer *offer = agreement_offer(ctx, agreement);
    return offer != NULL && !offer->withdrawn;
}

static enum status end_one(struct db_tx *tx, void *state)
{
    struct ending *e = state;
    struct agreement agreement;
    enum status st = agreement_store_find(tx, e->ctx->arena, e->due->id, &agreement);
    if (st != OK)
        return st;
    e->done = agreement.state == AGREEMENT_ACTIVE && agreement.end_us == e->due->end_us;
    if (!e->done) /* another node was faster */
        return OK;
    if (agreement.auto_renew && renewal_is_offered(e->ctx, &agreement))
        return renew(tx, e->ctx, &agreement);
    agreement.state = AGREEMENT_EXPIRED;
    st = agreement_store_update(tx, &agreement);
    if (st == OK)
        st = notice_add_agreement(tx, e->ctx, &agreement, EVENT_EXPIRED);
    return st == OK ? agreement_note(
                          tx, e->ctx, &agreement,
                          agreement.auto_renew
                              ? "It has ended, and was not renewed: its offer is there no more."
                              : "It has ended.")
                    : st;
}

static enum status find_ending(struct db_tx *tx, void *state)
{
    struct ending *e = state;
    return agreement_store_ending(tx, e->ctx->arena, ctx_now_us(e->ctx), STEP, &e->list);
}

static enum status tell_one(struct db_tx *tx, void *state)
{
    struct ending *e = state;
    enum status st = agreement_store_tell_end(tx, e->due, ctx_now_us(e->ctx));
    e->done = st == OK;
    if (st == NOT_FOUND) /* another node was faster */
        return OK;
    return st == OK ? notice_add_agreement(tx, e->ctx, e->due, EVENT_ENDING) : st;
}

/* Until none is left: a renewal may have ended too, where nothing ran for so long. */
static enum status run_all(struct ctx *ctx, db_work *find, db_work *work, int64_t *count)
{
    struct ending e = {.ctx = ctx};
    enum status failed = OK;
    do {
        enum status st = db_read(ctx->app->db, find, &e, &ctx->fault);
        if (st != OK)
            return st;
        /* One that fails does not keep the others. */
        for (size_t i = 0; i < e.list.count; i++) {
            e.due = &e.list.items[i];
            e.done = false;
            st = db_write_for(ctx->app->db, e.due->organization_id, work, &e, &ctx->fault);
            *count += st == OK && e.done;
            failed = st == OK ? failed : st;
        }
    } while (failed == OK && e.list.count > 0);
    return failed;
}

enum status renewal_run(struct ctx *ctx, int64_t *out_count)
{
    int64_t told = 0;
    *out_count = 0;
    enum status ended = run_all(ctx, find_ended, end_one, out_count);
    if (ended == UNAVAILABLE)
        return ended;
    enum status st = run_all(ctx, find_ending, tell_one, &told);
    return ended != OK ? ended : st;
}

struct setting {
    struct ctx *ctx;
    const char *id;
    bool renews;
    struct agreement agreement;
};

static enum status find_theirs(struct db_tx *tx, void *state)
{
    struct setting *s = state;
    return agreement_find_theirs(tx, s->ctx, s->id, &s->agreement);
}

static enum status set(struct db_tx *tx, void *state)
{
    struct setting *s = state;
    struct ctx *ctx = s->ctx;
    enum status st = find_theirs(tx, state);
    if (st != OK)
        return st;
    struct agreement *agreement = &s->agreement;
    if (agreement->state != AGREEMENT_ACTIVE || agreement->end_us == 0)
        return fault_set(db_fault(tx), CONFLICT,
                         agreement->end_us == 0 ? "It has no end to be renewed at."
                                                : "It is over: there is nothing to renew.");
    if (agreement->auto_renew == s->renews)
        return OK;
    if (s->renews && !renewal_is_offered(ctx, agreement))
        return fault_set(db_fault(tx), CONFLICT,
                         "Its offer is there no more. Request something in its place.");
    agreement->auto_renew = s->renews;
    st = agreement_store_update(tx, agreement);
    if (st == OK)
        st = agreement_note(tx, ctx, agreement,
                            s->renews ? "It will renew at its end." : "It will not renew.");
    return st == OK ? audit_add(tx, ctx,
                                &(struct audit_entry){
                                    .organization_id = agreement->organization_id,
                                    .account_id = agreement->account_id,
                                    .action = "aws-marketplace:Subscribe",
                                    .resource = agreement->id,
                                    .detail = audit_detail(ctx->arena, "autoRenew",
                                                           s->renews ? "yes" : "no", (char *)NULL),
                                })
                    : st;
}

enum status renewal_set(struct ctx *ctx, const char *agreement_id, bool renews)
{
    struct setting s = {.ctx = ctx, .id = agreement_id, .renews = renews};
    enum status st = who_is_buyer(ctx->who)
                         ? access_check(ctx, "aws-marketplace:Subscribe", "*")
                         : access_operator(ctx, "operator:SetRenewal", agreement_id);
    if (st == OK)
        st = db_read(ctx->app->db, find_theirs, &s, &ctx->fault);
    return st == OK ? db_write_for(ctx->app->db, s.agreement.organization_id, set, &s, &ctx->fault)
                    : st;
}
