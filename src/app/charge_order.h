#ifndef APP_CHARGE_ORDER_H
#define APP_CHARGE_ORDER_H
/* Which purchase orders an agreement's invoices will carry, by hand (BIL-2). */
#include "app/ctx.h"
#include "domain/charge_order.h"

struct charge_order_view {
    struct agreement agreement;
    bool has_usage;    /* charges for usage may come */
    bool shows_orders; /* invoices carry the numbers (BIL-1) */
    enum charge_order_mode mode;
};

/* aws-marketplace:UpdatePurchaseOrders, of the account that has the agreement or the organization's
 * management account. NOT_FOUND. */
enum status charge_order_find(struct ctx *ctx, const char *agreement_id,
                              struct charge_order_view *out);

/* Whether anything of it is to be invoiced yet, so that there is something to choose for. */
bool charge_order_is_open(const struct ctx *ctx, const struct agreement *agreement);

/* Changes what is on no invoice yet. As above; BAD_INPUT: see charge_order_choose; CONFLICT:
 * nothing of it will be invoiced any more. `choice->each` is by the charges that charge_order_find
 * gave. */
enum status charge_order_set(struct ctx *ctx, const char *agreement_id,
                             const struct charge_order_choice *choice);

#endif
