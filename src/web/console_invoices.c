/* Invoices (BIL-3), each with the way to what it came of. */
#include <limits.h>

#include "app/credit.h"
#include "base/arena.h"
#include "base/text.h"
#include "web/console_books.h"
#include "web/console_pages.h"

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
            struct cell_view number = cell_invoice(console, one->id);
            if (one->credits_id != NULL)
                number.second = "Credit memo";
            row_cell(console, row, number);
            row_cell(console, row, cell_text(one->seller));
            row_cell(console, row, cell_order(console, one->purchase_order, NULL));
            row_cell(console, row, cell_money(console, invoice_total(one)));
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

/* How it fared as a document, and where it was not sent when it was issued, a way to do so. */
static void put_einvoice(struct console *console, struct object_view *page,
                         const struct invoice_book *book)
{
    struct cell_view cell = cell_text("Not sent as a document");
    if (book->sent.id != NULL) {
        cell = cell_delivery_state(book->sent.state);
        cell.second = book->sent.recipient;
    }
    put_fact(console, &page->facts, "E-invoice", cell);
    if (book->can_be_sent)
        put_post(console, &page->page.actions, "Send as e-invoice",
                 arena_printf(console->http->arena, "invoices/%s/send", book->invoice.id),
                 "outline-secondary", NULL, NULL);
}

/* BIL-3: some of it back, or all. */
static void put_credit(struct console *console, struct object_view *page,
                       const struct invoice *invoice)
{
    struct arena *arena = console->http->arena;
    struct section_view *section =
        put_section(console, page, "credit", "Give money back",
                    "By a credit memo, which is issued within 20 seconds and goes where the "
                    "invoice went. What was agreed stays.");
    section->has_panel = true;
    panel_init(console, &section->panel, arena_printf(arena, "invoices/%s/credit", invoice->id),
               "Issue credit memo");
    struct input_view *input = put_input(console, &section->panel, "line", "Of which line", NULL);
    input->kind = INPUT_SELECT;
    for (size_t i = 0; i < invoice->line_count; i++) {
        const struct invoice_line *line = &invoice->lines[i];
        const char *number = arena_printf(arena, "%d", line->number);
        put_choice(console, input, number,
                   arena_printf(arena, "%s: %s, %s", number, line->description,
                                money_text(arena, line->amount)),
                   NULL, text_equal(input->value, number));
    }
    put_input(console, &section->panel, "amount", "Amount",
              arena_printf(arena, "In %s%s, such as 120.00. Leave it empty to give back all.",
                           invoice->amount.currency,
                           invoice->tax.kind == TAX_NONE ? "" : ", before tax"));
    put_input(console, &section->panel, "reason", "Why", "The memo tells the buyer.")->required =
        true;
}

static void put_amounts(struct console *console, struct fact_list *facts,
                        const struct invoice *invoice)
{
    struct arena *arena = console->http->arena;
    if (invoice->tax.kind == TAX_NONE) {
        put_fact(console, facts, "Amount", cell_text(money_text(arena, invoice->amount)));
        return;
    }
    put_fact(console, facts, "Before tax", cell_text(money_text(arena, invoice->amount)));
    struct cell_view tax = cell_text(money_text(arena, invoice->tax_amount));
    tax.second = text_empty(invoice->tax.note) ? NULL : invoice->tax.note;
    put_fact(console, facts, tax_title(arena, &invoice->tax), tax);
    put_fact(console, facts, "Total", cell_text(money_text(arena, invoice_total(invoice))));
    if (!text_empty(invoice->tax.registration))
        put_fact(console, facts, "Seller's tax registration", cell_text(invoice->tax.registration));
}

static struct reply *show_invoice(struct console *console, const char *problem)
{
    struct invoice_book book;
    struct object_view page = {0};
    enum status st = books_invoice(&console->ctx, http_param(console->http, "invoice"), &book);
    if (st != OK)
        return console_failed(console, st);
    const struct invoice *invoice = &book.invoice;
    console_title(console, &page.page, invoice_title(console->http->arena, invoice), NULL,
                  "Invoices", "invoices", (char *)NULL);
    put_action(console, &page.page.actions, "Download PDF",
               arena_printf(console->http->arena, "invoices/%s/pdf", invoice->id), "primary");
    put_amounts(console, &page.facts, invoice);
    if (invoice->credits_id != NULL)
        put_fact(console, &page.facts, "Of invoice", cell_invoice(console, invoice->credits_id));
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
        if (console->realm == REALM_BUYER) {
            none.text = "Not on this invoice: see Roles";
            none.url = console_url(console, "roles");
        }
        put_fact(console, &page.facts, "Purchase order", none);
    }
    put_einvoice(console, &page, &book);
    put_invoice_lines(console, &page, &book);
    if (console->realm == REALM_OPERATOR && invoice->credits_id == NULL) {
        put_credit(console, &page, invoice);
        if (problem != NULL)
            put_problem(
                console, &page.problems, &page.sections.items[page.sections.count - 1].panel,
                text_empty(console_field(console, "reason")) ? "reason" : "amount", problem);
    }
    return console_object_reply(console, problem == NULL ? 200 : 422, &page);
}

struct reply *invoice_page(struct console *console)
{
    return show_invoice(console, NULL);
}

struct reply *credit_send(struct console *console)
{
    const char *id = http_param(console->http, "invoice");
    int64_t line;
    if (!text_to_int(console_field(console, "line"), &line) || line < 1 || line > INT_MAX)
        line = 0;
    enum status st = credit_give(&console->ctx, id, (int)line, console_raw(console, "amount"),
                                 console_raw(console, "reason"));
    if (st == BAD_INPUT)
        return show_invoice(console, arena_text(console->http->arena, console->ctx.fault.message));
    return console_finish(console, st, arena_printf(console->http->arena, "invoices/%s", id),
                          "credit-given");
}
