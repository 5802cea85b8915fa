#include "app/session_openid.h"

#include <string.h>

#include "app/audit.h"
#include "app/connection_cache.h"
#include "app/secret.h"
#include "app/session_sign_in.h"
#include "base/arena.h"
#include "base/text.h"
#include "crypto/random.h"
#include "store/session.h"

static const char state_label[] = "openid state";

enum { STATE_LIMIT = 1000, NONCE_BYTES = 16, VERIFIER_BYTES = 32, FIELDS = 4 };

enum status session_openid_begin(struct ctx *ctx, const struct session *session,
                                 struct openid_attempt *out, const char **out_state)
{
    struct buf plain;
    struct buf state;
    if (session->connection.system == SYSTEM_OCI)
        return fault_set(&ctx->fault, BAD_INPUT,
                         "With SAP OCI nobody can sign in with an identity provider. Whoever set "
                         "the connection up can have people sign in here instead.");
    if (text_empty(session->requester_email))
        return fault_set(
            &ctx->fault, BAD_INPUT,
            "%s does not say who you are. Whoever administers it can have it send "
            "your email address as UserEmail with each punchout.",
            text_sentence(ctx->arena, procurement_system_called(session->connection.system)));
    *out = (struct openid_attempt){
        .organization_id = session->organization_id,
        .session_id = session->id,
        .nonce = random_token(ctx->arena, NONCE_BYTES),
        .verifier = random_token(ctx->arena, VERIFIER_BYTES),
        .began_us = ctx_now_us(ctx),
    };
    const char *const fields[FIELDS] = {out->organization_id, out->session_id, out->nonce,
                                        out->verifier};
    buf_init(&plain, ctx->arena, STATE_LIMIT);
    buf_put(&plain, &out->began_us, sizeof out->began_us);
    for (size_t i = 0; i < FIELDS; i++)
        buf_put(&plain, fields[i], strlen(fields[i]) + 1);
    struct bytes sealed = seal(ctx->arena, &ctx->app->key, state_label, buf_bytes(&plain));
    buf_init(&state, ctx->arena, 2 * STATE_LIMIT);
    buf_base64url(&state, sealed.data, sealed.size);
    *out_state = buf_string(&state);
    return OK;
}

static bool open_state(struct ctx *ctx, const char *state, struct openid_attempt *out)
{
    struct bytes sealed;
    struct bytes plain;
    const char *fields[FIELDS];
    if (!text_from_base64(ctx->arena, state, &sealed) ||
        unseal(ctx->arena, &ctx->app->key, state_label, sealed, &plain) != OK)
        return false;
    const unsigned char *at = plain.data + sizeof out->began_us;
    for (size_t i = 0; i < FIELDS; i++) {
        fields[i] = (const char *)at;
        at += strlen(fields[i]) + 1;
    }
    *out = (struct openid_attempt){.organization_id = fields[0],
                                   .session_id = fields[1],
                                   .nonce = fields[2],
                                   .verifier = fields[3]};
    memcpy(&out->began_us, plain.data, sizeof out->began_us);
    return true;
}

enum status session_openid_open(struct ctx *ctx, const char *state, struct openid_attempt *out,
                                struct session *session)
{
    if (!open_state(ctx, state, out))
        return fault_set(&ctx->fault, BAD_INPUT,
                         "This is not the end of a sign-in that began here.");
    enum status st = session_find_by_id(ctx, out->organization_id, out->session_id, session);
    if (st != OK)
        return st == NOT_FOUND ? fault_set(&ctx->fault, DENIED, "The punchout is over.") : st;
    if (session->ended || session->connection.requester != REQUESTER_OPENID)
        return fault_set(&ctx->fault, DENIED, "The punchout is over.");
    if (ctx_now_us(ctx) - out->began_us > OPENID_MINUTES * TIME_MINUTE_US)
        return fault_set(&ctx->fault, DENIED,
                         "This took longer than %d minutes. Sign in again from the page of the "
                         "marketplace.",
                         OPENID_MINUTES);
    return OK;
}

enum status session_openid_secret(struct ctx *ctx, const struct session *session,
                                  const char **out_secret)
{
    struct connection_row row;
    struct bytes plain;
    *out_secret = NULL;
    enum status st = connection_by_id(ctx, session->organization_id, session->connection.id, &row);
    if (st != OK || row.openid_secret_sealed.size == 0)
        return st;
    if (unseal(ctx->arena, &ctx->app->key, OPENID_SECRET_LABEL, row.openid_secret_sealed, &plain) !=
        OK)
        return fault_set(&ctx->fault, FAILED, "The client secret can't be opened with this key.");
    *out_secret = (const char *)plain.data;
    return OK;
}

