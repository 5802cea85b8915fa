#ifndef DOMAIN_BLANKET_H
#define DOMAIN_BLANKET_H
/*
 * Blanket orders that agree on an amount, and release orders that draw on it (ORD-1; cXML.dtd,
 * OrderRequestHeader: orderType, releaseRequired, effectiveDate, expirationDate, agreementID).
 */
#include "domain/order.h"

/* A blanket order that buys nothing itself, but what is released from it. Others are ordinary. */
bool order_asks_releases(const struct order *order);
/* Released from a blanket order, or from a contract that only the buyer's system knows. */
bool order_is_release(const struct order *order);

/* What nobody can release from, in words for its sender; NULL: nothing is wrong, or it is no
 * blanket order. */
const char *blanket_problem(struct arena *arena, const struct order *order);

/* "Blanket order BO-1 is open for releases of up to ..., until ...". */
const char *blanket_open_text(struct arena *arena, const struct order *blanket);

/* Up to which amount can be released: its total, else what its lines may cost; of no currency where
 * it says neither, and the buyer's system alone looks after it. */
struct money blanket_limit(const struct order *blanket);

/* What the release takes: its lines, else its total. Of no currency where it says neither. */
struct money release_amount(const struct order *release);

/* Why the blanket order, of which `released` is taken, does not cover `amount` at `now_us`, in
 * words; NULL where it does. */
const char *release_problem(struct arena *arena, const struct order *blanket, struct money released,
                            struct money amount, int64_t now_us);

/* Why a blanket order can't become what `after` says, in words; NULL where it can. */
const char *blanket_change_problem(struct arena *arena, const struct order *before,
                                   const struct order *after, struct money released);

#endif
