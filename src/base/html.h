#ifndef BASE_HTML_H
#define BASE_HTML_H
/*
 * What compiled templates call (tools/README.md): a value is written by its type and by where it
 * stands in the markup. A type that is not listed, bool and enums first of all, does not compile,
 * because it has no obvious text.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/* Markup that is already safe, made by code that escapes what it puts in. NULL prints nothing. */
struct html {
    const char *markup;
};

void html_put_text(struct buf *out, const char *text);
void html_put_markup(struct buf *out, struct html html);
void html_put_int(struct buf *out, int64_t number);
void html_put_uint(struct buf *out, uint64_t number);

/* A whole URL as an attribute's value, HTML-escaped. Writes `#` where it has a scheme other than
 * http and https, so that `javascript:` never gets out. */
void html_put_url_text(struct buf *out, const char *url);
/* One component of a URL, percent-encoded; NULL prints nothing. */
void html_put_url_part_text(struct buf *out, const char *text);

/* False for NULL. */
bool html_is(const char *text, const char *other);
bool html_true_text(const char *text);
bool html_true_markup(struct html html);
bool html_true_int(int64_t number);
bool html_true_uint(uint64_t number);
bool html_true_pointer(const void *pointer);

/* unsigned int is missing where values are printed: an enum would be taken for one. */
/* clang-format off */
#define HTML_NUMBERS                                                                               \
    short: html_put_int,                                                                           \
    int: html_put_int,                                                                             \
    long: html_put_int,                                                                            \
    long long: html_put_int,                                                                       \
    unsigned long: html_put_uint,                                                                  \
    unsigned long long: html_put_uint
/* clang-format on */

/* Between tags. */
#define html_put(out, value)                                                                       \
    _Generic((value),                                                                              \
        HTML_NUMBERS,                                                                              \
        char *: html_put_text,                                                                     \
        const char *: html_put_text,                                                               \
        struct html: html_put_markup)((out), (value))

/* In a quoted attribute: no markup. */
#define html_put_attribute(out, value)                                                             \
    _Generic((value), HTML_NUMBERS, char *: html_put_text, const char *: html_put_text)((out),     \
                                                                                        (value))

/* At the beginning of an attribute that holds a URL, and after that. */
#define html_put_url(out, value)                                                                   \
    _Generic((value), HTML_NUMBERS, char *: html_put_url_text, const char *: html_put_url_text)(   \
        (out), (value))
#define html_put_url_part(out, value)                                                              \
    _Generic((value),                                                                              \
        HTML_NUMBERS,                                                                              \
        char *: html_put_url_part_text,                                                            \
        const char *: html_put_url_part_text)((out), (value))

/* Whether there is anything in it. */
#define html_true(value)                                                                           \
    _Generic((value),                                                                              \
        bool: html_true_uint,                                                                      \
        short: html_true_int,                                                                      \
        int: html_true_int,                                                                        \
        long: html_true_int,                                                                       \
        long long: html_true_int,                                                                  \
        unsigned: html_true_uint,                                                                  \
        unsigned long: html_true_uint,                                                             \
        unsigned long long: html_true_uint,                                                        \
        char *: html_true_text,                                                                    \
        const char *: html_true_text,                                                              \
        struct html: html_true_markup,                                                             \
        default: html_true_pointer)(value)

#endif
