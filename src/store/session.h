#ifndef STORE_SESSION_H
#define STORE_SESSION_H
/* Punchout sessions; the token itself is never stored. */
#include "store/store.h"

struct session_row {
    const char *organization_id;
    const char *id;
    const char *connection_id;
    struct bytes setup_key;
    struct bytes token_hash;
    const char *payload_id;
    const char *buyer_cookie;
    const char *return_url;
    const char *operation;
    bool test;
    const char *requester_name;
    const char *requester_email;
    const char *language;
    const char *selected_part;
    const char *account_id;        /* "": the connection's */
    const char *requester_account; /* CAT-8: who has signed in; "": nobody, or nobody has to */
    const char *requester_id;
    struct bytes console_hash; /* of the console session that it stands on */
    int64_t created_us;
    int64_t expires_us;
    int64_t ended_us; /* 0: it goes on */
};

/* CONFLICT, without spoiling the transaction, where the setup key has a session already. */
enum status session_store_insert(struct db_tx *tx, const struct session_row *row);
enum status session_store_by_token(struct db_tx *tx, struct arena *arena,
                                   const char *organization_id, struct bytes token_hash,
                                   struct session_row *out);
enum status session_store_by_id(struct db_tx *tx, struct arena *arena, const char *organization_id,
                                const char *id, struct session_row *out);
enum status session_store_by_setup(struct db_tx *tx, const char *organization_id,
                                   struct bytes setup_key, bool *out_exists);
/* The requester (name, email address, account, id, console session), the account that it buys for,
 * and a new token, whose hash is `row->token_hash`, in place of `token_hash`. CONFLICT where that
 * is not its token any more, or it has ended. */
enum status session_store_identify(struct db_tx *tx, const struct session_row *row,
                                   struct bytes token_hash);
/* CONFLICT where it has ended before: of two that end it at once only one may go on. */
enum status session_store_end(struct db_tx *tx, const char *organization_id, const char *id,
                              int64_t now_us);
enum status session_store_set_account(struct db_tx *tx, const char *organization_id, const char *id,
                                      const char *account_id);

#endif
