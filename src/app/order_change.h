#ifndef APP_ORDER_CHANGE_H
#define APP_ORDER_CHANGE_H
/* What a later document does to a purchase order (ORD-4), inside the transaction of order_place. */
#include "app/ctx.h"
#include "domain/connection.h"
#include "domain/order.h"

/*
 * `order` takes the place of `before` (without lines), an order that is live. What bought nothing
 * yet is judged anew. What did is changed within what is on no invoice: lines that differ change
 * their agreements, lines that came along make new ones. Sets state, reason and outcomes of
 * `order`; where it can't be done, ORDER_REFUSED and the reason, and nothing is
 * changed. `*out_bought`: it made agreements.
 */
enum status order_change(struct db_tx *tx, struct ctx *ctx, const struct connection *connection,
                         struct order *order, const struct order *before, bool *out_bought);

/*
 * `order` calls `before` off; NULL: there is none. What bought nothing is cancelled, and so are
 * agreements that have not started. ORDER_REFUSED, with the reason, where one is running.
 */
enum status order_cancel(struct db_tx *tx, struct ctx *ctx, struct order *order,
                         const struct order *before);

#endif
