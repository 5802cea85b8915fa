#ifndef CRYPTO_RANDOM_H
#define CRYPTO_RANDOM_H
/* Randomness of the operating system, through libsodium. */
#include <stddef.h>

#include "base/status.h"
#include "base/uuid.h"

struct arena;

/* Called once before anything else of crypto/. FAILED: the system gives no randomness. */
enum status crypto_start(void);

/* Unpredictable bytes as the source that base/uuid.h and others ask for. */
struct entropy crypto_entropy(void);

/* `bytes` random bytes in base64url, for tokens that must not be guessed: use 16 or more. */
char *random_token(struct arena *arena, size_t bytes);

#endif
