#ifndef APP_IAM_H
#define APP_IAM_H
/* What the use cases about an account's users, policies, keys and roles share; for app/ alone. */
#include "app/audit.h"
#include "app/ctx.h"
#include "store/principal.h"

/* An account that the asker may do something in. */
struct iam {
    struct ctx *ctx;
    const char *account_id;
    const char *organization_id;
    const char *action;
    const char *resource;   /* its ARN, or "*" */
    bool had_administrator; /* when iam_note_administrator looked */
};

/* Whether the asker may do `action` on `path` ("user/amelia"; NULL: on no resource of its own) in
 * its own account, or at the command line in `account_id`, which everybody else leaves NULL. */
enum status iam_open(struct ctx *ctx, const char *account_id, const char *action, const char *path,
                     struct iam *out);

enum status iam_write(const struct iam *iam, db_work *work, void *state);
enum status iam_read(const struct iam *iam, db_work *work, void *state);

/* That it was done, inside the transaction. */
enum status iam_record(struct db_tx *tx, const struct iam *iam, const char *detail);

/* A user of the account by name. NOT_FOUND with a message. */
enum status iam_user(struct db_tx *tx, const struct iam *iam, const char *name,
                     struct principal *out);

/* Whether somebody can administer the account: root, once it has a password, or an active user who
 * has one and may do everything. Noted before a change that may take the last one's rights; after
 * it CONFLICT where there was somebody and is nobody any more, which ends the transaction. */
enum status iam_note_administrator(struct db_tx *tx, struct iam *iam);
enum status iam_keep_administrator(struct db_tx *tx, const struct iam *iam);

/* The document that an attachment stands for: a managed policy's newest, or what the account has.
 */
struct attachment;
struct policy;
enum status iam_document(struct arena *arena, const struct attachment *item,
                         const struct policy **out, struct fault *fault);

/* Whether the policies attached to a user allow all actions on all resources. `attached` are the
 * account's, of all users. */
struct attachments;
enum status iam_is_administrator(struct ctx *ctx, const struct attachments *attached,
                                 const struct principal *principal, bool *out, struct fault *fault);

/* Whether a name has no characters but those that IAM takes. */
bool iam_name_fits(const char *name);

/* Sixteen characters of base 32 after a prefix as IAM has them: AIDA, ANPA, AKIA and so on. */
const char *iam_new_id(struct ctx *ctx, const char *prefix);

#endif
