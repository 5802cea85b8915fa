#include "domain_unit.h"

#include "base/text.h"
#include "domain/policy.h"

/* A document of one statement, over lines so that places can be told. */
#define STATEMENT(elements)                                                                        \
    "{\n\"Version\": \"2012-10-17\",\n\"Statement\": [{\n" elements "\n}]\n}"
#define ALLOW        "\"Effect\": \"Allow\", "
#define ANYTHING     "\"Action\": \"*\", \"Resource\": \"*\""
#define ACTION(a)    STATEMENT(ALLOW "\"Resource\": \"*\",\n\"Action\": " a)
#define RESOURCE(r)  STATEMENT(ALLOW "\"Action\": \"*\",\n\"Resource\": " r)
#define CONDITION(c) STATEMENT(ALLOW ANYTHING ",\n\"Condition\": " c)

struct refusal {
    const char *json;
    const char *message; /* how it begins */
};

static void refuse(struct arena *arena, const struct refusal *refusals, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct policy *policy = NULL;
        struct fault fault = {""};
        const char *expected = refusals[i].message;
        if (policy_parse(arena, bytes_of(refusals[i].json), &policy, &fault) != BAD_INPUT)
            fail_msg("not refused: %s", refusals[i].json);
        if (strncmp(fault.message, expected, strlen(expected)) != 0)
            fail_msg("%s\n  is refused with  %s\n  and not  %s", refusals[i].json, fault.message,
                     expected);
        assert_null(policy);
    }
}

static void accept(struct arena *arena, const char *json)
{
    const struct policy *policy = NULL;
    struct fault fault = {""};
    if (policy_parse(arena, bytes_of(json), &policy, &fault) != OK)
        fail_msg("%s\n  is refused with  %s", json, fault.message);
    assert_non_null(policy);
}

static const struct refusal bad_documents[] = {
    {"", "line 1 column 1: the document is empty"},
    {"This is not a json document", "line 1 column 4: invalid token near 'This'"},
    {"{\"Version\":\"2012-10-17\",\n\"Statement\":[}", "line 2 column 14: unexpected token"},
    {"[]", "line 1 column 1: a policy must be an object"},
    {"\n  \"policy\"", "line 2 column 3: a policy must be an object"},
    {"{}", "line 1 column 1: Version is missing: add \"Version\": \"2012-10-17\""},
    {"{\"Statement\": {" ALLOW ANYTHING "}}", "line 1 column 1: Version is missing"},
    {"{\"Version\": \"2008-10-17\"}", "line 1 column 2: Version must be \"2012-10-17\""},
    {"{ \"Version\": 20121017}", "line 1 column 3: Version must be"},
    {"{\"Version\": \"2012-10-17\"}", "line 1 column 1: Statement is missing"},
    {"{\"Version\": \"2012-10-17\", \"Statement\": []}",
     "line 1 column 27: Statement is an empty list"},
    {"{\"Version\": \"2012-10-17\", \"Statement\": null}",
     "line 1 column 27: a statement must be an object"},
    {"{\"Version\": \"2012-10-17\", \"Statement\": [\"afd\"]}",
     "line 1 column 41: a statement must be an object"},
    {"{\"Version\": \"2012-10-17\",\n\"statement\": []}",
     "line 2 column 1: \"statement\" is no element of a policy"},
    {"{\"Version\": \"2012-10-17\",\n\"Extra field\": 1}",
     "line 2 column 1: \"Extra field\" is no element of a policy"},
    {"{\"Version\": \"2012-10-17\", \"Id\": [\"a\"]}", "line 1 column 27: Id must be a text"},
    {"{\"Version\": \"2012-10-17\",\n\"Version\": \"2012-10-17\"}",
     "line 2 column 9: duplicate object key near '\"Version\"'"},
};

