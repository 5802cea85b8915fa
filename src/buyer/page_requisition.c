/* A requisition: its lines, what may be done with it, and its documents. */
#include "base/arena.h"
#include "base/text.h"
#include "buyer/amount.h"
#include "buyer/requisition.h"
#include "buyer/routes.h"
#include "buyer/transport.h"
#include "buyer/views_requisition.h"
#include "buyer_templates.h"

static struct reply *not_here(struct http_request *request, const struct buyer *buyer,
                              const struct user *user)
{
    return page_message(request, buyer, user, 404, "Not here",
                        "There is no such requisition, or it was dropped: only the newest are "
                        "kept, and none when the program ends.");
}

static struct line_rows lines_of(struct arena *arena, const struct cart *cart)
{
    struct line_row *rows = arena_array(arena, cart->count, sizeof(*rows));
    for (size_t i = 0; i < cart->count; i++) {
        const struct cart_line *line = &cart->lines[i];
        rows[i] = (struct line_row){
            .number = i + 1,
            .description = line->description,
            .part_id = line->part_id,
            .auxiliary_id = line->auxiliary_id,
            .classification =
                text_empty(line->class_code)
                    ? ""
                    : arena_printf(arena, "%s %s", line->class_domain, line->class_code),
            .line_type = line->line_type,
            .quantity = amount_quantity(arena, line->quantity_micro),
            .unit = line->unit,
            .unit_price = amount_people(arena, line->unit_price_micro),
            .amount = amount_people(arena, line->amount_micro)};
    }
    return (struct line_rows){rows, cart->count};
}

static struct requisition_view view_of(struct arena *arena, struct desk *desk,
                                       const struct requisition *requisition,
                                       const struct user *user)
{
    const struct user *requester = requisition->requester;
    bool ordered = requisition->state == REQUISITION_ORDERED &&
                   requisition->transmission != TRANSMISSION_SENDING;
    bool pending = requisition->state == REQUISITION_PENDING;
    const char *title =
        arena_printf(arena, "Requisition %llu", (unsigned long long)requisition->id);
    return (struct requisition_view){
        .page = page_of(arena, title, user),
        .id = requisition->id,
        .state = page_state(requisition),
        .requester = requester->full,
        .approver = requester->colleague->full,
        .approver_id = requester->colleague->id,
        .when = time_human(arena, requisition->at_us),
        .total = amount_people(arena, requisition->cart.total_micro),
        .currency = requisition->cart.currency,
        .warning = requisition->cart.warning,
        .order_id = requisition->order_id,
        .payload_id = requisition->payload_id,
        .answer = requisition->answer,
        .sent = requisition->sent,
        .may_submit = requisition->state == REQUISITION_DRAFT && user == requester,
        .may_decide = pending && user == requester->colleague,
        .may_resend = ordered && requisition->transmission != TRANSMISSION_ACCEPTED,
        .may_send_again = ordered && requisition->transmission == TRANSMISSION_ACCEPTED,
        .waits_for_colleague = pending && user == requester,
        .test = requester->connection->test,
        .lines = lines_of(arena, &requisition->cart),
        .exchanges = page_exchanges(arena, desk, requisition->punchout, requisition->id)};
}

struct reply *page_requisition(struct http_request *request, void *state)
{
    const struct buyer *buyer = state;
    const struct user *user = page_user(request, buyer);
    struct buf out;
    buf_init(&out, request->arena, PAGE_LIMIT);
    desk_lock(buyer->desk);
    const struct requisition *requisition = desk_requisition(buyer->desk, page_id(request));
    if (requisition != NULL) {
        /* Nobody in the URL, or somebody of another connection: shown as its requester sees it. */
        if (user == NULL || user->connection != requisition->requester->connection)
            user = requisition->requester;
        struct requisition_view view = view_of(request->arena, buyer->desk, requisition, user);
        buyer_template_requisition(&out, &view);
    }
    desk_unlock(buyer->desk);
    return requisition != NULL ? page_reply(request, buyer, 200, &out, NULL)
                               : not_here(request, buyer, user);
}

