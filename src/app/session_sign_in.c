#include "app/session_sign_in.h"

#include "app/access.h"
#include "app/audit.h"
#include "app/browse.h"
#include "app/console_session.h"
#include "base/arena.h"
#include "base/text.h"
#include "store/request.h"
#include "store/session.h"

enum { BROWSER_LIMIT = 120 };

/* Whether the console session that it stands on is alive, its user's, and of this organization. */
static enum status check_console(struct ctx *ctx, const struct session *session)
{
    const struct who *before = ctx->who;
    struct who who;
    /* The account "" would be the operators'. */
    enum status st =
        text_empty(session->requester_account)
            ? NOT_FOUND
            : sign_in_standing(ctx, session->requester_account, session->console_hash, &who);
    if (st != OK)
        return st;
    if (!text_equal(who.organization_id, session->organization_id))
        return NOT_FOUND; /* the account has moved since */
    who.address = "";
    ctx->who = &who;
    bool allowed = access_allows(ctx, SESSION_ACTION, "*");
    ctx->who = before;
    return allowed ? OK : DENIED;
}

bool session_is_for_provider(const struct session *session)
{
    return session->connection.requester == REQUESTER_OPENID && !session_is_browsing(session);
}

enum status session_check_requester(struct ctx *ctx, const struct session *session)
{
    if (session->connection.requester == REQUESTER_BELIEVED && !session_is_browsing(session))
        return OK;
    enum status st = !session_is_for_provider(session) ? check_console(ctx, session)
                     : text_empty(session->requester_id) || !text_empty(session->requester_account)
                         ? NOT_FOUND
                         : OK;
    return st == NOT_FOUND || st == DENIED
               ? fault_set(&ctx->fault, UNAUTHENTICATED, "Sign in first.")
               : st;
}

struct entering {
    struct ctx *ctx;
    const struct session *session;
    const struct who *who;
    struct session_row row;
    struct bytes old_hash;
};

enum status session_take_draft(struct db_tx *tx, struct ctx *ctx, const struct session_row *row,
                               const struct session_row *known_as)
{
    bool found;
    enum status st = request_store_set_requester(tx, row, &found);
    return st == OK && !found ? session_adopt(tx, ctx, known_as) : st;
}

static enum status enter(struct db_tx *tx, void *state)
{
    struct entering *e = state;
    const struct session *session = e->session;
    enum status st = session_store_identify(tx, &e->row, e->old_hash);
    if (st == CONFLICT)
        return fault_set(db_fault(tx), CONFLICT,
                         "This session has ended, or somebody has signed in to it meanwhile.");
    if (st == OK)
        st = session_take_draft(tx, e->ctx, &e->row, &e->row);
    return st != OK ? st
                    : audit_add(tx, e->ctx,
                                &(struct audit_entry){
                                    .organization_id = session->organization_id,
                                    .account_id = e->who->account_id,
                                    .action = "signin:PunchOutLogin",
                                    .resource = arena_printf(e->ctx->arena, "connection/%s",
                                                             session->connection.id),
                                    .detail = audit_detail(e->ctx->arena, "session", session->id,
                                                           (char *)NULL),
                                });
}

static enum status check_who(struct ctx *ctx, const struct session *session, const struct who *who)
{
    if (!text_equal(who->organization_id, session->organization_id))
        return fault_set(&ctx->fault, DENIED, "You are not a user of %s.",
                         session->connection.organization_name);
    if (session_is_for_provider(session))
        return fault_set(&ctx->fault, CONFLICT,
                         "People sign in to this punchout with the identity provider of %s.",
                         session->connection.organization_name);
    if (!text_empty(session->requester_id) &&
        !(text_equal(session->requester_id, who->principal_id) &&
          text_equal(session->requester_account, who->account_id)))
        return fault_set(&ctx->fault, CONFLICT,
                         "Somebody else has signed in to this session before. Go back to %s and "
                         "start again from there.",
                         procurement_system_called(session->connection.system));
    return access_check(ctx, SESSION_ACTION, "*");
}

/* The account that the setup has chosen, or the user's own. */
static const char *account_of(const struct session *session, const struct who *who)
{
    return text_empty(session->connection.account_extrinsic) ? who->account_id
                                                             : session->account_id;
}

/* From a whole console session to a session of theirs; without it where that fails. */
static enum status finish(struct ctx *ctx, const struct session *session, const char *token,
                          const char *console_token, const char *address, struct session_entry *out)
{
    const struct who *before = ctx->who;
    struct who who;
    const char *fresh = session_token_new(ctx, session->organization_id);
    enum status st = sign_in_session(ctx, REALM_BUYER, console_token, &who);
    if (st == OK) {
        who.address = address;
        ctx->who = &who;
        st = check_who(ctx, session, &who);
    }
    if (st == OK) {
        struct entering e = {.ctx = ctx, .session = session, .who = &who};
        e.old_hash = session_token_hash(ctx, token);
        e.row = (struct session_row){
            .organization_id = session->organization_id,
            .id = session->id,
            .connection_id = session->connection.id,
            .token_hash = session_token_hash(ctx, fresh),
            .test = session->test,
            .requester_name = who.name,
            .requester_email = who.email,
            .account_id = account_of(session, &who),
            .requester_account = who.account_id,
            .requester_id = who.principal_id,
            .console_hash = console_token_hash(ctx, console_token),
        };
        st = db_write_for(ctx->app->db, session->organization_id, enter, &e, &ctx->fault);
    }
    ctx->who = before;
    out->token = fresh;
    if (st == OK)
        return OK;
    const struct fault reason = ctx->fault;
    sign_out(ctx, REALM_BUYER, console_token);
    ctx->fault = reason;
    return st;
}

enum status session_sign_in(struct ctx *ctx, const struct session *session, const char *token,
                            const struct sign_in *sign_in, struct session_entry *out)
{
    struct signed_in in;
    struct sign_in asked = *sign_in;
    *out = (struct session_entry){0};
    asked.realm = REALM_BUYER;
    asked.organization_id = session->organization_id;
    asked.browser = arena_printf(ctx->arena, "Punchout (%s), %s", session->connection.name,
                                 text_cut(ctx->arena, sign_in->browser, BROWSER_LIMIT));
    enum status st = sign_in_password(ctx, &asked, &in);
    if (st == UNAUTHENTICATED)
        return fault_set(&ctx->fault, UNAUTHENTICATED,
                         "That did not match a user of %s. Check what you typed; who has forgotten "
                         "the password can ask an administrator for a new sign-up link.",
                         session->connection.organization_name);
    if (st != OK)
        return st;
    if (in.needs_code) {
        out->pending = in.token;
        return OK;
    }
    return finish(ctx, session, token, in.token, sign_in->address, out);
}

enum status session_sign_in_code(struct ctx *ctx, const struct session *session, const char *token,
                                 const char *pending, const char *code, const char *address,
                                 struct session_entry *out)
{
    struct signed_in in;
    *out = (struct session_entry){.pending = pending};
    enum status st = sign_in_code(ctx, REALM_BUYER, pending, code, address, &in);
    return st == OK ? finish(ctx, session, token, in.token, address, out) : st;
}

enum status session_sign_out(struct db_tx *tx, const struct session *session)
{
    if (text_empty(session->requester_account))
        return OK;
    return console_session_store_delete(tx, session->requester_account, session->console_hash);
}
