#include "app/profile.h"

#include <string.h>

#include "app/audit.h"
#include "app/console_session.h"
#include "app/recovery.h"
#include "app/sign_up.h"
#include "app/throttle.h"
#include "base/arena.h"
#include "base/text.h"
#include "crypto/hash.h"
#include "crypto/password.h"
#include "crypto/totp.h"

enum { OFFER_MINUTES = 30, URI_LIMIT = 1000 };

static const char offer_label[] = "second factor offer";

/* One's own row, and what is done to it. */
struct own {
    struct ctx *ctx;
    struct principal principal;
    const char *action;
    const char *password_hash;
    struct bytes totp_sealed;
    int64_t totp_step;
    struct bytes codes[RECOVERY_CODES];
    struct bytes session; /* the present one */
    struct bytes ended;
    struct profile *profile;
};

static enum status find_own(struct db_tx *tx, void *state)
{
    struct own *own = state;
    const struct who *who = own->ctx->who;
    return principal_store_find(tx, own->ctx->arena, who->account_id, who->principal_id,
                                &own->principal);
}

static enum status open_own(struct ctx *ctx, struct own *own)
{
    const struct who *who = ctx->who;
    if (who == NULL || who->kind == WHO_SYSTEM)
        return fault_set(&ctx->fault, UNAUTHENTICATED, "Sign in first.");
    *own = (struct own){.ctx = ctx, .session = console_session_hash(ctx->arena, who->session_key)};
    return db_read(ctx->app->db, find_own, own, &ctx->fault);
}

static enum status write_own(struct ctx *ctx, db_work *work, void *state)
{
    return db_write_for(ctx->app->db, ctx->who->organization_id, work, state, &ctx->fault);
}

static enum status record(struct db_tx *tx, struct own *own, enum audit_outcome outcome)
{
    const struct who *who = own->ctx->who;
    return audit_add(tx, own->ctx,
                     &(struct audit_entry){
                         .organization_id = who->organization_id,
                         .account_id = who->account_id,
                         .action = own->action,
                         .resource = who->arn,
                         .outcome = outcome,
                     });
}

static enum status end_others(struct db_tx *tx, struct own *own)
{
    const struct who *who = own->ctx->who;
    return console_session_store_delete_others(tx, who->account_id, who->principal_id,
                                               own->session);
}

struct proving {
    struct own *own;
    struct throttle throttle;
    bool right;
};

static enum status record_proof(struct db_tx *tx, void *state)
{
    struct proving *proving = state;
    return proving->right ? throttle_clear(tx, &proving->throttle)
                          : record(tx, proving->own, AUDIT_FAILED);
}

/* Who sits at a session that was left open does not know the password; nor may they try for long.
 */
static enum status prove(struct ctx *ctx, struct own *own, const char *password)
{
    const struct who *who = ctx->who;
    struct proving proving = {
        .own = own,
        .throttle = throttle_of(
            ctx, "own password",
            arena_printf(ctx->arena, "%s %s", who->account_id, who->principal_id), who->address)};
    enum status st = throttle_enter(ctx, &proving.throttle);
    if (st != OK)
        return st;
    proving.right = password_verify(own->principal.password_hash, password);
    st = write_own(ctx, record_proof, &proving);
    return st != OK || proving.right
               ? st
               : fault_set(&ctx->fault, UNAUTHENTICATED, "This is not your present password.");
}

static enum status set_password(struct db_tx *tx, void *state)
{
    struct own *own = state;
    const struct who *who = own->ctx->who;
    enum status st = principal_store_set_password(tx, who->account_id, who->principal_id,
                                                  own->password_hash, ctx_now_us(own->ctx));
    if (st == OK)
        st = end_others(tx, own);
    return st == OK ? record(tx, own, AUDIT_OK) : st;
}

enum status profile_change_password(struct ctx *ctx, const char *present, const char *next)
{
    struct own own;
    enum status st = open_own(ctx, &own);
    own.action = "iam:ChangePassword";
    if (st == OK)
        st = prove(ctx, &own, present);
    if (st != OK)
        return st;
    const char *problem = password_problem(next, own.principal.name, own.principal.email);
    if (problem != NULL)
        return fault_set(&ctx->fault, BAD_INPUT, "%s", problem);
    own.password_hash = password_hash(ctx->arena, next);
    return write_own(ctx, set_password, &own);
}

/* otpauth://totp/Marketplace:name?secret=...: the key URI that authenticator apps read. */
static const char *key_uri(struct ctx *ctx, const char *base32)
{
    struct buf uri;
    const struct who *who = ctx->who;
    buf_init(&uri, ctx->arena, URI_LIMIT);
    buf_text(&uri, "otpauth://totp/Marketplace:");
    buf_url(&uri, who->name);
    if (!text_empty(who->account_id)) {
        buf_text(&uri, "%20");
        buf_url(&uri, who->account_id);
    }
    buf_text(&uri, "?secret=");
    buf_text(&uri, base32);
    buf_text(&uri, "&issuer=Marketplace");
    return buf_string(&uri);
}

