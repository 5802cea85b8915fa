#ifndef APP_CREDIT_H
#define APP_CREDIT_H
/* Credit memos (BIL-3): money of an invoice that is given back. For operators. */
#include "app/ctx.h"

/*
 * Gives back `amount` ("120.00", in the invoice's currency; "": all that is left) of the agreement
 * that a line of the invoice charges, for a reason that the memo tells. The memo is issued by the
 * next billing run. The agreement stays worth what was agreed. BAD_INPUT: no amount, none that can
 * be paid, more than is left, no reason. CONFLICT: the invoice is a memo itself, or nothing is
 * left.
 */
enum status credit_give(struct ctx *ctx, const char *invoice_id, int line, const char *amount,
                        const char *reason);

#endif
