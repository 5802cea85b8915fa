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
        buf->data = arena_extend(buf->arena, buf->data, buf->capacity, capacity);
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

void buf_uint(struct buf *buf, uint64_t number)
{
    char digits[20];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    buf_put(buf, digits + at, sizeof digits - at);
}

void buf_int(struct buf *buf, int64_t number)
{
    if (number < 0)
        buf_char(buf, '-');
    buf_uint(buf, number < 0 ? 0 - (uint64_t)number : (uint64_t)number);
}

void buf_printf(struct buf *buf, const char *format, ...)
{
    if (!reserve(buf, 0))
        return;
    size_t room = buf->capacity - buf->length;
    va_list args;
    va_start(args, format);
    int length = vsnprintf(buf->data + buf->length, room, format, args);
    va_end(args);
    if (length < 0 || !reserve(buf, (size_t)length)) {
        buf->data[buf->length] = '\0';
        return;
    }
    if ((size_t)length >= room) {
        va_start(args, format);
        vsnprintf(buf->data + buf->length, (size_t)length + 1, format, args);
        va_end(args);
    }
    buf->length += (size_t)length;
}

/* What a character is written as in HTML and XML; NULL: itself. */
static inline const char *escape(unsigned char c)
{
    static const char *const escapes[] = {
        ['&'] = "&amp;", ['<'] = "&lt;", ['>'] = "&gt;", ['"'] = "&quot;", ['\''] = "&#39;"};
    return c < sizeof escapes / sizeof *escapes ? escapes[c] : NULL;
}

/* Runs between characters that are escaped go in one piece. */
void buf_html(struct buf *buf, const char *text)
{
    const char *run = text;
    for (; *text != '\0'; text++) {
        const char *with = escape((unsigned char)*text);
        if (with == NULL)
            continue;
        buf_put(buf, run, (size_t)(text - run));
        buf_text(buf, with);
        run = text + 1;
    }
    buf_put(buf, run, (size_t)(text - run));
}

static inline bool is_plain(unsigned char c)
{
    static const bool special[0x80] = {
        ['&'] = true, ['<'] = true, ['>'] = true, ['"'] = true, ['\''] = true};
    return c >= 0x20 && c < 0x80 && !special[c];
}

static void put_xml(struct buf *buf, const char *text, bool ascii)
{
    const char *run = text;
    for (;;) {
        while (is_plain((unsigned char)*text))
            text++;
        if (*text == '\0')
            break;
        const char *at = text;
        uint32_t c = text_next_utf8(&text);
        bool allowed = c == '\t' || c == '\n' || c == '\r' ||
                       (c >= 0x20 && c != TEXT_BAD_UTF8 && c != 0xFFFE && c != 0xFFFF);
        const char *with = c < 0x80 && c >= 0x20 ? escape((unsigned char)c) : NULL;
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

/* RFC 3986 section 2.3. */
static bool is_unreserved(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

void buf_url(struct buf *buf, const char *text)
{
    static const char hex[] = "0123456789ABCDEF";
    for (;;) {
        const char *run = text;
        while (is_unreserved((unsigned char)*text))
            text++;
        buf_put(buf, run, (size_t)(text - run));
        if (*text == '\0')
            break;
        unsigned char c = (unsigned char)*text++;
        char escaped[3] = {'%', hex[c >> 4], hex[c & 15]};
        buf_put(buf, escaped, sizeof escaped);
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
    size_t length = size / 3 * 4 + (size % 3 == 0 ? 0 : padding ? 4 : size % 3 + 1);
    if (!reserve(buf, length))
        return;
    char *out = buf->data + buf->length;
    for (size_t i = 0; i < size; i += 3) {
        size_t left = size - i;
        uint32_t group = (uint32_t)data[i] << 16;
        if (left > 1)
            group |= (uint32_t)data[i + 1] << 8;
        if (left > 2)
            group |= data[i + 2];
        *out++ = alphabet[group >> 18];
        *out++ = alphabet[(group >> 12) & 63];
        if (left > 1 || padding)
            *out++ = left > 1 ? alphabet[(group >> 6) & 63] : '=';
        if (left > 2 || padding)
            *out++ = left > 2 ? alphabet[group & 63] : '=';
    }
    *out = '\0';
    buf->length += length;
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
