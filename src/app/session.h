#ifndef APP_SESSION_H
#define APP_SESSION_H
/*
 * A punchout session: from the StartPage to the cart's return. It lives in the URL (PUN-5), so its
 * token is a secret of its own: random, stored hashed, in no log.
 */
#include "app/ctx.h"
#include "domain/connection.h"

enum { SESSION_HOURS = 12 };

struct session {
    const char *organization_id;
    const char *id;
    struct connection connection; /* as it is now */
    const char *account_id;       /* that it buys for (CAT-8) */
    const char *payload_id;       /* of the setup request */
    const char *buyer_cookie;     /* verbatim; of an OCI call what it says of the way back */
    const char *return_url;       /* BrowserFormPost, checked */
    const char *operation;        /* create; oci: begun by an OCI call, so it goes back by OCI;
                                     browse: it has no procurement system (app/browse.h) */
    bool test;                    /* CON-6: nothing is bought */
    const char *requester_name;
    const char *requester_email;
    const char *requester_account; /* CAT-8: whose sign-in it stands on; "": nobody's */
    const char *requester_id;
    struct bytes console_hash;
    struct bytes token_hash;
    const char *language;
    const char *selected_part; /* SelectedItem's SupplierPartID, or "" */
    int64_t created_us;
    int64_t expires_us;
    bool ended;
};

/*
 * Opens the session a StartPage stands for (PUN-4). `*out_token` is what its pages begin with.
 * CONFLICT: opened before. DENIED: too old, or the connection was disabled. BAD_INPUT: not ours.
 */
enum status session_begin(struct ctx *ctx, const char *start_token, const char **out_token);

/* Whether it was begun by an OCI call, so that it goes back by OCI (PUN-9). */
bool session_is_oci(const struct session *session);

/* Opens a session in the name of a row that has all but token, setup key and times. */
struct session_row;
enum status session_open(struct ctx *ctx, const struct session_row *row, const char **out_token);

/* A new token, and what is stored of one; for app/ alone. */
const char *session_token_new(struct ctx *ctx, const char *organization_id);
struct bytes session_token_hash(struct ctx *ctx, const char *token);

/*
 * CON-8: what its requester has put together without the procurement system is in the session's
 * cart now. It is for the account that the session has; where that is "", the session is for the
 * account that it was put together in. Inside a transaction, for app/ alone.
 */
enum status session_adopt(struct db_tx *tx, struct ctx *ctx, const struct session_row *row);

/* The connection that a StartPage belongs to, for the page that says why it can't be opened. */
enum status session_start_connection(struct ctx *ctx, const char *start_token,
                                     struct connection *out);

/* NOT_FOUND: no such session. DENIED: it has expired. An ended session is found, with `ended` set.
 */
enum status session_find(struct ctx *ctx, const char *token, struct session *out);

/* The same by its id. */
enum status session_find_by_id(struct ctx *ctx, const char *organization_id, const char *id,
                               struct session *out);

/* The same; where it has not ended, `more` runs in the same read: `out` has the ids by then. */
enum status session_find_and(struct ctx *ctx, const char *token, struct session *out, db_work *more,
                             void *state);

#endif
