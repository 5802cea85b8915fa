#include "app/operator.h"

#include <string.h>

#include "app/access.h"
#include "app/audit.h"
#include "app/console_session.h"
#include "app/sign_up.h"
#include "base/arena.h"
#include "base/text.h"

struct job {
    struct ctx *ctx;
    const char *action;
    const char *name;
    const char *email;
    const char *status;
    const char *link;
    struct principal_rows rows;
};

static enum status record(struct db_tx *tx, const struct job *job)
{
    return audit_add(tx, job->ctx,
                     &(struct audit_entry){
                         .organization_id = "",
                         .account_id = "",
                         .action = job->action,
                         .resource = arena_printf(job->ctx->arena, "operator/%s", job->email),
                     });
}

static enum status open_job(struct ctx *ctx, const char *action, const char *email, struct job *job)
{
    *job = (struct job){
        .ctx = ctx, .action = action, .email = email == NULL ? "" : text_trim(ctx->arena, email)};
    return access_operator(ctx, action,
                           email == NULL ? "*" : arena_printf(ctx->arena, "operator/%s", email));
}

/* Operators are few and change seldom: their writes come one after the other. */
static enum status write_job(struct job *job, db_work *work)
{
    return db_write_for(job->ctx->app->db, "", work, job, &job->ctx->fault);
}

static enum status find(struct db_tx *tx, const struct job *job, struct principal *out)
{
    enum status st = principal_store_by_name(tx, job->ctx->arena, "", job->email, out);
    return st == NOT_FOUND
               ? fault_set(db_fault(tx), NOT_FOUND, "There is no operator '%.100s'.", job->email)
               : st;
}

static enum status read_all(struct db_tx *tx, void *state)
{
    struct job *job = state;
    return principal_store_list(tx, job->ctx->arena, "", &job->rows);
}

enum status operator_list(struct ctx *ctx, const struct list_query *query,
                          struct operator_list *out)
{
    struct job job;
    enum status st = open_job(ctx, "operator:ListOperators", NULL, &job);
    if (st == OK)
        st = db_read(ctx->app->db, read_all, &job, &ctx->fault);
    if (st != OK)
        return st;
    *out = (struct operator_list){.items =
                                      arena_array(ctx->arena, job.rows.count, sizeof *out->items)};
    for (size_t i = 0; i < job.rows.count; i++) {
        const struct principal *row = &job.rows.items[i];
        if (!text_has_nocase(arena_printf(ctx->arena, "%s %s", row->name, row->email),
                             query->text) ||
            out->total++ < query->offset || out->count == query->limit)
            continue;
        out->items[out->count++] = (struct operator_view){
            .id = row->id,
            .name = row->name,
            .email = row->email,
            .suspended = !text_equal(row->status, "ACTIVE"),
            .signed_up = !text_empty(row->password_hash),
            .totp = row->totp_sealed.size > 0,
            .created_us = row->created_us,
            .signed_in_us = row->signed_in_us,
        };
    }
    return OK;
}

static enum status insert(struct db_tx *tx, struct job *job)
{
    const struct principal row = {
        .account_id = "",
        .id = ctx_new_id(job->ctx),
        .kind = "operator",
        .name = job->name,
        .email = job->email,
        .status = "ACTIVE",
        .created_us = ctx_now_us(job->ctx),
    };
    enum status st = principal_store_insert(tx, job->ctx->arena, &row);
    if (st == CONFLICT)
        return fault_set(db_fault(tx), CONFLICT, "There is an operator with this email address.");
    return st == OK ? sign_up_link(tx, job->ctx, "", row.id, &job->link) : st;
}

static enum status create(struct db_tx *tx, void *state)
{
    struct job *job = state;
    enum status st = insert(tx, job);
    return st == OK ? record(tx, job) : st;
}

enum status operator_create(struct ctx *ctx, const char *name, const char *email,
                            const char **out_link)
{
    struct job job;
    enum status st = open_job(ctx, "operator:CreateOperator", email, &job);
    if (st != OK)
        return st;
    job.name = text_trim(ctx->arena, name);
    const char *problem = account_name_problem(job.name);
    if (problem == NULL)
        problem = email_problem(job.email);
    if (problem != NULL)
        return fault_set(&ctx->fault, BAD_INPUT, "%s", problem);
    st = write_job(&job, create);
    *out_link = job.link;
    return st;
}

