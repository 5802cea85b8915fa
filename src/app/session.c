#include "app/session.h"

#include <string.h>

#include "app/connection_cache.h"
#include "app/member_account.h"
#include "app/setup.h"
#include "base/arena.h"
#include "base/text.h"
#include "crypto/hash.h"
#include "crypto/random.h"
#include "store/request.h"
#include "store/session.h"

enum { TOKEN_BYTES = 24, PENDING_DAYS = 30 };

/* What stands behind the dot of a session's token: whose it is, so that only that organization's
 * part of the database is asked for it. NULL: not a token of ours. */
static const char *organization_of(const char *token)
{
    const char *dot = strrchr(token, '.');
    return dot == NULL ? NULL : dot + 1;
}

struct bytes session_token_hash(struct ctx *ctx, const char *token)
{
    struct hash hash;
    unsigned char *out = arena_alloc(ctx->arena, HASH_SIZE);
    hash_start(&hash, ctx->app->key.bytes);
    hash_add(&hash, bytes_of("session"));
    hash_add(&hash, bytes_of(token));
    hash_finish(&hash, out);
    return (struct bytes){out, HASH_SIZE};
}

const char *session_token_new(struct ctx *ctx, const char *organization_id)
{
    return arena_printf(ctx->arena, "%s.%s", random_token(ctx->arena, TOKEN_BYTES),
                        organization_id);
}

struct beginning {
    struct ctx *ctx;
    const struct start_page *page;
    struct session_row row;
};

enum status session_adopt(struct db_tx *tx, struct ctx *ctx, const struct session_row *row)
{
    const char *account_id;
    enum status st = request_store_adopt(tx, ctx->arena, row,
                                         ctx_now_us(ctx) - PENDING_DAYS * TIME_DAY_US, &account_id);
    if (st != OK || text_empty(account_id) || text_equal(account_id, row->account_id))
        return st;
    return session_store_set_account(tx, row->organization_id, row->id, account_id);
}

static enum status check_account(struct db_tx *tx, struct beginning *beginning,
                                 const struct connection *connection)
{
    const char *obstacle;
    enum status st = member_account_obstacle(tx, beginning->ctx->arena, connection,
                                             beginning->page->account_id, &obstacle);
    return st == OK && obstacle != NULL ? fault_set(db_fault(tx), DENIED, "%s", obstacle) : st;
}

static enum status begin(struct db_tx *tx, void *state)
{
    struct beginning *beginning = state;
    struct connection_row connection;
    enum status st =
        connection_store_find(tx, beginning->ctx->arena, beginning->page->organization_id,
                              beginning->page->connection_id, &connection);
    if (st == OK && connection.connection.account_suspended)
        return fault_set(db_fault(tx), DENIED, "Your company's account here is suspended.");
    if (st == NOT_FOUND || (st == OK && connection.connection.status != CONNECTION_ENABLED))
        return fault_set(db_fault(tx), DENIED,
                         "The connection to your procurement system was disabled.");
    if (st == OK)
        st = check_account(tx, beginning, &connection.connection);
    if (st == OK)
        st = session_store_insert(tx, &beginning->row);
    /* Who has to sign in first is not known yet. */
    if (st == OK && connection.connection.requester == REQUESTER_BELIEVED)
        st = session_adopt(tx, beginning->ctx, &beginning->row);
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
    const char *token = session_token_new(ctx, page.organization_id);
    struct beginning beginning = {.ctx = ctx,
                                  .page = &page,
                                  .row = {
                                      .organization_id = page.organization_id,
                                      .id = ctx_new_id(ctx),
                                      .connection_id = page.connection_id,
                                      .setup_key = {page.setup_key, sizeof page.setup_key},
                                      .token_hash = session_token_hash(ctx, token),
                                      .payload_id = page.setup.payload_id,
                                      .buyer_cookie = page.setup.buyer_cookie,
                                      .return_url = page.setup.return_url,
                                      .operation = page.setup.operation,
                                      .test = page.test,
                                      .requester_name = page.setup.requester_name,
                                      .requester_email = page.setup.requester_email,
                                      .language = page.setup.language,
                                      .selected_part = page.setup.selected_part,
                                      .account_id = page.account_id,
                                      .created_us = now_us,
                                      .expires_us = now_us + SESSION_HOURS * TIME_HOUR_US,
                                  }};
    st = db_write_for(ctx->app->db, page.organization_id, begin, &beginning, &ctx->fault);
    *out_token = token;
    return st;
}

