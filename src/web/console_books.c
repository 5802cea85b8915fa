/* Subscriptions (ORD-9) and invoices (BIL-3), each with the way to what it came of. */
#include "web/console_books.h"

#include "base/arena.h"
#include "base/text.h"
#include "web/console_pages.h"

struct cell_view cell_agreement_state(enum agreement_state state)
{
    static const struct {
        const char *label, *icon, *tone;
    } looks[] = {
        [AGREEMENT_ACTIVE] = {"Active", "icon-check", "badge-success"},
        [AGREEMENT_CANCELLED] = {"Cancelled", "icon-close", "badge-muted"},
        [AGREEMENT_EXPIRED] = {"Expired", "icon-clock", "badge-muted"},
        [AGREEMENT_RENEWED] = {"Renewed", "icon-info", "badge-muted"},
        [AGREEMENT_REPLACED] = {"Replaced", "icon-info", "badge-muted"},
        [AGREEMENT_SUPERSEDED] = {"Superseded", "icon-info", "badge-muted"},
        [AGREEMENT_TERMINATED] = {"Terminated", "icon-close", "badge-danger"},
    };
    return cell_state(looks[state].label, looks[state].icon, looks[state].tone);
}

struct cell_view cell_invoice(struct console *console, const char *id)
{
    return id == NULL ? cell_text("-")
                      : cell_link(id, console_url(console, arena_printf(console->http->arena,
                                                                        "invoices/%s", id)));
}

static struct cell_view cell_subscription(struct console *console, const char *text, const char *id)
{
    return cell_link(
        text, console_url(console, arena_printf(console->http->arena, "subscriptions/%s", id)));
}

struct reply *subscriptions_page(struct console *console)
{
    static const char *const sorts[5] = {NULL};
    struct list_query query = list_query_read(console);
    struct agreement_list agreements;
    struct list_view view = {0};
    size_t total = 0;
    enum status st = books_agreements(&console->ctx, &agreements);
    if (st != OK)
        return console_failed(console, st);
    console_title(console, &view.page, "Subscriptions",
                  "The agreements that purchase orders have made.", (char *)NULL);
    table_columns(console, &view.table, "Subscriptions", "Subscription", "State", "Purchase order",
                  "Value", "Ends", (char *)NULL);
    view.table.empty = "None yet. They start when an approved request comes back as an order.";
    for (size_t i = 0; i < agreements.count; i++) {
        const struct agreement *one = &agreements.items[i];
        if (!text_has_nocase(arena_printf(console->http->arena, "%s %s %s %s", one->title,
                                          one->seller, one->id, text_or_empty(one->order_id)),
                             query.text))
            continue;
        if (total >= query.offset && total < query.offset + query.limit) {
            struct row_view *row = table_row(console, &view.table);
            struct cell_view name = cell_subscription(console, one->title, one->id);
            name.second = one->seller;
            row_cell(console, row, name);
            row_cell(console, row, cell_agreement_state(one->state));
            row_cell(console, row, cell_order(console, one->order_id, one->purchase_order_id));
            row_cell(console, row, cell_money(console, one->value));
            row_cell(console, row, cell_time(console, one->end_us, "Until cancelled"));
        }
        total++;
    }
    list_finish(console, &view, "subscriptions", &query, sorts, total, "subscription",
                "subscriptions");
    return console_list_reply(console, &view);
}

static void put_charges(struct console *console, struct object_view *page,
                        const struct agreement *agreement)
{
    struct section_view *section = put_section(console, page, "charges", "Charges", NULL);
    section->has_table = true;
    section->table.empty = "It costs nothing.";
    table_columns(console, &section->table, "Charges", "Charge", "Due", "Amount", "Invoice",
                  (char *)NULL);
    for (size_t i = 0; i < agreement->charge_count; i++) {
        const struct agreement_charge *charge = &agreement->charges[i];
        struct row_view *row = table_row(console, &section->table);
        row_cell(console, row, cell_text(charge->description));
        row_cell(console, row,
                 cell_text(charge->due_us == 0 ? "Monthly, by usage"
                                               : time_date(console->http->arena, charge->due_us)));
        row_cell(console, row, cell_money(console, charge->amount));
        row_cell(console, row, cell_invoice(console, charge->invoice_id));
    }
}

static void put_entitlements(struct console *console, struct object_view *page,
                             const struct agreement *agreement)
{
    struct arena *arena = console->http->arena;
    if (agreement->entitlement_count == 0)
        return;
    struct section_view *section =
        put_section(console, page, "entitlements", "What you may use", NULL);
    for (size_t i = 0; i < agreement->entitlement_count; i++) {
        const struct entitlement *one = &agreement->entitlements[i];
        put_fact(console, &section->facts, one->name,
                 cell_text(one->quantity < 0 ? "Without limit"
                                             : arena_printf(arena, "%lld %s",
                                                            (long long)one->quantity, one->unit)));
    }
}

static void put_events(struct console *console, struct object_view *page,
                       const struct agreement_events *events)
{
    if (events->count == 0)
        return;
    struct section_view *section = put_section(console, page, "events", "What has happened", NULL);
    section->has_table = true;
    table_columns(console, &section->table, "What has happened", "When", "What", (char *)NULL);
    for (size_t i = 0; i < events->count; i++) {
        struct row_view *row = table_row(console, &section->table);
        row_cell(console, row, cell_time(console, events->items[i].at_us, "-"));
        row_cell(console, row, cell_text(events->items[i].detail));
    }
}

