#include "app/user.h"

#include <string.h>
#include <strings.h>

#include "app/access.h"
#include "app/iam.h"
#include "app/policies.h"
#include "app/sign_up.h"
#include "base/arena.h"
#include "base/text.h"
#include "store/access_key.h"
#include "store/policy.h"
#include "store/sign_in.h"

enum { NAME_LIMIT = 64 };

struct job {
    struct iam iam;
    const char *name;
    const char *email;
    const char *status;
    const char *const *policy_arns;
    size_t policy_count;
    const char *link;
    struct principal user;
    struct principal_rows users;
    struct attachments attached;
    struct access_key_rows keys;
};

const char *user_name_problem(const char *name)
{
    if (text_empty(name))
        return "Give a user name.";
    if (strlen(name) > NAME_LIMIT)
        return "A user name has at most 64 characters.";
    if (!iam_name_fits(name))
        return "A user name has letters of A to Z, digits, and + = , . @ _ - only.";
    return NULL;
}

static enum status open_user(struct ctx *ctx, const char *account_id, const char *action,
                             const char *name, struct job *job)
{
    *job = (struct job){.name = name};
    /* A name that none can have is nobody's: it goes no further, into an ARN or a message. */
    if (name != NULL && user_name_problem(name) != NULL)
        name = job->name = "";
    return iam_open(ctx, account_id, action,
                    name == NULL ? NULL : arena_printf(ctx->arena, "user/%s", name), &job->iam);
}

static enum status find_user(struct db_tx *tx, struct job *job)
{
    return iam_user(tx, &job->iam, job->name, &job->user);
}

static enum status read_all(struct db_tx *tx, void *state)
{
    struct job *job = state;
    struct arena *arena = job->iam.ctx->arena;
    const char *account_id = job->iam.account_id;
    enum status st = OK;
    if (job->name == NULL) {
        st = principal_store_list(tx, arena, account_id, &job->users);
    } else {
        st = find_user(tx, job);
        job->users = (struct principal_rows){&job->user, 1};
    }
    if (st == OK)
        st = attachment_store_list(tx, arena, account_id, NULL, &job->attached);
    return st == OK ? access_key_store_list(tx, arena, account_id, NULL, &job->keys) : st;
}

static enum status view_of(struct job *job, const struct principal *row, struct user *out)
{
    struct ctx *ctx = job->iam.ctx;
    *out = (struct user){
        .id = row->id,
        .name = row->name,
        .email = row->email,
        .arn = access_arn(ctx, row->account_id, arena_printf(ctx->arena, "user/%s", row->name)),
        .suspended = !text_equal(row->status, "ACTIVE"),
        .signed_up = !text_empty(row->password_hash),
        .totp = row->totp_sealed.size > 0,
        .created_us = row->created_us,
        .signed_in_us = row->signed_in_us,
    };
    for (size_t i = 0; i < job->attached.count; i++)
        out->policies += text_equal(job->attached.items[i].principal_id, row->id);
    for (size_t i = 0; i < job->keys.count; i++)
        out->keys += text_equal(job->keys.items[i].principal_id, row->id);
    return iam_is_administrator(ctx, &job->attached, row, &out->administrator, &ctx->fault);
}

/* Rows come by name, and keep that order among equals. */
static int compare(const struct user *a, const struct user *b, const char *sort)
{
    int64_t left = text_equal(sort, "created") ? a->created_us : a->signed_in_us;
    int64_t right = text_equal(sort, "created") ? b->created_us : b->signed_in_us;
    if (text_equal(sort, "created") || text_equal(sort, "signed_in"))
        return left < right ? -1 : left > right;
    return strcasecmp(text_equal(sort, "email") ? a->email : a->name,
                      text_equal(sort, "email") ? b->email : b->name);
}

