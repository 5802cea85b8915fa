#ifndef CRYPTO_JWS_H
#define CRYPTO_JWS_H
/* Signatures of JSON Web Signature (RFC 7515) by a public key: RS256 and ES256 (RFC 7518 sections
 * 3.3 and 3.4), through OpenSSL. There is no other algorithm, and none without a key. */
#include <stdbool.h>

#include "base/buf.h"

/* The public part of a JSON Web Key (RFC 7517), decoded. */
struct jws_key {
    struct bytes n, e; /* RSA: modulus, exponent; else empty */
    struct bytes x, y; /* EC, on P-256: 32 bytes each; else empty */
};

/* Whether `signature` over `input` is the key's. False also for another algorithm than RS256 and
 * ES256, for a key of the other kind, and for an RSA key below 2048 or above 8192 bits. */
bool jws_verify(const char *algorithm, const struct jws_key *key, struct bytes input,
                struct bytes signature);

#endif
