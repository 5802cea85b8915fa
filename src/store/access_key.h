#ifndef STORE_ACCESS_KEY_H
#define STORE_ACCESS_KEY_H
/* Access keys (ACC-4); the secret is sealed. */
#include "store/store.h"

struct access_key_row {
    const char *account_id;
    const char *id;
    const char *principal_id;
    struct bytes secret_sealed;
    const char *status; /* Active, Inactive */
    int64_t created_us;
    int64_t used_us; /* 0: never */
    const char *used_service;
};

struct access_key_rows {
    struct access_key_row *items;
    size_t count;
};

enum status access_key_store_insert(struct db_tx *tx, const struct access_key_row *row);
/* By id alone: whose it is, is what one wants to know. */
enum status access_key_store_find(struct db_tx *tx, struct arena *arena, const char *id,
                                  struct access_key_row *out);
/* Oldest first; of one principal, or of all of the account where that is NULL. */
enum status access_key_store_list(struct db_tx *tx, struct arena *arena, const char *account_id,
                                  const char *principal_id, struct access_key_rows *out);
enum status access_key_store_set_status(struct db_tx *tx, const char *account_id, const char *id,
                                        const char *status);
enum status access_key_store_used(struct db_tx *tx, const char *account_id, const char *id,
                                  int64_t now_us, const char *service);
enum status access_key_store_delete(struct db_tx *tx, const char *account_id, const char *id);

#endif
