#include "web/selection_form.h"

#include "base/arena.h"
#include "base/text.h"
#include "web/labels.h"

/* A budget to begin with, in minor units: 1000.00, or 100000 in a currency without decimals; ten
 * times as much where the usage has an approval of its own (ORD-6). */
enum { BUDGET_MINOR_UNITS = 100000 };

static const char *field(struct http_fields fields, const char *name)
{
    size_t at = 0;
    return http_field_next(fields, name, &at);
}

static void read_duration(struct http_fields fields, const struct offer *offer,
                          struct selection_form *out)
{
    const char *typed = field(fields, "months");
    int64_t months;
    if (!selection_has_contract(offer, &out->selection)) {
        out->selection.months = 0;
        return;
    }
    if (typed == NULL || offer->duration_count == 0)
        return;
    for (size_t i = 0; i < offer->duration_count; i++) {
        if (text_to_int(typed, &months) && months == offer->durations[i]) {
            out->selection.months = offer->durations[i];
            return;
        }
    }
    out->duration_error = "Choose one of the durations offered.";
}

/* A whole number, with commas between thousands where somebody types them. */
static bool parse_count(const char *typed, int64_t *out)
{
    int64_t micros;
    if (!quantity_parse(typed, &micros) || micros % QUANTITY_ONE != 0)
        return false;
    *out = micros / QUANTITY_ONE;
    return true;
}

static void read_quantity(struct arena *arena, struct http_fields fields,
                          const struct dimension *dimension, size_t i, struct selection_form *out)
{
    int64_t *count = &out->selection.quantities[i];
    const char *typed = field(fields, arena_printf(arena, "q_%s", dimension->key));
    out->quantities[i] = typed != NULL ? typed : number_text(arena, *count);
    if (typed == NULL)
        return;
    const char *trimmed = text_trim(arena, typed);
    if (*trimmed == '\0' && dimension->minimum == 0)
        *count = 0;
    else if (!parse_count(trimmed, count) || *count < dimension->minimum ||
             *count > dimension->maximum)
        out->quantity_errors[i] = arena_printf(arena, "Enter a whole number from %s to %s.",
                                               number_text(arena, dimension->minimum),
                                               number_text(arena, dimension->maximum));
}

static void read_budget(struct arena *arena, struct http_fields fields, const struct offer *offer,
                        struct selection_form *out)
{
    const char *typed = field(fields, "budget");
    struct money minor = money_minor_unit(offer->currency);
    bool apart = out->approval.split == LINES_USAGE || out->approval.split == LINES_SPLIT;
    if (!selection_has_usage(offer, &out->selection))
        return;
    if (typed == NULL) {
        int64_t units = apart ? ANNUAL_ESTIMATE_MINOR_UNITS : BUDGET_MINOR_UNITS;
        out->selection.budget = money_of(money_micros(minor) * units, offer->currency);
        out->budget = money_amount(arena, out->selection.budget);
        return;
    }
    out->budget = typed;
    if (!money_parse(typed, offer->currency, &out->selection.budget) ||
        money_is_negative(out->selection.budget))
        out->budget_error =
            arena_printf(arena, "Enter an amount in %s, for example 5000.00.", offer->currency);
    else if (money_micros(out->selection.budget) % money_micros(minor) != 0)
        out->budget_error = arena_printf(arena, "The smallest amount in %s is %s.", offer->currency,
                                         money_amount(arena, minor));
}

static bool any_field_error(const struct selection_form *form)
{
    bool wrong = form->budget_error != NULL || form->duration_error != NULL;
    for (size_t i = 0; i < DIMENSIONS_MAX; i++)
        wrong = wrong || form->quantity_errors[i] != NULL;
    return wrong;
}

/* What only the price calculation can tell; the field it speaks of comes first in its message. */
static void price(struct arena *arena, const struct offer *offer, struct selection_form *out)
{
    struct fault fault = {.message = ""};
    enum status st = charges_of(arena, offer, &out->selection, &out->charges, &fault);
    const char *message = arena_text(arena, fault.message);
    out->priced = st == OK;
    if (st == OK)
        return;
    if (text_starts(message, "Budget estimate: "))
        out->budget_error = message;
    else
        out->other_error = message;
}

const char *selection_form_part(const struct approval *approval)
{
    static const char *const parts[] = {[LINES_SINGLE] = "whole",
                                        [LINES_SPLIT] = "both",
                                        [LINES_USAGE] = "usage",
                                        [LINES_CONTRACT] = "contract"};
    return parts[approval->split];
}

/* ORD-6: an order that came meanwhile leads on to the next approval. */
static void check_part(struct http_fields fields, struct selection_form *out)
{
    const char *shown = field(fields, "part");
    if (shown != NULL && !text_equal(shown, selection_form_part(&out->approval)))
        out->other_error = "What can be requested of this product has changed since the page was "
                           "shown. This is how it is now: look at it again.";
}

void selection_form_read(struct arena *arena, struct http_fields fields, const struct offer *offer,
                         const struct approval *approval, struct selection_form *out)
{
    *out = (struct selection_form){.approval = *approval};
    selection_preset(offer, &out->selection);
    out->selection.split = approval->split;
    if (approval->chosen && text_equal(text_or_empty(field(fields, "split")), "split"))
        out->selection.split = LINES_SPLIT;
    check_part(fields, out);
    read_duration(fields, offer, out);
    for (size_t i = 0; i < offer->dimension_count && i < DIMENSIONS_MAX; i++) {
        if (offer->dimensions[i].kind == DIMENSION_CONTRACT &&
            selection_has_contract(offer, &out->selection))
            read_quantity(arena, fields, &offer->dimensions[i], i, out);
    }
    read_budget(arena, fields, offer, out);
    if (!any_field_error(out))
        price(arena, offer, out);
    out->wrong = any_field_error(out) || out->other_error != NULL;
}
