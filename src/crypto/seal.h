#ifndef CRYPTO_SEAL_H
#define CRYPTO_SEAL_H
/*
 * Text that we hand out or store and that only we can read or make: XChaCha20-Poly1305
 * (draft-irtf-cfrg-xchacha) with keys derived from one key and a label. A label names one use
 * ("start page", "shared secret"); what was sealed under one opens under no other.
 */
#include <stddef.h>

#include "base/buf.h"
#include "base/status.h"

struct arena;

struct seal_key {
    unsigned char bytes[32];
};

enum { SEAL_OVERHEAD = 24 + 16 }; /* bytes that sealing adds: nonce and tag */

/* Sealed under a random nonce: equal plaintexts look different. The result is the arena's. */
struct bytes seal(struct arena *arena, const struct seal_key *key, const char *label,
                  struct bytes plaintext);

/* Sealed under a nonce computed from label and plaintext (keyed BLAKE2b): equal plaintexts give
 * equal results, so a repeated request gets the same answer, and so that they are equal shows. */
struct bytes seal_same(struct arena *arena, const struct seal_key *key, const char *label,
                       struct bytes plaintext);

/* Opens either. BAD_INPUT: another key or label, cut, or changed. `out->data` is the arena's and
 * followed by a NUL that is not counted. */
enum status unseal(struct arena *arena, const struct seal_key *key, const char *label,
                   struct bytes sealed, struct bytes *out);

/* Wipes the key where its life ends. */
void seal_key_release(struct seal_key *key);

#endif
