/* Subscriptions (ORD-9), with the way to what they came of and what came of them. */
#include "web/console_books.h"

#include "app/charge_order.h"
#include "app/ending.h"
#include "app/renewal.h"
#include "app/usage.h"
#include "base/arena.h"
#include "base/text.h"
#include "domain/annual.h"
#include "web/console_pages.h"
#include "web/labels.h"

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

struct cell_view cell_delivery_state(enum delivery_state state)
{
    static const char *const icons[] = {[DELIVERY_WAITING] = "icon-clock",
                                        [DELIVERY_DELIVERED] = "icon-check",
                                        [DELIVERY_FAILED] = "icon-warning"};
    static const char *const tones[] = {[DELIVERY_WAITING] = "badge-info",
                                        [DELIVERY_DELIVERED] = "badge-success",
                                        [DELIVERY_FAILED] = "badge-danger"};
    return cell_state(delivery_state_label(state), icons[state], tones[state]);
}

struct cell_view cell_invoice(struct console *console, const char *id)
{
    return id == NULL ? cell_text("-")
                      : cell_link(id, console_url(console, arena_printf(console->http->arena,
                                                                        "invoices/%s", id)));
}

struct cell_view cell_subscription(struct console *console, const char *text, const char *id)
{
    return cell_link(
        text, console_url(console, arena_printf(console->http->arena, "subscriptions/%s", id)));
}

struct cell_view cell_organization(struct console *console, const char *id)
{
    struct organization_view view;
    const char *url =
        console_url(console, arena_printf(console->http->arena, "organizations/%s", id));
    return organization_find(&console->ctx, id, &view) == OK
               ? cell_link(view.organization.name, url)
               : cell_text("-");
}

struct reply *subscriptions_page(struct console *console)
{
    static const char *const sorts[6] = {NULL};
    struct list_query query = list_query_read(console);
    bool all = console->realm == REALM_OPERATOR;
    struct agreement_list agreements;
    struct list_view view = {0};
    size_t total = 0;
    enum status st = books_agreements(&console->ctx, &agreements);
    if (st != OK)
        return console_failed(console, st);
    console_title(console, &view.page, "Subscriptions",
                  "The agreements that purchase orders have made.", (char *)NULL);
    table_columns(console, &view.table, "Subscriptions", "Subscription", "State", "Purchase order",
                  "Value", "Ends", all ? "Organization" : NULL, (char *)NULL);
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
            if (all)
                row_cell(console, row, cell_organization(console, one->organization_id));
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
    table_columns(console, &section->table, "Charges", "Charge", "Due", "Purchase order", "Amount",
                  "Invoice", (char *)NULL);
    for (size_t i = 0; i < agreement->charge_count; i++) {
        const struct agreement_charge *charge = &agreement->charges[i];
        struct row_view *row = table_row(console, &section->table);
        row_cell(console, row, cell_text(charge->description));
        row_cell(console, row,
                 cell_text(charge->due_us == 0 ? "Monthly, by usage"
                                               : time_date(console->http->arena, charge->due_us)));
        row_cell(console, row,
                 cell_charge_order(console, charge->kind == CHARGE_USAGE
                                                ? charge_order_of_usage(agreement)
                                                : charge_order_of(agreement, charge)));
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
        struct cell_view cell = cell_text("Without limit");
        if (one->quantity >= 0) {
            cell.text = arena_printf(arena, "%lld", (long long)one->quantity);
            cell.second = arena_printf(arena, "Unit: %s", one->unit);
        }
        put_fact(console, &section->facts, one->name, cell);
    }
}

static const char *dimension_name(const struct offer *offer, const char *key)
{
    for (size_t i = 0; offer != NULL && i < offer->dimension_count; i++) {
        if (text_equal(offer->dimensions[i].key, key))
            return offer->dimensions[i].name;
    }
    return key;
}

