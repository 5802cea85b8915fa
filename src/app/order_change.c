#include "app/order_change.h"

#include "app/blanket.h"
#include "app/order_fulfil.h"
#include "base/arena.h"
#include "base/text.h"
#include "domain/order_change.h"
#include "store/agreement.h"
#include "store/order.h"

enum { AGREEMENTS = 1000 };

struct changing {
    struct db_tx *tx;
    struct ctx *ctx;
    const struct connection *connection;
    struct order *order;
    struct order_row before;
    struct line_changes changes;
    struct agreement *agreements; /* that are changed */
    size_t agreement_count;
};

static enum status refuse(struct changing *c, const char *reason)
{
    c->order->state = ORDER_REFUSED;
    c->order->reason = reason;
    for (size_t i = 0; i < c->order->line_count; i++)
        c->order->lines[i].outcome = "not carried out: nothing was changed";
    return OK;
}

static enum status replace(struct changing *c)
{
    const struct order *before = &c->before.order;
    c->order->replaces_id = before->id;
    return order_store_move(
        c->tx, before->organization_id, before->id, before->state, ORDER_REPLACED,
        arena_printf(c->ctx->arena, "replaced by a later version, %s", c->order->id));
}

/* The agreement of a line, once, however many of its lines change. */
static enum status find_agreement(struct changing *c, const struct line_change *change,
                                  struct agreement **out, bool *out_usage)
{
    struct agreement found;
    bool last;
    enum status st =
        agreement_store_of_line(c->tx, c->ctx->arena, c->order->organization_id,
                                text_or_empty(change->before->request_line_id), &found, &last);
    if (st != OK)
        return st;
    *out = NULL;
    for (size_t i = 0; i < c->agreement_count && *out == NULL; i++) {
        if (text_equal(c->agreements[i].id, found.id))
            *out = &c->agreements[i];
    }
    if (*out == NULL) {
        *out = &c->agreements[c->agreement_count++];
        **out = found;
    }
    /* CAT-5: of two lines the second is its usage; of one line usage is what can vary. */
    *out_usage = last && agreement_has_usage(&found);
    return OK;
}

/* A limit says up to what may be bought: the agreement stays within it as it is. */
static const char *limit_reason(struct arena *arena, const struct agreement *agreement,
                                struct money limit)
{
    if (!money_same_currency(limit, agreement->value))
        return arena_printf(arena, "agreement %s is in %s", agreement->id,
                            agreement->value.currency);
    return money_compare(limit, agreement->value) >= 0
               ? NULL
               : arena_printf(arena, "agreement %s is worth %s: its limit can't be lowered to %s",
                              agreement->id, money_text(arena, agreement->value),
                              money_text(arena, limit));
}

/* Works one line's change out in memory. `*problem`: why it can't be. */
static enum status change_line(struct changing *c, const struct line_change *change,
                               const char **problem)
{
    struct arena *arena = c->ctx->arena;
    struct agreement *agreement;
    bool usage;
    enum status st = find_agreement(c, change, &agreement, &usage);
    *problem = NULL;
    if (st == NOT_FOUND) {
        *problem = arena_printf(arena, "line %d has no agreement that could change",
                                change->after->number);
        return OK;
    }
    if (st != OK)
        return st;
    const char *reason = change->after->has_limit && !usage
                             ? limit_reason(arena, agreement, change->is)
                             : agreement_change(arena, agreement, usage, change->was, change->is);
    if (reason != NULL)
        *problem = arena_printf(arena, "line %d: %s", change->after->number, reason);
    else
        change->after->outcome = arena_printf(
            arena, "%s %s changed from %s to %s",
            change->after->has_limit ? "The limit of agreement" : "Agreement", agreement->id,
            money_text(arena, change->was), money_text(arena, change->is));
    return OK;
}

