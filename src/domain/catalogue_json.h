#ifndef DOMAIN_CATALOGUE_JSON_H
#define DOMAIN_CATALOGUE_JSON_H
/* Products as JSON: how a catalogue is loaded (CAT-1) and how the database keeps an offer's
 * definition. The format is described in docs/catalogue.md. */
#include "base/buf.h"
#include "base/status.h"
#include "domain/catalogue.h"

/* A whole file: {"sellers": [...], "products": [...]}. BAD_INPUT names the product and what is
 * wrong with it. */
enum status catalogue_read(struct arena *arena, struct bytes json, struct catalogue *out,
                           struct fault *fault);

/* One product; its seller is looked up in `sellers`. */
enum status product_read(struct arena *arena, struct bytes json, const struct seller *sellers,
                         size_t seller_count, struct product *out, struct fault *fault);

/* The same form again: reading what was written gives an equal product. */
void product_write(struct buf *out, struct arena *arena, const struct product *product);

/* A whole file, with a line for each member. */
void catalogue_write(struct buf *out, struct arena *arena, const struct catalogue *catalogue);

/* Whether they are the same offer, withdrawn or not (CAT-2). */
bool offer_is_same(struct arena *arena, const struct offer *a, const struct offer *b);

#endif
