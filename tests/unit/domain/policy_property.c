#include "domain_unit.h"

#include <stdlib.h>

#include "base/text.h"
#include "policy_reference.h"

/* Policies and requests made up at random must be decided as the reference decides. */

enum { ROUNDS = 6000, POLICIES_MAX = 3 };

struct maker {
    struct arena *arena;
    uint64_t *seed;
};

static size_t below(struct maker *m, size_t limit)
{
    return (size_t)(random_next(m->seed) % limit);
}

static bool chance(struct maker *m, size_t percent)
{
    return below(m, 100) < percent;
}

#define PICK(m, array) ((array)[below((m), COUNT(array))])

static const char *const action_names[] = {"iam:GetUser", "IAM:getuser", "iam:GetRole",
                                           "iam:ListUsers", "sts:GetCallerIdentity"};
static const char *const resources[] = {"*",
                                        "arn:aws:iam::1:user/alice",
                                        "arn:aws:iam::1:user/a:b",
                                        "arn:aws:iam::1:user/alice:user/bob",
                                        "arn:aws:iam:eu-1:12:role/\xC3\xA9",
                                        "arn:aws:sqs:us-east-1:9:queue"};
static const char *const users[] = {"alice", "bob", "*", "a?", ""};

enum family { TEXT, NUMBER, TIME, FLAG, BINARY, ADDRESS, ARN, FAMILIES };

static const char *const key_names[] = {
    [TEXT] = "a:text",     [NUMBER] = "a:number", [TIME] = "a:time", [FLAG] = "a:flag",
    [BINARY] = "a:binary", [ADDRESS] = "a:ip",    [ARN] = "a:arn"};

static const char *const operators[FAMILIES][6] = {
    [TEXT] = {"StringEquals", "StringNotEquals", "StringEqualsIgnoreCase",
              "StringNotEqualsIgnoreCase", "StringLike", "StringNotLike"},
    [NUMBER] = {"NumericEquals", "NumericNotEquals", "NumericLessThan", "NumericLessThanEquals",
                "NumericGreaterThan", "NumericGreaterThanEquals"},
    [TIME] = {"DateEquals", "DateNotEquals", "DateLessThan", "DateLessThanEquals",
              "DateGreaterThan", "DateGreaterThanEquals"},
    [FLAG] = {"Bool", "Bool", "Bool", "Bool", "Bool", "Bool"},
    [BINARY] = {"BinaryEquals", "BinaryEquals", "BinaryEquals", "BinaryEquals", "BinaryEquals",
                "BinaryEquals"},
    [ADDRESS] = {"IpAddress", "NotIpAddress", "IpAddress", "NotIpAddress", "IpAddress",
                 "NotIpAddress"},
    [ARN] = {"ArnEquals", "ArnNotEquals", "ArnLike", "ArnNotLike", "ArnLike", "ArnNotLike"},
};

static const char *const numbers[] = {"0",  "-0",  "1",    "1.0", "+1",  "01",  "-1",   "2.5",
                                      "-2", "-10", "2.50", "10",  "9.9", "100", "0.001"};
static const char *const flags[] = {"true", "false", "True", "FALSE"};
static const char *const binaries[] = {"QQ==", "QUI=", "QUJD", ""};
static const char *const arns[] = {"arn:aws:sns:us-east-1:1:alice", "arn:aws:sns:us-east-1:1:a:b",
                                   "arn:aws:sns::12:topic", "arn:aws:iam::1:user/bob",
                                   "arn:aws:sns:x:2:store/a:1:alice"};

/* A text of few different characters, so that texts are often alike. */
static const char *make_text(struct maker *m, const char *const *parts, size_t count)
{
    const char *text = "";
    for (size_t length = below(m, 5); length > 0; length--)
        text = arena_printf(m->arena, "%s%s", text, parts[below(m, count)]);
    return text;
}

static const char *any_text(struct maker *m)
{
    static const char *const parts[] = {"a", "b", "A", "*", "?", "\xC3\xA9", ":", "/", "$", "a"};
    return make_text(m, parts, COUNT(parts));
}

static const char *any_pattern(struct maker *m)
{
    static const char *const parts[] = {"a",
                                        "b",
                                        "A",
                                        "\xC3\xA9",
                                        ":",
                                        "*",
                                        "*",
                                        "?",
                                        "$",
                                        "${*}",
                                        "${?}",
                                        "${$}",
                                        "${a:text}",
                                        "${A:Text}",
                                        "${a:none}",
                                        "${a:none, 'a*'}",
                                        "${aws:username,'b'}"};
    return make_text(m, parts, COUNT(parts));
}

