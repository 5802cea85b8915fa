#include "domain_unit.h"

#include "base/text.h"
#include "domain/policy.h"

/* Runs policy_cases.txt, which says how it is written. */

enum { POLICIES_MAX = 8, KEYS_MAX = 16, VALUES_MAX = 8 };

struct bench {
    struct arena *arena;
    const struct policy *policies[POLICIES_MAX];
    size_t policy_count;
    size_t cases;
    size_t failed;
    unsigned line;
    bool in_cases; /* the next policy begins another group */
};

/* The text up to `end`, which is skipped; all that is left where there is none. */
static char *take_until(struct arena *arena, const char **at, const char *end)
{
    const char *found = strstr(*at, end);
    size_t length = found == NULL ? strlen(*at) : (size_t)(found - *at);
    char *text = arena_text_n(arena, *at, length);
    *at = found == NULL ? *at + length : found + strlen(end);
    return text;
}

/* "a and b" as ["a", "b"] */
static const char *quoted(struct arena *arena, const char *list)
{
    const char *json = arena_printf(arena, "\"%s\"", take_until(arena, &list, " and "));
    while (*list != '\0')
        json = arena_printf(arena, "%s,\"%s\"", json, take_until(arena, &list, " and "));
    return arena_printf(arena, "[%s]", json);
}

static const char *document(struct arena *arena, const char *effect, const char *actions,
                            const char *resources, const char *condition)
{
    return arena_printf(arena,
                        "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"%s\",\"Action\":"
                        "%s,\"Resource\":%s,\"Condition\":%s}]}",
                        effect, quoted(arena, actions), quoted(arena, resources), condition);
}

static void add_policy(struct bench *bench, const char *line)
{
    const char *json;
    struct fault fault = {""};
    if (bench->in_cases)
        bench->policy_count = 0;
    bench->in_cases = false;
    if (text_starts(line, "policy ")) {
        json = line + strlen("policy ");
    } else if (text_starts(line, "if ")) {
        json = document(bench->arena, "Allow", "*", "*", line + strlen("if "));
    } else {
        const char *effect = text_starts(line, "allow ") ? "Allow" : "Deny";
        take_until(bench->arena, &line, " ");
        const char *actions = take_until(bench->arena, &line, " on ");
        const char *resources = take_until(bench->arena, &line, " if ");
        json = document(bench->arena, effect, actions, resources, *line == '\0' ? "{}" : line);
    }
    assert_true(bench->policy_count < POLICIES_MAX);
    if (policy_parse(bench->arena, bytes_of(json), &bench->policies[bench->policy_count++],
                     &fault) != OK)
        fail_msg("policy_cases.txt:%u: %s", bench->line, fault.message);
}

/* KEY=VALUE | VALUE */
static struct policy_key make_key(struct arena *arena, const char *text)
{
    struct policy_key key = {.name = take_until(arena, &text, "=")};
    const char **values = arena_array(arena, VALUES_MAX, sizeof *values);
    if (!text_equal(text, "(none)")) {
        do {
            values[key.count++] = take_until(arena, &text, " | ");
        } while (*text != '\0');
    }
    key.values = values;
    return key;
}

static struct policy_request make_request(struct arena *arena, const char *text)
{
    struct policy_request request = {.action = "aws-marketplace:Subscribe", .resource = "*"};
    struct policy_key *principal = arena_array(arena, KEYS_MAX, sizeof *principal);
    struct policy_key *context = arena_array(arena, KEYS_MAX, sizeof *context);
    while (*text != '\0') {
        const char *item = take_until(arena, &text, "; ");
        if (text_starts(item, "do ")) {
            item += strlen("do ");
            request.action = take_until(arena, &item, " on ");
            request.resource = *item == '\0' ? "*" : item;
        } else if (text_starts(item, "as ")) {
            principal[request.principal.count++] = make_key(arena, item + strlen("as "));
        } else {
            context[request.context.count++] = make_key(arena, item);
        }
    }
    request.principal.items = principal;
    request.context.items = context;
    return request;
}

/* As the table writes it. */
static const char *decision(struct arena *arena, const struct policy_verdict *verdict, bool by)
{
    const char *name = policy_decision_name(verdict->decision);
    return by ? arena_printf(arena, "%s by %zu.%zu", name, verdict->policy + 1,
                             verdict->statement + 1)
              : name;
}

static void run_case(struct bench *bench, const char *line)
{
    struct arena *arena = bench->arena;
    const char *name = take_until(arena, &line, ": ");
    /* The arrow may be all that is left. */
    const char *arrow = strstr(line, "-> ");
    assert_non_null(arrow);
    const char *text = text_trim(arena, arena_text_n(arena, line, (size_t)(arrow - line)));
    const char *expected = arrow + strlen("-> ");
    struct policy_request request = make_request(arena, text);
    struct policy_verdict verdict = policy_evaluate(bench->policies, bench->policy_count, &request);
    const char *got = decision(arena, &verdict, strstr(expected, " by ") != NULL);
    bench->in_cases = true;
    bench->cases++;
    if (!text_equal(got, expected)) {
        print_error("policy_cases.txt:%u: %s: %s, not %s\n", bench->line, name, got, expected);
        bench->failed++;
    }
}

/* ACC-5 */
static void evaluates_as_published(void **state)
{
    const struct embedded_file *file = embedded_find(&domain_files, "policy_cases.txt");
    struct bench bench = {.arena = *state};
    assert_non_null(file);
    const char *text = arena_text_n(*state, (const char *)file->data, file->size);
    while (*text != '\0') {
        const char *line = take_until(*state, &text, "\n");
        bench.line++;
        if (*line == ' ')
            run_case(&bench, line + strspn(line, " "));
        else if (*line != '#' && *line != '\0')
            add_policy(&bench, line);
    }
    print_message("%zu cases\n", bench.cases);
    assert_true(bench.cases > 300);
    assert_int_equal(bench.failed, 0);
}

static struct policy_verdict ask(struct arena *arena, const char *json, const char *action)
{
    const struct policy *policy;
    struct policy_request request = {.action = action, .resource = "*"};
    assert_int_equal(policy_parse(arena, bytes_of(json), &policy, NULL), OK);
    return policy_evaluate(&policy, 1, &request);
}

/* ACC-5: who looks at a decision is told the statement by its name. */
static void names_the_statement(void **state)
{
    static const char json[] =
        "{\"Version\":\"2012-10-17\",\"Statement\":["
        "{\"Effect\":\"Allow\",\"Action\":\"sts:*\",\"Resource\":\"*\"},"
        "{\"Sid\":\"NoMoney\",\"Effect\":\"Deny\",\"Action\":\"invoicing:*\",\"Resource\":\"*\"}]}";
    assert_string_equal(ask(*state, json, "sts:GetCallerIdentity").sid, "");
    assert_string_equal(ask(*state, json, "invoicing:GetInvoicePDF").sid, "NoMoney");
    assert_int_equal(ask(*state, json, "invoicing:GetInvoicePDF").statement, 1);
    assert_string_equal(ask(*state, json, "iam:GetRole").sid, "");
}

/* ACC-5: whoever has no policy may do nothing. */
static void nothing_attached_allows_nothing(void **state)
{
    (void)state;
    struct policy_request request = {.action = "sts:GetCallerIdentity", .resource = "*"};
    assert_int_equal(policy_evaluate(NULL, 0, &request).decision, POLICY_IMPLICIT_DENY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(evaluates_as_published),
        unit_case(names_the_statement),
        unit_case(nothing_attached_allows_nothing),
    };
    return cmocka_run_group_tests_name("domain/policy_evaluate", tests, NULL, NULL);
}
