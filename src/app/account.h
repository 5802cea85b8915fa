#ifndef APP_ACCOUNT_H
#define APP_ACCOUNT_H
/* Accounts and organizations (ACC-1, ACC-2). Creating, suspending and moving is the operators'. */
#include "app/ctx.h"
#include "store/organization.h"

/* What a list page asks for. Buyers see their own organization (organizations:ListAccounts), and
 * the members of one who is not its management account only themselves. */
struct list_query {
    const char *text; /* in id, name or email; NULL: all */
    const char *sort; /* a column's name; NULL: name */
    bool descending;
    size_t offset;
    size_t limit; /* 1 to 1000 */
};

struct account_view {
    struct account account;
    const char *organization_name; /* "" where it stands alone */
    bool management;               /* of an organization that is not standalone */
    bool standalone;
    bool signed_up; /* root has a password */
    int64_t joined_us;
};

struct account_list {
    struct account_view *items;
    size_t count;
    size_t total; /* that match, on all pages */
};

struct organization_view {
    struct organization organization;
    size_t accounts;
};

struct organization_list {
    struct organization_view *items;
    size_t count;
    size_t total;
};

/* `organization_id` NULL: of all (operators only). */
enum status account_list(struct ctx *ctx, const char *organization_id, const struct list_query *,
                         struct account_list *out);
/* NOT_FOUND also for an account that the asker may not see. */
enum status account_find(struct ctx *ctx, const char *account_id, struct account_view *out);

/* Operators; no standalone ones among them. */
enum status organization_list(struct ctx *ctx, const struct list_query *,
                              struct organization_list *out);
/* A buyer its own (organizations:DescribeOrganization; NOT_FOUND: it stands alone); operators
 * any. */
enum status organization_find(struct ctx *ctx, const char *organization_id,
                              struct organization_view *out);

struct account_create {
    const char *name;            /* 1 to 100 characters */
    const char *email;           /* of root; no other account's */
    const char *organization_id; /* NULL: stands alone */
};

/* `*out_link` is the sign-up link of its root user. BAD_INPUT; CONFLICT: the email is taken. */
enum status account_create(struct ctx *ctx, const struct account_create *, const char **out_id,
                           const char **out_link);

/* An organization with a new management account, or with a standalone account made that. */
enum status organization_create(struct ctx *ctx, const char *name,
                                const struct account_create *management, const char **out_id,
                                const char **out_link);
enum status organization_create_around(struct ctx *ctx, const char *name, const char *account_id,
                                       const char **out_id);

/* Suspended: no sign-in, no key, and a management or standalone account's connections take no
 * traffic. The message of CONFLICT says that it is so already. */
enum status account_suspend(struct ctx *ctx, const char *account_id);
enum status account_resume(struct ctx *ctx, const char *account_id);

/* Into another organization, or with NULL out of one to stand alone. CONFLICT: it is the management
 * account of an organization with other members, or is there already. Purchase orders and
 * agreements stay with the account; the connections of one that stood alone are disabled. */
enum status account_move(struct ctx *ctx, const char *account_id, const char *organization_id);

/* A new sign-up link for root, who has lost password or second factor: operators only. The second
 * factor is removed. */
enum status account_invite_root(struct ctx *ctx, const char *account_id, const char **out_link);

/* Ids that nobody has yet, in all likelihood. */
const char *account_new_id(struct ctx *ctx);
const char *organization_new_id(struct ctx *ctx);

/* What is wrong with a name or an email address, or NULL. */
const char *account_name_problem(const char *name);
const char *email_problem(const char *email);

#endif
