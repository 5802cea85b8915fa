#ifndef WEB_LABELS_H
#define WEB_LABELS_H
/* Small facts about products in words, and the look that goes with them. */
#include "domain/catalogue.h"
#include "web/views.h"

struct arena;

/* Icon, word and colour of how an offer is paid. */
struct badge_view badge_of(enum pricing pricing);

/* One or two initials; the tone follows from the first category, so that kinds can be told apart.
 */
struct tile_view tile_of(struct arena *arena, const struct product *product);

/* "1 year", "18 months". */
const char *months_text(struct arena *arena, int months);

/* 10,000: for people. */
const char *number_text(struct arena *arena, int64_t number);

/* Fills price, price_unit and price_from: the cheapest way in. */
void price_of(struct arena *arena, const struct offer *offer, struct result_view *out);

/* One or more texts between blank lines; lines within a paragraph are joined by the browser. */
void paragraphs_of(struct arena *arena, const char *text, struct text_list *out);

#endif
