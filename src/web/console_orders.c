/* Purchase orders (BIL-5): the list, one with all that belongs to it, and for operators the
 * decision on one that needs attention (ORD-3). */
#include <stdlib.h>

#include "app/order_decide.h"
#include "base/arena.h"
#include "base/text.h"
#include "web/console_attachments.h"
#include "web/console_blanket.h"
#include "web/console_books.h"
#include "web/console_connection.h"
#include "web/console_pages.h"

enum { MOMENTS_MAX = 400, CHOICES_MAX = 1000 };

struct cell_view cell_order_state(enum order_state state)
{
    static const struct {
        const char *icon, *tone;
    } looks[] = {
        [ORDER_FULFILLED] = {"icon-check", "badge-success"},
        [ORDER_TEST] = {"icon-info", "badge-info"},
        [ORDER_NEEDS_ATTENTION] = {"icon-warning", "badge-warning"},
        [ORDER_REFUSED] = {"icon-close", "badge-danger"},
        [ORDER_REPLACED] = {"icon-info", "badge-muted"},
        [ORDER_CANCELLED] = {"icon-close", "badge-muted"},
        [ORDER_REJECTED] = {"icon-close", "badge-danger"},
        [ORDER_OPEN] = {"icon-check", "badge-info"},
    };
    return cell_state(order_state_label(state), looks[state].icon, looks[state].tone);
}

struct cell_view cell_money(struct console *console, struct money money)
{
    return (struct cell_view){.text = money_text(console->http->arena, money), .number = true};
}

struct cell_view cell_order(struct console *console, const char *number, const char *id)
{
    if (number == NULL)
        return cell_text("-");
    return id == NULL
               ? cell_text(number)
               : cell_link(number, console_url(console, arena_printf(console->http->arena,
                                                                     "purchase-orders/%s", id)));
}

static const char *order_rest(struct console *console, const char *more)
{
    return arena_printf(console->http->arena, "purchase-orders/%s%s%s",
                        http_param(console->http, "order"), *more == '\0' ? "" : "/", more);
}

static void put_filters(struct console *console, struct list_view *view, const char *state)
{
    static const enum order_state offered[] = {
        ORDER_NEEDS_ATTENTION, ORDER_FULFILLED, ORDER_OPEN, ORDER_TEST,
        ORDER_REFUSED,         ORDER_REJECTED};
    enum { COUNT = sizeof offered / sizeof *offered };
    view->filters.items = arena_array(console->http->arena, COUNT + 1, sizeof *view->filters.items);
    for (size_t i = 0; i <= COUNT; i++) {
        const char *name = i == 0 ? "" : order_state_name(offered[i - 1]);
        view->filters.items[view->filters.count++] = (struct link_view){
            .text = i == 0 ? "All" : order_state_label(offered[i - 1]),
            .url = console_url(
                console, arena_printf(console->http->arena, "purchase-orders?state=%s", name)),
            .current = text_equal(name, state),
        };
    }
}

struct reply *orders_page(struct console *console)
{
    static const char *const sorts[5] = {NULL};
    struct list_query query = list_query_read(console);
    bool all = console->realm == REALM_OPERATOR;
    struct order_rows orders;
    struct list_view view = {0};
    enum order_state state;
    size_t total = 0;
    const char *wanted = text_or_empty(http_query(console->http, "state"));
    if (!order_state_parse(wanted, &state))
        wanted = "";
    enum status st = books_orders(&console->ctx, wanted, &orders);
    if (st != OK)
        return console_failed(console, st);
    console_title(console, &view.page, "Purchase orders",
                  "What came from procurement systems, and what became of it.", (char *)NULL);
    put_filters(console, &view, wanted);
    table_columns(console, &view.table, "Purchase orders", "Number", "State", "Total", "Received",
                  all ? "Organization" : NULL, (char *)NULL);
    view.table.empty = "None. They come when a request has been approved in a procurement system.";
    for (size_t i = 0; i < orders.count; i++) {
        const struct order *order = &orders.items[i].order;
        if (!text_has_nocase(arena_printf(console->http->arena, "%s %s %s", order->order_id,
                                          order_state_label(order->state),
                                          text_or_empty(order->reason)),
                             query.text))
            continue;
        if (total >= query.offset && total < query.offset + query.limit) {
            struct row_view *row = table_row(console, &view.table);
            struct cell_view number = cell_order(console, order->order_id, order->id);
            number.second = text_sentence(console->http->arena, order->reason);
            row_cell(console, row, number);
            row_cell(console, row, cell_order_state(order->state));
            row_cell(console, row,
                     order->has_total ? cell_money(console, order->total) : cell_text("-"));
            row_cell(console, row, cell_time(console, order->received_us, "-"));
            if (all)
                row_cell(console, row, cell_organization(console, order->organization_id));
        }
        total++;
    }
    list_finish(console, &view, "purchase-orders", &query, sorts, total, "order", "orders");
    return console_list_reply(console, &view);
}

