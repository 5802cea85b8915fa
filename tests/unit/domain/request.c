#include "domain_unit.h"

#include "domain/request.h"

enum { STATES = REQUEST_NEEDS_ATTENTION + 1 };

/* CAT-9 */
static void names_read_back(void **state)
{
    (void)state;
    static const char *const names[] = {"draft",     "in_procurement", "ordered",
                                        "fulfilled", "rejected",       "expired",
                                        "cancelled", "needs_attention"};
    static const char *const labels[] = {"Draft",     "In procurement", "Ordered",
                                         "Fulfilled", "Rejected",       "Expired",
                                         "Cancelled", "Needs attention"};
    enum request_state read = REQUEST_DRAFT;
    for (int i = 0; i < STATES; i++) {
        assert_string_equal(request_state_name((enum request_state)i), names[i]);
        assert_string_equal(request_state_label((enum request_state)i), labels[i]);
        assert_true(request_state_parse(names[i], &read));
        assert_int_equal(read, i);
    }
    assert_false(request_state_parse("Draft", &read));
    assert_false(request_state_parse("", &read));
    assert_int_equal(read, REQUEST_NEEDS_ATTENTION);
}

/* CAT-9: a row is what it is, a column what it may become. */
static void only_legal_moves(void **state)
{
    (void)state;
    static const char *const table[STATES] = {
        /*                            D I O F R E C N */
        [REQUEST_DRAFT] = /*         */ "-x----x-", [REQUEST_IN_PROCUREMENT] = /**/ "--xxxxxx",
        [REQUEST_ORDERED] = /*       */ "---x--xx", [REQUEST_FULFILLED] = /*     */ "--------",
        [REQUEST_REJECTED] = /*      */ "--------", [REQUEST_EXPIRED] = /*       */ "-------x",
        [REQUEST_CANCELLED] = /*     */ "--------", [REQUEST_NEEDS_ATTENTION] = /**/ "--xxx-x-",
    };
    for (int from = 0; from < STATES; from++) {
        for (int to = 0; to < STATES; to++) {
            bool may = request_state_may_become((enum request_state)from, (enum request_state)to);
            if (may != (table[from][to] == 'x'))
                fail_msg("%s -> %s", request_state_name((enum request_state)from),
                         request_state_name((enum request_state)to));
        }
    }
}

/* CAT-9 */
static void a_request_lives_90_days(void **state)
{
    (void)state;
    assert_int_equal(REQUEST_LIFETIME_DAYS, 90);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(names_read_back),
        unit_case(only_legal_moves),
        unit_case(a_request_lives_90_days),
    };
    return cmocka_run_group_tests_name("domain/request", tests, NULL, NULL);
}