/* CAT-7: what was used, beside what was estimated. */
static void put_usage(struct console *console, struct object_view *page,
                      const struct agreement_book *book, const struct offer *offer)
{
    struct arena *arena = console->http->arena;
    if (book->usage.count == 0)
        return;
    struct section_view *section =
        put_section(console, page, "usage", "Usage",
                    "By month, in UTC. A month is charged six hours after its end.");
    section->has_table = true;
    table_columns(console, &section->table, "Usage", "Month", "What", "Quantity", "Costs",
                  "Charged", (char *)NULL);
    for (size_t i = 0; i < book->usage.count; i++) {
        const struct usage_month *month = &book->usage.items[i];
        struct row_view *row = table_row(console, &section->table);
        row_cell(console, row,
                 cell_text(arena_printf(arena, "%.7s", time_date(arena, month->month_us))));
        row_cell(console, row, cell_text(dimension_name(offer, month->dimension)));
        row_cell(console, row,
                 (struct cell_view){
                     .text = quantity_text(arena, month->quantity_micros),
                     .number = true,
                     .second = month->covered_micros == 0
                                   ? NULL
                                   : arena_printf(arena, "%s covered by the contract",
                                                  quantity_text(arena, month->covered_micros))});
        row_cell(console, row, cell_money(console, month->amount));
        row_cell(console, row,
                 month->charged ? cell_money(console, month->payable) : cell_text("Not yet"));
    }
}

/* What was used altogether, against what the order allows. */
static void put_estimate(struct console *console, struct fact_list *facts,
                         const struct agreement_book *book)
{
    struct arena *arena = console->http->arena;
    struct money estimate = agreement_estimate(&book->agreement);
    struct money used = money_zero(estimate.currency);
    for (size_t i = 0; i < book->usage.count; i++)
        money_add(&used, book->usage.items[i].amount);
    if (money_is_zero(estimate) && money_is_zero(used))
        return;
    enum usage_level level = usage_level_of(used, estimate);
    struct cell_view cell =
        level == USAGE_ALL ? cell_state("The estimate is used up", "icon-warning", "badge-danger")
        : level == USAGE_NEAR
            ? cell_state("80 % of the estimate are used", "icon-warning", "badge-warning")
            : cell_state("Within the estimate", "icon-check", "badge-success");
    cell.second =
        arena_printf(arena, "%s used of %s", money_text(arena, used), money_text(arena, estimate));
    put_fact(console, facts, "Usage", cell);
}

static void put_meter(struct console *console, struct object_view *page,
                      const struct agreement *agreement, const struct offer *offer)
{
    if (console->realm != REALM_OPERATOR || offer == NULL ||
        !agreement_is_metered(offer, agreement))
        return;
    struct section_view *section =
        put_section(console, page, "meter", "Record usage",
                    "As of now. What machines meter is recorded by punchoutd meter record.");
    section->has_panel = true;
    panel_init(console, &section->panel,
               arena_printf(console->http->arena, "subscriptions/%s/usage", agreement->id),
               "Record usage");
    /* The same form sent twice is the same record. */
    put_hidden(console, &section->panel, "id", ctx_new_id(&console->ctx));
    put_hidden(console, &section->panel, "at",
               time_cxml(console->http->arena, ctx_now_us(&console->ctx)));
    struct input_view *input =
        put_input(console, &section->panel, "dimension", "What was used", NULL);
    input->kind = INPUT_SELECT;
    for (size_t i = 0; i < offer->dimension_count; i++) {
        const struct dimension *dimension = &offer->dimensions[i];
        if (dimension->kind == DIMENSION_USAGE)
            put_choice(
                console, input, dimension->key,
                arena_printf(console->http->arena, "%s (%s)", dimension->name, dimension->unit),
                NULL, text_equal(input->value, dimension->key));
    }
    put_input(console, &section->panel, "quantity", "Quantity", "Such as 12.5.")->required = true;
}