/* A long text is cut in the message, and between characters. */
static void cuts_what_it_quotes(void **state)
{
    const struct policy *policy;
    struct fault fault = {""};
    char name[402] = "x";
    for (size_t i = 0; i < 200; i++)
        memcpy(name + 1 + 2 * i, "\xC3\xA9", 2);
    const char *json = arena_printf(*state, ACTION("\"%s\""), name);
    assert_int_equal(policy_parse(*state, bytes_of(json), &policy, &fault), BAD_INPUT);
    assert_true(text_is_utf8(bytes_of(fault.message)));
    assert_non_null(strstr(fault.message, "\": an action is written service:Name"));
}

/* ACC-5: as IAM answers MalformedPolicyDocument, but with the place and what to write. */
static void refuses_what_is_no_policy(void **state)
{
    refuse(*state, bad_documents, COUNT(bad_documents));
}

static const struct refusal bad_statements[] = {
    {STATEMENT(ANYTHING), "line 3 column 15: this statement has no Effect"},
    {STATEMENT("\"Effect\": \"allow\""), "line 4 column 1: Effect must be \"Allow\" or \"Deny\""},
    {STATEMENT("\"Effect\": true"), "line 4 column 1: Effect must be"},
    {STATEMENT(ALLOW "\"Resource\": \"*\""), "line 3 column 15: a statement must contain actions"},
    {STATEMENT(ALLOW "\"Action\": \"*\""), "line 3 column 15: a statement must contain resources"},
    {STATEMENT(ALLOW ANYTHING ",\n\"NotAction\": \"iam:*\""),
     "line 5 column 1: Action and NotAction can't stand in one statement"},
    {STATEMENT("\"NotAction\": \"iam:*\",\n" ALLOW ANYTHING),
     "line 5 column 20: Action and NotAction can't stand in one statement"},
    {STATEMENT(ALLOW ANYTHING ",\n\"NotResource\": \"*\""),
     "line 5 column 1: Resource and NotResource can't stand in one statement"},
    {STATEMENT(ALLOW ANYTHING ",\n\"Principal\": \"*\""),
     "line 5 column 1: a policy should not name a principal"},
    {STATEMENT(ALLOW ANYTHING ",\n\"NotPrincipal\": {\"AWS\": \"*\"}"),
     "line 5 column 1: a policy should not name a principal"},
    {STATEMENT(ALLOW ANYTHING ",\n\"Extra field\": \"value\""),
     "line 5 column 1: \"Extra field\" is no element of a statement"},
    {STATEMENT(ALLOW ANYTHING ",\n\"condition\": {}"),
     "line 5 column 1: \"condition\" is no element of a statement: write Condition"},
    {STATEMENT("\"Sid\": \"not so\", " ALLOW ANYTHING), "line 4 column 1: Sid must be a text of"},
    {STATEMENT("\"Sid\": {}, " ALLOW ANYTHING), "line 4 column 1: Sid must be a text of"},
    {STATEMENT("\"Sid\": \"a\", " ALLOW ANYTHING "},\n{\"Sid\": \"a\", " ALLOW ANYTHING),
     "line 5 column 1: statement ids (Sid) must be unique: \"a\" is there twice"},
    {STATEMENT(ALLOW ANYTHING "},\n  {\"Effect\": \"Deny\""),
     "line 5 column 3: a statement must contain actions"},
};

/* ACC-5 */
static void refuses_malformed_statements(void **state)
{
    refuse(*state, bad_statements, COUNT(bad_statements));
}