static const char *line_label(struct arena *arena, const struct order_line *line)
{
    return line->line_number != NULL ? line->line_number : arena_printf(arena, "%d", line->number);
}

static void put_lines(struct console *console, struct object_view *page, const struct order *order)
{
    struct arena *arena = console->http->arena;
    struct section_view *section = put_section(console, page, "lines", "Lines", NULL);
    section->has_table = true;
    section->table.empty = "It has no lines.";
    table_columns(console, &section->table, "Lines", "Line", "Part", "Quantity", "Unit price",
                  "What came of it", (char *)NULL);
    for (size_t i = 0; i < order->line_count; i++) {
        const struct order_line *line = &order->lines[i];
        struct row_view *row = table_row(console, &section->table);
        struct cell_view part =
            cell_text(text_empty(line->description) ? line->part_id : line->description);
        part.second = text_empty(line->description) ? NULL : line->part_id;
        row_cell(console, row, cell_text(line_label(arena, line)));
        row_cell(console, row, part);
        row_cell(console, row,
                 (struct cell_view){.text = quantity_text(arena, line->quantity_micros),
                                    .number = true});
        row_cell(console, row,
                 line->has_price ? cell_money(console, line->unit_price)
                 : line->has_limit
                     ? cell_text(arena_printf(console->http->arena, "Up to %s",
                                              money_text(console->http->arena, line->limit)))
                     : cell_text("-"));
        row_cell(console, row,
                 cell_text(order->state == ORDER_REJECTED
                               ? "Bought nothing"
                               : text_sentence(arena, text_or_empty(line->outcome))));
    }
}

static void put_agreements(struct console *console, struct object_view *page,
                           const struct order_book *book)
{
    if (book->agreement_count == 0)
        return;
    struct section_view *section =
        put_section(console, page, "agreements", "Subscriptions and charges",
                    "Each charge, when it is due, and the invoice that it is on.");
    section->has_table = true;
    table_columns(console, &section->table, "Subscriptions and charges", "Subscription", "Charge",
                  "Due", "Amount", "Invoice", (char *)NULL);
    for (size_t i = 0; i < book->agreement_count; i++) {
        const struct agreement *agreement = &book->agreements[i];
        for (size_t j = 0; j < agreement->charge_count; j++) {
            const struct agreement_charge *charge = &agreement->charges[j];
            struct row_view *row = table_row(console, &section->table);
            row_cell(
                console, row,
                cell_link(agreement->title,
                          console_url(console, arena_printf(console->http->arena,
                                                            "subscriptions/%s", agreement->id))));
            row_cell(console, row, cell_text(charge->description));
            row_cell(console, row,
                     cell_text(charge->due_us == 0
                                   ? "Monthly, by usage"
                                   : time_date(console->http->arena, charge->due_us)));
            row_cell(console, row, cell_money(console, charge->amount));
            row_cell(console, row, cell_invoice(console, charge->invoice_id));
        }
    }
}

/* Something that has happened, for the timeline. */
struct moment {
    int64_t at_us;
    const char *what;
    const char *more;
    const char *url; /* or NULL */
};

struct moments {
    struct moment items[MOMENTS_MAX];
    size_t count;
};

static void add_moment(struct moments *moments, int64_t at_us, const char *what, const char *more,
                       const char *url)
{
    if (moments->count < MOMENTS_MAX)
        moments->items[moments->count++] = (struct moment){at_us, what, more, url};
}

