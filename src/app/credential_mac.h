#ifndef APP_CREDENTIAL_MAC_H
#define APP_CREDENTIAL_MAC_H
/*
 * CredentialMac: what a buyer that sends directly shows instead of the shared secret, which only
 * the supplier and the network have (cXML guide 1.2.051 p. 570-574, INTEROP C4).
 */
#include <stdbool.h>

#include "domain/connection.h"

struct arena;

/* As it stands in the document. All NULL or none. */
struct credential_mac {
    const char *type;      /* FromSenderCredentials */
    const char *algorithm; /* HMAC-SHA1-96 */
    const char *creation_date;
    const char *expiration_date;
    const char *value; /* base64, white space around it */
};

/* The value for two parties, dates and a secret. */
const char *credential_mac_value(struct arena *arena, const struct credential *from,
                                 const struct credential *sender, const char *creation_date,
                                 const char *expiration_date, const char *secret);

/*
 * Whether the MAC is right for this secret and good at `now_us`; else `*reason` says why not, in
 * words that hold no secret. Compares in constant time.
 */
bool credential_mac_check(struct arena *arena, const struct credential_mac *mac,
                          const struct credential *from, const struct credential *sender,
                          const char *secret, int64_t now_us, const char **reason);

#endif