bool session_is_oci(const struct session *session)
{
    return text_equal(session->operation, SETUP_OCI);
}

static enum status insert_session(struct db_tx *tx, void *state)
{
    return session_store_insert(tx, state);
}

enum status session_open(struct ctx *ctx, const struct session_row *row, const char **out_token)
{
    struct session_row copy = *row;
    unsigned char *key = arena_alloc(ctx->arena, HASH_SIZE);
    const char *token = session_token_new(ctx, row->organization_id);
    ctx->app->entropy.fill(&ctx->app->entropy, key, HASH_SIZE);
    copy.setup_key = (struct bytes){key, HASH_SIZE};
    copy.token_hash = session_token_hash(ctx, token);
    copy.created_us = ctx_now_us(ctx);
    copy.expires_us = copy.created_us + SESSION_HOURS * TIME_HOUR_US;
    *out_token = token;
    return db_write_for(ctx->app->db, row->organization_id, insert_session, &copy, &ctx->fault);
}

enum status session_start_connection(struct ctx *ctx, const char *start_token,
                                     struct connection *out)
{
    struct start_page page;
    struct connection_row row = {0};
    enum status st = start_page_open(ctx, start_token, &page);
    if (st == OK)
        st = connection_by_id(ctx, page.organization_id, page.connection_id, &row);
    *out = row.connection;
    return st;
}

struct finding {
    struct ctx *ctx;
    const char *organization_id;
    const char *id; /* NULL: by token */
    struct bytes token_hash;
    struct session *out;
    db_work *more;
    void *state;
    const char *connection_id;
};

static void read_row(const struct session_row *row, struct session *out)
{
    *out = (struct session){
        .organization_id = row->organization_id,
        .id = row->id,
        .payload_id = row->payload_id,
        .buyer_cookie = row->buyer_cookie,
        .return_url = row->return_url,
        .operation = row->operation,
        .test = row->test,
        .requester_name = row->requester_name,
        .requester_email = row->requester_email,
        .language = row->language,
        .selected_part = row->selected_part,
        .account_id = row->account_id,
        .requester_account = row->requester_account,
        .requester_id = row->requester_id,
        .console_hash = row->console_hash,
        .token_hash = row->token_hash,
        .created_us = row->created_us,
        .expires_us = row->expires_us,
        .ended = row->ended_us != 0,
    };
}

static enum status find(struct db_tx *tx, void *state)
{
    struct finding *finding = state;
    struct session_row row;
    struct arena *arena = finding->ctx->arena;
    enum status st =
        finding->id != NULL
            ? session_store_by_id(tx, arena, finding->organization_id, finding->id, &row)
            : session_store_by_token(tx, arena, finding->organization_id, finding->token_hash,
                                     &row);
    if (st != OK)
        return st;
    read_row(&row, finding->out);
    finding->connection_id = row.connection_id;
    return finding->more == NULL || finding->out->ended ? OK : finding->more(tx, finding->state);
}

static enum status look_up(struct ctx *ctx, struct finding *finding)
{
    struct connection_row row;
    struct session *out = finding->out;
    enum status st = finding->organization_id == NULL
                         ? NOT_FOUND
                         : db_read(ctx->app->db, find, finding, &ctx->fault);
    if (st == OK)
        st = connection_by_id(ctx, out->organization_id, finding->connection_id, &row);
    if (st == NOT_FOUND)
        return fault_set(&ctx->fault, NOT_FOUND, "There is no such session.");
    if (st != OK)
        return st;
    out->connection = row.connection;
    if (text_empty(out->account_id))
        out->account_id = row.connection.account_id;
    out->test = out->test || row.connection.mode == MODE_TEST;
    if (ctx_now_us(ctx) > out->expires_us)
        return fault_set(&ctx->fault, DENIED, "This session has expired.");
    return OK;
}

enum status session_find_and(struct ctx *ctx, const char *token, struct session *out, db_work *more,
                             void *state)
{
    struct finding finding = {
        .ctx = ctx,
        .organization_id = organization_of(token),
        .token_hash = session_token_hash(ctx, token),
        .out = out,
        .more = more,
        .state = state,
    };
    return look_up(ctx, &finding);
}

enum status session_find_by_id(struct ctx *ctx, const char *organization_id, const char *id,
                               struct session *out)
{
    struct finding finding = {.ctx = ctx, .organization_id = organization_id, .id = id, .out = out};
    return look_up(ctx, &finding);
}

enum status session_find(struct ctx *ctx, const char *token, struct session *out)
{
    return session_find_and(ctx, token, out, NULL, NULL);
}
