/* Accounts and organizations (ACC-1, ACC-2). */
#include "app/account.h"

#include "base/text.h"
#include "cli/admin.h"

static struct list_query query_of(const struct admin *admin)
{
    return (struct list_query){.limit = (size_t)admin->invocation->limit};
}

static const char *const account_names[] = {"id",     "name",      "email",  "organization",
                                            "status", "signed_up", "created"};
enum { ACCOUNT_COLUMNS = sizeof account_names / sizeof *account_names };

static void put_account(struct records *records, const struct account_view *view)
{
    records_text(records, view->account.id);
    records_text(records, view->account.name);
    records_text(records, view->account.email);
    records_text(records, view->standalone ? NULL : view->account.organization_id);
    records_text(records, view->account.status);
    records_bool(records, view->signed_up);
    records_time(records, view->account.created_us);
}

static enum status list_accounts(struct admin *admin)
{
    struct account_list accounts;
    struct records records;
    const struct list_query query = query_of(admin);
    enum status st = account_list(&admin->ctx, admin->invocation->organization, &query, &accounts);
    if (st != OK)
        return st;
    records_start(&records, admin, account_names, ACCOUNT_COLUMNS);
    for (size_t i = 0; i < accounts.count; i++)
        put_account(&records, &accounts.items[i]);
    records_print(&records, "accounts", "No accounts.");
    return OK;
}

static enum status show_account(struct admin *admin)
{
    struct account_view view;
    struct records records;
    enum status st = account_find(&admin->ctx, admin->invocation->object, &view);
    if (st != OK)
        return st;
    records_start(&records, admin, account_names, ACCOUNT_COLUMNS);
    put_account(&records, &view);
    records_print_one(&records);
    return OK;
}

static void tell_created(struct admin *admin, const char *id, const char *link)
{
    static const char *const names[] = {"id", "sign_up_link"};
    struct records records;
    records_start(&records, admin, names, 2);
    records_text(&records, id);
    records_text(&records, link);
    records_print_one(&records);
    if (!admin->invocation->json)
        fputs("The link is for the root user. It is good once, for seven days.\n",
              admin->invocation->out);
}

static enum status create_account(struct admin *admin)
{
    const struct invocation *in = admin->invocation;
    const struct account_create create = {in->name, in->email, in->organization};
    const char *id;
    const char *link;
    enum status st = account_create(&admin->ctx, &create, &id, &link);
    if (st == OK)
        tell_created(admin, id, link);
    return st;
}

static enum status suspend_account(struct admin *admin)
{
    return admin_say(admin, account_suspend(&admin->ctx, admin->invocation->object),
                     "is suspended");
}

static enum status resume_account(struct admin *admin)
{
    return admin_say(admin, account_resume(&admin->ctx, admin->invocation->object), "is active");
}

static enum status move_account(struct admin *admin)
{
    return admin_say(
        admin,
        account_move(&admin->ctx, admin->invocation->object, admin->invocation->organization),
        admin->invocation->organization == NULL ? "stands alone" : "is moved");
}

static enum status invite_root(struct admin *admin)
{
    const char *link;
    enum status st = account_invite_root(&admin->ctx, admin->invocation->object, &link);
    if (st == OK)
        admin_tell(admin, "sign_up_link", link,
                   "For the root user; good once, for seven days. The second factor is removed:");
    return st;
}

static const char *const organization_names[] = {"id", "name", "management_account", "accounts",
                                                 "created"};
enum { ORGANIZATION_COLUMNS = sizeof organization_names / sizeof *organization_names };

static void put_organization(struct records *records, const struct organization_view *view)
{
    records_text(records, view->organization.id);
    records_text(records, view->organization.name);
    records_text(records, view->organization.management_account_id);
    records_text(records, arena_printf(records->admin->ctx.arena, "%zu", view->accounts));
    records_time(records, view->organization.created_us);
}

static enum status list_organizations(struct admin *admin)
{
    struct organization_list organizations;
    struct records records;
    const struct list_query query = query_of(admin);
    enum status st = organization_list(&admin->ctx, &query, &organizations);
    if (st != OK)
        return st;
    records_start(&records, admin, organization_names, ORGANIZATION_COLUMNS);
    for (size_t i = 0; i < organizations.count; i++)
        put_organization(&records, &organizations.items[i]);
    records_print(&records, "organizations", "No organizations.");
    return OK;
}

static enum status show_organization(struct admin *admin)
{
    struct organization_view view;
    struct records records;
    enum status st = organization_find(&admin->ctx, admin->invocation->object, &view);
    if (st != OK)
        return st;
    records_start(&records, admin, organization_names, ORGANIZATION_COLUMNS);
    put_organization(&records, &view);
    records_print_one(&records);
    return OK;
}

/* With a new management account, or around one that stands alone. */
static enum status create_organization(struct admin *admin)
{
    const struct invocation *in = admin->invocation;
    const char *id;
    const char *link;
    if (in->account != NULL) {
        enum status around = organization_create_around(&admin->ctx, in->name, in->account, &id);
        if (around == OK)
            admin_tell(admin, "id", id, "The organization is created:");
        return around;
    }
    const struct account_create management = {
        .name = arena_printf(in->arena, "%s management", text_or_empty(in->name)),
        .email = in->email};
    enum status st = organization_create(&admin->ctx, in->name, &management, &id, &link);
    if (st == OK)
        tell_created(admin, id, link);
    return st;
}

static enum status run_account(struct invocation *invocation, struct fault *fault)
{
    static const struct admin_verb verbs[] = {
        {"list", false, false, ADMIN_READS, list_accounts},
        {"show", true, false, ADMIN_READS, show_account},
        {"create", false, false, ADMIN_WRITES, create_account},
        {"suspend", true, false, ADMIN_WRITES, suspend_account},
        {"resume", true, false, ADMIN_WRITES, resume_account},
        {"move", true, false, ADMIN_WRITES, move_account},
        {"invite", true, false, ADMIN_WRITES, invite_root},
    };
    return admin_run(invocation, &command_account,
                     (struct admin_verbs){verbs, sizeof verbs / sizeof *verbs}, fault);
}

const struct command command_account = {
    "account",
    "list|show ID|create|suspend ID|resume ID|move ID|invite ID --data DIR [--name NAME] [--email "
    "EMAIL] [--organization ID] [--json]",
    "accounts; move takes one into --organization, or out of its own to stand alone", run_account};

static enum status run_organization(struct invocation *invocation, struct fault *fault)
{
    static const struct admin_verb verbs[] = {
        {"list", false, false, ADMIN_READS, list_organizations},
        {"show", true, false, ADMIN_READS, show_organization},
        {"create", false, false, ADMIN_WRITES, create_organization},
    };
    return admin_run(invocation, &command_organization,
                     (struct admin_verbs){verbs, sizeof verbs / sizeof *verbs}, fault);
}

const struct command command_organization = {
    "organization",
    "list|show ID|create --data DIR [--name NAME] [--email EMAIL | --account ID] [--json]",
    "organizations; create makes a management account with --email, or takes --account, which "
    "stood "
    "alone",
    run_organization};
