#ifndef OPENID_ID_TOKEN_H
#define OPENID_ID_TOKEN_H
/* ID tokens (OpenID Connect Core 1.0 section 3.1.3.7), RS256 and ES256, by the keys of a JWK Set.
 */
#include <stdint.h>

#include "app/session_openid.h"
#include "json/reader.h"

/* What a token has to say. */
struct id_token_terms {
    const char *issuer;
    const char *client_id;
    const char *nonce;
    int64_t now_us;
};

/*
 * OK: the token is the issuer's, for this client and this attempt, in force now, and names a
 * subject and an email address. DENIED with a message that says what is not so. Clocks may be a
 * minute apart.
 */
enum status id_token_read(struct arena *arena, const char *token, const struct json_value *keys,
                          const struct id_token_terms *terms, struct openid_identity *out,
                          struct fault *fault);

#endif
