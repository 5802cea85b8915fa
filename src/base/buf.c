#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"

void buf_init(struct buf *buf, struct arena *arena, size_t limit)
{
    *buf = (struct buf){.arena = arena, .limit = limit};
}

static bool reserve(struct buf *buf, size_t extra)
{
    if (buf->overflow || extra > buf->limit - buf->length) {
        buf->overflow = true;
        return false;
    }
    size_t needed = buf->length + extra + 1;
    if (needed > buf->capacity) {
        size_t capacity = buf->capacity < 256 ? 256 : buf->capacity * 2;
        if (capacity < needed)
            capacity = needed;
        char *data = arena_array(buf->arena, capacity, 1);
        if (buf->length > 0)
            memcpy(data, buf->data, buf->length);
        buf->data = data;
        buf->capacity = capacity;
    }
    return true;
}

void buf_put(struct buf *buf, const void *data, size_t size)
{
    if (!reserve(buf, size))
        return;
    if (size > 0)
        memcpy(buf->data + buf->length, data, size);
    buf->length += size;
    buf->data[buf->length] = '\0';
}

void buf_text(struct buf *buf, const char *text)
{
    buf_put(buf, text, strlen(text));
}

void buf_char(struct buf *buf, char c)
{
    buf_put(buf, &c, 1);
}

void buf_int(struct buf *buf, int64_t number)
{
    buf_printf(buf, "%lld", (long long)number);
}

void buf_printf(struct buf *buf, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (length < 0 || !reserve(buf, (size_t)length))
        return;
    va_start(args, format);
    vsnprintf(buf->data + buf->length, (size_t)length + 1, format, args);
    va_end(args);
    buf->length += (size_t)length;
}

/* Writes `text` with each character that `replace` names replaced; runs in between go in one piece.
 */
static void put_escaped(struct buf *buf, const char *text, const char *(*replace)(unsigned char c))
{
    const char *run = text;
    for (; *text != '\0'; text++) {
        const char *with = replace((unsigned char)*text);
        if (with == NULL)
            continue;
        buf_put(buf, run, (size_t)(text - run));
        buf_text(buf, with);
        run = text + 1;
    }
    buf_put(buf, run, (size_t)(text - run));
}

static const char *replace_html(unsigned char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

void buf_html(struct buf *buf, const char *text)
{
    put_escaped(buf, text, replace_html);
}

static void put_xml(struct buf *buf, const char *text, bool ascii)
{
    const char *run = text;
    while (*text != '\0') {
        const char *at = text;
        uint32_t c = text_next_utf8(&text);
        bool allowed = c == '\t' || c == '\n' || c == '\r' ||
                       (c >= 0x20 && c != TEXT_BAD_UTF8 && c != 0xFFFE && c != 0xFFFF);
        const char *with = c < 0x80 && c >= 0x20 ? replace_html((unsigned char)c) : NULL;
        /* A carriage return would be normalised away by the reader unless it is a reference. */
        if (allowed && with == NULL && c != '\r' && (c < 0x80 || !ascii))
            continue;
        buf_put(buf, run, (size_t)(at - run));
        run = text;
        if (with != NULL)
            buf_text(buf, with);
        else if (allowed)
            buf_printf(buf, "&#%u;", (unsigned)c);
        else
            buf_text(buf, ascii ? "&#65533;" : "\xEF\xBF\xBD");
    }
    buf_put(buf, run, (size_t)(text - run));
}

void buf_xml(struct buf *buf, const char *text)
{
    put_xml(buf, text, false);
}

void buf_xml_ascii(struct buf *buf, const char *text)
{
    put_xml(buf, text, true);
}

void buf_url(struct buf *buf, const char *text)
{
    static const char hex[] = "0123456789ABCDEF";
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
            c == '-' || c == '.' || c == '_' || c == '~') {
            buf_char(buf, (char)c);
        } else {
            char escape[3] = {'%', hex[c >> 4], hex[c & 15]};
            buf_put(buf, escape, sizeof escape);
        }
    }
}

void buf_json(struct buf *buf, const char *text)
{
    const char *run = text;
    while (*text != '\0') {
        const char *at = text;
        uint32_t c = text_next_utf8(&text);
        if (c >= 0x20 && c != '"' && c != '\\' && c != TEXT_BAD_UTF8)
            continue;
        buf_put(buf, run, (size_t)(at - run));
        run = text;
        if (c == '"' || c == '\\') {
            buf_char(buf, '\\');
            buf_char(buf, (char)c);
        } else {
            buf_printf(buf, "\\u%04x", (unsigned)(c == TEXT_BAD_UTF8 ? 0xFFFD : c));
        }
    }
    buf_put(buf, run, (size_t)(text - run));
}

static void put_base64(struct buf *buf, const unsigned char *data, size_t size,
                       const char *alphabet, bool padding)
{
    for (size_t i = 0; i < size; i += 3) {
        size_t left = size - i;
        uint32_t group = (uint32_t)data[i] << 16;
        if (left > 1)
            group |= (uint32_t)data[i + 1] << 8;
        if (left > 2)
            group |= data[i + 2];
        char out[4] = {alphabet[group >> 18], alphabet[(group >> 12) & 63],
                       left > 1 ? alphabet[(group >> 6) & 63] : '=',
                       left > 2 ? alphabet[group & 63] : '='};
        buf_put(buf, out, padding || left > 2 ? 4 : left + 1);
    }
}

void buf_base64(struct buf *buf, const void *data, size_t size)
{
    put_base64(buf, data, size, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
               true);
}

void buf_base64url(struct buf *buf, const void *data, size_t size)
{
    put_base64(buf, data, size, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_",
               false);
}

const char *buf_string(struct buf *buf)
{
    return buf->data == NULL ? "" : buf->data;
}

struct bytes buf_bytes(const struct buf *buf)
{
    return (struct bytes){(const unsigned char *)buf->data, buf->length};
}

struct bytes bytes_of(const char *text)
{
    return (struct bytes){(const unsigned char *)text, strlen(text)};
}
