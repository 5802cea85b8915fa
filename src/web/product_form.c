/* The form of the product page and the price it comes to. */
#include "base/arena.h"
#include "base/text.h"
#include "web/labels.h"
#include "web/product_page.h"

const char *quantity_help(struct arena *arena, const struct offer *offer,
                          const struct dimension *dimension)
{
    struct buf text;
    buf_init(&text, arena, 2048);
    for (size_t i = 0; i < offer->duration_count; i++) {
        const struct money *price = dimension_price(dimension, offer->durations[i]);
        if (price == NULL)
            continue;
        if (text.length == 0)
            buf_printf(&text, "Per %s: ", dimension->unit);
        else
            buf_text(&text, ", ");
        buf_printf(&text, "%s for %s", money_text(arena, *price),
                   months_text(arena, offer->durations[i]));
    }
    buf_printf(&text, "%sFrom %s to %s.", text.length > 0 ? ". " : "",
               number_text(arena, dimension->minimum), number_text(arena, dimension->maximum));
    return buf_string(&text);
}

static void add_error(struct product_view *view, const char *field, const char *message)
{
    if (message != NULL)
        view->errors.items[view->errors.count++] = (struct error_view){field, message};
}

static void add_quantities(struct arena *arena, const struct offer *offer,
                           const struct selection_form *form, struct product_view *view)
{
    view->quantities.items =
        arena_array(arena, offer->dimension_count, sizeof *view->quantities.items);
    if (!selection_has_contract(offer, &form->selection))
        return;
    for (size_t i = 0; i < offer->dimension_count && i < DIMENSIONS_MAX; i++) {
        const struct dimension *dimension = &offer->dimensions[i];
        if (dimension->kind != DIMENSION_CONTRACT)
            continue;
        struct field_view *field = &view->quantities.items[view->quantities.count++];
        *field = (struct field_view){
            .name = arena_printf(arena, "q_%s", dimension->key),
            .label = dimension->name,
            .help = quantity_help(arena, offer, dimension),
            .value = form->quantities[i],
            .error = form->quantity_errors[i],
            .unit = dimension->unit,
        };
        if (field->error != NULL)
            add_error(view, field->name, arena_printf(arena, "%s: %s", field->label, field->error));
    }
}

static void add_durations(struct arena *arena, const struct offer *offer,
                          const struct selection_form *form, struct product_view *view)
{
    view->durations.items =
        arena_array(arena, offer->duration_count, sizeof *view->durations.items);
    if (!selection_has_contract(offer, &form->selection))
        return;
    for (size_t i = 0; i < offer->duration_count; i++) {
        view->durations.items[i] = (struct option_view){
            .number = (int)i,
            .value = arena_printf(arena, "%d", offer->durations[i]),
            .label = months_text(arena, offer->durations[i]),
            .chosen = form->selection.months == offer->durations[i],
        };
    }
    view->durations.count = offer->duration_count;
    if (offer->duration_count == 1)
        view->single_duration = view->durations.items[0].label;
    view->duration_error = form->duration_error;
    add_error(view, "months-0", form->duration_error);
}

static void add_budget(struct arena *arena, const struct offer *offer,
                       const struct selection_form *form, struct product_view *view)
{
    view->has_budget = selection_has_usage(offer, &form->selection);
    view->budget = (struct field_view){
        .name = "budget",
        .label = "Budget estimate for usage",
        .help = "What you expect to spend in all. You hear from us at 80 and 100 % of it.",
        .value = form->budget,
        .error = form->budget_error,
        .unit = offer->currency,
    };
    if (form->budget_error != NULL)
        add_error(view, "budget", arena_printf(arena, "Budget: %s", form->budget_error));
}

static void add_splits(struct arena *arena, const struct selection_form *form,
                       struct product_view *view)
{
    static const struct option_view splits[] = {
        {.number = 0, .value = "single", .label = "One line for everything"},
        {.number = 1, .value = "split", .label = "Two lines: contract and usage apart"},
    };
    if (!form->approval.chosen)
        return;
    view->splits = (struct option_list){arena_copy(arena, splits, sizeof splits), 2};
    view->splits.items[0].chosen = form->selection.split == LINES_SINGLE;
    view->splits.items[1].chosen = form->selection.split == LINES_SPLIT;
}

static const char *when_text(struct arena *arena, const struct charge *charge)
{
    if (charge->kind == CHARGE_USAGE)
        return "As it is used";
    if (charge->after_months == 0)
        return "At the start";
    return arena_printf(arena, "After %s", months_text(arena, charge->after_months));
}

static void add_charges(struct arena *arena, const struct selection_form *form,
                        struct product_view *view)
{
    if (!form->priced)
        return;
    const struct charges *charges = &form->charges;
    view->charges.items = arena_array(arena, charges->count, sizeof *view->charges.items);
    for (size_t i = 0; i < charges->count; i++) {
        const struct charge *charge = &charges->items[i];
        view->charges.items[i] = (struct charge_view){when_text(arena, charge), charge->description,
                                                      money_text(arena, charge->amount)};
    }
    view->charges.count = charges->count;
    view->total = money_text(arena, charges->total);
}

static const char *note(enum pricing pricing)
{
    switch (pricing) {
    case PRICING_USAGE:
    case PRICING_CONTRACT_USAGE:
        return "Usage is billed by what is used, whatever the estimate says.";
    case PRICING_FREE_TRIAL:
        return "A free trial is never invoiced and ends by itself.";
    case PRICING_BYOL:
        return "You use a licence that you have from the seller. We charge nothing.";
    case PRICING_FREE:
        return "There is nothing to pay.";
    default:
        return NULL;
    }
}

void product_form_view(const struct visit *visit, const struct offer *offer,
                       const struct selection_form *form, struct product_view *out)
{
    struct arena *arena = visit->ctx.arena;
    out->errors.items = arena_array(arena, offer->dimension_count + 4, sizeof *out->errors.items);
    add_durations(arena, offer, form, out);
    add_quantities(arena, offer, form, out);
    add_budget(arena, offer, form, out);
    add_splits(arena, form, out);
    add_error(out, NULL, form->other_error);
    add_charges(arena, form, out);
    out->note = form->approval.split == LINES_CONTRACT ? NULL : note(offer->pricing);
    out->computes = out->quantities.count > 0 || out->has_budget;
    out->one_line = visit->session.connection.single_line;
    out->subscribes = cart_is_preapproved(&visit->session, offer);
}
