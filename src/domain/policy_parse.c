#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "domain/policy_document.h"
#include "json/reader.h"

/* IAM counts without white space, so a document may be much longer than its characters. */
enum { BYTES_MAX = 128 << 10, DEPTH_MAX = 16 };

struct reading {
    struct arena *arena;
    struct bytes text;
    struct fault *fault;
};

static enum status wrong(const struct reading *r, const struct json_step *at, const char *format,
                         ...) __attribute__((format(printf, 3, 4)));

static enum status wrong(const struct reading *r, const struct json_step *at, const char *format,
                         ...)
{
    char what[400];
    va_list args;
    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    struct json_position place = json_read_position(r->text, at);
    return fault_set(r->fault, BAD_INPUT, "line %zu column %zu: %s", place.line, place.column,
                     what);
}

/* Of a text of the author's as much as a message has room for. */
static const char *cut(const struct reading *r, const char *text)
{
    return text_cut(r->arena, text, 80);
}

/* A value as a list of one or more: itself, where it is no list. */
struct list {
    const struct json_value *value;
    const struct json_step *at;
    size_t count;
    bool single;
};

static struct list as_list(const struct json_value *value, const struct json_step *at)
{
    bool single = json_read_kind(value) != JSON_KIND_ARRAY;
    return (struct list){value, at, single ? 1 : json_read_count(value), single};
}

static const struct json_value *list_item(const struct list *list, size_t i)
{
    return list->single ? list->value : json_read_item(list->value, i);
}

static struct json_step list_step(const struct list *list, size_t i)
{
    return list->single ? *list->at : (struct json_step){list->at, i};
}

/* Elements of a statement. Each is called once, with the step to the element. */

static enum status read_sid(const struct reading *r, const struct json_value *value,
                            const struct json_step *at, struct policy_statement *out)
{
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    out->sid = json_read_as_text(value, NULL);
    if (out->sid == NULL || strspn(out->sid, allowed) != strlen(out->sid))
        return wrong(r, at, "Sid must be a text of letters A-Z, a-z and digits");
    return OK;
}

static enum status read_effect(const struct reading *r, const struct json_value *value,
                               const struct json_step *at, struct policy_statement *out)
{
    const char *effect = json_read_as_text(value, "");
    if (text_equal(effect, "Allow"))
        out->effect = EFFECT_ALLOW;
    else if (text_equal(effect, "Deny"))
        out->effect = EFFECT_DENY;
    else
        return wrong(r, at, "Effect must be \"Allow\" or \"Deny\", with a capital letter");
    return OK;
}

typedef bool pattern_reader(struct arena *arena, const char *text, struct policy_pattern *out,
                            const char **reason);

/* An element, or its Not form, which can't both be there. */
static enum status read_patterns(const struct reading *r, const struct json_value *value,
                                 const struct json_step *at, const char *name, bool all_but,
                                 pattern_reader *read, struct policy_patterns *out)
{
    struct list list = as_list(value, at);
    if (out->items != NULL)
        return wrong(r, at, "%s and Not%s can't stand in one statement: remove one of them", name,
                     name);
    if (list.count == 0)
        return wrong(r, at, "the list is empty: name at least one %s", name);
    struct policy_pattern *items = arena_array(r->arena, list.count, sizeof *items);
    *out = (struct policy_patterns){items, list.count, all_but};
    for (size_t i = 0; i < list.count; i++) {
        struct json_step step = list_step(&list, i);
        const char *text = json_read_as_text(list_item(&list, i), NULL);
        const char *reason;
        if (text == NULL)
            return wrong(r, &step, "%s must be a text or a list of texts", name);
        if (!read(r->arena, text, &items[i], &reason))
            return wrong(r, &step, "\"%s\": %s", cut(r, text), reason);
    }
    return OK;
}

static enum status read_action(const struct reading *r, const struct json_value *value,
                               const struct json_step *at, struct policy_statement *out)
{
    return read_patterns(r, value, at, "Action", false, policy_action_read, &out->actions);
}

static enum status read_not_action(const struct reading *r, const struct json_value *value,
                                   const struct json_step *at, struct policy_statement *out)
{
    return read_patterns(r, value, at, "Action", true, policy_action_read, &out->actions);
}

static enum status read_resource(const struct reading *r, const struct json_value *value,
                                 const struct json_step *at, struct policy_statement *out)
{
    return read_patterns(r, value, at, "Resource", false, policy_resource_read, &out->resources);
}

static enum status read_not_resource(const struct reading *r, const struct json_value *value,
                                     const struct json_step *at, struct policy_statement *out)
{
    return read_patterns(r, value, at, "Resource", true, policy_resource_read, &out->resources);
}

