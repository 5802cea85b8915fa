#ifndef STORE_PRINCIPAL_H
#define STORE_PRINCIPAL_H
/* People who sign in (ACC-3): an account's root user and named users, and under the account ""
 * operators. */
#include "store/store.h"

struct principal {
    const char *account_id; /* "" for an operator */
    const char *id;         /* root: the account's id */
    const char *kind;       /* root, user, operator */
    const char *name;       /* "" for root */
    const char *email;
    const char *status;        /* ACTIVE, SUSPENDED */
    const char *password_hash; /* "" until the sign-up link was used */
    int64_t password_us;
    int64_t invitation;       /* the number of the sign-up link that is good; 0: none is */
    struct bytes totp_sealed; /* empty: no second factor */
    int64_t totp_step;        /* of the last code that was used */
    int64_t created_us;
    int64_t signed_in_us; /* 0: never */
};

struct principal_rows {
    struct principal *items;
    size_t count;
};

/* CONFLICT, without spoiling the transaction, where the account has one of that name (users), that
 * email (operators) or a root user already. */
enum status principal_store_insert(struct db_tx *tx, struct arena *arena,
                                   const struct principal *principal);
enum status principal_store_find(struct db_tx *tx, struct arena *arena, const char *account_id,
                                 const char *id, struct principal *out);
/* By name, or for an operator by email, without case. */
enum status principal_store_by_name(struct db_tx *tx, struct arena *arena, const char *account_id,
                                    const char *name, struct principal *out);
enum status principal_store_root_by_email(struct db_tx *tx, struct arena *arena, const char *email,
                                          struct principal *out);
/* Users of an account without its root, or operators; by name. */
enum status principal_store_list(struct db_tx *tx, struct arena *arena, const char *account_id,
                                 struct principal_rows *out);

/* Sets the password; links of before are good no more. */
enum status principal_store_set_password(struct db_tx *tx, const char *account_id, const char *id,
                                         const char *password_hash, int64_t now_us);
enum status principal_store_set_invitation(struct db_tx *tx, const char *account_id, const char *id,
                                           int64_t invitation);
enum status principal_store_set_status(struct db_tx *tx, const char *account_id, const char *id,
                                       const char *status);
/* CONFLICT where another operator has that email. */
enum status principal_store_set_email(struct db_tx *tx, struct arena *arena, const char *account_id,
                                      const char *id, const char *name, const char *email);
/* Empty: none any more, nor recovery codes. */
enum status principal_store_set_totp(struct db_tx *tx, const char *account_id, const char *id,
                                     struct bytes sealed, int64_t step);
/* CONFLICT where a code of this step or a later one was used meanwhile. */
enum status principal_store_use_step(struct db_tx *tx, const char *account_id, const char *id,
                                     int64_t step);
enum status principal_store_signed_in(struct db_tx *tx, const char *account_id, const char *id,
                                      int64_t now_us);
/* With sessions, recovery codes, attachments and access keys. */
enum status principal_store_delete(struct db_tx *tx, const char *account_id, const char *id);

/* Instead of those of before. */
enum status recovery_store_replace(struct db_tx *tx, const char *account_id, const char *id,
                                   const struct bytes *hashes, size_t count);
/* NOT_FOUND: none of theirs, or used. */
enum status recovery_store_use(struct db_tx *tx, const char *account_id, const char *id,
                               struct bytes hash, int64_t now_us);
enum status recovery_store_left(struct db_tx *tx, const char *account_id, const char *id,
                                int64_t *out);

#endif
