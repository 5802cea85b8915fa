#include "unit.h"

#include <string.h>

#include "app/credential_mac.h"
#include "base/text.h"
#include "base/time.h"

static const struct credential ariba = {"NetworkId", "AN9900000100"};
#define CREATED "2003-01-15T08:42:46-08:00"
#define EXPIRES "2003-01-15T11:42:46-08:00"

/* INTEROP C4 */
static void the_value_is_the_guides(void **state)
{
    assert_string_equal(
        credential_mac_value(*state, &ariba, &ariba, CREATED, EXPIRES, "abracadabra"),
        "cR6Jpz58nriXERDN");
    assert_string_equal(credential_mac_value(*state, &ariba, &ariba, CREATED, EXPIRES, "password"),
                        "5KMM/p4KtK5oAf/B");
}

/* INTEROP C4: of another algorithm, time or secret it is refused. */
static void what_is_not_good_is_refused(void **state)
{
    struct credential_mac mac = {"FromSenderCredentials", "HMAC-SHA1-96", CREATED, EXPIRES,
                                 "\n  cR6Jpz58nriXERDN\n"};
    const char *reason;
    int64_t created_us, expires_us;
    assert_true(time_parse(CREATED, &created_us));
    assert_true(time_parse(EXPIRES, &expires_us));
    int64_t hour_us = created_us + TIME_HOUR_US;
#define CHECK(now_us, secret)                                                                      \
    credential_mac_check(*state, &mac, &ariba, &ariba, secret, now_us, &reason)
    assert_true(CHECK(hour_us, "abracadabra"));
    assert_true(CHECK(created_us, "abracadabra"));
    assert_false(CHECK(hour_us, "abracadabr"));
    assert_non_null(strstr(reason, "not right"));
    assert_false(CHECK(created_us - 5 * TIME_MINUTE_US, "abracadabra"));
    assert_non_null(strstr(reason, "future"));
    assert_false(CHECK(expires_us + TIME_SECOND_US, "abracadabra"));
    assert_non_null(strstr(reason, "expired"));
    mac.value = "cR6Jpz58nriXERDX";
    assert_false(CHECK(hour_us, "abracadabra"));
    mac.value = "";
    assert_false(CHECK(hour_us, "abracadabra"));
    mac.value = "cR6Jpz58nriXERDN";
    mac.algorithm = "HMAC-MD5";
    assert_false(CHECK(hour_us, "abracadabra"));
    mac.algorithm = "HMAC-SHA1-96";
    mac.expiration_date = "soon";
    assert_false(CHECK(hour_us, "abracadabra"));
#undef CHECK
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(the_value_is_the_guides),
        unit_case(what_is_not_good_is_refused),
    };
    return cmocka_run_group_tests_name("app/credential_mac", tests, NULL, NULL);
}
