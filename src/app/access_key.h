#ifndef APP_ACCESS_KEY_H
#define APP_ACCESS_KEY_H
/* Access keys of users (ACC-4): at most two a user. Of root there are none. Accounts as in
 * app/user.h; a user may handle its own where a policy allows it on user/ITSELF. */
#include "app/ctx.h"
#include "app/who.h"

enum { ACCESS_KEYS_MAX = 2 };

struct access_key {
    const char *id; /* AKIA and sixteen characters */
    const char *user;
    bool active;
    int64_t created_us, used_us; /* 0: never */
    const char *used_service;
};

struct access_key_list {
    struct access_key *items;
    size_t count;
};

enum status access_key_list(struct ctx *ctx, const char *account_id, const char *user,
                            struct access_key_list *out);
/* `*out_secret` is shown once. CONFLICT: there are two. */
enum status access_key_create(struct ctx *ctx, const char *account_id, const char *user,
                              const char **out_id, const char **out_secret);
enum status access_key_set_active(struct ctx *ctx, const char *account_id, const char *user,
                                  const char *id, bool active);
enum status access_key_delete(struct ctx *ctx, const char *account_id, const char *user,
                              const char *id);

/* For verifying a signature: who the key stands for and its secret. Notes the use, at most once a
 * minute. NOT_FOUND: no such key, inactive, or its user is gone; DENIED: user or account suspended.
 */
enum status access_key_use(struct ctx *ctx, const char *id, const char *service, struct who *out,
                           const char **out_secret);

#endif
