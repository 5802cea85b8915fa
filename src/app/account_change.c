/* What operators do to accounts and organizations. */
#include "app/account.h"

#include "app/access.h"
#include "app/audit.h"
#include "app/sign_up.h"
#include "base/arena.h"
#include "base/text.h"
#include "store/connection.h"
#include "store/principal.h"
#include "store/sign_in.h"

enum { ORGANIZATION_ID_LENGTH = 10 };

struct change {
    struct ctx *ctx;
    const char *action;
    const char *detail;
    const char *account_id;
    const char *organization_id;
    const char *organization_name; /* a new one's, that is not standalone */
    struct account_create create;
    struct account_row account;
    const char *status;
    const char *link;
};

/* Twelve random digits, the first not 0; that it is new the primary key says. */
const char *account_new_id(struct ctx *ctx)
{
    uint64_t number;
    ctx->app->entropy.fill(&ctx->app->entropy, &number, sizeof number);
    return arena_printf(ctx->arena, "%012llu",
                        (unsigned long long)(100000000000u + number % 900000000000u));
}

const char *organization_new_id(struct ctx *ctx)
{
    unsigned char random[ORGANIZATION_ID_LENGTH];
    char *id = arena_text(ctx->arena, "o-0123456789");
    ctx->app->entropy.fill(&ctx->app->entropy, random, sizeof random);
    for (int i = 0; i < ORGANIZATION_ID_LENGTH; i++)
        id[2 + i] = "abcdefghijklmnopqrstuvwxyz234567"[random[i] & 31];
    return id;
}

/* Told to the operators, and to each organization that it concerns. */
static enum status record(struct db_tx *tx, const struct change *c, const char *other_organization)
{
    const char *const chains[] = {"", c->organization_id, other_organization};
    enum status st = OK;
    for (size_t i = 0; st == OK && i < sizeof chains / sizeof *chains; i++) {
        if (chains[i] == NULL)
            continue;
        st =
            audit_add(tx, c->ctx,
                      &(struct audit_entry){
                          .organization_id = chains[i],
                          .account_id = text_or_empty(c->account_id),
                          .action = c->action,
                          .resource = c->account_id != NULL
                                          ? arena_printf(c->ctx->arena, "account/%s", c->account_id)
                                          : arena_printf(c->ctx->arena, "organization/%s",
                                                         c->organization_id),
                          .detail = c->detail,
                      });
    }
    return st;
}

/* Several chains are written, so they come one after the other with all writes; they are rare. */
static enum status write_change(struct change *c, db_work *work)
{
    return db_write(c->ctx->app->db, work, c, &c->ctx->fault);
}

static enum status find(struct db_tx *tx, struct change *c)
{
    enum status st = account_store_find(tx, c->ctx->arena, c->account_id, &c->account);
    return st == NOT_FOUND
               ? fault_set(db_fault(tx), NOT_FOUND, "There is no account %.20s.", c->account_id)
               : st;
}

static enum status insert_organization(struct db_tx *tx, const struct change *c, const char *id,
                                       const char *name, bool standalone)
{
    return organization_store_insert(tx, &(struct organization){
                                             .id = id,
                                             .name = name,
                                             .management_account_id = c->account_id,
                                             .standalone = standalone,
                                             .created_us = ctx_now_us(c->ctx),
                                         });
}

static enum status insert_account(struct db_tx *tx, struct change *c)
{
    struct arena *arena = c->ctx->arena;
    struct principal other;
    int64_t now_us = ctx_now_us(c->ctx);
    const struct account account = {c->organization_id, c->account_id, c->create.name,
                                    c->create.email,    "ACTIVE",      now_us};
    const struct principal root = {.account_id = c->account_id,
                                   .id = c->account_id,
                                   .kind = "root",
                                   .name = "",
                                   .email = c->create.email,
                                   .status = "ACTIVE",
                                   .created_us = now_us};
    enum status st = principal_store_root_by_email(tx, arena, c->create.email, &other);
    if (st == OK)
        return fault_set(db_fault(tx), CONFLICT,
                         "Another account has this email address. Each has its own.");
    if (st != NOT_FOUND)
        return st;
    st = account_store_insert(tx, &account);
    if (st == OK)
        st = principal_store_insert(tx, arena, &root);
    return st == OK ? sign_up_link(tx, c->ctx, c->account_id, c->account_id, &c->link) : st;
}

