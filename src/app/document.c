#include "app/document.h"

#include <zstd.h>

#include "base/arena.h"
#include "base/text.h"
#include "crypto/hash.h"

enum { LEVEL = 1, SIZE_LIMIT = 64 << 20 };

/* A context for each thread that packs: making one costs more than compressing a document. */
static _Thread_local ZSTD_CCtx *packer;

void document_pack(struct arena *arena, struct bytes raw, struct document *out)
{
    if (packer == NULL)
        packer = ZSTD_createCCtx();
    size_t bound = ZSTD_compressBound(raw.size);
    unsigned char *body = arena_array(arena, bound, 1);
    size_t size = packer == NULL
                      ? ZSTD_compress(body, bound, raw.data, raw.size, LEVEL)
                      : ZSTD_compressCCtx(packer, body, bound, raw.data, raw.size, LEVEL);
    if (ZSTD_isError(size))
        panic("zstd: %s", ZSTD_getErrorName(size));
    unsigned char *hash = arena_alloc(arena, HASH_SIZE);
    hash_sha256(raw, hash);
    out->size = (int64_t)raw.size;
    out->hash = (struct bytes){hash, HASH_SIZE};
    out->body = (struct bytes){body, size};
}

enum status document_unpack(struct arena *arena, const struct document *document, struct bytes *out,
                            struct fault *fault)
{
    if (document->size < 0 || document->size > SIZE_LIMIT)
        return fault_set(fault, BAD_INPUT, "document %s: its size is damaged", document->id);
    size_t size = (size_t)document->size;
    unsigned char *raw = arena_alloc(arena, size + 1);
    size_t got = ZSTD_decompress(raw, size, document->body.data, document->body.size);
    if (ZSTD_isError(got) || got != size)
        return fault_set(fault, BAD_INPUT, "document %s: its body is damaged", document->id);
    *out = (struct bytes){raw, size};
    return OK;
}

static enum status insert(struct db_tx *tx, void *state)
{
    return document_store_insert(tx, state);
}

void document_record_later(struct ctx *ctx, const struct document *document, struct bytes raw)
{
    struct arena *owned = arena_new();
    struct document *copy = arena_make(owned, struct document);
    *copy = (struct document){
        .organization_id = arena_text(owned, document->organization_id),
        .id = arena_text(owned, ctx_new_id(ctx)),
        .connection_id = arena_text(owned, document->connection_id),
        .direction = arena_text(owned, document->direction),
        .kind = arena_text(owned, document->kind),
        .payload_id = arena_text(owned, document->payload_id),
        .order_id = arena_text(owned, document->order_id),
        .request_id = arena_text(owned, document->request_id),
        .at_us = ctx_now_us(ctx),
        .elapsed_us = document->elapsed_us,
        .status_code = document->status_code,
        .remark = arena_text(owned, document->remark),
        .content_type = arena_text(owned, document->content_type),
    };
    document_pack(owned, raw, copy);
    if (!db_write_later(ctx->app->db, owned, insert, copy))
        log_write(ctx->app->log, LOG_WARNING, "document not logged: too many are waiting",
                  LOG_FIELDS({"payload_id", document->payload_id}, {"kind", document->kind}));
}