static enum status change_lines(struct changing *c, const char **problem)
{
    enum status st = OK;
    *problem = NULL;
    c->agreements = arena_array(c->ctx->arena, c->changes.changed + 1, sizeof *c->agreements);
    for (size_t i = 0; st == OK && *problem == NULL && i < c->changes.count; i++) {
        const struct line_change *change = &c->changes.items[i];
        if (change->kind == LINE_CHANGED)
            st = change_line(c, change, problem);
        else if (change->kind == LINE_DROPPED)
            *problem = arena_printf(
                c->ctx->arena, "line %s of before is missing, and what it bought is running",
                change->before->line_number != NULL
                    ? change->before->line_number
                    : arena_printf(c->ctx->arena, "%d", change->before->number));
        else if (change->kind == LINE_SAME)
            change->after->outcome = "as before";
    }
    return st;
}

/* Lines that came along are an order of their own under the same number. `*problem`: why they can't
 * be had; then nothing was bought. */
static enum status buy_added(struct changing *c, const char **problem)
{
    struct order added = *c->order;
    if (c->changes.added == 0)
        return OK;
    added.lines = arena_array(c->ctx->arena, c->changes.added, sizeof *added.lines);
    added.line_count = 0;
    added.released_from = added.released_payload_id = NULL; /* looked at as a whole before */
    for (size_t i = 0; i < c->changes.count; i++) {
        if (c->changes.items[i].kind == LINE_ADDED)
            added.lines[added.line_count++] = *c->changes.items[i].after;
    }
    enum status st = order_fulfil(order_fulfil_ask(c->tx, c->ctx, c->connection, &added));
    for (size_t i = 0, at = 0; i < c->changes.count; i++) {
        if (c->changes.items[i].kind == LINE_ADDED)
            *c->changes.items[i].after = added.lines[at++];
    }
    if (st == OK && added.state == ORDER_NEEDS_ATTENTION)
        *problem = added.reason;
    return st;
}

static enum status store_agreements(struct changing *c)
{
    enum status st = OK;
    for (size_t i = 0; st == OK && i < c->agreement_count; i++) {
        const struct agreement *agreement = &c->agreements[i];
        st = agreement_store_update(c->tx, agreement);
        if (st == OK)
            st = agreement_store_add_event(
                c->tx, &(struct agreement_event){
                           .organization_id = agreement->organization_id,
                           .agreement_id = agreement->id,
                           .id = ctx_new_id(c->ctx),
                           .at_us = ctx_now_us(c->ctx),
                           .detail = arena_printf(
                               c->ctx->arena, "Its value became %s by purchase order %s",
                               money_text(c->ctx->arena, agreement->value), c->order->order_id),
                           .purchase_order_id = c->order->id,
                       });
    }
    return st;
}

static enum status change_fulfilled(struct changing *c)
{
    const struct order *before = &c->before.order;
    const char *problem = order_compare(c->ctx->arena, before, c->order, &c->changes);
    enum status st = OK;
    if (problem == NULL)
        st = change_lines(c, &problem);
    if (st == OK && problem == NULL)
        st = blanket_draw(c->tx, c->ctx, c->order, before, &problem);
    if (st == OK && problem == NULL)
        st = buy_added(c, &problem);
    if (st != OK || problem != NULL)
        return st == OK ? refuse(c, problem) : st;
    c->order->state = ORDER_FULFILLED;
    st = store_agreements(c);
    if (st == OK)
        st = agreement_store_move_order(c->tx, before->organization_id, before->id, c->order->id);
    return st == OK ? replace(c) : st;
}

/* CON-6: a test is told what would come of it, and uses nothing up a second time. */
static enum status change_test(struct changing *c)
{
    const char *problem = order_compare(c->ctx->arena, &c->before.order, c->order, &c->changes);
    for (size_t i = 0; i < c->order->line_count; i++)
        c->order->lines[i].outcome =
            problem != NULL ? arena_printf(c->ctx->arena, "Test: could not be changed: %s", problem)
                            : "Test: would take the place of what was ordered before";
    c->order->state = ORDER_TEST;
    return replace(c);
}

/* What was released from it stays, and counts against what it is now. */
static enum status change_blanket(struct changing *c)
{
    const char *problem;
    enum status st = blanket_open(c->tx, c->ctx, c->order, &c->before.order, &problem);
    if (st != OK || problem != NULL)
        return st == OK ? refuse(c, problem) : st;
    return replace(c);
}

