/* BIL-3: the table of taxes, a row for each seller of record. */
#include "app/tax.h"
#include "base/arena.h"
#include "base/text.h"
#include "web/console_books.h"
#include "web/console_pages.h"

struct reply *taxes_page(struct console *console)
{
    static const char *const sorts[4] = {NULL};
    struct list_query query = list_query_read(console);
    struct list_view view = {0};
    struct tax_rows taxes;
    size_t total = 0;
    enum status st = tax_list(&console->ctx, &taxes);
    if (st != OK)
        return console_failed(console, st);
    console_title(console, &view.page, "Taxes",
                  "What each seller of record puts on invoices from now on. An invoice that is "
                  "issued keeps its tax, and a credit memo gives back that.",
                  (char *)NULL);
    table_columns(console, &view.table, "Taxes", "Seller of record", "Tax", "Registration",
                  "Changed", (char *)NULL);
    view.table.has_buttons = true;
    view.table.empty = "No sellers: load a catalogue first.";
    for (size_t i = 0; i < taxes.count; i++) {
        const struct tax_row *one = &taxes.items[i];
        bool none = one->tax.kind == TAX_NONE;
        if (!text_has_nocase(one->seller_name, query.text))
            continue;
        if (total >= query.offset && total < query.offset + query.limit) {
            struct row_view *row = table_row(console, &view.table);
            row_cell(console, row, cell_text(one->seller_name));
            struct cell_view tax =
                cell_text(none ? "None" : tax_title(console->http->arena, &one->tax));
            tax.second = none || text_empty(one->tax.note) ? NULL : one->tax.note;
            row_cell(console, row, tax);
            row_cell(
                console, row,
                cell_text(none || text_empty(one->tax.registration) ? "-" : one->tax.registration));
            row_cell(console, row, cell_time(console, one->changed_us, "-"));
            put_action(console, &row->buttons, "Change",
                       arena_printf(console->http->arena, "taxes/%s", one->seller_id),
                       "sm btn-outline-secondary");
            row->buttons.items[0].label =
                arena_printf(console->http->arena, "Change tax of %s", one->seller_name);
        }
        total++;
    }
    list_finish(console, &view, "taxes", &query, sorts, total, "seller", "sellers");
    return console_list_reply(console, &view);
}

static void put_text(struct console *console, struct panel_view *panel, const char *name,
                     const char *label, const char *help, const char *now)
{
    struct input_view *input = put_input(console, panel, name, label, help);
    if (http_form(console->http, name) == NULL)
        input->value = text_or_empty(now);
}

static struct reply *show(struct console *console, const char *field, const char *problem)
{
    struct form_view view = {0};
    struct tax_row row;
    const char *id = http_param(console->http, "seller");
    enum status st = tax_find(&console->ctx, id, &row);
    if (st != OK)
        return console_failed(console, st);
    console_title(console, &view.page,
                  arena_printf(console->http->arena, "Tax of %s", row.seller_name),
                  "It is put on invoices that are issued from now on, over all lines together.",
                  "Taxes", "taxes", (char *)NULL);
    panel_init(console, &view.panel, arena_printf(console->http->arena, "taxes/%s", id),
               "Save tax");
    view.panel.cancel_url = console_url(console, "taxes");
    struct input_view *kind = put_input(console, &view.panel, "kind", "Kind", NULL);
    kind->kind = INPUT_SELECT;
    if (text_empty(kind->value))
        kind->value = tax_kind_name(row.tax.kind);
    for (enum tax_kind i = TAX_NONE; i <= TAX_OTHER; i++)
        put_choice(console, kind, tax_kind_name(i),
                   i == TAX_OTHER ? "Another tax" : tax_kind_label(i), NULL,
                   text_equal(kind->value, tax_kind_name(i)));
    put_text(console, &view.panel, "rate", "Rate in per cent", "Such as 19 or 8.1.",
             row.tax.kind == TAX_NONE ? "" : tax_rate_text(console->http->arena, row.tax.rate_ppm));
    put_text(console, &view.panel, "registration", "Registration",
             "The seller's number with the tax office, such as DE123456789. Left empty: none.",
             row.tax.registration);
    put_text(console, &view.panel, "note", "Note",
             "Printed on invoices, such as: Reverse charge. Left empty: none.", row.tax.note);
    if (problem != NULL)
        put_problem(console, &view.problems, &view.panel, field, problem);
    return console_form_reply(console, problem == NULL ? 200 : 422, &view);
}

struct reply *tax_page(struct console *console)
{
    return show(console, NULL, NULL);
}

struct reply *tax_send(struct console *console)
{
    const char *field;
    struct tax_input input = {
        .kind = console_field(console, "kind"),
        .rate = console_field(console, "rate"),
        .registration = console_field(console, "registration"),
        .note = console_field(console, "note"),
    };
    enum status st = tax_set(&console->ctx, http_param(console->http, "seller"), &input, &field);
    if (st == BAD_INPUT)
        return show(console, field, arena_text(console->http->arena, console->ctx.fault.message));
    return console_finish(console, st, "taxes", "tax-saved");
}
