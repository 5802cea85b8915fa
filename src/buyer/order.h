#ifndef BUYER_ORDER_H
#define BUYER_ORDER_H
/* OrderRequest, new and regular, as Coupa and as Ariba write it (INTEROP C9, C11). */
#include "buyer/cart.h"
#include "buyer/envelope.h"

struct order {
    struct envelope envelope;
    const char *order_id;       /* "PO-1001" */
    const char *requisition_id; /* "R-1" */
    const struct user *requester;
    const struct user *approver;
    const struct cart *cart;
};

/* The whole document, in the arena; NULL where it would be larger than anybody takes. */
const char *order_write(struct arena *arena, const struct order *order);

#endif
