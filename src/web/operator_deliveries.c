/* The outbox (ORD-7): what was to leave the house, what became of it, and sending it again. */
#include "app/delivery.h"
#include "base/arena.h"
#include "base/text.h"
#include "web/console_books.h"
#include "web/console_pages.h"
#include "web/console_parts.h"

enum { LISTED = 1000 };

static const char *kind_label(enum delivery_kind kind)
{
    return kind == DELIVERY_CONFIRMATION    ? "Order confirmation"
           : kind == DELIVERY_STATUS_UPDATE ? "Status update"
           : kind == DELIVERY_INVOICE       ? "E-invoice"
           : kind == DELIVERY_WEBHOOK       ? "Webhook"
                                            : "Mail";
}

static const char *event_label(enum delivery_event event)
{
    static const char *const labels[] = {[EVENT_BOOKED] = "Order booked",
                                         [EVENT_ATTENTION] = "Order needs attention",
                                         [EVENT_CHANGED] = "Order changed",
                                         [EVENT_CANCELLED] = "Order cancelled",
                                         [EVENT_REJECTED] = "Order rejected",
                                         [EVENT_TEST_MODE] = "Test mode goes on",
                                         [EVENT_INVOICED] = "Invoice issued",
                                         [EVENT_INVOICE_TEST] = "Test of e-invoices",
                                         [EVENT_ENDING] = "Subscription ends soon",
                                         [EVENT_EXPIRED] = "Subscription ended",
                                         [EVENT_RENEWED] = "Subscription renewed",
                                         [EVENT_REQUESTED] = "Approval requested",
                                         [EVENT_REQUEST_EXPIRED] = "Request expired",
                                         [EVENT_WEBHOOK_TEST] = "Test of a webhook",
                                         [EVENT_OPENED] = "Blanket order opened",
                                         [EVENT_USAGE_NEAR] = "Usage estimate nearly used",
                                         [EVENT_USAGE_ALL] = "Usage estimate used up",
                                         [EVENT_ENDED] = "Subscription ended early"};
    return labels[event];
}

static const char *subject_label(const struct delivery *delivery)
{
    return delivery->event == EVENT_TEST_MODE ? "Connection id"
           : delivery->event == EVENT_INVOICED || delivery->kind == DELIVERY_INVOICE ? "Invoice"
           : delivery->event == EVENT_REQUESTED || delivery->event == EVENT_REQUEST_EXPIRED
               ? "Request id"
           : delivery->event == EVENT_WEBHOOK_TEST        ? "Webhook id"
           : delivery_event_of_agreement(delivery->event) ? "Agreement id"
                                                          : "Order id";
}

static void put_row(struct console *console, struct table_view *table,
                    const struct delivery *delivery)
{
    struct arena *arena = console->http->arena;
    struct row_view *row = table_row(console, table);
    struct cell_view name =
        cell_link(kind_label(delivery->kind),
                  console_url(console, arena_printf(arena, "deliveries/%s", delivery->id)));
    name.second = event_label(delivery->event);
    row_cell(console, row, name);
    row_cell(console, row,
             cell_text(text_empty(delivery->recipient) ? delivery->lane : delivery->recipient));
    row_cell(console, row, cell_delivery_state(delivery->state));
    row_cell(console, row, cell_number(console, delivery->attempts));
    row_cell(console, row, cell_time(console, delivery->created_us, "-"));
}

static void put_filters(struct console *console, struct list_view *view, const char *state)
{
    static const char *const names[] = {"", "failed", "waiting", "delivered"};
    static const char *const texts[] = {"All", "Failed", "Waiting", "Delivered"};
    enum { COUNT = sizeof names / sizeof *names };
    view->filters.items = arena_array(console->http->arena, COUNT, sizeof *view->filters.items);
    for (size_t i = 0; i < COUNT; i++)
        view->filters.items[view->filters.count++] = (struct link_view){
            .text = texts[i],
            .url = console_url(console,
                               arena_printf(console->http->arena, "deliveries?state=%s", names[i])),
            .current = text_equal(names[i], state),
        };
}

struct reply *deliveries_page(struct console *console)
{
    static const char *const sorts[5] = {NULL};
    struct list_query query = list_query_read(console);
    struct delivery_filter filter = {.limit = LISTED};
    struct delivery_list deliveries;
    struct list_view view = {0};
    enum delivery_state state;
    size_t total = 0;
    const char *wanted = text_or_empty(http_query(console->http, "state"));
    if (delivery_state_parse(wanted, &state))
        filter.state = wanted;
    enum status st = delivery_list(&console->ctx, &filter, &deliveries);
    if (st != OK)
        return console_failed(console, st);
    console_title(
        console, &view.page, "Deliveries",
        "Confirmations, status updates and mail: what left, what is tried again, and what "
        "failed for good.",
        (char *)NULL);
    put_filters(console, &view, text_or_empty(filter.state));
    table_columns(console, &view.table, "Deliveries", "What", "To", "State", "Attempts", "Since",
                  (char *)NULL);
    view.table.empty = "None. Orders make them: mail when a subscription starts, and confirmations "
                       "where a connection wants them.";
    for (size_t i = 0; i < deliveries.count; i++) {
        const struct delivery *one = &deliveries.items[i];
        if (!text_has_nocase(arena_printf(console->http->arena, "%s %s %s %s %s",
                                          kind_label(one->kind), event_label(one->event),
                                          one->recipient, one->subject_id, one->payload_id),
                             query.text))
            continue;
        if (total >= query.offset && total < query.offset + query.limit)
            put_row(console, &view.table, one);
        total++;
    }
    list_finish(console, &view, "deliveries", &query, sorts, total, "delivery", "deliveries");
    return console_list_reply(console, &view);
}

