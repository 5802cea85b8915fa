#include "domain/charges.h"

#include "base/arena.h"
#include "base/text.h"

static bool offers_duration(const struct offer *offer, int months)
{
    for (size_t i = 0; i < offer->duration_count; i++) {
        if (offer->durations[i] == months)
            return true;
    }
    return false;
}

void selection_preset(const struct offer *offer, struct selection *out)
{
    *out = (struct selection){.budget = money_zero(offer->currency)};
    if (offer->duration_count > 0)
        out->months =
            offers_duration(offer, 12) ? 12 : offer->durations[(offer->duration_count - 1) / 2];
    for (size_t i = 0; i < offer->dimension_count && i < DIMENSIONS_MAX; i++)
        out->quantities[i] = offer->dimensions[i].preset;
}

bool selection_has_contract(const struct offer *offer, const struct selection *selection)
{
    return pricing_has_contract(offer->pricing) && selection->split != LINES_USAGE;
}

bool selection_has_usage(const struct offer *offer, const struct selection *selection)
{
    return pricing_has_usage(offer->pricing) && selection->split != LINES_CONTRACT;
}

const char *selection_title(struct arena *arena, const struct product *product,
                            const struct selection *selection)
{
    switch (selection->split) {
    case LINES_USAGE:
        return arena_printf(arena, "%s, pay-as-you-go", product->title);
    case LINES_CONTRACT:
        return arena_printf(arena, "%s, contract", product->title);
    default:
        return product->title;
    }
}

/* What the contract part costs over the whole duration, and whether anything at all was chosen. */
static enum status contract_total(const struct offer *offer, const struct selection *selection,
                                  struct money *total, bool *chosen, struct fault *fault)
{
    for (size_t i = 0; i < offer->dimension_count; i++) {
        const struct dimension *dimension = &offer->dimensions[i];
        if (dimension->kind != DIMENSION_CONTRACT)
            continue;
        int64_t quantity = selection->quantities[i];
        if (quantity < dimension->minimum || quantity > dimension->maximum)
            return fault_set(fault, BAD_INPUT, "%s: choose between %lld and %lld.", dimension->name,
                             (long long)dimension->minimum, (long long)dimension->maximum);
        if (quantity == 0)
            continue;
        *chosen = true;
        const struct money *price = dimension_price(dimension, selection->months);
        struct money cost;
        if (price == NULL)
            return fault_set(fault, BAD_INPUT, "%s is not offered for %d months.", dimension->name,
                             selection->months);
        if (!money_times(*price, quantity * QUANTITY_ONE, &cost) || !money_add(total, cost))
            return fault_set(fault, BAD_INPUT, "%s: the amount is too large.", dimension->name);
    }
    return OK;
}

static void add(struct charges *charges, struct charge charge)
{
    charges->items[charges->count++] = charge;
    if (!money_add(&charges->total, charge.amount))
        panic("charges_of: a total that was checked before");
}

static const char *duration_text(struct arena *arena, int months)
{
    if (months % 12 == 0)
        return months == 12 ? "1 year" : arena_printf(arena, "%d years", months / 12);
    return months == 1 ? "1 month" : arena_printf(arena, "%d months", months);
}

/* Instalments by percent; the last takes what rounding left, so that the sum is exact. None is
 * more than what is left: of 0.02 in four, three of 0.01 would leave -0.01. */
static void add_instalments(struct arena *arena, const struct offer *offer, struct money total,
                            struct charges *charges)
{
    struct money left = total;
    for (size_t i = 0; i < offer->instalment_count; i++) {
        const struct instalment *instalment = &offer->schedule[i];
        struct money amount = i + 1 == offer->instalment_count
                                  ? left
                                  : money_share(total, (int64_t)instalment->percent * 10000);
        if (money_compare(amount, left) > 0)
            amount = left;
        struct money negative = money_of(-money_micros(amount), offer->currency);
        money_add(&left, negative);
        add(charges, (struct charge){CHARGE_INSTALMENT,
                                     arena_printf(arena, "Instalment %zu of %zu", i + 1,
                                                  offer->instalment_count),
                                     amount, instalment->after_months});
    }
}

static enum status add_contract(struct arena *arena, const struct offer *offer,
                                const struct selection *selection, struct charges *charges,
                                struct fault *fault)
{
    struct money total = money_zero(offer->currency);
    bool chosen = false;
    if (!offers_duration(offer, selection->months))
        return fault_set(fault, BAD_INPUT, "Choose one of the durations offered.");
    enum status st = contract_total(offer, selection, &total, &chosen, fault);
    if (st != OK)
        return st;
    if (!chosen)
        return fault_set(fault, BAD_INPUT, "Choose at least one unit of what is offered.");
    if (offer->pricing == PRICING_FLEXIBLE)
        add_instalments(arena, offer, total, charges);
    else
        add(charges, (struct charge){CHARGE_UPFRONT,
                                     arena_printf(arena, "Contract for %s, paid upfront",
                                                  duration_text(arena, selection->months)),
                                     total, 0});
    return OK;
}

