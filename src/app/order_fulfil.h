#ifndef APP_ORDER_FULFIL_H
#define APP_ORDER_FULFIL_H
/* The second half of order_place: from a valid new order to agreements. */
#include "app/ctx.h"
#include "domain/connection.h"
#include "domain/order.h"

struct fulfilment;

/* Asks for what the lines may stand for, so that it comes with what else is asked for now. The
 * fulfilment lives in the request's arena, for this transaction. */
struct fulfilment *order_fulfil_ask(struct db_tx *tx, struct ctx *ctx,
                                    const struct connection *connection, struct order *order);

/*
 * Matches the lines (ORD-3) and, where all agree, makes the agreements in this transaction or, in
 * test mode, says in each line's outcome what it would have made (CON-6). Sets state, reason and
 * outcomes.
 */
enum status order_fulfil(struct fulfilment *fulfilment);

/*
 * The same where somebody has decided to take the order as it is (ORD-3): part, quantity and price
 * may differ from the request's, and the agreements are worth what the order says.
 */
enum status order_fulfil_as_is(struct fulfilment *fulfilment);

#endif
