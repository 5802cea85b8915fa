#ifndef APP_BLANKET_H
#define APP_BLANKET_H
/* Blanket orders as they stand in the books, inside a transaction (ORD-1, decision 30). */
#include "app/ctx.h"
#include "domain/blanket.h"

/* The blanket order that a release names, with its lines. NOT_FOUND: it was released from what only
 * the buyer's system knows. */
enum status blanket_of(struct db_tx *tx, struct arena *arena, const struct order *release,
                       struct order *out);

/* What live releases have taken of it, but for `except_id` (ours; NULL: all). */
enum status blanket_released(struct db_tx *tx, const struct order *blanket, const char *except_id,
                             struct money *out);

/* Works out what the release takes in place of `before` (NULL: of none), and why its blanket order
 * does not cover that; NULL: it does, or `release` is none. */
enum status blanket_draw(struct db_tx *tx, struct ctx *ctx, struct order *release,
                         const struct order *before, const char **out_problem);

/* Opens a blanket order in place of `before` (NULL: of none), or says why that can't be. */
enum status blanket_open(struct db_tx *tx, struct ctx *ctx, struct order *blanket,
                         const struct order *before, const char **out_problem);

#endif
