/* BIL-4: the page on which a connection's invoices become documents, step by step. */
#include "app/einvoicing.h"
#include "base/arena.h"
#include "base/text.h"
#include "web/console_books.h"
#include "web/console_connection.h"
#include "web/console_pages.h"

static const char *rest_of(struct console *console, const char *more)
{
    return connection_rest_here(console, arena_printf(console->http->arena, "e-invoices%s", more));
}

struct cell_view cell_einvoicing(enum einvoicing_state state)
{
    static const char *const icons[] = {[EINVOICING_OFF] = "icon-clock",
                                        [EINVOICING_TESTING] = "icon-flask",
                                        [EINVOICING_ACTIVE] = "icon-check",
                                        [EINVOICING_SUSPENDED] = "icon-warning"};
    static const char *const tones[] = {[EINVOICING_OFF] = "badge-info",
                                        [EINVOICING_TESTING] = "badge-info",
                                        [EINVOICING_ACTIVE] = "badge-success",
                                        [EINVOICING_SUSPENDED] = "badge-danger"};
    return cell_state(einvoicing_state_label(state), icons[state], tones[state]);
}

static void put_last_test(struct console *console, struct object_view *page,
                          const struct einvoicing_view *view)
{
    const struct delivery_attempts *attempts = &view->test_attempts;
    if (view->test.id == NULL)
        return;
    struct section_view *section = put_section(console, page, "last-test", "The last test",
                                               "What your procurement system has answered.");
    put_fact(console, &section->facts, "State", cell_delivery_state(view->test.state));
    put_fact(console, &section->facts, "Invoice", cell_invoice(console, view->test.subject_id));
    put_fact(console, &section->facts, "Sent", cell_time(console, view->test.created_us, "-"));
    if (attempts->count == 0)
        return;
    const struct delivery_attempt *last = &attempts->items[attempts->count - 1];
    put_fact(console, &section->facts, "What came of it", cell_text(last->message));
    if (last->response.size > 0)
        put_folded(console, section, "Its answer",
                   arena_text_n(console->http->arena, (const char *)last->response.data,
                                last->response.size));
}

static void put_code(struct console *console, struct object_view *page,
                     const struct einvoicing *einvoicing)
{
    struct section_view *section =
        put_section(console, page, "enter-code", "Enter the code",
                    "Look for the test invoice in your procurement system: its comments have a "
                    "code. With it every invoice goes there from then on; until then the test "
                    "changes nothing.");
    put_fact(console, &section->facts, "Tested address", cell_code(einvoicing->test_url));
    section->has_panel = true;
    panel_init(console, &section->panel, rest_of(console, "/confirm"), "Activate");
    struct input_view *input = put_input(console, &section->panel, "code", "Code", "Eight digits.");
    input->required = true;
    input->code = true;
}

static void put_test(struct console *console, struct object_view *page,
                     const struct einvoicing_view *view)
{
    const struct einvoicing *e = &view->einvoicing;
    struct section_view *section = put_section(
        console, page, "test", e->state == EINVOICING_OFF ? "Send a test" : "Send another test",
        "An invoice that you have is sent once more, marked as a test in three places: its "
        "number, its comments and deploymentMode. Nothing is to be paid for it.");
    if (!view->shows_orders) {
        section->text = "Procurement systems take only invoices that have a purchase order number. "
                        "Create the service-linked role for purchase orders first: it puts them "
                        "on the invoices to come.";
        if (console->realm == REALM_BUYER)
            put_action(console, &section->buttons, "Roles", "roles", "outline-secondary");
        return;
    }
    if (text_empty(view->sample)) {
        section->text = "A test sends an invoice that you have once more. There is none yet with a "
                        "purchase order that came through this connection: come back after the "
                        "first.";
        return;
    }
    section->has_panel = true;
    panel_init(console, &section->panel, rest_of(console, ""), "Send test");
    struct input_view *input = put_input(console, &section->panel, "url", "Address for invoices",
                                         "Where your procurement system takes cXML invoices.");
    input->required = true;
    input->code = true;
    if (text_empty(input->value))
        input->value = !text_empty(e->test_url) ? e->test_url
                       : !text_empty(e->url)    ? e->url
                                                : view->proposed_url;
}

