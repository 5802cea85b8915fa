#ifndef APP_MEMBER_ACCOUNT_H
#define APP_MEMBER_ACCOUNT_H
/* CAT-8: the account that a punchout buys for, where it is not the connection's own. */
#include "app/session.h"
#include "domain/connection_settings.h"

/*
 * The account that a setup buys for, by the value of the Extrinsic that the connection names, or ""
 * where it names none. BAD_INPUT: the value is missing or stands for no account, and the connection
 * does not fall back to its own; the message says which Extrinsic, which value and what to do.
 * DENIED: the account is suspended, or is not in the connection's organization any more.
 */
enum status member_account_choose(struct ctx *ctx, const struct connection *connection,
                                  const char *value, const char **out_account_id);

/* What keeps an account from buying through the connection, in words and as part of a sentence, or
 * NULL. Looks nothing up where it is the connection's own or "". */
enum status member_account_obstacle(struct db_tx *tx, struct arena *arena,
                                    const struct connection *connection, const char *account_id,
                                    const char **out);

/* The same for a session that is about to ask for something: DENIED, as it would not be honoured.
 */
enum status member_account_check(struct db_tx *tx, struct ctx *ctx, const struct session *session);

/* Inside the transaction that saves them: adds a problem where an account of the table is none of
 * the connection's organization. */
enum status member_account_check_table(struct db_tx *tx, struct arena *arena,
                                       const struct connection *connection,
                                       struct settings_problems *problems);

#endif