struct finishing {
    struct ctx *ctx;
    const struct session *session;
    struct session_row row;
    struct audit_entry entry;
};

/* Whether another has signed in to a session: at the provider, or at the console while that was
 * demanded. */
static bool is_anothers(const char *account, const char *id, const char *subject)
{
    return !text_empty(id) && (!text_empty(account) || !text_equal(id, subject));
}

static enum status anothers(struct fault *fault, const struct session *session)
{
    return fault_set(fault, CONFLICT,
                     "Somebody else has signed in to this punchout before. Go back to %s and start "
                     "again from there.",
                     procurement_system_called(session->connection.system));
}

/* Two may have come back at once, or one person twice: then the account may be another already. */
static enum status look_again(struct db_tx *tx, struct finishing *f)
{
    struct session_row now;
    enum status st =
        session_store_by_id(tx, f->ctx->arena, f->row.organization_id, f->row.id, &now);
    if (st != OK)
        return st;
    if (is_anothers(now.requester_account, now.requester_id, f->row.requester_id))
        return anothers(db_fault(tx), f->session);
    if (!text_empty(now.account_id))
        f->row.account_id = now.account_id;
    return OK;
}

static enum status finish(struct db_tx *tx, void *state)
{
    struct finishing *f = state;
    enum status st = look_again(tx, f);
    if (st != OK)
        return st;
    st = session_store_identify(tx, &f->row, f->session->token_hash);
    if (st == CONFLICT)
        return fault_set(db_fault(tx), CONFLICT, "The punchout is over.");
    struct session_row known_as = f->row;
    known_as.requester_name = ""; /* a name that somebody is shown by is not a user's name */
    if (text_empty(f->session->connection.account_extrinsic))
        known_as.account_id = ""; /* nobody has chosen it: a draft keeps its own */
    if (st == OK)
        st = session_take_draft(tx, f->ctx, &f->row, &known_as);
    return st == OK ? audit_add(tx, f->ctx, &f->entry) : st;
}

/* Who is told of in the trail: an identity is no principal of ours. */
static struct who who_of(const struct openid_identity *identity, const char *address)
{
    return (struct who){.kind = WHO_NOBODY,
                        .principal_id = identity->subject,
                        .name = identity->email,
                        .address = address};
}

static enum status refuse(struct ctx *ctx, struct audit_entry entry, enum status status)
{
    const struct fault reason = ctx->fault;
    entry.outcome = AUDIT_DENIED;
    entry.detail = audit_detail(ctx->arena, "reason", reason.message, (char *)NULL);
    enum status st = audit_write(ctx, &entry);
    if (st != OK)
        return st;
    ctx->fault = reason;
    return status;
}

static enum status check(struct ctx *ctx, const struct session *session,
                         const struct openid_identity *identity)
{
    const char *system = procurement_system_called(session->connection.system);
    if (!text_equal_nocase(identity->email, session->requester_email))
        return fault_set(&ctx->fault, DENIED,
                         "You have signed in as %s, and %s says that this punchout is another "
                         "person's. Sign in as who you are in %s, or have your email address "
                         "corrected there.",
                         identity->email, system, system);
    return is_anothers(session->requester_account, session->requester_id, identity->subject)
               ? anothers(&ctx->fault, session)
               : OK;
}

enum status session_openid_finish(struct ctx *ctx, const struct session *session,
                                  const struct openid_identity *identity, const char *address)
{
    const struct who *before = ctx->who;
    const struct who who = who_of(identity, address);
    struct finishing f = {.ctx = ctx, .session = session};
    f.row = (struct session_row){
        .organization_id = session->organization_id,
        .id = session->id,
        .connection_id = session->connection.id,
        .token_hash = session->token_hash,
        .test = session->test,
        .requester_name = identity->name,
        .requester_email = identity->email,
        .account_id = session->account_id,
        .requester_account = "",
        .requester_id = identity->subject,
    };
    f.entry = (struct audit_entry){
        .organization_id = session->organization_id,
        .account_id = session->account_id,
        .action = "signin:PunchOutLogin",
        .resource = arena_printf(ctx->arena, "connection/%s", session->connection.id),
        .detail = audit_detail(ctx->arena, "session", session->id, "issuer",
                               session->connection.openid_issuer, (char *)NULL),
    };
    ctx->who = &who;
    enum status st = check(ctx, session, identity);
    if (st != OK)
        st = refuse(ctx, f.entry, st);
    else
        st = db_write_for(ctx->app->db, session->organization_id, finish, &f, &ctx->fault);
    ctx->who = before;
    return st;
}
