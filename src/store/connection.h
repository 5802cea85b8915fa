#ifndef STORE_CONNECTION_H
#define STORE_CONNECTION_H
/* Connections with their secrets, which stand beside the struct so that they travel no further than
 * they must. */
#include "domain/connection.h"
#include "store/store.h"

enum { SECRET_HASH_SIZE = 32 };

struct connection_row {
    struct connection connection;
    struct bytes secret_hash;
    struct bytes secret_sealed;
    int64_t secret_since_us;
    struct bytes old_secret_hash; /* CON-11: of the one before; size 0: none */
    struct bytes old_secret_sealed;
    int64_t old_secret_until_us;
    struct bytes openid_secret_sealed; /* size 0: there is none */
    int64_t created_us;
    bool self_service; /* of the organization: what the operator lets it do alone */
};

struct connection_rows {
    struct connection_row *items;
    size_t count;
};

enum status connection_store_insert(struct db_tx *tx, struct arena *arena,
                                    const struct connection_row *row);
enum status connection_store_find(struct db_tx *tx, struct arena *arena,
                                  const char *organization_id, const char *id,
                                  struct connection_row *out);
/* All whose buyer has this key (credential_key). */
enum status connection_store_by_buyer(struct db_tx *tx, struct arena *arena, const char *buyer_key,
                                      struct connection_rows *out);
/* `organization_id` NULL: of all. Removed ones are not among them. */
enum status connection_store_list(struct db_tx *tx, struct arena *arena,
                                  const char *organization_id, struct connection_rows *out);
/* The first sealed secrets alone, up to `limit` of them, in any schema that there ever was: to see
 * whether a key is theirs. */
enum status connection_store_secrets(struct db_tx *tx, struct arena *arena, size_t limit,
                                     struct bytes *out, size_t *count);
/* All that settings say (domain/connection_settings.h), and the mode. NOT_FOUND. */
enum status connection_store_update(struct db_tx *tx, struct arena *arena,
                                    const struct connection *connection);
/* What the row has; size 0 for none. NOT_FOUND. */
enum status connection_store_set_openid_secret(struct db_tx *tx, const struct connection_row *row);
/* Present and old secret as the row has them. */
enum status connection_store_set_secret(struct db_tx *tx, const struct connection_row *row);
enum status connection_store_set_mode(struct db_tx *tx, const char *organization_id, const char *id,
                                      enum connection_mode mode);
/* CON-10: without secrets, found by nobody. */
enum status connection_store_remove(struct db_tx *tx, const char *organization_id, const char *id,
                                    int64_t now_us);
/* NOT_FOUND where there is none. `disabled_us` is left as it is where it is 0. */
enum status connection_store_set_status(struct db_tx *tx, const char *organization_id,
                                        const char *id, enum connection_status status,
                                        int64_t disabled_us);
/* CON-7: enabled ones in test mode whose orders have bought nothing since before `before_us`, with
 * new ones since somebody was last told so, which was before that too. */
enum status connection_store_forgotten(struct db_tx *tx, struct arena *arena, int64_t before_us,
                                       int64_t limit, struct connection_rows *out);
/* Notes that it is told now; NOT_FOUND where that was done since `before_us`. */
enum status connection_store_tell_test(struct db_tx *tx, const char *organization_id,
                                       const char *id, int64_t before_us, int64_t now_us);
/* All that are enabled. */
enum status connection_store_disable_all(struct db_tx *tx, const char *organization_id,
                                         int64_t now_us);

#endif
