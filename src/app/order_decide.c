#include "app/order_decide.h"

#include <string.h>

#include "app/access.h"
#include "app/audit.h"
#include "app/notice.h"
#include "app/order_fulfil.h"
#include "base/arena.h"
#include "base/text.h"
#include "store/connection.h"
#include "store/order.h"

enum { REASON_LIMIT = 400 };

struct deciding {
    struct ctx *ctx;
    const char *id;
    const struct order_choice *choices;
    size_t choice_count;
    const char *reason;
    struct order_row row;
    struct connection_row connection;
};

static enum status find(struct db_tx *tx, struct deciding *d)
{
    struct arena *arena = d->ctx->arena;
    const struct order *order = &d->row.order;
    enum status st = order_store_find(tx, arena, d->id, &d->row);
    if (st == NOT_FOUND)
        return fault_set(db_fault(tx), NOT_FOUND, "There is no order '%s'.", d->id);
    if (st == OK && order->state != ORDER_NEEDS_ATTENTION)
        return fault_set(db_fault(tx), CONFLICT, "Order %s does not wait for a decision: %s.",
                         order->order_id, order_state_label(order->state));
    return st == OK ? connection_store_find(tx, arena, order->organization_id, order->connection_id,
                                            &d->connection)
                    : st;
}

static enum status find_first(struct db_tx *tx, void *state)
{
    return find(tx, state);
}

/* Stores what was decided, tells the buyer, and notes who it was. */
static enum status finish(struct db_tx *tx, struct deciding *d, enum delivery_event event,
                          const char *what)
{
    const struct order *order = &d->row.order;
    enum status st = order_store_decide(tx, order);
    if (st == OK)
        st = notice_add(tx, d->ctx, &d->connection.connection, order, event);
    return st != OK ? st
                    : audit_add(tx, d->ctx,
                                &(struct audit_entry){
                                    .organization_id = order->organization_id,
                                    .account_id = d->connection.connection.account_id,
                                    .action = what,
                                    .resource = order->id,
                                    .detail = audit_detail(d->ctx->arena, "order", order->order_id,
                                                           "reason", order->reason, (char *)NULL),
                                });
}

static enum status accept(struct db_tx *tx, void *state)
{
    struct deciding *d = state;
    struct order *order = &d->row.order;
    enum status st = find(tx, d);
    if (st != OK)
        return st;
    for (size_t i = 0; i < order->line_count; i++) {
        order->lines[i].outcome = NULL;
        for (size_t j = 0; j < d->choice_count; j++) {
            if (d->choices[j].line == order->lines[i].number)
                order->lines[i].auxiliary_id = d->choices[j].request_line_id;
        }
    }
    order->reason = NULL;
    st = order_fulfil_as_is(order_fulfil_ask(tx, d->ctx, &d->connection.connection, order));
    if (st == OK && order->state == ORDER_NEEDS_ATTENTION)
        return fault_set(db_fault(tx), CONFLICT, "It can't be accepted: %s.", order->reason);
    order->reason = arena_printf(d->ctx->arena, "accepted by %s", d->ctx->who->name);
    return st == OK ? finish(tx, d, EVENT_BOOKED, "operator:AcceptOrder") : st;
}

static enum status reject(struct db_tx *tx, void *state)
{
    struct deciding *d = state;
    enum status st = find(tx, d);
    if (st != OK)
        return st;
    d->row.order.state = ORDER_REJECTED;
    d->row.order.reason = d->reason;
    return finish(tx, d, EVENT_REJECTED, "operator:RejectOrder");
}

/* Whose books it is in has to be known before they can be written to. */
static enum status decide(struct deciding *d, db_work *work)
{
    struct ctx *ctx = d->ctx;
    enum status st = db_read(ctx->app->db, find_first, d, &ctx->fault);
    return st == OK ? db_write_for(ctx->app->db, d->row.order.organization_id, work, d, &ctx->fault)
                    : st;
}

enum status order_accept(struct ctx *ctx, const char *id, const struct order_choice *choices,
                         size_t count)
{
    struct deciding d = {.ctx = ctx, .id = id, .choices = choices, .choice_count = count};
    enum status st = access_operator(ctx, "operator:AcceptOrder", id);
    return st == OK ? decide(&d, accept) : st;
}

enum status order_reject(struct ctx *ctx, const char *id, const char *reason)
{
    struct deciding d = {
        .ctx = ctx, .id = id, .reason = text_trim(ctx->arena, text_or_empty(reason))};
    enum status st = access_operator(ctx, "operator:RejectOrder", id);
    if (st != OK)
        return st;
    if (text_empty(d.reason))
        return fault_set(&ctx->fault, BAD_INPUT, "Say why: the buyer reads it.");
    if (strlen(d.reason) > REASON_LIMIT)
        return fault_set(&ctx->fault, BAD_INPUT, "A reason has at most 400 characters.");
    return decide(&d, reject);
}
