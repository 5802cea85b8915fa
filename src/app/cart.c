#include "app/cart.h"

#include <string.h>

#include "app/agreement.h"
#include "app/document.h"
#include "app/ending.h"
#include "app/traffic.h"
#include "app/webhook.h"
#include "base/arena.h"
#include "base/text.h"
#include "domain/classification.h"
#include "store/order.h"
#include "store/request.h"
#include "store/session.h"

static enum status ended(struct ctx *ctx)
{
    return fault_set(&ctx->fault, CONFLICT, "This session has ended.");
}

enum status cart_lines(struct ctx *ctx, const struct session *session, struct request *request)
{
    request->lines = arena_array(ctx->arena, request->item_count * 2 + 1, sizeof *request->lines);
    for (size_t i = 0; i < request->item_count; i++) {
        const struct request_item *item = &request->items[i];
        const struct product *product = catalogue_product(ctx->app->catalogue, item->product_id);
        const struct offer *offer = product == NULL ? NULL : product_offer(product, item->offer_id);
        struct charges charges;
        struct lines lines;
        if (offer == NULL)
            return fault_set(&ctx->fault, NOT_FOUND,
                             "%s is not offered any more. Remove it from the request.",
                             item->title);
        enum status st = charges_of(ctx->arena, offer, &item->selection, &charges, &ctx->fault);
        if (st != OK)
            return st;
        lines_of(ctx->arena, product, offer, &item->selection, &charges, &lines);
        for (size_t j = 0; j < lines.count; j++) {
            struct request_line *line = &request->lines[request->line_count++];
            *line = (struct request_line){
                .id = arena_printf(ctx->arena, "%s-%d-%zu", request->id, item->number, j + 1),
                .request_id = request->id,
                .item = item->number,
                .number = (int)request->line_count,
                .part_id = product->part_id,
                .line = lines.items[j],
                .unspsc =
                    classify_line(ctx->arena, &session->connection, product, lines.items[j].type),
            };
        }
    }
    return OK;
}

struct draft {
    struct ctx *ctx;
    const struct session *session;
    struct request *out;
};

static enum status read_draft(struct db_tx *tx, void *state)
{
    struct draft *draft = state;
    enum status st = request_store_draft(tx, draft->ctx->arena, draft->session->organization_id,
                                         draft->session->id, draft->out);
    return st == NOT_FOUND ? OK : st;
}

enum status cart_open(struct ctx *ctx, const char *token, struct session *session,
                      struct request *out)
{
    struct draft draft = {ctx, session, out};
    *out = (struct request){0};
    return session_find_and(ctx, token, session, read_draft, &draft);
}

enum status cart_load(struct ctx *ctx, const struct session *session, struct request *out)
{
    struct draft draft = {ctx, session, out};
    *out = (struct request){0};
    if (session->ended)
        return ended(ctx);
    enum status st = db_read(ctx->app->db, read_draft, &draft, &ctx->fault);
    return st == OK ? cart_lines(ctx, session, out) : st;
}

struct adding {
    struct ctx *ctx;
    const struct session *session;
    struct request fresh; /* what a first item's request becomes */
    struct request_item item;
    const char *replaces; /* the agreement that its offer takes the place of, or NULL */
};

/* What is asked for in vain would only be found out when its order comes. */
static enum status check_replaced(struct db_tx *tx, struct ctx *ctx, const struct session *session,
                                  const char *product_id, const char *replaces)
{
    const struct agreement would_be = {.account_id = session->connection.account_id,
                                       .product_id = product_id};
    const char *problem;
    if (replaces == NULL)
        return OK;
    enum status st = ending_replace_problem(tx, ctx, replaces, &would_be, &problem);
    return st == OK && problem != NULL
               ? fault_set(db_fault(tx), CONFLICT, "This can't be had: %s.", problem)
               : st;
}

static enum status add_item(struct db_tx *tx, void *state)
{
    struct adding *adding = state;
    struct request request = {0};
    enum status st =
        check_replaced(tx, adding->ctx, adding->session, adding->item.product_id, adding->replaces);
    if (st != OK)
        return st;
    st = request_store_draft(tx, adding->ctx->arena, adding->session->organization_id,
                             adding->session->id, &request);
    if (st == NOT_FOUND) {
        request = adding->fresh;
        st = request_store_insert(tx, &request);
    }
    if (st != OK)
        return st;
    if (request.item_count >= CART_ITEMS_MAX)
        return fault_set(db_fault(tx), TOO_LARGE, "A request holds at most %d products.",
                         CART_ITEMS_MAX);
    int number = 0;
    for (size_t i = 0; i < request.item_count; i++) {
        const struct request_item *item = &request.items[i];
        number = item->number > number ? item->number : number;
        if (!money_same_currency(item->selection.budget, adding->item.selection.budget))
            return fault_set(db_fault(tx), CONFLICT,
                             "The request holds products priced in %s; this one is in %s. Request "
                             "approval for those first.",
                             item->selection.budget.currency,
                             adding->item.selection.budget.currency);
    }
    adding->item.number = number + 1;
    return request_store_add_item(tx, request.organization_id, request.id, &adding->item);
}

