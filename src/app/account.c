#include "app/account.h"

#include <string.h>

#include "app/access.h"
#include "base/arena.h"
#include "base/text.h"

enum { NAME_MAX_LENGTH = 100, EMAIL_MAX_LENGTH = 254 };

const char *account_name_problem(const char *name)
{
    if (text_empty(name))
        return "Give a name.";
    if (strlen(name) > NAME_MAX_LENGTH)
        return "A name has at most 100 characters.";
    for (const unsigned char *at = (const unsigned char *)name; *at != '\0'; at++) {
        if (*at < ' ' || *at == 127)
            return "A name has no control characters.";
    }
    return NULL;
}

const char *email_problem(const char *email)
{
    const char *at = email == NULL ? NULL : strchr(email, '@');
    if (text_empty(email))
        return "Give an email address.";
    if (at == NULL || at == email || at[1] == '\0' || strchr(at + 1, '@') != NULL || at[1] == '.' ||
        email[strlen(email) - 1] == '.' || strlen(email) > EMAIL_MAX_LENGTH)
        return "This is no email address. One looks like name@company.example.";
    for (const unsigned char *c = (const unsigned char *)email; *c != '\0'; c++) {
        if (*c <= ' ' || *c == 127 || strchr("<>()[]\\,;:\"", *c) != NULL)
            return "An email address has no blanks and none of < > ( ) [ ] \\ , ; : \".";
    }
    return NULL;
}

static struct account_view view_of(const struct account_row *row)
{
    const struct organization *organization = &row->organization;
    return (struct account_view){
        .account = row->account,
        .organization_name = organization->standalone ? "" : organization->name,
        .management = !organization->standalone &&
                      text_equal(organization->management_account_id, row->account.id),
        .standalone = organization->standalone,
        .signed_up = row->signed_up,
        .joined_us = row->joined_us,
    };
}

static struct store_page page_of(const struct list_query *query)
{
    size_t limit = query->limit == 0 || query->limit > 1000 ? 1000 : query->limit;
    return (struct store_page){query->text, query->sort, query->descending, (int64_t)query->offset,
                               (int64_t)limit};
}

struct look {
    struct ctx *ctx;
    const char *id;
    struct store_page page;
    struct account_rows accounts;
    struct account_row account;
    struct organization_rows organizations;
    struct organization_row organization;
};

static enum status read_accounts(struct db_tx *tx, void *state)
{
    struct look *l = state;
    return account_store_list(tx, l->ctx->arena, l->id, &l->page, &l->accounts);
}

/* Members see themselves alone. */
static bool sees_organization(const struct who *who)
{
    return who->standalone || text_equal(who->account_id, who->management_account_id);
}

enum status account_list(struct ctx *ctx, const char *organization_id,
                         const struct list_query *query, struct account_list *out)
{
    struct look l = {.ctx = ctx, .id = organization_id, .page = page_of(query)};
    enum status st;
    if (who_is_buyer(ctx->who)) {
        st = access_check(ctx, "organizations:ListAccounts", "*");
        l.id = ctx->who->organization_id;
        if (!sees_organization(ctx->who))
            l.page.text = ctx->who->account_id;
    } else {
        st = access_operator(ctx, "operator:ListAccounts", "*");
    }
    if (st == OK)
        st = db_read(ctx->app->db, read_accounts, &l, &ctx->fault);
    if (st != OK)
        return st;
    *out = (struct account_list){.count = l.accounts.count, .total = (size_t)l.accounts.total};
    out->items = arena_array(ctx->arena, out->count, sizeof *out->items);
    for (size_t i = 0; i < out->count; i++)
        out->items[i] = view_of(&l.accounts.items[i]);
    return OK;
}

static enum status read_account(struct db_tx *tx, void *state)
{
    struct look *l = state;
    enum status st = account_store_find(tx, l->ctx->arena, l->id, &l->account);
    return st == NOT_FOUND ? fault_set(db_fault(tx), NOT_FOUND, "There is no account %.20s.", l->id)
                           : st;
}

enum status account_find(struct ctx *ctx, const char *account_id, struct account_view *out)
{
    struct look l = {.ctx = ctx, .id = account_id};
    bool buyer = who_is_buyer(ctx->who);
    enum status st = buyer ? access_check(ctx, "organizations:DescribeAccount", "*")
                           : access_operator(ctx, "operator:DescribeAccount", account_id);
    if (st == OK)
        st = db_read(ctx->app->db, read_account, &l, &ctx->fault);
    if (st != OK)
        return st;
    bool foreign =
        buyer && (!text_equal(l.account.organization.id, ctx->who->organization_id) ||
                  (!sees_organization(ctx->who) && !text_equal(account_id, ctx->who->account_id)));
    if (foreign)
        return fault_set(&ctx->fault, NOT_FOUND, "There is no account %.20s.", account_id);
    *out = view_of(&l.account);
    return OK;
}

static enum status read_organizations(struct db_tx *tx, void *state)
{
    struct look *l = state;
    return organization_store_list(tx, l->ctx->arena, &l->page, &l->organizations);
}

enum status organization_list(struct ctx *ctx, const struct list_query *query,
                              struct organization_list *out)
{
    struct look l = {.ctx = ctx, .page = page_of(query)};
    enum status st = access_operator(ctx, "operator:ListOrganizations", "*");
    if (st == OK)
        st = db_read(ctx->app->db, read_organizations, &l, &ctx->fault);
    if (st != OK)
        return st;
    *out = (struct organization_list){.count = l.organizations.count,
                                      .total = (size_t)l.organizations.total};
    out->items = arena_array(ctx->arena, out->count, sizeof *out->items);
    for (size_t i = 0; i < out->count; i++) {
        const struct organization_row *row = &l.organizations.items[i];
        out->items[i] = (struct organization_view){row->organization, (size_t)row->accounts};
    }
    return OK;
}

static enum status read_organization(struct db_tx *tx, void *state)
{
    struct look *l = state;
    enum status st = organization_store_find(tx, l->ctx->arena, l->id, &l->organization);
    if (st == NOT_FOUND || (st == OK && l->organization.organization.standalone))
        return fault_set(db_fault(tx), NOT_FOUND, "There is no organization %.20s.", l->id);
    return st;
}

enum status organization_find(struct ctx *ctx, const char *organization_id,
                              struct organization_view *out)
{
    struct look l = {.ctx = ctx, .id = organization_id};
    bool buyer = who_is_buyer(ctx->who);
    enum status st = buyer ? access_check(ctx, "organizations:DescribeOrganization", "*")
                           : access_operator(ctx, "operator:DescribeOrganization", organization_id);
    if (st == OK && buyer && !text_equal(organization_id, ctx->who->organization_id))
        return fault_set(&ctx->fault, NOT_FOUND, "There is no organization %.20s.",
                         organization_id);
    if (st == OK)
        st = db_read(ctx->app->db, read_organization, &l, &ctx->fault);
    if (st == OK)
        *out = (struct organization_view){l.organization.organization,
                                          (size_t)l.organization.accounts};
    return st;
}
