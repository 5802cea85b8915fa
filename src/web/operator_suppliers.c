/* The marketplace's own identities in business networks. */
#include "app/procurement.h"
#include "base/arena.h"
#include "base/text.h"
#include "web/console_connection.h"
#include "web/console_pages.h"

struct reply *suppliers_page(struct console *console)
{
    static const char *const sorts[3] = {NULL};
    struct list_query query = list_query_read(console);
    struct supplier_rows suppliers;
    struct list_view view = {0};
    enum status st = procurement_suppliers(&console->ctx, &suppliers);
    if (st != OK)
        return console_failed(console, st);
    console_title(
        console, &view.page, "Supplier identities",
        "Who this marketplace is in SAP Business Network: buyers of SAP Ariba choose one.",
        (char *)NULL);
    put_action(console, &view.page.actions, "Add identity", "new-supplier", "primary");
    table_columns(console, &view.table, "Supplier identities", "Name", "ANID", "Added",
                  (char *)NULL);
    view.table.has_buttons = true;
    view.table.empty = "None yet. Buyers of SAP Ariba can't be connected before there is one.";
    size_t total = 0;
    for (size_t i = 0; i < suppliers.count; i++) {
        const struct supplier_row *one = &suppliers.items[i];
        if (!text_has_nocase(
                arena_printf(console->http->arena, "%s %s", one->name, one->credential.identity),
                query.text))
            continue;
        if (total >= query.offset && total < query.offset + query.limit) {
            struct row_view *row = table_row(console, &view.table);
            row_cell(console, row, cell_text(one->name));
            row_cell(console, row, cell_code(one->credential.identity));
            row_cell(console, row, cell_time(console, one->created_us, "-"));
            put_action(console, &row->buttons, "Change secret",
                       arena_printf(console->http->arena, "suppliers/%s/rotate", one->id),
                       "sm btn-outline-secondary");
            row->buttons.items[0].label =
                arena_printf(console->http->arena, "Change secret of %s", one->credential.identity);
        }
        total++;
    }
    list_finish(console, &view, "suppliers", &query, sorts, total, "identity", "identities");
    return console_list_reply(console, &view);
}

static struct reply *form(struct console *console, const struct settings_problems *problems)
{
    struct form_view view = {0};
    console_title(console, &view.page, "Add supplier identity",
                  "As it is in your account of SAP Business Network.", "Supplier identities",
                  "suppliers", (char *)NULL);
    panel_init(console, &view.panel, "new-supplier", "Add identity");
    view.panel.cancel_url = console_url(console, "suppliers");
    put_input(console, &view.panel, "name", "Name", "What buyers choose it by.")->required = true;
    struct input_view *input = put_input(console, &view.panel, "identity", "ANID",
                                         "AN and 11 or 12 digits, and -T for a test account.");
    input->required = true;
    input->code = true;
    put_password(console, &view.panel, "secret", "Shared secret",
                 "The one that is set in the network account: the network puts it into everything "
                 "it forwards, for all buyers.",
                 "off");
    for (size_t i = 0; problems != NULL && i < problems->count; i++)
        put_problem(console, &view.problems, &view.panel, problems->items[i].field,
                    problems->items[i].message);
    return console_form_reply(console, problems == NULL ? 200 : 422, &view);
}

struct reply *supplier_new_page(struct console *console)
{
    return form(console, NULL);
}

struct reply *supplier_new_send(struct console *console)
{
    struct settings_problems problems;
    enum status st = procurement_add_supplier(&console->ctx, console_field(console, "name"),
                                              console_field(console, "identity"),
                                              console_field(console, "secret"), &problems);
    if (st == BAD_INPUT)
        return form(console, &problems);
    return console_finish(console, st, "suppliers", "supplier-added");
}

static struct reply *rotate_form(struct console *console, const char *problem)
{
    struct form_view view = {0};
    console_title(
        console, &view.page, "Change secret",
        "After it was changed in SAP Business Network. It is changed for every connection "
        "of this identity.",
        "Supplier identities", "suppliers", (char *)NULL);
    panel_init(console, &view.panel,
               arena_printf(console->http->arena, "suppliers/%s/rotate",
                            http_param(console->http, "supplier")),
               "Change secret");
    view.panel.cancel_url = console_url(console, "suppliers");
    put_password(console, &view.panel, "secret", "New shared secret",
                 "The one that is set in the network account now.", "off");
    put_overlap(console, &view.panel);
    if (problem != NULL)
        put_problem(console, &view.problems, &view.panel, "secret", problem);
    return console_form_reply(console, problem == NULL ? 200 : 422, &view);
}

struct reply *supplier_rotate_page(struct console *console)
{
    return rotate_form(console, NULL);
}

struct reply *supplier_rotate_send(struct console *console)
{
    enum status st =
        procurement_rotate_supplier(&console->ctx, http_param(console->http, "supplier"),
                                    console_field(console, "secret"), sent_overlap(console));
    if (st == BAD_INPUT)
        return rotate_form(console, arena_text(console->http->arena, console->ctx.fault.message));
    return console_finish(console, st, "suppliers", "supplier-rotated");
}

struct reply *self_service_send(struct console *console)
{
    const char *organization_id = http_param(console->http, "organization");
    bool allowed = text_equal(console_field(console, "allowed"), "yes");
    return console_finish(console,
                          procurement_set_self_service(&console->ctx, organization_id, allowed),
                          arena_printf(console->http->arena, "organizations/%s", organization_id),
                          allowed ? "self-service-on" : "self-service-off");
}
