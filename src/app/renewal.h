#ifndef APP_RENEWAL_H
#define APP_RENEWAL_H
/* The end of agreements, and what goes on after it (ORD-5). */
#include "app/ctx.h"

/*
 * The server's own work, before it bills: every agreement that has ended is renewed where that is
 * chosen and its offer still stands in the catalogue, else expired, with mail about it. So are
 * those told whose end is near. `*out_count`: how many have ended.
 */
enum status renewal_run(struct ctx *ctx, int64_t *out_count);

/* Whether an agreement renews at its end: aws-marketplace:Subscribe, of the account that has it or
 * the organization's management account. CONFLICT: it is over, or has no end. */
enum status renewal_set(struct ctx *ctx, const char *agreement_id, bool renews);

#endif
