#ifndef STORE_POLICY_H
#define STORE_POLICY_H
/* An account's own policies, their versions, and what is attached to whom (ACC-5, ACC-6). Managed
 * policies have no rows but those that attach them. */
#include "store/store.h"

struct policy_row {
    const char *account_id;
    const char *id;
    const char *name;
    const char *description;
    int64_t default_version;
    int64_t last_version;
    int64_t created_us;
    int64_t updated_us;
};

struct policy_rows {
    struct policy_row *items;
    size_t count;
};

struct policy_version_row {
    int64_t version;
    const char *document;
    int64_t created_us;
};

struct policy_version_rows {
    struct policy_version_row *items;
    size_t count;
};

/* CONFLICT, without spoiling the transaction, where the name is taken. */
enum status policy_store_insert(struct db_tx *tx, struct arena *arena,
                                const struct policy_row *row);
enum status policy_store_find(struct db_tx *tx, struct arena *arena, const char *account_id,
                              const char *name, struct policy_row *out);
/* By name. */
enum status policy_store_list(struct db_tx *tx, struct arena *arena, const char *account_id,
                              struct policy_rows *out);
enum status policy_store_set_versions(struct db_tx *tx, const char *account_id, const char *id,
                                      int64_t default_version, int64_t last_version,
                                      int64_t now_us);
/* With its versions. */
enum status policy_store_delete(struct db_tx *tx, const char *account_id, const char *id);

enum status policy_store_insert_version(struct db_tx *tx, const char *account_id, const char *id,
                                        const struct policy_version_row *version);
/* Newest first. */
enum status policy_store_versions(struct db_tx *tx, struct arena *arena, const char *account_id,
                                  const char *id, struct policy_version_rows *out);
enum status policy_store_delete_version(struct db_tx *tx, const char *account_id, const char *id,
                                        int64_t version);

struct attachment {
    const char *principal_id;
    const char *policy_arn;
    const char *document; /* of the account's own policies in their default version; else NULL */
};

struct attachments {
    struct attachment *items;
    size_t count;
};

/* CONFLICT, without spoiling the transaction, where it is attached already. */
enum status attachment_store_insert(struct db_tx *tx, const char *account_id,
                                    const char *principal_id, const char *policy_arn,
                                    int64_t now_us);
/* NOT_FOUND: it is not attached. */
enum status attachment_store_delete(struct db_tx *tx, const char *account_id,
                                    const char *principal_id, const char *policy_arn);
/* By principal and ARN; of one principal, or of all where that is NULL. */
enum status attachment_store_list(struct db_tx *tx, struct arena *arena, const char *account_id,
                                  const char *principal_id, struct attachments *out);

#endif
