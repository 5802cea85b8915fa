/* How a session ends: with its cart, or without one. */
#include "app/cart.h"

#include <string.h>

#include "app/document.h"
#include "app/member_account.h"
#include "app/session_sign_in.h"
#include "app/traffic.h"
#include "app/webhook.h"
#include "base/text.h"
#include "store/request.h"
#include "store/session.h"

/* What going back writes: the request handed over (or cancelled), the session's end, the document.
 */
struct going_back {
    struct ctx *ctx;
    const struct session *session;
    const struct request *request; /* as it was when the document was made; id NULL: no draft */
    enum request_state to;
    const char *event_id;
    const char *detail;
    struct document document;
};

static bool same_item(const struct request_item *a, const struct request_item *b)
{
    const struct selection *left = &a->selection;
    const struct selection *right = &b->selection;
    return a->number == b->number && text_equal(a->offer_id, b->offer_id) &&
           text_equal(a->product_id, b->product_id) && left->months == right->months &&
           left->split == right->split && money_equal(left->budget, right->budget) &&
           memcmp(left->quantities, right->quantities, sizeof left->quantities) == 0;
}

/* Whether the draft still is what the document says: another tab may have changed it. */
static enum status check_unchanged(struct db_tx *tx, const struct going_back *back)
{
    struct request now = {0};
    enum status st = request_store_draft(tx, back->ctx->arena, back->session->organization_id,
                                         back->session->id, &now);
    if (st != OK && st != NOT_FOUND)
        return st;
    bool same = now.item_count == back->request->item_count;
    for (size_t i = 0; same && i < now.item_count; i++)
        same = same_item(&now.items[i], &back->request->items[i]);
    return same ? OK
                : fault_set(db_fault(tx), CONFLICT,
                            "The request was changed in another window. Look at it again.");
}

static enum status go_back(struct db_tx *tx, void *state)
{
    struct going_back *back = state;
    const struct request *request = back->request;
    int64_t now_us = ctx_now_us(back->ctx);
    enum status st =
        session_store_end(tx, back->session->organization_id, back->session->id, now_us);
    if (st == CONFLICT)
        return fault_set(db_fault(tx), CONFLICT, "This session has ended.");
    if (st == OK)
        st = session_sign_out(tx, back->session);
    if (st == OK && back->to == REQUEST_IN_PROCUREMENT)
        st = member_account_check(tx, back->ctx, back->session);
    if (st == OK && back->to == REQUEST_IN_PROCUREMENT)
        st = check_unchanged(tx, back);
    if (st == OK && request->id != NULL)
        st = request_store_move(tx, request, REQUEST_DRAFT, back->to, back->event_id, now_us,
                                back->detail);
    for (size_t i = 0; st == OK && back->to == REQUEST_IN_PROCUREMENT && i < request->line_count;
         i++)
        st = request_store_add_line(tx, request->organization_id, &request->lines[i]);
    if (st == OK && back->to == REQUEST_IN_PROCUREMENT)
        st = webhook_tell(tx, back->ctx, request->organization_id, EVENT_REQUESTED, request->id);
    return st == OK ? document_store_insert(tx, &back->document) : st;
}

static enum status return_to_buyer(struct ctx *ctx, const struct session *session,
                                   const struct request *request, enum request_state to,
                                   const char *detail, struct return_form *out)
{
    bool with_cart = to == REQUEST_IN_PROCUREMENT;
    enum status st = ctx->app->write_return(ctx, session, with_cart ? request : NULL, out);
    if (st != OK)
        return st;
    struct going_back back = {
        .ctx = ctx,
        .session = session,
        .request = request,
        .to = to,
        .event_id = ctx_new_id(ctx),
        .detail = detail,
        .document = {.organization_id = session->organization_id,
                     .id = ctx_new_id(ctx),
                     .connection_id = session->connection.id,
                     .direction = "out",
                     .kind = out->kind,
                     .payload_id = out->payload_id,
                     .order_id = "",
                     .request_id = text_or_empty(request->id),
                     .at_us = ctx_now_us(ctx),
                     .status_code = with_cart ? 200 : 204,
                     .remark = detail,
                     .content_type = out->content_type},
    };
    document_pack(ctx->arena, out->document, &back.document);
    return db_write_for(ctx->app->db, session->organization_id, go_back, &back, &ctx->fault);
}

enum status cart_request_approval(struct ctx *ctx, const struct session *session,
                                  struct return_form *out)
{
    struct request request;
    enum status st = cart_check_open(ctx, session);
    if (st == OK)
        st = cart_load(ctx, session, &request);
    if (st != OK)
        return st;
    if (request.item_count == 0)
        return fault_set(&ctx->fault, BAD_INPUT,
                         "The request is empty. Add a product first, or return without a request.");
    st = return_to_buyer(ctx, session, &request, REQUEST_IN_PROCUREMENT,
                         "handed over to the procurement system", out);
    if (st == OK && !traffic_is_check(session->payload_id))
        traffic_note(ctx, &session->connection, TRAFFIC_CART, 200, "");
    return st;
}

enum status cart_cancel(struct ctx *ctx, const struct session *session, struct return_form *out)
{
    struct request request = {0};
    enum status st = cart_draft(ctx, session, &request);
    return st != OK ? st
                    : return_to_buyer(ctx, session, &request, REQUEST_CANCELLED,
                                      "returned without a request", out);
}
