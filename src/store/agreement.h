#ifndef STORE_AGREEMENT_H
#define STORE_AGREEMENT_H
/* Agreements with their charges and entitlements. */
#include "domain/agreement.h"
#include "store/store.h"

struct agreement_list {
    struct agreement *items; /* without charges and entitlements */
    size_t count;
};

enum status agreement_store_insert(struct db_tx *tx, const struct agreement *agreement);
enum status agreement_store_find(struct db_tx *tx, struct arena *arena, const char *id,
                                 struct agreement *out);
/* Newest first; of one purchase order (our id) unless `purchase_order_id` is NULL. */
enum status agreement_store_list(struct db_tx *tx, struct arena *arena,
                                 const char *purchase_order_id, int64_t limit,
                                 struct agreement_list *out);

#endif
