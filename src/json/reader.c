#include "json/reader.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"

enum { MAX_DEPTH = 1000 }; /* jansson recurses, and stops at 2048 */

static const json_t *unwrap(const struct json_value *value)
{
    return (const json_t *)(const void *)value;
}

static const struct json_value *wrap(const json_t *value)
{
    return (const struct json_value *)(const void *)value;
}

static void release(void *value)
{
    json_decref(value);
}

/* Where in the text the depth is first exceeded; NULL where it never is. jansson has only a limit
 * of its own, and recurses up to it. */
static const unsigned char *too_deep(struct bytes bytes, size_t limit)
{
    size_t depth = 0;
    bool quoted = false;
    for (size_t i = 0; i < bytes.size; i++) {
        unsigned char c = bytes.data[i];
        if (quoted) {
            if (c == '\\')
                i++;
            else if (c == '"')
                quoted = false;
        } else if (c == '"') {
            quoted = true;
        } else if (c == '[' || c == '{') {
            if (++depth > limit)
                return bytes.data + i;
        } else if ((c == ']' || c == '}') && depth > 0) {
            depth--;
        }
    }
    return NULL;
}

/* RFC 8259 section 8.1 lets a reader ignore a byte order mark. */
static struct bytes without_mark(struct bytes bytes)
{
    if (bytes.size >= 3 && memcmp(bytes.data, "\xEF\xBB\xBF", 3) == 0)
        bytes = (struct bytes){bytes.data + 3, bytes.size - 3};
    return bytes;
}

