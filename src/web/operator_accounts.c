/* Accounts as operators see them: the list, a new one, and what can be done with one. */
#include "app/account.h"
#include "base/arena.h"
#include "base/text.h"
#include "web/console_pages.h"
#include "web/console_parts.h"

static const char *id_of(struct console *console)
{
    return http_param(console->http, "account");
}

static const char *rest_of(struct console *console, const char *more)
{
    return arena_printf(console->http->arena, "accounts/%s%s%s", id_of(console),
                        *more == '\0' ? "" : "/", more);
}

static struct cell_view status_cell(const struct account_view *account)
{
    bool suspended = !text_equal(account->account.status, "ACTIVE");
    return account->signed_up || suspended ? cell_active(suspended)
                                           : cell_state("Invited", "icon-clock", "badge-info");
}

static struct cell_view organization_cell(struct console *console,
                                          const struct account_view *account)
{
    if (account->standalone)
        return cell_text("Stands alone");
    struct cell_view cell =
        cell_link(account->organization_name,
                  console_url(console, arena_printf(console->http->arena, "organizations/%s",
                                                    account->account.organization_id)));
    cell.second = account->management ? "Management account" : NULL;
    return cell;
}

struct reply *accounts_page(struct console *console)
{
    static const char *const sorts[] = {"name", "id", "email", "organization", "status", "created"};
    struct list_query query = list_query_read(console);
    struct account_list accounts;
    struct list_view view = {0};
    enum status st = account_list(&console->ctx, NULL, &query, &accounts);
    if (st != OK)
        return console_failed(console, st);
    console_title(console, &view.page, "Accounts", "Everybody who buys here.", (char *)NULL);
    put_action(console, &view.page.actions, "Create account", "new-account", "primary");
    table_columns(console, &view.table, "Accounts", "Name", "Account id", "Email", "Organization",
                  "Status", "Created", (char *)NULL);
    view.table.empty = text_empty(query.text) ? "No accounts yet." : "No account is like that.";
    view.table.instead =
        (struct link_view){.text = "Create an account", .url = console_url(console, "new-account")};
    for (size_t i = 0; i < accounts.count; i++) {
        const struct account_view *account = &accounts.items[i];
        struct row_view *row = table_row(console, &view.table);
        row_cell(console, row,
                 cell_link(account->account.name,
                           console_url(console, arena_printf(console->http->arena, "accounts/%s",
                                                             account->account.id))));
        row_cell(console, row, cell_code(account->account.id));
        row_cell(console, row, cell_text(account->account.email));
        row_cell(console, row, organization_cell(console, account));
        row_cell(console, row, status_cell(account));
        row_cell(console, row, cell_time(console, account->account.created_us, "-"));
    }
    list_finish(console, &view, "accounts", &query, sorts, accounts.total, "account", "accounts");
    return console_list_reply(console, &view);
}

static enum status put_organizations(struct console *console, struct panel_view *panel,
                                     const char *label, const char *help, const char *alone)
{
    static const struct list_query all = {.limit = 1000};
    struct organization_list organizations;
    enum status st = organization_list(&console->ctx, &all, &organizations);
    if (st != OK)
        return st;
    struct input_view *input = put_input(console, panel, "organization", label, help);
    const char *chosen = input->value;
    input->kind = INPUT_SELECT;
    put_choice(console, input, "", alone, NULL, text_empty(chosen));
    for (size_t i = 0; i < organizations.count; i++) {
        const struct organization *one = &organizations.items[i].organization;
        put_choice(console, input, one->id, one->name, NULL, text_equal(one->id, chosen));
    }
    return OK;
}

