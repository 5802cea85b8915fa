/* Organizations as operators see them, and the operators' start. */
#include "app/account.h"
#include "app/books.h"
#include "app/delivery.h"
#include "app/operator.h"
#include "app/support_case.h"
#include "base/arena.h"
#include "base/text.h"
#include "web/console_connection.h"
#include "web/console_pages.h"

static void put_count(struct console *console, struct fact_list *facts, const char *label,
                      size_t count)
{
    put_fact(console, facts, label, cell_number(console, (int64_t)count));
}

static void put_need(struct console *console, struct table_view *table, const char *what,
                     const char *rest, const char *why)
{
    struct row_view *row = table_row(console, table);
    row_cell(console, row, cell_link(what, console_url(console, rest)));
    row_cell(console, row, cell_text(why));
}

/* CON-5, CON-10 */
static void put_waiting_cases(struct console *console, struct table_view *table,
                              const struct case_rows *cases)
{
    for (size_t i = 0; i < cases->count; i++) {
        const struct case_row *row = &cases->items[i];
        if (!case_is_over(row->state) && case_waits_for(row->state) == SIDE_OPERATOR)
            put_need(console, table,
                     arena_printf(console->http->arena, "%s: %s", row->organization_name,
                                  case_kind_label(row->kind)),
                     arena_printf(console->http->arena, "cases/%s", row->id),
                     case_next_step(row->state, SIDE_OPERATOR));
    }
}

/* ORD-3 */
static enum status put_waiting_orders(struct console *console, struct table_view *table)
{
    struct order_rows orders;
    enum status st = books_orders(&console->ctx, order_state_name(ORDER_NEEDS_ATTENTION), &orders);
    if (st == OK && orders.count > 0)
        put_need(console, table,
                 orders.count == 1
                     ? "1 purchase order needs attention"
                     : arena_printf(console->http->arena, "%zu purchase orders need attention",
                                    orders.count),
                 "purchase-orders?state=needs_attention",
                 "Nothing is bought until somebody accepts or rejects it, or the buyer corrects "
                 "it.");
    return st;
}

struct reply *operator_home(struct console *console)
{
    static const struct list_query one = {.limit = 1};
    struct account_list accounts;
    struct organization_list organizations;
    struct operator_list operators;
    struct case_rows cases;
    struct delivery_list failed;
    struct object_view view = {0};
    enum status st = account_list(&console->ctx, NULL, &one, &accounts);
    if (st == OK)
        st = organization_list(&console->ctx, &one, &organizations);
    if (st == OK)
        st = operator_list(&console->ctx, &one, &operators);
    if (st == OK)
        st = case_list(&console->ctx, &cases);
    if (st == OK)
        st = delivery_list(&console->ctx, &(struct delivery_filter){.state = "failed", .limit = 1},
                           &failed);
    if (st != OK)
        return console_failed(console, st);
    console_title(console, &view.page, "Start", "What needs you now, and what there is.",
                  (char *)NULL);
    struct section_view *section = put_section(console, &view, "needs", "What needs you", NULL);
    section->has_table = true;
    section->table.empty = "Nothing at the moment.";
    table_columns(console, &section->table, "What needs you", "Do", "Why", (char *)NULL);
    put_waiting_cases(console, &section->table, &cases);
    st = put_waiting_orders(console, &section->table);
    if (st != OK)
        return console_failed(console, st);
    if (failed.count > 0)
        put_need(console, &section->table, "Look at failed deliveries", "deliveries?state=failed",
                 "A confirmation or a mail did not arrive, and is not tried again by itself.");
    if (!console->who.mfa)
        put_need(console, &section->table, "Set up a second factor", "profile/factor",
                 "Who has your password has the marketplace.");
    if (operators.total < 2)
        put_need(console, &section->table, "Create a second operator", "new-operator",
                 "If you lose your way in, only somebody at the machine can help you.");
    if (accounts.total == 0)
        put_need(console, &section->table, "Create an organization", "new-organization",
                 "Nobody can buy yet.");
    section = put_section(console, &view, "counts", "What there is", NULL);
    put_count(console, &section->facts, "Accounts", accounts.total);
    put_count(console, &section->facts, "Organizations", organizations.total);
    put_count(console, &section->facts, "Operators", operators.total);
    return console_object_reply(console, 200, &view);
}

