#ifndef APP_ORDER_DECIDE_H
#define APP_ORDER_DECIDE_H
/* What a person decides about an order that needs attention (ORD-3). For operators and SYSTEM. */
#include "app/ctx.h"
#include "domain/order.h"

/* What a line of the order stands for, where the order does not say it rightly. */
struct order_choice {
    int line;
    const char *request_line_id; /* SupplierPartAuxiliaryID of the line that was requested */
};

/*
 * Takes the order as it is: its agreements are made, worth what it says, and the buyer is told.
 * CONFLICT: it does not wait any more, or what it asks for can't be ordered; the message says why.
 */
enum status order_accept(struct ctx *ctx, const char *id, const struct order_choice *choices,
                         size_t count);

/* Ends it; the buyer gets the reason. BAD_INPUT: none was given, or it is too long. */
enum status order_reject(struct ctx *ctx, const char *id, const char *reason);

#endif
