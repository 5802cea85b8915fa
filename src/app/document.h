#ifndef APP_DOCUMENT_H
#define APP_DOCUMENT_H
/* The document log (OPS-3): every document in and out, raw but for the shared secret. */
#include "app/ctx.h"
#include "store/document.h"

/* Fills size, hash and body: compresses, which belongs on the caller's thread and not in the
 * writer. */
void document_pack(struct arena *arena, struct bytes raw, struct document *out);

/* BAD_INPUT: the stored body is damaged. */
enum status document_unpack(struct arena *arena, const struct document *document, struct bytes *out,
                            struct fault *fault);

/*
 * Inserts a document that came in. Its remark says so where its payload id was used before by
 * another document of the buyer, which real systems do (PUN-8).
 */
enum status document_insert_inbound(struct db_tx *tx, struct arena *arena,
                                    const struct document *document);

/* Written behind: nobody waits, and under overload it may be dropped, which is counted and logged.
 * Copies what it keeps; `document` needs no id and no time. */
void document_record_later(struct ctx *ctx, const struct document *document, struct bytes raw);

#endif
