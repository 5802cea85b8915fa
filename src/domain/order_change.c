#include "domain/order_change.h"

#include "base/arena.h"
#include "base/text.h"

enum { WHOLE_PPM = 1000000 };

static bool same_text(const char *a, const char *b)
{
    return !text_empty(a) && text_equal(a, text_or_empty(b));
}

static bool is_taken(const struct line_changes *changes, const struct order_line *before)
{
    for (size_t i = 0; i < changes->count; i++) {
        if (changes->items[i].before == before)
            return true;
    }
    return false;
}

/* The line that this one continues, or NULL. */
static const struct order_line *find_before(const struct order *before,
                                            const struct line_changes *changes,
                                            const struct order_line *line)
{
    enum { BY_AUXILIARY_ID, BY_NUMBER, BY_PART, WAYS };
    for (int way = 0; way < WAYS; way++) {
        for (size_t i = 0; i < before->line_count; i++) {
            const struct order_line *old = &before->lines[i];
            bool same = way == BY_AUXILIARY_ID ? same_text(old->auxiliary_id, line->auxiliary_id)
                        : way == BY_NUMBER     ? same_text(old->line_number, line->line_number) &&
                                                 same_text(old->part_id, line->part_id)
                                           : same_text(old->part_id, line->part_id);
            bool other = !text_empty(old->auxiliary_id) && !text_empty(line->auxiliary_id);
            if (same && !is_taken(changes, old) && (way == BY_AUXILIARY_ID || !other))
                return old;
        }
    }
    return NULL;
}

static const char *compare_amounts(struct arena *arena, struct line_change *change)
{
    const struct order_line *before = change->before;
    const struct order_line *after = change->after;
    bool same_quantity = before->quantity_micros == after->quantity_micros;
    change->kind = LINE_SAME;
    if (before->has_limit && after->has_limit) {
        change->was = before->limit;
        change->is = after->limit;
        change->kind = money_equal(before->limit, after->limit) ? LINE_SAME : LINE_CHANGED;
        return money_same_currency(before->limit, after->limit)
                   ? NULL
                   : arena_printf(arena, "line %d: the currency is %s, it was %s", after->number,
                                  after->limit.currency, before->limit.currency);
    }
    if (!after->has_price)
        return same_quantity ? NULL
                             : arena_printf(arena, "line %d has no unit price", after->number);
    if (!before->has_price)
        return arena_printf(arena, "line %d had no unit price before", after->number);
    if (!money_same_currency(before->unit_price, after->unit_price))
        return arena_printf(arena, "line %d: the currency is %s, it was %s", after->number,
                            after->unit_price.currency, before->unit_price.currency);
    if (!money_times(before->unit_price, before->quantity_micros, &change->was) ||
        !money_times(after->unit_price, after->quantity_micros, &change->is))
        return arena_printf(arena, "line %d: the amount is too large", after->number);
    /* Nobody pays parts of a cent. */
    change->was = money_share(change->was, WHOLE_PPM);
    change->is = money_share(change->is, WHOLE_PPM);
    if (!money_equal(change->was, change->is))
        change->kind = LINE_CHANGED;
    return NULL;
}

const char *order_compare(struct arena *arena, const struct order *before,
                          const struct order *after, struct line_changes *out)
{
    const char *problem = NULL;
    *out = (struct line_changes){0};
    out->items = arena_array(arena, before->line_count + after->line_count, sizeof *out->items);
    for (size_t i = 0; problem == NULL && i < after->line_count; i++) {
        struct order_line *line = &after->lines[i];
        struct line_change change = {.before = find_before(before, out, line), .after = line};
        if (change.before == NULL) {
            change.kind = LINE_ADDED;
        } else {
            line->request_line_id = change.before->request_line_id;
            if (!line->has_price) {
                line->has_price = change.before->has_price;
                line->unit_price = change.before->unit_price;
            }
            problem = compare_amounts(arena, &change);
        }
        out->added += change.kind == LINE_ADDED;
        out->changed += change.kind == LINE_CHANGED;
        out->items[out->count++] = change;
    }
    for (size_t i = 0; i < before->line_count; i++) {
        if (is_taken(out, &before->lines[i]))
            continue;
        out->dropped++;
        out->items[out->count++] =
            (struct line_change){.kind = LINE_DROPPED, .before = &before->lines[i]};
    }
    return problem;
}

bool agreement_has_usage(const struct agreement *agreement)
{
    for (size_t i = 0; i < agreement->charge_count; i++) {
        if (agreement->charges[i].kind == CHARGE_USAGE)
            return true;
    }
    return false;
}

static bool takes(const struct agreement_charge *charge, bool usage)
{
    return usage ? charge->kind == CHARGE_USAGE
                 : (charge->kind == CHARGE_UPFRONT || charge->kind == CHARGE_INSTALMENT) &&
                       charge->invoice_id == NULL;
}

/* Puts what is left of a difference into the charge, which can't become less than nothing; what is
 * left then. */
static struct money take_from(struct agreement_charge *charge, struct money left)
{
    struct money rest = charge->amount;
    if (!money_add(&rest, left) || money_is_negative(rest)) {
        struct money given = charge->amount;
        charge->amount = money_zero(left.currency);
        money_add(&left, given);
        return left;
    }
    charge->amount = rest;
    return money_zero(left.currency);
}

static const char *refusal(struct arena *arena, const struct agreement *agreement, bool usage,
                           struct money is)
{
    struct money invoiced = money_zero(is.currency);
    for (size_t i = 0; i < agreement->charge_count; i++) {
        if (agreement->charges[i].invoice_id != NULL)
            money_add(&invoiced, agreement->charges[i].amount);
    }
    if (usage)
        return arena_printf(arena, "the estimate of agreement %s can't be lowered to %s",
                            agreement->id, money_text(arena, is));
    return arena_printf(arena,
                        "%s of agreement %s is invoiced, and what is not does not make up the "
                        "difference to %s",
                        money_text(arena, invoiced), agreement->id, money_text(arena, is));
}

const char *agreement_change(struct arena *arena, struct agreement *agreement, bool usage,
                             struct money was, struct money is)
{
    struct money difference = is;
    struct money left;
    struct money value = agreement->value;
    struct agreement_charge *charges =
        arena_copy(arena, agreement->charges, agreement->charge_count * sizeof *charges);
    bool any = false;
    if (agreement->state != AGREEMENT_ACTIVE)
        return arena_printf(arena, "agreement %s is %s", agreement->id,
                            agreement_state_name(agreement->state));
    if (!money_same_currency(value, is) || !money_add(&difference, money_negative(was)))
        return arena_printf(arena, "agreement %s is in %s", agreement->id, value.currency);
    left = difference;
    for (size_t i = agreement->charge_count; i-- > 0 && !money_is_zero(left);) {
        if (!takes(&charges[i], usage))
            continue;
        any = true;
        left = take_from(&charges[i], left);
    }
    if (!any || !money_is_zero(left) || !money_add(&value, difference))
        return refusal(arena, agreement, usage, is);
    agreement->charges = charges;
    agreement->value = value;
    return NULL;
}
