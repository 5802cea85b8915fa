#ifndef DOMAIN_AGREEMENT_H
#define DOMAIN_AGREEMENT_H
/* What a purchase order creates: an agreement with its charges and entitlements (ORD-5). */
#include "domain/charges.h"

enum agreement_state {
    AGREEMENT_ACTIVE,
    AGREEMENT_CANCELLED,
    AGREEMENT_EXPIRED,
    AGREEMENT_RENEWED,
    AGREEMENT_REPLACED,
    AGREEMENT_SUPERSEDED,
    AGREEMENT_TERMINATED
};

const char *agreement_state_name(enum agreement_state state); /* "ACTIVE" */
bool agreement_state_parse(const char *name, enum agreement_state *out);
/* The table of legal moves (docs/states.md); staying is not a move. */
bool agreement_state_may_become(enum agreement_state from, enum agreement_state to);

/* The purchase order that something is invoiced under. `number`: NULL is the agreement's, "" none.
 */
struct charge_order {
    const char *number;
    const char *line; /* of the order; NULL: line 1 */
};

struct agreement_charge {
    int number;
    enum charge_kind kind;
    const char *description;
    struct money amount;
    int64_t due_us;         /* 0: by usage */
    const char *invoice_id; /* NULL while it is on no invoice */
    const char *credits_id; /* of CHARGE_CREDIT: the invoice that gives it back */
    struct charge_order order;
};

struct entitlement {
    const char *dimension;
    const char *name;
    int64_t quantity; /* -1: no limit */
    const char *unit;
};

struct agreement {
    const char *organization_id;
    const char *id; /* agmt- and 26 characters */
    const char *account_id;
    const char *connection_id;
    const char *request_id; /* of a renewal the agreement that it renews */
    int request_item;
    const char *product_id;
    const char *offer_id;
    const char *title;
    const char *seller;
    const char *terms; /* the legal terms accepted */
    enum agreement_state state;
    int64_t start_us;
    int64_t end_us;        /* 0: until it is cancelled */
    int64_t anchor_us;     /* the start of the first of a row of renewals; 0: its own */
    const char *renews_id; /* the agreement before it, or NULL */
    bool auto_renew;
    struct money value;
    const char *purchase_order_id;   /* ours; NULL where it needed no order */
    const char *order_id;            /* the purchase order number, or NULL */
    const char *order_line;          /* the buyer's line number, or NULL */
    struct charge_order usage_order; /* of charges for usage that come */
    struct agreement_charge *charges;
    size_t charge_count;
    struct entitlement *entitlements;
    size_t entitlement_count;
};

/* What is estimated to be used of it (CAT-7); zero where nothing is. */
struct money agreement_estimate(const struct agreement *agreement);

const char *charge_kind_name(enum charge_kind kind); /* "upfront" */
bool charge_kind_parse(const char *name, enum charge_kind *out);

/*
 * Fills the terms, dates, value, charges and entitlements of an agreement that starts at `start_us`
 * from the offer and what was chosen of it; ids and parties are the caller's. Statuses as
 * charges_of.
 */
enum status agreement_from_offer(struct arena *arena, const struct product *product,
                                 const struct offer *offer, const struct selection *selection,
                                 int64_t start_us, struct agreement *out, struct fault *fault);

/*
 * Ends it at `at_us`, before its day: what is on no invoice and not due yet is dropped from its
 * charges and its value. One that has not started is as if it had never been.
 */
void agreement_end_early(struct agreement *agreement, enum agreement_state to, int64_t at_us);

/*
 * The agreement that goes on where `old` ends: the same terms and prices for as many months,
 * charges as long after its start as before, under the purchase order of the last of them (BIL-2).
 * Ends are counted from the first start of all, so that what began on 31 January or 29 February
 * comes back to that day. The id is the caller's. FAILED: `old` has no end, or not after whole
 * months.
 */
enum status agreement_renew(struct arena *arena, const struct agreement *old, struct agreement *out,
                            struct fault *fault);

#endif
