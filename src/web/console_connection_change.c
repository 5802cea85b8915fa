/* What is done to a connection from its page. */
#include "app/support_case.h"
#include "base/arena.h"
#include "base/text.h"
#include "web/console_connection.h"
#include "web/console_pages.h"

/* Asks once, with the connection's name. */
static struct reply *ask(struct console *console, const char *title, const char *warning,
                         const char *rest)
{
    struct connection_view view;
    enum status st = connection_open(console, &view);
    if (st != OK)
        return console_failed(console, st);
    return console_confirm(console, &(struct confirm){
                                        .title = title,
                                        .warning = arena_printf(console->http->arena, "%s: %s",
                                                                view.connection.name, warning),
                                        .submit = title,
                                        .rest = connection_rest_here(console, rest),
                                        .cancel = connection_rest_here(console, ""),
                                    });
}

struct reply *connection_enable_send(struct console *console)
{
    return console_finish(console, procurement_enable(&console->ctx, connection_key_of(console)),
                          connection_rest_here(console, ""), "connection-enabled");
}

struct reply *connection_disable_page(struct console *console)
{
    return ask(
        console, "Disable connection",
        "people can't punch out through it any more. Orders for what was requested until now "
        "are taken for 30 days. Every setting is kept, and enabling it undoes this.",
        "disable");
}

struct reply *connection_disable_send(struct console *console)
{
    bool redirect_off;
    enum status st = procurement_disable(&console->ctx, connection_key_of(console), &redirect_off);
    return console_finish(console, st, connection_rest_here(console, ""),
                          redirect_off ? "redirect-off" : "connection-disabled");
}

struct reply *connection_end_test_page(struct console *console)
{
    return ask(console, "Turn test mode off",
               "from then on, purchase orders that come through it buy software, and invoices "
               "follow.",
               "end-test");
}

struct reply *connection_end_test_send(struct console *console)
{
    return console_finish(console,
                          procurement_set_test(&console->ctx, connection_key_of(console), false),
                          connection_rest_here(console, ""), "test-ended");
}

struct reply *connection_start_test_send(struct console *console)
{
    return console_finish(console,
                          procurement_set_test(&console->ctx, connection_key_of(console), true),
                          connection_rest_here(console, ""), "test-started");
}

static struct reply *show_secret(struct console *console, const char *title, const char *notice,
                                 const char *secret)
{
    struct connection_view view;
    struct fact_list facts = {0};
    enum status st = connection_open(console, &view);
    if (st != OK)
        return console_failed(console, st);
    const char *password = procurement_call_password(&console->ctx, &view.connection, secret);
    if (password != NULL)
        put_fact(console, &facts, "PASSWORD of the catalogue's call", cell_code(password));
    put_fact(console, &facts,
             password != NULL ? "Shared secret of purchase orders" : "Shared secret",
             cell_code(secret));
    return console_show_once(console, title, notice, &facts, "Back to the connection",
                             connection_rest_here(console, ""));
}

struct reply *connection_reveal_send(struct console *console)
{
    const char *secret;
    bool old = text_equal(console_field(console, "old"), "yes");
    enum status st = procurement_reveal(&console->ctx, connection_key_of(console), old, &secret);
    return st == OK ? show_secret(console, old ? "The old shared secret" : "The shared secret",
                                  "The audit trail notes that you have seen it. Who has it can "
                                  "order in your company's name.",
                                  secret)
                    : console_failed(console, st);
}

void put_overlap(struct console *console, struct panel_view *panel)
{
    static const struct {
        const char *hours, *label;
    } overlaps[] = {{"24", "For a day"},
                    {"168", "For a week"},
                    {"720", "For 30 days"},
                    {"0", "Not at all: documents with it are refused at once"}};
    struct input_view *input =
        put_input(console, panel, "overlap", "The old one stays valid",
                  "So that nothing is refused until the new one is entered everywhere.");
    const char *chosen = text_empty(input->value) ? "168" : input->value;
    input->kind = INPUT_SELECT;
    for (size_t i = 0; i < sizeof overlaps / sizeof *overlaps; i++)
        put_choice(console, input, overlaps[i].hours, overlaps[i].label, NULL,
                   text_equal(overlaps[i].hours, chosen));
}

