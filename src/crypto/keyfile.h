#ifndef CRYPTO_KEYFILE_H
#define CRYPTO_KEYFILE_H
/*
 * The one secret that stands outside the database: 32 random bytes, base64 in one line, in a file
 * that only its owner may read. Without it what is sealed in a backup stays sealed.
 */
#include "base/status.h"
#include "crypto/seal.h"

/* Makes it, mode 0600, on stable storage when this returns. CONFLICT: there is a file already,
 * which is never overwritten; FAILED: it cannot be written. */
enum status keyfile_create(const char *path, struct fault *fault);

/* Reads it; the caller wipes `key` with seal_key_release. NOT_FOUND: no such file; DENIED: others
 * than its owner may read or write it; BAD_INPUT: not a key; FAILED: it cannot be read. */
enum status keyfile_load(const char *path, struct seal_key *key, struct fault *fault);

#endif
