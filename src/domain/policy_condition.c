#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "domain/policy_document.h"

enum family {
    FAMILY_STRING,
    FAMILY_NUMERIC,
    FAMILY_DATE,
    FAMILY_BOOL,
    FAMILY_IP,
    FAMILY_ARN,
    FAMILY_BINARY,
    FAMILY_NULL
};

enum relation { EQUAL, LESS, AT_MOST, MORE, AT_LEAST };

struct policy_operator {
    const char *name;
    enum family family;
    enum relation relation;
    bool negated;
    bool any_case;
    bool wildcards;
};

/* IAM JSON policy elements: Condition operators. */
static const struct policy_operator operators[] = {
    {"StringEquals", FAMILY_STRING, EQUAL, false, false, false},
    {"StringNotEquals", FAMILY_STRING, EQUAL, true, false, false},
    {"StringEqualsIgnoreCase", FAMILY_STRING, EQUAL, false, true, false},
    {"StringNotEqualsIgnoreCase", FAMILY_STRING, EQUAL, true, true, false},
    {"StringLike", FAMILY_STRING, EQUAL, false, false, true},
    {"StringNotLike", FAMILY_STRING, EQUAL, true, false, true},
    {"NumericEquals", FAMILY_NUMERIC, EQUAL, false, false, false},
    {"NumericNotEquals", FAMILY_NUMERIC, EQUAL, true, false, false},
    {"NumericLessThan", FAMILY_NUMERIC, LESS, false, false, false},
    {"NumericLessThanEquals", FAMILY_NUMERIC, AT_MOST, false, false, false},
    {"NumericGreaterThan", FAMILY_NUMERIC, MORE, false, false, false},
    {"NumericGreaterThanEquals", FAMILY_NUMERIC, AT_LEAST, false, false, false},
    {"DateEquals", FAMILY_DATE, EQUAL, false, false, false},
    {"DateNotEquals", FAMILY_DATE, EQUAL, true, false, false},
    {"DateLessThan", FAMILY_DATE, LESS, false, false, false},
    {"DateLessThanEquals", FAMILY_DATE, AT_MOST, false, false, false},
    {"DateGreaterThan", FAMILY_DATE, MORE, false, false, false},
    {"DateGreaterThanEquals", FAMILY_DATE, AT_LEAST, false, false, false},
    {"Bool", FAMILY_BOOL, EQUAL, false, true, false},
    {"BinaryEquals", FAMILY_BINARY, EQUAL, false, false, false},
    {"IpAddress", FAMILY_IP, EQUAL, false, false, false},
    {"NotIpAddress", FAMILY_IP, EQUAL, true, false, false},
    {"ArnEquals", FAMILY_ARN, EQUAL, false, false, true},
    {"ArnLike", FAMILY_ARN, EQUAL, false, false, true},
    {"ArnNotEquals", FAMILY_ARN, EQUAL, true, false, true},
    {"ArnNotLike", FAMILY_ARN, EQUAL, true, false, true},
    {"Null", FAMILY_NULL, EQUAL, false, false, false},
};

static const struct policy_operator *find_operator(const char *name)
{
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++) {
        if (text_equal(operators[i].name, name))
            return &operators[i];
    }
    return NULL;
}

/* What somebody meant who wrote an operator in other capital letters, or "". */
static const char *suggestion(struct arena *arena, const char *name)
{
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++) {
        if (text_equal_nocase(operators[i].name, name))
            return arena_printf(arena, ": write %s", operators[i].name);
    }
    return "";
}

