#ifndef APP_ENDING_H
#define APP_ENDING_H
/* Agreements that end before their day (ORD-5): what is on no invoice and not due yet is dropped,
 * what was used until then is owed. */
#include "app/ctx.h"
#include "domain/agreement.h"

/* By the buyer who has no more use for it: aws-marketplace:Unsubscribe, of the account that has it
 * or the organization's management account. CONFLICT: it is over, or a contract (AWS:
 * CancelAgreement is for usage). */
enum status ending_cancel(struct ctx *ctx, const char *agreement_id);
/* Whether the buyer may: it is in force, and nothing fixed was agreed. */
bool ending_may_cancel(const struct agreement *agreement);

/* By the marketplace's operator, who says why; the buyer reads it. BAD_INPUT: no reason. CONFLICT:
 * it is over. */
enum status ending_terminate(struct ctx *ctx, const char *agreement_id, const char *reason);

/* In this transaction: `agreement`, whose offer replaces `old_id`, takes its place when it starts.
 * `*out_problem`: why it can't, in words, or NULL. */
enum status ending_replace_problem(struct db_tx *tx, struct ctx *ctx, const char *old_id,
                                   const struct agreement *agreement, const char **out_problem);
enum status ending_replace(struct db_tx *tx, struct ctx *ctx, const char *old_id,
                           const struct agreement *agreement);

#endif