/* An account's users are few: sorted as they are put in. */
static void put(struct user_list *out, const struct user *user, const struct list_query *query)
{
    size_t at = out->total++;
    for (; at > 0; at--) {
        int order = compare(&out->items[at - 1], user, text_or_empty(query->sort));
        if (query->descending ? order >= 0 : order <= 0)
            break;
        out->items[at] = out->items[at - 1];
    }
    out->items[at] = *user;
}

enum status user_list(struct ctx *ctx, const char *account_id, const struct list_query *query,
                      struct user_list *out)
{
    struct job job;
    enum status st = open_user(ctx, account_id, "iam:ListUsers", NULL, &job);
    if (st == OK)
        st = iam_read(&job.iam, read_all, &job);
    *out =
        (struct user_list){.items = arena_array(ctx->arena, job.users.count, sizeof *out->items)};
    for (size_t i = 0; st == OK && i < job.users.count; i++) {
        const struct principal *row = &job.users.items[i];
        struct user user;
        if (!text_has_nocase(arena_printf(ctx->arena, "%s %s %s", row->name, row->email, row->id),
                             query->text))
            continue;
        st = view_of(&job, row, &user);
        put(out, &user, query);
    }
    if (st != OK)
        return st;
    size_t from = query->offset < out->total ? query->offset : out->total;
    out->items += from;
    out->count = out->total - from < query->limit ? out->total - from : query->limit;
    return OK;
}

enum status user_find(struct ctx *ctx, const char *account_id, const char *name, struct user *out)
{
    struct job job;
    enum status st = open_user(ctx, account_id, "iam:GetUser", name, &job);
    if (st == OK)
        st = iam_read(&job.iam, read_all, &job);
    return st == OK ? view_of(&job, &job.user, out) : st;
}

static enum status attach_one(struct db_tx *tx, struct job *job, const char *policy_arn)
{
    struct arena *arena = job->iam.ctx->arena;
    const char *account_id = job->iam.account_id;
    struct attachments attached;
    enum status st = policies_exists(tx, job->iam.ctx, account_id, policy_arn);
    if (st == OK)
        st = attachment_store_list(tx, arena, account_id, job->user.id, &attached);
    if (st == OK && attached.count >= POLICY_ATTACHED_MAX)
        return fault_set(db_fault(tx), CONFLICT,
                         "A user has at most %d policies. Detach one first.", POLICY_ATTACHED_MAX);
    if (st == OK)
        st = attachment_store_insert(tx, account_id, job->user.id, policy_arn,
                                     ctx_now_us(job->iam.ctx));
    return st == CONFLICT ? fault_set(db_fault(tx), CONFLICT, "It is attached already.") : st;
}

static enum status create(struct db_tx *tx, void *state)
{
    struct job *job = state;
    struct ctx *ctx = job->iam.ctx;
    job->user = (struct principal){
        .account_id = job->iam.account_id,
        .id = iam_new_id(ctx, "AIDA"),
        .kind = "user",
        .name = job->name,
        .email = job->email,
        .status = "ACTIVE",
        .created_us = ctx_now_us(ctx),
    };
    enum status st = principal_store_insert(tx, ctx->arena, &job->user);
    if (st == CONFLICT)
        return fault_set(
            db_fault(tx), CONFLICT,
            "There is a user '%s' in this account. Capital letters make no difference.", job->name);
    for (size_t i = 0; st == OK && i < job->policy_count; i++)
        st = attach_one(tx, job, job->policy_arns[i]);
    if (st == OK)
        st = sign_up_link(tx, ctx, job->user.account_id, job->user.id, &job->link);
    return st == OK ? iam_record(tx, &job->iam,
                                 audit_detail(ctx->arena, "userName", job->name, "email",
                                              AUDIT_HIDDEN, (char *)NULL))
                    : st;
}

