/* Who runs the marketplace. */
#include "app/operator.h"
#include "base/arena.h"
#include "base/text.h"
#include "web/console_pages.h"
#include "web/console_parts.h"

/* "operators/ada%40example.com/suspend": an operator is named by the email address. */
static const char *rest_of(struct console *console, const char *email, const char *more)
{
    struct buf rest;
    buf_init(&rest, console->http->arena, 2000);
    buf_text(&rest, "operators/");
    buf_url(&rest, email);
    buf_char(&rest, '/');
    buf_text(&rest, more);
    return buf_string(&rest);
}

static const char *email_of(struct console *console)
{
    return http_param(console->http, "operator");
}

struct reply *operators_page(struct console *console)
{
    static const char *const sorts[] = {NULL, NULL, NULL, NULL, NULL};
    struct list_query query = list_query_read(console);
    struct operator_list operators;
    struct list_view view = {0};
    enum status st = operator_list(&console->ctx, &query, &operators);
    if (st != OK)
        return console_failed(console, st);
    console_title(console, &view.page, "Operators",
                  "Who runs this marketplace. All of them may do the same.", (char *)NULL);
    put_action(console, &view.page.actions, "Create operator", "new-operator", "primary");
    view.table.has_buttons = true;
    view.table.empty = "No operator is like that.";
    table_columns(console, &view.table, "Operators", "Name", "Email", "Status", "Second factor",
                  "Last signed in", (char *)NULL);
    for (size_t i = 0; i < operators.count; i++) {
        const struct operator_view *one = &operators.items[i];
        struct row_view *row = table_row(console, &view.table);
        row_cell(console, row, cell_text(one->name));
        row_cell(console, row, cell_text(one->email));
        row_cell(console, row,
                 one->signed_up || one->suspended
                     ? cell_active(one->suspended)
                     : cell_state("Invited", "icon-clock", "badge-info"));
        row_cell(console, row, cell_text(one->totp ? "Yes" : "No"));
        row_cell(console, row, cell_time(console, one->signed_in_us, "Never"));
        if (text_empty(one->email))
            continue;
        put_action(console, &row->buttons, "New link", rest_of(console, one->email, "invite"),
                   "sm btn-outline-secondary");
        if (one->suspended)
            put_post(console, &row->buttons, "Resume", rest_of(console, one->email, "resume"),
                     "sm btn-outline-primary", NULL, NULL);
        else
            put_action(console, &row->buttons, "Suspend", rest_of(console, one->email, "suspend"),
                       "sm btn-outline-danger");
        put_action(console, &row->buttons, "Delete", rest_of(console, one->email, "delete"),
                   "sm btn-outline-danger");
        for (size_t j = 0; j < row->buttons.count; j++)
            row->buttons.items[j].label = arena_printf(console->http->arena, "%s: %s",
                                                       row->buttons.items[j].text, one->email);
    }
    list_finish(console, &view, "operators", &query, sorts, operators.total, "operator",
                "operators");
    return console_list_reply(console, &view);
}

static void new_operator_form(struct console *console, struct form_view *view)
{
    console_title(console, &view->page, "Create operator",
                  "You get a link to send on, with which a password is chosen.", "Operators",
                  "operators", (char *)NULL);
    panel_init(console, &view->panel, "new-operator", "Create operator");
    view->panel.cancel_url = console_url(console, "operators");
    put_input(console, &view->panel, "name", "Name", NULL)->required = true;
    struct input_view *email =
        put_input(console, &view->panel, "email", "Email address", "To sign in with.");
    email->type = "email";
    email->required = true;
}

struct reply *operator_new_page(struct console *console)
{
    struct form_view view = {0};
    new_operator_form(console, &view);
    return console_form_reply(console, 200, &view);
}

static struct reply *show_link(struct console *console, const char *title, const char *link)
{
    struct fact_list facts = {0};
    put_fact(console, &facts, "Sign-up link", cell_code(link));
    return console_show_once(console, title,
                             "Send this link on now: it is shown only here. It is good once, for "
                             "seven days; earlier ones are good no more.",
                             &facts, "To the operators", "operators");
}

struct reply *operator_new_send(struct console *console)
{
    const char *link;
    const char *name = console_field(console, "name");
    enum status st = operator_create(&console->ctx, name, console_field(console, "email"), &link);
    if (st == OK)
        return show_link(console, "The operator is created", link);
    if (st != BAD_INPUT && st != CONFLICT)
        return console_failed(console, st);
    struct form_view view = {0};
    new_operator_form(console, &view);
    put_problem(console, &view.problems, &view.panel,
                account_name_problem(name) != NULL ? "name" : "email", console->ctx.fault.message);
    return console_form_reply(console, 422, &view);
}

static struct reply *ask(struct console *console, const char *title, const char *warning,
                         const char *what)
{
    struct buf text;
    buf_init(&text, console->http->arena, 1000);
    buf_text(&text, text_cut(console->http->arena, email_of(console), 300));
    buf_text(&text, warning);
    return console_confirm(console,
                           &(struct confirm){.title = title,
                                             .warning = buf_string(&text),
                                             .submit = title,
                                             .rest = rest_of(console, email_of(console), what),
                                             .cancel = "operators"});
}

struct reply *operator_invite_page(struct console *console)
{
    return ask(console, "New sign-up link",
               " will have no second factor until one is set up again.", "invite");
}

struct reply *operator_invite_send(struct console *console)
{
    const char *link;
    enum status st = operator_invite(&console->ctx, email_of(console), &link);
    return st == OK ? show_link(console, "A new sign-up link", link) : console_failed(console, st);
}

struct reply *operator_suspend_page(struct console *console)
{
    return ask(console, "Suspend operator",
               " will be signed out at once and can't sign in until resumed.", "suspend");
}

struct reply *operator_suspend_send(struct console *console)
{
    return console_finish(console, operator_suspend(&console->ctx, email_of(console)), "operators",
                          "suspended");
}

struct reply *operator_resume_send(struct console *console)
{
    return console_finish(console, operator_resume(&console->ctx, email_of(console)), "operators",
                          "resumed");
}

struct reply *operator_delete_page(struct console *console)
{
    return ask(console, "Delete operator",
               " will be gone for good. What they did stays in the audit trail.", "delete");
}

struct reply *operator_delete_send(struct console *console)
{
    return console_finish(console, operator_delete(&console->ctx, email_of(console)), "operators",
                          "deleted");
}