static const char *in_groups(struct arena *arena, const char *base32)
{
    struct buf out;
    buf_init(&out, arena, URI_LIMIT);
    for (size_t i = 0; base32[i] != '\0'; i++) {
        if (i > 0 && i % 4 == 0)
            buf_char(&out, ' ');
        buf_char(&out, base32[i]);
    }
    return buf_string(&out);
}

enum status profile_totp_offer(struct ctx *ctx, struct totp_offer *out)
{
    struct own own;
    struct buf plain;
    struct buf token;
    unsigned char secret[TOTP_SECRET_SIZE];
    enum status st = open_own(ctx, &own);
    if (st != OK)
        return st;
    if (own.principal.totp_sealed.size > 0)
        return fault_set(&ctx->fault, CONFLICT,
                         "A second factor is set up already. Remove it first.");
    ctx->app->entropy.fill(&ctx->app->entropy, secret, sizeof secret);
    int64_t now_us = ctx_now_us(ctx);
    buf_init(&plain, ctx->arena, URI_LIMIT);
    buf_put(&plain, &now_us, sizeof now_us);
    buf_put(&plain, secret, sizeof secret);
    buf_text(&plain, ctx->who->account_id);
    buf_char(&plain, ' ');
    buf_text(&plain, ctx->who->principal_id);
    struct bytes sealed = seal(ctx->arena, &ctx->app->key, offer_label, buf_bytes(&plain));
    buf_init(&token, ctx->arena, URI_LIMIT);
    buf_base64url(&token, sealed.data, sealed.size);
    const char *base32 = totp_base32(ctx->arena, (struct bytes){secret, sizeof secret});
    *out = (struct totp_offer){in_groups(ctx->arena, base32), key_uri(ctx, base32),
                               buf_string(&token)};
    return OK;
}

/* The secret that was offered to the asker; false where the offer is somebody else's or too old. */
static bool read_offer(struct ctx *ctx, const char *token, struct bytes *out_secret)
{
    struct bytes sealed;
    struct bytes plain;
    int64_t offered_us;
    if (!text_from_base64(ctx->arena, token, &sealed) ||
        unseal(ctx->arena, &ctx->app->key, offer_label, sealed, &plain) != OK ||
        plain.size < sizeof offered_us + TOTP_SECRET_SIZE)
        return false;
    memcpy(&offered_us, plain.data, sizeof offered_us);
    *out_secret = (struct bytes){plain.data + sizeof offered_us, TOTP_SECRET_SIZE};
    const char *whose = (const char *)plain.data + sizeof offered_us + TOTP_SECRET_SIZE;
    return ctx_now_us(ctx) - offered_us < OFFER_MINUTES * TIME_MINUTE_US &&
           text_equal(whose, arena_printf(ctx->arena, "%s %s", ctx->who->account_id,
                                          ctx->who->principal_id));
}

static const char **new_codes(struct ctx *ctx, struct own *own)
{
    const char **codes = arena_array(ctx->arena, RECOVERY_CODES, sizeof *codes);
    for (size_t i = 0; i < RECOVERY_CODES; i++) {
        codes[i] = recovery_new(ctx);
        own->codes[i] = recovery_hash(ctx, recovery_trim(ctx->arena, codes[i]));
    }
    return codes;
}

static enum status set_codes(struct db_tx *tx, void *state)
{
    struct own *own = state;
    const struct who *who = own->ctx->who;
    enum status st =
        recovery_store_replace(tx, who->account_id, who->principal_id, own->codes, RECOVERY_CODES);
    return st == OK ? record(tx, own, AUDIT_OK) : st;
}

static enum status enrol(struct db_tx *tx, void *state)
{
    struct own *own = state;
    const struct who *who = own->ctx->who;
    enum status st = find_own(tx, own);
    if (st == OK && own->principal.totp_sealed.size > 0)
        return fault_set(db_fault(tx), CONFLICT, "A second factor was set up meanwhile.");
    if (st == OK)
        st = principal_store_set_totp(tx, who->account_id, who->principal_id, own->totp_sealed,
                                      own->totp_step);
    if (st == OK)
        st = end_others(tx, own);
    return st == OK ? set_codes(tx, own) : st;
}