/* ORD-9 */
static void put_start(struct console *console, struct object_view *page,
                      const struct agreement *agreement, const struct product *product)
{
    struct text_list paragraphs;
    if (agreement->state != AGREEMENT_ACTIVE || product == NULL ||
        (text_empty(product->start_url) && text_empty(product->getting_started)))
        return;
    paragraphs_of(console->http->arena, product->getting_started, &paragraphs);
    struct section_view *section = put_section(console, page, "start", "How to start using it",
                                               paragraphs.count > 0 ? paragraphs.items[0] : NULL);
    for (size_t i = 1; i < paragraphs.count; i++)
        put_fact(console, &section->facts, "Then", cell_text(paragraphs.items[i]));
    if (!text_empty(product->start_url))
        put_fact(console, &section->facts, "Where it is",
                 cell_link(product->start_url, product->start_url));
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

/* ORD-5: what happens at the end, and what went before. */
static void put_renewal(struct console *console, struct object_view *page,
                        const struct agreement *agreement)
{
    const char *rest =
        arena_printf(console->http->arena, "subscriptions/%s/renewal", agreement->id);
    if (agreement->renews_id != NULL)
        put_fact(console, &page->facts, "Renews",
                 cell_subscription(console, agreement->renews_id, agreement->renews_id));
    if (agreement->state != AGREEMENT_ACTIVE || agreement->end_us == 0)
        return;
    if (!renewal_is_offered(&console->ctx, agreement)) {
        put_fact(console, &page->facts, "At its end",
                 cell_text("It is not renewed: its offer is there no more"));
        return;
    }
    put_fact(console, &page->facts, "At its end",
             cell_text(agreement->auto_renew
                           ? "Renewed for as long, at the same price, under the same purchase order"
                           : "It is not renewed"));
    if (agreement->auto_renew)
        put_post(console, &page->page.actions, "Do not renew", rest, "outline-secondary", "renews",
                 "no");
    else
        put_post(console, &page->page.actions, "Renew automatically", rest, "outline-secondary",
                 "renews", "yes");
}

/* ORD-5: what buyers may call off themselves, and what only the marketplace can end. */
static void put_ending(struct console *console, struct object_view *page,
                       const struct agreement *agreement)
{
    if (agreement->state != AGREEMENT_ACTIVE)
        return;
    if (console->realm == REALM_BUYER) {
        if (ending_may_cancel(agreement))
            put_action(console, &page->page.actions, "Cancel subscription",
                       arena_printf(console->http->arena, "subscriptions/%s/cancel", agreement->id),
                       "outline-danger");
        return;
    }
    struct section_view *section =
        put_section(console, page, "terminate", "End it before its day",
                    "It ends at once. What is on no invoice and not due yet is dropped, usage "
                    "until now is invoiced. What is invoiced can be given back on the invoice.");
    section->has_panel = true;
    panel_init(console, &section->panel,
               arena_printf(console->http->arena, "subscriptions/%s/terminate", agreement->id),
               "End subscription");
    section->panel.danger = true;
    struct input_view *input =
        put_input(console, &section->panel, "reason", "Reason", "The buyer reads it.");
    input->kind = INPUT_AREA;
    input->brief = true;
    input->required = true;
}

/* What is wrong with what was sent, beside its field. */
static struct reply *show_subscription(struct console *console, const char *field,
                                       const char *problem)
{
    struct agreement_book book;
    struct object_view page = {0};
    enum status st = books_agreement(&console->ctx, http_param(console->http, "agreement"), &book);
    if (st != OK)
        return console_failed(console, st);
    const struct agreement *agreement = &book.agreement;
    const struct product *product =
        catalogue_product(console->ctx.app->catalogue, agreement->product_id);
    const struct offer *offer =
        product == NULL ? NULL : product_offer(product, agreement->offer_id);
    console_title(console, &page.page, agreement->title, agreement->seller, "Subscriptions",
                  "subscriptions", (char *)NULL);
    put_fact(console, &page.facts, "State", cell_agreement_state(agreement->state));
    put_fact(console, &page.facts, "Agreement id", cell_code(agreement->id));
    if (console->realm == REALM_OPERATOR)
        put_fact(console, &page.facts, "Organization",
                 cell_organization(console, agreement->organization_id));
    put_fact(console, &page.facts, "Account id", cell_code(agreement->account_id));
    struct cell_view order = cell_order(console, agreement->order_id, agreement->purchase_order_id);
    if (agreement->order_line != NULL)
        order.second = arena_printf(console->http->arena, "Line %s", agreement->order_line);
    put_fact(console, &page.facts, "Purchase order", order);
    put_fact(console, &page.facts, "Value",
             cell_text(money_text(console->http->arena, agreement->value)));
    put_estimate(console, &page.facts, &book);
    put_fact(console, &page.facts, "Starts", cell_time(console, agreement->start_us, "-"));
    put_fact(console, &page.facts, "Ends",
             cell_time(console, agreement->end_us, "Until cancelled"));
    put_renewal(console, &page, agreement);
    put_fact(console, &page.facts, "Terms", cell_text(agreement->terms));
    put_start(console, &page, agreement, product);
    put_entitlements(console, &page, agreement);
    put_charges(console, &page, agreement);
    if (charge_order_is_open(&console->ctx, agreement))
        put_action(
            console, &page.page.actions, "Change purchase orders",
            arena_printf(console->http->arena, "subscriptions/%s/purchase-orders", agreement->id),
            "outline-secondary");
    put_usage(console, &page, &book, offer);
    put_meter(console, &page, agreement, offer);
    put_events(console, &page, &book.events);
    put_ending(console, &page, agreement);
    for (size_t i = 0; problem != NULL && i < page.sections.count; i++) {
        if (text_equal(page.sections.items[i].id, field))
            put_problem(console, &page.problems, &page.sections.items[i].panel,
                        text_equal(field, "meter") ? "quantity" : "reason", problem);
    }
    return console_object_reply(console, problem == NULL ? 200 : 422, &page);
}

struct reply *subscription_page(struct console *console)
{
    return show_subscription(console, NULL, NULL);
}

struct reply *cancel_page(struct console *console)
{
    struct agreement_book book;
    struct arena *arena = console->http->arena;
    enum status st = books_agreement(&console->ctx, http_param(console->http, "agreement"), &book);
    if (st != OK)
        return console_failed(console, st);
    const char *page = arena_printf(arena, "subscriptions/%s", book.agreement.id);
    return console_confirm(
        console, &(struct confirm){
                     .title = arena_printf(arena, "Cancel %s?", book.agreement.title),
                     .warning = "It ends at once, for everybody in the account, and can't be "
                                "used any more. What was used until now is invoiced.",
                     .submit = "Cancel subscription",
                     .keep = "Keep subscription",
                     .rest = arena_printf(arena, "%s/cancel", page),
                     .cancel = page,
                 });
}

struct reply *cancel_send(struct console *console)
{
    const char *id = http_param(console->http, "agreement");
    return console_finish(console, ending_cancel(&console->ctx, id),
                          arena_printf(console->http->arena, "subscriptions/%s", id),
                          "subscription-cancelled");
}

struct reply *terminate_send(struct console *console)
{
    const char *id = http_param(console->http, "agreement");
    enum status st = ending_terminate(&console->ctx, id, console_raw(console, "reason"));
    if (st == BAD_INPUT)
        return show_subscription(console, "terminate",
                                 arena_text(console->http->arena, console->ctx.fault.message));
    return console_finish(console, st, arena_printf(console->http->arena, "subscriptions/%s", id),
                          "subscription-ended");
}

struct reply *renewal_send(struct console *console)
{
    const char *id = http_param(console->http, "agreement");
    bool renews = text_equal(console_field(console, "renews"), "yes");
    return console_finish(console, renewal_set(&console->ctx, id, renews),
                          arena_printf(console->http->arena, "subscriptions/%s", id),
                          renews ? "renews" : "renews-not");
}

struct reply *usage_send(struct console *console)
{
    const char *id = http_param(console->http, "agreement");
    struct usage_record record = {
        .id = console_field(console, "id"),
        .dimension = console_field(console, "dimension"),
    };
    size_t count;
    if (!time_parse(console_field(console, "at"), &record.at_us))
        record.at_us = ctx_now_us(&console->ctx);
    if (!quantity_parse(console_field(console, "quantity"), &record.quantity_micros))
        return show_subscription(console, "meter", "A quantity is a number, such as 12.5.");
    enum status st = usage_record_all(&console->ctx, id, &record, 1, &count);
    if (st == BAD_INPUT)
        return show_subscription(console, "meter",
                                 arena_text(console->http->arena, console->ctx.fault.message));
    return console_finish(console, st, arena_printf(console->http->arena, "subscriptions/%s", id),
                          "usage-recorded");
}
