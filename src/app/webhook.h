#ifndef APP_WEBHOOK_H
#define APP_WEBHOOK_H
/*
 * Webhooks (API-2): addresses of an organization that are told of events, by JSON signed as
 * Standard Webhooks (standardwebhooks.com) has it. Who may configure procurement systems may
 * configure them. `organization_id` is for operators and SYSTEM; a buyer's is its own.
 */
#include "app/ctx.h"
#include "store/webhook.h"

enum status webhook_list(struct ctx *ctx, const char *organization_id, struct webhook_rows *out);

/* `*out_secret`: "whsec_..." for the receiver, shown this once. The first that is told is a test.
 * BAD_INPUT: the address. CONFLICT: there are WEBHOOKS_MAX. */
enum status webhook_create(struct ctx *ctx, const char *organization_id, const char *url,
                           const char **out_secret);
/* NOT_FOUND. */
enum status webhook_delete(struct ctx *ctx, const char *organization_id, const char *id);
enum status webhook_test(struct ctx *ctx, const char *organization_id, const char *id);

/* Inside the transaction of what happened: tells all webhooks of the organization. */
enum status webhook_tell(struct db_tx *tx, struct ctx *ctx, const char *organization_id,
                         enum delivery_event event, const char *subject_id);

/* "v1,..." over id, time and body. FAILED: the secret can't be opened with this key. */
enum status webhook_sign(struct ctx *ctx, const struct webhook_row *row, const char *id,
                         int64_t at_us, const char *body, const char **out);

#endif
