#ifndef CRYPTO_HASH_H
#define CRYPTO_HASH_H
/* Digests and message authentication codes. A code is compared with hash_equal, never memcmp. */
#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

struct arena;

enum { HASH_SIZE = 32, HMAC_SHA1_SIZE = 20 };

/* SHA-256 (FIPS 180-4): for what others check too. */
void hash_sha256(struct bytes data, unsigned char out[HASH_SIZE]);

/* Keyed BLAKE2b of 32 bytes (RFC 7693): for what only we check. */
void hash_keyed(const unsigned char key[HASH_SIZE], struct bytes data,
                unsigned char out[HASH_SIZE]);

/* A BLAKE2b of several parts. Each goes in with its length before it, so ("ab", "c") and
 * ("a", "bc") differ; the result is therefore not the plain digest of the parts in a row. */
struct hash {
    unsigned char state[384 + 64]; /* room to align it: not every stack keeps to _Alignas(64) */
};

/* `key` may be NULL: a hash that anybody can compute. */
void hash_start(struct hash *hash, const unsigned char key[HASH_SIZE]);
void hash_add(struct hash *hash, struct bytes part);
/* Writes the result and wipes `hash`. */
void hash_finish(struct hash *hash, unsigned char out[HASH_SIZE]);

/* HMAC (RFC 2104) with SHA-1, for OAuth 1.0 signatures and the like only, and with SHA-256. */
void hmac_sha1(struct bytes key, struct bytes message, unsigned char out[HMAC_SHA1_SIZE]);
void hmac_sha256(struct bytes key, struct bytes message, unsigned char out[HASH_SIZE]);

/* Compares in a time that depends on `size` only. */
bool hash_equal(const void *a, const void *b, size_t size);

/* Lower case hexadecimal. */
char *hash_hex(struct arena *arena, const void *data, size_t size);

#endif