/* The grammar's condition_value: a text, a number or a boolean, as text; NULL for others. */
static const char *condition_value(struct arena *arena, const struct json_value *value)
{
    switch (json_read_kind(value)) {
    case JSON_KIND_TEXT:
        return json_read_as_text(value, NULL);
    case JSON_KIND_BOOL:
        return json_read_as_bool(value, false) ? "true" : "false";
    default:
        return json_read_as_decimal(arena, value);
    }
}

static enum status read_operands(const struct reading *r, const struct json_value *value,
                                 const struct json_step *at, struct policy_condition *out)
{
    struct list list = as_list(value, at);
    if (list.count == 0)
        return wrong(r, at, "\"%s\" has no values, so the condition could not be met: name one",
                     cut(r, out->key));
    struct policy_operand *operands = arena_array(r->arena, list.count, sizeof *operands);
    for (size_t i = 0; i < list.count; i++) {
        struct json_step step = list_step(&list, i);
        const char *text = condition_value(r->arena, list_item(&list, i));
        const char *reason;
        if (text == NULL)
            return wrong(r, &step,
                         "a condition's value must be a text, a number, true or false, "
                         "or a list of those; long numbers stand in quotes");
        if (!policy_operand_read(r->arena, out, text, &operands[i], &reason))
            return wrong(r, &step, "\"%s\": %s", cut(r, text), reason);
    }
    out->operands = operands;
    out->count = list.count;
    return OK;
}

static enum status read_key(const struct reading *r, const struct json_member *member,
                            const struct json_step *at, struct policy_condition *same_operator,
                            size_t before, struct policy_condition *out)
{
    out->key = member->name;
    if (strchr(out->key, ':') == NULL)
        return wrong(r, at,
                     "\"%s\" is no condition key: it is written service:name, such as "
                     "aws:SourceIp",
                     cut(r, out->key));
    for (size_t i = 0; i < before; i++) {
        if (text_equal_nocase(same_operator[i].key, out->key))
            return wrong(r, at,
                         "\"%s\" is there twice under one operator: capital letters make "
                         "no difference",
                         cut(r, out->key));
    }
    return read_operands(r, member->value, at, out);
}

static size_t count_keys(const struct json_value *conditions)
{
    size_t count = 0;
    struct json_member member = {0};
    while (json_read_next(conditions, &member)) {
        struct json_member key = {0};
        while (json_read_next(member.value, &key))
            count++;
    }
    return count;
}

static enum status read_operator(const struct reading *r, const struct json_member *member,
                                 const struct json_step *at, struct policy_condition *out,
                                 size_t *count)
{
    struct policy_condition common = {0};
    struct json_member key = {0};
    const char *reason;
    enum status st;
    if (!policy_condition_read(r->arena, member->name, &common, &reason))
        return wrong(r, at, "%s", reason);
    if (json_read_kind(member->value) != JSON_KIND_OBJECT)
        return wrong(r, at,
                     "%s must hold condition keys with their values: {\"aws:SourceIp\": "
                     "\"203.0.113.0/24\"}",
                     cut(r, member->name));
    for (*count = 0; json_read_next(member->value, &key); (*count)++) {
        struct json_step step = {at, *count};
        out[*count] = common;
        if ((st = read_key(r, &key, &step, out, *count, &out[*count])) != OK)
            return st;
    }
    return OK;
}

static enum status read_condition(const struct reading *r, const struct json_value *value,
                                  const struct json_step *at, struct policy_statement *out)
{
    if (json_read_kind(value) != JSON_KIND_OBJECT)
        return wrong(r, at, "Condition must hold operators: {\"StringEquals\": {...}}");
    struct policy_condition *conditions =
        arena_array(r->arena, count_keys(value), sizeof *conditions);
    struct json_step step = {at, 0};
    struct json_member member = {0};
    enum status st;
    for (; json_read_next(value, &member); step.index++) {
        size_t count = 0;
        st = read_operator(r, &member, &step, conditions + out->condition_count, &count);
        if (st != OK)
            return st;
        out->condition_count += count;
    }
    out->conditions = conditions;
    return OK;
}

static enum status refuse_principal(const struct reading *r, const struct json_value *value,
                                    const struct json_step *at, struct policy_statement *out)
{
    (void)value;
    (void)out;
    return wrong(r, at, "a policy should not name a principal: it is for whom it is attached to");
}

static const struct {
    const char *name;
    enum status (*read)(const struct reading *r, const struct json_value *value,
                        const struct json_step *at, struct policy_statement *out);
} elements[] = {
    {"Sid", read_sid},
    {"Effect", read_effect},
    {"Action", read_action},
    {"NotAction", read_not_action},
    {"Resource", read_resource},
    {"NotResource", read_not_resource},
    {"Condition", read_condition},
    {"Principal", refuse_principal},
    {"NotPrincipal", refuse_principal},
};

