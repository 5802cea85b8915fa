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
    bool standalone;   /* of one account, and never shown */
    bool self_service; /* may end test mode of SAP Ariba and remove connections alone */
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

/* An account with the organization it is in. */
struct account_row {
    struct account account;
    struct organization organization;
    int64_t joined_us;
    bool signed_up; /* its root user has a password */
};

struct account_rows {
    struct account_row *items;
    size_t count;
    int64_t total; /* that match, on all pages */
};

struct organization_row {
    struct organization organization;
    int64_t accounts;
};

struct organization_rows {
    struct organization_row *items;
    size_t count;
    int64_t total;
};

/* A page of a list. */
struct store_page {
    const char *text; /* in id, name or email; NULL: all */
    const char *sort; /* id, email, status, created; else name */
    bool descending;
    int64_t offset;
    int64_t limit;
};

enum status organization_store_insert(struct db_tx *tx, const struct organization *organization);
enum status organization_store_find(struct db_tx *tx, struct arena *arena, const char *id,
                                    struct organization_row *out);
/* Of several accounts: standalone ones are left out. */
enum status organization_store_list(struct db_tx *tx, struct arena *arena,
                                    const struct store_page *page, struct organization_rows *out);
enum status organization_store_set_self_service(struct db_tx *tx, const char *id, bool allowed);
enum status organization_store_rename(struct db_tx *tx, const char *id, const char *name,
                                      bool standalone);

/* It joins its organization at the time it was created. */
enum status account_store_insert(struct db_tx *tx, const struct account *account);
enum status account_store_find(struct db_tx *tx, struct arena *arena, const char *id,
                               struct account_row *out);
/* `organization_id` NULL: of all. */
enum status account_store_list(struct db_tx *tx, struct arena *arena, const char *organization_id,
                               const struct store_page *page, struct account_rows *out);
enum status account_store_set_status(struct db_tx *tx, const char *id, const char *status);
/* Leaves the one it is in, now, for another. */
enum status account_store_move(struct db_tx *tx, const char *id, const char *from, const char *to,
                               int64_t now_us);
/* The organization that it was alone in before, of which there is at most one; NOT_FOUND: none. */
enum status account_store_own_organization(struct db_tx *tx, struct arena *arena, const char *id,
                                           const char **out);
/* All organizations that it is or was in, newest first. */
enum status account_store_books(struct db_tx *tx, struct arena *arena, const char *id,
                                const char *const **out, size_t *out_count);

#endif
