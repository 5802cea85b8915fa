#ifndef STORE_CATALOGUE_H
#define STORE_CATALOGUE_H
/* Sellers and products; a product's definition is JSON (domain/catalogue_json.h). */
#include "domain/catalogue.h"
#include "store/store.h"

enum status catalogue_store_insert_seller(struct db_tx *tx, const struct seller *seller);
enum status catalogue_store_insert_product(struct db_tx *tx, struct arena *arena,
                                           const struct product *product, int64_t position);
/* The whole catalogue, products by position. BAD_INPUT: a definition can't be read. */
enum status catalogue_store_load(struct db_tx *tx, struct arena *arena, struct catalogue *out);

#endif
