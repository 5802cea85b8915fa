#ifndef DOMAIN_ANNUAL_H
#define DOMAIN_ANNUAL_H
/*
 * Server annual agreements (ORD-6, AWS.md 9): the usage of such an offer and its contract are two
 * agreements with an approval each. The pay-as-you-go agreement comes first, and has no end; the
 * contract rests on it, and while it runs it covers usage that would be paid by the hour. Pure
 * functions.
 */
#include "domain/agreement.h"

/* What an account estimates where nobody has said anything else: 10 000.00. */
#define ANNUAL_ESTIMATE_MINOR_UNITS 1000000

/* What of such an offer can be asked for next: LINES_CONTRACT where the pay-as-you-go agreement is
 * there; else LINES_SPLIT, or LINES_USAGE alone where a cart has room for one line only. */
enum line_split annual_next(bool pay_as_you_go, bool single_line);

/* Which of the two an agreement of such an offer is; neither: it was made of both, on one. */
bool annual_is_usage(const struct agreement *agreement);
bool annual_is_contract(const struct agreement *agreement);

/* Whether usage is metered for an agreement of an offer of any kind: not for a contract beside
 * which the pay-as-you-go agreement is. The agreement has its entitlements. */
bool agreement_is_metered(const struct offer *offer, const struct agreement *agreement);

/*
 * How much of the usage `key` the contracts cover in the month (UTC) of `at_us`, in millionths of
 * an hour: for each unit an hour for every hour that its contract runs in that month. 0 where none
 * runs at `at_us`: what was used before or after is not covered. `contracts` are agreements of the
 * offer, with entitlements; others than contracts cover nothing.
 */
int64_t annual_covered(const struct offer *offer, const char *key,
                       const struct agreement *contracts, size_t count, int64_t at_us);

#endif
