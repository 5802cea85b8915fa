#include "unit.h"

#include "base/time.h"
#include "crypto/totp.h"

static const struct bytes secret = {(const unsigned char *)"12345678901234567890", 20};

/* RFC 6238 appendix B, the last six of its eight digits. */
static void codes_are_those_of_the_rfc(void **state)
{
    static const struct {
        int64_t seconds;
        const char *code;
    } vectors[] = {{59, "287082"},         {1111111109, "081804"}, {1111111111, "050471"},
                   {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"}};
    char code[TOTP_DIGITS + 1];
    (void)state;
    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
        totp_code(secret, totp_step(vectors[i].seconds * TIME_SECOND_US), code);
        assert_string_equal(code, vectors[i].code);
    }
}

/* ACC-3: clocks differ by a step, not by two; and a code is good once. */
static void a_code_fits_around_now_and_once(void **state)
{
    const int64_t now_us = 1111111109 * TIME_SECOND_US;
    int64_t step = totp_step(now_us);
    char code[TOTP_DIGITS + 1];
    (void)state;
    for (int64_t away = -2; away <= 2; away++) {
        totp_code(secret, step + away, code);
        assert_int_equal(totp_match(secret, code, now_us, 0),
                         away >= -1 && away <= 1 ? step + away : 0);
    }
    totp_code(secret, step, code);
    assert_int_equal(totp_match(secret, code, now_us, step - 1), step);
    assert_int_equal(totp_match(secret, code, now_us, step), 0);
    assert_int_equal(totp_match(secret, "08180", now_us, 0), 0);
    assert_int_equal(totp_match(secret, "0818040", now_us, 0), 0);
}

/* RFC 4648 section 10, without the padding that apps don't want. */
static void base32_is_that_of_the_rfc(void **state)
{
    static const char *const vectors[][2] = {{"", ""},
                                             {"f", "MY"},
                                             {"fo", "MZXQ"},
                                             {"foo", "MZXW6"},
                                             {"foob", "MZXW6YQ"},
                                             {"fooba", "MZXW6YTB"},
                                             {"foobar", "MZXW6YTBOI"}};
    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++)
        assert_string_equal(totp_base32(*state, bytes_of(vectors[i][0])), vectors[i][1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(codes_are_those_of_the_rfc),
        unit_case(a_code_fits_around_now_and_once),
        unit_case(base32_is_that_of_the_rfc),
    };
    return cmocka_run_group_tests_name("crypto/totp", tests, NULL, NULL);
}
