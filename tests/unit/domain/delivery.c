/* ORD-7: how long is waited between attempts. */
#include "domain_unit.h"

#include "base/time.h"
#include "domain/delivery.h"

/* Whatever the random number: within a quarter of ten seconds doubled each time, six hours at most.
 */
static void waits_longer_each_time(void **state)
{
    uint64_t seed = random_seed();
    int64_t middle_us = 10 * TIME_SECOND_US;
    int64_t all_us = 0;
    (void)state;
    for (int attempts = 1; attempts <= DELIVERY_ATTEMPTS_MAX; attempts++) {
        int64_t least_us = INT64_MAX, most_us = 0;
        for (int i = 0; i < 200; i++) {
            int64_t wait_us = delivery_wait_us(attempts, random_next(&seed));
            assert_true(wait_us >= middle_us * 3 / 4 && wait_us <= middle_us * 5 / 4);
            least_us = wait_us < least_us ? wait_us : least_us;
            most_us = wait_us > most_us ? wait_us : most_us;
        }
        assert_true(most_us - least_us > middle_us / 4);
        all_us += middle_us;
        middle_us = middle_us * 2 > 6 * TIME_HOUR_US ? 6 * TIME_HOUR_US : middle_us * 2;
    }
    assert_true(all_us > TIME_DAY_US && all_us < 3 * TIME_DAY_US);
}

static void names_read_back(void **state)
{
    (void)state;
    for (int i = 0; i < 3; i++) {
        enum delivery_kind kind;
        enum delivery_state is;
        assert_true(delivery_kind_parse(delivery_kind_name((enum delivery_kind)i), &kind));
        assert_int_equal(kind, i);
        assert_true(delivery_state_parse(delivery_state_name((enum delivery_state)i), &is));
        assert_int_equal(is, i);
    }
    for (int i = 0; i < 4; i++) {
        enum delivery_event event;
        assert_true(delivery_event_parse(delivery_event_name((enum delivery_event)i), &event));
        assert_int_equal(event, i);
    }
    enum delivery_kind kind;
    assert_false(delivery_kind_parse("fax", &kind));
}

static void hosts_are_lanes(void **state)
{
    assert_string_equal(delivery_host(*state, "https://Globex.CoupaHost.com:443/cxml?x"),
                        "globex.coupahost.com");
    assert_string_equal(delivery_host(*state, "https://a.example"), "a.example");
    assert_string_equal(delivery_host(*state, ""), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(waits_longer_each_time),
        unit_case(names_read_back),
        unit_case(hosts_are_lanes),
    };
    return cmocka_run_group_tests_name("domain/delivery", tests, NULL, NULL);
}
