#ifndef STORE_DOCUMENT_H
#define STORE_DOCUMENT_H
/* The document log. Texts are never NULL; what is not known is "". */
#include "store/store.h"

struct document {
    const char *organization_id; /* "" where the sender is not known */
    const char *id;
    const char *connection_id;
    const char *direction; /* in, out */
    const char *kind;      /* PunchOutSetupRequest ... */
    const char *payload_id;
    const char *order_id;   /* the purchase order number */
    const char *request_id; /* the approval request */
    int64_t at_us;
    int64_t elapsed_us;
    int64_t status_code; /* of the answer; 0 where there is none */
    const char *remark;  /* the verdict, in words */
    const char *content_type;
    int64_t size;      /* of the raw bytes */
    struct bytes hash; /* SHA-256 of what is kept: of the raw one the secret could be guessed */
    struct bytes body; /* zstd, the shared secret blanked */
};

struct document_list {
    struct document *items; /* without bodies */
    size_t count;
};

/* What a listing is narrowed to; NULL or "": not by that. */
struct document_filter {
    const char *organization_id;
    const char *payload_id;
    const char *order_id;
    int64_t limit;
};

enum status document_store_insert(struct db_tx *tx, const struct document *document);
/* One that came in. Its remark also says where its payload id was used before by another document
 * of the organization, which real systems do (PUN-8). */
enum status document_store_insert_inbound(struct db_tx *tx, const struct document *document);
enum status document_store_find(struct db_tx *tx, struct arena *arena, const char *id,
                                struct document *out);
/* Newest first. */
enum status document_store_list(struct db_tx *tx, struct arena *arena,
                                const struct document_filter *filter, struct document_list *out);

#endif