struct reply *subscription_page(struct console *console)
{
    struct agreement_book book;
    struct object_view page = {0};
    enum status st = books_agreement(&console->ctx, http_param(console->http, "agreement"), &book);
    if (st != OK)
        return console_failed(console, st);
    const struct agreement *agreement = &book.agreement;
    console_title(console, &page.page, agreement->title, agreement->seller, "Subscriptions",
                  "subscriptions", (char *)NULL);
    put_fact(console, &page.facts, "State", cell_agreement_state(agreement->state));
    put_fact(console, &page.facts, "Agreement id", cell_code(agreement->id));
    put_fact(console, &page.facts, "Account id", cell_code(agreement->account_id));
    struct cell_view order = cell_order(console, agreement->order_id, agreement->purchase_order_id);
    if (agreement->order_line != NULL)
        order.second = arena_printf(console->http->arena, "Line %s", agreement->order_line);
    put_fact(console, &page.facts, "Purchase order", order);
    put_fact(console, &page.facts, "Value",
             cell_text(money_text(console->http->arena, agreement->value)));
    put_fact(console, &page.facts, "Starts", cell_time(console, agreement->start_us, "-"));
    put_fact(console, &page.facts, "Ends",
             cell_time(console, agreement->end_us, "Until cancelled"));
    put_fact(console, &page.facts, "Terms", cell_text(agreement->terms));
    put_entitlements(console, &page, agreement);
    put_charges(console, &page, agreement);
    put_events(console, &page, &book.events);
    return console_object_reply(console, 200, &page);
}

struct reply *invoices_page(struct console *console)
{
    static const char *const sorts[5] = {NULL};
    struct list_query query = list_query_read(console);
    struct invoice_list invoices;
    struct list_view view = {0};
    size_t total = 0;
    enum status st = books_invoices(&console->ctx, NULL, BOOKS_LIMIT, &invoices);
    if (st != OK)
        return console_failed(console, st);
    console_title(console, &view.page, "Invoices",
                  "One for each seller and purchase order, when its charges are due.",
                  (char *)NULL);
    table_columns(console, &view.table, "Invoices", "Invoice", "Seller", "Purchase order", "Amount",
                  "Issued", (char *)NULL);
    view.table.empty = "None yet. They are issued when charges of a subscription are due.";
    for (size_t i = 0; i < invoices.count; i++) {
        const struct invoice *one = &invoices.items[i];
        if (!text_has_nocase(arena_printf(console->http->arena, "%s %s %s", one->id, one->seller,
                                          text_or_empty(one->purchase_order)),
                             query.text))
            continue;
        if (total >= query.offset && total < query.offset + query.limit) {
            struct row_view *row = table_row(console, &view.table);
            row_cell(console, row, cell_invoice(console, one->id));
            row_cell(console, row, cell_text(one->seller));
            row_cell(console, row, cell_order(console, one->purchase_order, NULL));
            row_cell(console, row, cell_money(console, one->amount));
            row_cell(console, row, cell_time(console, one->issued_us, "-"));
        }
        total++;
    }
    list_finish(console, &view, "invoices", &query, sorts, total, "invoice", "invoices");
    return console_list_reply(console, &view);
}

static void put_invoice_lines(struct console *console, struct object_view *page,
                              const struct invoice_book *book)
{
    const struct invoice *invoice = &book->invoice;
    struct section_view *section =
        put_section(console, page, "lines", "Lines",
                    "Each leads to the subscription that is charged, and to the order it came of.");
    section->has_table = true;
    table_columns(console, &section->table, "Lines", "Line", "What", "Purchase order line", "Order",
                  "Amount", (char *)NULL);
    for (size_t i = 0; i < invoice->line_count; i++) {
        const struct invoice_line *line = &invoice->lines[i];
        struct row_view *row = table_row(console, &section->table);
        row_cell(console, row, cell_number(console, line->number));
        row_cell(console, row, cell_subscription(console, line->description, line->agreement_id));
        row_cell(console, row,
                 cell_text(line->purchase_order_line == NULL ? "-" : line->purchase_order_line));
        row_cell(
            console, row,
            cell_order(console, book->orders[i] == NULL ? NULL : "Show order", book->orders[i]));
        row_cell(console, row, cell_money(console, line->amount));
    }
}

struct reply *invoice_page(struct console *console)
{
    struct invoice_book book;
    struct object_view page = {0};
    enum status st = books_invoice(&console->ctx, http_param(console->http, "invoice"), &book);
    if (st != OK)
        return console_failed(console, st);
    const struct invoice *invoice = &book.invoice;
    console_title(console, &page.page,
                  arena_printf(console->http->arena, "Invoice %s", invoice->id), NULL, "Invoices",
                  "invoices", (char *)NULL);
    put_action(console, &page.page.actions, "Download PDF",
               arena_printf(console->http->arena, "invoices/%s/pdf", invoice->id), "primary");
    put_fact(console, &page.facts, "Amount",
             cell_text(money_text(console->http->arena, invoice->amount)));
    put_fact(console, &page.facts, "Issued", cell_time(console, invoice->issued_us, "-"));
    put_fact(console, &page.facts, "Seller of record", cell_text(invoice->seller));
    struct cell_view buyer = cell_text(book.account_name);
    buyer.second = arena_printf(console->http->arena, "%s, account %s", book.organization_name,
                                invoice->account_id);
    put_fact(console, &page.facts, "Billed to", buyer);
    if (invoice->purchase_order != NULL) {
        put_fact(console, &page.facts, "Purchase order", cell_text(invoice->purchase_order));
    } else {
        struct cell_view none = cell_text("Not on this invoice");
        none.second = "The service-linked role for purchase orders puts it on those to come.";
        put_fact(console, &page.facts, "Purchase order", none);
    }
    put_invoice_lines(console, &page, &book);
    return console_object_reply(console, 200, &page);
}