static int by_time(const void *a, const void *b)
{
    int64_t x = ((const struct moment *)a)->at_us;
    int64_t y = ((const struct moment *)b)->at_us;
    return x < y ? -1 : x > y;
}

static const char *version_text(struct arena *arena, const struct order *order)
{
    const char *type = order->type == ORDER_NEW      ? "Order"
                       : order->type == ORDER_UPDATE ? "Update"
                                                     : "Cancellation";
    return arena_printf(arena, "%s%s%s received", type,
                        text_empty(order->version) ? "" : ", version ",
                        text_empty(order->version) ? "" : order->version);
}

/* What it is by now: when it became so is not kept. */
static const char *state_text(struct arena *arena, const struct order *order)
{
    const char *reason = text_sentence(arena, order->reason);
    return text_empty(reason)
               ? arena_printf(arena, "Now: %s", order_state_label(order->state))
               : arena_printf(arena, "Now: %s. %s", order_state_label(order->state), reason);
}

static void put_timeline(struct console *console, struct object_view *page,
                         const struct order_book *book)
{
    struct arena *arena = console->http->arena;
    struct moments *moments = arena_make(arena, struct moments);
    struct section_view *section =
        put_section(console, page, "timeline", "What has happened", NULL);
    section->has_table = true;
    table_columns(console, &section->table, "What has happened", "When", "What", (char *)NULL);
    for (size_t i = 0; i < book->versions.count; i++) {
        const struct order *order = &book->versions.items[i].order;
        add_moment(moments, order->received_us, version_text(arena, order),
                   state_text(arena, order),
                   text_equal(order->id, book->order.id)
                       ? NULL
                       : cell_order(console, order->order_id, order->id).url);
    }
    for (size_t i = 0; i < book->events.count; i++)
        add_moment(moments, book->events.items[i].at_us, "Subscription changed",
                   book->events.items[i].detail, NULL);
    for (size_t i = 0; i < book->deliveries.count; i++) {
        const struct delivery *delivery = &book->deliveries.items[i];
        add_moment(moments, delivery->ended_us == 0 ? delivery->created_us : delivery->ended_us,
                   arena_printf(arena, "%s: %s",
                                delivery->kind == DELIVERY_MAIL ? "Mail"
                                : delivery->kind == DELIVERY_WEBHOOK
                                    ? "Webhook"
                                    : delivery_kind_name(delivery->kind),
                                delivery_state_label(delivery->state)),
                   /* A webhook's address may be a secret of who set it up. */
                   delivery->kind == DELIVERY_WEBHOOK ? NULL : delivery->recipient,
                   console->realm != REALM_OPERATOR
                       ? NULL
                       : console_url(console, arena_printf(arena, "deliveries/%s", delivery->id)));
    }
    qsort(moments->items, moments->count, sizeof *moments->items, by_time);
    for (size_t i = 0; i < moments->count; i++) {
        struct row_view *row = table_row(console, &section->table);
        struct cell_view what = cell_text(moments->items[i].what);
        what.url = moments->items[i].url;
        what.second = text_empty(moments->items[i].more) ? NULL : moments->items[i].more;
        row_cell(console, row, cell_time(console, moments->items[i].at_us, "-"));
        row_cell(console, row, what);
    }
}

/* The code of the answer; a mail that was put into a folder has none. */
static const char *code_text(struct arena *arena, const struct document *document)
{
    return document->status_code == 0
               ? "-"
               : arena_printf(arena, "%lld", (long long)document->status_code);
}

static void put_documents(struct console *console, struct object_view *page,
                          const struct order_book *book)
{
    struct arena *arena = console->http->arena;
    struct section_view *section =
        put_section(console, page, "documents", "Documents",
                    "As they came and as they were sent, with secrets blanked.");
    section->has_table = true;
    section->table.empty = "None are kept any more.";
    table_columns(console, &section->table, "Documents", "Document", "Way", "Answer", "When",
                  (char *)NULL);
    for (size_t i = 0; i < book->documents.count; i++) {
        const struct document *document = &book->documents.items[i];
        struct row_view *row = table_row(console, &section->table);
        struct cell_view name = cell_link(
            document->kind,
            console_url(console,
                        order_rest(console, arena_printf(arena, "documents/%s", document->id))));
        name.second = document->payload_id;
        struct cell_view answer = cell_text(code_text(arena, document));
        answer.second = document->remark;
        row_cell(console, row, name);
        row_cell(console, row, cell_text(text_equal(document->direction, "in") ? "In" : "Out"));
        row_cell(console, row, answer);
        row_cell(console, row, cell_time(console, document->at_us, "-"));
    }
}

