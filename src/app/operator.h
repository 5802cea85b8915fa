#ifndef APP_OPERATOR_H
#define APP_OPERATOR_H
/* Who runs the marketplace (ACC-10): a realm of its own. All operators may do the same. */
#include "app/account.h"
#include "app/ctx.h"

struct operator_view {
    const char *id;
    const char *name;
    const char *email;
    bool suspended, signed_up, totp;
    int64_t created_us, signed_in_us;
};

struct operator_list {
    struct operator_view *items;
    size_t count, total;
};

enum status operator_list(struct ctx *ctx, const struct list_query *, struct operator_list *out);
/* By email. CONFLICT: there is one of this email. */
enum status operator_create(struct ctx *ctx, const char *name, const char *email,
                            const char **out_link);
enum status operator_invite(struct ctx *ctx, const char *email, const char **out_link);
/* CONFLICT: the last who is active and signed up, or the asker. */
enum status operator_suspend(struct ctx *ctx, const char *email);
enum status operator_resume(struct ctx *ctx, const char *email);
/* Removes the second factor too. */
enum status operator_delete(struct ctx *ctx, const char *email);

/* The sign-up link of the first operator, made where there is none yet who has signed up; NULL
 * where there is. For the server's start, once for all nodes. */
enum status operator_first_link(struct ctx *ctx, const char **out_link);

#endif
