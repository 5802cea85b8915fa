#ifndef DOMAIN_CHARGE_ORDER_H
#define DOMAIN_CHARGE_ORDER_H
/* Which purchase order the charges of an agreement are invoiced under (BIL-2). */
#include "domain/agreement.h"

enum { CHARGE_ORDER_NUMBER_MAX = 200, CHARGE_ORDER_LINE_MAX = 50 }; /* characters */

/* One order for all charges, none, one for what is fixed and one for usage, one for each. */
enum charge_order_mode {
    CHARGE_ORDERS_ALL,
    CHARGE_ORDERS_NONE,
    CHARGE_ORDERS_APART,
    CHARGE_ORDERS_EACH
};

const char *charge_order_mode_name(enum charge_order_mode mode); /* "apart" */
bool charge_order_mode_parse(const char *name, enum charge_order_mode *out);

/* What somebody chose. A number that is empty is none; a line that is empty is line 1. */
struct charge_order_choice {
    enum charge_order_mode mode;
    struct charge_order all;   /* of ALL */
    struct charge_order fixed; /* of APART */
    struct charge_order usage; /* of APART, and of EACH for the usage to come */
    struct charge_order *each; /* of EACH, by the agreement's charges in their order; those that
                                  have come since are for usage */
    size_t each_count;
};

/* Whether it will be on an invoice that is not issued yet. */
bool charge_is_open(const struct agreement_charge *charge);

/* The order that a charge is invoiced under, and the usage to come; `number` "" where there is
 * none. */
struct charge_order charge_order_of(const struct agreement *agreement,
                                    const struct agreement_charge *charge);
struct charge_order charge_order_of_usage(const struct agreement *agreement);

/* What the choice would be that leads to what is. */
enum charge_order_mode charge_order_mode_of(const struct agreement *agreement, bool has_usage);

/* Changes the charges that are open, and the usage to come. BAD_INPUT: a number or line is too long
 * or not text, a line has no number, or ALL has none. */
enum status charge_order_choose(struct arena *arena, const struct charge_order_choice *choice,
                                struct agreement *agreement, struct fault *fault);

#endif
