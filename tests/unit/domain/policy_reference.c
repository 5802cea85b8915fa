#include "policy_reference.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

const struct known_time known_times[] = {
    {"0", 0},
    {"1577836801", 1577836801000},
    {"1577836801.25", 1577836801250},
    {"-5", -5000},
    {"2020-01-01", 1577836800000},
    {"2020-01-01T00:00:01Z", 1577836801000},
    {"2020-01-01T01:00:01+01:00", 1577836801000},
    {"2020-01-01T00:00:01.250Z", 1577836801250},
    {"2019-12-31T23:59:59-00:30", 1577838599000},
    {"2020-02", 1580515200000},
    {"2020-02-01T00:00Z", 1580515200000},
};
const size_t known_time_count = COUNT(known_times);

#define DB8   "00100000000000010000110110111000"
#define ZEROS "00000000000000000000000000000000"

const struct known_network known_networks[] = {
    {"10.0.0.1", "400001010000000000000000000000001"},
    {"10.0.0.2", "400001010000000000000000000000010"},
    {"10.0.3.4", "400001010000000000000001100000100"},
    {"10.0.0.0/8", "400001010"},
    {"10.0.0.0/31", "40000101000000000000000000000000"},
    {"10.0.2.7/23", "400001010000000000000001"},
    {"0.0.0.0/0", "4"},
    {"192.0.2.129", "411000000000000000000001010000001"},
    {"192.0.2.128/25", "41100000000000000000000101"},
    {"2001:db8::1", "6" DB8 ZEROS ZEROS "00000000000000000000000000000001"},
    {"2001:DB8:0:0:0:0:0:1", "6" DB8 ZEROS ZEROS "00000000000000000000000000000001"},
    {"2001:db8:8000::2",
     "6" DB8 "10000000000000000000000000000000" ZEROS "00000000000000000000000000000010"},
    {"2001:db8::/33", "6" DB8 "0"},
    {"2001:db8::1/128", "6" DB8 ZEROS ZEROS "00000000000000000000000000000001"},
    {"::/0", "6"},
};
const size_t known_network_count = COUNT(known_networks);

/* Text with its wildcards: one cell a character. */
enum { CELLS_MAX = 400 };

struct cell {
    uint32_t character;
    char kind; /* 'c' a character, '*', '?' */
};

struct cells {
    struct cell items[CELLS_MAX];
    size_t count;
};

static void push(struct cells *cells, uint32_t character, char kind)
{
    if (cells->count == CELLS_MAX)
        abort();
    cells->items[cells->count++] = (struct cell){character, kind};
}

/* One character of valid UTF-8. */
static uint32_t character_of(const char **text)
{
    const unsigned char *s = (const unsigned char *)*text;
    int length = s[0] < 0x80 ? 1 : s[0] < 0xE0 ? 2 : s[0] < 0xF0 ? 3 : 4;
    uint32_t c = length == 1 ? s[0] : s[0] & (0xFFu >> (length + 1));
    for (int i = 1; i < length; i++)
        c = c << 6 | (s[i] & 0x3Fu);
    *text += length;
    return c;
}

static void push_text(struct cells *cells, const char *text)
{
    while (*text != '\0')
        push(cells, character_of(&text), 'c');
}

static const struct policy_key *key_in(const struct policy_keys *keys, const char *name)
{
    for (size_t i = 0; i < keys->count; i++) {
        if (strcasecmp(keys->items[i].name, name) == 0)
            return &keys->items[i];
    }
    return NULL;
}

/* The principal's key where there is one of that name; NULL without values. */
static const struct policy_key *key_of(const struct policy_request *request, const char *name)
{
    const struct policy_key *key = key_in(&request->principal, name);
    if (key == NULL)
        key = key_in(&request->context, name);
    return key == NULL || key->count == 0 ? NULL : key;
}

/* What stands within ${ and }; false where it has no value. */
static bool push_variable(struct cells *out, char *inside, const struct policy_request *request)
{
    if (strcmp(inside, "*") == 0 || strcmp(inside, "?") == 0 || strcmp(inside, "$") == 0) {
        push_text(out, inside);
        return true;
    }
    char *comma = strchr(inside, ',');
    char *fallback = NULL;
    if (comma != NULL) {
        *comma = '\0';
        fallback = strchr(comma + 1, '\'') + 1;
        *strchr(fallback, '\'') = '\0';
    }
    const struct policy_key *key = key_of(request, inside);
    if (key != NULL && key->count > 1)
        return false;
    if (key == NULL && fallback == NULL)
        return false;
    push_text(out, key != NULL ? key->values[0] : fallback);
    return true;
}

static bool expand(const char *text, bool wildcards, const struct policy_request *request,
                   struct cells *out)
{
    out->count = 0;
    while (*text != '\0') {
        if (text[0] == '$' && text[1] == '{') {
            char inside[100] = "";
            const char *end = strchr(text, '}');
            memcpy(inside, text + 2, (size_t)(end - text) - 2);
            if (!push_variable(out, inside, request))
                return false;
            text = end + 1;
        } else if (wildcards && (*text == '*' || *text == '?')) {
            push(out, 0, *text++);
        } else {
            push(out, character_of(&text), 'c');
        }
    }
    return true;
}

