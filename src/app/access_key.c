#include "app/access_key.h"

#include <stdio.h>

#include "app/console_session.h"
#include "app/iam.h"
#include "base/arena.h"
#include "base/text.h"
#include "crypto/random.h"
#include "store/access_key.h"

enum { SECRET_BYTES = 30 }; /* forty characters of base64 */

static const char label[] = "access key";

struct job {
    struct iam iam;
    const char *user_name;
    const char *id;
    const char *secret;
    bool active;
    struct principal user;
    struct access_key_rows keys;
};

static enum status open_job(struct ctx *ctx, const char *account_id, const char *action,
                            const char *user, struct job *job)
{
    *job = (struct job){.user_name = user};
    return iam_open(ctx, account_id, action, arena_printf(ctx->arena, "user/%.64s", user),
                    &job->iam);
}

static enum status read_keys(struct db_tx *tx, void *state)
{
    struct job *job = state;
    enum status st = iam_user(tx, &job->iam, job->user_name, &job->user);
    return st == OK ? access_key_store_list(tx, job->iam.ctx->arena, job->iam.account_id,
                                            job->user.id, &job->keys)
                    : st;
}

enum status access_key_list(struct ctx *ctx, const char *account_id, const char *user,
                            struct access_key_list *out)
{
    struct job job;
    enum status st = open_job(ctx, account_id, "iam:ListAccessKeys", user, &job);
    if (st == OK)
        st = iam_read(&job.iam, read_keys, &job);
    if (st != OK)
        return st;
    *out = (struct access_key_list){
        .items = arena_array(ctx->arena, job.keys.count, sizeof *out->items),
        .count = job.keys.count,
    };
    for (size_t i = 0; i < out->count; i++) {
        const struct access_key_row *row = &job.keys.items[i];
        out->items[i] =
            (struct access_key){row->id,         job.user.name, text_equal(row->status, "Active"),
                                row->created_us, row->used_us,  row->used_service};
    }
    return OK;
}

static enum status record(struct db_tx *tx, const struct job *job)
{
    return iam_record(tx, &job->iam,
                      audit_detail(job->iam.ctx->arena, "accessKeyId", job->id, (char *)NULL));
}

static enum status create(struct db_tx *tx, void *state)
{
    struct job *job = state;
    struct ctx *ctx = job->iam.ctx;
    enum status st = read_keys(tx, job);
    if (st == OK && job->keys.count >= ACCESS_KEYS_MAX)
        return fault_set(db_fault(tx), CONFLICT,
                         "A user has at most %d access keys. Delete one first.", ACCESS_KEYS_MAX);
    if (st == OK)
        st = access_key_store_insert(
            tx, &(struct access_key_row){
                    .account_id = job->iam.account_id,
                    .id = job->id,
                    .principal_id = job->user.id,
                    .secret_sealed = seal(ctx->arena, &ctx->app->key, label, bytes_of(job->secret)),
                    .status = "Active",
                    .created_us = ctx_now_us(ctx),
                });
    return st == OK ? record(tx, job) : st;
}

enum status access_key_create(struct ctx *ctx, const char *account_id, const char *user,
                              const char **out_id, const char **out_secret)
{
    struct job job;
    enum status st = open_job(ctx, account_id, "iam:CreateAccessKey", user, &job);
    if (st != OK)
        return st;
    job.id = iam_new_id(ctx, "AKIA");
    job.secret = random_token(ctx->arena, SECRET_BYTES);
    st = iam_write(&job.iam, create, &job);
    *out_id = job.id;
    *out_secret = job.secret;
    return st;
}

/* One of this user's. */
static enum status find_key(struct db_tx *tx, struct job *job)
{
    enum status st = read_keys(tx, job);
    for (size_t i = 0; st == OK && i < job->keys.count; i++) {
        if (text_equal(job->keys.items[i].id, job->id))
            return OK;
    }
    return st != OK ? st
                    : fault_set(db_fault(tx), NOT_FOUND, "'%s' has no access key %.40s.",
                                job->user.name, job->id);
}

static enum status set_active(struct db_tx *tx, void *state)
{
    struct job *job = state;
    enum status st = find_key(tx, job);
    if (st == OK)
        st = access_key_store_set_status(tx, job->iam.account_id, job->id,
                                         job->active ? "Active" : "Inactive");
    return st == OK ? record(tx, job) : st;
}

enum status access_key_set_active(struct ctx *ctx, const char *account_id, const char *user,
                                  const char *id, bool active)
{
    struct job job;
    enum status st = open_job(ctx, account_id, "iam:UpdateAccessKey", user, &job);
    job.id = id;
    job.active = active;
    return st == OK ? iam_write(&job.iam, set_active, &job) : st;
}

static enum status delete_key(struct db_tx *tx, void *state)
{
    struct job *job = state;
    enum status st = find_key(tx, job);
    if (st == OK)
        st = access_key_store_delete(tx, job->iam.account_id, job->id);
    return st == OK ? record(tx, job) : st;
}

enum status access_key_delete(struct ctx *ctx, const char *account_id, const char *user,
                              const char *id)
{
    struct job job;
    enum status st = open_job(ctx, account_id, "iam:DeleteAccessKey", user, &job);
    job.id = id;
    return st == OK ? iam_write(&job.iam, delete_key, &job) : st;
}

struct use {
    struct ctx *ctx;
    const char *id;
    const char *service;
    struct access_key_row key;
    struct who *out;
};

static enum status find_use(struct db_tx *tx, void *state)
{
    struct use *use = state;
    struct arena *arena = use->ctx->arena;
    struct principal user;
    struct standing standing;
    enum status st = access_key_store_find(tx, arena, use->id, &use->key);
    if (st == OK && !text_equal(use->key.status, "Active"))
        return NOT_FOUND;
    if (st == OK)
        st = principal_store_find(tx, arena, use->key.account_id, use->key.principal_id, &user);
    if (st == OK)
        st = console_standing(tx, arena, &user, &standing);
    if (st == OK && standing.suspended)
        return fault_set(db_fault(tx), DENIED, "%s", console_suspended_message(&user));
    if (st == OK)
        st = console_who(tx, arena, &user, use->out);
    if (st == OK)
        use->out->mfa = false; /* a key alone proves no second factor */
    return st == OK ? sign_in_policies(tx, use->ctx, &user, use->out) : st;
}

static enum status note_use(struct db_tx *tx, void *state)
{
    struct use *use = state;
    return access_key_store_used(tx, use->key.account_id, use->key.id, ctx_now_us(use->ctx),
                                 use->service);
}

enum status access_key_use(struct ctx *ctx, const char *id, const char *service, struct who *out,
                           const char **out_secret)
{
    struct use use = {.ctx = ctx, .id = id, .service = service, .out = out};
    struct bytes secret;
    enum status st = db_read(ctx->app->db, find_use, &use, &ctx->fault);
    if (st == NOT_FOUND)
        return fault_set(&ctx->fault, NOT_FOUND, "There is no such access key.");
    if (st == OK)
        st = unseal(ctx->arena, &ctx->app->key, label, use.key.secret_sealed, &secret);
    if (st != OK)
        return st;
    *out_secret = (const char *)secret.data;
    if (ctx_now_us(ctx) - use.key.used_us < TIME_MINUTE_US)
        return OK;
    return db_write_for(ctx->app->db, out->organization_id, note_use, &use, &ctx->fault);
}