static enum status read_element(const struct reading *r, const struct json_member *member,
                                const struct json_step *at, struct policy_statement *out)
{
    for (size_t i = 0; i < sizeof elements / sizeof *elements; i++) {
        if (text_equal(elements[i].name, member->name))
            return elements[i].read(r, member->value, at, out);
    }
    for (size_t i = 0; i < sizeof elements / sizeof *elements; i++) {
        if (text_equal_nocase(elements[i].name, member->name))
            return wrong(r, at, "\"%s\" is no element of a statement: write %s",
                         cut(r, member->name), elements[i].name);
    }
    return wrong(r, at, "\"%s\" is no element of a statement", cut(r, member->name));
}

static enum status read_statement(const struct reading *r, const struct json_value *value,
                                  const struct json_step *at, struct policy_statement *out)
{
    struct json_step step = {at, 0};
    struct json_member member = {0};
    enum status st;
    out->sid = "";
    if (json_read_kind(value) != JSON_KIND_OBJECT)
        return wrong(r, at, "a statement must be an object: {\"Effect\": ...}");
    for (; json_read_next(value, &member); step.index++) {
        if ((st = read_element(r, &member, &step, out)) != OK)
            return st;
    }
    if (out->effect == EFFECT_NONE)
        return wrong(r, at, "this statement has no Effect: add \"Allow\" or \"Deny\"");
    if (out->actions.items == NULL)
        return wrong(r, at, "a statement must contain actions: add Action or NotAction");
    if (out->resources.items == NULL)
        return wrong(r, at,
                     "a statement must contain resources: add Resource or NotResource, "
                     "\"*\" for any");
    return OK;
}

static enum status read_statements(const struct reading *r, const struct json_value *value,
                                   const struct json_step *at, struct policy *out)
{
    struct list list = as_list(value, at);
    enum status st;
    if (list.count == 0)
        return wrong(r, at, "Statement is an empty list: add a statement");
    struct policy_statement *statements = arena_array(r->arena, list.count, sizeof *statements);
    for (size_t i = 0; i < list.count; i++) {
        struct json_step step = list_step(&list, i);
        if ((st = read_statement(r, list_item(&list, i), &step, &statements[i])) != OK)
            return st;
        for (size_t j = 0; j < i && *statements[i].sid != '\0'; j++) {
            if (text_equal(statements[j].sid, statements[i].sid))
                return wrong(r, &step,
                             "statement ids (Sid) must be unique: \"%s\" is there "
                             "twice",
                             cut(r, statements[i].sid));
        }
    }
    *out = (struct policy){statements, list.count};
    return OK;
}

static enum status read_document(const struct reading *r, const struct json_value *root,
                                 struct policy *out)
{
    struct json_step step = {NULL, 0};
    struct json_member member = {0};
    const char *version = NULL;
    enum status st;
    if (json_read_kind(root) != JSON_KIND_OBJECT)
        return wrong(r, NULL,
                     "a policy must be an object: {\"Version\": \"2012-10-17\", "
                     "\"Statement\": [...]}");
    for (; json_read_next(root, &member); step.index++) {
        st = OK;
        if (text_equal(member.name, "Version")) {
            version = json_read_as_text(member.value, "");
            if (!text_equal(version, "2012-10-17"))
                st = wrong(r, &step, "Version must be \"2012-10-17\"");
        } else if (text_equal(member.name, "Id")) {
            if (json_read_as_text(member.value, NULL) == NULL)
                st = wrong(r, &step, "Id must be a text");
        } else if (text_equal(member.name, "Statement")) {
            st = read_statements(r, member.value, &step, out);
        } else {
            st = wrong(r, &step, "\"%s\" is no element of a policy: it has Version and Statement",
                       cut(r, member.name));
        }
        if (st != OK)
            return st;
    }
    if (version == NULL)
        return wrong(r, NULL, "Version is missing: add \"Version\": \"2012-10-17\"");
    return out->count > 0 ? OK : wrong(r, NULL, "Statement is missing: add a statement");
}

/* Policy size calculations do not include white space (IAM: Policy grammar notes). */
static size_t count_characters(struct bytes text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = text.data[i];
        count += c != ' ' && c != '\t' && c != '\n' && c != '\r' && (c & 0xC0) != 0x80;
    }
    return count;
}

enum status policy_parse(struct arena *arena, struct bytes json, const struct policy **out,
                         struct fault *fault)
{
    static const struct json_limits limits = {.bytes = BYTES_MAX, .depth = DEPTH_MAX};
    const struct json_value *root;
    enum status st;
    if ((st = json_read(arena, json, &limits, &root, fault)) != OK)
        return st;
    size_t characters = count_characters(json);
    if (characters > POLICY_CHARACTERS_MAX)
        return fault_set(fault, TOO_LARGE,
                         "the policy has %zu characters without white space, more than %d: split "
                         "it into several",
                         characters, POLICY_CHARACTERS_MAX);
    struct reading r = {arena, json, fault};
    struct policy *policy = arena_make(arena, struct policy);
    if ((st = read_document(&r, root, policy)) == OK)
        *out = policy;
    return st;
}
