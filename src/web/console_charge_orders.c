/* BIL-2: which purchase orders the invoices of a subscription will carry, one form for each way. */
#include "app/charge_order.h"
#include "base/arena.h"
#include "base/text.h"
#include "web/console_books.h"
#include "web/console_pages.h"

static const char *page_rest(struct console *console)
{
    return arena_printf(console->http->arena, "subscriptions/%s/purchase-orders",
                        http_param(console->http, "agreement"));
}

struct cell_view cell_charge_order(struct console *console, struct charge_order order)
{
    struct cell_view cell = cell_text(text_empty(order.number) ? "None" : order.number);
    if (!text_empty(order.number))
        cell.second =
            arena_printf(console->http->arena, "Line %s", order.line == NULL ? "1" : order.line);
    return cell;
}

/* Two fields, "all" and "all-line". What is shown first is what is now. */
static void put_order(struct console *console, struct panel_view *panel, const char *name,
                      const char *what, struct charge_order now)
{
    struct arena *arena = console->http->arena;
    struct input_view *number = put_input(
        console, panel, name, arena_printf(arena, "Purchase order number for %s", what), NULL);
    if (http_form(console->http, name) == NULL)
        number->value = text_or_empty(now.number);
    name = arena_printf(arena, "%s-line", name);
    struct input_view *line = put_input(
        console, panel, name, arena_printf(arena, "Line of it, for %s", what), "Empty: line 1.");
    if (http_form(console->http, name) == NULL)
        line->value = text_or_empty(now.line);
}

static struct charge_order sent_order(struct console *console, const char *name)
{
    return (struct charge_order){
        console_field(console, name),
        console_field(console, arena_printf(console->http->arena, "%s-line", name))};
}

static const char *charge_field(struct console *console, const struct agreement_charge *charge)
{
    return arena_printf(console->http->arena, "charge-%d", charge->number);
}

static struct panel_view *put_way(struct console *console, struct object_view *page,
                                  enum charge_order_mode mode, const char *heading,
                                  const char *text, const char *submit)
{
    const char *name = charge_order_mode_name(mode);
    struct section_view *section = put_section(
        console, page, arena_printf(console->http->arena, "way-%s", name), heading, text);
    section->has_panel = true;
    panel_init(console, &section->panel, page_rest(console), submit);
    put_hidden(console, &section->panel, "mode", name);
    return &section->panel;
}

/* What is there to choose for. */
struct open_charges {
    size_t count, fixed_count;
    struct charge_order fixed, usage; /* of the first; `number` NULL: there is none */
};

static struct open_charges look_at(const struct charge_order_view *view)
{
    const struct agreement *agreement = &view->agreement;
    struct open_charges open = {0};
    if (view->has_usage)
        open.usage = charge_order_of_usage(agreement);
    for (size_t i = 0; i < agreement->charge_count; i++) {
        const struct agreement_charge *charge = &agreement->charges[i];
        bool metered = charge->kind == CHARGE_METERED;
        struct charge_order *first = metered ? &open.usage : &open.fixed;
        if (!charge_is_open(charge))
            continue;
        open.count++;
        open.fixed_count += !metered;
        if (first->number == NULL)
            *first = charge_order_of(agreement, charge);
    }
    return open;
}

static void put_each(struct console *console, struct object_view *page,
                     const struct charge_order_view *view)
{
    struct panel_view *panel = put_way(console, page, CHARGE_ORDERS_EACH, "One for each charge",
                                       "Charges of one day under the same number come on one "
                                       "invoice. Left empty: none.",
                                       "Use one for each");
    for (size_t i = 0; i < view->agreement.charge_count; i++) {
        const struct agreement_charge *charge = &view->agreement.charges[i];
        if (charge_is_open(charge))
            put_order(console, panel, charge_field(console, charge), charge->description,
                      charge_order_of(&view->agreement, charge));
    }
    if (view->has_usage)
        put_order(console, panel, "each-usage", "usage to come",
                  charge_order_of_usage(&view->agreement));
}