enum status json_read(struct arena *arena, struct bytes bytes, const struct json_limits *limits,
                      const struct json_value **out, struct fault *fault)
{
    if (bytes.size > limits->bytes)
        return fault_set(fault, TOO_LARGE, "the document has %zu bytes, more than %zu", bytes.size,
                         limits->bytes);
    bytes = without_mark(bytes);
    if (bytes.size == 0)
        return fault_set(fault, BAD_INPUT, "line 1 column 1: the document is empty");
    size_t depth = limits->depth < MAX_DEPTH ? limits->depth : MAX_DEPTH;
    if (too_deep(bytes, depth) != NULL)
        return fault_set(fault, TOO_LARGE, "nested deeper than %zu arrays and objects", depth);
    json_error_t error;
    json_t *value = json_loadb((const char *)bytes.data, bytes.size,
                               JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
    if (value == NULL) {
        if (json_error_code(&error) == json_error_out_of_memory)
            panic("out of memory in jansson");
        return fault_set(fault, BAD_INPUT, "line %d column %d: %s", error.line, error.column,
                         error.text);
    }
    arena_defer(arena, release, value);
    *out = wrap(value);
    return OK;
}

static const unsigned char *skip_space(const unsigned char *at, const unsigned char *end)
{
    while (at < end && (*at == ' ' || *at == '\t' || *at == '\n' || *at == '\r'))
        at++;
    return at;
}

/* Behind a text in quotes, or at the end. */
static const unsigned char *skip_text(const unsigned char *at, const unsigned char *end)
{
    for (at++; at < end && *at != '"'; at++)
        at += *at == '\\';
    return at < end ? at + 1 : end;
}

/* From one member or item of the innermost array or object to the next. */
static const unsigned char *skip_one(const unsigned char *at, const unsigned char *end)
{
    size_t depth = 0;
    while (at < end && (depth > 0 || *at != ',')) {
        if (*at == '"') {
            at = skip_text(at, end);
            continue;
        }
        if (*at == '[' || *at == '{')
            depth++;
        else if (*at == ']' || *at == '}')
            depth--;
        at++;
    }
    return skip_space(at < end ? at + 1 : end, end);
}

static const unsigned char *find_step(struct bytes bytes, const struct json_step *step)
{
    const unsigned char *end = bytes.data + bytes.size;
    if (step == NULL)
        return skip_space(bytes.data, end);
    const unsigned char *at = find_step(bytes, step->above);
    /* What something lies in is no text, so this is a member's name. */
    if (at < end && *at == '"') {
        at = skip_space(skip_text(at, end), end);
        at = skip_space(at < end ? at + 1 : end, end);
    }
    at = skip_space(at < end ? at + 1 : end, end);
    for (size_t i = 0; i < step->index; i++)
        at = skip_one(at, end);
    return at;
}

struct json_position json_read_position(struct bytes bytes, const struct json_step *step)
{
    bytes = without_mark(bytes);
    const unsigned char *at = find_step(bytes, step);
    struct json_position position = {1, 1};
    for (const unsigned char *c = bytes.data; c < at; c++) {
        if (*c == '\n')
            position = (struct json_position){position.line + 1, 1};
        else if ((*c & 0xC0) != 0x80) /* bytes within a character are not counted */
            position.column++;
    }
    return position;
}

enum json_kind json_read_kind(const struct json_value *value)
{
    if (value == NULL)
        return JSON_KIND_ABSENT;
    switch (json_typeof(unwrap(value))) {
    case JSON_NULL:
        return JSON_KIND_NULL;
    case JSON_TRUE:
    case JSON_FALSE:
        return JSON_KIND_BOOL;
    case JSON_INTEGER:
        return JSON_KIND_INT;
    case JSON_REAL:
        return JSON_KIND_DECIMAL;
    case JSON_STRING:
        return JSON_KIND_TEXT;
    case JSON_ARRAY:
        return JSON_KIND_ARRAY;
    case JSON_OBJECT:
        return JSON_KIND_OBJECT;
    }
    panic("json: a value of no kind");
}

const char *json_read_as_text(const struct json_value *value, const char *fallback)
{
    const char *text = json_string_value(unwrap(value));
    return text == NULL ? fallback : text;
}

int64_t json_read_as_int(const struct json_value *value, int64_t fallback)
{
    return json_is_integer(unwrap(value)) ? json_integer_value(unwrap(value)) : fallback;
}

bool json_read_as_bool(const struct json_value *value, bool fallback)
{
    return json_read_kind(value) == JSON_KIND_BOOL ? json_is_true(unwrap(value)) : fallback;
}

static bool is_decimal(const char *text)
{
    text += *text == '-';
    size_t whole = strspn(text, "0123456789");
    text += whole;
    if (whole == 0 || *text == '\0')
        return whole > 0;
    size_t fraction = *text == '.' ? strspn(text + 1, "0123456789") : 0;
    return fraction > 0 && text[1 + fraction] == '\0';
}

/* 15 significant digits without an exponent, and no zeros at the end. */
static const char *decimal_of(struct arena *arena, double real)
{
    double size = fabs(real);
    if (size >= 1e15)
        return NULL; /* its units are not certain */
    int whole = size < 1 ? 1 : (int)floor(log10(size)) + 1;
    char *text = arena_printf(arena, "%.*f", 15 - whole, real);
    char *end = text + strlen(text);
    while (strchr(text, '.') != NULL && (end[-1] == '0' || end[-1] == '.')) {
        *--end = '\0';
    }
    return text_equal(text, "-0") ? "0" : text;
}

const char *json_read_as_decimal(struct arena *arena, const struct json_value *value)
{
    const char *text;
    switch (json_read_kind(value)) {
    case JSON_KIND_INT:
        return arena_printf(arena, "%lld", (long long)json_integer_value(unwrap(value)));
    case JSON_KIND_DECIMAL:
        return decimal_of(arena, json_real_value(unwrap(value)));
    case JSON_KIND_TEXT:
        text = json_string_value(unwrap(value));
        return is_decimal(text) ? text : NULL;
    default:
        return NULL;
    }
}

const struct json_value *json_read_member(const struct json_value *object, const char *name)
{
    return wrap(json_object_get(unwrap(object), name));
}

const char *json_read_text(const struct json_value *object, const char *name, const char *fallback)
{
    return json_read_as_text(json_read_member(object, name), fallback);
}

int64_t json_read_int(const struct json_value *object, const char *name, int64_t fallback)
{
    return json_read_as_int(json_read_member(object, name), fallback);
}

bool json_read_bool(const struct json_value *object, const char *name, bool fallback)
{
    return json_read_as_bool(json_read_member(object, name), fallback);
}

static const struct json_value *member_of_kind(const struct json_value *object, const char *name,
                                               enum json_kind kind)
{
    const struct json_value *value = json_read_member(object, name);
    return json_read_kind(value) == kind ? value : NULL;
}

const struct json_value *json_read_array(const struct json_value *object, const char *name)
{
    return member_of_kind(object, name, JSON_KIND_ARRAY);
}

const struct json_value *json_read_object(const struct json_value *object, const char *name)
{
    return member_of_kind(object, name, JSON_KIND_OBJECT);
}

enum status json_read_check(const struct json_value *object, const char *name, enum json_kind kind,
                            bool required, struct fault *fault)
{
    static const char *const names[] = {
        [JSON_KIND_ABSENT] = "absent",      [JSON_KIND_NULL] = "null",
        [JSON_KIND_BOOL] = "true or false", [JSON_KIND_INT] = "a whole number",
        [JSON_KIND_DECIMAL] = "a number",   [JSON_KIND_TEXT] = "a text",
        [JSON_KIND_ARRAY] = "an array",     [JSON_KIND_OBJECT] = "an object",
    };
    enum json_kind is = json_read_kind(json_read_member(object, name));
    if (is == kind || (is == JSON_KIND_INT && kind == JSON_KIND_DECIMAL))
        return OK;
    if (is != JSON_KIND_ABSENT && is != JSON_KIND_NULL)
        return fault_set(fault, BAD_INPUT, "%s must be %s", name, names[kind]);
    return required ? fault_set(fault, BAD_INPUT, "%s is missing: it must be %s", name, names[kind])
                    : OK;
}

size_t json_read_count(const struct json_value *array)
{
    return json_array_size(unwrap(array));
}

const struct json_value *json_read_item(const struct json_value *array, size_t index)
{
    return wrap(json_array_get(unwrap(array), index));
}

bool json_read_next(const struct json_value *object, struct json_member *member)
{
    /* jansson's iterators take no const, though they change nothing. */
    json_t *of = (json_t *)(uintptr_t)unwrap(object);
    member->position = member->position == NULL ? json_object_iter(of)
                                                : json_object_iter_next(of, member->position);
    if (member->position == NULL)
        return false;
    member->name = json_object_iter_key(member->position);
    member->value = wrap(json_object_iter_value(member->position));
    return true;
}
