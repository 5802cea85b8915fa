#ifndef APP_PROFILE_H
#define APP_PROFILE_H
/* One's own password, second factor and sessions: of whoever `ctx->who` is, in either realm. */
#include "app/ctx.h"
#include "app/sign_in.h"

enum { RECOVERY_CODES = 10 };

/* Ends all other sessions of this person. BAD_INPUT: what password_problem says; UNAUTHENTICATED:
 * the present password is wrong; TOO_LARGE: too many attempts. */
enum status profile_change_password(struct ctx *ctx, const char *present, const char *next);

struct totp_offer {
    const char *secret; /* base32, in groups of four */
    const char *uri;    /* otpauth://totp/... */
    const char *token;  /* sealed, for profile_totp_confirm: nothing is stored before that */
};

/* CONFLICT: there is one already. */
enum status profile_totp_offer(struct ctx *ctx, struct totp_offer *out);

/* Enrols what was offered once a code of it is shown; `out_codes` are RECOVERY_CODES texts, shown
 * once. UNAUTHENTICATED: wrong code. BAD_INPUT: the offer is not theirs or too old. Ends all other
 * sessions. */
enum status profile_totp_confirm(struct ctx *ctx, const char *token, const char *code,
                                 const char ***out_codes);

/* UNAUTHENTICATED: wrong password. NOT_FOUND: none is enrolled. */
enum status profile_totp_remove(struct ctx *ctx, const char *password);
enum status profile_recovery_codes(struct ctx *ctx, const char *password, const char ***out_codes);

struct profile_session {
    const char *key; /* for profile_end_session */
    const char *address;
    const char *browser;
    int64_t created_us, seen_us;
    bool current;
};

struct profile {
    bool totp;
    size_t recovery_left;
    int64_t password_us;
    struct profile_session *sessions; /* newest first */
    size_t session_count;
};

enum status profile_read(struct ctx *ctx, struct profile *out);

/* One session of one's own, or with NULL all but the present one. */
enum status profile_end_session(struct ctx *ctx, const char *key);

#endif
