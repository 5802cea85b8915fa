#ifndef HTTP_MEDIA_H
#define HTTP_MEDIA_H
/* The value of a Content-Type header (RFC 9110 section 8.3), read as leniently as buyers write it.
 */
#include <stdbool.h>

struct arena;

struct media {
    const char *type;    /* "text/xml"; lower case, "" where there is none */
    const char *charset; /* "utf-8"; lower case, unquoted, "" where there is none */
};

/* NULL and garbage give empty fields; parameters other than charset are ignored. */
struct media media_parse(struct arena *arena, const char *value);

/* Whether the value's type is `type`, given in lower case, whatever its parameters. */
bool media_is(const char *value, const char *type);

#endif
