#include "app/sign_in.h"

#include <string.h>

#include "app/audit.h"
#include "app/console_session.h"
#include "app/iam.h"
#include "app/recovery.h"
#include "app/throttle.h"
#include "base/arena.h"
#include "base/text.h"
#include "crypto/hash.h"
#include "crypto/password.h"
#include "crypto/totp.h"
#include "store/policy.h"

struct attempt {
    struct ctx *ctx;
    const struct sign_in *sign_in;
    struct throttle throttle;
    struct principal principal;
    struct standing standing;
    bool known, right;
    const char *token;
};

/* Who is meant by what was typed; NOT_FOUND: nobody. */
static enum status find_principal(struct db_tx *tx, void *state)
{
    struct attempt *a = state;
    const struct sign_in *in = a->sign_in;
    struct arena *arena = a->ctx->arena;
    bool buyer = in->realm == REALM_BUYER;
    const char *account = text_trim(arena, in->account);
    const char *name = text_trim(arena, in->name);
    enum status st;
    if (!buyer)
        st = principal_store_by_name(tx, arena, "", account, &a->principal);
    else if (text_empty(account))
        return NOT_FOUND; /* or it would be the operators' */
    else if (strchr(account, '@') != NULL && text_empty(name))
        st = principal_store_root_by_email(tx, arena, account, &a->principal);
    else if (text_empty(name))
        st = principal_store_find(tx, arena, account, account, &a->principal);
    else
        st = principal_store_by_name(tx, arena, account, name, &a->principal);
    struct standing standing;
    if (st == OK)
        st = console_standing(tx, arena, &a->principal, &standing);
    if (st == OK && in->organization_id != NULL &&
        !text_equal(standing.organization_id, in->organization_id))
        return NOT_FOUND;
    if (st == OK)
        a->standing = standing;
    return st;
}

static const char *who_is_meant(const struct attempt *a)
{
    return a->known ? a->principal.id : "";
}

/* Writes as much for somebody as for nobody, or the time it takes would tell them apart. */
static enum status record_failure(struct db_tx *tx, struct attempt *a, const char *reason)
{
    const struct who who = {.kind = WHO_NOBODY,
                            .principal_id = who_is_meant(a),
                            .name = a->known ? a->principal.email : AUDIT_HIDDEN,
                            .address = a->sign_in->address};
    struct ctx theirs = *a->ctx;
    theirs.who = &who;
    return audit_add(tx, &theirs,
                     &(struct audit_entry){
                         .organization_id = a->standing.organization_id,
                         .account_id = a->known ? a->principal.account_id : "",
                         .action = "signin:ConsoleLogin",
                         .resource = "*",
                         .outcome = a->right ? AUDIT_DENIED : AUDIT_FAILED,
                         .detail = audit_detail(a->ctx->arena, "reason", reason, (char *)NULL),
                     });
}

static enum status finish_password(struct db_tx *tx, void *state)
{
    struct attempt *a = state;
    const struct console_session from = {.address = a->sign_in->address,
                                         .browser = a->sign_in->browser};
    bool full = a->principal.totp_sealed.size == 0;
    if (!a->right)
        return record_failure(tx, a, "wrong password");
    enum status st = throttle_clear(tx, &a->throttle);
    if (st == OK && a->standing.suspended)
        return record_failure(tx, a, "suspended");
    return st == OK ? console_session_begin(tx, a->ctx, &a->principal, &a->standing, &from, full,
                                            a->token)
                    : st;
}

enum status sign_in_password(struct ctx *ctx, const struct sign_in *sign_in, struct signed_in *out)
{
    struct attempt a = {.ctx = ctx,
                        .sign_in = sign_in,
                        .standing = {.organization_id = text_or_empty(sign_in->organization_id)}};
    const char *typed =
        arena_printf(ctx->arena, "%d %s %s", (int)sign_in->realm,
                     text_trim(ctx->arena, sign_in->account), text_trim(ctx->arena, sign_in->name));
    a.throttle = throttle_of(ctx, "password", typed, sign_in->address);
    enum status st = throttle_enter(ctx, &a.throttle);
    if (st == OK)
        st = db_read(ctx->app->db, find_principal, &a, &ctx->fault);
    if (st != OK && st != NOT_FOUND)
        return st;
    a.known = st == OK;
    a.right = password_verify(a.known ? a.principal.password_hash : "", sign_in->password);
    a.token = console_token_new(ctx, a.known ? a.principal.account_id : "");
    st = db_write_for(ctx->app->db, a.standing.organization_id, finish_password, &a, &ctx->fault);
    if (st != OK)
        return st;
    if (!a.right)
        return fault_set(&ctx->fault, UNAUTHENTICATED,
                         "That did not match. Check what you typed; who has forgotten the password "
                         "can ask an administrator for a new sign-up link.");
    if (a.standing.suspended)
        return fault_set(&ctx->fault, DENIED, "%s", console_suspended_message(&a.principal));
    *out = (struct signed_in){a.token, a.principal.totp_sealed.size > 0};
    return OK;
}

