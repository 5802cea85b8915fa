#include "domain/charge_order.h"

#include <stddef.h>

#include "base/arena.h"
#include "base/text.h"

enum { SHOWN = 20 }; /* characters of what is too long */

static const char *const mode_names[] = {
    [CHARGE_ORDERS_ALL] = "all",
    [CHARGE_ORDERS_NONE] = "none",
    [CHARGE_ORDERS_APART] = "apart",
    [CHARGE_ORDERS_EACH] = "each",
};

const char *charge_order_mode_name(enum charge_order_mode mode)
{
    return mode_names[mode];
}

bool charge_order_mode_parse(const char *name, enum charge_order_mode *out)
{
    for (size_t i = 0; i < sizeof mode_names / sizeof *mode_names; i++) {
        if (text_equal(name, mode_names[i])) {
            *out = (enum charge_order_mode)i;
            return true;
        }
    }
    return false;
}

static bool may_be_invoiced(const struct agreement_charge *charge)
{
    return charge->invoice_id == NULL && charge->kind != CHARGE_USAGE &&
           charge->kind != CHARGE_CREDIT;
}

bool charge_is_open(const struct agreement_charge *charge)
{
    return may_be_invoiced(charge) && !money_is_zero(charge->amount);
}

static struct charge_order resolve(const struct agreement *agreement, struct charge_order order)
{
    if (order.number != NULL)
        return order;
    return (struct charge_order){text_or_empty(agreement->order_id), agreement->order_line};
}

struct charge_order charge_order_of(const struct agreement *agreement,
                                    const struct agreement_charge *charge)
{
    return resolve(agreement, charge->order);
}

struct charge_order charge_order_of_usage(const struct agreement *agreement)
{
    return resolve(agreement, agreement->usage_order);
}

static bool same(struct charge_order a, struct charge_order b)
{
    return text_equal(a.number, b.number) &&
           text_equal(text_or_empty(a.line), text_or_empty(b.line));
}

enum charge_order_mode charge_order_mode_of(const struct agreement *agreement, bool has_usage)
{
    struct charge_order fixed = {0}, usage = {0};
    if (has_usage)
        usage = charge_order_of_usage(agreement);
    for (size_t i = 0; i < agreement->charge_count; i++) {
        const struct agreement_charge *charge = &agreement->charges[i];
        struct charge_order order = charge_order_of(agreement, charge);
        struct charge_order *part = charge->kind == CHARGE_METERED ? &usage : &fixed;
        if (!charge_is_open(charge))
            continue;
        if (part->number != NULL && !same(*part, order))
            return CHARGE_ORDERS_EACH;
        *part = order;
    }
    if (fixed.number != NULL && usage.number != NULL && !same(fixed, usage))
        return CHARGE_ORDERS_APART;
    return text_empty(fixed.number) && text_empty(usage.number) ? CHARGE_ORDERS_NONE
                                                                : CHARGE_ORDERS_ALL;
}

static enum status check(struct arena *arena, struct charge_order *order, struct fault *fault)
{
    order->number = text_trim(arena, text_or_empty(order->number));
    order->line = text_trim(arena, text_or_empty(order->line));
    int number = text_line_length(order->number), line = text_line_length(order->line);
    if (number < 0 || line < 0)
        return fault_set(fault, BAD_INPUT,
                         "A purchase order number, and its line, are one line of text.");
    if (number > CHARGE_ORDER_NUMBER_MAX)
        return fault_set(fault, BAD_INPUT,
                         "A purchase order number has up to %d characters; %s... has %d.",
                         CHARGE_ORDER_NUMBER_MAX, text_cut(arena, order->number, SHOWN), number);
    if (line > CHARGE_ORDER_LINE_MAX)
        return fault_set(fault, BAD_INPUT, "A line has up to %d characters; %s... has %d.",
                         CHARGE_ORDER_LINE_MAX, text_cut(arena, order->line, SHOWN), line);
    if (number == 0 && line > 0)
        return fault_set(fault, BAD_INPUT,
                         "Line %s is of which purchase order? Enter its number too.", order->line);
    if (line == 0)
        order->line = NULL;
    return OK;
}

static enum status check_all(struct arena *arena, struct charge_order_choice *choice,
                             struct fault *fault)
{
    enum status st = check(arena, &choice->all, fault);
    if (st == OK)
        st = check(arena, &choice->fixed, fault);
    if (st == OK)
        st = check(arena, &choice->usage, fault);
    for (size_t i = 0; st == OK && i < choice->each_count; i++)
        st = check(arena, &choice->each[i], fault);
    if (st == OK && choice->mode == CHARGE_ORDERS_ALL && text_empty(choice->all.number))
        return fault_set(fault, BAD_INPUT, "Enter the number of the purchase order.");
    return st;
}

enum status charge_order_choose(struct arena *arena, const struct charge_order_choice *choice,
                                struct agreement *agreement, struct fault *fault)
{
    struct charge_order_choice chosen = *choice;
    struct charge_order none = {"", NULL};
    enum status st = check_all(arena, &chosen, fault);
    if (st != OK)
        return st;
    if (chosen.mode == CHARGE_ORDERS_NONE || chosen.mode == CHARGE_ORDERS_ALL)
        chosen.fixed = chosen.usage = chosen.mode == CHARGE_ORDERS_ALL ? chosen.all : none;
    for (size_t i = 0; i < agreement->charge_count; i++) {
        struct agreement_charge *charge = &agreement->charges[i];
        /* What is nothing now may come back with a later version of the order; nobody was asked
         * about it where each was chosen. */
        if (chosen.mode == CHARGE_ORDERS_EACH ? charge_is_open(charge) : may_be_invoiced(charge))
            charge->order = i < chosen.each_count            ? chosen.each[i]
                            : charge->kind == CHARGE_METERED ? chosen.usage
                                                             : chosen.fixed;
    }
    agreement->usage_order = chosen.usage;
    return OK;
}
