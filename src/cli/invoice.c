/* Invoices (BIL-3), newest first, and one with its lines. */
#include "app/books.h"
#include "base/text.h"
#include "cli/admin.h"

static enum status list(struct admin *admin)
{
    static const char *const names[] = {
        "id",     "issued", "account_id", "seller",   "purchase_order",
        "amount", "tax",    "total",      "currency", "credits_id"};
    const struct invocation *in = admin->invocation;
    struct invoice_list invoices;
    struct records records;
    enum status st = books_invoices(&admin->ctx, in->organization, in->limit, &invoices);
    if (st != OK)
        return st;
    records_start(&records, admin, names, sizeof names / sizeof *names);
    for (size_t i = 0; i < invoices.count; i++) {
        const struct invoice *invoice = &invoices.items[i];
        records_text(&records, invoice->id);
        records_time(&records, invoice->issued_us);
        records_text(&records, invoice->account_id);
        records_text(&records, invoice->seller);
        records_text(&records, invoice->purchase_order);
        records_text(&records, money_amount(admin->ctx.arena, invoice->amount));
        records_text(&records, money_amount(admin->ctx.arena, invoice->tax_amount));
        records_text(&records, money_amount(admin->ctx.arena, invoice_total(invoice)));
        records_text(&records, invoice->amount.currency);
        records_text(&records, invoice->credits_id);
    }
    records_print(&records, "invoices", "No invoices yet.");
    return OK;
}

static enum status show(struct admin *admin)
{
    static const char *const names[] = {"line",         "description",    "amount",
                                        "currency",     "purchase_order", "purchase_order_line",
                                        "agreement_id", "charge"};
    struct arena *arena = admin->ctx.arena;
    struct invoice_book book;
    const struct invoice *invoice = &book.invoice;
    struct records records;
    enum status st = books_invoice(&admin->ctx, admin->invocation->object, &book);
    if (st != OK)
        return st;
    records_start(&records, admin, names, sizeof names / sizeof *names);
    for (size_t i = 0; i < invoice->line_count; i++) {
        const struct invoice_line *line = &invoice->lines[i];
        records_text(&records, arena_printf(arena, "%d", line->number));
        records_text(&records, line->description);
        records_text(&records, money_amount(arena, line->amount));
        records_text(&records, line->amount.currency);
        records_text(&records, invoice->purchase_order);
        records_text(&records, line->purchase_order_line);
        records_text(&records, line->agreement_id);
        records_text(&records, arena_printf(arena, "%d", line->charge_number));
    }
    records_print(&records, "lines", "It has no lines.");
    return OK;
}

static enum status run(struct invocation *invocation, struct fault *fault)
{
    static const struct admin_verb verbs[] = {
        {"list", false, false, ADMIN_READS, list},
        {"show", true, false, ADMIN_READS, show},
    };
    return admin_run(invocation, &command_invoice,
                     (struct admin_verbs){verbs, sizeof verbs / sizeof *verbs}, fault);
}

const struct command command_invoice = {
    "invoice", "list|show ID --data DIR [--organization ID] [--limit N] [--json]",
    "invoices, newest first, and the lines of one", run};
