#ifndef STORE_SUPPLIER_H
#define STORE_SUPPLIER_H
/* The operator's identities in business networks (CON-4): each with the shared secret that the
 * network puts into what it forwards, one for all buyers (INTEROP C4). */
#include "domain/connection.h"
#include "store/store.h"

struct supplier_row {
    const char *id;
    const char *name;
    struct credential credential;
    struct bytes secret_hash;
    struct bytes secret_sealed;
    int64_t created_us;
};

struct supplier_rows {
    struct supplier_row *items;
    size_t count;
};

/* CONFLICT where the id is taken. */
enum status supplier_store_insert(struct db_tx *tx, const struct supplier_row *row);
/* By name. */
enum status supplier_store_list(struct db_tx *tx, struct arena *arena, struct supplier_rows *out);
enum status supplier_store_set_secret(struct db_tx *tx, const struct supplier_row *row);
enum status supplier_store_find(struct db_tx *tx, struct arena *arena, const char *id,
                                struct supplier_row *out);

#endif