static const struct refusal bad_actions[] = {
    {ACTION("[]"), "line 5 column 1: the list is empty: name at least one Action"},
    {ACTION("{}"), "line 5 column 1: Action must be a text or a list of texts"},
    {ACTION("null"), "line 5 column 1: Action must be a text"},
    {ACTION("[\"iam:*\",\n  7]"), "line 6 column 3: Action must be a text"},
    {ACTION("[[\"iam:*\"]]"), "line 5 column 12: Action must be a text"},
    {ACTION("\"\""), "line 5 column 1: \"\": an action is written service:Name"},
    {ACTION("[\"iam:*\", \"invalid\"]"),
     "line 5 column 21: \"invalid\": an action is written service:Name"},
    {ACTION("\":GetObject\""), "line 5 column 1: \":GetObject\": an action is written"},
    {ACTION("\"iam:\""), "line 5 column 1: \"iam:\": an action is written"},
    {ACTION("\"a a:ListBucket\""), "line 5 column 1: \"a a:ListBucket\": an action is written"},
    {ACTION("\"s3*:ListBucket\""), "line 5 column 1: \"s3*:ListBucket\": an action is written"},
    {ACTION("\"s3:List:Bucket\""), "line 5 column 1: \"s3:List:Bucket\": an action has one colon"},
    {ACTION("\"s3:List Bucket\""), "line 5 column 1: \"s3:List Bucket\": an action has one colon"},
    {ACTION("\"iam:${aws:username}\""),
     "line 5 column 1: \"iam:${aws:username}\": variables can stand only in resources"},
};

/* ACC-5 */
static void refuses_malformed_actions(void **state)
{
    refuse(*state, bad_actions, COUNT(bad_actions));
}

static const struct refusal bad_resources[] = {
    {RESOURCE("[]"), "line 5 column 1: the list is empty: name at least one Resource"},
    {RESOURCE("{\"a\": \"*\"}"), "line 5 column 1: Resource must be a text"},
    {RESOURCE("\"\""), "line 5 column 1: \"\": a resource is * or an ARN"},
    {RESOURCE("[\"*\", \"invalid resource\"]"),
     "line 5 column 19: \"invalid resource\": a resource is * or an ARN"},
    {RESOURCE("\"aws:s3:::example_bucket\""), "line 5 column 1: \"aws:s3:::example_bucket\": a re"},
    {RESOURCE("\"arn:aws\""), "line 5 column 1: \"arn:aws\": an ARN has six parts"},
    {RESOURCE("\"arn:error:s3:::x\""), "line 5 column 1: \"arn:error:s3:::x\": the second part"},
    {RESOURCE("\"arn::s3:::x\""), "line 5 column 1: \"arn::s3:::x\": the second part"},
    {RESOURCE("\"arn:aws:s3::example_bucket\""),
     "line 5 column 1: \"arn:aws:s3::example_bucket\": an ARN has six parts"},
    {RESOURCE("\"arn:aws::::x\""), "line 5 column 1: \"arn:aws::::x\": the service and the"},
    {RESOURCE("\"arn:aws:s3:::\""), "line 5 column 1: \"arn:aws:s3:::\": the service and the"},
    {RESOURCE("\"arn:aws:*\""), "line 5 column 1: \"arn:aws:*\": an ARN has six parts"},
    {RESOURCE("\"arn:aws:s*:::x\""), "line 5 column 1: \"arn:aws:s*:::x\": the service of a"},
    {RESOURCE("\"arn:aws:iam::${aws:PrincipalAccount}:role/x\""),
     "line 5 column 1: \"arn:aws:iam::${aws:PrincipalAccount}:role/x\": variables can stand only in"
     " the last part"},
    {RESOURCE("\"arn:aws:s3:::b/${aws:username\""),
     "line 5 column 1: \"arn:aws:s3:::b/${aws:username\": a variable lacks its closing }"},
    {RESOURCE("\"arn:aws:s3:::b/${}\""),
     "line 5 column 1: \"arn:aws:s3:::b/${}\": the variable ${} names no key"},
    {RESOURCE("\"arn:aws:s3:::b/${aws:user name}\""),
     "line 5 column 1: \"arn:aws:s3:::b/${aws:user name}\": there is a blank within a variable"},
    {RESOURCE("\"arn:aws:s3:::b/${aws:username, nobody}\""),
     "line 5 column 1: \"arn:aws:s3:::b/${aws:username, nobody}\": the default of a variable must"},
    {RESOURCE("\"arn:aws:s3:::b/${aws:username, 'nobody}\""),
     "line 5 column 1: \"arn:aws:s3:::b/${aws:username, 'nobody}\": the default of a variable"},
    {RESOURCE("\"arn:aws:s3:::b/${aws:username, 'x' y}\""),
     "line 5 column 1: \"arn:aws:s3:::b/${aws:username, 'x' y}\": a variable lacks its closing }"},
    {RESOURCE("\"arn:aws:s3:::b/${*, 'x'}\""),
     "line 5 column 1: \"arn:aws:s3:::b/${*, 'x'}\": ${*}, ${?} and ${$} stand for the sign itself "
     "and take no default"},
};