static enum status new_account_form(struct console *console, struct form_view *view)
{
    console_title(console, &view->page, "Create account",
                  "You get a link to send on, with which the root user chooses a password.",
                  "Accounts", "accounts", (char *)NULL);
    panel_init(console, &view->panel, "new-account", "Create account");
    view->panel.cancel_url = console_url(console, "accounts");
    put_input(console, &view->panel, "name", "Name", "Who buys: a company or a part of one.")
        ->required = true;
    struct input_view *email = put_input(console, &view->panel, "email",
                                         "Root user's email address", "No other account has it.");
    email->type = "email";
    email->required = true;
    return put_organizations(console, &view->panel, "Organization",
                             "Accounts of one company are in one organization.",
                             "None: the account stands alone");
}

struct reply *account_new_page(struct console *console)
{
    struct form_view view = {0};
    enum status st = new_account_form(console, &view);
    return st == OK ? console_form_reply(console, 200, &view) : console_failed(console, st);
}

static struct reply *show_link(struct console *console, const char *title, const char *account_id,
                               const char *link)
{
    struct fact_list facts = {0};
    put_fact(console, &facts, "Account id", cell_code(account_id));
    put_fact(console, &facts, "Sign-up link of the root user", cell_code(link));
    return console_show_once(console, title,
                             "Send this link to the root user now: it is shown only here. It is "
                             "good once, for seven days; earlier ones are good no more.",
                             &facts, "To the account",
                             arena_printf(console->http->arena, "accounts/%s", account_id));
}

struct reply *account_new_send(struct console *console)
{
    const char *id;
    const char *link;
    const char *organization = console_field(console, "organization");
    const struct account_create create = {
        .name = console_field(console, "name"),
        .email = console_field(console, "email"),
        .organization_id = text_empty(organization) ? NULL : organization,
    };
    enum status st = account_create(&console->ctx, &create, &id, &link);
    if (st == OK)
        return show_link(console, "The account is created", id, link);
    if (st != BAD_INPUT && st != CONFLICT)
        return console_failed(console, st);
    struct fault reason = console->ctx.fault;
    struct form_view view = {0};
    st = new_account_form(console, &view);
    if (st != OK)
        return console_failed(console, st);
    put_problem(console, &view.problems, &view.panel,
                account_name_problem(create.name) != NULL ? "name" : "email", reason.message);
    return console_form_reply(console, 422, &view);
}

static void put_move(struct console *console, struct object_view *view,
                     const struct account_view *account)
{
    struct section_view *section = put_section(
        console, view, "move", "Organization",
        account->management
            ? "This is the management account: it can't leave its organization."
            : "Purchase orders and agreements stay with the account wherever it goes. The "
              "connections of an account that stood alone are disabled when it joins one.");
    if (!account->management)
        put_action(console, &section->buttons, "Move account", rest_of(console, "move"),
                   "outline-danger");
}

struct reply *operator_account_page(struct console *console)
{
    struct account_view account;
    struct object_view view = {0};
    enum status st = account_find(&console->ctx, id_of(console), &account);
    if (st != OK)
        return console_failed(console, st);
    bool suspended = !text_equal(account.account.status, "ACTIVE");
    console_title(console, &view.page, account.account.name, NULL, "Accounts", "accounts",
                  (char *)NULL);
    put_fact(console, &view.facts, "Account id", cell_code(account.account.id));
    put_fact(console, &view.facts, "Status", status_cell(&account));
    put_fact(console, &view.facts, "Root user's email address", cell_text(account.account.email));
    put_fact(console, &view.facts, "Organization", organization_cell(console, &account));
    put_fact(console, &view.facts, "There since", cell_time(console, account.joined_us, "-"));
    put_fact(console, &view.facts, "Created", cell_time(console, account.account.created_us, "-"));
    put_move(console, &view, &account);
    struct section_view *section = put_section(console, &view, "way-in", "Way in", NULL);
    put_action(console, &section->buttons, "New sign-up link for root", rest_of(console, "invite"),
               "outline-secondary");
    if (suspended)
        put_post(console, &section->buttons, "Resume account", rest_of(console, "resume"),
                 "outline-primary", NULL, NULL);
    else
        put_action(console, &section->buttons, "Suspend account", rest_of(console, "suspend"),
                   "outline-danger");
    return console_object_reply(console, 200, &view);
}