/* How far a wildcard reaches: any characters, or for a resource within a part of the ARN. */
enum reach { REACH_ALL, REACH_RESOURCE };

static bool may_take(const struct cells *pattern, size_t at, uint32_t character, enum reach reach)
{
    if (reach == REACH_ALL || character != ':')
        return true;
    size_t colons = 0;
    for (size_t i = 0; i < at; i++)
        colons += pattern->items[i].kind == 'c' && pattern->items[i].character == ':';
    if (colons >= 5)
        return true;
    bool ends_part = at + 1 == pattern->count || (pattern->items[at + 1].kind == 'c' &&
                                                  pattern->items[at + 1].character == ':');
    return pattern->items[at].kind == '*' && ends_part;
}

static bool same(uint32_t a, uint32_t b, bool any_case)
{
    if (any_case && a < 0x80 && b < 0x80)
        return tolower((int)a) == tolower((int)b);
    return a == b;
}

/* fits[i][j]: the pattern from its cell i on stands for the text from its character j on. */
static bool fits_whole(const struct cells *pattern, const struct cells *text, bool any_case,
                       enum reach reach)
{
    static bool fits[CELLS_MAX + 1][CELLS_MAX + 1];
    size_t n = pattern->count;
    size_t m = text->count;
    for (size_t i = n + 1; i-- > 0;) {
        for (size_t j = m + 1; j-- > 0;) {
            if (i == n) {
                fits[i][j] = j == m;
                continue;
            }
            const struct cell *cell = &pattern->items[i];
            uint32_t c = j < m ? text->items[j].character : 0;
            bool taken = j < m && (cell->kind == 'c' ? same(cell->character, c, any_case)
                                                     : may_take(pattern, i, c, reach));
            if (cell->kind == '*')
                fits[i][j] = fits[i + 1][j] || (taken && fits[i][j + 1]);
            else
                fits[i][j] = taken && fits[i + 1][j + 1];
        }
    }
    return fits[0][0];
}

static bool text_fits(const char *pattern, bool wildcards, const char *text, bool any_case,
                      enum reach reach, const struct policy_request *request)
{
    struct cells left;
    struct cells right = {.count = 0};
    push_text(&right, text);
    return expand(pattern, wildcards, request, &left) && fits_whole(&left, &right, any_case, reach);
}

/* The first five colons part an ARN in six; false where there are fewer. */
static bool split(const struct cells *whole, struct cells parts[6])
{
    size_t part = 0;
    for (size_t i = 0; i < 6; i++)
        parts[i].count = 0;
    for (size_t i = 0; i < whole->count; i++) {
        const struct cell *cell = &whole->items[i];
        if (cell->kind == 'c' && cell->character == ':' && part < 5)
            part++;
        else
            push(&parts[part], cell->character, cell->kind);
    }
    return part == 5;
}

static bool is_arn(const char *text)
{
    struct cells whole = {.count = 0};
    struct cells parts[6];
    push_text(&whole, text);
    return strncmp(text, "arn:", 4) == 0 && split(&whole, parts);
}

static bool arn_fits(const char *pattern, const char *text, const struct policy_request *request)
{
    struct cells whole = {.count = 0};
    struct cells expected;
    struct cells left[6];
    struct cells right[6];
    if (strcmp(pattern, "*") == 0)
        return true;
    push_text(&whole, text);
    if (!expand(pattern, true, request, &expected) || !split(&expected, left) ||
        !split(&whole, right))
        return false;
    for (size_t i = 0; i < 6; i++) {
        if (!fits_whole(&left[i], &right[i], false, REACH_ALL))
            return false;
    }
    return true;
}

static bool number(const char *text, double *out)
{
    size_t at = text[0] == '-' || text[0] == '+';
    size_t whole = strspn(text + at, "0123456789");
    size_t fraction = text[at + whole] == '.' ? strspn(text + at + whole + 1, "0123456789") : 0;
    size_t length = at + whole + (fraction > 0 ? fraction + 1 : 0);
    *out = strtod(text, NULL);
    return whole > 0 && text[length] == '\0';
}

static bool moment(const char *text, double *out)
{
    for (size_t i = 0; i < known_time_count; i++) {
        if (strcmp(known_times[i].text, text) == 0) {
            *out = (double)known_times[i].milliseconds;
            return true;
        }
    }
    return false;
}

static const char *bits_of(const char *text)
{
    for (size_t i = 0; i < known_network_count; i++) {
        if (strcmp(known_networks[i].text, text) == 0)
            return known_networks[i].bits;
    }
    return NULL;
}

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