bool policy_condition_read(struct arena *arena, const char *name, struct policy_condition *out,
                           const char **reason)
{
    static const char all[] = "ForAllValues:";
    static const char any[] = "ForAnyValue:";
    static const char suffix[] = "IfExists";
    const char *base = name;
    if (text_starts(base, all)) {
        out->quantifier = QUANTIFIER_ALL_VALUES;
        base += strlen(all);
    } else if (text_starts(base, any)) {
        out->quantifier = QUANTIFIER_ANY_VALUE;
        base += strlen(any);
    }
    out->if_exists = text_ends(base, suffix);
    if (out->if_exists)
        base = arena_text_n(arena, base, strlen(base) - strlen(suffix));
    out->rule = find_operator(base);
    if (out->rule == NULL) {
        *reason = arena_printf(arena, "%s is no condition operator%s", text_cut(arena, name, 80),
                               suggestion(arena, base));
        return false;
    }
    if (out->rule->family == FAMILY_NULL && !text_equal(base, name)) {
        *reason = "Null asks whether the key is there, so it goes with no IfExists, ForAllValues "
                  "or ForAnyValue";
        return false;
    }
    return true;
}

static bool is_bool(const char *text)
{
    return text_equal_nocase(text, "true") || text_equal_nocase(text, "false");
}

/* As it would be written, for different spellings of the same bytes. */
static const char *canonical_base64(struct arena *arena, const char *text)
{
    struct bytes bytes;
    struct buf buf;
    if (!text_from_base64(arena, text, &bytes))
        return NULL;
    buf_init(&buf, arena, 4 * (bytes.size / 3 + 1));
    buf_base64(&buf, bytes.data, bytes.size);
    return buf_string(&buf);
}

/* Of the operators whose values are no patterns. */
static bool read_value(struct arena *arena, enum family family, const char *text,
                       struct policy_operand *out, const char **reason)
{
    switch (family) {
    case FAMILY_NUMERIC:
        *reason = "a Numeric operator compares with a decimal number";
        return policy_number_read(text, &out->number);
    case FAMILY_DATE:
        *reason = "a Date operator compares with a time such as 2026-11-22T21:30:00Z, or with "
                  "seconds since 1970";
        /* Four digits might be meant as a year. */
        return (strlen(text) != 4 || strspn(text, "0123456789") != 4) &&
               policy_time_read(text, &out->time_us);
    case FAMILY_IP:
        return policy_network_read(text, &out->network, reason);
    case FAMILY_BINARY:
        *reason = "BinaryEquals compares with base64";
        out->base64 = canonical_base64(arena, text);
        return out->base64 != NULL;
    default:
        *reason = "Null compares with true (the key is missing) or false (it is there)";
        out->null = text_equal_nocase(text, "true");
        return is_bool(text);
    }
}

bool policy_operand_read(struct arena *arena, const struct policy_condition *condition,
                         const char *text, struct policy_operand *out, const char **reason)
{
    const struct policy_operator *rule = condition->rule;
    switch (rule->family) {
    case FAMILY_STRING:
        return rule->wildcards ? policy_like_read(arena, text, &out->pattern, reason)
                               : policy_text_read(arena, text, &out->pattern, reason);
    case FAMILY_ARN:
        return policy_arn_read(arena, text, &out->pattern, reason);
    case FAMILY_BOOL:
        *reason = "Bool compares with true or false";
        return (is_bool(text) || strstr(text, "${") != NULL) &&
               policy_text_read(arena, text, &out->pattern, reason);
    default:
        if (strstr(text, "${") == NULL)
            return read_value(arena, rule->family, text, out, reason);
        *reason = "variables can stand only in values of String, Arn and Bool operators";
        return false;
    }
}

static bool related(enum relation relation, int order)
{
    switch (relation) {
    case EQUAL:
        return order == 0;
    case LESS:
        return order < 0;
    case AT_MOST:
        return order <= 0;
    case MORE:
        return order > 0;
    case AT_LEAST:
        return order >= 0;
    }
    return false;
}

/* A value of the request, read once for all that it is compared with. */
struct subject {
    const char *text;
    struct policy_number number;
    int64_t time_us;
    struct policy_network address;
};

enum use { USE_COMPARE, USE_EQUALS_NOTHING, USE_NEVER_HOLDS };