enum status order_change(struct db_tx *tx, struct ctx *ctx, const struct connection *connection,
                         struct order *order, const struct order *before, bool *out_bought)
{
    struct changing c = {.tx = tx, .ctx = ctx, .connection = connection, .order = order};
    enum status st = order_store_find(tx, ctx->arena, before->id, &c.before);
    if (st != OK)
        return st;
    *out_bought = false;
    if (order_asks_releases(order) || before->state == ORDER_OPEN)
        return change_blanket(&c);
    if (before->state == ORDER_FULFILLED) {
        st = change_fulfilled(&c);
        *out_bought = c.changes.added > 0;
        return st;
    }
    if (before->state == ORDER_TEST)
        return change_test(&c);
    *out_bought = true;
    st = replace(&c);
    return st == OK ? order_fulfil(order_fulfil_ask(tx, ctx, connection, order)) : st;
}

/* What it bought is as if it had never been: nothing of it was used, and nothing is owed. */
static enum status cancel_agreement(struct changing *c, struct agreement *agreement)
{
    agreement_end_early(agreement, AGREEMENT_CANCELLED, ctx_now_us(c->ctx));
    enum status st = agreement_store_update(c->tx, agreement);
    return st != OK
               ? st
               : agreement_store_add_event(
                     c->tx,
                     &(struct agreement_event){
                         .organization_id = agreement->organization_id,
                         .agreement_id = agreement->id,
                         .id = ctx_new_id(c->ctx),
                         .at_us = ctx_now_us(c->ctx),
                         .detail = arena_printf(c->ctx->arena,
                                                "Cancelled by purchase order %s before it started",
                                                c->order->order_id),
                         .purchase_order_id = c->order->id,
                     });
}

static const char *running(struct arena *arena, const struct agreement *agreement)
{
    return arena_printf(arena,
                        "agreement %s for %s is running since %s, and an order can't end it: ask "
                        "the marketplace",
                        agreement->id, agreement->title, time_date(arena, agreement->start_us));
}

static const char *over(struct arena *arena, const struct agreement *agreement)
{
    return arena_printf(arena, "agreement %s for %s has run to its end on %s", agreement->id,
                        agreement->title, time_date(arena, agreement->end_us));
}

static enum status cancel_fulfilled(struct changing *c)
{
    const struct order *before = &c->before.order;
    struct arena *arena = c->ctx->arena;
    struct agreement_list list;
    enum status st = agreement_store_of_order(c->tx, arena, before->organization_id, before->id,
                                              AGREEMENTS, &list);
    for (size_t i = 0; st == OK && i < list.count; i++) {
        const struct agreement *agreement = &list.items[i];
        if (agreement->state == AGREEMENT_ACTIVE && agreement->start_us <= ctx_now_us(c->ctx))
            return refuse(c, running(arena, agreement));
        if (agreement->state == AGREEMENT_EXPIRED)
            return refuse(c, over(arena, agreement));
    }
    for (size_t i = 0; st == OK && i < list.count; i++) {
        struct agreement agreement;
        if (list.items[i].state != AGREEMENT_ACTIVE)
            continue;
        st = agreement_store_find(c->tx, arena, list.items[i].id, &agreement);
        if (st == OK)
            st = cancel_agreement(c, &agreement);
    }
    return st;
}

enum status order_cancel(struct db_tx *tx, struct ctx *ctx, struct order *order,
                         const struct order *before)
{
    struct changing c = {.tx = tx, .ctx = ctx, .order = order};
    enum status st = OK;
    order->state = ORDER_CANCELLED;
    if (before == NULL)
        return OK;
    c.before.order = *before;
    if (before->state == ORDER_FULFILLED)
        st = cancel_fulfilled(&c);
    if (st != OK || order->state == ORDER_REFUSED)
        return st;
    order->replaces_id = before->id;
    return order_store_move(tx, before->organization_id, before->id, before->state, ORDER_CANCELLED,
                            arena_printf(ctx->arena, "cancelled by the buyer, %s", order->id));
}
