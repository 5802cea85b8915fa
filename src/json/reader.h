#ifndef JSON_READER_H
#define JSON_READER_H
/*
 * JSON text (RFC 8259) into read-only values that live as long as the arena. A member that is given
 * twice, a NUL in a string and anything after the value are refused. Integers are 64-bit; money and
 * other fractions are read as decimal text, never as a double.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/status.h"

struct arena;

struct json_value; /* NULL stands for an absent one everywhere below */

enum json_kind {
    JSON_KIND_ABSENT,
    JSON_KIND_NULL,
    JSON_KIND_BOOL,
    JSON_KIND_INT,
    JSON_KIND_DECIMAL, /* a number with a fraction or an exponent */
    JSON_KIND_TEXT,
    JSON_KIND_ARRAY,
    JSON_KIND_OBJECT
};

struct json_limits {
    size_t bytes;
    size_t depth; /* of nested arrays and objects; never more than 1000 */
};

/* BAD_INPUT with a message `line N column N: what`; TOO_LARGE where a limit is exceeded. `fault`
 * may be NULL. */
enum status json_read(struct arena *arena, struct bytes bytes, const struct json_limits *limits,
                      const struct json_value **out, struct fault *fault);

/* A way down to a value, from the last step up: which member or item it is, counted from 0. */
struct json_step {
    const struct json_step *above; /* NULL: in the document's own value */
    size_t index;
};

struct json_position {
    size_t line; /* both counted from 1 */
    size_t column;
};

/* Where the item, or the name of the member, begins in text that json_read() took; NULL is the
 * document's own value. Reads the text again, so it is for messages. */
struct json_position json_read_position(struct bytes bytes, const struct json_step *step);

enum json_kind json_read_kind(const struct json_value *value);

/* The value itself, or the fallback where it is of another kind. */
const char *json_read_as_text(const struct json_value *value, const char *fallback);
int64_t json_read_as_int(const struct json_value *value, int64_t fallback);
bool json_read_as_bool(const struct json_value *value, bool fallback);
/* An int, a decimal or a text that is one, as decimal text without an exponent, exact to 15
 * significant digits and 14 places; NULL where it is none. Lives as long as the arena. */
const char *json_read_as_decimal(struct arena *arena, const struct json_value *value);

/* Members of an object: absent, or the fallback, where there is none or it is of another kind. */
const struct json_value *json_read_member(const struct json_value *object, const char *name);
const char *json_read_text(const struct json_value *object, const char *name, const char *fallback);
int64_t json_read_int(const struct json_value *object, const char *name, int64_t fallback);
bool json_read_bool(const struct json_value *object, const char *name, bool fallback);
const struct json_value *json_read_array(const struct json_value *object, const char *name);
const struct json_value *json_read_object(const struct json_value *object, const char *name);

/* Says whether the member may be read with the calls above: BAD_INPUT with a message that names it
 * where it is of another kind, or absent (or null) though `required`. An int passes as a decimal.
 */
enum status json_read_check(const struct json_value *object, const char *name, enum json_kind kind,
                            bool required, struct fault *fault);

/* Items of an array; 0 and absent for anything else. */
size_t json_read_count(const struct json_value *array);
const struct json_value *json_read_item(const struct json_value *array, size_t index);

/* Steps through an object's members in the order of the text. Begin with a zeroed one:
 *     struct json_member m = {0};
 *     while (json_read_next(object, &m)) */
struct json_member {
    const char *name;
    const struct json_value *value;
    void *position; /* the reader's */
};
bool json_read_next(const struct json_value *object, struct json_member *member);

#endif
