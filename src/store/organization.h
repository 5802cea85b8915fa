#ifndef STORE_ORGANIZATION_H
#define STORE_ORGANIZATION_H
/* Organizations and their accounts (ACC-1, ACC-2). */
#include <stdint.h>

#include "store/store.h"

struct organization {
    const char *id; /* o- and ten characters */
    const char *name;
    const char *management_account_id;
    bool free_preapproved; /* CAT-4 */
    bool byol_preapproved;
    int64_t created_us;
};

struct account {
    const char *organization_id;
    const char *id; /* twelve digits */
    const char *name;
    const char *email;
    const char *status; /* ACTIVE, SUSPENDED */
    int64_t created_us;
};

enum status organization_store_insert(struct db_tx *tx, const struct organization *organization);
enum status account_store_insert(struct db_tx *tx, const struct account *account);

#endif
