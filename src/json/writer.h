#ifndef JSON_WRITER_H
#define JSON_WRITER_H
/*
 * JSON straight into a struct buf: commas, escapes and line breaks are the writer's business. Calls
 * that do not nest, or a member without a name, are a bug: they panic. Overflow is the buffer's
 * flag, looked at once at the end.
 *
 *     json_write_start(&w, &buf, false);
 *     json_write_object(&w);
 *     json_write_member_text(&w, "id", id);
 *     json_write_name(&w, "items");
 *     json_write_array(&w);
 *     json_write_int(&w, 1);
 *     json_write_close(&w);
 *     json_write_close(&w);
 *     json_write_end(&w);
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;

enum { JSON_WRITER_DEPTH = 64 };

struct json_writer {
    struct buf *buf;
    bool pretty;
    bool named; /* a name was written, its value is due */
    bool done;  /* the one value at the top is complete */
    size_t depth;
    uint64_t in_object; /* bit i: what is open at depth i is an object */
    uint64_t has_items; /* bit i: and something was written into it */
};

/* `pretty`: a line a member, two blanks a level, and a line feed at the end. */
void json_write_start(struct json_writer *w, struct buf *buf, bool pretty);
/* Panics where the value is not complete. */
void json_write_end(struct json_writer *w);

void json_write_object(struct json_writer *w);
void json_write_array(struct json_writer *w);
/* The innermost object or array. */
void json_write_close(struct json_writer *w);

/* Inside an object, before each value. */
void json_write_name(struct json_writer *w, const char *name);
/* NULL is written as null. Bytes that are not UTF-8 become U+FFFD. */
void json_write_text(struct json_writer *w, const char *text);
void json_write_int(struct json_writer *w, int64_t number);
void json_write_bool(struct json_writer *w, bool value);
void json_write_null(struct json_writer *w);
/* A number as decimal text, such as money; panics where it is not a JSON number. */
void json_write_decimal(struct json_writer *w, const char *number);
/* One value that is JSON already, from our own database for instance. Written as it is. */
void json_write_raw(struct json_writer *w, const char *json);

/* Name and value in one. */
void json_write_member_text(struct json_writer *w, const char *name, const char *text);
void json_write_member_int(struct json_writer *w, const char *name, int64_t number);
void json_write_member_bool(struct json_writer *w, const char *name, bool value);

#endif
