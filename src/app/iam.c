#include "app/iam.h"

#include <string.h>

#include "app/access.h"
#include "base/arena.h"
#include "base/text.h"
#include "domain/managed_policy.h"
#include "domain/policy.h"
#include "store/organization.h"
#include "store/policy.h"

enum { ID_LENGTH = 16 };

static enum status find_account(struct db_tx *tx, void *state)
{
    struct iam *iam = state;
    struct account_row row;
    enum status st = account_store_find(tx, iam->ctx->arena, iam->account_id, &row);
    if (st == NOT_FOUND)
        return fault_set(db_fault(tx), NOT_FOUND, "There is no account %.20s.", iam->account_id);
    if (st == OK)
        iam->organization_id = row.organization.id;
    return st;
}

enum status iam_open(struct ctx *ctx, const char *account_id, const char *action, const char *path,
                     struct iam *out)
{
    const struct who *who = ctx->who;
    bool system = who != NULL && who->kind == WHO_SYSTEM;
    *out = (struct iam){.ctx = ctx, .action = action, .resource = "*"};
    if (system != (account_id != NULL) && who != NULL)
        return fault_set(&ctx->fault, DENIED, "An account is named at the command line alone.");
    out->account_id = system ? account_id : who == NULL ? "" : who->account_id;
    if (path != NULL)
        out->resource = access_arn(ctx, out->account_id, path);
    enum status st = access_check(ctx, action, out->resource);
    if (st != OK)
        return st;
    if (system)
        return db_read(ctx->app->db, find_account, out, &ctx->fault);
    out->organization_id = who->organization_id;
    return OK;
}

enum status iam_write(const struct iam *iam, db_work *work, void *state)
{
    return db_write_for(iam->ctx->app->db, iam->organization_id, work, state, &iam->ctx->fault);
}

enum status iam_read(const struct iam *iam, db_work *work, void *state)
{
    return db_read(iam->ctx->app->db, work, state, &iam->ctx->fault);
}

enum status iam_record(struct db_tx *tx, const struct iam *iam, const char *detail)
{
    return audit_add(tx, iam->ctx,
                     &(struct audit_entry){
                         .organization_id = iam->organization_id,
                         .account_id = iam->account_id,
                         .action = iam->action,
                         .resource = iam->resource,
                         .detail = detail,
                     });
}

enum status iam_user(struct db_tx *tx, const struct iam *iam, const char *name,
                     struct principal *out)
{
    enum status st = principal_store_by_name(tx, iam->ctx->arena, iam->account_id, name, out);
    return st == NOT_FOUND ? fault_set(db_fault(tx), NOT_FOUND,
                                       "There is no user '%.64s' in this account.", name)
                           : st;
}

enum status iam_document(struct arena *arena, const struct attachment *item,
                         const struct policy **out, struct fault *fault)
{
    const struct managed_policy *managed = managed_policy_find(item->policy_arn);
    struct bytes document = managed != NULL ? managed_policy_document(managed, managed->versions)
                                            : bytes_of(text_or_empty(item->document));
    return policy_parse(arena, document, out, NULL) == OK
               ? OK
               : fault_set(fault, FAILED, "The policy %s can't be read.", item->policy_arn);
}

enum status iam_is_administrator(struct ctx *ctx, const struct attachments *attached,
                                 const struct principal *principal, bool *out, struct fault *fault)
{
    const struct policy *policies[64];
    size_t count = 0;
    for (size_t i = 0; i < attached->count && count < sizeof policies / sizeof *policies; i++) {
        const struct attachment *item = &attached->items[i];
        if (!text_equal(item->principal_id, principal->id))
            continue;
        enum status st = iam_document(ctx->arena, item, &policies[count++], fault);
        if (st != OK)
            return st;
    }
    /* What stands for every action: nothing but `*` matches a name that nobody has given. */
    const struct policy_request everything = {.action = "iam:AttachUserPolicy",
                                              .resource = "arn:aws:iam::000000000000:user/any"};
    const struct policy_request unheard = {.action = "unheard-of:Anything", .resource = "*"};
    *out = policy_evaluate(policies, count, &everything).decision == POLICY_ALLOWED &&
           policy_evaluate(policies, count, &unheard).decision == POLICY_ALLOWED;
    return OK;
}

static enum status has_administrator(struct db_tx *tx, const struct iam *iam, bool *out)
{
    struct arena *arena = iam->ctx->arena;
    struct account_row account;
    struct principal_rows users = {0};
    struct attachments attached = {0};
    enum status st = account_store_find(tx, arena, iam->account_id, &account);
    *out = st == OK && account.signed_up;
    if (st != OK || *out)
        return st;
    st = principal_store_list(tx, arena, iam->account_id, &users);
    if (st == OK)
        st = attachment_store_list(tx, arena, iam->account_id, NULL, &attached);
    for (size_t i = 0; st == OK && !*out && i < users.count; i++) {
        const struct principal *user = &users.items[i];
        if (text_equal(user->status, "ACTIVE") && !text_empty(user->password_hash))
            st = iam_is_administrator(iam->ctx, &attached, user, out, db_fault(tx));
    }
    return st;
}

enum status iam_note_administrator(struct db_tx *tx, struct iam *iam)
{
    return has_administrator(tx, iam, &iam->had_administrator);
}

enum status iam_keep_administrator(struct db_tx *tx, const struct iam *iam)
{
    bool has = false;
    enum status st = iam->had_administrator ? has_administrator(tx, iam, &has) : OK;
    return st != OK || has || !iam->had_administrator
               ? st
               : fault_set(db_fault(tx), CONFLICT,
                           "That would leave nobody who can administer the account: its root user "
                           "has not signed up, and no other active user may do everything.");
}

bool iam_name_fits(const char *name)
{
    static const char characters[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+=,.@_-";
    return name[strspn(name, characters)] == '\0';
}

const char *iam_new_id(struct ctx *ctx, const char *prefix)
{
    unsigned char random[ID_LENGTH];
    char id[ID_LENGTH + 1];
    ctx->app->entropy.fill(&ctx->app->entropy, random, sizeof random);
    for (int i = 0; i < ID_LENGTH; i++)
        id[i] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[random[i] & 31];
    id[ID_LENGTH] = '\0';
    return arena_printf(ctx->arena, "%s%s", prefix, id);
}
