#include "unit.h"

#include "base/time.h"

/* PUN-1: timestamps as real systems write them (INTEROP C3). */
static void reads_what_real_systems_write(void **state)
{
    static const struct {
        const char *text;
        const char *is;
    } cases[] = {
        {"2020-06-02T14:36:51-05:00", "2020-06-02T19:36:51+00:00"},
        {"2020-06-02T14:36:51Z", "2020-06-02T14:36:51+00:00"},
        {"2003-01-15T08:42:46-0800", "2003-01-15T16:42:46+00:00"},
        {"2020-09-25 15:30:43", "2020-09-25T15:30:43+00:00"},
        {"2021-03-04T05:06:07.123+01:00", "2021-03-04T04:06:07+00:00"},
        {"2021-03-04T05:06", "2021-03-04T05:06:00+00:00"},
        {"2024-02-29", "2024-02-29T00:00:00+00:00"},
        {"Mon May 19 18:29:48 +0000 2008", "2008-05-19T18:29:48+00:00"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t at_us;
        assert_true(time_parse(cases[i].text, &at_us));
        assert_string_equal(time_cxml(*state, at_us), cases[i].is);
    }
}

static void refuses_rubbish(void **state)
{
    (void)state;
    static const char *const cases[] = {"--T+00:00",
                                        "",
                                        "yesterday",
                                        "2021-02-30",
                                        "2021-13-01T00:00:00Z",
                                        "2021-01-01T00:+1:00Z",
                                        "2021-01-01T00:00:00+01-0",
                                        "2021-01-01T00:00:00+99:00"};
    int64_t at_us;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_false(time_parse(cases[i], &at_us));
    assert_false(time_parse(NULL, &at_us));
}

static void writes_times_for_people_and_http(void **state)
{
    int64_t at_us;
    assert_true(time_parse("1994-11-06T08:49:37Z", &at_us));
    assert_string_equal(time_http(*state, at_us), "Sun, 06 Nov 1994 08:49:37 GMT");
    assert_string_equal(time_human(*state, at_us), "6 November 1994, 08:49 UTC");
    assert_string_equal(time_cxml(*state, -1), "1969-12-31T23:59:59+00:00");
}

static void months_end_where_they_end(void **state)
{
    int64_t at_us;
    assert_true(time_parse("2024-01-31T10:00:00Z", &at_us));
    assert_string_equal(time_cxml(*state, time_add_months(at_us, 1)), "2024-02-29T10:00:00+00:00");
    assert_string_equal(time_cxml(*state, time_add_months(at_us, 13)), "2025-02-28T10:00:00+00:00");
    assert_string_equal(time_cxml(*state, time_add_months(at_us, 36)), "2027-01-31T10:00:00+00:00");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(reads_what_real_systems_write),
        unit_case(refuses_rubbish),
        unit_case(writes_times_for_people_and_http),
        unit_case(months_end_where_they_end),
    };
    return cmocka_run_group_tests_name("base/time", tests, NULL, NULL);
}