struct proof {
    struct ctx *ctx;
    struct bytes hash; /* of the session in which the code is awaited */
    const char *account_id;
    const char *code;
    const char *address;
    struct throttle throttle;
    struct console_session pending;
    struct principal principal;
    struct standing standing;
    bool right;
    const char *token;
};

static enum status find_pending(struct db_tx *tx, void *state)
{
    struct proof *p = state;
    struct arena *arena = p->ctx->arena;
    enum status st = console_session_store_find(tx, arena, p->account_id, p->hash, &p->pending);
    if (st == OK &&
        (!text_equal(p->pending.stage, "password") || ctx_now_us(p->ctx) > p->pending.expires_us))
        st = NOT_FOUND;
    if (st == OK)
        st = principal_store_find(tx, arena, p->account_id, p->pending.principal_id, &p->principal);
    if (st == OK)
        st = console_standing(tx, arena, &p->principal, &p->standing);
    return st;
}

/* Uses the code up. */
static enum status use_code(struct db_tx *tx, struct proof *p)
{
    struct bytes secret;
    const struct principal *principal = &p->principal;
    int64_t step = 0;
    if (unseal(p->ctx->arena, &p->ctx->app->key, TOTP_LABEL, principal->totp_sealed, &secret) == OK)
        step = totp_match(secret, p->code, ctx_now_us(p->ctx), principal->totp_step);
    enum status st = step > 0
                         ? principal_store_use_step(tx, principal->account_id, principal->id, step)
                         : recovery_store_use(tx, principal->account_id, principal->id,
                                              recovery_hash(p->ctx, p->code), ctx_now_us(p->ctx));
    p->right = st == OK;
    return st == CONFLICT || st == NOT_FOUND ? OK : st;
}

static enum status finish_code(struct db_tx *tx, void *state)
{
    struct proof *p = state;
    enum status st = find_pending(tx, p);
    if (st != OK || p->standing.suspended)
        return st;
    st = use_code(tx, p);
    if (st != OK)
        return st;
    if (!p->right)
        return OK;
    st = throttle_clear(tx, &p->throttle);
    if (st == OK)
        st = console_session_store_delete(tx, p->account_id, p->hash);
    return st == OK ? console_session_begin(tx, p->ctx, &p->principal, &p->standing, &p->pending,
                                            true, p->token)
                    : st;
}

enum status sign_in_code(struct ctx *ctx, enum realm realm, const char *token, const char *code,
                         const char *address, struct signed_in *out)
{
    static const char too_late[] = "This took too long. Begin again with your password.";
    struct proof p = {.ctx = ctx,
                      .hash = console_token_hash(ctx, token),
                      .account_id = console_token_account(realm, token),
                      .code = recovery_trim(ctx->arena, code),
                      .address = address};
    if (p.account_id == NULL)
        return fault_set(&ctx->fault, NOT_FOUND, too_late);
    enum status st = db_read(ctx->app->db, find_pending, &p, &ctx->fault);
    if (st == OK) {
        p.throttle = throttle_of(
            ctx, "code", arena_printf(ctx->arena, "%s %s", p.account_id, p.principal.id), address);
        st = throttle_enter(ctx, &p.throttle);
    }
    p.token = console_token_new(ctx, p.account_id);
    if (st == OK)
        st = db_write_for(ctx->app->db, p.standing.organization_id, finish_code, &p, &ctx->fault);
    if (st == NOT_FOUND)
        return fault_set(&ctx->fault, NOT_FOUND, too_late);
    if (st != OK)
        return st;
    if (p.standing.suspended)
        return fault_set(&ctx->fault, DENIED, "%s", console_suspended_message(&p.principal));
    if (!p.right)
        return fault_set(&ctx->fault, UNAUTHENTICATED,
                         "This code is not right, or was used already. Codes change every %d "
                         "seconds.",
                         TOTP_STEP_SECONDS);
    *out = (struct signed_in){p.token, false};
    return OK;
}

