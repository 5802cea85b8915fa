#include "app/charge_order.h"

#include "app/access.h"
#include "app/agreement.h"
#include "app/audit.h"
#include "app/service_role.h"
#include "app/who.h"
#include "base/arena.h"
#include "base/text.h"
#include "domain/annual.h"
#include "store/invoice.h"

static const char action[] = "aws-marketplace:UpdatePurchaseOrders";

struct choosing {
    struct ctx *ctx;
    const char *id;
    struct charge_order_choice choice;
    struct charge_order_view view;
};

static bool has_usage(const struct ctx *ctx, const struct agreement *agreement)
{
    const struct offer *offer = agreement_offer(ctx, agreement);
    return offer != NULL && agreement_is_metered(offer, agreement);
}

static enum status find(struct db_tx *tx, void *state)
{
    struct choosing *c = state;
    struct charge_order_view *view = &c->view;
    enum status st = agreement_find_theirs(tx, c->ctx, c->id, &view->agreement);
    if (st != OK)
        return st;
    view->has_usage = has_usage(c->ctx, &view->agreement);
    view->mode = charge_order_mode_of(&view->agreement, view->has_usage);
    return invoice_store_shows_orders(tx, view->agreement.organization_id,
                                      SERVICE_ROLE_PURCHASE_ORDERS, &view->shows_orders);
}

static enum status authorize(struct ctx *ctx, const char *agreement_id)
{
    return who_is_buyer(ctx->who)
               ? access_check(ctx, action, "*")
               : access_operator(ctx, "operator:SetPurchaseOrders", agreement_id);
}

enum status charge_order_find(struct ctx *ctx, const char *agreement_id,
                              struct charge_order_view *out)
{
    struct choosing c = {.ctx = ctx, .id = agreement_id};
    enum status st = authorize(ctx, agreement_id);
    if (st == OK)
        st = db_read(ctx->app->db, find, &c, &ctx->fault);
    *out = c.view;
    return st;
}

bool charge_order_is_open(const struct ctx *ctx, const struct agreement *agreement)
{
    bool open = has_usage(ctx, agreement);
    for (size_t i = 0; i < agreement->charge_count; i++)
        open = open || charge_is_open(&agreement->charges[i]);
    return open;
}

/* "PO-2, line 10" */
static const char *name_of(struct arena *arena, struct charge_order order)
{
    return text_empty(order.number) ? "no purchase order"
           : order.line == NULL     ? order.number
                                    : arena_printf(arena, "%s, line %s", order.number, order.line);
}

/* What is on no invoice yet, in words; the same order for all is said once. */
static const char *describe(struct arena *arena, const struct charge_order_view *view)
{
    const struct agreement *agreement = &view->agreement;
    enum charge_order_mode mode = charge_order_mode_of(agreement, view->has_usage);
    const char *usage = name_of(arena, charge_order_of_usage(agreement));
    const char *text = "";
    for (size_t i = 0; i < agreement->charge_count; i++) {
        const struct agreement_charge *charge = &agreement->charges[i];
        const char *name = name_of(arena, charge_order_of(agreement, charge));
        if (!charge_is_open(charge))
            continue;
        if (mode == CHARGE_ORDERS_ALL || mode == CHARGE_ORDERS_NONE)
            return arena_printf(arena, "What is not invoiced yet goes under %s.", name);
        text = arena_printf(arena, "%s%s: %s. ", text, charge->description, name);
    }
    return view->has_usage ? arena_printf(arena, "%sUsage to come: %s.", text, usage) : text;
}

static enum status set(struct db_tx *tx, void *state)
{
    struct choosing *c = state;
    struct ctx *ctx = c->ctx;
    struct agreement *agreement = &c->view.agreement;
    enum status st = find(tx, c);
    if (st != OK)
        return st;
    if (!charge_order_is_open(ctx, agreement))
        return fault_set(db_fault(tx), CONFLICT,
                         "Nothing of this subscription will be invoiced any more. An invoice that "
                         "is issued keeps its purchase order.");
    st = charge_order_choose(ctx->arena, &c->choice, agreement, db_fault(tx));
    if (st == OK)
        st = agreement_store_set_orders(tx, agreement);
    if (st == OK)
        st = agreement_note(tx, ctx, agreement, describe(ctx->arena, &c->view));
    return st == OK
               ? audit_add(tx, ctx,
                           &(struct audit_entry){
                               .organization_id = agreement->organization_id,
                               .account_id = agreement->account_id,
                               .action = action,
                               .resource = agreement->id,
                               .detail = audit_detail(ctx->arena, "purchaseOrders",
                                                      describe(ctx->arena, &c->view), (char *)NULL),
                           })
               : st;
}

enum status charge_order_set(struct ctx *ctx, const char *agreement_id,
                             const struct charge_order_choice *choice)
{
    struct choosing c = {.ctx = ctx, .id = agreement_id, .choice = *choice};
    enum status st = authorize(ctx, agreement_id);
    if (st == OK)
        st = db_read(ctx->app->db, find, &c, &ctx->fault);
    return st == OK
               ? db_write_for(ctx->app->db, c.view.agreement.organization_id, set, &c, &ctx->fault)
               : st;
}
