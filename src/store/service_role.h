#ifndef STORE_SERVICE_ROLE_H
#define STORE_SERVICE_ROLE_H
/* Service-linked roles that an account has created (ACC-8). */
#include "store/store.h"

struct service_role_row {
    const char *name;
    int64_t created_us;
};

struct service_role_rows {
    struct service_role_row *items;
    size_t count;
};

/* CONFLICT, without spoiling the transaction, where it exists. */
enum status service_role_store_insert(struct db_tx *tx, const char *account_id, const char *name,
                                      int64_t now_us);
enum status service_role_store_list(struct db_tx *tx, struct arena *arena, const char *account_id,
                                    struct service_role_rows *out);
/* NOT_FOUND: it does not exist. */
enum status service_role_store_delete(struct db_tx *tx, const char *account_id, const char *name);

#endif
