#include "app/ending.h"

#include <string.h>

#include "app/access.h"
#include "app/agreement.h"
#include "app/audit.h"
#include "app/notice.h"
#include "base/arena.h"
#include "base/text.h"
#include "store/agreement.h"

enum { REASON_LIMIT = 400 };

struct ending {
    struct ctx *ctx;
    const char *id;
    enum agreement_state to;
    const char *action;
    const char *detail; /* for its timeline and mail */
    struct agreement agreement;
};

bool ending_may_cancel(const struct agreement *agreement)
{
    for (size_t i = 0; i < agreement->charge_count; i++) {
        const struct agreement_charge *charge = &agreement->charges[i];
        if ((charge->kind == CHARGE_UPFRONT || charge->kind == CHARGE_INSTALMENT) &&
            !money_is_zero(charge->amount))
            return false;
    }
    return agreement->state == AGREEMENT_ACTIVE;
}

static enum status check(const struct ending *e, struct fault *fault)
{
    const struct agreement *agreement = &e->agreement;
    if (agreement->state != AGREEMENT_ACTIVE)
        return fault_set(fault, CONFLICT, "It is over: %s.",
                         agreement_state_name(agreement->state));
    if (e->to == AGREEMENT_CANCELLED && !ending_may_cancel(agreement))
        return fault_set(fault, CONFLICT,
                         "It is a contract until %s. Turn off its renewal, so that it ends then; "
                         "to end it before, ask the marketplace's operator.",
                         time_date(e->ctx->arena, agreement->end_us));
    return OK;
}

static enum status find(struct db_tx *tx, void *state)
{
    struct ending *e = state;
    enum status st = agreement_find_theirs(tx, e->ctx, e->id, &e->agreement);
    return st == OK ? check(e, db_fault(tx)) : st;
}

/* Stored, on its timeline, and told. */
static enum status end(struct db_tx *tx, struct ctx *ctx, struct agreement *agreement,
                       enum agreement_state to, int64_t at_us, const char *detail)
{
    agreement_end_early(agreement, to, at_us);
    enum status st = agreement_store_update(tx, agreement);
    if (st == OK)
        st = agreement_note(tx, ctx, agreement, detail);
    return st == OK ? notice_add_agreement(tx, ctx, agreement, EVENT_ENDED) : st;
}

static enum status end_one(struct db_tx *tx, void *state)
{
    struct ending *e = state;
    struct ctx *ctx = e->ctx;
    enum status st = find(tx, state);
    if (st == OK)
        st = end(tx, ctx, &e->agreement, e->to, ctx_now_us(ctx), e->detail);
    return st == OK ? audit_add(
                          tx, ctx,
                          &(struct audit_entry){
                              .organization_id = e->agreement.organization_id,
                              .account_id = e->agreement.account_id,
                              .action = e->action,
                              .resource = e->agreement.id,
                              .detail = audit_detail(ctx->arena, "detail", e->detail, (char *)NULL),
                          })
                    : st;
}

static enum status run(struct ending *e)
{
    struct ctx *ctx = e->ctx;
    enum status st = db_read(ctx->app->db, find, e, &ctx->fault);
    return st == OK
               ? db_write_for(ctx->app->db, e->agreement.organization_id, end_one, e, &ctx->fault)
               : st;
}

enum status ending_cancel(struct ctx *ctx, const char *agreement_id)
{
    struct ending e = {.ctx = ctx,
                       .id = agreement_id,
                       .to = AGREEMENT_CANCELLED,
                       .action = "aws-marketplace:Unsubscribe"};
    enum status st = access_check(ctx, e.action, "*");
    e.detail = arena_printf(ctx->arena, "Cancelled by %s.", ctx->who->name);
    return st == OK ? run(&e) : st;
}

enum status ending_terminate(struct ctx *ctx, const char *agreement_id, const char *reason)
{
    struct ending e = {.ctx = ctx,
                       .id = agreement_id,
                       .to = AGREEMENT_TERMINATED,
                       .action = "operator:TerminateAgreement"};
    enum status st = access_operator(ctx, e.action, agreement_id);
    reason = text_trim(ctx->arena, text_or_empty(reason));
    if (st != OK)
        return st;
    if (text_empty(reason))
        return fault_set(&ctx->fault, BAD_INPUT, "Say why: the buyer reads it.");
    if (strlen(reason) > REASON_LIMIT)
        return fault_set(&ctx->fault, BAD_INPUT, "A reason has at most 400 characters.");
    e.detail = arena_printf(ctx->arena, "Ended by the marketplace: %s", reason);
    return run(&e);
}

enum status ending_replace_problem(struct db_tx *tx, struct ctx *ctx, const char *old_id,
                                   const struct agreement *agreement, const char **out_problem)
{
    struct agreement old;
    enum status st = agreement_store_find(tx, ctx->arena, old_id, &old);
    *out_problem = NULL;
    if (st == NOT_FOUND || (st == OK && (!text_equal(old.account_id, agreement->account_id) ||
                                         !text_equal(old.product_id, agreement->product_id)))) {
        *out_problem = arena_printf(ctx->arena,
                                    "its offer replaces %s, which is no agreement over it", old_id);
        return OK;
    }
    if (st == OK && old.state != AGREEMENT_ACTIVE)
        *out_problem = arena_printf(ctx->arena, "its offer replaces agreement %s, which is %s",
                                    old_id, agreement_state_name(old.state));
    return st;
}

enum status ending_replace(struct db_tx *tx, struct ctx *ctx, const char *old_id,
                           const struct agreement *agreement)
{
    struct agreement old;
    enum status st = agreement_store_find(tx, ctx->arena, old_id, &old);
    if (st == OK)
        st = end(tx, ctx, &old, AGREEMENT_REPLACED, agreement->start_us,
                 arena_printf(ctx->arena, "Replaced by %s.", agreement->id));
    return st == OK ? agreement_note(tx, ctx, agreement,
                                     arena_printf(ctx->arena, "It replaces %s.", old.id))
                    : st;
}
