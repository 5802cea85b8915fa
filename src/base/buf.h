#ifndef BASE_BUF_H
#define BASE_BUF_H
/*
 * A growing text in an arena with a limit that must be given and an overflow flag that sticks:
 * write everything, look at the flag once at the end. One writer a context, so that what is escaped
 * and how stands in the name of the call. There is no printf into markup: buf_printf is for plain
 * text.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

/* Bytes that somebody else owns. */
struct bytes {
    const unsigned char *data;
    size_t size;
};

struct buf {
    struct arena *arena;
    char *data; /* NUL-terminated once anything was written */
    size_t length;
    size_t capacity;
    size_t limit; /* bytes, the NUL not counted */
    bool overflow;
};

void buf_init(struct buf *buf, struct arena *arena, size_t limit);

/* Raw bytes, for those that are already of the buffer's context. */
void buf_put(struct buf *buf, const void *data, size_t size);
void buf_text(struct buf *buf, const char *text);
void buf_char(struct buf *buf, char c);
void buf_int(struct buf *buf, int64_t number);
void buf_uint(struct buf *buf, uint64_t number);
void buf_printf(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Text into HTML: content or a quoted attribute. */
void buf_html(struct buf *buf, const char *text);
/* Text into XML: content or a quoted attribute. Characters that XML 1.0 does not allow become
 * U+FFFD, as do bytes that are not UTF-8. */
void buf_xml(struct buf *buf, const char *text);
/* The same in us-ascii: other characters as numeric references (cXML guide p. 40, cXML-urlencoded).
 */
void buf_xml_ascii(struct buf *buf, const char *text);
/* One component of a URL, percent-encoded but for RFC 3986's unreserved characters. */
void buf_url(struct buf *buf, const char *text);
/* The inside of a JSON string, quotes not included. */
void buf_json(struct buf *buf, const char *text);
/* Base64 with padding (RFC 4648 section 4). */
void buf_base64(struct buf *buf, const void *data, size_t size);
/* Base64url without padding (RFC 4648 section 5). */
void buf_base64url(struct buf *buf, const void *data, size_t size);

/* The text so far, NUL-terminated, valid until the next write; "" where nothing was written. */
const char *buf_string(struct buf *buf);
struct bytes buf_bytes(const struct buf *buf);

struct bytes bytes_of(const char *text);

#endif
