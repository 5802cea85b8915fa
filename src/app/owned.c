#include "app/owned.h"

#include "base/text.h"

struct looking {
    struct ctx *ctx;
    const struct session *session;
    const char *product_id;
    struct agreement_list *agreements;
    struct requested_list *requests;
    bool waiting; /* of the newest requests, those alone */
};

static enum status read_agreements(struct db_tx *tx, void *state)
{
    struct looking *l = state;
    return agreement_store_of_product(tx, l->ctx->arena, l->session->organization_id,
                                      l->session->account_id, l->product_id, OWNED_LIMIT,
                                      l->agreements);
}

enum status owned_agreements(struct ctx *ctx, const struct session *session, const char *product_id,
                             struct agreement_list *out)
{
    struct looking l = {
        .ctx = ctx, .session = session, .product_id = product_id, .agreements = out};
    return db_read(ctx->app->db, read_agreements, &l, &ctx->fault);
}

static enum status read_requests(struct db_tx *tx, void *state)
{
    struct looking *l = state;
    const struct session *session = l->session;
    const struct requested_by by = {
        .organization_id = session->organization_id,
        .connection_id = session->connection.id,
        .connection_account_id = session->connection.account_id,
        .account_id = session->account_id,
        .email = session->requester_email,
        .waiting = l->waiting,
    };
    return request_store_of_requester(tx, l->ctx->arena, &by,
                                      l->waiting ? WAITING_LIMIT : REQUESTED_LIMIT, l->requests);
}

static enum status find_requests(struct ctx *ctx, const struct session *session, bool waiting,
                                 struct requested_list *out)
{
    struct looking l = {.ctx = ctx, .session = session, .requests = out, .waiting = waiting};
    *out = (struct requested_list){0};
    if (text_empty(session->requester_email))
        return OK;
    return db_read(ctx->app->db, read_requests, &l, &ctx->fault);
}

enum status owned_requests(struct ctx *ctx, const struct session *session,
                           struct requested_list *out)
{
    return find_requests(ctx, session, false, out);
}

enum status owned_waiting(struct ctx *ctx, const struct session *session,
                          struct requested_list *out)
{
    return find_requests(ctx, session, true, out);
}