/* A private offer of another account is as good as none (CAT-2). */
static enum status find_offer(struct ctx *ctx, const struct session *session,
                              const char *product_id, const char *offer_id,
                              const struct product **product, const struct offer **offer)
{
    *product = catalogue_product(ctx->app->catalogue, product_id);
    *offer = *product == NULL ? NULL : product_offer(*product, offer_id);
    if (*offer != NULL && (!offer_is_for(*offer, session->connection.account_id) ||
                           !connection_sells(&session->connection, (*product)->seller->id)))
        *offer = NULL;
    return *offer != NULL ? OK
                          : fault_set(&ctx->fault, NOT_FOUND, "There is no such product or offer.");
}

static struct request new_request(struct ctx *ctx, const struct session *session)
{
    int64_t now_us = ctx_now_us(ctx);
    return (struct request){
        .organization_id = session->organization_id,
        .id = ctx_new_id(ctx),
        .connection_id = session->connection.id,
        .session_id = session->id,
        .state = REQUEST_DRAFT,
        .test = session->test,
        .requester_name = session->requester_name,
        .requester_email = session->requester_email,
        .created_us = now_us,
        .expires_us = now_us + REQUEST_LIFETIME_DAYS * TIME_DAY_US,
    };
}

enum status cart_add(struct ctx *ctx, const struct session *session, const char *product_id,
                     const char *offer_id, const struct selection *selection)
{
    const struct product *product;
    const struct offer *offer;
    struct charges charges;
    if (session->ended)
        return ended(ctx);
    enum status st = find_offer(ctx, session, product_id, offer_id, &product, &offer);
    if (st == OK)
        st = charges_of(ctx->arena, offer, selection, &charges, &ctx->fault);
    if (st != OK)
        return st;
    struct adding adding = {
        .ctx = ctx,
        .session = session,
        .fresh = new_request(ctx, session),
        .item = {.product_id = product->id,
                 .offer_id = offer->id,
                 .title = product->title,
                 .selection = *selection},
        .replaces = offer->replaces,
    };
    /* The budget carries the cart's currency for offers without usage too. */
    if (!money_same_currency(selection->budget, charges.total))
        adding.item.selection.budget = money_zero(offer->currency);
    return db_write_for(ctx->app->db, session->organization_id, add_item, &adding, &ctx->fault);
}

struct removal {
    struct ctx *ctx;
    const struct session *session;
    int item;
};

static enum status remove_item(struct db_tx *tx, void *state)
{
    struct removal *removal = state;
    struct request request = {0};
    enum status st = request_store_draft(tx, removal->ctx->arena, removal->session->organization_id,
                                         removal->session->id, &request);
    if (st == NOT_FOUND)
        return OK;
    return st != OK
               ? st
               : request_store_remove_item(tx, request.organization_id, request.id, removal->item);
}

enum status cart_remove(struct ctx *ctx, const struct session *session, int item)
{
    struct removal removal = {ctx, session, item};
    return session->ended ? ended(ctx)
                          : db_write_for(ctx->app->db, session->organization_id, remove_item,
                                         &removal, &ctx->fault);
}

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
                     .kind = "PunchOutOrderMessage",
                     .payload_id = out->payload_id,
                     .order_id = "",
                     .request_id = text_or_empty(request->id),
                     .at_us = ctx_now_us(ctx),
                     .status_code = with_cart ? 200 : 204,
                     .remark = detail,
                     .content_type = "text/xml"},
    };
    document_pack(ctx->arena, out->document, &back.document);
    return db_write_for(ctx->app->db, session->organization_id, go_back, &back, &ctx->fault);
}

enum status cart_request_approval(struct ctx *ctx, const struct session *session,
                                  struct return_form *out)
{
    struct request request;
    if (session->ended)
        return ended(ctx);
    /* CON-9: what is handed over from now on would not be honoured. */
    if (session->connection.account_suspended)
        return fault_set(&ctx->fault, DENIED, "Your company's account here was suspended.");
    if (session->connection.status != CONNECTION_ENABLED)
        return fault_set(&ctx->fault, DENIED,
                         "The connection to your procurement system was disabled meanwhile.");
    enum status st = cart_load(ctx, session, &request);
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
    struct draft draft = {ctx, session, &request};
    if (session->ended)
        return ended(ctx);
    enum status st = db_read(ctx->app->db, read_draft, &draft, &ctx->fault);
    return st != OK ? st
                    : return_to_buyer(ctx, session, &request, REQUEST_CANCELLED,
                                      "returned without a request", out);
}

