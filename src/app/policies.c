#include "app/policies.h"

#include <string.h>

#include "app/access.h"
#include "app/iam.h"
#include "base/arena.h"
#include "base/text.h"
#include "domain/managed_policy.h"
#include "store/policy.h"

struct job {
    struct iam iam;
    const char *policy; /* ARN or name */
    struct policy_rows own;
    struct attachments attached;
    struct policy_view view;
    struct policy_version_rows versions;
    struct principal_rows users;
};

static const char *arn_of(struct ctx *ctx, const char *account_id, const char *name)
{
    return access_arn(ctx, account_id, arena_printf(ctx->arena, "policy/%s", name));
}

/* The name at the end of an ARN of this account's; NULL: not one of its own. */
static const char *own_name(struct ctx *ctx, const char *account_id, const char *arn)
{
    const char *start = arn_of(ctx, account_id, "");
    return text_starts(arn, start) ? arn + strlen(start) : NULL;
}

enum status policies_exists(struct db_tx *tx, struct ctx *ctx, const char *account_id,
                            const char *arn)
{
    struct policy_row row;
    const char *name = own_name(ctx, account_id, arn);
    const struct managed_policy *managed = managed_policy_find(arn);
    if (managed != NULL && text_equal(managed->arn, arn))
        return OK;
    enum status st =
        name == NULL ? NOT_FOUND : policy_store_find(tx, ctx->arena, account_id, name, &row);
    if (st == OK && !text_equal(row.name, name)) /* ARNs have capital letters */
        st = NOT_FOUND;
    return st == NOT_FOUND ? fault_set(db_fault(tx), NOT_FOUND, "There is no policy '%.200s'.", arn)
                           : st;
}

static enum status read_all(struct db_tx *tx, void *state)
{
    struct job *job = state;
    struct arena *arena = job->iam.ctx->arena;
    enum status st = policy_store_list(tx, arena, job->iam.account_id, &job->own);
    return st == OK ? attachment_store_list(tx, arena, job->iam.account_id, NULL, &job->attached)
                    : st;
}

static size_t count_attached(const struct job *job, const char *arn)
{
    size_t count = 0;
    for (size_t i = 0; i < job->attached.count; i++)
        count += text_equal(job->attached.items[i].policy_arn, arn);
    return count;
}

static struct policy_view own_view(const struct job *job, const struct policy_row *row)
{
    const char *arn = arn_of(job->iam.ctx, row->account_id, row->name);
    return (struct policy_view){
        .arn = arn,
        .name = row->name,
        .description = row->description,
        .default_version = row->default_version,
        .attached = count_attached(job, arn),
        .created_us = row->created_us,
        .updated_us = row->updated_us,
    };
}

static struct policy_view managed_view(const struct job *job, const struct managed_policy *policy)
{
    return (struct policy_view){
        .arn = policy->arn,
        .name = policy->name,
        .description = policy->description,
        .managed = true,
        .default_version = policy->versions,
        .attached = count_attached(job, policy->arn),
    };
}

static int compare(const struct policy_view *a, const struct policy_view *b, const char *sort)
{
    if (text_equal(sort, "attached") && a->attached != b->attached)
        return a->attached < b->attached ? -1 : 1;
    if (text_equal(sort, "kind") && a->managed != b->managed)
        return a->managed ? 1 : -1;
    return strcmp(a->name, b->name);
}

/* An account's policies are few: sorted as they are put in. */
static void put(struct policy_list *out, const struct policy_view *view,
                const struct list_query *query)
{
    size_t at = out->total++;
    for (; at > 0; at--) {
        int order = compare(&out->items[at - 1], view, text_or_empty(query->sort));
        if (query->descending ? order >= 0 : order <= 0)
            break;
        out->items[at] = out->items[at - 1];
    }
    out->items[at] = *view;
}

enum status policies_list(struct ctx *ctx, const char *account_id, const char *kind,
                          const struct list_query *query, struct policy_list *out)
{
    struct job job = {0};
    size_t managed_count;
    const struct managed_policy *managed = managed_policy_list(&managed_count);
    enum status st = iam_open(ctx, account_id, "iam:ListPolicies", NULL, &job.iam);
    if (st == OK)
        st = iam_read(&job.iam, read_all, &job);
    if (st != OK)
        return st;
    *out = (struct policy_list){
        .items = arena_array(ctx->arena, managed_count + job.own.count, sizeof *out->items)};
    for (size_t i = 0; i < managed_count + job.own.count; i++) {
        struct policy_view view = i < managed_count
                                      ? managed_view(&job, &managed[i])
                                      : own_view(&job, &job.own.items[i - managed_count]);
        if ((text_empty(kind) || text_equal(kind, "managed") == view.managed) &&
            text_has_nocase(arena_printf(ctx->arena, "%s %s", view.arn, view.description),
                            query->text))
            put(out, &view, query);
    }
    size_t from = query->offset < out->total ? query->offset : out->total;
    out->items += from;
    out->count = out->total - from < query->limit ? out->total - from : query->limit;
    return OK;
}

