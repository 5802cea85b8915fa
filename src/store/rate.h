#ifndef STORE_RATE_H
#define STORE_RATE_H
/* How much of a limit all nodes together have used up in a window of time. */
#include "store/store.h"

/* Takes a sixteenth of what is left of `limit`, at least one while there is any, for the caller to
 * spend; `*out_granted` is 0 where nothing is left. Under the bucket's own key (db_write_for). */
enum status rate_store_take(struct db_tx *tx, const char *bucket, int64_t start_us, int64_t limit,
                            int64_t *out_granted);

/* Removes windows that began before. */
enum status rate_store_forget(struct db_tx *tx, int64_t before_us);

#endif
