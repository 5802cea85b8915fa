#ifndef STORE_COUNTS_H
#define STORE_COUNTS_H
/* How much there is of what matters most. */
#include <stdint.h>

#include "store/store.h"

struct counts {
    int64_t orders;
    int64_t agreements;
    int64_t documents;
};

/* In any schema that there ever was: for backups of whatever age. */
enum status counts_store_read(struct db_tx *tx, struct counts *out);

#endif
