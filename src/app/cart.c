#include "app/cart.h"

#include <string.h>

#include "app/agreement.h"
#include "app/annual.h"
#include "app/ending.h"
#include "app/member_account.h"
#include "base/arena.h"
#include "base/text.h"
#include "domain/classification.h"
#include "store/order.h"
#include "store/request.h"

static enum status ended(struct ctx *ctx)
{
    return fault_set(&ctx->fault, CONFLICT, "This session has ended.");
}

/* ORD-6 */
static enum status check_lines(const struct session *session, size_t count, struct fault *fault)
{
    if (!session->connection.single_line || count <= 1)
        return OK;
    return fault_set(fault, CONFLICT,
                     "A cart in %s has room for one line. Request approval for what is in the "
                     "request already, or remove it there; then come back for the rest.",
                     procurement_system_called(session->connection.system));
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
        if (offer == NULL || !offer_is_for(offer, session->account_id))
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
    return check_lines(session, request->line_count, &ctx->fault);
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

enum status cart_draft(struct ctx *ctx, const struct session *session, struct request *out)
{
    struct draft draft = {ctx, session, out};
    *out = (struct request){0};
    return session->ended ? ended(ctx) : db_read(ctx->app->db, read_draft, &draft, &ctx->fault);
}

enum status cart_load(struct ctx *ctx, const struct session *session, struct request *out)
{
    enum status st = cart_draft(ctx, session, out);
    return st == OK ? cart_lines(ctx, session, out) : st;
}

struct adding {
    struct ctx *ctx;
    const struct session *session;
    const struct offer *offer;
    struct request fresh; /* what a first item's request becomes */
    struct request_item items[2];
    size_t item_count;
    size_t line_count; /* of the items together */
    bool once;         /* the offer is in a request once */
};

/* What is asked for in vain would only be found out when its order comes. */
static enum status check_replaced(struct db_tx *tx, struct ctx *ctx, const struct session *session,
                                  const char *product_id, const char *replaces)
{
    const struct agreement would_be = {.account_id = session->account_id, .product_id = product_id};
    const char *problem;
    if (replaces == NULL)
        return OK;
    enum status st = ending_replace_problem(tx, ctx, replaces, &would_be, &problem);
    return st == OK && problem != NULL
               ? fault_set(db_fault(tx), CONFLICT,
                           "This can't be had: %s. Choose another offer of this product.", problem)
               : st;
}

/* Whether the item may stand beside those that the request has; `*number`: the last one's. */
static enum status check_item(struct db_tx *tx, const struct adding *adding,
                              const struct request *request, int *number)
{
    const struct request_item *added = &adding->items[0];
    *number = 0;
    if (request->item_count + adding->item_count > CART_ITEMS_MAX)
        return fault_set(db_fault(tx), TOO_LARGE, "A request holds at most %d products.",
                         CART_ITEMS_MAX);
    for (size_t i = 0; i < request->item_count; i++) {
        const struct request_item *item = &request->items[i];
        *number = item->number > *number ? item->number : *number;
        if (!money_same_currency(item->selection.budget, added->selection.budget))
            return fault_set(db_fault(tx), CONFLICT,
                             "The request holds products priced in %s; this one is in %s. Request "
                             "approval for those first.",
                             item->selection.budget.currency, added->selection.budget.currency);
        if (adding->once && text_equal(item->offer_id, added->offer_id))
            return fault_set(db_fault(tx), CONFLICT,
                             "The request holds this product already. Remove it there to request "
                             "it otherwise.");
    }
    return OK;
}

static enum status add_item(struct db_tx *tx, void *state)
{
    struct adding *adding = state;
    struct request request = {0};
    enum status st = check_replaced(tx, adding->ctx, adding->session, adding->items[0].product_id,
                                    adding->offer->replaces);
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
    int number;
    st = check_item(tx, adding, &request, &number);
    if (st == OK)
        st = check_lines(adding->session, request.item_count + adding->line_count, db_fault(tx));
    for (size_t i = 0; st == OK && i < adding->item_count; i++) {
        adding->items[i].number = number + 1 + (int)i;
        st = request_store_add_item(tx, request.organization_id, request.id, &adding->items[i]);
    }
    return st;
}

/* A private offer of another account is as good as none (CAT-2). */
static enum status find_offer(struct ctx *ctx, const struct session *session,
                              const char *product_id, const char *offer_id,
                              const struct product **product, const struct offer **offer)
{
    *product = catalogue_product(ctx->app->catalogue, product_id);
    *offer = *product == NULL ? NULL : product_offer(*product, offer_id);
    if (*offer != NULL && (!offer_is_for(*offer, session->account_id) ||
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
        .account_id = session->account_id,
        .state = REQUEST_DRAFT,
        .test = session->test,
        .requester_name = session->requester_name,
        .requester_email = session->requester_email,
        .created_us = now_us,
        .expires_us = now_us + REQUEST_LIFETIME_DAYS * TIME_DAY_US,
    };
}

/* ORD-6: the part of an offer that is asked for, as an item of its own. */
static void put_part(struct ctx *ctx, struct adding *adding, const struct product *product,
                     const struct selection *selection, enum line_split split)
{
    struct request_item *item = &adding->items[adding->item_count++];
    *item = (struct request_item){
        .product_id = product->id, .offer_id = adding->offer->id, .selection = *selection};
    item->selection.split = split;
    /* The budget carries the cart's currency for what has no usage too. */
    if (!selection_has_usage(adding->offer, &item->selection) ||
        !money_same_currency(selection->budget, money_zero(adding->offer->currency)))
        item->selection.budget = money_zero(adding->offer->currency);
    if (split == LINES_USAGE) {
        item->selection.months = 0;
        memset(item->selection.quantities, 0, sizeof item->selection.quantities);
    }
    item->title = selection_title(ctx->arena, product, &item->selection);
}

/* An item, or two where each part of the offer becomes an agreement of its own. */
static enum status put_items(struct ctx *ctx, struct adding *adding, const struct product *product,
                             const struct selection *selection)
{
    bool annual = offer_is_server_annual(product, adding->offer);
    enum line_split split = selection->split;
    struct approval approval;
    enum status st = annual_approval(ctx, adding->session, product, adding->offer, &approval);
    if (st != OK)
        return st;
    adding->once = annual;
    adding->line_count = split == LINES_SPLIT ? 2 : 1;
    if (annual ? split != approval.split : split == LINES_USAGE || split == LINES_CONTRACT)
        return fault_set(&ctx->fault, CONFLICT,
                         "What can be requested of %s now is another part of it than was chosen. "
                         "Look at its page again.",
                         product->title);
    if (annual && split == LINES_SPLIT) {
        put_part(ctx, adding, product, selection, LINES_USAGE);
        split = LINES_CONTRACT;
    }
    put_part(ctx, adding, product, selection, split);
    return OK;
}

enum status cart_add(struct ctx *ctx, const struct session *session, const char *product_id,
                     const char *offer_id, const struct selection *selection)
{
    const struct product *product;
    struct charges charges;
    struct adding adding = {.ctx = ctx, .session = session};
    if (session->ended)
        return ended(ctx);
    enum status st = find_offer(ctx, session, product_id, offer_id, &product, &adding.offer);
    if (st == OK)
        st = put_items(ctx, &adding, product, selection);
    for (size_t i = 0; st == OK && i < adding.item_count; i++)
        st =
            charges_of(ctx->arena, adding.offer, &adding.items[i].selection, &charges, &ctx->fault);
    if (st != OK)
        return st;
    adding.fresh = new_request(ctx, session);
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
    const struct request_item *removed = NULL;
    for (size_t i = 0; i < request.item_count; i++) {
        if (request.items[i].number == removal->item)
            removed = &request.items[i];
    }
    /* ORD-6: the contract rests on the pay-as-you-go agreement, and goes with it. */
    for (size_t i = 0; st == OK && removed != NULL && i < request.item_count; i++) {
        const struct request_item *item = &request.items[i];
        bool rests = removed->selection.split == LINES_USAGE &&
                     text_equal(item->offer_id, removed->offer_id);
        if (item == removed || rests)
            st = request_store_remove_item(tx, request.organization_id, request.id, item->number);
    }
    return st;
}

enum status cart_remove(struct ctx *ctx, const struct session *session, int item)
{
    struct removal removal = {ctx, session, item};
    return session->ended ? ended(ctx)
                          : db_write_for(ctx->app->db, session->organization_id, remove_item,
                                         &removal, &ctx->fault);
}

bool cart_is_preapproved(const struct session *session, const struct offer *offer)
{
    return (offer->pricing == PRICING_FREE && session->connection.free_preapproved) ||
           (offer->pricing == PRICING_BYOL && session->connection.byol_preapproved);
}

enum status cart_check_open(struct ctx *ctx, const struct session *session)
{
    if (session->connection.account_suspended)
        return fault_set(&ctx->fault, DENIED, "Your company's account here was suspended.");
    if (session->connection.status != CONNECTION_ENABLED)
        return fault_set(&ctx->fault, DENIED,
                         "The connection to your procurement system was disabled meanwhile.");
    return OK;
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
        (st = member_account_check(tx, subscribing->ctx, subscribing->session)) != OK ||
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
    enum status st = cart_check_open(ctx, session);
    if (st == OK)
        st = find_offer(ctx, session, product_id, offer_id, &product, &offer);
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
                        &subscribing.request, ctx_now_us(ctx), &subscribing.agreement);
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
