#include "http/form.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"

static int hex_digit(unsigned char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

enum status form_decode(struct arena *arena, struct bytes text, bool plus, const char **out)
{
    char *copy = arena_alloc(arena, text.size + 1);
    size_t length = 0;
    bool ascii = true;
    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = text.data[i];
        if (c == '+' && plus) {
            c = ' ';
        } else if (c == '%' && text.size - i > 2) {
            int high = hex_digit(text.data[i + 1]);
            int low = hex_digit(text.data[i + 2]);
            if (high >= 0 && low >= 0) {
                c = (unsigned char)(high << 4 | low);
                i += 2;
            }
        }
        if (c == 0)
            return BAD_INPUT;
        ascii = ascii && c < 0x80;
        copy[length++] = (char)c;
    }
    copy[length] = '\0';
    *out = copy;
    if (!ascii && !text_is_utf8((struct bytes){(const unsigned char *)copy, length}))
        return BAD_INPUT;
    return OK;
}

/* The bytes before `separator`; moves `rest` behind it. */
static struct bytes cut_at(struct bytes *rest, char separator)
{
    struct bytes piece = *rest;
    const unsigned char *at = rest->size > 0 ? memchr(rest->data, separator, rest->size) : NULL;
    if (at == NULL) {
        *rest = (struct bytes){NULL, 0};
        return piece;
    }
    piece.size = (size_t)(at - rest->data);
    rest->data = at + 1;
    rest->size -= piece.size + 1;
    return piece;
}

static size_t count_pieces(struct bytes rest)
{
    size_t count = 0;
    while (rest.size > 0)
        if (cut_at(&rest, '&').size > 0)
            count++;
    return count;
}

enum status form_parse(struct arena *arena, struct bytes text, size_t limit,
                       struct http_fields *out, struct fault *fault)
{
    size_t count = count_pieces(text);
    *out = (struct http_fields){NULL, 0};
    if (count > limit)
        return fault_set(fault, TOO_LARGE, "more than %zu form fields", limit);
    struct http_field *fields = arena_array(arena, count, sizeof(*fields));
    size_t at = 0;
    for (struct bytes rest = text; rest.size > 0;) {
        struct bytes value = cut_at(&rest, '&');
        if (value.size == 0)
            continue;
        struct bytes name = cut_at(&value, '=');
        if (form_decode(arena, name, true, &fields[at].name) != OK ||
            form_decode(arena, value, true, &fields[at].value) != OK)
            return fault_set(fault, BAD_INPUT, "a form field is not UTF-8 or holds a NUL");
        at++;
    }
    *out = (struct http_fields){fields, count};
    return OK;
}
