#ifndef TESTS_UNIT_APP_FACTOR_H
#define TESTS_UNIT_APP_FACTOR_H
/* Somebody with a second factor. */
#include "people.h"

#include "app/profile.h"
#include "crypto/totp.h"

/* The code of an offer's key at a time. */
static inline const char *people_code_at(struct people *people, const char *shown, int64_t time_us)
{
    char *secret = arena_alloc(people->ctx->arena, TOTP_SECRET_SIZE + 1);
    uint32_t bits = 0;
    int count = 0;
    size_t length = 0;
    for (const char *at = shown; *at != '\0'; at++) {
        if (*at == ' ')
            continue;
        bits = bits << 5 | (uint32_t)(*at >= 'A' ? *at - 'A' : *at - '2' + 26);
        count += 5;
        if (count >= 8)
            secret[length++] = (char)(bits >> (count -= 8));
    }
    char *code = arena_alloc(people->ctx->arena, TOTP_DIGITS + 1);
    totp_code((struct bytes){(unsigned char *)secret, length}, totp_step(time_us), code);
    return code;
}

static inline struct totp_offer people_enrol(struct people *people, const char ***codes)
{
    struct totp_offer offer;
    assert_int_equal(profile_totp_offer(people->ctx, &offer), OK);
    const char *code = people_code_at(people, offer.secret, ctx_now_us(people->ctx));
    assert_int_equal(profile_totp_confirm(people->ctx, offer.token, code, codes), OK);
    return offer;
}

#endif