/* Whether a is to b as the operator's name says; NotEquals is asked as Equals. */
static bool related(const char *operator, double a, double b)
{
    if (strstr(operator, "LessThanEquals") != NULL)
        return a <= b;
    if (strstr(operator, "LessThan") != NULL)
        return a < b;
    if (strstr(operator, "GreaterThanEquals") != NULL)
        return a >= b;
    return strstr(operator, "GreaterThan") != NULL ? a > b : a == b;
}

/* One value of the request and one of the policy, without the Not of the operator. */
static bool one_matches(const char *operator, const char * value, const char *expected,
                        const struct policy_request *request)
{
    double a = 0;
    double b = 0;
    if (begins(operator, "String"))
        return text_fits(expected, strstr(operator, "Like") != NULL, value,
                         strstr(operator, "IgnoreCase") != NULL, REACH_ALL, request);
    if (begins(operator, "Numeric"))
        return number(value, &a) && number(expected, &b) && related(operator, a, b);
    if (begins(operator, "Date"))
        return moment(value, &a) && moment(expected, &b) && related(operator, a, b);
    if (begins(operator, "Arn"))
        return arn_fits(expected, value, request);
    if (begins(operator, "BinaryEquals"))
        return strcmp(value, expected) == 0;
    if (strstr(operator, "IpAddress") != NULL)
        return begins(bits_of(value), bits_of(expected));
    bool is_true = strcasecmp(value, "true") == 0; /* Bool */
    return text_fits(expected, false, is_true ? "true" : "false", true, REACH_ALL, request);
}

static bool value_satisfies(const struct model_condition *condition, const char *operator,
                            const char * value, const struct policy_request *request)
{
    bool any = false;
    if (strstr(operator, "IpAddress") != NULL && bits_of(value) == NULL)
        return false;
    if (begins(operator, "Arn") && !is_arn(value))
        return false;
    for (size_t i = 0; i < condition->values.count; i++) {
        if (one_matches(operator, value, condition->values.items[i], request))
            any = true;
    }
    return strstr(operator, "Not") != NULL ? !any : any;
}

static bool all_empty(const struct policy_key *key)
{
    size_t empty = 0;
    for (size_t i = 0; i < key->count; i++)
        empty += strcmp(key->values[i], "") == 0;
    return empty == key->count;
}

static bool null_true(const struct model_condition *condition, const struct policy_key *key)
{
    const char *is = key == NULL || all_empty(key) ? "true" : "false";
    for (size_t i = 0; i < condition->values.count; i++) {
        if (strcasecmp(condition->values.items[i], is) == 0)
            return true;
    }
    return false;
}

static bool condition_true(const struct model_condition *condition,
                           const struct policy_request *request)
{
    const struct policy_key *key = key_of(request, condition->key);
    bool all = begins(condition->operator, "ForAllValues:");
    bool any = begins(condition->operator, "ForAnyValue:");
    bool if_exists = strstr(condition->operator, "IfExists") != NULL;
    const char *operator= condition->operator;
    if (all || any)
        operator= strchr(operator, ':') + 1;
    if (strcmp(operator, "Null") == 0)
        return null_true(condition, key);
    if (key == NULL)
        return if_exists || all || (!any && strstr(operator, "Not") != NULL);
    if ((all || any) && all_empty(key))
        return all;
    if (!all && !any && key->count > 1)
        return false;
    size_t satisfied = 0;
    for (size_t i = 0; i < key->count; i++)
        satisfied += value_satisfies(condition, operator, key->values[i], request);
    return any ? satisfied > 0 : satisfied == key->count;
}

static bool statement_applies(const struct model_statement *statement,
                              const struct policy_request *request)
{
    bool action = false;
    bool resource = false;
    for (size_t i = 0; i < statement->actions.count; i++)
        action |=
            text_fits(statement->actions.items[i], true, request->action, true, REACH_ALL, request);
    for (size_t i = 0; i < statement->resources.count; i++)
        resource |= text_fits(statement->resources.items[i], true, request->resource, false,
                              REACH_RESOURCE, request);
    if (action == statement->not_action || resource == statement->not_resource)
        return false;
    for (size_t i = 0; i < statement->condition_count; i++) {
        if (!condition_true(&statement->conditions[i], request))
            return false;
    }
    return true;
}

static bool first_of(const struct model_policy *policies, size_t count, bool deny,
                     const struct policy_request *request, struct policy_verdict *out)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < policies[i].count; j++) {
            const struct model_statement *statement = &policies[i].statements[j];
            if (statement->deny == deny && statement_applies(statement, request)) {
                out->policy = i;
                out->statement = j;
                return true;
            }
        }
    }
    return false;
}

struct policy_verdict reference_evaluate(const struct model_policy *policies, size_t count,
                                         const struct policy_request *request)
{
    struct policy_verdict verdict = {.decision = POLICY_IMPLICIT_DENY, .sid = ""};
    if (first_of(policies, count, true, request, &verdict))
        verdict.decision = POLICY_EXPLICIT_DENY;
    else if (first_of(policies, count, false, request, &verdict))
        verdict.decision = POLICY_ALLOWED;
    return verdict;
}