struct visit {
    struct ctx *ctx;
    struct bytes hash;
    const char *account_id;
    struct console_session session;
    struct principal principal;
    struct standing standing;
    struct who *out;
};

enum status sign_in_policies(struct db_tx *tx, struct ctx *ctx, const struct principal *principal,
                             struct who *out)
{
    struct arena *arena = ctx->arena;
    struct attachments attached;
    enum status st =
        attachment_store_list(tx, arena, principal->account_id, principal->id, &attached);
    const struct policy **policies = arena_array(arena, attached.count, sizeof *policies);
    const char **arns = arena_array(arena, attached.count, sizeof *arns);
    for (size_t i = 0; st == OK && i < attached.count; i++) {
        st = iam_document(arena, &attached.items[i], &policies[i], db_fault(tx));
        arns[i] = attached.items[i].policy_arn;
    }
    out->policies = policies;
    out->policy_arns = arns;
    out->policy_count = attached.count;
    return st;
}

static enum status find_session(struct db_tx *tx, void *state)
{
    struct visit *v = state;
    struct arena *arena = v->ctx->arena;
    int64_t now_us = ctx_now_us(v->ctx);
    const struct console_session *session = &v->session;
    enum status st = console_session_store_find(tx, arena, v->account_id, v->hash, &v->session);
    if (st == OK && (!text_equal(session->stage, "full") || now_us > session->expires_us ||
                     now_us - session->seen_us > SESSION_IDLE_MINUTES * TIME_MINUTE_US))
        return NOT_FOUND;
    if (st == OK)
        st = principal_store_find(tx, arena, v->account_id, session->principal_id, &v->principal);
    if (st == OK)
        st = console_standing(tx, arena, &v->principal, &v->standing);
    if (st == OK && v->standing.suspended)
        return fault_set(db_fault(tx), DENIED, "%s", console_suspended_message(&v->principal));
    if (st == OK)
        st = console_who(tx, arena, &v->principal, v->out);
    if (st == OK && v->out->kind == WHO_USER)
        st = sign_in_policies(tx, v->ctx, &v->principal, v->out);
    return st;
}

static enum status note_use(struct db_tx *tx, void *state)
{
    struct visit *v = state;
    return console_session_store_seen(tx, v->account_id, v->hash, ctx_now_us(v->ctx));
}

enum status sign_in_standing(struct ctx *ctx, const char *account_id, struct bytes token_hash,
                             struct who *out)
{
    struct visit v = {.ctx = ctx, .hash = token_hash, .account_id = account_id, .out = out};
    enum status st =
        v.account_id == NULL ? NOT_FOUND : db_read(ctx->app->db, find_session, &v, &ctx->fault);
    if (st == NOT_FOUND)
        return fault_set(&ctx->fault, NOT_FOUND, "Your session has ended. Sign in again.");
    if (st != OK)
        return st;
    out->session_key = hash_hex(ctx->arena, v.hash.data, v.hash.size);
    out->signed_in_us = v.session.created_us;
    if (ctx_now_us(ctx) - v.session.seen_us < TIME_MINUTE_US)
        return OK;
    return ctx_may_wait(ctx)
               ? db_write_for(ctx->app->db, out->organization_id, note_use, &v, &ctx->fault)
               : UNAVAILABLE;
}

enum status sign_in_session(struct ctx *ctx, enum realm realm, const char *token, struct who *out)
{
    return sign_in_standing(ctx, console_token_account(realm, token),
                            console_token_hash(ctx, token), out);
}

static enum status end_session(struct db_tx *tx, void *state)
{
    struct visit *v = state;
    return console_session_store_delete(tx, v->account_id, v->hash);
}

enum status sign_out(struct ctx *ctx, enum realm realm, const char *token)
{
    struct visit v = {.ctx = ctx,
                      .hash = console_token_hash(ctx, token),
                      .account_id = console_token_account(realm, token)};
    return v.account_id == NULL
               ? OK
               : db_write_for(ctx->app->db, v.account_id, end_session, &v, &ctx->fault);
}

static enum status forget(struct db_tx *tx, void *state)
{
    struct ctx *ctx = state;
    return sign_in_store_forget(tx, ctx_now_us(ctx), throttle_since_us(ctx));
}

enum status sign_in_forget(struct ctx *ctx)
{
    return db_write(ctx->app->db, forget, ctx, &ctx->fault);
}