enum status user_create(struct ctx *ctx, const char *account_id, const struct user_create *user,
                        const char **out_link)
{
    struct job job;
    const char *name = text_trim(ctx->arena, text_or_empty(user->name));
    enum status st = open_user(ctx, account_id, "iam:CreateUser", name, &job);
    /* What may be attached is another permission than who may be created. */
    if (st == OK && user->policy_count > 0)
        st = access_check(ctx, "iam:AttachUserPolicy", job.iam.resource);
    if (st != OK)
        return st;
    job.name = name;
    job.email = text_trim(ctx->arena, text_or_empty(user->email));
    job.policy_arns = user->policy_arns;
    job.policy_count = user->policy_count;
    const char *problem = user_name_problem(job.name);
    if (problem == NULL)
        problem = email_problem(job.email);
    if (problem != NULL)
        return fault_set(&ctx->fault, BAD_INPUT, "%s", problem);
    st = iam_write(&job.iam, create, &job);
    *out_link = job.link;
    return st;
}

static enum status invite(struct db_tx *tx, void *state)
{
    struct job *job = state;
    enum status st = find_user(tx, job);
    if (st == OK)
        st = sign_up_link(tx, job->iam.ctx, job->iam.account_id, job->user.id, &job->link);
    return st == OK ? iam_record(tx, &job->iam, NULL) : st;
}

enum status user_invite(struct ctx *ctx, const char *account_id, const char *name,
                        const char **out_link)
{
    struct job job;
    enum status st = open_user(ctx, account_id, "iam:UpdateLoginProfile", name, &job);
    if (st == OK)
        st = iam_write(&job.iam, invite, &job);
    *out_link = job.link;
    return st;
}

static enum status remove_totp(struct db_tx *tx, void *state)
{
    struct job *job = state;
    enum status st = find_user(tx, job);
    if (st == OK && job->user.totp_sealed.size == 0)
        return fault_set(db_fault(tx), CONFLICT, "'%s' has no second factor.", job->user.name);
    if (st == OK)
        st = principal_store_set_totp(tx, job->iam.account_id, job->user.id,
                                      (struct bytes){NULL, 0}, 0);
    return st == OK ? iam_record(tx, &job->iam, NULL) : st;
}

enum status user_remove_totp(struct ctx *ctx, const char *account_id, const char *name)
{
    struct job job;
    enum status st = open_user(ctx, account_id, "iam:DeactivateMFADevice", name, &job);
    return st == OK ? iam_write(&job.iam, remove_totp, &job) : st;
}

/* Nobody takes their own way in: it would be a mistake, and another can do it. */
static enum status not_oneself(struct db_tx *tx, const struct job *job)
{
    const struct who *who = job->iam.ctx->who;
    return who->kind == WHO_USER && text_equal(who->principal_id, job->user.id)
               ? fault_set(db_fault(tx), CONFLICT,
                           "This is you. Another administrator can do that for you.")
               : OK;
}

static enum status set_status(struct db_tx *tx, void *state)
{
    struct job *job = state;
    bool suspends = !text_equal(job->status, "ACTIVE");
    enum status st = find_user(tx, job);
    if (st == OK && text_equal(job->user.status, job->status))
        return fault_set(db_fault(tx), CONFLICT, "'%s' is %s already.", job->user.name,
                         suspends ? "suspended" : "active");
    if (st == OK && suspends)
        st = not_oneself(tx, job);
    if (st == OK)
        st = iam_note_administrator(tx, &job->iam);
    if (st == OK)
        st = principal_store_set_status(tx, job->iam.account_id, job->user.id, job->status);
    if (st == OK)
        st = console_session_store_delete_all(tx, job->iam.account_id, job->user.id);
    if (st == OK && suspends)
        st = iam_keep_administrator(tx, &job->iam);
    return st == OK ? iam_record(tx, &job->iam, NULL) : st;
}

enum status user_suspend(struct ctx *ctx, const char *account_id, const char *name)
{
    struct job job;
    enum status st = open_user(ctx, account_id, "iam:UpdateUser", name, &job);
    job.status = "SUSPENDED";
    return st == OK ? iam_write(&job.iam, set_status, &job) : st;
}