static struct reply *back(struct http_request *request, const struct user *user, uint64_t id)
{
    const char *path = arena_printf(request->arena, "/requisitions/%llu", (unsigned long long)id);
    return reply_redirect(request, 303, page_link(request->arena, path, user));
}

typedef enum status requisition_deed(struct desk *desk, struct requisition *requisition,
                                     const struct user *user, struct fault *fault);

static enum status submit(struct desk *desk, struct requisition *requisition,
                          const struct user *user, struct fault *fault)
{
    (void)desk;
    return requisition_submit(requisition, user, fault);
}

static enum status reject(struct desk *desk, struct requisition *requisition,
                          const struct user *user, struct fault *fault)
{
    (void)desk;
    return requisition_reject(requisition, user, fault);
}

static enum status approve(struct desk *desk, struct requisition *requisition,
                           const struct user *user, struct fault *fault)
{
    enum status st = requisition_approve(desk, requisition, user, fault);
    return st == OK ? requisition_begin_sending(requisition, user, fault) : st;
}

static enum status send_again(struct desk *desk, struct requisition *requisition,
                              const struct user *user, struct fault *fault)
{
    (void)desk;
    return requisition_begin_sending(requisition, user, fault);
}

/* Sends the order as it is kept, without the lock, and writes down what came of it. */
static void send_order(struct http_request *request, const struct buyer *buyer,
                       const struct transport *transport)
{
    struct answer answer = transport_send(request->arena, buyer->desk, buyer->log, transport);
    desk_lock(buyer->desk);
    struct requisition *requisition = desk_requisition(buyer->desk, transport->requisition);
    if (requisition != NULL)
        requisition_end_sending(requisition, &answer);
    desk_unlock(buyer->desk);
}

static struct transport transport_of(struct arena *arena, const struct requisition *requisition)
{
    return (struct transport){.title = requisition->sent > 1 ? "OrderRequest, sent again"
                                                             : "OrderRequest",
                              .url = requisition->requester->connection->order_url,
                              .document = arena_text(arena, requisition->order_document),
                              .payload_id = arena_text(arena, requisition->payload_id),
                              .requisition = requisition->id};
}

/* Every button of the page: the deed under the lock, then the order's way out where it has one. */
static struct reply *act(struct http_request *request, const struct buyer *buyer,
                         requisition_deed *deed, bool sends)
{
    const struct user *user = page_user(request, buyer);
    struct fault fault = {0};
    if (!page_is_own(request) || user == NULL)
        return page_message(request, buyer, user, 403, "That can't be done",
                            "This works from the requisition's own page only.");
    struct transport transport = {0};
    enum status st = NOT_FOUND;
    desk_lock(buyer->desk);
    struct requisition *requisition = desk_requisition(buyer->desk, page_id(request));
    if (requisition != NULL)
        st = deed(buyer->desk, requisition, user, &fault);
    if (st == OK && sends)
        transport = transport_of(request->arena, requisition);
    desk_unlock(buyer->desk);
    if (st == NOT_FOUND)
        return not_here(request, buyer, user);
    if (st != OK)
        return page_fault(request, buyer, user, st, &fault);
    if (sends)
        send_order(request, buyer, &transport);
    return back(request, user, page_id(request));
}

struct reply *page_requisition_submit(struct http_request *request, void *state)
{
    return act(request, state, submit, false);
}

struct reply *page_requisition_approve(struct http_request *request, void *state)
{
    return act(request, state, approve, true);
}

struct reply *page_requisition_reject(struct http_request *request, void *state)
{
    return act(request, state, reject, false);
}

struct reply *page_requisition_send(struct http_request *request, void *state)
{
    return act(request, state, send_again, true);
}