/* ACC-5 */
static void refuses_malformed_resources(void **state)
{
    refuse(*state, bad_resources, COUNT(bad_resources));
}

static const struct refusal bad_conditions[] = {
    {CONDITION("[]"), "line 5 column 1: Condition must hold operators"},
    {CONDITION("\"a\""), "line 5 column 1: Condition must hold operators"},
    {CONDITION("{\"x\": {\"a:b\": \"1\"}}"), "line 5 column 15: x is no condition operator"},
    {CONDITION("{\"x\": {}}"), "line 5 column 15: x is no condition operator"},
    {CONDITION("{\"stringEquals\": {\"a:b\": \"1\"}}"),
     "line 5 column 15: stringEquals is no condition operator: write StringEquals"},
    {CONDITION("{\"ForAnyValue::StringEqualsIfExists\": {\"a:b\": \"1\"}}"),
     "line 5 column 15: ForAnyValue::StringEqualsIfExists is no condition operator"},
    {CONDITION("{\"ForSomeValues:StringEquals\": {\"a:b\": \"1\"}}"),
     "line 5 column 15: ForSomeValues:StringEquals is no condition operator"},
    {CONDITION("{\"NumericLikeIfExists\": {\"a:b\": \"1\"}}"),
     "line 5 column 15: NumericLikeIfExists is no condition operator"},
    {CONDITION("{\"NullIfExists\": {\"a:b\": true}}"),
     "line 5 column 15: Null asks whether the key"},
    {CONDITION("{\"ForAnyValue:Null\": {\"a:b\": true}}"),
     "line 5 column 15: Null asks whether the key"},
    {CONDITION("{\"Bool\": \"b\"}"), "line 5 column 15: Bool must hold condition keys"},
    {CONDITION("{\"Bool\": []}"), "line 5 column 15: Bool must hold condition keys"},
    {CONDITION("{\"Bool\": {\"a:b\": []}}"), "line 5 column 24: \"a:b\" has no values"},
    {CONDITION("{\"Bool\": {\"a:b\": {}}}"),
     "line 5 column 24: a condition's value must be a text"},
    {CONDITION("{\"Bool\": {\"a:b\": [true,\nnull]}}"),
     "line 6 column 1: a condition's value must be a text"},
    {CONDITION("{\"NumericEquals\": {\"a:b\": 1e99}}"),
     "line 5 column 33: a condition's value must be a text"},
    {CONDITION("{\"Bool\": {\"SourceIp\": true}}"),
     "line 5 column 24: \"SourceIp\" is no condition key"},
    {CONDITION("{\"StringEquals\": {\"a:b\": \"1\", \"a:c\": \"1\",\n\"A:B\": \"2\"}}"),
     "line 6 column 1: \"A:B\" is there twice under one operator"},
    {CONDITION("{\"StringEquals\": {\"a:b\": \"${aws:username\"}}"),
     "line 5 column 32: \"${aws:username\": a variable lacks its closing }"},
};

/* ACC-5 */
static void refuses_malformed_conditions(void **state)
{
    refuse(*state, bad_conditions, COUNT(bad_conditions));
}