static void put_ways(struct console *console, struct object_view *page,
                     const struct charge_order_view *view)
{
    struct open_charges open = look_at(view);
    struct charge_order nothing = {0};
    bool fixed = open.fixed.number != NULL, usage = open.usage.number != NULL;
    if (!fixed && !usage)
        return;
    put_order(console,
              put_way(console, page, CHARGE_ORDERS_ALL, "One for all charges",
                      usage ? "Everything that is not invoiced yet, usage to come too."
                            : "Everything that is not invoiced yet.",
                      "Use for all"),
              "all", "all charges",
              view->mode != CHARGE_ORDERS_ALL ? nothing
              : fixed                         ? open.fixed
                                              : open.usage);
    if (fixed && usage) {
        struct panel_view *panel =
            put_way(console, page, CHARGE_ORDERS_APART, "Fixed charges and usage apart",
                    "Left empty: none.", "Use both");
        put_order(console, panel, "fixed", "fixed charges", open.fixed);
        put_order(console, panel, "usage", "usage", open.usage);
    }
    if (open.fixed_count > 1 || (open.count > 1 && !fixed))
        put_each(console, page, view);
    if (view->mode != CHARGE_ORDERS_NONE)
        put_way(console, page, CHARGE_ORDERS_NONE, "No purchase order",
                "Invoices carry no number then, and are not sent as e-invoices.", "Use none");
}

static void put_now(struct console *console, struct object_view *page,
                    const struct charge_order_view *view)
{
    const struct agreement *agreement = &view->agreement;
    struct section_view *section = put_section(console, page, "now", "As it is now", NULL);
    section->has_table = true;
    section->table.empty = "Everything is invoiced, and an invoice keeps its purchase order.";
    table_columns(console, &section->table, "Not invoiced yet", "Charge", "Due", "Purchase order",
                  "Amount", (char *)NULL);
    for (size_t i = 0; i < agreement->charge_count; i++) {
        const struct agreement_charge *charge = &agreement->charges[i];
        if (!charge_is_open(charge))
            continue;
        struct row_view *row = table_row(console, &section->table);
        row_cell(console, row, cell_text(charge->description));
        row_cell(console, row, cell_text(time_date(console->http->arena, charge->due_us)));
        row_cell(console, row, cell_charge_order(console, charge_order_of(agreement, charge)));
        row_cell(console, row, cell_money(console, charge->amount));
    }
    if (!view->has_usage)
        return;
    struct row_view *row = table_row(console, &section->table);
    row_cell(console, row, cell_text("Usage to come"));
    row_cell(console, row, cell_text("Monthly"));
    row_cell(console, row, cell_charge_order(console, charge_order_of_usage(agreement)));
    row_cell(console, row, cell_text("By usage"));
}

static struct reply *show(struct console *console, const char *problem)
{
    struct charge_order_view view;
    struct object_view page = {0};
    enum status st =
        charge_order_find(&console->ctx, http_param(console->http, "agreement"), &view);
    if (st != OK)
        return console_failed(console, st);
    console_title(console, &page.page, "Purchase orders",
                  "The numbers that the invoices of this subscription will carry. One invoice has "
                  "one purchase order; one that is issued keeps it.",
                  "Subscriptions", "subscriptions", view.agreement.title,
                  arena_printf(console->http->arena, "subscriptions/%s", view.agreement.id),
                  (char *)NULL);
    if (!view.shows_orders) {
        struct cell_view missing = cell_text("Not before the service-linked role is created");
        if (console->realm == REALM_BUYER)
            missing = cell_link("Not before the service-linked role is created: see Roles",
                                console_url(console, "roles"));
        put_fact(console, &page.facts, "On invoices", missing);
    }
    put_now(console, &page, &view);
    put_ways(console, &page, &view);
    if (problem != NULL)
        put_problem(console, &page.problems, NULL, NULL, problem);
    return console_object_reply(console, problem == NULL ? 200 : 422, &page);
}

struct reply *charge_orders_page(struct console *console)
{
    return show(console, NULL);
}

struct reply *charge_orders_send(struct console *console)
{
    const char *id = http_param(console->http, "agreement");
    struct charge_order_view view;
    struct charge_order_choice choice = {.all = sent_order(console, "all"),
                                         .fixed = sent_order(console, "fixed"),
                                         .usage = sent_order(console, "usage")};
    enum status st = charge_order_find(&console->ctx, id, &view);
    if (st == OK && !charge_order_mode_parse(console_field(console, "mode"), &choice.mode))
        return show(console, "Choose one of the ways below.");
    if (st == OK && choice.mode == CHARGE_ORDERS_EACH) {
        choice.usage = sent_order(console, "each-usage");
        choice.each_count = view.agreement.charge_count;
        choice.each = arena_array(console->http->arena, choice.each_count, sizeof *choice.each);
        for (size_t i = 0; i < choice.each_count; i++)
            choice.each[i] = sent_order(console, charge_field(console, &view.agreement.charges[i]));
    }
    if (st == OK)
        st = charge_order_set(&console->ctx, id, &choice);
    if (st == BAD_INPUT)
        return show(console, arena_text(console->http->arena, console->ctx.fault.message));
    return console_finish(console, st, arena_printf(console->http->arena, "subscriptions/%s", id),
                          "charge-orders");
}