static enum status create_account(struct db_tx *tx, void *state)
{
    struct change *c = state;
    struct organization_row row;
    enum status st = OK;
    if (c->create.organization_id != NULL) {
        st = organization_store_find(tx, c->ctx->arena, c->organization_id, &row);
        if (st == NOT_FOUND || (st == OK && row.organization.standalone))
            return fault_set(db_fault(tx), NOT_FOUND, "There is no organization %.20s.",
                             c->organization_id);
    } else {
        bool standalone = c->organization_name == NULL;
        st = insert_organization(tx, c, c->organization_id,
                                 standalone ? c->create.name : c->organization_name, standalone);
    }
    if (st == OK)
        st = insert_account(tx, c);
    return st == OK ? record(tx, c, NULL) : st;
}

static enum status check_create(struct ctx *ctx, struct account_create *create)
{
    create->name = text_trim(ctx->arena, text_or_empty(create->name));
    create->email = text_trim(ctx->arena, text_or_empty(create->email));
    const char *problem = account_name_problem(create->name);
    if (problem == NULL)
        problem = email_problem(create->email);
    return problem == NULL ? OK : fault_set(&ctx->fault, BAD_INPUT, "%s", problem);
}

static enum status open_change(struct ctx *ctx, const char *action, const char *resource,
                               struct change *c)
{
    *c = (struct change){.ctx = ctx, .action = action};
    return access_operator(ctx, action, resource);
}

static enum status create(struct change *c, const char **out_link)
{
    c->account_id = account_new_id(c->ctx);
    c->organization_id =
        c->create.organization_id != NULL ? c->create.organization_id : organization_new_id(c->ctx);
    c->detail = audit_detail(c->ctx->arena, "name", c->create.name, "email", AUDIT_HIDDEN,
                             "organizationId", c->organization_id, (char *)NULL);
    enum status st = write_change(c, create_account);
    *out_link = c->link;
    return st;
}

enum status account_create(struct ctx *ctx, const struct account_create *account,
                           const char **out_id, const char **out_link)
{
    struct change c;
    enum status st = open_change(ctx, "operator:CreateAccount", "*", &c);
    c.create = *account;
    if (st == OK)
        st = check_create(ctx, &c.create);
    if (st == OK)
        st = create(&c, out_link);
    *out_id = c.account_id;
    return st;
}

enum status organization_create(struct ctx *ctx, const char *name,
                                const struct account_create *management, const char **out_id,
                                const char **out_link)
{
    struct change c;
    enum status st = open_change(ctx, "operator:CreateOrganization", "*", &c);
    if (st != OK)
        return st;
    c.create = *management;
    c.create.organization_id = NULL;
    c.organization_name = text_trim(ctx->arena, text_or_empty(name));
    const char *problem = account_name_problem(c.organization_name);
    if (problem != NULL)
        return fault_set(&ctx->fault, BAD_INPUT, "%s", problem);
    st = check_create(ctx, &c.create);
    if (st == OK)
        st = create(&c, out_link);
    *out_id = c.organization_id;
    return st;
}

static enum status make_around(struct db_tx *tx, void *state)
{
    struct change *c = state;
    enum status st = find(tx, c);
    if (st == OK && !c->account.organization.standalone)
        return fault_set(db_fault(tx), CONFLICT, "Account %s is in an organization already: %s.",
                         c->account_id, c->account.organization.name);
    c->organization_id = c->account.organization.id;
    if (st == OK)
        st = organization_store_rename(tx, c->organization_id, c->organization_name, false);
    return st == OK ? record(tx, c, NULL) : st;
}

/* Its own organization, which nobody was shown, becomes one that others can join. */
enum status organization_create_around(struct ctx *ctx, const char *name, const char *account_id,
                                       const char **out_id)
{
    struct change c;
    enum status st = open_change(ctx, "operator:CreateOrganization", "*", &c);
    if (st != OK)
        return st;
    c.account_id = account_id;
    c.organization_name = text_trim(ctx->arena, text_or_empty(name));
    const char *problem = account_name_problem(c.organization_name);
    if (problem != NULL)
        return fault_set(&ctx->fault, BAD_INPUT, "%s", problem);
    st = write_change(&c, make_around);
    *out_id = c.organization_id;
    return st;
}

static enum status set_status(struct db_tx *tx, void *state)
{
    struct change *c = state;
    enum status st = find(tx, c);
    if (st == OK && text_equal(c->account.account.status, c->status))
        return fault_set(db_fault(tx), CONFLICT, "Account %s is %s already.", c->account_id,
                         text_equal(c->status, "ACTIVE") ? "active" : "suspended");
    c->organization_id = c->account.organization.id;
    if (st == OK)
        st = account_store_set_status(tx, c->account_id, c->status);
    if (st == OK)
        st = console_session_store_delete_account(tx, c->account_id);
    return st == OK ? record(tx, c, NULL) : st;
}

