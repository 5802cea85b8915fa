/* The console's start, the account, the organization. */
#include "app/account.h"
#include "app/procurement.h"
#include "base/arena.h"
#include "base/text.h"
#include "web/console_pages.h"
#include "web/console_parts.h"

static void put_step(struct console *console, struct table_view *table, const char *what,
                     const char *rest, const char *why)
{
    struct row_view *row = table_row(console, table);
    row_cell(console, row, cell_link(what, console_url(console, rest)));
    row_cell(console, row, cell_text(why));
}

/* ACC-7 */
static bool configures(struct console *console)
{
    const struct who *who = &console->who;
    return (who->standalone || text_equal(who->account_id, who->management_account_id)) &&
           access_allows(&console->ctx, "aws-marketplace:PutProcurementSystemConfiguration", "*") &&
           access_allows(&console->ctx, "aws-marketplace:DescribeProcurementSystemConfiguration",
                         "*");
}

/* CON-7: test mode that has swallowed orders is not forgotten. */
static void put_test_connections(struct console *console, struct table_view *table)
{
    struct connection_views all;
    if (procurement_list(&console->ctx, NULL, &all) != OK)
        return;
    for (size_t i = 0; i < all.count; i++) {
        const struct connection *c = &all.items[i].connection;
        struct connection_view view;
        if (c->mode != MODE_TEST ||
            procurement_find(&console->ctx, (struct connection_key){NULL, c->id}, &view) != OK ||
            view.test_orders == 0)
            continue;
        put_step(console, table, arena_printf(console->http->arena, "%s is in test mode", c->name),
                 arena_printf(console->http->arena, "procurement-systems/%s", c->id),
                 arena_printf(console->http->arena, "%lld %s since %s bought nothing.",
                              (long long)view.test_orders,
                              view.test_orders == 1 ? "order" : "orders",
                              time_human(console->http->arena, view.test_orders_since_us)));
    }
}

/* What this person may do, by what their policies allow; root first of all is told not to be root.
 */
static void put_steps(struct console *console, struct table_view *table)
{
    struct ctx *ctx = &console->ctx;
    bool root = console->who.kind == WHO_ROOT;
    table_columns(console, table, "What you can do", "Do", "What for", (char *)NULL);
    if (!console->who.mfa)
        put_step(console, table, "Set up a second factor", "profile/factor",
                 "A password alone can be guessed or stolen.");
    if (configures(console)) {
        put_test_connections(console, table);
        put_step(console, table, "Manage procurement systems", "procurement-systems",
                 "Connect Coupa, SAP Ariba or another system, so that people request software "
                 "there.");
    }
    if (access_allows(ctx, "iam:CreateUser", access_arn(ctx, console->who.account_id, "user/x")))
        put_step(console, table, "Create a user", "new-user",
                 root ? "So that nobody works as the root user every day."
                      : "Each person has a name and rights of their own.");
    if (access_allows(ctx, "iam:CreatePolicy",
                      access_arn(ctx, console->who.account_id, "policy/x")))
        put_step(console, table, "Write a policy", "new-policy",
                 "Where the managed policies give too much or too little.");
    if (access_allows(ctx, "iam:SimulatePrincipalPolicy", "*"))
        put_step(console, table, "Ask the policy simulator", "simulator",
                 "May this user do that, and which statement decides?");
    if (access_allows(ctx, "cloudtrail:LookupEvents", "*"))
        put_step(console, table, "Look at the audit trail", "audit",
                 "Who did what, and what was refused.");
}

struct reply *buyer_home(struct console *console)
{
    const struct who *who = &console->who;
    struct object_view view = {0};
    console_title(console, &view.page, "Start",
                  "Your account with this marketplace, and what you can do in it.", (char *)NULL);
    put_fact(console, &view.facts, "Account", cell_text(who->account_name));
    put_fact(console, &view.facts, "Account id", cell_code(who->account_id));
    put_fact(
        console, &view.facts, "Organization",
        cell_text(who->standalone ? "None: the account stands alone" : who->organization_name));
    put_fact(console, &view.facts, "You are", cell_code(who->arn));
    put_fact(console, &view.facts, "Signed in", cell_time(console, who->signed_in_us, "-"));
    struct section_view *section = put_section(console, &view, "next", "What you can do", NULL);
    section->has_table = true;
    section->table.empty = "Nothing but look at your profile yet. Who administers the account can "
                           "attach policies to you.";
    put_steps(console, &section->table);
    return console_object_reply(console, 200, &view);
}

struct reply *account_page(struct console *console)
{
    struct account_view account;
    struct object_view view = {0};
    enum status st = account_find(&console->ctx, console->who.account_id, &account);
    if (st != OK)
        return console_failed(console, st);
    console_title(console, &view.page, "Account", "What the marketplace knows this account by.",
                  (char *)NULL);
    put_fact(console, &view.facts, "Name", cell_text(account.account.name));
    put_fact(console, &view.facts, "Account id", cell_code(account.account.id));
    put_fact(console, &view.facts, "Root user's email address", cell_text(account.account.email));
    put_fact(console, &view.facts, "Status",
             cell_active(!text_equal(account.account.status, "ACTIVE")));
    put_fact(console, &view.facts, "Created", cell_time(console, account.account.created_us, "-"));
    put_fact(console, &view.facts, "Procurement systems",
             cell_text(account.standalone || account.management
                           ? "Can be set up in this account."
                           : arena_printf(console->http->arena,
                                          "Are set up by the management account, %s.",
                                          console->who.management_account_id)));
    return console_object_reply(console, 200, &view);
}

static void put_accounts(struct console *console, struct table_view *table,
                         const struct account_list *accounts)
{
    for (size_t i = 0; i < accounts->count; i++) {
        const struct account_view *account = &accounts->items[i];
        struct row_view *row = table_row(console, table);
        row_cell(console, row, cell_text(account->account.name));
        row_cell(console, row, cell_code(account->account.id));
        row_cell(console, row, cell_text(account->account.email));
        row_cell(console, row, cell_text(account->management ? "Management account" : "Member"));
        row_cell(console, row, cell_active(!text_equal(account->account.status, "ACTIVE")));
        row_cell(console, row, cell_time(console, account->joined_us, "-"));
    }
}

struct reply *organization_page(struct console *console)
{
    static const char *const sorts[] = {"name", "id", "email", NULL, "status", NULL};
    struct list_query query = list_query_read(console);
    struct account_list accounts;
    struct list_view view = {0};
    enum status st = account_list(&console->ctx, NULL, &query, &accounts);
    if (st != OK)
        return console_failed(console, st);
    bool management = text_equal(console->who.account_id, console->who.management_account_id);
    console_title(console, &view.page, console->who.organization_name,
                  management
                      ? "The accounts of your organization. Accounts join, leave and move by "
                        "the marketplace's operator."
                      : "Your account is a member. The others are seen by the management "
                        "account alone.",
                  (char *)NULL);
    table_columns(console, &view.table, "Accounts of the organization", "Name", "Account id",
                  "Email", "Part", "Status", "Joined", (char *)NULL);
    view.table.empty = "No account is like that.";
    put_accounts(console, &view.table, &accounts);
    list_finish(console, &view, "organization", &query, sorts, accounts.total, "account",
                "accounts");
    return console_list_reply(console, &view);
}