static const char *choice_name(struct arena *arena, int line)
{
    return arena_printf(arena, "line-%d", line);
}

/* What each line stands for: chosen by who accepts it, where the order does not say so rightly. */
static void put_choices(struct console *console, struct panel_view *panel,
                        const struct order_book *book)
{
    struct arena *arena = console->http->arena;
    for (size_t i = 0; i < book->order.line_count; i++) {
        const struct order_line *line = &book->order.lines[i];
        struct input_view *input =
            put_input(console, panel, choice_name(arena, line->number),
                      arena_printf(arena, "Line %s stands for", line_label(arena, line)),
                      text_sentence(arena, text_or_empty(line->outcome)));
        input->kind = INPUT_SELECT;
        put_choice(console, input, "", "What the order says", NULL, text_empty(input->value));
        for (size_t j = 0; j < book->open_lines.count; j++) {
            const struct request_line *open = &book->open_lines.items[j];
            put_choice(console, input, open->id,
                       arena_printf(arena, "%s, %s (%s)", open->line.description,
                                    money_text(arena, open->line.amount), open->part_id),
                       NULL, text_equal(input->value, open->id));
        }
    }
}

static void put_decision(struct console *console, struct object_view *page,
                         const struct order_book *book)
{
    struct section_view *section = put_section(
        console, page, "accept", "Accept it as it is",
        book->order.test
            ? "It is a test order: nothing is bought; the buyer gets a confirmation."
            : "The subscriptions start, worth what the order says; the buyer gets a confirmation.");
    section->has_panel = true;
    panel_init(console, &section->panel, order_rest(console, "accept"), "Accept order");
    put_choices(console, &section->panel, book);
    section = put_section(console, page, "reject", "Reject it",
                          "Nothing is bought; the buyer gets the reason.");
    section->has_panel = true;
    section->panel.danger = true;
    panel_init(console, &section->panel, order_rest(console, "reject"), "Reject order");
    section->panel.danger = true;
    struct input_view *input =
        put_input(console, &section->panel, "reason", "Reason", "The buyer reads it.");
    input->kind = INPUT_AREA;
    input->brief = true;
    input->required = true;
}

static void put_facts(struct console *console, struct fact_list *facts,
                      const struct order_book *book)
{
    const struct order *order = &book->order;
    put_fact(console, facts, "State", cell_order_state(order->state));
    put_fact(console, facts, "Connection", cell_connection(console, &book->connection));
    if (console->realm == REALM_OPERATOR)
        put_fact(console, facts, "Organization",
                 cell_organization(console, order->organization_id));
    put_fact(console, facts, "Received", cell_time(console, order->received_us, "-"));
    if (order->has_total)
        put_fact(console, facts, "Total of the order",
                 cell_text(money_text(console->http->arena, order->total)));
    put_blanket_facts(console, facts, book);
    if (!text_empty(book->agreed.currency)) {
        struct money rest = book->agreed;
        struct cell_view agreed = cell_text(money_text(console->http->arena, book->agreed));
        money_add(&rest, book->renewed);
        money_add(&rest, money_negative(book->invoiced));
        if (!money_is_zero(book->renewed))
            agreed.second = arena_printf(console->http->arena, "and %s by renewals",
                                         money_text(console->http->arena, book->renewed));
        put_fact(console, facts, "Agreed", agreed);
        put_fact(console, facts, "Invoiced",
                 cell_text(money_text(console->http->arena, book->invoiced)));
        put_fact(console, facts, "Not invoiced yet",
                 cell_text(money_text(console->http->arena, rest)));
        if (!money_is_zero(book->credited))
            put_fact(console, facts, "Given back",
                     cell_text(money_text(console->http->arena, book->credited)));
    }
    put_fact(console, facts, "Payload id", cell_code(order->payload_id));
}

