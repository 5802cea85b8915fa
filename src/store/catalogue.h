#ifndef STORE_CATALOGUE_H
#define STORE_CATALOGUE_H
/* Sellers and products; a product's definition is JSON (domain/catalogue_json.h). */
#include "domain/catalogue.h"
#include "store/store.h"

/* Adds it, or puts it in the place of what has its id. CONFLICT: another has the product's part id.
 */
enum status catalogue_store_put_seller(struct db_tx *tx, const struct seller *seller);
enum status catalogue_store_put_product(struct db_tx *tx, struct arena *arena,
                                        const struct product *product, int64_t position);
/* TOO_LARGE: no database takes it. */
enum status catalogue_store_check(struct db_tx *tx, struct arena *arena,
                                  const struct product *product);
/* The whole catalogue, products by position. BAD_INPUT: a definition can't be read. */
enum status catalogue_store_load(struct db_tx *tx, struct arena *arena, struct catalogue *out);

#endif
