#ifndef DOMAIN_MONEY_H
#define DOMAIN_MONEY_H
/*
 * Exact amounts: micro-units of a currency, never a double. Only money.c looks inside. Quantities
 * are micro-units too, for cXML allows fractions (DTD: quantity CDATA %r8;).
 */
#include <stdbool.h>
#include <stdint.h>

struct arena;

struct money {
    int64_t micros;
    char currency[4]; /* ISO 4217, upper case, NUL-terminated */
};

#define QUANTITY_ONE INT64_C(1000000)

/*
 * Reads an amount as cXML writes it (guide p. 44): `.` as decimal mark, commas as thousands
 * separators allowed where they can be nothing else, at most six decimals that matter, white space
 * around it ignored. `currency`: three letters. False where either is anything else or the amount
 * does not fit.
 */
bool money_parse(const char *amount, const char *currency, struct money *out);
bool quantity_parse(const char *text, int64_t *out_micros);

struct money money_of(int64_t micros, const char *currency);
struct money money_zero(const char *currency);
/* For storing: the counterpart of money_of. */
int64_t money_micros(struct money money);

/* The same amount owed the other way round. */
struct money money_negative(struct money money);
/* False, and `*total` untouched, where the currencies differ or the sum does not fit. */
bool money_add(struct money *total, struct money more);
/* amount * quantity, rounded half away from zero to the micro-unit; false where it does not fit. */
bool money_times(struct money money, int64_t quantity_micros, struct money *out);
/* The part in millionths, rounded half away from zero to the currency's minor unit. */
struct money money_share(struct money money, int64_t parts_per_million);
/* Quotient in micro-units (a quantity); `unit` must not be zero. False where it is not exact. */
bool money_divide(struct money money, struct money unit, int64_t *out_quantity_micros);
bool money_equal(struct money a, struct money b);
/* -1, 0, 1; only for the same currency (panics otherwise). */
int money_compare(struct money a, struct money b);
bool money_is_zero(struct money money);
bool money_is_negative(struct money money);
bool money_same_currency(struct money a, struct money b);
/* |a - b| is at most the given part of `b`, and the currency is the same. */
bool money_within(struct money a, struct money b, int64_t parts_per_million);
/* The smallest amount that is paid in the currency: 0.01, or 1 for yen and the like (ISO 4217). */
struct money money_minor_unit(const char *currency);

/* 1200.00, 0.025: the currency's decimals at least, more only where they are not zero. No commas.
 */
char *money_amount(struct arena *arena, struct money money);
/* 1,200.00 USD: for people. */
char *money_text(struct arena *arena, struct money money);
/* 2, 1.5, 1200000. */
char *quantity_text(struct arena *arena, int64_t quantity_micros);

#endif