bool cart_is_preapproved(const struct session *session, const struct offer *offer)
{
    return (offer->pricing == PRICING_FREE && session->connection.free_preapproved) ||
           (offer->pricing == PRICING_BYOL && session->connection.byol_preapproved);
}

struct subscribing {
    struct ctx *ctx;
    const struct session *session;
    const char *replaces; /* as of what is added to the cart */
    struct request request;
    struct request_item item;
    struct agreement agreement;
    const char *event_id;
    const char *agreement_id;
};

/* Asking twice for the same offer in a session is one subscription. */
static enum status subscribe(struct db_tx *tx, void *state)
{
    struct subscribing *subscribing = state;
    struct request *request = &subscribing->request;
    struct request before = {0};
    enum status st = request_store_find(tx, subscribing->ctx->arena, request->organization_id,
                                        request->id, &before);
    if (st == OK) {
        subscribing->agreement_id = before.item_count == 0 ? NULL : before.items[0].agreement_id;
        return OK;
    }
    if (st != NOT_FOUND ||
        (st = check_replaced(tx, subscribing->ctx, subscribing->session,
                             subscribing->item.product_id, subscribing->replaces)) != OK ||
        (st = request_store_insert(tx, request)) != OK ||
        (st = request_store_add_item(tx, request->organization_id, request->id,
                                     &subscribing->item)) != OK ||
        (st = agreement_store_insert(tx, &subscribing->agreement)) != OK ||
        (st = request_store_set_agreement(tx, request->organization_id, request->id, 1,
                                          subscribing->agreement.id)) != OK ||
        (st = request_store_move(tx, request, REQUEST_IN_PROCUREMENT, REQUEST_FULFILLED,
                                 subscribing->event_id, ctx_now_us(subscribing->ctx),
                                 "subscribed: approved beforehand")) != OK)
        return st;
    subscribing->agreement_id = subscribing->agreement.id;
    return subscribing->replaces == NULL
               ? OK
               : ending_replace(tx, subscribing->ctx, subscribing->replaces,
                                &subscribing->agreement);
}

enum status cart_subscribe(struct ctx *ctx, const struct session *session, const char *product_id,
                           const char *offer_id, const char **out_agreement_id)
{
    const struct product *product;
    const struct offer *offer;
    *out_agreement_id = NULL;
    if (session->ended)
        return ended(ctx);
    enum status st = find_offer(ctx, session, product_id, offer_id, &product, &offer);
    if (st != OK)
        return st;
    if (!cart_is_preapproved(session, offer))
        return fault_set(&ctx->fault, DENIED, "This product needs approval: request it.");
    if (session->test)
        return OK;
    struct subscribing subscribing = {.ctx = ctx,
                                      .session = session,
                                      .replaces = offer->replaces,
                                      .request = new_request(ctx, session)};
    subscribing.request.id = arena_printf(ctx->arena, "%s-%s", session->id, offer->id);
    subscribing.request.state = REQUEST_IN_PROCUREMENT;
    subscribing.event_id = ctx_new_id(ctx);
    subscribing.item = (struct request_item){
        .number = 1, .product_id = product->id, .offer_id = offer->id, .title = product->title};
    selection_preset(offer, &subscribing.item.selection);
    st = agreement_make(ctx, &session->connection, product, offer, &subscribing.item,
                        subscribing.request.id, ctx_now_us(ctx), &subscribing.agreement);
    if (st == OK)
        st = db_write_for(ctx->app->db, session->organization_id, subscribe, &subscribing,
                          &ctx->fault);
    *out_agreement_id = subscribing.agreement_id;
    return st;
}

struct test_orders {
    const struct session *session;
    int64_t count;
    int64_t since_us;
};

static enum status count_tests(struct db_tx *tx, void *state)
{
    struct test_orders *orders = state;
    return order_store_count_tests(tx, orders->session->organization_id,
                                   orders->session->connection.id, &orders->count,
                                   &orders->since_us);
}

enum status session_test_orders(struct ctx *ctx, const struct session *session, int64_t *out_count,
                                int64_t *out_since_us)
{
    struct test_orders orders = {session, 0, 0};
    enum status st = db_read(ctx->app->db, count_tests, &orders, &ctx->fault);
    *out_count = orders.count;
    *out_since_us = orders.since_us;
    return st;
}
