#ifndef STORE_LEASE_H
#define STORE_LEASE_H
/* A right that one node holds at a time and loses when it does not renew it: a node that dies is
 * followed by another after the rest of its term. Nodes' clocks must agree to within a few seconds.
 */
#include <stdint.h>

#include "store/store.h"

struct lease {
    const char *name;   /* of the work */
    const char *holder; /* of the node, another at each start */
    int64_t until_us;
};

/* Takes or renews it; `*out_held` says whether `lease->holder` has it now. */
enum status lease_store_take(struct db_tx *tx, const struct lease *lease, int64_t now_us,
                             bool *out_held);
/* Gives it back early, so that another need not wait; nothing happens where it is not held. */
enum status lease_store_release(struct db_tx *tx, const struct lease *lease);

#endif
