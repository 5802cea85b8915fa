#include "unit.h"

#include "domain/policy.h"

static const char *text(void **state, const char *json, size_t index)
{
    const struct policy *policy;
    struct fault fault = {""};
    if (policy_parse(*state, bytes_of(json), &policy, &fault) != OK)
        fail_msg("%s", fault.message);
    return policy_statement_text(*state, bytes_of(json), index);
}

/* ACC-5: the simulator shows the statement that decides, as its author wrote it. */
static void a_statement_is_found_as_it_was_written(void **state)
{
#define FIRST "{\"Effect\": \"Allow\", \"Action\": \"a:b\", \"Resource\": \"*\"}"
#define SECOND                                                                                     \
    "{ \"Sid\": \"Tricky1\", \"Effect\":\"Deny\",\n \"Action\":[\"a:c\",\"a:d\"], "                \
    "\"Resource\":\"*\","                                                                          \
    "\"Condition\":{\"StringLike\":{\"aws:username\":[\"}],{\\\"\", \"x\"]}}}"
    const char *list =
        "{\"Id\":\"\\\"Statement\\\"\", \"Version\" : \"2012-10-17\",\n \"Statement\" : [ " FIRST
        " ,\n" SECOND " ] }";
    assert_string_equal(text(state, list, 0), FIRST);
    assert_string_equal(text(state, list, 1), SECOND);
    assert_string_equal(text(state, "{\"Statement\":" SECOND ",\"Version\":\"2012-10-17\"}", 0),
                        SECOND);
}

static void what_is_not_there_is_empty(void **state)
{
    const char *one = "{\"Version\":\"2012-10-17\",\"Statement\":[" FIRST "]}";
    assert_string_equal(policy_statement_text(*state, bytes_of(one), 3), "");
    assert_string_equal(policy_statement_text(*state, bytes_of(""), 0), "");
    assert_string_equal(policy_statement_text(*state, bytes_of("{}"), 0), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(a_statement_is_found_as_it_was_written),
        unit_case(what_is_not_there_is_empty),
    };
    return cmocka_run_group_tests_name("domain/policy_text", tests, NULL, NULL);
}