static void put_switch(struct console *console, struct object_view *page,
                       enum einvoicing_state state)
{
    if (state == EINVOICING_ACTIVE)
        put_post(console, &page->page.actions, "Suspend", rest_of(console, "/suspend"),
                 "outline-danger", NULL, NULL);
    else if (state == EINVOICING_SUSPENDED)
        put_post(console, &page->page.actions, "Resume", rest_of(console, "/resume"), "primary",
                 NULL, NULL);
}

static struct reply *show(struct console *console, const char *field, const char *problem)
{
    struct connection_view connection;
    struct einvoicing_view view;
    struct object_view page = {0};
    enum status st = connection_open(console, &connection);
    if (st == OK)
        st = einvoicing_find(&console->ctx, connection_key_of(console), &view);
    if (st != OK)
        return console_failed(console, st);
    console_title(console, &page.page, "E-invoices",
                  "Invoices arrive in your procurement system on the day they are issued.",
                  connections_title(console), connections_rest(console), connection.connection.name,
                  connection_rest_here(console, ""), (char *)NULL);
    put_switch(console, &page, view.einvoicing.state);
    put_fact(console, &page.facts, "State", cell_einvoicing(view.einvoicing.state));
    if (!text_empty(view.einvoicing.url))
        put_fact(console, &page.facts, "Address", cell_code(view.einvoicing.url));
    if (view.einvoicing.state == EINVOICING_SUSPENDED)
        put_fact(console, &page.facts, "Meanwhile",
                 cell_text("Invoices are issued and not sent. Each can be sent on its page, when "
                           "e-invoices are active again."));
    if (!text_empty(view.einvoicing.test_url))
        put_code(console, &page, &view.einvoicing);
    put_last_test(console, &page, &view);
    put_test(console, &page, &view);
    for (size_t i = 0; problem != NULL && i < page.sections.count; i++) {
        struct section_view *section = &page.sections.items[i];
        if (text_equal(section->id, text_equal(field, "code") ? "enter-code" : "test"))
            put_problem(console, &page.problems, &section->panel, field, problem);
    }
    return console_object_reply(console, problem == NULL ? 200 : 422, &page);
}

static struct reply *finish(struct console *console, enum status st, const char *field,
                            const char *said)
{
    if (st == BAD_INPUT)
        return show(console, field, arena_text(console->http->arena, console->ctx.fault.message));
    return console_finish(console, st, rest_of(console, ""), said);
}

struct reply *einvoicing_page(struct console *console)
{
    return show(console, NULL, NULL);
}

struct reply *einvoicing_test_send(struct console *console)
{
    return finish(console,
                  einvoicing_send_test(&console->ctx, connection_key_of(console),
                                       console_field(console, "url")),
                  "url", "einvoice-test-sent");
}

struct reply *einvoicing_confirm_send(struct console *console)
{
    return finish(console,
                  einvoicing_confirm(&console->ctx, connection_key_of(console),
                                     console_field(console, "code")),
                  "code", "einvoices-active");
}

struct reply *einvoicing_suspend_send(struct console *console)
{
    return finish(console, einvoicing_suspend(&console->ctx, connection_key_of(console)), NULL,
                  "einvoices-suspended");
}

struct reply *einvoicing_resume_send(struct console *console)
{
    return finish(console, einvoicing_resume(&console->ctx, connection_key_of(console)), NULL,
                  "einvoices-active");
}

struct reply *einvoice_send(struct console *console)
{
    const char *id = http_param(console->http, "invoice");
    return console_finish(console, einvoicing_send(&console->ctx, id),
                          arena_printf(console->http->arena, "invoices/%s", id), "einvoice-sent");
}
