#ifndef DOMAIN_USAGE_H
#define DOMAIN_USAGE_H
/* Metered usage of an agreement (BIL-3), by dimension and month (base/time.h: time_month_start). */
#include "domain/money.h"

struct usage_record {
    const char *id;        /* given by who meters it; the same id is the same record */
    const char *dimension; /* key of a usage dimension of the agreement's offer */
    int64_t quantity_micros;
    int64_t covered_micros; /* of it, by a contract: not paid by the hour (ORD-6) */
    int64_t at_us;
    int64_t month_us; /* that it is charged with */
    struct money amount;
};

struct usage_month {
    const char *organization_id;
    const char *agreement_id;
    const char *dimension;
    int64_t month_us;
    int64_t quantity_micros;
    int64_t covered_micros;
    struct money amount;  /* exact, of what is not covered */
    bool charged;         /* it is over, and its charge was made */
    int charge_number;    /* of the agreement; 0: too little to be paid */
    struct money payable; /* of the charge */
};

/* The months before this moment are closed at `now_us`: six hours after their end, so that who
 * reports by the hour is not late. */
int64_t usage_closed_until(int64_t now_us);

/* How much of what was estimated is used (CAT-7). */
enum usage_level { USAGE_WITHIN, USAGE_NEAR /* 80 % */, USAGE_ALL /* 100 % or more */ };

enum usage_level usage_level_of(struct money used, struct money estimate);

/*
 * What a month's charge is, so that all charges together are never more than half of the smallest
 * payable amount from what was used: all that was used, rounded, less what was charged before.
 */
struct money usage_payable(struct money used_until_now, struct money charged_before);

#endif
