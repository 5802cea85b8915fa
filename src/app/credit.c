#include "app/credit.h"

#include "app/access.h"
#include "app/audit.h"
#include "base/arena.h"
#include "base/text.h"
#include "store/agreement.h"
#include "store/invoice.h"

enum { REASON_LIMIT = 200 };

struct giving {
    struct ctx *ctx;
    const char *invoice_id;
    int line;
    const char *amount; /* as it was typed */
    const char *reason;
    struct invoice invoice;
};

static enum status find(struct db_tx *tx, void *state)
{
    struct giving *g = state;
    enum status st = invoice_store_find(tx, g->ctx->arena, g->invoice_id, &g->invoice);
    if (st == NOT_FOUND || (st == OK && (g->line < 1 || (size_t)g->line > g->invoice.line_count)))
        return fault_set(db_fault(tx), NOT_FOUND, "There is no line %d on an invoice '%.100s'.",
                         g->line, g->invoice_id);
    if (st == OK && g->invoice.credits_id != NULL)
        return fault_set(db_fault(tx), CONFLICT,
                         "It is a credit memo: it gives money back itself.");
    return st;
}

/* What the invoice charges for the agreement, less what was given back of that. */
static enum status what_is_left(struct db_tx *tx, const struct giving *g, const char *agreement_id,
                                struct money *out)
{
    struct money credited;
    enum status st = invoice_store_credited(tx, &g->invoice, agreement_id, &credited);
    *out = money_negative(credited);
    for (size_t i = 0; st == OK && i < g->invoice.line_count; i++) {
        if (text_equal(g->invoice.lines[i].agreement_id, agreement_id) &&
            !money_add(out, g->invoice.lines[i].amount))
            st = fault_set(db_fault(tx), FAILED, "invoice %s is too large", g->invoice_id);
    }
    return st;
}

static enum status choose_amount(const struct giving *g, struct money left, struct money *out,
                                 struct fault *fault)
{
    struct arena *arena = g->ctx->arena;
    *out = left;
    if (money_is_zero(left))
        return fault_set(fault, CONFLICT, "All of it was given back before.");
    if (!text_empty(g->amount) && !money_parse(g->amount, left.currency, out))
        return fault_set(fault, BAD_INPUT, "An amount is a number, such as 120.00.");
    if (money_is_zero(*out) || money_is_negative(*out))
        return fault_set(fault, BAD_INPUT, "The amount is more than nothing.");
    struct money smallest = money_minor_unit(left.currency);
    int64_t count;
    if (!money_divide(*out, smallest, &count) || count % QUANTITY_ONE != 0)
        return fault_set(fault, BAD_INPUT, "The smallest amount that is paid is %s.",
                         money_text(arena, smallest));
    if (money_compare(*out, left) > 0)
        return fault_set(fault, BAD_INPUT, "No more than %s is left to give back.",
                         money_text(arena, left));
    return OK;
}

static enum status give(struct db_tx *tx, void *state)
{
    struct giving *g = state;
    struct ctx *ctx = g->ctx;
    struct money left, amount;
    enum status st = find(tx, state);
    if (st != OK)
        return st;
    const char *agreement_id = g->invoice.lines[g->line - 1].agreement_id;
    st = what_is_left(tx, g, agreement_id, &left);
    if (st == OK)
        st = choose_amount(g, left, &amount, db_fault(tx));
    if (st == OK)
        st = invoice_store_credit(
            tx, &g->invoice, agreement_id, amount,
            arena_printf(ctx->arena, "Credit of invoice %s: %s", g->invoice.id, g->reason),
            ctx_now_us(ctx));
    if (st == OK)
        st = agreement_store_add_event(
            tx,
            &(struct agreement_event){
                .organization_id = g->invoice.organization_id,
                .agreement_id = agreement_id,
                .id = ctx_new_id(ctx),
                .at_us = ctx_now_us(ctx),
                .detail = arena_printf(ctx->arena, "%s of invoice %s are given back: %s",
                                       money_text(ctx->arena, amount), g->invoice.id, g->reason),
            });
    return st == OK ? audit_add(tx, ctx,
                                &(struct audit_entry){
                                    .organization_id = g->invoice.organization_id,
                                    .account_id = g->invoice.account_id,
                                    .action = "operator:CreditInvoice",
                                    .resource = g->invoice.id,
                                    .detail = audit_detail(ctx->arena, "amount",
                                                           money_text(ctx->arena, amount), "reason",
                                                           g->reason, (char *)NULL),
                                })
                    : st;
}

enum status credit_give(struct ctx *ctx, const char *invoice_id, int line, const char *amount,
                        const char *reason)
{
    struct giving g = {.ctx = ctx,
                       .invoice_id = invoice_id,
                       .line = line,
                       .amount = text_trim(ctx->arena, text_or_empty(amount)),
                       .reason = text_trim(ctx->arena, text_or_empty(reason))};
    enum status st = access_operator(ctx, "operator:CreditInvoice", invoice_id);
    if (st == OK)
        st = db_read(ctx->app->db, find, &g, &ctx->fault);
    if (st != OK)
        return st;
    if (text_empty(g.reason))
        return fault_set(&ctx->fault, BAD_INPUT, "Say why: the memo tells the buyer.");
    g.reason = text_cut(ctx->arena, g.reason, REASON_LIMIT);
    return db_write_for(ctx->app->db, g.invoice.organization_id, give, &g, &ctx->fault);
}
