#ifndef STORE_TAX_H
#define STORE_TAX_H
/* Taxes by seller of record (BIL-3). */
#include "domain/tax.h"
#include "store/store.h"

struct tax_row {
    const char *seller_id;
    const char *seller_name;
    struct tax tax;     /* TAX_NONE: none is set */
    int64_t changed_us; /* 0 then */
};

struct tax_rows {
    struct tax_row *items;
    size_t count;
};

/* Every seller of the catalogue, by name. */
enum status tax_store_list(struct db_tx *tx, struct arena *arena, struct tax_rows *out);
/* Of the seller by name, as agreements and invoices have it; TAX_NONE where none is set. */
enum status tax_store_of_seller(struct db_tx *tx, struct arena *arena, const char *name,
                                struct tax *out);
/* TAX_NONE removes it. */
enum status tax_store_put(struct db_tx *tx, const struct tax_row *row);

#endif
