#include "app/browse.h"

#include "app/access.h"
#include "app/console_session.h"
#include "app/session_sign_in.h"
#include "base/arena.h"
#include "base/text.h"
#include "store/request.h"
#include "store/session.h"

static const char browse[] = "browse";

bool session_is_browsing(const struct session *session)
{
    return text_equal(session->operation, browse);
}

static bool sends_on(const struct connection *connection)
{
    return connection->status == CONNECTION_ENABLED && connection->redirect &&
           !connection->account_suspended;
}

struct listing {
    struct ctx *ctx;
    struct connection_rows *out;
};

static enum status read_enabled(struct db_tx *tx, void *state)
{
    struct listing *listing = state;
    struct connection_rows *out = listing->out;
    enum status st =
        connection_store_list(tx, listing->ctx->arena, listing->ctx->who->organization_id, out);
    size_t count = 0;
    for (size_t i = 0; st == OK && i < out->count; i++) {
        if (out->items[i].connection.status == CONNECTION_ENABLED)
            out->items[count++] = out->items[i];
    }
    out->count = count;
    return st;
}

enum status browse_connections(struct ctx *ctx, struct connection_rows *out)
{
    struct listing listing = {ctx, out};
    *out = (struct connection_rows){0};
    enum status st = access_check(ctx, SESSION_ACTION, "*");
    return st == OK ? db_read(ctx->app->db, read_enabled, &listing, &ctx->fault) : st;
}

enum status browse_begin(struct ctx *ctx, const char *connection_id, const char **out_token)
{
    struct connection_rows rows;
    const struct who *who = ctx->who;
    enum status st = browse_connections(ctx, &rows);
    if (st != OK)
        return st;
    for (size_t i = 0; i < rows.count; i++) {
        const struct connection *connection = &rows.items[i].connection;
        if (text_equal(connection->id, connection_id) && sends_on(connection))
            return session_open(
                ctx,
                &(struct session_row){
                    .organization_id = connection->organization_id,
                    .id = ctx_new_id(ctx),
                    .connection_id = connection->id,
                    .payload_id = "",
                    .buyer_cookie = "",
                    .return_url = connection->redirect_url,
                    .operation = browse,
                    .test = connection->mode == MODE_TEST,
                    .requester_name = who->name,
                    .requester_email = who->email,
                    .language = "en-US",
                    .selected_part = "",
                    .account_id = who->account_id,
                    .requester_account = who->account_id,
                    .requester_id = who->principal_id,
                    .console_hash = console_session_hash(ctx->arena, who->session_key),
                },
                out_token);
    }
    return fault_set(&ctx->fault, CONFLICT,
                     "This connection does not send people on: start in your procurement system.");
}

struct ending {
    struct ctx *ctx;
    const struct session *session;
    const struct request *cancelled; /* NULL: the draft stays */
    const char *event_id;
};

static enum status end_session(struct db_tx *tx, void *state)
{
    struct ending *ending = state;
    int64_t now_us = ctx_now_us(ending->ctx);
    enum status st =
        session_store_end(tx, ending->session->organization_id, ending->session->id, now_us);
    if (st == CONFLICT)
        return fault_set(db_fault(tx), CONFLICT, "This session has ended.");
    if (st == OK && ending->cancelled != NULL && ending->cancelled->id != NULL)
        st = request_store_move(tx, ending->cancelled, REQUEST_DRAFT, REQUEST_CANCELLED,
                                ending->event_id, now_us, "left without a request");
    return st;
}

static enum status end(struct ctx *ctx, const struct session *session,
                       const struct request *cancelled)
{
    struct ending ending = {ctx, session, cancelled, ctx_new_id(ctx)};
    return db_write_for(ctx->app->db, session->organization_id, end_session, &ending, &ctx->fault);
}

enum status browse_send_on(struct ctx *ctx, const struct session *session, const char **out_url)
{
    if (!sends_on(&session->connection))
        return fault_set(&ctx->fault, CONFLICT,
                         "Redirect was turned off meanwhile: start in your procurement system.");
    *out_url = session->connection.redirect_url;
    return end(ctx, session, NULL);
}

enum status browse_leave(struct ctx *ctx, const struct session *session,
                         const struct request *draft)
{
    return end(ctx, session, draft);
}