static enum status invite(struct db_tx *tx, void *state)
{
    struct job *job = state;
    struct principal row;
    enum status st = find(tx, job, &row);
    if (st == OK)
        st = sign_up_link(tx, job->ctx, "", row.id, &job->link);
    /* Who asks for one may have lost the second factor with the password. */
    if (st == OK)
        st = principal_store_set_totp(tx, "", row.id, (struct bytes){NULL, 0}, 0);
    return st == OK ? record(tx, job) : st;
}

enum status operator_invite(struct ctx *ctx, const char *email, const char **out_link)
{
    struct job job;
    enum status st = open_job(ctx, "operator:InviteOperator", email, &job);
    if (st == OK)
        st = write_job(&job, invite);
    *out_link = job.link;
    return st;
}

/* Whether an operator but this one is active and has signed up. */
static enum status keep_one(struct db_tx *tx, struct job *job, const struct principal *leaving)
{
    const struct who *who = job->ctx->who;
    if (who->kind == WHO_OPERATOR && text_equal(who->principal_id, leaving->id))
        return fault_set(db_fault(tx), CONFLICT,
                         "This is you. Another operator can do that for you.");
    enum status st = read_all(tx, job);
    for (size_t i = 0; st == OK && i < job->rows.count; i++) {
        const struct principal *row = &job->rows.items[i];
        if (text_equal(row->status, "ACTIVE") && !text_empty(row->password_hash) &&
            !text_equal(row->id, leaving->id))
            return OK;
    }
    return st != OK ? st
                    : fault_set(db_fault(tx), CONFLICT,
                                "This is the last operator who can sign in. Create another first.");
}

static enum status set_status(struct db_tx *tx, void *state)
{
    struct job *job = state;
    struct principal row;
    enum status st = find(tx, job, &row);
    if (st == OK && text_equal(row.status, job->status))
        return fault_set(db_fault(tx), CONFLICT, "This operator is %s already.",
                         text_equal(job->status, "ACTIVE") ? "active" : "suspended");
    if (st == OK && !text_equal(job->status, "ACTIVE"))
        st = keep_one(tx, job, &row);
    if (st == OK)
        st = principal_store_set_status(tx, "", row.id, job->status);
    if (st == OK)
        st = console_session_store_delete_all(tx, "", row.id);
    return st == OK ? record(tx, job) : st;
}

enum status operator_suspend(struct ctx *ctx, const char *email)
{
    struct job job;
    enum status st = open_job(ctx, "operator:SuspendOperator", email, &job);
    job.status = "SUSPENDED";
    return st == OK ? write_job(&job, set_status) : st;
}

enum status operator_resume(struct ctx *ctx, const char *email)
{
    struct job job;
    enum status st = open_job(ctx, "operator:ResumeOperator", email, &job);
    job.status = "ACTIVE";
    return st == OK ? write_job(&job, set_status) : st;
}

static enum status delete_one(struct db_tx *tx, void *state)
{
    struct job *job = state;
    struct principal row;
    enum status st = find(tx, job, &row);
    if (st == OK)
        st = keep_one(tx, job, &row);
    if (st == OK)
        st = principal_store_delete(tx, "", row.id);
    return st == OK ? record(tx, job) : st;
}

enum status operator_delete(struct ctx *ctx, const char *email)
{
    struct job job;
    enum status st = open_job(ctx, "operator:DeleteOperator", email, &job);
    return st == OK ? write_job(&job, delete_one) : st;
}

/* The first operator has neither name nor address until the link is used; whoever else signs up
 * makes it needless. */
static enum status first(struct db_tx *tx, void *state)
{
    struct job *job = state;
    const struct principal *nameless = NULL;
    bool signed_up = false;
    enum status st = read_all(tx, job);
    for (size_t i = 0; st == OK && i < job->rows.count; i++) {
        const struct principal *row = &job->rows.items[i];
        signed_up = signed_up || !text_empty(row->password_hash);
        if (text_empty(row->email))
            nameless = row;
    }
    if (st != OK)
        return st;
    if (signed_up)
        return nameless == NULL ? OK : principal_store_delete(tx, "", nameless->id);
    job->name = "";
    return nameless == NULL ? insert(tx, job)
                            : sign_up_link(tx, job->ctx, "", nameless->id, &job->link);
}

enum status operator_first_link(struct ctx *ctx, const char **out_link)
{
    struct job job;
    enum status st = open_job(ctx, "operator:CreateOperator", NULL, &job);
    if (st == OK)
        st = write_job(&job, first);
    *out_link = job.link;
    return st;
}
