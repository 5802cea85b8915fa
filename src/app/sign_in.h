#ifndef APP_SIGN_IN_H
#define APP_SIGN_IN_H
/*
 * Console sessions (ACC-3): password (Argon2id), then where it is enrolled a time-based code (RFC
 * 6238) or a recovery code. Who is unknown gets the same answer after the same time as who typed a
 * wrong password, and is throttled the same way. A session's token is random and stored hashed; a
 * new one is made at each step, so a session can't be fixed beforehand.
 */
#include "app/ctx.h"
#include "app/who.h"

enum realm { REALM_BUYER, REALM_OPERATOR };

enum {
    SESSION_IDLE_MINUTES = 60,
    SESSION_ABSOLUTE_HOURS = 12,
    PENDING_MINUTES = 10, /* for the code after the password */
    SIGN_IN_FAILURES = 5  /* then each next one has to wait longer */
};

struct sign_in {
    enum realm realm;
    /* A buyer: the account's id and the user's name, or root's email and name "". An operator: the
     * email and "". */
    const char *account;
    const char *name;
    const char *password;
    const char *address;         /* of the peer */
    const char *browser;         /* User-Agent, cut */
    const char *organization_id; /* whose users alone are known; NULL: all are */
};

struct signed_in {
    const char *token; /* for the cookie */
    bool needs_code;   /* only good for sign_in_code */
};

/* UNAUTHENTICATED: one message for all of unknown, wrong and without password. TOO_LARGE: too many
 * failures; the message says when to try again. DENIED: right password, but the account or the
 * user is suspended, which the message says. */
enum status sign_in_password(struct ctx *ctx, const struct sign_in *sign_in, struct signed_in *out);

/* `token` as sign_in_password gave it; `code`: six digits, or a recovery code with or without
 * hyphens, which is then used up. UNAUTHENTICATED: wrong, or used before. NOT_FOUND: too late,
 * begin again. TOO_LARGE as above. */
enum status sign_in_code(struct ctx *ctx, enum realm realm, const char *token, const char *code,
                         const char *address, struct signed_in *out);

/* Who the token stands for, with policies read; `out->address` is left to the caller. Notes that it
 * was used, at most once a minute. NOT_FOUND: none such, signed out, idle too long, too old,
 * another realm, or its user is gone. DENIED: suspended meanwhile. */
enum status sign_in_session(struct ctx *ctx, enum realm realm, const char *token, struct who *out);

/* The same by what is stored of the token, for a session that stands on it and has no token itself
 * (app/session_sign_in.h). UNAVAILABLE also where its use is to be noted and the context may not
 * wait. */
enum status sign_in_standing(struct ctx *ctx, const char *account_id, struct bytes token_hash,
                             struct who *out);

struct principal;
/* Reads what is attached to a user; inside a transaction, for app/ alone. */
enum status sign_in_policies(struct db_tx *tx, struct ctx *ctx, const struct principal *principal,
                             struct who *out);

/* Ends it. An unknown token is OK. */
enum status sign_out(struct ctx *ctx, enum realm realm, const char *token);

/* What a form carries so that only a page of ours can have sent it: a keyed hash of a session's
 * token or, before there is one, of a visit's. */
const char *sign_in_form_token(struct ctx *ctx, const char *token);
/* Compares in constant time; false for NULL. */
bool sign_in_form_token_is(struct ctx *ctx, const char *token, const char *claimed);
/* A token for a visit without session. */
const char *sign_in_visit_token(struct ctx *ctx);

/* Removes sessions and failures that are over; for the housekeeping. */
enum status sign_in_forget(struct ctx *ctx);

#endif
