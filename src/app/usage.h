#ifndef APP_USAGE_H
#define APP_USAGE_H
/* Metered usage (BIL-3): taken from who meters it, charged when its month is over. */
#include "app/ctx.h"
#include "domain/usage.h"
#include "store/usage.h"

/*
 * Records usage of one agreement: all of it or, where one is wrong, nothing. `month_us` and
 * `amount` are filled in; the price is that of the agreement's offer. What was recorded before
 * under the same id is passed over. For operators and SYSTEM. NOT_FOUND: no such agreement, or one
 * that is not active. BAD_INPUT: no such dimension (the message names those there are), a negative
 * quantity, a time before the agreement's start or in the future. CONFLICT: another record has that
 * id. `*out_new`: how many are new.
 */
enum status usage_record_all(struct ctx *ctx, const char *agreement_id,
                             struct usage_record *records, size_t count, size_t *out_new);

/* The server's own work: makes the charges of months that are over. May be stopped, and run on
 * several nodes at once. */
enum status usage_charge_months(struct ctx *ctx);

#endif
