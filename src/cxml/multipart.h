#ifndef CXML_MULTIPART_H
#define CXML_MULTIPART_H
/* A cXML document with attachments (cXML guide p. 20-23): multipart/related or multipart/mixed,
 * with or without type and start parameters. */
#include "base/buf.h"
#include "base/status.h"

struct arena;

struct cxml_part {
    const char *content_type; /* of the document */
    struct bytes document;    /* decoded */
    struct bytes whole;       /* all that came, to be kept; what was encoded in the document's part
                                 is decoded, so that its secret can be found */
};

/*
 * Finds the document in a multipart body: the first part whose type is XML, else the first. Any
 * other `content_type` leaves `out` as it is. BAD_INPUT: no boundary, no part, or a broken
 * encoding.
 */
enum status cxml_multipart_read(struct arena *arena, const char *content_type, struct bytes body,
                                struct cxml_part *out, struct fault *fault);

/* An attachment_reader: all parts but the document, decoded. One whose encoding is broken is given
 * as it came. */
struct attachments;
enum status cxml_multipart_attachments(struct arena *arena, const char *content_type,
                                       struct bytes body, struct attachments *out,
                                       struct fault *fault);

#endif
