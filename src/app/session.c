#include "app/session.h"

#include <string.h>

#include "app/setup.h"
#include "base/arena.h"
#include "base/text.h"
#include "crypto/hash.h"
#include "crypto/random.h"
#include "store/connection.h"
#include "store/session.h"

enum { TOKEN_BYTES = 24 };

/* What stands behind the dot of a session's token: whose it is, so that only that organization's
 * part of the database is asked for it. NULL: not a token of ours. */
static const char *organization_of(const char *token)
{
    const char *dot = strrchr(token, '.');
    return dot == NULL ? NULL : dot + 1;
}

static struct bytes token_hash(struct ctx *ctx, const char *token)
{
    struct hash hash;
    unsigned char *out = arena_alloc(ctx->arena, HASH_SIZE);
    hash_start(&hash, ctx->app->key.bytes);
    hash_add(&hash, bytes_of("session"));
    hash_add(&hash, bytes_of(token));
    hash_finish(&hash, out);
    return (struct bytes){out, HASH_SIZE};
}

struct beginning {
    struct ctx *ctx;
    const struct start_page *page;
    struct session_row row;
};

static enum status begin(struct db_tx *tx, void *state)
{
    struct beginning *beginning = state;
    struct connection_row connection;
    enum status st =
        connection_store_find(tx, beginning->ctx->arena, beginning->page->organization_id,
                              beginning->page->connection_id, &connection);
    if (st == NOT_FOUND || (st == OK && connection.connection.status != CONNECTION_ENABLED))
        return fault_set(db_fault(tx), DENIED,
                         "The connection to your procurement system was disabled.");
    if (st == OK)
        st = session_store_insert(tx, &beginning->row);
    return st == CONFLICT ? fault_set(db_fault(tx), CONFLICT, "This link has been used.") : st;
}

enum status session_begin(struct ctx *ctx, const char *start_token, const char **out_token)
{
    struct start_page page;
    enum status st = start_page_open(ctx, start_token, &page);
    if (st != OK)
        return st;
    int64_t now_us = ctx_now_us(ctx);
    if (now_us - page.issued_us > SETUP_MINUTES * TIME_MINUTE_US)
        return fault_set(&ctx->fault, DENIED, "This link was good for %d minutes.", SETUP_MINUTES);
    const char *token = arena_printf(ctx->arena, "%s.%s", random_token(ctx->arena, TOKEN_BYTES),
                                     page.organization_id);
    struct beginning beginning = {.ctx = ctx,
                                  .page = &page,
                                  .row = {
                                      .organization_id = page.organization_id,
                                      .id = ctx_new_id(ctx),
                                      .connection_id = page.connection_id,
                                      .setup_key = {page.setup_key, sizeof page.setup_key},
                                      .token_hash = token_hash(ctx, token),
                                      .payload_id = page.setup.payload_id,
                                      .buyer_cookie = page.setup.buyer_cookie,
                                      .return_url = page.setup.return_url,
                                      .operation = page.setup.operation,
                                      .test = page.test,
                                      .requester_name = page.setup.requester_name,
                                      .requester_email = page.setup.requester_email,
                                      .language = page.setup.language,
                                      .selected_part = page.setup.selected_part,
                                      .created_us = now_us,
                                      .expires_us = now_us + SESSION_HOURS * TIME_HOUR_US,
                                  }};
    st = db_write_for(ctx->app->db, page.organization_id, begin, &beginning, &ctx->fault);
    *out_token = token;
    return st;
}

struct connection_look {
    struct ctx *ctx;
    const struct start_page *page;
    struct connection_row row;
};

static enum status find_connection(struct db_tx *tx, void *state)
{
    struct connection_look *look = state;
    return connection_store_find(tx, look->ctx->arena, look->page->organization_id,
                                 look->page->connection_id, &look->row);
}

enum status session_start_connection(struct ctx *ctx, const char *start_token,
                                     struct connection *out)
{
    struct start_page page;
    struct connection_look look = {.ctx = ctx, .page = &page};
    enum status st = start_page_open(ctx, start_token, &page);
    if (st == OK)
        st = db_read(ctx->app->db, find_connection, &look, &ctx->fault);
    *out = look.row.connection;
    return st;
}

struct finding {
    struct ctx *ctx;
    const char *organization_id;
    struct bytes token_hash;
    struct session *out;
};

static enum status find(struct db_tx *tx, void *state)
{
    struct finding *finding = state;
    struct arena *arena = finding->ctx->arena;
    struct session *out = finding->out;
    struct session_row row;
    struct connection_row connection = {0};
    enum status st =
        session_store_by_token(tx, arena, finding->organization_id, finding->token_hash, &row);
    if (st == OK)
        st = connection_store_find(tx, arena, row.organization_id, row.connection_id, &connection);
    if (st != OK)
        return st;
    *out = (struct session){
        .organization_id = row.organization_id,
        .id = row.id,
        .connection = connection.connection,
        .payload_id = row.payload_id,
        .buyer_cookie = row.buyer_cookie,
        .return_url = row.return_url,
        .operation = row.operation,
        .test = row.test || connection.connection.mode == MODE_TEST,
        .requester_name = row.requester_name,
        .requester_email = row.requester_email,
        .language = row.language,
        .selected_part = row.selected_part,
        .created_us = row.created_us,
        .expires_us = row.expires_us,
        .ended = row.ended_us != 0,
    };
    return OK;
}

enum status session_find(struct ctx *ctx, const char *token, struct session *out)
{
    struct finding finding = {ctx, organization_of(token), token_hash(ctx, token), out};
    enum status st = finding.organization_id == NULL
                         ? NOT_FOUND
                         : db_read(ctx->app->db, find, &finding, &ctx->fault);
    if (st == NOT_FOUND)
        return fault_set(&ctx->fault, NOT_FOUND, "There is no such session.");
    if (st == OK && ctx_now_us(ctx) > out->expires_us)
        return fault_set(&ctx->fault, DENIED, "This session has expired.");
    return st;
}
