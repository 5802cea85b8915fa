#include "app/document.h"

#include <stddef.h>
#include <string.h>
#include <threads.h>
#include <zstd.h>

#include "base/arena.h"
#include "base/embedded.h"
#include "base/stock.h"
#include "base/text.h"
#include "crypto/hash.h"

/* Small documents are cXML without attachments: with phrases known beforehand they need no tables
 * of their own, which would cost more than all else. */
enum { LEVEL = 1, SMALL = 16 << 10, SMALL_LEVEL = -1, SIZE_LIMIT = 64 << 20 };

extern const struct embedded_files document_phrases;
static ZSTD_CDict *phrases; /* of the process, never given back */
static ZSTD_DDict *known_phrases;
static once_flag phrases_once = ONCE_FLAG_INIT;

static void read_phrases(void)
{
    const struct embedded_file *file = &document_phrases.files[0];
    phrases = ZSTD_createCDict(file->data, file->size, SMALL_LEVEL);
    known_phrases = ZSTD_createDDict(file->data, file->size);
    if (phrases == NULL || known_phrases == NULL)
        panic("out of memory");
}

static struct stock packers = STOCK_EMPTY;

static ZSTD_CCtx *take_packer(void)
{
    ZSTD_CCtx *packer = stock_take(&packers);
    if (packer == NULL && (packer = ZSTD_createCCtx()) == NULL)
        panic("out of memory");
    return packer;
}

struct bytes document_hash(struct arena *arena, struct bytes raw)
{
    unsigned char *hash = arena_alloc(arena, HASH_SIZE);
    hash_sha256(raw, hash);
    return (struct bytes){hash, HASH_SIZE};
}

void document_pack(struct arena *arena, struct bytes raw, struct document *out)
{
    size_t bound = ZSTD_compressBound(raw.size);
    unsigned char *body = arena_array(arena, bound, 1);
    ZSTD_CCtx *packer = take_packer();
    call_once(&phrases_once, read_phrases);
    size_t size = raw.size <= SMALL
                      ? ZSTD_compress_usingCDict(packer, body, bound, raw.data, raw.size, phrases)
                      : ZSTD_compressCCtx(packer, body, bound, raw.data, raw.size, LEVEL);
    if (!stock_give(&packers, packer))
        ZSTD_freeCCtx(packer);
    if (ZSTD_isError(size))
        panic("zstd: %s", ZSTD_getErrorName(size));
    out->size = (int64_t)raw.size;
    if (out->hash.size == 0)
        out->hash = document_hash(arena, raw);
    out->body = (struct bytes){body, size};
}

enum status document_unpack(struct arena *arena, const struct document *document, struct bytes *out,
                            struct fault *fault)
{
    if (document->size < 0 || document->size > SIZE_LIMIT)
        return fault_set(fault, BAD_INPUT, "document %s: its size is damaged", document->id);
    size_t size = (size_t)document->size;
    unsigned char *raw = arena_alloc(arena, size + 1);
    ZSTD_DCtx *unpacker = ZSTD_createDCtx();
    if (unpacker == NULL)
        panic("out of memory");
    call_once(&phrases_once, read_phrases);
    /* One that was packed without them does not refer to them. */
    size_t got = ZSTD_decompress_usingDDict(unpacker, raw, size, document->body.data,
                                            document->body.size, known_phrases);
    ZSTD_freeDCtx(unpacker);
    if (ZSTD_isError(got) || got != size)
        return fault_set(fault, BAD_INPUT, "document %s: its body is damaged", document->id);
    *out = (struct bytes){raw, size};
    return OK;
}

/* What is kept of it besides its texts and its body: structs, the hash and what is lost to
 * alignment. */
enum { KEPT_BESIDES = 1024 };

static enum status insert(struct db_tx *tx, void *state)
{
    return document_store_insert_inbound(tx, state);
}

void document_record_later(struct ctx *ctx, const struct document *document, struct bytes raw)
{
    struct document packed = *document;
    document_pack(ctx->arena, raw, &packed);
    const char **texts[] = {&packed.organization_id, &packed.connection_id,
                            &packed.direction,       &packed.kind,
                            &packed.payload_id,      &packed.order_id,
                            &packed.request_id,      &packed.remark,
                            &packed.content_type,    &packed.id};
    packed.id = ctx_new_id(ctx);
    packed.at_us = ctx_now_us(ctx);
    size_t size = packed.body.size + KEPT_BESIDES;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        size += strlen(*texts[i]) + 1 + _Alignof(max_align_t);
    /* It may wait among thousands: it takes no more room than it needs. */
    struct arena *owned = arena_new_small(size);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        *texts[i] = arena_text(owned, *texts[i]);
    packed.hash.data = arena_copy(owned, packed.hash.data, packed.hash.size);
    packed.body.data = arena_copy(owned, packed.body.data, packed.body.size);
    void *kept = arena_copy(owned, &packed, sizeof packed);
    db_write_later(ctx->app->db, document->organization_id, owned, insert, kept);
}
