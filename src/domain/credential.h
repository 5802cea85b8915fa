#ifndef DOMAIN_CREDENTIAL_H
#define DOMAIN_CREDENTIAL_H
/* Who a document comes from and goes to, and the rules on who may speak for a connection (INTEROP
 * C4). */
#include <stdbool.h>
#include <stddef.h>

struct arena;

/* A cXML Credential: who, in which naming scheme. */
struct credential {
    const char *domain;
    const char *identity;
};

struct credentials {
    const struct credential *items;
    size_t count;
};

/*
 * The form two credentials are compared in: domain and identity in lower case, identity trimmed and
 * without a network id's `-T`; the identity of AribaNetworkUserId keeps its case (INTEROP C4, cXML
 * guide p. 572).
 */
char *credential_key(struct arena *arena, const struct credential *credential);

/* CON-6: a network id that ends in `-T` is its owner's test identity. */
bool credential_is_test(const struct credential *credential);

/*
 * Whether a section (From, To or Sender) names `expected`: one credential equals it, and none of
 * the same domain says otherwise (cXML guide p. 30-31).
 */
bool credentials_name(const struct credentials *section, const struct credential *expected);
/* Whether the section has a credential in the domain of `expected` whose identity is another. */
bool credentials_contradict(const struct credentials *section, const struct credential *expected);
bool credentials_test(const struct credentials *section);

#endif
