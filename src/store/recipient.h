#ifndef STORE_RECIPIENT_H
#define STORE_RECIPIENT_H
/* Who gets mail (ORD-8), by address. */
#include "store/store.h"

struct recipients {
    const char **items;
    size_t count;
};

/* These append, each address once. `out` is empty, or has what another of them put there. */

/* Who requested what the order buys. */
enum status recipient_store_requesters(struct db_tx *tx, struct arena *arena,
                                       const char *organization_id, const char *order_id,
                                       struct recipients *out);
enum status recipient_store_account(struct db_tx *tx, struct arena *arena, const char *account_id,
                                    struct recipients *out);
/* Users of the organization's management account to whom one of the managed policies (ARNs) is
 * attached; where nobody has one, the account's own address. */
enum status recipient_store_admins(struct db_tx *tx, struct arena *arena,
                                   const char *organization_id, const char *const policies[2],
                                   struct recipients *out);

#endif
