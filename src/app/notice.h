#ifndef APP_NOTICE_H
#define APP_NOTICE_H
/*
 * Who is told what after an order: a row in the outbox for each, written with the change it tells
 * of (ORD-7, ORD-8, CON-7). app/delivery.h sees to it that it arrives.
 */
#include "app/ctx.h"
#include "domain/connection.h"
#include "domain/delivery.h"
#include "domain/einvoicing.h"
#include "domain/order.h"
#include "store/agreement.h"

/*
 * Inside the transaction that changes the order. The procurement system gets a ConfirmationRequest
 * where the connection wants one, and at the end of the order a StatusUpdateRequest where it was
 * answered 201. Mail goes to requester and account when a subscription starts, and to the
 * procurement admins when the order needs attention or is rejected. What the connection check
 * orders is nobody's news.
 */
enum status notice_add(struct db_tx *tx, struct ctx *ctx, const struct connection *connection,
                       const struct order *order, enum delivery_event event);

/* BIL-4: an InvoiceDetailRequest, inside the transaction that issues the invoice or sends the test.
 * `*out_id` is the delivery's. */
enum status notice_add_invoice(struct db_tx *tx, struct ctx *ctx,
                               const struct einvoicing *einvoicing, const char *invoice_id,
                               enum delivery_event event, const char **out_id);

/* ORD-5: mail about the agreement to who requested it and to its account. */
enum status notice_add_agreement(struct db_tx *tx, struct ctx *ctx,
                                 const struct agreement *agreement, enum delivery_event event);

/*
 * The server's own work: mail to the procurement admins of connections whose orders have bought
 * nothing for a week, and again for each week in which more came. `*out_count`: how many.
 */
enum status notice_test_mode(struct ctx *ctx, int64_t *out_count);

/* A text of mail: "Subject: ...", an empty line, and what it says. `why`: of EVENT_ENDED, what the
 * agreement's timeline says of it. */
const char *notice_mail(struct ctx *ctx, const struct delivery *delivery,
                        const struct connection *connection, const struct order *order,
                        const struct agreement_list *agreements, const char *why);

#endif
