#include "people.h"

#include "app/policies.h"

static const char document[] = "{\"Version\":\"2012-10-17\",\"Statement\":{\"Sid\":\"S%d\","
                               "\"Effect\":\"Allow\",\"Action\":\"iam:List*\",\"Resource\":\"*\"}}";

static const char *version_document(struct people *people, int number)
{
    struct buf text;
    buf_init(&text, people->ctx->arena, 1000);
    buf_put(&text, document, strlen(document));
    char *copy = arena_text(people->ctx->arena, buf_string(&text));
    char *at = strstr(copy, "%d");
    at[0] = (char)('0' + number / 10);
    at[1] = (char)('0' + number % 10);
    return copy;
}

/* ACC-5: five versions are kept; any of them can be the default, which applies. */
static void versions_are_kept(void **state)
{
    struct people people = people_open(*state);
    const char *globex = people.globex;
    const char *arn;
    int64_t version;
    struct policy_version_view *versions;
    size_t count;
    assert_int_equal(
        policies_create(people.ctx, globex, "Nights", "", version_document(&people, 1), &arn), OK);
    for (int i = 2; i <= POLICY_VERSIONS_MAX; i++)
        assert_int_equal(
            policies_new_version(people.ctx, globex, arn, version_document(&people, i), &version),
            OK);
    people_refused(
        &people,
        policies_new_version(people.ctx, globex, arn, version_document(&people, 6), &version),
        CONFLICT, "5 versions");
    people_refused(&people, policies_delete_version(people.ctx, globex, arn, 5), CONFLICT,
                   "default");
    assert_int_equal(policies_set_default(people.ctx, globex, arn, 2), OK);
    assert_int_equal(policies_delete_version(people.ctx, globex, arn, 5), OK);
    assert_int_equal(policies_delete_version(people.ctx, globex, arn, 5), NOT_FOUND);
    assert_int_equal(policies_set_default(people.ctx, globex, arn, 5), NOT_FOUND);
    assert_int_equal(
        policies_new_version(people.ctx, globex, arn, version_document(&people, 7), &version), OK);
    assert_int_equal(version, 6); /* a number is never used again */
    assert_int_equal(policies_versions(people.ctx, globex, arn, &versions, &count), OK);
    assert_int_equal(count, 5);
    assert_int_equal(versions[0].version, 6);
    assert_true(versions[0].is_default);
}

/* ACC-6: managed ones are nobody's to change, and their names are taken. */
static void managed_policies_stay(void **state)
{
    struct people people = people_open(*state);
    const char *arn;
    int64_t version;
    people_refused(&people,
                   policies_create(people.ctx, people.globex, "billing", "",
                                   version_document(&people, 1), &arn),
                   CONFLICT, "managed");
    people_refused(&people,
                   policies_new_version(people.ctx, people.globex, MANAGED "AdministratorAccess",
                                        version_document(&people, 1), &version),
                   DENIED, "nobody else changes them");
    people_refused(&people, policies_delete(people.ctx, people.globex, "AdministratorAccess"),
                   DENIED, "nobody else");
}

/* ACC-5: refused with line, column and reason. */
static void malformed_ones_are_refused(void **state)
{
    struct people people = people_open(*state);
    const char *arn;
    people_refused(&people,
                   policies_create(people.ctx, people.globex, "Bad", "",
                                   "{\"Version\":\"2012-10-17\",\n\"Statement\":[{\"Efect\":1}]}",
                                   &arn),
                   BAD_INPUT, "line 2 column ");
    people_refused(&people, policies_create(people.ctx, people.globex, "a b", "", "{}", &arn),
                   BAD_INPUT, "letters of A to Z");
}

static struct simulated ask(struct people *people, const char *account_id, const char *user,
                            const char *action)
{
    const struct simulation asked = {.user = user, .action = action, .resource = "", .address = ""};
    struct simulated answer;
    people_system(people);
    if (policies_simulate(people->ctx, account_id, &asked, &answer) != OK)
        fail_msg("%s", people->ctx->fault.message);
    return answer;
}

/* ACC-5, ACC-7 */
static void the_simulator_says_which_statement_decides(void **state)
{
    struct people people = people_open(*state);
    const char *arn;
    static const char put[] = "aws-marketplace:PutProcurementSystemConfiguration";
    struct simulated answer = ask(&people, people.globex, "amelia", put);
    assert_true(answer.allowed);
    assert_string_equal(answer.policy_name, "AWSMarketplaceProcurementSystemAdminFullAccess");
    assert_non_null(strstr(answer.statement, "\"aws-marketplace:PutProcurementSystem"));
    /* ACC-6: only version 2 of the managed policy allows this. */
    assert_true(
        ask(&people, people.globex, "amelia", "invoicing:GetProcurementPortalPreference").allowed);
    answer = ask(&people, people.globex, "ben", put);
    assert_false(answer.allowed);
    assert_null(answer.policy_name);
    answer = ask(&people, people.research, "", put);
    assert_false(answer.allowed);
    assert_non_null(strstr(answer.reason, people.globex));
    assert_true(ask(&people, people.globex, "", put).allowed);
    assert_int_equal(policies_create(people.ctx, people.globex, "NoLists", "",
                                     "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":"
                                     "\"Deny\",\"Action\":\"iam:List*\",\"Resource\":\"*\"}]}",
                                     &arn),
                     OK);
    assert_int_equal(user_attach(people.ctx, people.globex, "ben", arn), OK);
    answer = ask(&people, people.globex, "ben", "iam:ListUsers");
    assert_string_equal(answer.policy_name, "NoLists");
    assert_int_equal(answer.verdict.decision, POLICY_EXPLICIT_DENY);
    const struct simulation vague = {.user = "", .action = "iam:*", .resource = "", .address = ""};
    people_refused(&people, policies_simulate(people.ctx, people.globex, &vague, &answer),
                   BAD_INPUT, "such as");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(versions_are_kept),
        unit_case(managed_policies_stay),
        unit_case(malformed_ones_are_refused),
        unit_case(the_simulator_says_which_statement_decides),
    };
    return cmocka_run_group_tests_name("app/policies", tests, NULL, NULL);
}