/* The text with some of what is behind its first `keep` bytes made wildcards. */
static const char *with_wildcards(struct maker *m, const char *text, size_t keep)
{
    for (size_t times = below(m, 4); times > 0; times--) {
        size_t length = strlen(text);
        if (length <= keep)
            break;
        size_t from = keep + below(m, length - keep);
        size_t to = chance(m, 50) ? from + 1 : from + below(m, length - from + 1);
        while (((unsigned char)text[from] & 0xC0) == 0x80)
            from--;
        while (to < from || ((unsigned char)text[to] & 0xC0) == 0x80)
            to++;
        text = arena_printf(m->arena, "%.*s%s%s", (int)from, text, chance(m, 40) ? "?" : "*",
                            text + to);
    }
    return text;
}

static const char *any_action(struct maker *m)
{
    return chance(m, 15) ? "*" : with_wildcards(m, PICK(m, action_names), strlen("iam:"));
}

static const char *any_resource(struct maker *m)
{
    const char *text = PICK(m, resources);
    if (*text == '*' || chance(m, 20))
        return "*";
    if (chance(m, 20))
        text = arena_printf(m->arena, "arn:aws:iam::1:user/%s",
                            chance(m, 50) ? "${aws:username}" : "${AWS:UserName, 'bob'}*");
    return with_wildcards(m, text, strlen("arn:aws:iam:"));
}

static const char *any_value(struct maker *m, enum family family)
{
    const char *text;
    if (chance(m, 5))
        return family == TEXT ? "" : "x";
    switch (family) {
    case NUMBER:
        return PICK(m, numbers);
    case TIME:
        return known_times[below(m, known_time_count)].text;
    case FLAG:
        return PICK(m, flags);
    case BINARY:
        return PICK(m, binaries);
    case ADDRESS:
        do {
            text = known_networks[below(m, known_network_count)].text;
        } while (strchr(text, '/') != NULL);
        return text;
    case ARN:
        return PICK(m, arns);
    default:
        return any_text(m);
    }
}

static const char *any_operand(struct maker *m, enum family family)
{
    static const char *const wholes[] = {"*", "${a:arn}", "${a:none}",
                                         "arn:aws:sns:*:*:${aws:username}"};
    switch (family) {
    case TEXT:
        return any_pattern(m);
    case FLAG:
        return chance(m, 20) ? "${a:flag}" : PICK(m, flags);
    case ADDRESS:
        return known_networks[below(m, known_network_count)].text;
    case ARN:
        return chance(m, 25) ? PICK(m, wholes)
                             : with_wildcards(m, PICK(m, arns), strlen("arn:aws:"));
    default:
        return any_value(m, family);
    }
}

static struct model_condition any_condition(struct maker *m)
{
    static const char *const quantifiers[] = {"", "", "", "ForAllValues:", "ForAnyValue:"};
    enum family family = (enum family)below(m, FAMILIES);
    /* String operators go with any key. */
    struct model_condition condition = {
        .key = key_names[family == TEXT && chance(m, 60) ? below(m, FAMILIES) : family]};
    condition.values.count = 1 + below(m, MODEL_MAX);
    if (chance(m, 12)) {
        condition.operator= "Null";
        for (size_t i = 0; i < condition.values.count; i++)
            condition.values.items[i] = PICK(m, flags);
        return condition;
    }
    condition.operator=
        arena_printf(m->arena, "%s%s%s", PICK(m, quantifiers), operators[family][below(m, 6)],
                     chance(m, 20) ? "IfExists" : "");
    for (size_t i = 0; i < condition.values.count; i++)
        condition.values.items[i] = any_operand(m, family);
    return condition;
}

static struct model_statement any_statement(struct maker *m)
{
    struct model_statement s = {
        .deny = chance(m, 35), .not_action = chance(m, 15), .not_resource = chance(m, 15)};
    s.actions.count = 1 + below(m, MODEL_MAX);
    s.resources.count = 1 + below(m, MODEL_MAX);
    s.condition_count = chance(m, 30) ? 0 : 1 + below(m, 2);
    for (size_t i = 0; i < s.actions.count; i++)
        s.actions.items[i] = any_action(m);
    for (size_t i = 0; i < s.resources.count; i++)
        s.resources.items[i] = any_resource(m);
    for (size_t i = 0; i < s.condition_count; i++)
        s.conditions[i] = any_condition(m);
    return s;
}

static struct policy_key any_key(struct maker *m, const char *name, enum family family)
{
    struct policy_key key = {.name = name, .count = chance(m, 60) ? 1 : below(m, MODEL_MAX + 1)};
    const char **values = arena_array(m->arena, MODEL_MAX, sizeof *values);
    for (size_t i = 0; i < key.count; i++)
        values[i] = family == FAMILIES ? PICK(m, users) : any_value(m, family);
    key.values = values;
    return key;
}

static struct policy_request any_request(struct maker *m)
{
    struct policy_request request = {.action = PICK(m, action_names),
                                     .resource = PICK(m, resources)};
    struct policy_key *principal = arena_array(m->arena, 1, sizeof *principal);
    struct policy_key *context = arena_array(m->arena, FAMILIES + 1, sizeof *context);
    if (chance(m, 70))
        principal[request.principal.count++] = any_key(m, "aws:username", FAMILIES);
    if (chance(m, 30))
        context[request.context.count++] = any_key(m, "AWS:username", FAMILIES);
    for (size_t i = 0; i < FAMILIES; i++) {
        if (chance(m, 70))
            context[request.context.count++] = any_key(m, key_names[i], (enum family)i);
    }
    request.principal.items = principal;
    request.context.items = context;
    return request;
}

