#ifndef APP_USER_H
#define APP_USER_H
/*
 * Named users of an account (ACC-3) and what is attached to them (ACC-5, ACC-6): of the asker's own
 * account, or for SYSTEM of `account_id`, which everybody else leaves NULL. Actions are IAM's:
 * iam:CreateUser on user/NAME and so on. What is not in this account is NOT_FOUND.
 */
#include "app/account.h"
#include "app/ctx.h"

struct user {
    const char *id;
    const char *name;
    const char *email;
    const char *arn;
    bool suspended;
    bool signed_up; /* has chosen a password */
    bool totp;
    bool administrator; /* its policies allow every action on everything */
    size_t policies, keys;
    int64_t created_us, signed_in_us; /* 0: never */
};

struct user_list {
    struct user *items;
    size_t count, total;
};

enum status user_list(struct ctx *ctx, const char *account_id, const struct list_query *,
                      struct user_list *out);
enum status user_find(struct ctx *ctx, const char *account_id, const char *name, struct user *out);

/* Names are IAM's: 1 to 64 of A-Z a-z 0-9 + = , . @ _ -, unique without case. `policy_arns` are
 * attached at once. BAD_INPUT, CONFLICT: the message is for beside the field. */
struct user_create {
    const char *name;
    const char *email;
    const char *const *policy_arns;
    size_t policy_count;
};
enum status user_create(struct ctx *ctx, const char *account_id, const struct user_create *,
                        const char **out_link);

/* A new sign-up link; the present password and sessions end only when it is used. */
enum status user_invite(struct ctx *ctx, const char *account_id, const char *name,
                        const char **out_link);

/* Removes the second factor of who has lost it (iam:DeactivateMFADevice). */
enum status user_remove_totp(struct ctx *ctx, const char *account_id, const char *name);

/* Sessions and keys end at once. CONFLICT: the last who can administer the account, where its root
 * user has no password; or the asker itself. */
enum status user_suspend(struct ctx *ctx, const char *account_id, const char *name);
enum status user_resume(struct ctx *ctx, const char *account_id, const char *name);
enum status user_delete(struct ctx *ctx, const char *account_id, const char *name);

/* `policy_arn`: managed, or the account's own. NOT_FOUND; CONFLICT: attached already, ten are, or
 * (detach) it would leave nobody who can administer the account. */
enum status user_attach(struct ctx *ctx, const char *account_id, const char *name,
                        const char *policy_arn);
enum status user_detach(struct ctx *ctx, const char *account_id, const char *name,
                        const char *policy_arn);

/* ARNs and names of what is attached, by name. */
struct attached {
    const char *arn;
    const char *name;
    bool managed;
};
enum status user_policies(struct ctx *ctx, const char *account_id, const char *name,
                          struct attached **out, size_t *out_count);

const char *user_name_problem(const char *name);

#endif
