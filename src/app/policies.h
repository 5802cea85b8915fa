#ifndef APP_POLICIES_H
#define APP_POLICIES_H
/* The policies that an account can attach: managed ones (domain/managed_policy.h) and its own, of
 * which the last five versions are kept. Accounts as in app/user.h. */
#include "app/account.h"
#include "app/ctx.h"
#include "domain/policy.h"

enum { POLICY_VERSIONS_MAX = 5, POLICY_ATTACHED_MAX = 10 };

struct policy_view {
    const char *arn;
    const char *name;
    const char *description;
    bool managed;
    int64_t default_version;
    size_t attached;                /* to how many users of this account */
    int64_t created_us, updated_us; /* 0 for managed ones */
};

struct policy_list {
    struct policy_view *items;
    size_t count, total;
};

/* `kind`: "managed", "own", or NULL for both. */
enum status policies_list(struct ctx *ctx, const char *account_id, const char *kind,
                          const struct list_query *, struct policy_list *out);
/* By ARN or, of the account's own and managed ones, by name. */
enum status policies_find(struct ctx *ctx, const char *account_id, const char *policy,
                          struct policy_view *out);

struct policy_version_view {
    int64_t version; /* shown as v1 */
    const char *document;
    int64_t created_us;
    bool is_default;
};
/* Newest first. */
enum status policies_versions(struct ctx *ctx, const char *account_id, const char *arn,
                              struct policy_version_view **out, size_t *out_count);

/* Inside another use case's transaction: NOT_FOUND, with a message, where the account can't attach
 * it. */
enum status policies_exists(struct db_tx *tx, struct ctx *ctx, const char *account_id,
                            const char *arn);

/* Names of users it is attached to. */
enum status policies_users(struct ctx *ctx, const char *account_id, const char *arn,
                           const char ***out, size_t *out_count);

/* A document of the account's own. BAD_INPUT: a bad name, or policy_parse's message with line and
 * column; CONFLICT: the name is taken (also by a managed policy). */
enum status policies_create(struct ctx *ctx, const char *account_id, const char *name,
                            const char *description, const char *document, const char **out_arn);
/* A new version, the default at once; CONFLICT: five are kept, delete one. Also CONFLICT where it
 * would leave nobody who can administer the account; so for the next. */
enum status policies_new_version(struct ctx *ctx, const char *account_id, const char *arn,
                                 const char *document, int64_t *out_version);
enum status policies_set_default(struct ctx *ctx, const char *account_id, const char *arn,
                                 int64_t version);
/* CONFLICT: it is the default. */
enum status policies_delete_version(struct ctx *ctx, const char *account_id, const char *arn,
                                    int64_t version);
/* CONFLICT: attached to somebody. */
enum status policies_delete(struct ctx *ctx, const char *account_id, const char *arn);

struct simulation {
    const char *user; /* name; "" for root */
    const char *action;
    const char *resource; /* "" is "*" */
    const char *address;  /* aws:SourceIp, or "" */
    bool mfa;
};

struct simulated {
    struct policy_verdict verdict;
    const char *policy_arn; /* that decides, or NULL */
    const char *policy_name;
    const char *statement; /* its JSON text, or NULL */
    const char *reason;    /* one sentence for people; ACC-7 too */
    bool allowed;          /* all told */
};

/* "May this user do that, and which statement decides?" iam:SimulatePrincipalPolicy. */
enum status policies_simulate(struct ctx *ctx, const char *account_id,
                              const struct simulation *simulation, struct simulated *out);

#endif