static struct reply *show(struct console *console, const char *section_id, const char *problem)
{
    struct order_book book;
    struct object_view page = {0};
    enum status st = books_order(&console->ctx, http_param(console->http, "order"), &book);
    if (st != OK)
        return console_failed(console, st);
    if (book.connection.mode == MODE_TEST)
        console->page.test_banner = "orders that come through this connection buy nothing.";
    console_title(
        console, &page.page, arena_printf(console->http->arena, "Order %s", book.order.order_id),
        text_empty(book.order.reason) ? book.answer
                                      : text_sentence(console->http->arena, book.order.reason),
        "Purchase orders", "purchase-orders", (char *)NULL);
    put_facts(console, &page.facts, &book);
    put_lines(console, &page, &book.order);
    bool waits = book.order.state == ORDER_NEEDS_ATTENTION;
    bool decides = console->realm == REALM_OPERATOR && waits;
    if (waits && !decides)
        page.notice = "It has bought nothing yet. If it is wrong, send a corrected order under the "
                      "same number. If it is right, the marketplace's operator can accept it.";
    if (decides)
        put_decision(console, &page, &book);
    put_releases(console, &page, &book);
    put_agreements(console, &page, &book);
    put_timeline(console, &page, &book);
    put_attachments(console, &page, &book);
    put_documents(console, &page, &book);
    for (size_t i = 0; problem != NULL && i < page.sections.count; i++) {
        struct panel_view *panel = &page.sections.items[i].panel;
        if (text_equal(page.sections.items[i].id, section_id) && panel->inputs.count > 0)
            put_problem(console, &page.problems, panel, panel->inputs.items[0].name, problem);
    }
    return console_object_reply(console, problem == NULL ? 200 : 422, &page);
}

struct reply *order_page(struct console *console)
{
    return show(console, NULL, NULL);
}

struct reply *order_document_page(struct console *console)
{
    struct object_view page = {0};
    struct document document;
    struct bytes body;
    enum status st = books_document(&console->ctx, http_param(console->http, "order"),
                                    http_param(console->http, "document"), &document, &body);
    if (st != OK)
        return console_failed(console, st);
    console_title(console, &page.page, document.kind, document.remark, "Purchase orders",
                  "purchase-orders", document.order_id, order_rest(console, ""), (char *)NULL);
    put_fact(console, &page.facts, "Way",
             cell_text(text_equal(document.direction, "in") ? "In" : "Out"));
    put_fact(console, &page.facts, "When", cell_time(console, document.at_us, "-"));
    put_fact(console, &page.facts, "Answer", cell_text(code_text(console->http->arena, &document)));
    put_fact(console, &page.facts, "Payload id", cell_code(document.payload_id));
    struct section_view *section = put_section(console, &page, "bytes", "The document", NULL);
    section->source = arena_text_n(console->http->arena, (const char *)body.data, body.size);
    return console_object_reply(console, 200, &page);
}

static const char *fault_text(struct console *console)
{
    return arena_text(console->http->arena, console->ctx.fault.message);
}

struct reply *order_accept_send(struct console *console)
{
    struct arena *arena = console->http->arena;
    struct order_book book;
    enum status st = books_order(&console->ctx, http_param(console->http, "order"), &book);
    if (st != OK)
        return console_failed(console, st);
    struct order_choice *choices = arena_array(arena, book.order.line_count, sizeof *choices);
    size_t count = 0;
    for (size_t i = 0; i < book.order.line_count; i++) {
        int line = book.order.lines[i].number;
        const char *chosen = console_field(console, choice_name(arena, line));
        if (!text_empty(chosen))
            choices[count++] = (struct order_choice){line, chosen};
    }
    st = order_accept(&console->ctx, book.order.id, choices, count);
    if (st == CONFLICT)
        return show(console, "accept", fault_text(console));
    return console_finish(console, st, order_rest(console, ""), "order-accepted");
}

struct reply *order_reject_send(struct console *console)
{
    enum status st = order_reject(&console->ctx, http_param(console->http, "order"),
                                  console_raw(console, "reason"));
    if (st == BAD_INPUT || st == CONFLICT)
        return show(console, "reject", fault_text(console));
    return console_finish(console, st, order_rest(console, ""), "order-rejected");
}