static void put_attempts(struct console *console, struct object_view *page,
                         const struct delivery_attempts *attempts)
{
    struct arena *arena = console->http->arena;
    struct section_view *section = put_section(console, page, "attempts", "Attempts", NULL);
    section->has_table = true;
    section->table.empty = "It was not tried yet.";
    table_columns(console, &section->table, "Attempts", "Attempt", "When", "Took",
                  "What came of it", (char *)NULL);
    for (size_t i = 0; i < attempts->count; i++) {
        const struct delivery_attempt *one = &attempts->items[i];
        struct row_view *row = table_row(console, &section->table);
        row_cell(console, row, cell_number(console, one->number));
        row_cell(console, row, cell_time(console, one->at_us, "-"));
        row_cell(console, row,
                 cell_text(arena_printf(arena, "%lld ms", (long long)(one->elapsed_us / 1000))));
        row_cell(console, row, cell_text(one->message));
        if (one->response.size > 0)
            put_folded(console, section, arena_printf(arena, "Answer to attempt %d", one->number),
                       arena_text_n(arena, (const char *)one->response.data, one->response.size));
    }
}

static void put_resend(struct console *console, struct object_view *page,
                       const struct delivery *delivery)
{
    struct section_view *section =
        put_section(console, page, "resend", "Send it again",
                    "Now, and from the first attempt on. Change what the receiver did not like.");
    section->has_panel = true;
    panel_init(console, &section->panel,
               arena_printf(console->http->arena, "deliveries/%s/resend", delivery->id),
               "Send again");
    struct input_view *input = put_input(
        console, &section->panel, "body", delivery->kind == DELIVERY_MAIL ? "Mail" : "Document",
        delivery->kind == DELIVERY_MAIL
            ? "The first line is its subject."
            : "The shared secret is put in when it is sent: leave its asterisks.");
    input->kind = INPUT_AREA;
    input->code = true;
    if (text_empty(input->value))
        input->value = delivery->body;
}

static struct reply *show(struct console *console, const char *problem)
{
    struct delivery delivery;
    struct delivery_attempts attempts;
    struct object_view page = {0};
    enum status st =
        delivery_find(&console->ctx, http_param(console->http, "delivery"), &delivery, &attempts);
    if (st != OK)
        return console_failed(console, st);
    console_title(console, &page.page, kind_label(delivery.kind), event_label(delivery.event),
                  "Deliveries", "deliveries", (char *)NULL);
    put_fact(console, &page.facts, "State", cell_delivery_state(delivery.state));
    put_fact(console, &page.facts, "To",
             cell_text(text_empty(delivery.recipient) ? delivery.lane : delivery.recipient));
    if (!text_empty(delivery.payload_id))
        put_fact(console, &page.facts, "Payload id", cell_code(delivery.payload_id));
    put_fact(console, &page.facts, subject_label(&delivery), cell_code(delivery.subject_id));
    put_fact(console, &page.facts, "Since", cell_time(console, delivery.created_us, "-"));
    if (delivery.state == DELIVERY_WAITING)
        put_fact(console, &page.facts, "Next attempt", cell_time(console, delivery.due_us, "-"));
    else
        put_fact(console, &page.facts, "Ended", cell_time(console, delivery.ended_us, "-"));
    put_attempts(console, &page, &attempts);
    if (delivery.state == DELIVERY_FAILED) {
        put_resend(console, &page, &delivery);
    } else if (!text_empty(delivery.body)) {
        struct section_view *section = put_section(console, &page, "body", "What was sent", NULL);
        section->source = delivery.body;
    }
    if (problem != NULL && delivery.state == DELIVERY_FAILED)
        put_problem(console, &page.problems, &page.sections.items[page.sections.count - 1].panel,
                    "body", problem);
    return console_object_reply(console, problem == NULL ? 200 : 422, &page);
}

struct reply *delivery_page(struct console *console)
{
    return show(console, NULL);
}

/* Browsers end lines in CRLF, whatever the text had. */
static const char *with_plain_ends(struct arena *arena, const char *text)
{
    char *copy = arena_text(arena, text);
    char *to = copy;
    for (const char *from = text; *from != '\0'; from++) {
        if (*from != '\r')
            *to++ = *from;
    }
    *to = '\0';
    return copy;
}

struct reply *delivery_resend_send(struct console *console)
{
    const char *id = http_param(console->http, "delivery");
    const char *body = with_plain_ends(console->http->arena, console_raw(console, "body"));
    enum status st = delivery_resend(&console->ctx, id, text_empty(body) ? NULL : body);
    if (st == BAD_INPUT)
        return show(console, arena_text(console->http->arena, console->ctx.fault.message));
    return console_finish(console, st, arena_printf(console->http->arena, "deliveries/%s", id),
                          "sent-again");
}
