#ifndef APP_SESSION_SIGN_IN_H
#define APP_SESSION_SIGN_IN_H
/*
 * CAT-8: signing in within a punchout, where its connection demands that. The procurement system is
 * then not asked who the requester is. There is no cookie (PUN-5): the session's own address stands
 * for the sign-in from then on, so it is another one than before (whoever knew the old one is left
 * outside), and stands on a console session that nobody has the token of. What ends that ends the
 * sign-in: an hour without a page, a user who is suspended, "end all other sessions".
 */
#include "app/session.h"
#include "app/sign_in.h"

/* What is asked for is the right to request; also app/browse.h. */
#define SESSION_ACTION "aws-marketplace:Subscribe"

/*
 * OK: nobody has to sign in, or who has to is still signed in: who browses (app/browse.h) to the
 * console, whatever punchouts demand. UNAUTHENTICATED: somebody has to,
 * now. UNAVAILABLE as sign_in_standing.
 */
enum status session_check_requester(struct ctx *ctx, const struct session *session);

/* Whether signing in is the identity provider's (app/session_openid.h): who browses has signed in
 * to the console, whatever punchouts demand. */
bool session_is_for_provider(const struct session *session);

/* What signing in has come to: the session's new token, or, where a code is awaited, what is to be
 * sent along with it. */
struct session_entry {
    const char *token;   /* NULL: a code is awaited */
    const char *pending; /* for session_sign_in_code alone; a secret */
};

/*
 * As sign_in_password; only users of the session's organization are known. `sign_in` has account,
 * name, password, address and browser. `token` is the session's present one. DENIED also: the user
 * may not request. CONFLICT: the session is another user's or for a provider, has ended, or
 * somebody was quicker.
 */
enum status session_sign_in(struct ctx *ctx, const struct session *session, const char *token,
                            const struct sign_in *sign_in, struct session_entry *out);
/* As sign_in_code, and the same. */
enum status session_sign_in_code(struct ctx *ctx, const struct session *session, const char *token,
                                 const char *pending, const char *code, const char *address,
                                 struct session_entry *out);

/* What is in the cart already is theirs who have signed in; else what they have put together
 * before, as session_adopt finds it for `known_as`. Inside the transaction, for app/ alone. */
struct session_row;
enum status session_take_draft(struct db_tx *tx, struct ctx *ctx, const struct session_row *row,
                               const struct session_row *known_as);

/* The end of the sign-in with that of the session; inside the transaction, for app/ alone. */
enum status session_sign_out(struct db_tx *tx, const struct session *session);

#endif
