#include "app/sign_up.h"

#include <string.h>

#include "app/account.h"
#include "app/audit.h"
#include "app/console_session.h"
#include "base/arena.h"
#include "base/text.h"
#include "crypto/password.h"
#include "store/organization.h"

enum { FIELDS = 2, URL_LIMIT = 2048 };

static const char label[] = "sign-up link";

/* What a link's token seals. */
struct link {
    int64_t number;
    int64_t expires_us;
    const char *account_id;
    const char *principal_id;
};

enum status sign_up_link(struct db_tx *tx, struct ctx *ctx, const char *account_id,
                         const char *principal_id, const char **out_url)
{
    struct buf plain;
    struct buf url;
    const int64_t numbers[] = {ctx_now_us(ctx), ctx_now_us(ctx) + LINK_DAYS * TIME_DAY_US};
    buf_init(&plain, ctx->arena, URL_LIMIT);
    buf_put(&plain, numbers, sizeof numbers);
    buf_put(&plain, account_id, strlen(account_id) + 1);
    buf_put(&plain, principal_id, strlen(principal_id) + 1);
    struct bytes sealed = seal(ctx->arena, &ctx->app->key, label, buf_bytes(&plain));
    buf_init(&url, ctx->arena, URL_LIMIT);
    buf_text(&url, text_or_empty(ctx->app->public_url));
    buf_text(&url, text_empty(account_id) ? "/operator/sign-up/" : "/console/sign-up/");
    buf_base64url(&url, sealed.data, sealed.size);
    *out_url = buf_string(&url);
    return principal_store_set_invitation(tx, account_id, principal_id, numbers[0]);
}

static bool read_link(struct ctx *ctx, const char *token, struct link *out)
{
    struct bytes sealed;
    struct bytes plain;
    int64_t numbers[2];
    const char *fields[FIELDS];
    if (!text_from_base64(ctx->arena, token, &sealed) ||
        unseal(ctx->arena, &ctx->app->key, label, sealed, &plain) != OK ||
        plain.size < sizeof numbers + FIELDS)
        return false;
    memcpy(numbers, plain.data, sizeof numbers);
    const char *at = (const char *)plain.data + sizeof numbers;
    for (size_t i = 0; i < FIELDS; i++) {
        fields[i] = at;
        at += strlen(at) + 1;
    }
    *out = (struct link){numbers[0], numbers[1], fields[0], fields[1]};
    return true;
}

struct signing_up {
    struct ctx *ctx;
    struct link link;
    const struct sign_up_answer *answer;
    const char *password_hash;
    const char *token;
    struct principal principal;
    struct standing standing;
    struct sign_up *out;
};

static enum status find_person(struct db_tx *tx, void *state)
{
    static const char used[] =
        "This link has been used, has run out, or was replaced by a newer one. Ask for a new one "
        "where you got it: %s.";
    struct signing_up *s = state;
    struct arena *arena = s->ctx->arena;
    struct account_row account;
    const struct link *link = &s->link;
    bool is_operator = text_empty(link->account_id);
    const char *whom = is_operator
                           ? "an operator of the marketplace"
                           : "an administrator of your account or the marketplace's operator";
    enum status st =
        principal_store_find(tx, arena, link->account_id, link->principal_id, &s->principal);
    if (st == NOT_FOUND || (st == OK && (s->principal.invitation != link->number ||
                                         ctx_now_us(s->ctx) > link->expires_us)))
        return fault_set(db_fault(tx), NOT_FOUND, used, whom);
    if (st == OK)
        st = console_standing(tx, arena, &s->principal, &s->standing);
    if (st == OK && s->standing.suspended)
        return fault_set(db_fault(tx), DENIED, "%s", console_suspended_message(&s->principal));
    if (st == OK && !is_operator)
        st = account_store_find(tx, arena, link->account_id, &account);
    if (st == OK)
        *s->out = (struct sign_up){
            .realm = is_operator ? REALM_OPERATOR : REALM_BUYER,
            .account_id = s->principal.account_id,
            .account_name = is_operator ? "" : account.account.name,
            .name = s->principal.name,
            .email = s->principal.email,
            .reset = !text_empty(s->principal.password_hash),
            .asks_email = text_empty(s->principal.email),
        };
    return st;
}

static enum status look(struct signing_up *s, const char *token, struct sign_up *out)
{
    s->out = out;
    if (!read_link(s->ctx, token, &s->link))
        return fault_set(&s->ctx->fault, BAD_INPUT,
                         "This is not a sign-up link of this marketplace. Open it as it was sent "
                         "to you, in full.");
    return db_read(s->ctx->app->db, find_person, s, &s->ctx->fault);
}

enum status sign_up_look(struct ctx *ctx, const char *token, struct sign_up *out)
{
    struct signing_up s = {.ctx = ctx};
    return look(&s, token, out);
}

static enum status record(struct db_tx *tx, const struct signing_up *s)
{
    struct who who;
    struct ctx theirs = *s->ctx;
    enum status st = console_who(tx, s->ctx->arena, &s->principal, &who);
    who.address = s->answer->address;
    theirs.who = &who;
    return st == OK ? audit_add(tx, &theirs,
                                &(struct audit_entry){
                                    .organization_id = s->standing.organization_id,
                                    .account_id = s->principal.account_id,
                                    .action = "signin:SetPassword",
                                    .resource = who.arn,
                                })
                    : st;
}

static enum status finish(struct db_tx *tx, void *state)
{
    struct signing_up *s = state;
    const struct console_session from = {.address = s->answer->address,
                                         .browser = s->answer->browser};
    struct sign_up found;
    s->out = &found;
    enum status st = find_person(tx, s);
    if (st != OK)
        return st;
    struct principal *person = &s->principal;
    if (found.asks_email) {
        person->email = person->name = s->answer->email;
        st = principal_store_set_email(tx, s->ctx->arena, person->account_id, person->id,
                                       person->email, person->email);
        if (st == CONFLICT)
            return fault_set(db_fault(tx), BAD_INPUT, "Another operator has this email address.");
    }
    if (st == OK)
        st = principal_store_set_password(tx, person->account_id, person->id, s->password_hash,
                                          ctx_now_us(s->ctx));
    if (st == OK)
        st = console_session_store_delete_all(tx, person->account_id, person->id);
    if (st == OK)
        st = record(tx, s);
    return st == OK ? console_session_begin(tx, s->ctx, person, &s->standing, &from,
                                            person->totp_sealed.size == 0, s->token)
                    : st;
}

enum status sign_up_finish(struct ctx *ctx, const char *token, const struct sign_up_answer *answer,
                           struct signed_in *out)
{
    struct signing_up s = {.ctx = ctx, .answer = answer};
    struct sign_up found;
    enum status st = look(&s, token, &found);
    if (st != OK)
        return st;
    const char *email = found.asks_email ? answer->email : found.email;
    const char *problem = found.asks_email ? email_problem(email) : NULL;
    if (problem == NULL)
        problem = password_problem(answer->password, found.name, email);
    if (problem != NULL)
        return fault_set(&ctx->fault, BAD_INPUT, "%s", problem);
    s.password_hash = password_hash(ctx->arena, answer->password);
    s.token = console_token_new(ctx, s.link.account_id);
    st = db_write_for(ctx->app->db, s.standing.organization_id, finish, &s, &ctx->fault);
    if (st == OK)
        *out = (struct signed_in){s.token, s.principal.totp_sealed.size > 0};
    return st;
}
