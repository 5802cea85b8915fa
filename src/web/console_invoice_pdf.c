/* An invoice as PDF (BIL-3). */
#include "base/arena.h"
#include "base/text.h"
#include "pdf/sheet.h"
#include "web/console_books.h"
#include "web/console_pages.h"

enum { FACTS_MAX = 7, SUMS_MAX = 3 };

struct facts {
    struct sheet_fact items[FACTS_MAX];
    size_t count;
};

static void add(struct facts *facts, const char *label, const char *value)
{
    facts->items[facts->count++] = (struct sheet_fact){label, value};
}

static enum status write_invoice(struct console *console, const struct invoice_book *book,
                                 struct bytes *out)
{
    static const struct sheet_column columns[] = {{"Line", 0.08, false},
                                                  {"Description", 0.5, false},
                                                  {"PO line", 0.12, false},
                                                  {"Amount", 0.3, true}};
    enum { COLUMNS = sizeof columns / sizeof *columns };
    struct arena *arena = console->http->arena;
    const struct invoice *invoice = &book->invoice;
    struct facts facts = {.count = 0};
    add(&facts, "Seller of record",
        text_empty(invoice->tax.registration)
            ? invoice->seller
            : arena_printf(arena, "%s\nTax registration %s", invoice->seller,
                           invoice->tax.registration));
    add(&facts, "Billed to",
        arena_printf(arena, "%s\n%s\nAccount %s\n%s", book->organization_name, book->account_name,
                     invoice->account_id, book->account_email));
    add(&facts, "Issued", time_date(arena, invoice->issued_us));
    if (invoice->credits_id != NULL)
        add(&facts, "Of invoice", invoice->credits_id);
    if (invoice->purchase_order != NULL)
        add(&facts, "Purchase order", invoice->purchase_order);
    const char **cells = arena_array(arena, COLUMNS * invoice->line_count, sizeof *cells);
    for (size_t i = 0; i < invoice->line_count; i++) {
        const struct invoice_line *line = &invoice->lines[i];
        cells[COLUMNS * i] = arena_printf(arena, "%d", line->number);
        cells[COLUMNS * i + 1] = line->description;
        cells[COLUMNS * i + 2] =
            line->purchase_order_line == NULL ? "-" : line->purchase_order_line;
        cells[COLUMNS * i + 3] = money_text(arena, line->amount);
    }
    struct sheet_fact sums[SUMS_MAX];
    size_t sum_count = 0;
    if (invoice->tax.kind != TAX_NONE) {
        sums[sum_count++] = (struct sheet_fact){"Before tax", money_text(arena, invoice->amount)};
        sums[sum_count++] = (struct sheet_fact){tax_title(arena, &invoice->tax),
                                                money_text(arena, invoice->tax_amount)};
    }
    sums[sum_count++] = (struct sheet_fact){"Total", money_text(arena, invoice_total(invoice))};
    const struct sheet sheet = {
        .title = invoice_title(arena, invoice),
        .author = invoice->seller,
        .at_us = invoice->issued_us,
        .facts = facts.items,
        .fact_count = facts.count,
        .columns = columns,
        .column_count = COLUMNS,
        .cells = cells,
        .row_count = invoice->line_count,
        .sums = sums,
        .sum_count = sum_count,
        .note = text_empty(invoice->tax.note) ? NULL : invoice->tax.note,
    };
    return sheet_write(arena, &sheet, out, &console->ctx.fault);
}

struct reply *invoice_pdf(struct console *console)
{
    struct invoice_book book;
    struct bytes pdf;
    enum status st = books_invoice(&console->ctx, http_param(console->http, "invoice"), &book);
    if (st == OK)
        st = write_invoice(console, &book, &pdf);
    if (st != OK)
        return console_failed(console, st);
    struct reply *reply = reply_bytes(console->http, 200, "application/pdf", pdf);
    reply_header(
        reply, "Content-Disposition",
        arena_printf(console->http->arena, "attachment; filename=\"%s.pdf\"", book.invoice.id));
    reply_header(reply, "Cache-Control", "no-store");
    return reply;
}