int64_t sent_overlap(struct console *console)
{
    int64_t hours;
    return text_to_int(console_field(console, "overlap"), &hours) ? hours : -1;
}

static struct reply *rotate_form(struct console *console, const char *problem)
{
    struct connection_view view;
    struct form_view form = {0};
    enum status st = connection_open(console, &view);
    if (st != OK)
        return console_failed(console, st);
    console_title(console, &form.page, "Rotate shared secret",
                  "Enter the new one in your procurement system while the old one is still valid.",
                  connections_title(console), connections_rest(console), view.connection.name,
                  connection_rest_here(console, ""), (char *)NULL);
    panel_init(console, &form.panel, connection_rest_here(console, "rotate"), "Rotate");
    form.panel.cancel_url = console_url(console, connection_rest_here(console, ""));
    put_overlap(console, &form.panel);
    put_input(console, &form.panel, "secret", "New shared secret",
              "Leave it empty to get a random one. Your own has at least 16 characters.")
        ->code = true;
    if (problem != NULL)
        put_problem(console, &form.problems, &form.panel, "secret", problem);
    return console_form_reply(console, problem == NULL ? 200 : 422, &form);
}

struct reply *connection_rotate_page(struct console *console)
{
    return rotate_form(console, NULL);
}

struct reply *connection_rotate_send(struct console *console)
{
    const char *secret;
    enum status st =
        procurement_rotate(&console->ctx, connection_key_of(console),
                           console_field(console, "secret"), sent_overlap(console), &secret);
    if (st == BAD_INPUT)
        return rotate_form(console, arena_text(console->http->arena, console->ctx.fault.message));
    return st == OK ? show_secret(console, "The new shared secret",
                                  "Enter it in your procurement system now. It can be revealed "
                                  "again on the connection's page.",
                                  secret)
                    : console_failed(console, st);
}

struct reply *connection_end_overlap_send(struct console *console)
{
    return console_finish(console,
                          procurement_end_overlap(&console->ctx, connection_key_of(console)),
                          connection_rest_here(console, ""), "overlap-ended");
}

static bool removes_alone(const struct console *console, const struct connection_view *view)
{
    return view->self_service || console->realm == REALM_OPERATOR;
}

struct reply *connection_remove_page(struct console *console)
{
    struct connection_view view;
    struct form_view form = {0};
    enum status st = connection_open(console, &view);
    if (st != OK)
        return console_failed(console, st);
    if (removes_alone(console, &view))
        return ask(console, "Remove connection",
                   "its secrets will be destroyed and no document will be taken any more. "
                   "Documents stay for as long as they are kept.",
                   "remove");
    console_title(console, &form.page, "Ask for removal",
                  "The marketplace's operator removes the connection and answers in the case.",
                  connections_title(console), connections_rest(console), view.connection.name,
                  connection_rest_here(console, ""), (char *)NULL);
    panel_init(console, &form.panel, connection_rest_here(console, "remove"), "Ask for removal");
    form.panel.danger = true;
    form.panel.cancel_url = console_url(console, connection_rest_here(console, ""));
    struct input_view *input = put_input(console, &form.panel, "text",
                                         "What the operator should know", "May be left empty.");
    input->kind = INPUT_AREA;
    input->brief = true;
    return console_form_reply(console, 200, &form);
}

struct reply *connection_remove_send(struct console *console)
{
    struct connection_view view;
    const struct connection_key key = connection_key_of(console);
    enum status st = connection_open(console, &view);
    if (st != OK)
        return console_failed(console, st);
    if (removes_alone(console, &view))
        return console_finish(console, procurement_remove(&console->ctx, key),
                              connections_rest(console), "connection-removed");
    const char *id;
    st = case_ask_removal(&console->ctx, key, console_raw(console, "text"), &id);
    return st == OK ? console_done(console, arena_printf(console->http->arena, "cases/%s", id),
                                   "case-opened")
                    : console_failed(console, st);
}