/* Values that an operator can't compare with. */
static const struct {
    const char *operator;
    const char *value;
    const char *word; /* of the reason */
} bad_values[] = {
    {"NumericEquals", "ten", "decimal number"},
    {"NumericEquals", "", "decimal number"},
    {"NumericEquals", "1.", "decimal number"},
    {"NumericEquals", ".5", "decimal number"},
    {"NumericEquals", "1e3", "decimal number"},
    {"NumericEquals", "0x10", "decimal number"},
    {"NumericEquals", "--1", "decimal number"},
    {"NumericLessThan", "${a:n}", "variables"},
    {"DateGreaterThan", "sdfdsf", "a time such as"},
    {"DateGreaterThan", "234-13", "a time such as"},
    {"DateGreaterThan", "2026-02-30T00:00:00Z", "a time such as"},
    {"DateGreaterThan", "2026-11-22T00:00:00+1x", "a time such as"},
    {"DateGreaterThan", "9223372036854775808", "a time such as"},
    {"DateGreaterThan", "2026", "a time such as"},
    {"DateGreaterThan", "Mon May 19 18:29:48 +0000 2008", "a time such as"},
    {"DateGreaterThan", "2026-*", "a time such as"},
    {"DateGreaterThan", "${aws:CurrentTime}", "variables"},
    {"Bool", "yes", "true or false"},
    {"Bool", "1", "true or false"},
    {"Bool", "", "true or false"},
    {"Null", "yes", "missing"},
    {"Null", "${a:b}", "variables"},
    {"BinaryEquals", "%%", "base64"},
    {"BinaryEquals", "A", "base64"},
    {"IpAddress", "localhost", "IP address"},
    {"IpAddress", "203.0.113", "IP address"},
    {"IpAddress", "203.0.113.256", "IP address"},
    {"IpAddress", "203.0.113.*", "IP address"},
    {"IpAddress", "", "IP address"},
    {"IpAddress", "203.0.113.0/33", "prefix"},
    {"IpAddress", "203.0.113.0/", "prefix"},
    {"IpAddress", "203.0.113.0/a", "prefix"},
    {"IpAddress", "203.0.113.0/-1", "prefix"},
    {"IpAddress", "2001:db8::/129", "prefix"},
    {"IpAddress", "2001:db8::5/64", "beyond its prefix"},
    {"IpAddress", "::ffff:203.0.113.0/120", "without ::ffff:"},
    {"IpAddress", "2001:db8:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000", "IP address"},
    {"NotIpAddress", "${aws:SourceIp}", "variables"},
    {"ArnEquals", "TOPIC-ID", "begins with arn:aws:"},
    {"ArnLike", "arn:aws:sns:*", "six parts"},
    {"ArnLike", "arn:aws:sns::1:", "empty"},
    {"ArnNotLike", "arn:other:sns::1:x", "partition"},
};

/* ACC-5 */
static void refuses_values_that_cannot_be_compared(void **state)
{
    for (size_t i = 0; i < COUNT(bad_values); i++) {
        const struct policy *policy;
        struct fault fault = {""};
        const char *json = arena_printf(*state, CONDITION("{\"%s\": {\"a:b\":\n[\"%s\"]}}"),
                                        bad_values[i].operator, bad_values[i].value);
        if (policy_parse(*state, bytes_of(json), &policy, &fault) != BAD_INPUT)
            fail_msg("%s is taken by %s", bad_values[i].value, bad_values[i].operator);
        if (strncmp(fault.message, "line 6 column 2: \"", 18) != 0 ||
            strstr(fault.message, bad_values[i].word) == NULL)
            fail_msg("%s %s: %s", bad_values[i].operator, bad_values[i].value, fault.message);
    }
}

