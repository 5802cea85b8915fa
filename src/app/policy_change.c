/* How an account's own policies come, change and go. */
#include <string.h>

#include "app/access.h"
#include "app/iam.h"
#include "app/policies.h"
#include "base/arena.h"
#include "base/text.h"
#include "domain/managed_policy.h"
#include "store/policy.h"

enum { NAME_LIMIT = 128, DESCRIPTION_LIMIT = 1000 };

struct change {
    struct iam iam;
    const char *name;
    const char *description;
    const char *document;
    int64_t version;
    struct policy_row row;
};

static const char *name_problem(const char *name)
{
    if (text_empty(name))
        return "Give the policy a name.";
    if (strlen(name) > NAME_LIMIT)
        return "A policy's name has at most 128 characters.";
    if (!iam_name_fits(name))
        return "A policy's name has letters of A to Z, digits, and + = , . @ _ - only.";
    return NULL;
}

/* Opens a change of the policy with this ARN (or name), which must be the account's own. */
static enum status open_change(struct ctx *ctx, const char *account_id, const char *action,
                               const char *arn, struct change *c)
{
    const char *slash = strrchr(arn, '/');
    *c = (struct change){.name = slash == NULL ? arn : slash + 1};
    bool sound = name_problem(c->name) == NULL;
    enum status st = iam_open(ctx, account_id, action,
                              arena_printf(ctx->arena, "policy/%s", sound ? c->name : ""), &c->iam);
    if (st != OK)
        return st;
    if (managed_policy_find(arn) != NULL)
        return fault_set(&ctx->fault, DENIED,
                         "Managed policies are the marketplace's; nobody else changes them. Make "
                         "one of your own from its document.");
    if (!sound || (slash != NULL && !text_equal(arn, c->iam.resource)))
        return fault_set(&ctx->fault, NOT_FOUND, "There is no policy '%.200s'.", arn);
    return OK;
}

static enum status check_document(struct ctx *ctx, const char *document)
{
    const struct policy *policy;
    return policy_parse(ctx->arena, bytes_of(document), &policy, &ctx->fault);
}

static enum status create(struct db_tx *tx, void *state)
{
    struct change *c = state;
    struct ctx *ctx = c->iam.ctx;
    int64_t now_us = ctx_now_us(ctx);
    c->row = (struct policy_row){
        .account_id = c->iam.account_id,
        .id = iam_new_id(ctx, "ANPA"),
        .name = c->name,
        .description = c->description,
        .default_version = 1,
        .last_version = 1,
        .created_us = now_us,
    };
    enum status st = policy_store_insert(tx, ctx->arena, &c->row);
    if (st == CONFLICT)
        return fault_set(db_fault(tx), CONFLICT,
                         "There is a policy '%s' in this account. Capital letters make no "
                         "difference.",
                         c->name);
    if (st == OK)
        st = policy_store_insert_version(tx, c->row.account_id, c->row.id,
                                         &(struct policy_version_row){1, c->document, now_us});
    return st == OK
               ? iam_record(tx, &c->iam,
                            audit_detail(ctx->arena, "policyDocument", c->document, (char *)NULL))
               : st;
}

static bool is_managed_name(const char *name)
{
    size_t count;
    const struct managed_policy *managed = managed_policy_list(&count);
    for (size_t i = 0; i < count; i++) {
        if (text_equal_nocase(managed[i].name, name))
            return true;
    }
    return false;
}

enum status policies_create(struct ctx *ctx, const char *account_id, const char *name,
                            const char *description, const char *document, const char **out_arn)
{
    struct change c = {.name = text_trim(ctx->arena, text_or_empty(name)),
                       .description = text_trim(ctx->arena, text_or_empty(description)),
                       .document = text_or_empty(document)};
    const char *problem = name_problem(c.name);
    enum status st =
        iam_open(ctx, account_id, "iam:CreatePolicy",
                 arena_printf(ctx->arena, "policy/%s", problem == NULL ? c.name : ""), &c.iam);
    if (st != OK)
        return st;
    if (problem == NULL && strlen(c.description) > DESCRIPTION_LIMIT)
        problem = "A description has at most 1000 characters.";
    if (problem != NULL)
        return fault_set(&ctx->fault, BAD_INPUT, "%s", problem);
    if (is_managed_name(c.name))
        return fault_set(&ctx->fault, CONFLICT, "A managed policy has this name. Choose another.");
    st = check_document(ctx, c.document);
    if (st == OK)
        st = iam_write(&c.iam, create, &c);
    *out_arn = c.iam.resource;
    return st;
}

static enum status find(struct db_tx *tx, struct change *c, struct policy_version_rows *versions)
{
    struct arena *arena = c->iam.ctx->arena;
    enum status st = policy_store_find(tx, arena, c->iam.account_id, c->name, &c->row);
    if (st == NOT_FOUND)
        return fault_set(db_fault(tx), NOT_FOUND, "There is no policy '%s'.", c->name);
    return st == OK ? policy_store_versions(tx, arena, c->iam.account_id, c->row.id, versions) : st;
}

