#ifndef DOMAIN_ORDER_CHANGE_H
#define DOMAIN_ORDER_CHANGE_H
/*
 * What a later document changes about a purchase order (ORD-4): lines are told apart by the request
 * line they stand for, else by the buyer's line number, else by part, which all stay as they are
 * over the versions of an order (cXML guide, OrderRequest type="update").
 */
#include "domain/agreement.h"
#include "domain/order.h"

enum line_change_kind { LINE_SAME, LINE_CHANGED, LINE_ADDED, LINE_DROPPED };

struct line_change {
    enum line_change_kind kind;
    const struct order_line *before; /* NULL: added */
    struct order_line *after;        /* NULL: dropped */
    struct money was, is;            /* of LINE_CHANGED: quantity times unit price, or the limit */
};

struct line_changes {
    struct line_change *items;
    size_t count;
    size_t added, dropped, changed;
};

/*
 * Compares the lines, and gives each line of `after` the request line of the one it continues, and
 * its price where it says none. NULL, or what keeps them from being compared, in words.
 */
const char *order_compare(struct arena *arena, const struct order *before,
                          const struct order *after, struct line_changes *out);

/* Whether some of it is charged by usage. */
bool agreement_has_usage(const struct agreement *agreement);

/*
 * Takes the difference between two amounts of a line into the agreement: with `usage` into the
 * estimate of its usage, else into what is on no invoice yet, the last charge first. NULL, or why
 * it can't be, in words; then the agreement is as it was.
 */
const char *agreement_change(struct arena *arena, struct agreement *agreement, bool usage,
                             struct money was, struct money is);

#endif
