#ifndef CRYPTO_TOTP_H
#define CRYPTO_TOTP_H
/* Time-based one-time passwords (RFC 6238) as authenticator apps make them: HMAC-SHA-1, six digits,
 * thirty seconds. */
#include <stdint.h>

#include "base/buf.h"

struct arena;

enum { TOTP_SECRET_SIZE = 20, TOTP_DIGITS = 6, TOTP_STEP_SECONDS = 30 };

/* Which step a time is in. */
int64_t totp_step(int64_t time_us);

/* The code of a step, as text. */
void totp_code(struct bytes secret, int64_t step, char out[TOTP_DIGITS + 1]);

/* The step that `code` is of: this one, the one before or the one after, since clocks differ, but
 * later than `last_step`, so that a code is good once. 0: of none. */
int64_t totp_match(struct bytes secret, const char *code, int64_t now_us, int64_t last_step);

/* Base32 without padding (RFC 4648 section 6), for the app. */
char *totp_base32(struct arena *arena, struct bytes secret);

#endif