static enum status finish(struct db_tx *tx, struct change *c)
{
    struct arena *arena = c->iam.ctx->arena;
    enum status st = iam_keep_administrator(tx, &c->iam);
    return st == OK
               ? iam_record(tx, &c->iam,
                            audit_detail(arena, "versionId",
                                         c->version == 0
                                             ? NULL
                                             : arena_printf(arena, "v%lld", (long long)c->version),
                                         "policyDocument", c->document, (char *)NULL))
               : st;
}

static enum status new_version(struct db_tx *tx, void *state)
{
    struct change *c = state;
    struct policy_version_rows versions;
    int64_t now_us = ctx_now_us(c->iam.ctx);
    enum status st = find(tx, c, &versions);
    if (st == OK && versions.count >= POLICY_VERSIONS_MAX)
        return fault_set(db_fault(tx), CONFLICT,
                         "%d versions are kept. Delete one that is not the default first.",
                         POLICY_VERSIONS_MAX);
    if (st == OK)
        st = iam_note_administrator(tx, &c->iam);
    c->version = c->row.last_version + 1;
    if (st == OK)
        st = policy_store_insert_version(
            tx, c->iam.account_id, c->row.id,
            &(struct policy_version_row){c->version, c->document, now_us});
    if (st == OK)
        st = policy_store_set_versions(tx, c->iam.account_id, c->row.id, c->version, c->version,
                                       now_us);
    return st == OK ? finish(tx, c) : st;
}

enum status policies_new_version(struct ctx *ctx, const char *account_id, const char *arn,
                                 const char *document, int64_t *out_version)
{
    struct change c;
    enum status st = open_change(ctx, account_id, "iam:CreatePolicyVersion", arn, &c);
    c.document = text_or_empty(document);
    if (st == OK)
        st = check_document(ctx, c.document);
    if (st == OK)
        st = iam_write(&c.iam, new_version, &c);
    *out_version = c.version;
    return st;
}

static bool has_version(const struct policy_version_rows *versions, int64_t version)
{
    for (size_t i = 0; i < versions->count; i++) {
        if (versions->items[i].version == version)
            return true;
    }
    return false;
}

static enum status set_default(struct db_tx *tx, void *state)
{
    struct change *c = state;
    struct policy_version_rows versions;
    enum status st = find(tx, c, &versions);
    if (st == OK && !has_version(&versions, c->version))
        return fault_set(db_fault(tx), NOT_FOUND, "There is no version v%lld.",
                         (long long)c->version);
    if (st == OK)
        st = iam_note_administrator(tx, &c->iam);
    if (st == OK)
        st = policy_store_set_versions(tx, c->iam.account_id, c->row.id, c->version,
                                       c->row.last_version, ctx_now_us(c->iam.ctx));
    return st == OK ? finish(tx, c) : st;
}

enum status policies_set_default(struct ctx *ctx, const char *account_id, const char *arn,
                                 int64_t version)
{
    struct change c;
    enum status st = open_change(ctx, account_id, "iam:SetDefaultPolicyVersion", arn, &c);
    c.version = version;
    return st == OK ? iam_write(&c.iam, set_default, &c) : st;
}

static enum status delete_version(struct db_tx *tx, void *state)
{
    struct change *c = state;
    struct policy_version_rows versions;
    enum status st = find(tx, c, &versions);
    if (st == OK && c->row.default_version == c->version)
        return fault_set(db_fault(tx), CONFLICT,
                         "v%lld is the default. Make another the default first.",
                         (long long)c->version);
    if (st == OK)
        st = policy_store_delete_version(tx, c->iam.account_id, c->row.id, c->version);
    if (st == NOT_FOUND)
        return fault_set(db_fault(tx), NOT_FOUND, "There is no version v%lld.",
                         (long long)c->version);
    return st == OK ? finish(tx, c) : st;
}

enum status policies_delete_version(struct ctx *ctx, const char *account_id, const char *arn,
                                    int64_t version)
{
    struct change c;
    enum status st = open_change(ctx, account_id, "iam:DeletePolicyVersion", arn, &c);
    c.version = version;
    return st == OK ? iam_write(&c.iam, delete_version, &c) : st;
}

static enum status delete_policy(struct db_tx *tx, void *state)
{
    struct change *c = state;
    struct policy_version_rows versions;
    struct attachments attached = {0};
    enum status st = find(tx, c, &versions);
    if (st == OK)
        st = attachment_store_list(tx, c->iam.ctx->arena, c->iam.account_id, NULL, &attached);
    for (size_t i = 0; st == OK && i < attached.count; i++) {
        if (text_equal(attached.items[i].policy_arn, c->iam.resource))
            return fault_set(db_fault(tx), CONFLICT,
                             "It is attached to somebody. Detach it everywhere first.");
    }
    if (st == OK)
        st = policy_store_delete(tx, c->iam.account_id, c->row.id);
    return st == OK ? finish(tx, c) : st;
}

enum status policies_delete(struct ctx *ctx, const char *account_id, const char *arn)
{
    struct change c;
    enum status st = open_change(ctx, account_id, "iam:DeletePolicy", arn, &c);
    return st == OK ? iam_write(&c.iam, delete_policy, &c) : st;
}
