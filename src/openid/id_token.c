#include "openid/id_token.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "base/time.h"
#include "crypto/jws.h"

enum { TOKEN_LIMIT = 32 * 1024, DEPTH = 10, SKEW_SECONDS = 60, SUBJECT_LIMIT = 255 };

/* The three parts of the compact form. */
struct parts {
    struct bytes input; /* that is signed: header and payload as they came */
    const struct json_value *header, *claims;
    struct bytes signature;
};

static const struct json_value *read_part(struct arena *arena, const char *text, size_t length)
{
    static const struct json_limits limits = {TOKEN_LIMIT, DEPTH};
    const struct json_value *value = NULL;
    struct bytes plain;
    if (!text_from_base64(arena, arena_text_n(arena, text, length), &plain) ||
        json_read(arena, plain, &limits, &value, NULL) != OK ||
        json_read_kind(value) != JSON_KIND_OBJECT)
        return NULL;
    return value;
}

static bool take_apart(struct arena *arena, const char *token, struct parts *out)
{
    const char *first = strchr(token, '.');
    const char *second = first == NULL ? NULL : strchr(first + 1, '.');
    if (second == NULL || strchr(second + 1, '.') != NULL || strlen(token) > TOKEN_LIMIT)
        return false;
    out->input = (struct bytes){(const unsigned char *)token, (size_t)(second - token)};
    out->header = read_part(arena, token, (size_t)(first - token));
    out->claims = read_part(arena, first + 1, (size_t)(second - first - 1));
    return out->header != NULL && out->claims != NULL &&
           text_from_base64(arena, second + 1, &out->signature);
}

static struct bytes number(struct arena *arena, const struct json_value *key, const char *name)
{
    struct bytes out = {NULL, 0};
    const char *text = json_read_text(key, name, "");
    return text_from_base64(arena, text, &out) ? out : (struct bytes){NULL, 0};
}

/* Whether a key of the set may have signed what the header says. */
static bool may_be(const struct json_value *key, const struct json_value *header)
{
    const char *algorithm = json_read_text(header, "alg", "");
    const char *kid = json_read_text(header, "kid", NULL);
    const char *type = text_equal(algorithm, "RS256") ? "RSA" : "EC";
    return text_equal(json_read_text(key, "kty", ""), type) &&
           text_equal(json_read_text(key, "use", "sig"), "sig") &&
           text_equal(json_read_text(key, "alg", algorithm), algorithm) &&
           (kid == NULL || text_equal(json_read_text(key, "kid", ""), kid)) &&
           (text_equal(type, "RSA") || text_equal(json_read_text(key, "crv", ""), "P-256"));
}

static bool is_signed(struct arena *arena, const struct parts *parts, const struct json_value *keys)
{
    const struct json_value *list = json_read_array(keys, "keys");
    const char *algorithm = json_read_text(parts->header, "alg", "");
    /* RFC 7515 section 4.1.11: what has to be understood is not. */
    if (json_read_kind(json_read_member(parts->header, "crit")) != JSON_KIND_ABSENT)
        return false;
    for (size_t i = 0; i < json_read_count(list); i++) {
        const struct json_value *item = json_read_item(list, i);
        if (!may_be(item, parts->header))
            continue;
        bool rsa = text_equal(algorithm, "RS256");
        struct jws_key key = {{NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}};
        if (rsa) {
            key.n = number(arena, item, "n");
            key.e = number(arena, item, "e");
        } else {
            key.x = number(arena, item, "x");
            key.y = number(arena, item, "y");
        }
        if (jws_verify(algorithm, &key, parts->input, parts->signature))
            return true;
    }
    return false;
}

/* Of several audiences the authorized party says whose it is. */
static bool is_for(const struct json_value *claims, const char *client_id)
{
    const struct json_value *audience = json_read_member(claims, "aud");
    const char *party = json_read_text(claims, "azp", NULL);
    bool named = text_equal(json_read_as_text(audience, ""), client_id);
    for (size_t i = 0; i < json_read_count(audience); i++)
        named = named || text_equal(json_read_as_text(json_read_item(audience, i), ""), client_id);
    return named && (party == NULL ? json_read_count(audience) <= 1 : text_equal(party, client_id));
}

static const char *problem_of(struct arena *arena, const struct parts *parts,
                              const struct id_token_terms *terms)
{
    const struct json_value *claims = parts->claims;
    int64_t now = terms->now_us / TIME_SECOND_US;
    const char *issuer = json_read_text(claims, "iss", "");
    const char *subject = json_read_text(claims, "sub", "");
    if (!text_equal(issuer, terms->issuer))
        return arena_printf(arena, "its issuer is '%s'", text_cut(arena, issuer, 100));
    if (!is_for(claims, terms->client_id))
        return "it is for another client";
    if (json_read_int(claims, "exp", 0) <= now - SKEW_SECONDS)
        return "it has expired";
    if (json_read_int(claims, "iat", now) > now + SKEW_SECONDS ||
        json_read_int(claims, "nbf", now) > now + SKEW_SECONDS)
        return "it is of a time that has not come: compare the clocks";
    if (!text_equal(json_read_text(claims, "nonce", ""), terms->nonce))
        return "it is of another sign-in";
    if (text_empty(subject) || strlen(subject) > SUBJECT_LIMIT)
        return "it names nobody (sub)";
    if (text_empty(json_read_text(claims, "email", "")))
        return "it has no email address (email): let the client have the scope email";
    if (!json_read_bool(claims, "email_verified", true) ||
        text_equal(json_read_text(claims, "email_verified", "true"), "false"))
        return "its email address is not verified (email_verified)";
    return NULL;
}

enum status id_token_read(struct arena *arena, const char *token, const struct json_value *keys,
                          const struct id_token_terms *terms, struct openid_identity *out,
                          struct fault *fault)
{
    struct parts parts = {.header = NULL};
    if (!take_apart(arena, token, &parts))
        return fault_set(fault, DENIED, "The ID token can't be read.");
    if (!is_signed(arena, &parts, keys))
        return fault_set(fault, DENIED,
                         "The ID token is not signed by a key of the provider, by RS256 or ES256.");
    const char *problem = problem_of(arena, &parts, terms);
    if (problem != NULL)
        return fault_set(fault, DENIED, "The ID token is not to be taken: %s.", problem);
    const char *email = json_read_text(parts.claims, "email", "");
    *out = (struct openid_identity){
        .subject = json_read_text(parts.claims, "sub", ""),
        .email = email,
        .name = json_read_text(parts.claims, "name",
                               json_read_text(parts.claims, "preferred_username", email)),
    };
    return OK;
}
