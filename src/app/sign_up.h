#ifndef APP_SIGN_UP_H
#define APP_SIGN_UP_H
/*
 * One-time links by which somebody chooses a password: the first operator's at the first start, a
 * new account's root user's, a new user's, and whoever forgot theirs. The link carries a sealed
 * token (account, principal, number, expiry); it is good once, for seven days, and only the newest
 * of a person. There is no default password.
 */
#include "app/ctx.h"
#include "app/sign_in.h"

enum { LINK_DAYS = 7, PASSWORD_MIN = 12, PASSWORD_MAX = 256 };

/* Makes the only link that is valid from now on. Inside the transaction of its caller, which has
 * authorised it and tells the audit trail. The URL is for one pair of eyes. */
enum status sign_up_link(struct db_tx *tx, struct ctx *ctx, const char *account_id,
                         const char *principal_id, const char **out_url);

struct sign_up {
    enum realm realm;
    const char *account_id; /* "" for an operator */
    const char *account_name;
    const char *name; /* user name, or "" */
    const char *email;
    bool reset;      /* there was a password before */
    bool asks_email; /* the first operator's is not known yet */
};

/* What a link is for. BAD_INPUT: not ours. NOT_FOUND: used, replaced by a newer one, too old, or
 * its person is gone; the message says whom to ask. DENIED: suspended. */
enum status sign_up_look(struct ctx *ctx, const char *token, struct sign_up *out);

struct sign_up_answer {
    const char *password;
    const char *email; /* where it is asked for */
    const char *address;
    const char *browser;
};

/* Sets the password, ends all sessions of that person and signs in. BAD_INPUT: the password is too
 * short or long, is made of the name, or is among the most used ones, or the email is none; else as
 * sign_up_look. */
enum status sign_up_finish(struct ctx *ctx, const char *token, const struct sign_up_answer *answer,
                           struct signed_in *out);

/* What is wrong with a password in words for who chose it, or NULL. */
const char *password_problem(const char *password, const char *name, const char *email);

#endif
