#include "json/writer.h"

#include <string.h>

#include "base/buf.h"
#include "base/status.h"

static bool bit(uint64_t bits, size_t depth)
{
    return (bits >> (depth - 1) & 1) != 0;
}

static uint64_t with_bit(uint64_t bits, size_t depth, bool value)
{
    uint64_t mask = UINT64_C(1) << (depth - 1);
    return value ? bits | mask : bits & ~mask;
}

void json_write_start(struct json_writer *w, struct buf *buf, bool pretty)
{
    *w = (struct json_writer){.buf = buf, .pretty = pretty};
}

void json_write_end(struct json_writer *w)
{
    if (!w->done)
        panic("json writer: the value is not complete");
    if (w->pretty)
        buf_char(w->buf, '\n');
}

static void new_line(struct json_writer *w)
{
    if (!w->pretty)
        return;
    buf_char(w->buf, '\n');
    for (size_t i = 0; i < w->depth; i++)
        buf_text(w->buf, "  ");
}

static void begin_item(struct json_writer *w)
{
    if (bit(w->has_items, w->depth))
        buf_char(w->buf, ',');
    w->has_items = with_bit(w->has_items, w->depth, true);
    new_line(w);
}

static void begin_value(struct json_writer *w)
{
    if (w->done || (w->depth > 0 && bit(w->in_object, w->depth) && !w->named))
        panic("json writer: a value where none belongs");
    if (w->depth > 0 && !w->named)
        begin_item(w);
    w->named = false;
}

static void end_value(struct json_writer *w)
{
    w->done = w->depth == 0;
}

static void open(struct json_writer *w, bool object)
{
    if (w->depth == JSON_WRITER_DEPTH)
        panic("json writer: nested too deep");
    begin_value(w);
    buf_char(w->buf, object ? '{' : '[');
    w->depth++;
    w->in_object = with_bit(w->in_object, w->depth, object);
    w->has_items = with_bit(w->has_items, w->depth, false);
}

void json_write_object(struct json_writer *w)
{
    open(w, true);
}

void json_write_array(struct json_writer *w)
{
    open(w, false);
}

void json_write_close(struct json_writer *w)
{
    if (w->depth == 0 || w->named)
        panic("json writer: nothing to close, or a name without its value");
    bool object = bit(w->in_object, w->depth);
    bool items = bit(w->has_items, w->depth);
    w->depth--;
    if (items)
        new_line(w);
    buf_char(w->buf, object ? '}' : ']');
    end_value(w);
}

static void put_quoted(struct json_writer *w, const char *text)
{
    buf_char(w->buf, '"');
    buf_json(w->buf, text);
    buf_char(w->buf, '"');
}

void json_write_name(struct json_writer *w, const char *name)
{
    if (w->depth == 0 || !bit(w->in_object, w->depth) || w->named)
        panic("json writer: the name %s outside an object", name);
    begin_item(w);
    put_quoted(w, name);
    buf_text(w->buf, w->pretty ? ": " : ":");
    w->named = true;
}

void json_write_raw(struct json_writer *w, const char *json)
{
    begin_value(w);
    buf_text(w->buf, json);
    end_value(w);
}

void json_write_text(struct json_writer *w, const char *text)
{
    if (text == NULL) {
        json_write_null(w);
        return;
    }
    begin_value(w);
    put_quoted(w, text);
    end_value(w);
}

void json_write_int(struct json_writer *w, int64_t number)
{
    begin_value(w);
    buf_int(w->buf, number);
    end_value(w);
}

void json_write_bool(struct json_writer *w, bool value)
{
    json_write_raw(w, value ? "true" : "false");
}

void json_write_null(struct json_writer *w)
{
    json_write_raw(w, "null");
}

void json_write_decimal(struct json_writer *w, const char *number)
{
    const char *digits = number + (*number == '-');
    size_t whole = strspn(digits, "0123456789");
    const char *rest = digits + whole;
    size_t fraction = *rest == '.' ? strspn(rest + 1, "0123456789") : 0;
    bool leading_zero = digits[0] == '0' && whole > 1;
    if (whole == 0 || leading_zero || (*rest == '.' && fraction == 0) ||
        rest[fraction == 0 ? 0 : 1 + fraction] != '\0')
        panic("json writer: %s is not a decimal", number);
    json_write_raw(w, number);
}

void json_write_member_text(struct json_writer *w, const char *name, const char *text)
{
    json_write_name(w, name);
    json_write_text(w, text);
}

void json_write_member_int(struct json_writer *w, const char *name, int64_t number)
{
    json_write_name(w, name);
    json_write_int(w, number);
}

void json_write_member_bool(struct json_writer *w, const char *name, bool value)
{
    json_write_name(w, name);
    json_write_bool(w, value);
}
