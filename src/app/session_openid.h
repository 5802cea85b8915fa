#ifndef APP_SESSION_OPENID_H
#define APP_SESSION_OPENID_H
/*
 * CAT-8: a punchout whose requester signs in with the organization's identity provider, but for the
 * network's part of it (openid/). The identity must be who the procurement system says it is, by
 * email address: else somebody could open a punchout, have another person follow its link, and shop
 * as that person, whose provider signs in without a question. So the session's address may stay
 * what it was, and the frame that waits goes on by itself.
 */
#include "app/session.h"

enum { OPENID_MINUTES = 10 }; /* from the link to the way back */

/* One attempt to sign in. Nothing is stored of it: it is sealed into `state`, which goes to the
 * provider and comes back. */
struct openid_attempt {
    const char *organization_id;
    const char *session_id;
    const char *nonce;    /* that the ID token must have */
    const char *verifier; /* of PKCE (RFC 7636) */
    int64_t began_us;
};

/* BAD_INPUT: the procurement system gives no email address, so nobody can be that person; or it is
 * SAP OCI, where the browser writes it. */
enum status session_openid_begin(struct ctx *ctx, const struct session *session,
                                 struct openid_attempt *out, const char **out_state);

/* BAD_INPUT: not one of ours. DENIED: it is too old, or the session is over or signs in otherwise.
 */
enum status session_openid_open(struct ctx *ctx, const char *state, struct openid_attempt *out,
                                struct session *session);

/* The secret that the provider gave, in clear; NULL: none, the client is a public one. */
enum status session_openid_secret(struct ctx *ctx, const struct session *session,
                                  const char **out_secret);

/* What a verified ID token says. */
struct openid_identity {
    const char *subject;
    const char *email;
    const char *name;
};

/* The session's requester is that identity from now on; goes to the audit trail. DENIED, there too:
 * another person than the procurement system says. CONFLICT: the session has ended, or somebody
 * else has signed in to it. */
enum status session_openid_finish(struct ctx *ctx, const struct session *session,
                                  const struct openid_identity *identity, const char *address);

#endif
