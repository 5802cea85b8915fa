#ifndef STORE_SIGN_IN_H
#define STORE_SIGN_IN_H
/* Console sessions and failed attempts to begin one. Tokens are never stored, only their hash. */
#include "store/store.h"

struct console_session {
    const char *account_id; /* "" for an operator's */
    struct bytes token_hash;
    const char *principal_id;
    const char *stage; /* password: the code is awaited; full */
    const char *address;
    const char *browser;
    int64_t created_us;
    int64_t seen_us;
    int64_t expires_us;
};

struct console_sessions {
    struct console_session *items;
    size_t count;
};

enum status console_session_store_insert(struct db_tx *tx, const struct console_session *session);
enum status console_session_store_find(struct db_tx *tx, struct arena *arena,
                                       const char *account_id, struct bytes token_hash,
                                       struct console_session *out);
/* A person's, in full, newest first. */
enum status console_session_store_list(struct db_tx *tx, struct arena *arena,
                                       const char *account_id, const char *principal_id,
                                       struct console_sessions *out);
enum status console_session_store_seen(struct db_tx *tx, const char *account_id,
                                       struct bytes token_hash, int64_t now_us);
enum status console_session_store_delete(struct db_tx *tx, const char *account_id,
                                         struct bytes token_hash);
/* All of a person, or all but the one given. */
enum status console_session_store_delete_all(struct db_tx *tx, const char *account_id,
                                             const char *principal_id);
enum status console_session_store_delete_others(struct db_tx *tx, const char *account_id,
                                                const char *principal_id, struct bytes token_hash);
/* All of an account. */
enum status console_session_store_delete_account(struct db_tx *tx, const char *account_id);

struct sign_in_failures {
    int64_t failures; /* 0: none */
    int64_t last_us;
};

enum status sign_in_failure_store_find(struct db_tx *tx, struct bytes bucket,
                                       struct sign_in_failures *out);
/* One more; where the last was before `since_us` it is the first. */
enum status sign_in_failure_store_add(struct db_tx *tx, struct bytes bucket, int64_t since_us,
                                      int64_t now_us);
enum status sign_in_failure_store_clear(struct db_tx *tx, struct bytes bucket);

/* Sessions that have expired, and failures of before `since_us`. */
enum status sign_in_store_forget(struct db_tx *tx, int64_t now_us, int64_t since_us);

#endif
