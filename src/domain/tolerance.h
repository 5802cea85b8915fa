#ifndef DOMAIN_TOLERANCE_H
#define DOMAIN_TOLERANCE_H
/* How far an order's price may be from the request's (CON-12), in per cent as people write it and
 * in millionths. */
#include <stdbool.h>
#include <stdint.h>

struct arena;

/* "0.5" is 5000: up to four decimals, from 0 to 100. False where it is none of these. */
bool tolerance_parse(const char *text, int64_t *out_ppm);
/* The way back; "" for none. */
const char *tolerance_text(struct arena *arena, int64_t ppm);

#endif