struct reply *organizations_page(struct console *console)
{
    static const char *const sorts[] = {"name", "id", NULL, NULL, "created"};
    struct list_query query = list_query_read(console);
    struct organization_list organizations;
    struct list_view view = {0};
    enum status st = organization_list(&console->ctx, &query, &organizations);
    if (st != OK)
        return console_failed(console, st);
    console_title(console, &view.page, "Organizations",
                  "Companies with one management account, which sets procurement up for all of "
                  "theirs.",
                  (char *)NULL);
    put_action(console, &view.page.actions, "Create organization", "new-organization", "primary");
    table_columns(console, &view.table, "Organizations", "Name", "Organization id",
                  "Management account", "Accounts", "Created", (char *)NULL);
    view.table.empty =
        text_empty(query.text) ? "No organizations yet." : "No organization is like that.";
    view.table.instead = (struct link_view){.text = "Create an organization",
                                            .url = console_url(console, "new-organization")};
    for (size_t i = 0; i < organizations.count; i++) {
        const struct organization *one = &organizations.items[i].organization;
        struct row_view *row = table_row(console, &view.table);
        row_cell(
            console, row,
            cell_link(one->name, console_url(console, arena_printf(console->http->arena,
                                                                   "organizations/%s", one->id))));
        row_cell(console, row, cell_code(one->id));
        row_cell(console, row,
                 cell_link(one->management_account_id,
                           console_url(console, arena_printf(console->http->arena, "accounts/%s",
                                                             one->management_account_id))));
        row_cell(console, row, cell_number(console, (int64_t)organizations.items[i].accounts));
        row_cell(console, row, cell_time(console, one->created_us, "-"));
    }
    list_finish(console, &view, "organizations", &query, sorts, organizations.total, "organization",
                "organizations");
    return console_list_reply(console, &view);
}

static void new_organization_form(struct console *console, struct form_view *view)
{
    console_title(console, &view->page, "Create organization",
                  "With a new management account. You get the sign-up link of its root user.",
                  "Organizations", "organizations", (char *)NULL);
    panel_init(console, &view->panel, "new-organization", "Create organization");
    view->panel.cancel_url = console_url(console, "organizations");
    put_input(console, &view->panel, "name", "Name of the organization", "The company.")->required =
        true;
    put_input(console, &view->panel, "account", "Name of the management account",
              "Often the company's procurement or IT.")
        ->required = true;
    struct input_view *email =
        put_input(console, &view->panel, "email", "Its root user's email address",
                  "No other account has it.");
    email->type = "email";
    email->required = true;
}

struct reply *organization_new_page(struct console *console)
{
    struct form_view view = {0};
    new_organization_form(console, &view);
    return console_form_reply(console, 200, &view);
}

struct reply *organization_new_send(struct console *console)
{
    const char *id;
    const char *link;
    const char *name = console_field(console, "name");
    const struct account_create management = {.name = console_field(console, "account"),
                                              .email = console_field(console, "email")};
    enum status st = organization_create(&console->ctx, name, &management, &id, &link);
    if (st == OK) {
        struct fact_list facts = {0};
        put_fact(console, &facts, "Organization id", cell_code(id));
        put_fact(console, &facts, "Sign-up link of the root user", cell_code(link));
        return console_show_once(
            console, "The organization is created",
            "Send this link to the root user now: it is shown only here. It is "
            "good once, for seven days.",
            &facts, "To the organization",
            arena_printf(console->http->arena, "organizations/%s", id));
    }
    if (st != BAD_INPUT && st != CONFLICT)
        return console_failed(console, st);
    struct form_view view = {0};
    new_organization_form(console, &view);
    put_problem(console, &view.problems, &view.panel,
                account_name_problem(name) != NULL              ? "name"
                : account_name_problem(management.name) != NULL ? "account"
                                                                : "email",
                console->ctx.fault.message);
    return console_form_reply(console, 422, &view);
}