/* The view of one, by ARN or name, into job->view. */
static enum status find_policy(struct db_tx *tx, void *state)
{
    struct job *job = state;
    struct ctx *ctx = job->iam.ctx;
    enum status st = read_all(tx, job);
    const struct managed_policy *managed = managed_policy_find(job->policy);
    if (st != OK)
        return st;
    if (managed != NULL) {
        job->view = managed_view(job, managed);
        return OK;
    }
    for (size_t i = 0; i < job->own.count; i++) {
        job->view = own_view(job, &job->own.items[i]);
        if (text_equal(job->view.arn, job->policy) ||
            text_equal_nocase(job->view.name, job->policy))
            return policy_store_versions(tx, ctx->arena, job->iam.account_id, job->own.items[i].id,
                                         &job->versions);
    }
    return fault_set(db_fault(tx), NOT_FOUND, "There is no policy '%.200s'.", job->policy);
}

static enum status open_policy(struct ctx *ctx, const char *account_id, const char *action,
                               const char *policy, struct job *job)
{
    *job = (struct job){.policy = policy};
    enum status st = iam_open(ctx, account_id, action, NULL, &job->iam);
    return st == OK ? iam_read(&job->iam, find_policy, job) : st;
}

enum status policies_find(struct ctx *ctx, const char *account_id, const char *policy,
                          struct policy_view *out)
{
    struct job job;
    enum status st = open_policy(ctx, account_id, "iam:GetPolicy", policy, &job);
    *out = job.view;
    return st;
}

enum status policies_versions(struct ctx *ctx, const char *account_id, const char *arn,
                              struct policy_version_view **out, size_t *out_count)
{
    struct job job;
    enum status st = open_policy(ctx, account_id, "iam:GetPolicyVersion", arn, &job);
    if (st != OK)
        return st;
    const struct managed_policy *managed = managed_policy_find(arn);
    size_t count = managed != NULL ? managed->versions : job.versions.count;
    *out = arena_array(ctx->arena, count, sizeof **out);
    *out_count = count;
    for (size_t i = 0; i < count; i++) {
        unsigned version = managed != NULL ? managed->versions - (unsigned)i : 0;
        (*out)[i] =
            managed != NULL
                ? (struct policy_version_view){.version = version,
                                               .document = (const char *)managed_policy_document(
                                                               managed, version)
                                                               .data}
                : (struct policy_version_view){job.versions.items[i].version,
                                               job.versions.items[i].document,
                                               job.versions.items[i].created_us, false};
        (*out)[i].is_default = (*out)[i].version == job.view.default_version;
    }
    return OK;
}

static enum status read_users(struct db_tx *tx, void *state)
{
    struct job *job = state;
    enum status st = find_policy(tx, job);
    return st == OK
               ? principal_store_list(tx, job->iam.ctx->arena, job->iam.account_id, &job->users)
               : st;
}

static bool has(const struct job *job, const char *principal_id)
{
    for (size_t i = 0; i < job->attached.count; i++) {
        if (text_equal(job->attached.items[i].policy_arn, job->view.arn) &&
            text_equal(job->attached.items[i].principal_id, principal_id))
            return true;
    }
    return false;
}

enum status policies_users(struct ctx *ctx, const char *account_id, const char *arn,
                           const char ***out, size_t *out_count)
{
    struct job job = {.policy = arn};
    enum status st = iam_open(ctx, account_id, "iam:ListEntitiesForPolicy", NULL, &job.iam);
    if (st == OK)
        st = iam_read(&job.iam, read_users, &job);
    if (st != OK)
        return st;
    *out = arena_array(ctx->arena, job.users.count, sizeof **out);
    *out_count = 0;
    for (size_t i = 0; i < job.users.count; i++) {
        if (has(&job, job.users.items[i].id))
            (*out)[(*out_count)++] = job.users.items[i].name;
    }
    return OK;
}
