#include "app/webhook.h"

#include "app/audit.h"
#include "app/procurement_change.h"
#include "base/arena.h"
#include "base/text.h"
#include "crypto/hash.h"
#include "crypto/seal.h"

enum { SECRET_BYTES = 32 };
static const char label[] = "webhook secret";

struct work {
    struct connection_change change; /* of no connection: who may, and what the trail says */
    const char *id;
    struct webhook_row row;
    struct webhook_rows *rows;
};

static enum status open_work(struct ctx *ctx, const char *organization_id, bool put,
                             const char *detail, struct work *out)
{
    *out = (struct work){0};
    enum status st = connection_change_open(ctx, (struct connection_key){organization_id, NULL},
                                            put, &out->change);
    out->change.detail = audit_detail(ctx->arena, "change", detail, (char *)NULL);
    if (st == OK && text_empty(out->change.key.organization_id))
        return fault_set(&ctx->fault, BAD_INPUT, "Of which organization?");
    return st;
}

static enum status write(struct work *w, db_work *work)
{
    struct ctx *ctx = w->change.ctx;
    return db_write_for(ctx->app->db, w->change.key.organization_id, work, w, &ctx->fault);
}

static enum status read_all(struct db_tx *tx, void *state)
{
    struct work *w = state;
    return webhook_store_list(tx, w->change.ctx->arena, w->change.key.organization_id, w->rows);
}

enum status webhook_list(struct ctx *ctx, const char *organization_id, struct webhook_rows *out)
{
    struct work w;
    *out = (struct webhook_rows){0};
    enum status st = open_work(ctx, organization_id, false, NULL, &w);
    w.rows = out;
    return st == OK ? db_read(ctx->app->db, read_all, &w, &ctx->fault) : st;
}

static enum status tell_test(struct db_tx *tx, const struct work *w)
{
    struct ctx *ctx = w->change.ctx;
    return webhook_store_tell(tx, w->change.key.organization_id, ctx_new_id(ctx),
                              EVENT_WEBHOOK_TEST, w->id, w->id, ctx_now_us(ctx));
}

static enum status create(struct db_tx *tx, void *state)
{
    struct work *w = state;
    enum status st = webhook_store_insert(tx, &w->row);
    if (st == CONFLICT)
        return fault_set(db_fault(tx), CONFLICT, "There are %d already: delete one first.",
                         WEBHOOKS_MAX);
    if (st == OK)
        st = tell_test(tx, w);
    return st == OK ? connection_change_record(tx, &w->change) : st;
}

enum status webhook_create(struct ctx *ctx, const char *organization_id, const char *url,
                           const char **out_secret)
{
    struct work w;
    unsigned char secret[SECRET_BYTES];
    struct bytes key = {secret, sizeof secret};
    struct buf text;
    url = text_trim(ctx->arena, url);
    const char *host = delivery_host(ctx->arena, url);
    enum status st = open_work(ctx, organization_id, true,
                               arena_printf(ctx->arena, "webhook to %s added", host), &w);
    if (st != OK)
        return st;
    const char *problem =
        settings_address_problem(ctx->arena, url, ctx->app->deliver_to_private_addresses);
    if (problem != NULL)
        return fault_set(&ctx->fault, BAD_INPUT, "%s", problem);
    ctx->app->entropy.fill(&ctx->app->entropy, secret, sizeof secret);
    buf_init(&text, ctx->arena, 128);
    buf_text(&text, "whsec_");
    buf_base64(&text, secret, sizeof secret);
    *out_secret = buf_string(&text);
    w.id = ctx_new_id(ctx);
    w.row = (struct webhook_row){
        .webhook = {.organization_id = w.change.key.organization_id,
                    .id = w.id,
                    .url = url,
                    .created_us = ctx_now_us(ctx)},
        .lane = host,
        .secret_sealed = seal(ctx->arena, &ctx->app->key, label, key),
    };
    return write(&w, create);
}

static enum status find(struct db_tx *tx, struct work *w)
{
    enum status st =
        webhook_store_find(tx, w->change.ctx->arena, w->change.key.organization_id, w->id, &w->row);
    return st == NOT_FOUND ? fault_set(db_fault(tx), NOT_FOUND, "There is no such webhook.") : st;
}

static enum status remove_webhook(struct db_tx *tx, void *state)
{
    struct work *w = state;
    enum status st = find(tx, w);
    if (st == OK)
        st = webhook_store_delete(tx, w->change.key.organization_id, w->id);
    return st == OK ? connection_change_record(tx, &w->change) : st;
}

enum status webhook_delete(struct ctx *ctx, const char *organization_id, const char *id)
{
    struct work w;
    enum status st = open_work(ctx, organization_id, true, "webhook deleted", &w);
    w.id = id;
    return st == OK ? write(&w, remove_webhook) : st;
}

static enum status test(struct db_tx *tx, void *state)
{
    struct work *w = state;
    enum status st = find(tx, w);
    if (st == OK)
        st = tell_test(tx, w);
    return st == OK ? connection_change_record(tx, &w->change) : st;
}

enum status webhook_test(struct ctx *ctx, const char *organization_id, const char *id)
{
    struct work w;
    enum status st = open_work(ctx, organization_id, true, "test of a webhook sent", &w);
    w.id = id;
    return st == OK ? write(&w, test) : st;
}

enum status webhook_tell(struct db_tx *tx, struct ctx *ctx, const char *organization_id,
                         enum delivery_event event, const char *subject_id)
{
    return webhook_store_tell(tx, organization_id, ctx_new_id(ctx), event, subject_id, NULL,
                              ctx_now_us(ctx));
}

enum status webhook_sign(struct ctx *ctx, const struct webhook_row *row, const char *id,
                         int64_t at_us, const char *body, const char **out)
{
    struct bytes key;
    unsigned char code[HASH_SIZE];
    struct buf text;
    if (unseal(ctx->arena, &ctx->app->key, label, row->secret_sealed, &key) != OK)
        return FAILED;
    hmac_sha256(key,
                bytes_of(arena_printf(ctx->arena, "%s.%lld.%s", id,
                                      (long long)(at_us / TIME_SECOND_US), body)),
                code);
    buf_init(&text, ctx->arena, 64);
    buf_text(&text, "v1,");
    buf_base64(&text, code, sizeof code);
    *out = buf_string(&text);
    return OK;
}
