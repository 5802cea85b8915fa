#ifndef APP_CONSOLE_SESSION_H
#define APP_CONSOLE_SESSION_H
/* What the use cases of signing in share; for app/ alone. */
#include "app/ctx.h"
#include "app/sign_in.h"
#include "store/principal.h"
#include "store/sign_in.h"

/* A token carries its account behind a dot, so that only that account's sessions are looked at.
 * NULL: not one of this realm. */
const char *console_token_account(enum realm realm, const char *token);
struct bytes console_token_hash(struct ctx *ctx, const char *token);
/* The hash as `who->session_key` says it. */
struct bytes console_session_hash(struct arena *arena, const char *key);

/* Whose chain of the audit trail an account's events are in, "" for operators, and whether the
 * account is suspended. */
struct standing {
    const char *organization_id;
    bool suspended; /* the account, or the principal */
};
enum status console_standing(struct db_tx *tx, struct arena *arena,
                             const struct principal *principal, struct standing *out);
const char *console_suspended_message(const struct principal *principal);

/* A session for who has proved the password, or with `full` all there is to prove; that it began
 * goes to the audit trail with the latter. */
enum status console_session_begin(struct db_tx *tx, struct ctx *ctx,
                                  const struct principal *principal,
                                  const struct standing *standing,
                                  const struct console_session *from, bool full, const char *token);
const char *console_token_new(struct ctx *ctx, const char *account_id);

/* Who a principal is. `out` lacks policies, address, request id and session. */
enum status console_who(struct db_tx *tx, struct arena *arena, const struct principal *principal,
                        struct who *out);

#endif
