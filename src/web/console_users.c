/* The users of an account: the list, and a new one. */
#include "app/policies.h"
#include "app/user.h"
#include "base/arena.h"
#include "base/text.h"
#include "web/console_pages.h"
#include "web/console_parts.h"

struct reply *users_page(struct console *console)
{
    static const char *const sorts[] = {"name", "email", NULL, NULL, "signed_in", NULL};
    struct list_query query = list_query_read(console);
    struct user_list users;
    struct list_view view = {0};
    enum status st = user_list(&console->ctx, NULL, &query, &users);
    if (st != OK)
        return console_failed(console, st);
    console_title(
        console, &view.page, "Users",
        "The people of this account. What each may do is said by the policies attached to "
        "them.",
        (char *)NULL);
    put_action(console, &view.page.actions, "Create user", "new-user", "primary");
    table_columns(console, &view.table, "Users", "User name", "Email", "Status", "Second factor",
                  "Last signed in", "Policies", (char *)NULL);
    view.table.empty = text_empty(query.text) ? "No users yet. The root user is not among them."
                                              : "No user is like that.";
    view.table.instead =
        (struct link_view){.text = "Create a user", .url = console_url(console, "new-user")};
    for (size_t i = 0; i < users.count; i++) {
        const struct user *user = &users.items[i];
        struct row_view *row = table_row(console, &view.table);
        struct cell_view name = cell_link(
            user->name,
            console_url(console, arena_printf(console->http->arena, "users/%s", user->name)));
        name.second = user->administrator ? "Administrator" : NULL;
        row_cell(console, row, name);
        row_cell(console, row, cell_text(user->email));
        row_cell(console, row,
                 user->signed_up || user->suspended
                     ? cell_active(user->suspended)
                     : cell_state("Invited", "icon-clock", "badge-info"));
        row_cell(console, row, cell_text(user->totp ? "Yes" : "No"));
        row_cell(console, row, cell_time(console, user->signed_in_us, "Never"));
        row_cell(console, row, cell_number(console, (int64_t)user->policies));
    }
    list_finish(console, &view, "users", &query, sorts, users.total, "user", "users");
    return console_list_reply(console, &view);
}

static bool was_chosen(struct console *console, const char *value)
{
    const char *sent;
    for (size_t at = 0;
         (sent = http_field_next(http_form_fields(console->http), "policy", &at)) != NULL;) {
        if (text_equal(sent, value))
            return true;
    }
    return false;
}

static enum status new_user_form(struct console *console, struct form_view *view)
{
    static const struct list_query all = {.limit = 1000};
    struct policy_list policies;
    enum status st = policies_list(&console->ctx, NULL, NULL, &all, &policies);
    if (st != OK)
        return st;
    console_title(console, &view->page, "Create user",
                  "You get a link to send on, with which the user chooses a password.", "Users",
                  "users", (char *)NULL);
    panel_init(console, &view->panel, "new-user", "Create user");
    view->panel.cancel_url = console_url(console, "users");
    struct input_view *input = put_input(
        console, &view->panel, "name", "User name",
        "1 to 64 letters of A to Z, digits, and + = , . @ _ -. It can't be changed later.");
    input->required = true;
    input->code = true;
    input = put_input(console, &view->panel, "email", "Email address", "For messages.");
    input->type = "email";
    input->required = true;
    input = put_input(console, &view->panel, "policy", "Policies",
                      "What the user may do. Nothing chosen: nothing, for now.");
    input->kind = INPUT_CHECKS;
    for (size_t i = 0; i < policies.count; i++)
        put_choice(console, input, policies.items[i].arn, policies.items[i].name,
                   policies.items[i].description, was_chosen(console, policies.items[i].arn));
    return OK;
}

struct reply *user_new_page(struct console *console)
{
    struct form_view view = {0};
    enum status st = access_check(&console->ctx, "iam:CreateUser",
                                  access_arn(&console->ctx, console->who.account_id, "user/*"));
    if (st == OK)
        st = new_user_form(console, &view);
    return st == OK ? console_form_reply(console, 200, &view) : console_failed(console, st);
}

struct reply *user_new_send(struct console *console)
{
    struct arena *arena = console->http->arena;
    struct http_fields fields = http_form_fields(console->http);
    const char **arns = arena_array(arena, fields.count, sizeof *arns);
    struct user_create create = {.name = console_field(console, "name"),
                                 .email = console_field(console, "email"),
                                 .policy_arns = arns};
    const char *link;
    const char *arn;
    for (size_t at = 0; (arn = http_field_next(fields, "policy", &at)) != NULL;)
        arns[create.policy_count++] = arn;
    enum status st = user_create(&console->ctx, NULL, &create, &link);
    if (st == OK) {
        struct fact_list facts = {0};
        put_fact(console, &facts, "Account id", cell_code(console->who.account_id));
        put_fact(console, &facts, "User name", cell_code(create.name));
        put_fact(console, &facts, "Sign-up link", cell_code(link));
        return console_show_once(
            console, "The user is created",
            "Send this link to the user now: it is shown only here. It is good "
            "once, for seven days.",
            &facts, "To the user", arena_printf(arena, "users/%s", create.name));
    }
    if (st != BAD_INPUT && st != CONFLICT)
        return console_failed(console, st);
    struct fault reason = console->ctx.fault;
    struct form_view view = {0};
    st = new_user_form(console, &view);
    if (st != OK)
        return console_failed(console, st);
    bool email = user_name_problem(create.name) == NULL && email_problem(create.email) != NULL;
    put_problem(console, &view.problems, &view.panel,
                email                                       ? "email"
                : create.policy_count > POLICY_ATTACHED_MAX ? "policy"
                                                            : "name",
                reason.message);
    return console_form_reply(console, 422, &view);
}
