#ifndef BUYER_AMOUNT_H
#define BUYER_AMOUNT_H
/* Quantities and money as millionths in an int64_t whose name ends in `_micro`; never a double. */
#include <stdbool.h>
#include <stdint.h>

struct arena;

enum { AMOUNT_ONE = 1000000 };

/* Reads "1234.5", "1,234.50" (commas as thousands separators: cXML guide p. 44) or "10000". False
 * for anything else: a sign, a decimal comma, more than six decimals that matter, too large. */
bool amount_parse(const char *text, int64_t *out_micro);

/* The product of two amounts, half a millionth rounded up; false where it does not fit. */
bool amount_multiply(int64_t a_micro, int64_t b_micro, int64_t *out_micro);

/* "1234.50": at least two decimals, for documents. */
const char *amount_wire(struct arena *arena, int64_t micro);
/* "1,234.50": for people. */
const char *amount_people(struct arena *arena, int64_t micro);
/* "1" or "2.5": a quantity. */
const char *amount_quantity(struct arena *arena, int64_t micro);

#endif
