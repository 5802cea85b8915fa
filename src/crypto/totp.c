#include "crypto/totp.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/time.h"
#include "crypto/hash.h"

enum { MODULUS = 1000000 };

int64_t totp_step(int64_t time_us)
{
    return time_us / TIME_SECOND_US / TOTP_STEP_SECONDS;
}

void totp_code(struct bytes secret, int64_t step, char out[TOTP_DIGITS + 1])
{
    unsigned char counter[8];
    unsigned char code[HMAC_SHA1_SIZE];
    for (int i = 0; i < 8; i++)
        counter[i] = (unsigned char)((uint64_t)step >> (56 - 8 * i));
    hmac_sha1(secret, (struct bytes){counter, sizeof counter}, code);
    /* Dynamic truncation: RFC 4226 section 5.3. */
    const unsigned char *at = code + (code[HMAC_SHA1_SIZE - 1] & 15);
    uint32_t number =
        ((uint32_t)(at[0] & 127) << 24) | ((uint32_t)at[1] << 16) | ((uint32_t)at[2] << 8) | at[3];
    snprintf(out, TOTP_DIGITS + 1, "%06u", number % MODULUS);
}

int64_t totp_match(struct bytes secret, const char *code, int64_t now_us, int64_t last_step)
{
    int64_t now = totp_step(now_us);
    int64_t found = 0;
    if (strlen(code) != TOTP_DIGITS)
        return 0;
    for (int64_t step = now - 1; step <= now + 1; step++) {
        char right[TOTP_DIGITS + 1];
        totp_code(secret, step, right);
        if (hash_equal(right, code, TOTP_DIGITS) && step > last_step && found == 0)
            found = step;
    }
    return found;
}

char *totp_base32(struct arena *arena, struct bytes secret)
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    char *out = arena_alloc(arena, secret.size * 8 / 5 + 2);
    size_t length = 0;
    uint32_t bits = 0;
    int count = 0;
    for (size_t i = 0; i < secret.size; i++) {
        bits = (bits << 8) | secret.data[i];
        for (count += 8; count >= 5; count -= 5)
            out[length++] = alphabet[bits >> (count - 5) & 31];
    }
    if (count > 0)
        out[length] = alphabet[bits << (5 - count) & 31];
    return out;
}