static enum status add_usage(const struct offer *offer, const struct selection *selection,
                             struct charges *charges, struct fault *fault)
{
    struct money total = charges->total;
    if (!money_same_currency(selection->budget, total) || money_is_negative(selection->budget) ||
        !money_add(&total, selection->budget))
        return fault_set(fault, BAD_INPUT, "Budget estimate: enter an amount in %s.",
                         offer->currency);
    if (!selection_has_contract(offer, selection) && money_is_zero(selection->budget))
        return fault_set(fault, BAD_INPUT,
                         "Budget estimate: enter what you expect to spend, more than 0.");
    add(charges,
        (struct charge){CHARGE_USAGE, "Usage, billed monthly (estimate)", selection->budget, 0});
    return OK;
}

enum status charges_of(struct arena *arena, const struct offer *offer,
                       const struct selection *selection, struct charges *out, struct fault *fault)
{
    enum status st = OK;
    *out = (struct charges){
        .items = arena_array(arena, offer->instalment_count + 2, sizeof *out->items),
        .total = money_zero(offer->currency),
    };
    if (offer->dimension_count > DIMENSIONS_MAX)
        return fault_set(fault, FAILED, "offer %s has more than %d dimensions", offer->id,
                         DIMENSIONS_MAX);
    if (selection_has_contract(offer, selection))
        st = add_contract(arena, offer, selection, out, fault);
    else if (selection->months != 0)
        st = fault_set(fault, BAD_INPUT, "The duration: none is offered.");
    if (st == OK && selection_has_usage(offer, selection))
        st = add_usage(offer, selection, out, fault);
    if (st == OK && out->count == 0)
        add(out, (struct charge){CHARGE_UPFRONT, pricing_label(offer->pricing),
                                 money_zero(offer->currency), 0});
    return st;
}

static bool usage_wanted(const struct charge *charge, bool usage, bool contract)
{
    return charge->kind == CHARGE_USAGE ? usage : contract;
}

/* One line over the charges of the kinds wanted. */
static struct line make_line(const struct charges *charges, bool usage, bool contract,
                             const char *description)
{
    struct line line = {.description = description, .usage_only = usage && !contract};
    line.amount = money_zero(charges->total.currency);
    size_t count = 0;
    bool has_usage = false;
    for (size_t i = 0; i < charges->count; i++) {
        const struct charge *charge = &charges->items[i];
        if (!usage_wanted(charge, usage, contract))
            continue;
        count++;
        has_usage = has_usage || charge->kind == CHARGE_USAGE;
        money_add(&line.amount, charge->amount);
    }
    struct money unit = money_minor_unit(line.amount.currency);
    bool many = (has_usage || count > 1) && !money_is_zero(line.amount);
    if (many && money_divide(line.amount, unit, &line.quantity_micros)) {
        line.type = LINE_MATERIAL;
        line.unit_price = unit;
    } else {
        line.type = many ? LINE_MATERIAL : LINE_SERVICE;
        line.quantity_micros = QUANTITY_ONE;
        line.unit_price = line.amount;
    }
    return line;
}

static const char *describe(struct arena *arena, const struct product *product,
                            const struct offer *offer, const struct selection *selection,
                            const char *what)
{
    const char *term = offer->duration_count > 0
                           ? arena_printf(arena, ", %s", duration_text(arena, selection->months))
                           : "";
    return arena_printf(arena, "%s by %s - %s%s", product->title, product->seller->name, what,
                        term);
}

void lines_of(struct arena *arena, const struct product *product, const struct offer *offer,
              const struct selection *selection, const struct charges *charges, struct lines *out)
{
    bool mixed = offer->pricing == PRICING_CONTRACT_USAGE && selection->split != LINES_SINGLE;
    *out = (struct lines){arena_array(arena, 2, sizeof *out->items), 0};
    if (!mixed) {
        const char *what = pricing_label(offer->pricing);
        out->items[out->count++] =
            make_line(charges, true, true, describe(arena, product, offer, selection, what));
        return;
    }
    if (selection_has_contract(offer, selection))
        out->items[out->count++] =
            make_line(charges, false, true, describe(arena, product, offer, selection, "Contract"));
    if (selection_has_usage(offer, selection))
        out->items[out->count++] = make_line(charges, true, false,
                                             arena_printf(arena, "%s by %s - Usage estimate",
                                                          product->title, product->seller->name));
}

const char *line_type_name(enum line_type type)
{
    return type == LINE_SERVICE ? "Service" : "Material";
}
