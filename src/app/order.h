#ifndef APP_ORDER_H
#define APP_ORDER_H
/* OrderRequest: from a purchase order to agreements (ORD-1 to ORD-3, ORD-5). */
#include "app/connection.h"
#include "app/document.h"
#include "domain/order.h"

/* What is answered. A repeat gets the first answer, to the letter. */
struct order_answer {
    enum status status;   /* OK: Status 200 */
    const char *message;  /* for the Status' text */
    const char *order_id; /* our id of the order, from which the answer's payloadID is made */
    int64_t answered_us;
    bool repeated;
};

/*
 * Books an order and returns only when it is on stable storage. `order` holds what the document
 * said; ids, state and outcomes are filled in. OK also for orders that need attention and for
 * repeats. Where `answer->status` is not OK the order was refused and kept. Other results than OK
 * mean that nothing was kept: UNAVAILABLE, UNCERTAIN, FAILED; the buyer's system will send it
 * again.
 */
enum status order_place(struct ctx *ctx, const struct caller *caller, struct order *order,
                        const struct document *document, struct order_answer *answer);

#endif
