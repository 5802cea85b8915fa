#ifndef APP_DOCUMENT_H
#define APP_DOCUMENT_H
/* The document log (OPS-3): every document in and out, raw but for the shared secret. */
#include "app/ctx.h"
#include "store/document.h"

/* SHA-256, as the log keeps it. */
struct bytes document_hash(struct arena *arena, struct bytes raw);

/* Fills size and body, and the hash unless it is known already: compresses, which belongs on the
 * caller's thread and not in the writer. */
void document_pack(struct arena *arena, struct bytes raw, struct document *out);

/* BAD_INPUT: the stored body is damaged. */
enum status document_unpack(struct arena *arena, const struct document *document, struct bytes *out,
                            struct fault *fault);

/* What came with an order, beside the document itself (ORD-1). */
struct attachment {
    const char *name; /* of a file, as the sender named it; never "" */
    const char *type; /* as the sender said, or "" */
    struct bytes body;
};

struct attachments {
    struct attachment *items;
    size_t count;
};

/* Written behind: nobody waits, and under overload it may be dropped, which db_dropped counts.
 * Copies what it keeps; `document` needs no id and no time. As document_pack. */
void document_record_later(struct ctx *ctx, const struct document *document, struct bytes raw);

#endif
