#ifndef OPENID_OPENID_H
#define OPENID_OPENID_H
/*
 * OpenID Connect's authorization code flow (Core 1.0 section 3.1) with PKCE (RFC 7636) for the
 * requesters of a connection that demands it (CAT-8). Endpoints come from the provider's metadata
 * (Discovery 1.0); all of them https, and none behind a firewall that this server may not speak to
 * (net/http_client.h).
 */
#include "app/session_openid.h"

/* Where the provider sends people back to, below the public URL. */
#define OPENID_RETURN_PATH "/openid/return"

/* The address to send the requester's browser to. BAD_INPUT as session_openid_begin. UNAVAILABLE:
 * the provider does not answer as it should, with a message for who administers the connection; or
 * as many wait for providers as may (app/ctx.h). */
enum status openid_begin(struct ctx *ctx, const struct session *session, const char **out_url);

/* What came back: as query parameters of the return. Texts may be NULL. */
struct openid_return {
    const char *state;
    const char *code;
    const char *issuer; /* iss (RFC 9207) */
    const char *error, *error_description;
    const char *address; /* of the peer */
};

/*
 * Trades the code for an ID token, verifies it, and signs its person in to the session, which is in
 * `out` as it was, with connection id NULL where it did not come to that. DENIED: the provider or
 * the requester refused, the token is not to be taken, or is of another person. BAD_INPUT,
 * CONFLICT, UNAVAILABLE as above and as app/session_openid.h.
 */
enum status openid_finish(struct ctx *ctx, const struct openid_return *in, struct session *out);

#endif
