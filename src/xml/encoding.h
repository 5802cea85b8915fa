#ifndef XML_ENCODING_H
#define XML_ENCODING_H
/* Which encoding a document is in, and its bytes as UTF-8. */
#include <stddef.h>

#include "base/buf.h"
#include "base/status.h"

struct arena;

struct xml_source {
    struct bytes utf8;    /* without byte order mark and leading white space; no NUL in it */
    const char *encoding; /* what it was read as; static */
    int line;             /* of its first byte, from 1 */
};

/* The result points into `bytes` where they are UTF-8 already, else into the arena. The rules are
 * those of xml_read; BAD_INPUT with a message. */
enum status xml_decode(struct arena *arena, struct bytes bytes, const char *charset,
                       struct xml_source *out, struct fault *fault);

#endif