/* What a value is good for: a text that is no number is unlike every number, but what is no
 * address or ARN makes the condition false even where it is negated. */
static enum use read_subject(enum family family, const char *text, struct subject *out)
{
    out->text = text;
    switch (family) {
    case FAMILY_NUMERIC:
        return policy_number_read(text, &out->number) ? USE_COMPARE : USE_EQUALS_NOTHING;
    case FAMILY_DATE:
        return policy_time_read(text, &out->time_us) ? USE_COMPARE : USE_EQUALS_NOTHING;
    case FAMILY_IP:
        return policy_address_read(text, &out->address) ? USE_COMPARE : USE_NEVER_HOLDS;
    case FAMILY_ARN:
        return policy_is_arn(text) ? USE_COMPARE : USE_NEVER_HOLDS;
    case FAMILY_BOOL:
        out->text = text_equal_nocase(text, "true") ? "true" : "false";
        return USE_COMPARE;
    default:
        return USE_COMPARE;
    }
}

static bool matches(const struct policy_operator *rule, const struct policy_operand *operand,
                    const struct subject *subject, const struct policy_request *request)
{
    switch (rule->family) {
    case FAMILY_STRING:
    case FAMILY_ARN:
    case FAMILY_BOOL:
        return policy_pattern_matches(&operand->pattern, subject->text, rule->any_case, request);
    case FAMILY_NUMERIC:
        return related(rule->relation, policy_number_compare(&subject->number, &operand->number));
    case FAMILY_DATE:
        return related(rule->relation, (subject->time_us > operand->time_us) -
                                           (subject->time_us < operand->time_us));
    case FAMILY_IP:
        return policy_network_holds(&operand->network, &subject->address);
    case FAMILY_BINARY:
        return text_equal(operand->base64, subject->text);
    case FAMILY_NULL:
        break;
    }
    return false;
}

/* One value of the request against all of the policy: one must match, for a negated operator
 * none may (IAM: Conditions with multiple context keys or values). */
static bool value_holds(const struct policy_condition *condition, const char *value,
                        const struct policy_request *request)
{
    const struct policy_operator *rule = condition->rule;
    struct subject subject = {0};
    enum use use = read_subject(rule->family, value, &subject);
    if (use == USE_NEVER_HOLDS)
        return false;
    for (size_t i = 0; use == USE_COMPARE && i < condition->count; i++) {
        if (matches(rule, &condition->operands[i], &subject, request))
            return !rule->negated;
    }
    return rule->negated;
}

/* IAM's null data set: nothing, or nothing but empty texts. */
static bool is_null(const struct policy_key *key)
{
    for (size_t i = 0; key != NULL && i < key->count; i++) {
        if (*key->values[i] != '\0')
            return false;
    }
    return true;
}

static bool null_holds(const struct policy_condition *condition, const struct policy_key *key)
{
    for (size_t i = 0; i < condition->count; i++) {
        if (condition->operands[i].null == is_null(key))
            return true;
    }
    return false;
}

static bool set_holds(const struct policy_condition *condition, const struct policy_key *key,
                      const struct policy_request *request)
{
    bool all = condition->quantifier == QUANTIFIER_ALL_VALUES;
    if (is_null(key))
        return all;
    for (size_t i = 0; i < key->count; i++) {
        if (value_holds(condition, key->values[i], request) != all)
            return !all;
    }
    return all;
}

bool policy_condition_holds(const struct policy_condition *condition,
                            const struct policy_request *request)
{
    const struct policy_key *key = policy_request_key(request, condition->key);
    if (condition->rule->family == FAMILY_NULL)
        return null_holds(condition, key);
    if (key == NULL && condition->if_exists)
        return true;
    if (condition->quantifier != QUANTIFIER_NONE)
        return set_holds(condition, key, request);
    if (key == NULL)
        return condition->rule->negated;
    /* Several values hold in no condition that does not say whether all are meant or any. */
    return key->count == 1 && value_holds(condition, key->values[0], request);
}