/* CON-5: its connections, and what it may do to them without an operator. */
static enum status put_connections(struct console *console, struct object_view *view,
                                   const struct organization *organization)
{
    struct connection_views connections;
    enum status st = procurement_list(&console->ctx, organization->id, &connections);
    if (st != OK)
        return st;
    struct section_view *section = put_section(console, view, "connections", "Connections", NULL);
    section->has_table = true;
    section->table.empty = "None. The management account sets them up in its console.";
    table_columns(console, &section->table, "Connections of the organization", "Name", "Mode",
                  "Status", (char *)NULL);
    for (size_t i = 0; i < connections.count; i++) {
        const struct connection *c = &connections.items[i].connection;
        struct row_view *row = table_row(console, &section->table);
        row_cell(console, row,
                 cell_link(c->name, console_url(console, connection_rest(console, c, ""))));
        row_cell(console, row, connection_mode_cell(c));
        row_cell(console, row, connection_status_cell(c));
    }
    bool allowed = organization->self_service;
    section = put_section(
        console, view, "self-service", "What this buyer may do alone",
        allowed ? "Ending test mode of SAP Ariba, and removing connections: allowed."
                : "Ending test mode of SAP Ariba, and removing connections: an operator does it.");
    put_post(console, &section->buttons, allowed ? "Allow no longer" : "Allow",
             arena_printf(console->http->arena, "organizations/%s/self-service", organization->id),
             "outline-secondary", "allowed", allowed ? "no" : "yes");
    return OK;
}

struct reply *operator_organization_page(struct console *console)
{
    static const struct list_query all = {.limit = 1000};
    const char *id = http_param(console->http, "organization");
    struct organization_view organization;
    struct account_list accounts;
    struct object_view view = {0};
    enum status st = organization_find(&console->ctx, id, &organization);
    if (st == OK)
        st = account_list(&console->ctx, id, &all, &accounts);
    if (st != OK)
        return console_failed(console, st);
    console_title(console, &view.page, organization.organization.name, NULL, "Organizations",
                  "organizations", (char *)NULL);
    put_fact(console, &view.facts, "Organization id", cell_code(organization.organization.id));
    put_fact(console, &view.facts, "Management account",
             cell_code(organization.organization.management_account_id));
    put_fact(console, &view.facts, "Created",
             cell_time(console, organization.organization.created_us, "-"));
    struct section_view *section =
        put_section(console, &view, "accounts", "Accounts",
                    "Others join on their own pages. A new one is created with this organization "
                    "chosen.");
    section->has_table = true;
    table_columns(console, &section->table, "Accounts of the organization", "Name", "Account id",
                  "Status", "Joined", (char *)NULL);
    for (size_t i = 0; i < accounts.count; i++) {
        const struct account_view *account = &accounts.items[i];
        struct row_view *row = table_row(console, &section->table);
        struct cell_view name =
            cell_link(account->account.name,
                      console_url(console, arena_printf(console->http->arena, "accounts/%s",
                                                        account->account.id)));
        name.second = account->management ? "Management account" : NULL;
        row_cell(console, row, name);
        row_cell(console, row, cell_code(account->account.id));
        row_cell(console, row, cell_active(!text_equal(account->account.status, "ACTIVE")));
        row_cell(console, row, cell_time(console, account->joined_us, "-"));
    }
    put_action(console, &section->buttons, "Audit trail",
               arena_printf(console->http->arena, "audit?organization=%s", id),
               "outline-secondary");
    st = put_connections(console, &view, &organization.organization);
    if (st != OK)
        return console_failed(console, st);
    return console_object_reply(console, 200, &view);
}