enum status profile_totp_confirm(struct ctx *ctx, const char *token, const char *code,
                                 const char ***out_codes)
{
    struct own own;
    struct bytes secret;
    enum status st = open_own(ctx, &own);
    if (st != OK)
        return st;
    if (!read_offer(ctx, token, &secret))
        return fault_set(&ctx->fault, BAD_INPUT,
                         "This took too long. Begin again with a new picture.");
    own.totp_step = totp_match(secret, recovery_trim(ctx->arena, code), ctx_now_us(ctx), 0);
    if (own.totp_step == 0)
        return fault_set(&ctx->fault, UNAUTHENTICATED,
                         "This code is not right. Type the six digits that the app shows now; if "
                         "they never fit, check the clock of your phone.");
    own.action = "iam:EnableMFADevice";
    own.totp_sealed = seal(ctx->arena, &ctx->app->key, TOTP_LABEL, secret);
    *out_codes = new_codes(ctx, &own);
    return write_own(ctx, enrol, &own);
}

static enum status remove_totp(struct db_tx *tx, void *state)
{
    struct own *own = state;
    const struct who *who = own->ctx->who;
    enum status st = principal_store_set_totp(tx, who->account_id, who->principal_id,
                                              (struct bytes){NULL, 0}, 0);
    return st == OK ? record(tx, own, AUDIT_OK) : st;
}

/* For what needs a second factor and the password. */
static enum status open_enrolled(struct ctx *ctx, struct own *own, const char *action,
                                 const char *password)
{
    enum status st = open_own(ctx, own);
    own->action = action;
    if (st == OK && own->principal.totp_sealed.size == 0)
        return fault_set(&ctx->fault, NOT_FOUND, "No second factor is set up.");
    return st == OK ? prove(ctx, own, password) : st;
}

enum status profile_totp_remove(struct ctx *ctx, const char *password)
{
    struct own own;
    enum status st = open_enrolled(ctx, &own, "iam:DeactivateMFADevice", password);
    return st == OK ? write_own(ctx, remove_totp, &own) : st;
}

enum status profile_recovery_codes(struct ctx *ctx, const char *password, const char ***out_codes)
{
    struct own own;
    enum status st = open_enrolled(ctx, &own, "iam:CreateRecoveryCodes", password);
    if (st != OK)
        return st;
    *out_codes = new_codes(ctx, &own);
    return write_own(ctx, set_codes, &own);
}

static enum status read_profile(struct db_tx *tx, void *state)
{
    struct own *own = state;
    struct profile *out = own->profile;
    const struct who *who = own->ctx->who;
    struct arena *arena = own->ctx->arena;
    struct console_sessions sessions;
    int64_t left;
    enum status st =
        console_session_store_list(tx, arena, who->account_id, who->principal_id, &sessions);
    if (st == OK)
        st = recovery_store_left(tx, who->account_id, who->principal_id, &left);
    if (st != OK)
        return st;
    out->recovery_left = (size_t)left;
    out->sessions = arena_array(arena, sessions.count, sizeof *out->sessions);
    for (size_t i = 0; i < sessions.count; i++) {
        const struct console_session *session = &sessions.items[i];
        int64_t idle_us = ctx_now_us(own->ctx) - session->seen_us;
        const char *key = hash_hex(arena, session->token_hash.data, session->token_hash.size);
        if (idle_us > SESSION_IDLE_MINUTES * TIME_MINUTE_US)
            continue;
        out->sessions[out->session_count++] = (struct profile_session){
            .key = key,
            .address = session->address,
            .browser = session->browser,
            .created_us = session->created_us,
            .seen_us = session->seen_us,
            .current = text_equal(key, who->session_key),
        };
    }
    return OK;
}

enum status profile_read(struct ctx *ctx, struct profile *out)
{
    struct own own;
    enum status st = open_own(ctx, &own);
    if (st != OK)
        return st;
    *out = (struct profile){.totp = own.principal.totp_sealed.size > 0,
                            .password_us = own.principal.password_us};
    own.profile = out;
    return db_read(ctx->app->db, read_profile, &own, &ctx->fault);
}

static enum status end_one(struct db_tx *tx, void *state)
{
    struct own *own = state;
    const struct who *who = own->ctx->who;
    struct console_session session;
    enum status st;
    if (own->ended.size == 0) {
        st = end_others(tx, own);
    } else {
        st = console_session_store_find(tx, own->ctx->arena, who->account_id, own->ended, &session);
        if (st == OK && !text_equal(session.principal_id, who->principal_id))
            st = NOT_FOUND;
        if (st == OK)
            st = console_session_store_delete(tx, who->account_id, own->ended);
    }
    return st == OK ? record(tx, own, AUDIT_OK) : st;
}

enum status profile_end_session(struct ctx *ctx, const char *key)
{
    struct own own;
    enum status st = open_own(ctx, &own);
    if (st != OK)
        return st;
    own.action = "signin:EndSession";
    own.ended = console_session_hash(ctx->arena, text_or_empty(key));
    return write_own(ctx, end_one, &own);
}
