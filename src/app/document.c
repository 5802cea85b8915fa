#include "app/document.h"

#include <threads.h>
#include <zstd.h>

#include "base/arena.h"
#include "base/text.h"
#include "crypto/hash.h"

enum { LEVEL = 1, SIZE_LIMIT = 64 << 20 };

/* A context for each thread that packs, freed when the thread ends: making one costs more than
 * compressing a document. */
static tss_t packer_key;
static once_flag packer_once = ONCE_FLAG_INIT;

static void free_packer(void *packer)
{
    ZSTD_freeCCtx(packer);
}

static void make_key(void)
{
    if (tss_create(&packer_key, free_packer) != thrd_success)
        panic("no thread-specific storage left");
}

static ZSTD_CCtx *own_packer(void)
{
    call_once(&packer_once, make_key);
    ZSTD_CCtx *packer = tss_get(packer_key);
    if (packer == NULL) {
        packer = ZSTD_createCCtx();
        if (packer == NULL || tss_set(packer_key, packer) != thrd_success)
            panic("out of memory");
    }
    return packer;
}

void document_pack(struct arena *arena, struct bytes raw, struct document *out)
{
    size_t bound = ZSTD_compressBound(raw.size);
    unsigned char *body = arena_array(arena, bound, 1);
    size_t size = ZSTD_compressCCtx(own_packer(), body, bound, raw.data, raw.size, LEVEL);
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

enum status document_insert_inbound(struct db_tx *tx, struct arena *arena,
                                    const struct document *document)
{
    struct document noted = *document;
    const char *other = NULL;
    enum status st = OK;
    if (*document->organization_id != '\0' && *document->payload_id != '\0')
        st = document_store_reused(tx, arena, document->organization_id, document->payload_id,
                                   document->hash, &other);
    if (other != NULL)
        noted.remark = arena_printf(arena, "%s%sThe payload id was used before, by document %s.",
                                    noted.remark, *noted.remark == '\0' ? "" : " ", other);
    return st == OK ? document_store_insert(tx, &noted) : st;
}

struct later {
    struct arena *arena;
    struct document document;
};

static enum status insert(struct db_tx *tx, void *state)
{
    struct later *later = state;
    return document_insert_inbound(tx, later->arena, &later->document);
}

void document_record_later(struct ctx *ctx, const struct document *document, struct bytes raw)
{
    struct arena *owned = arena_new();
    struct later *later = arena_make(owned, struct later);
    later->arena = owned;
    later->document = (struct document){
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
    document_pack(owned, raw, &later->document);
    if (!db_write_later(ctx->app->db, document->organization_id, owned, insert, later))
        log_write(ctx->app->log, LOG_WARNING, "document not logged: too many are waiting",
                  LOG_FIELDS({"payload_id", document->payload_id}, {"kind", document->kind}));
}
