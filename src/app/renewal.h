#ifndef APP_RENEWAL_H
#define APP_RENEWAL_H
/* The end of agreements, and what goes on after it (ORD-5). */
#include "app/ctx.h"

struct agreement;

/*
 * The server's own work, before it bills: every agreement that has ended is renewed where that is
 * chosen and its offer still stands in the catalogue, else expired, with mail about it. So are
 * those told whose end is near. `*out_count`: how many have ended.
 */
enum status renewal_run(struct ctx *ctx, int64_t *out_count);

/* Whether its offer still stands in the catalogue, not withdrawn (CAT-2): else it ends, whatever is
 * chosen, and nobody may be told otherwise. */
bool renewal_is_offered(const struct ctx *ctx, const struct agreement *agreement);

/* Whether an agreement renews at its end: aws-marketplace:Subscribe, of the account that has it or
 * the organization's management account. CONFLICT: it is over, has no
 * end, or its offer is there no more. */
enum status renewal_set(struct ctx *ctx, const char *agreement_id, bool renews);

#endif