/* Asks once, with the account's name. */
static struct reply *ask(struct console *console, const char *title, const char *warning,
                         const char *what)
{
    struct account_view account;
    struct buf text;
    enum status st = account_find(&console->ctx, id_of(console), &account);
    if (st != OK)
        return console_failed(console, st);
    buf_init(&text, console->http->arena, 1000);
    buf_text(&text, account.account.name);
    buf_text(&text, warning);
    return console_confirm(console, &(struct confirm){.title = title,
                                                      .warning = buf_string(&text),
                                                      .submit = title,
                                                      .rest = rest_of(console, what),
                                                      .cancel = rest_of(console, "")});
}

struct reply *account_suspend_page(struct console *console)
{
    return ask(
        console, "Suspend account",
        ": everybody in it will be signed out at once, access keys will work no more, and its "
        "procurement systems will be answered that the account is suspended. Resuming ends "
        "that.",
        "suspend");
}

struct reply *account_suspend_send(struct console *console)
{
    return console_finish(console, account_suspend(&console->ctx, id_of(console)),
                          rest_of(console, ""), "suspended");
}

struct reply *account_resume_send(struct console *console)
{
    return console_finish(console, account_resume(&console->ctx, id_of(console)),
                          rest_of(console, ""), "resumed");
}

/* Where to is chosen on a page of its own, which says what moving does: nothing is chosen
 * beforehand. */
static struct reply *move_form(struct console *console, const char *problem)
{
    struct account_view account;
    struct form_view view = {0};
    enum status st = account_find(&console->ctx, id_of(console), &account);
    if (st != OK)
        return console_failed(console, st);
    view.warning =
        arena_printf(console->http->arena, "%s %s Its purchase orders and agreements stay with it.",
                     account.account.name,
                     account.standalone
                         ? "will be in an organization, whose management account sets procurement "
                           "up; its own connections will be disabled."
                         : "will leave its organization, and with it the connections there.");
    console_title(console, &view.page, "Move account", NULL, "Accounts", "accounts", (char *)NULL);
    panel_init(console, &view.panel, rest_of(console, "move"), "Move account");
    view.panel.danger = true;
    view.panel.cancel_url = console_url(console, rest_of(console, ""));
    st = put_organizations(console, &view.panel, "Move to", NULL, "Choose");
    if (st != OK)
        return console_failed(console, st);
    if (!account.standalone) {
        struct input_view *input = &view.panel.inputs.items[view.panel.inputs.count - 1];
        put_choice(console, input, "alone", "None: let it stand alone", NULL,
                   text_equal(input->value, "alone"));
    }
    if (problem != NULL)
        put_problem(console, &view.problems, &view.panel, "organization", problem);
    return console_form_reply(console, problem == NULL ? 200 : 422, &view);
}

struct reply *account_move_page(struct console *console)
{
    return move_form(console, NULL);
}

struct reply *account_move_send(struct console *console)
{
    const char *to = console_field(console, "organization");
    if (text_empty(to))
        return move_form(console, "Choose where the account goes.");
    enum status st =
        account_move(&console->ctx, id_of(console), text_equal(to, "alone") ? NULL : to);
    return st == CONFLICT
               ? move_form(console, arena_text(console->http->arena, console->ctx.fault.message))
               : console_finish(console, st, rest_of(console, ""), "account-moved");
}

struct reply *account_invite_page(struct console *console)
{
    return ask(
        console, "New sign-up link for root",
        ": the root user's second factor will be removed. Be sure who asks for the link: who "
        "has it, has the account.",
        "invite");
}

struct reply *account_invite_send(struct console *console)
{
    const char *link;
    enum status st = account_invite_root(&console->ctx, id_of(console), &link);
    return st == OK ? show_link(console, "A new sign-up link", id_of(console), link)
                    : console_failed(console, st);
}