/* ACC-5: what looks odd, and IAM takes. */
static void takes_what_iam_takes(void **state)
{
    static const char *const documents[] = {
        "\xEF\xBB\xBF" STATEMENT(ALLOW ANYTHING),
        STATEMENT("\"Sid\": \"\", " ALLOW ANYTHING "}, {\"Sid\": \"\", " ALLOW ANYTHING),
        STATEMENT("\"Sid\": \"1\", " ALLOW ANYTHING),
        STATEMENT(ALLOW "\"NotAction\": \"s3:ListBucket\", \"NotResource\": \"*\""),
        ACTION("[\"s3-s:ListBucket\", \"s3.s:List*\", \"*:*\", \"new:NoSuchAction\"]"),
        RESOURCE("[\"arn:aws:s3:::example_bucket\", \"*\"]"),
        RESOURCE("\"arn:aws-us-gov:invalid-service:us-east-1::example_bucket\""),
        RESOURCE("[\"arn:*:s3:::x\", \"arn:aws:iam::*:user/${aws:username}\"]"),
        RESOURCE("\"arn:aws:s3:::a:b:c\""),
        CONDITION("{}"),
        CONDITION("{\"DateGreaterThan\": {}}"),
        CONDITION("{\"StringEquals\": {\"a:b\": [1, true, \"x\", 1.5]}}"),
        CONDITION("{\"StringEquals\": {\"a:b\": \"1\"}, \"StringLike\": {\"A:B\": \"1\"}}"),
        CONDITION("{\"DateLessThanEquals\": {\"a:b\": \"2016-12-13T21:20:37.593194+00:00\"}}"),
        CONDITION("{\"DateLessThan\": {\"a:b\": \"-292275054\"}}"),
        CONDITION("{\"ForAnyValue:StringEqualsIfExists\": {\"a:b\": \"asf\"}}"),
        CONDITION("{\"Null\": {\"a:b\": [\"TRUE\", false]}}"),
    };
    for (size_t i = 0; i < COUNT(documents); i++)
        accept(*state, documents[i]);
}

/* A policy of so many characters, in as many bytes and more. */
static struct bytes policy_of(struct arena *arena, size_t characters)
{
    static const char head[] = "{\"Version\":\"2012-10-17\",\"Id\":\"";
    static const char tail[] = "\",\"Statement\":{" ALLOW ANYTHING "}}";
    size_t blanks = 0;
    for (const char *c = tail; *c != '\0'; c++)
        blanks += *c == ' ';
    size_t letters = characters - strlen(head) - (strlen(tail) - blanks);
    char *text = arena_array(arena, 2 * letters + 1, 1);
    for (size_t i = 0; i < letters; i++)
        memcpy(text + 2 * i, "\xC3\xA9", 2);
    return bytes_of(arena_printf(arena, "%s%s%s\n\n\t\r\n  ", head, text, tail));
}

/* ACC-5: 6144 characters, white space not counted; bytes are not characters. */
static void limits_the_size(void **state)
{
    const struct policy *policy;
    struct fault fault;
    assert_int_equal(policy_parse(*state, policy_of(*state, POLICY_CHARACTERS_MAX), &policy, NULL),
                     OK);
    assert_int_equal(
        policy_parse(*state, policy_of(*state, POLICY_CHARACTERS_MAX + 1), &policy, &fault),
        TOO_LARGE);
    assert_string_equal(fault.message, "the policy has 6145 characters without white space, more "
                                       "than 6144: split it into several");
    char *blanks = arena_array(*state, 200000, 1);
    memset(blanks, ' ', 199999);
    assert_int_equal(policy_parse(*state, bytes_of(blanks), &policy, &fault), TOO_LARGE);
    assert_string_equal(fault.message, "the document has 199999 bytes, more than 131072");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(refuses_what_is_no_policy),    unit_case(refuses_malformed_statements),
        unit_case(refuses_malformed_actions),    unit_case(refuses_malformed_resources),
        unit_case(refuses_malformed_conditions), unit_case(refuses_values_that_cannot_be_compared),
        unit_case(takes_what_iam_takes),         unit_case(limits_the_size),
        unit_case(cuts_what_it_quotes),
    };
    return cmocka_run_group_tests_name("domain/policy_parse", tests, NULL, NULL);
}