static enum status change_status(struct ctx *ctx, const char *action, const char *account_id,
                                 const char *status)
{
    struct change c;
    enum status st = open_change(ctx, action, account_id, &c);
    c.account_id = account_id;
    c.status = status;
    return st == OK ? write_change(&c, set_status) : st;
}

enum status account_suspend(struct ctx *ctx, const char *account_id)
{
    return change_status(ctx, "operator:SuspendAccount", account_id, "SUSPENDED");
}

enum status account_resume(struct ctx *ctx, const char *account_id)
{
    return change_status(ctx, "operator:ResumeAccount", account_id, "ACTIVE");
}

/* Whether the account may leave where it is. */
static enum status check_leave(struct db_tx *tx, struct change *c)
{
    struct organization_row row;
    const struct organization *from = &c->account.organization;
    enum status st = organization_store_find(tx, c->ctx->arena, from->id, &row);
    bool management = text_equal(from->management_account_id, c->account_id);
    if (st == OK && !from->standalone && management)
        return fault_set(db_fault(tx), CONFLICT,
                         row.accounts > 1
                             ? "%s is the management account of %s. Move its other accounts first, "
                               "and then leave it as it is: an organization needs one."
                             : "%s is the management account of %s, which needs one.",
                         c->account_id, from->name);
    return st;
}

/* Where it goes: an organization that can be joined, or one of its own, made where there is none.
 */
static enum status find_destination(struct db_tx *tx, struct change *c)
{
    struct organization_row row;
    struct arena *arena = c->ctx->arena;
    enum status st;
    if (c->organization_id != NULL) {
        st = organization_store_find(tx, arena, c->organization_id, &row);
        if (st == NOT_FOUND || (st == OK && row.organization.standalone))
            return fault_set(db_fault(tx), NOT_FOUND, "There is no organization %.20s.",
                             c->organization_id);
    } else {
        st = account_store_own_organization(tx, arena, c->account_id, &c->organization_id);
        if (st == NOT_FOUND) {
            c->organization_id = organization_new_id(c->ctx);
            st = insert_organization(tx, c, c->organization_id, c->account.account.name, true);
        }
    }
    if (st == OK && text_equal(c->organization_id, c->account.organization.id))
        return fault_set(db_fault(tx), CONFLICT, "Account %s is there already.", c->account_id);
    return st;
}

static enum status move(struct db_tx *tx, void *state)
{
    struct change *c = state;
    enum status st = find(tx, c);
    if (st == OK)
        st = find_destination(tx, c);
    if (st == OK)
        st = check_leave(tx, c);
    if (st != OK)
        return st;
    const char *from = c->account.organization.id;
    c->detail = audit_detail(c->ctx->arena, "from", from, "to", c->organization_id, (char *)NULL);
    st = account_store_move(tx, c->account_id, from, c->organization_id, ctx_now_us(c->ctx));
    if (st == OK && c->account.organization.standalone)
        st = connection_store_disable_all(tx, from, ctx_now_us(c->ctx));
    return st == OK ? record(tx, c, from) : st;
}

enum status account_move(struct ctx *ctx, const char *account_id, const char *organization_id)
{
    struct change c;
    enum status st = open_change(ctx, "operator:MoveAccount", account_id, &c);
    c.account_id = account_id;
    c.organization_id = organization_id;
    return st == OK ? write_change(&c, move) : st;
}

static enum status invite_root(struct db_tx *tx, void *state)
{
    struct change *c = state;
    enum status st = find(tx, c);
    c->organization_id = c->account.organization.id;
    if (st == OK)
        st = sign_up_link(tx, c->ctx, c->account_id, c->account_id, &c->link);
    if (st == OK)
        st = principal_store_set_totp(tx, c->account_id, c->account_id, (struct bytes){NULL, 0}, 0);
    return st == OK ? record(tx, c, NULL) : st;
}

enum status account_invite_root(struct ctx *ctx, const char *account_id, const char **out_link)
{
    struct change c;
    enum status st = open_change(ctx, "operator:InviteRoot", account_id, &c);
    c.account_id = account_id;
    if (st == OK)
        st = write_change(&c, invite_root);
    *out_link = c.link;
    return st;
}