enum status user_resume(struct ctx *ctx, const char *account_id, const char *name)
{
    struct job job;
    enum status st = open_user(ctx, account_id, "iam:UpdateUser", name, &job);
    job.status = "ACTIVE";
    return st == OK ? iam_write(&job.iam, set_status, &job) : st;
}

static enum status delete_user(struct db_tx *tx, void *state)
{
    struct job *job = state;
    enum status st = find_user(tx, job);
    if (st == OK)
        st = not_oneself(tx, job);
    if (st == OK)
        st = iam_note_administrator(tx, &job->iam);
    if (st == OK)
        st = principal_store_delete(tx, job->iam.account_id, job->user.id);
    if (st == OK)
        st = iam_keep_administrator(tx, &job->iam);
    return st == OK ? iam_record(tx, &job->iam, NULL) : st;
}

enum status user_delete(struct ctx *ctx, const char *account_id, const char *name)
{
    struct job job;
    enum status st = open_user(ctx, account_id, "iam:DeleteUser", name, &job);
    return st == OK ? iam_write(&job.iam, delete_user, &job) : st;
}

static enum status attach(struct db_tx *tx, void *state)
{
    struct job *job = state;
    enum status st = find_user(tx, job);
    if (st == OK)
        st = attach_one(tx, job, job->policy_arns[0]);
    return st == OK ? iam_record(tx, &job->iam,
                                 audit_detail(job->iam.ctx->arena, "policyArn", job->policy_arns[0],
                                              (char *)NULL))
                    : st;
}

static enum status detach(struct db_tx *tx, void *state)
{
    struct job *job = state;
    enum status st = find_user(tx, job);
    if (st == OK)
        st = iam_note_administrator(tx, &job->iam);
    if (st == OK)
        st = attachment_store_delete(tx, job->iam.account_id, job->user.id, job->policy_arns[0]);
    if (st == NOT_FOUND)
        return fault_set(db_fault(tx), NOT_FOUND, "It is not attached to this user.");
    if (st == OK)
        st = iam_keep_administrator(tx, &job->iam);
    return st == OK ? iam_record(tx, &job->iam,
                                 audit_detail(job->iam.ctx->arena, "policyArn", job->policy_arns[0],
                                              (char *)NULL))
                    : st;
}

enum status user_attach(struct ctx *ctx, const char *account_id, const char *name,
                        const char *policy_arn)
{
    struct job job;
    enum status st = open_user(ctx, account_id, "iam:AttachUserPolicy", name, &job);
    job.policy_arns = &policy_arn;
    return st == OK ? iam_write(&job.iam, attach, &job) : st;
}

enum status user_detach(struct ctx *ctx, const char *account_id, const char *name,
                        const char *policy_arn)
{
    struct job job;
    enum status st = open_user(ctx, account_id, "iam:DetachUserPolicy", name, &job);
    job.policy_arns = &policy_arn;
    return st == OK ? iam_write(&job.iam, detach, &job) : st;
}

enum status user_policies(struct ctx *ctx, const char *account_id, const char *name,
                          struct attached **out, size_t *out_count)
{
    struct job job;
    enum status st = open_user(ctx, account_id, "iam:ListAttachedUserPolicies", name, &job);
    if (st == OK)
        st = iam_read(&job.iam, read_all, &job);
    if (st != OK)
        return st;
    *out = arena_array(ctx->arena, job.attached.count, sizeof **out);
    *out_count = 0;
    for (size_t i = 0; i < job.attached.count; i++) {
        const char *arn = job.attached.items[i].policy_arn;
        if (text_equal(job.attached.items[i].principal_id, job.user.id))
            (*out)[(*out_count)++] = (struct attached){arn, strrchr(arn, '/') + 1,
                                                       text_starts(arn, "arn:aws:iam::aws:")};
    }
    return OK;
}
