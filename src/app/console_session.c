#include "app/console_session.h"

#include <string.h>

#include "app/audit.h"
#include "base/arena.h"
#include "base/text.h"
#include "crypto/hash.h"
#include "crypto/random.h"
#include "store/organization.h"

enum { TOKEN_BYTES = 32, BROWSER_LIMIT = 200 };

const char *console_token_account(enum realm realm, const char *token)
{
    const char *dot = strrchr(token, '.');
    if (dot == NULL || (dot[1] == '\0') != (realm == REALM_OPERATOR))
        return NULL;
    return dot + 1;
}

struct bytes console_token_hash(struct ctx *ctx, const char *token)
{
    struct hash hash;
    unsigned char *out = arena_alloc(ctx->arena, HASH_SIZE);
    hash_start(&hash, ctx->app->key.bytes);
    hash_add(&hash, bytes_of("console session"));
    hash_add(&hash, bytes_of(token));
    hash_finish(&hash, out);
    return (struct bytes){out, HASH_SIZE};
}

const char *console_token_new(struct ctx *ctx, const char *account_id)
{
    return arena_printf(ctx->arena, "%s.%s", random_token(ctx->arena, TOKEN_BYTES), account_id);
}

enum status console_standing(struct db_tx *tx, struct arena *arena,
                             const struct principal *principal, struct standing *out)
{
    struct account_row account;
    *out = (struct standing){"", !text_equal(principal->status, "ACTIVE")};
    if (text_empty(principal->account_id))
        return OK;
    enum status st = account_store_find(tx, arena, principal->account_id, &account);
    if (st != OK)
        return st;
    out->organization_id = account.organization.id;
    out->suspended = out->suspended || !text_equal(account.account.status, "ACTIVE");
    return OK;
}

const char *console_suspended_message(const struct principal *principal)
{
    if (text_empty(principal->account_id))
        return "This operator is suspended. Another operator can end that.";
    return text_equal(principal->status, "ACTIVE")
               ? "This account is suspended. The marketplace's operator can end that."
               : "This user is suspended. An administrator of the account can end that.";
}

enum status console_session_begin(struct db_tx *tx, struct ctx *ctx,
                                  const struct principal *principal,
                                  const struct standing *standing,
                                  const struct console_session *from, bool full, const char *token)
{
    int64_t now_us = ctx_now_us(ctx);
    const struct console_session session = {
        .account_id = principal->account_id,
        .token_hash = console_token_hash(ctx, token),
        .principal_id = principal->id,
        .stage = full ? "full" : "password",
        .address = from->address,
        .browser = text_cut(ctx->arena, from->browser, BROWSER_LIMIT),
        .created_us = now_us,
        .seen_us = now_us,
        .expires_us = now_us + (full ? SESSION_ABSOLUTE_HOURS * TIME_HOUR_US
                                     : PENDING_MINUTES * TIME_MINUTE_US),
    };
    enum status st = console_session_store_insert(tx, &session);
    if (st != OK || !full)
        return st;
    st = principal_store_signed_in(tx, principal->account_id, principal->id, now_us);
    struct who who;
    if (st == OK)
        st = console_who(tx, ctx->arena, principal, &who);
    if (st != OK)
        return st;
    who.address = from->address;
    struct ctx theirs = *ctx;
    theirs.who = &who;
    return audit_add(
        tx, &theirs,
        &(struct audit_entry){
            .organization_id = standing->organization_id,
            .account_id = principal->account_id,
            .action = "signin:ConsoleLogin",
            .resource = who.arn,
            .detail = audit_detail(ctx->arena, "mfa",
                                   principal->totp_sealed.size > 0 ? "yes" : "no", (char *)NULL),
        });
}

static const char *arn_of(struct arena *arena, const struct principal *principal)
{
    if (text_empty(principal->account_id))
        return arena_printf(arena, "operator/%s", principal->email);
    if (text_equal(principal->kind, "root"))
        return arena_printf(arena, "arn:aws:iam::%s:root", principal->account_id);
    return arena_printf(arena, "arn:aws:iam::%s:user/%s", principal->account_id, principal->name);
}

enum status console_who(struct db_tx *tx, struct arena *arena, const struct principal *principal,
                        struct who *out)
{
    struct account_row account;
    bool user = text_equal(principal->kind, "user");
    *out = *who_system();
    out->kind = user ? WHO_USER : text_equal(principal->kind, "operator") ? WHO_OPERATOR : WHO_ROOT;
    out->account_id = principal->account_id;
    out->principal_id = principal->id;
    out->name = user ? principal->name : principal->email;
    out->email = principal->email;
    out->arn = arn_of(arena, principal);
    out->mfa = principal->totp_sealed.size > 0;
    out->signed_in_us = principal->signed_in_us;
    if (out->kind == WHO_OPERATOR)
        return OK;
    enum status st = account_store_find(tx, arena, principal->account_id, &account);
    if (st != OK)
        return st;
    out->account_name = account.account.name;
    out->organization_id = account.organization.id;
    out->organization_name = account.organization.name;
    out->management_account_id = account.organization.management_account_id;
    out->standalone = account.organization.standalone;
    return OK;
}

struct bytes console_session_hash(struct arena *arena, const char *key)
{
    size_t size = strlen(key) / 2;
    unsigned char *out = arena_alloc(arena, size + 1);
    for (size_t i = 0; i < 2 * size; i++) {
        const char *digit = strchr("0123456789abcdef", key[i]);
        out[i / 2] =
            (unsigned char)(out[i / 2] << 4 | (digit == NULL ? 0 : digit - "0123456789abcdef"));
    }
    return (struct bytes){out, size};
}

const char *sign_in_form_token(struct ctx *ctx, const char *token)
{
    struct hash hash;
    unsigned char out[HASH_SIZE];
    hash_start(&hash, ctx->app->key.bytes);
    hash_add(&hash, bytes_of("form"));
    hash_add(&hash, bytes_of(token));
    hash_finish(&hash, out);
    return hash_hex(ctx->arena, out, HASH_SIZE);
}

bool sign_in_form_token_is(struct ctx *ctx, const char *token, const char *claimed)
{
    const char *right = sign_in_form_token(ctx, token);
    return claimed != NULL && strlen(claimed) == strlen(right) &&
           hash_equal(claimed, right, strlen(right));
}

const char *sign_in_visit_token(struct ctx *ctx)
{
    return random_token(ctx->arena, TOKEN_BYTES);
}