/* As JSON */

static void write_texts(struct buf *buf, const char *name, const struct model_texts *texts)
{
    buf_printf(buf, "\"%s\":[", name);
    for (size_t i = 0; i < texts->count; i++) {
        buf_text(buf, i == 0 ? "\"" : ",\"");
        buf_json(buf, texts->items[i]);
        buf_text(buf, "\"");
    }
    buf_text(buf, "]");
}

static void write_statement(struct buf *buf, const struct model_statement *s)
{
    buf_printf(buf, "{\"Effect\":\"%s\",", s->deny ? "Deny" : "Allow");
    write_texts(buf, s->not_action ? "NotAction" : "Action", &s->actions);
    buf_text(buf, ",");
    write_texts(buf, s->not_resource ? "NotResource" : "Resource", &s->resources);
    buf_text(buf, ",\"Condition\":{");
    for (size_t i = 0; i < s->condition_count; i++) {
        buf_printf(buf, "%s\"%s\":{", i == 0 ? "" : ",", s->conditions[i].operator);
        write_texts(buf, s->conditions[i].key, &s->conditions[i].values);
        buf_text(buf, "}");
    }
    buf_text(buf, "}}");
}

static const char *as_json(struct arena *arena, const struct model_policy *policy)
{
    struct buf buf;
    buf_init(&buf, arena, 1 << 16);
    buf_text(&buf, "{\"Version\":\"2012-10-17\",\"Statement\":[");
    for (size_t i = 0; i < policy->count; i++) {
        if (i > 0)
            buf_text(&buf, ",");
        write_statement(&buf, &policy->statements[i]);
    }
    buf_text(&buf, "]}");
    return buf_string(&buf);
}

static void print_keys(const char *whose, const struct policy_keys *keys)
{
    for (size_t i = 0; i < keys->count; i++) {
        print_error("  %s %s =", whose, keys->items[i].name);
        for (size_t j = 0; j < keys->items[i].count; j++)
            print_error(" '%s'", keys->items[i].values[j]);
        print_error("\n");
    }
}

static void print_round(const char *const *documents, size_t count,
                        const struct policy_request *request)
{
    for (size_t i = 0; i < count; i++)
        print_error("  %s\n", documents[i]);
    print_error("  %s on %s\n", request->action, request->resource);
    print_keys("principal", &request->principal);
    print_keys("context", &request->context);
}

/* Made again until it is one: an ARN may have become too short, or an operator be there twice. */
static const char *any_policy(struct maker *m, struct model_policy *model,
                              const struct policy **policy)
{
    const char *document;
    do {
        model->count = 1 + below(m, MODEL_MAX);
        for (size_t i = 0; i < model->count; i++)
            model->statements[i] = any_statement(m);
        document = as_json(m->arena, model);
    } while (policy_parse(m->arena, bytes_of(document), policy, NULL) != OK);
    return document;
}

static enum policy_decision one_round(struct maker *m)
{
    struct model_policy models[POLICIES_MAX];
    const struct policy *policies[POLICIES_MAX];
    const char *documents[POLICIES_MAX];
    size_t count = 1 + below(m, POLICIES_MAX);
    for (size_t i = 0; i < count; i++)
        documents[i] = any_policy(m, &models[i], &policies[i]);
    struct policy_request request = any_request(m);
    struct policy_verdict is = policy_evaluate(policies, count, &request);
    struct policy_verdict should = reference_evaluate(models, count, &request);
    if (is.decision != should.decision || is.policy != should.policy ||
        is.statement != should.statement) {
        print_round(documents, count, &request);
        fail_msg("%s by %zu.%zu, not %s by %zu.%zu", policy_decision_name(is.decision),
                 is.policy + 1, is.statement + 1, policy_decision_name(should.decision),
                 should.policy + 1, should.statement + 1);
    }
    return is.decision;
}

/* ACC-5 */
static void decides_as_the_rules_say(void **state)
{
    (void)state;
    uint64_t seed = random_seed();
    size_t decisions[3] = {0};
    for (size_t i = 0; i < ROUNDS; i++) {
        struct maker m = {arena_new(), &seed};
        decisions[one_round(&m)]++;
        arena_free(m.arena);
    }
    print_message("%zu denied, %zu allowed, %zu denied explicitly\n",
                  decisions[POLICY_IMPLICIT_DENY], decisions[POLICY_ALLOWED],
                  decisions[POLICY_EXPLICIT_DENY]);
    for (size_t i = 0; i < COUNT(decisions); i++)
        assert_true(decisions[i] > ROUNDS / 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(decides_as_the_rules_say),
    };
    return cmocka_run_group_tests_name("domain/policy_property", tests, NULL, NULL);
}
