#include "buyer/requisition.h"

#include <stdio.h>

#include "base/arena.h"
#include "buyer/order.h"

const char *requisition_state_name(const struct requisition *requisition)
{
    switch (requisition->state) {
    case REQUISITION_DRAFT:
        return "Draft";
    case REQUISITION_PENDING:
        return "Pending approval";
    case REQUISITION_REJECTED:
        return "Rejected";
    case REQUISITION_ORDERED:
        break;
    }
    switch (requisition->transmission) {
    case TRANSMISSION_NONE:
        return "Approved";
    case TRANSMISSION_SENDING:
        return "Approved, sending the order";
    case TRANSMISSION_ACCEPTED:
        return "Ordered";
    case TRANSMISSION_REFUSED:
        return "Ordered, refused by the supplier";
    case TRANSMISSION_FAILED:
        break;
    }
    return "Ordered, transmission failed";
}

static enum status expect(const struct requisition *requisition, enum requisition_state state,
                          const char *deed, struct fault *fault)
{
    if (requisition->state == state)
        return OK;
    return fault_set(fault, CONFLICT, "Requisition %llu is \"%s\" and can't be %s.",
                     (unsigned long long)requisition->id, requisition_state_name(requisition),
                     deed);
}

static enum status expect_user(const struct user *user, const struct user *expected,
                               const char *deed, struct fault *fault)
{
    if (user == expected)
        return OK;
    return fault_set(fault, DENIED, "%s can't %s this requisition; %s can.", user->full, deed,
                     expected->full);
}

enum status requisition_submit(struct requisition *requisition, const struct user *user,
                               struct fault *fault)
{
    enum status st;
    if ((st = expect_user(user, requisition->requester, "submit", fault)) != OK ||
        (st = expect(requisition, REQUISITION_DRAFT, "submitted", fault)) != OK)
        return st;
    requisition->state = REQUISITION_PENDING;
    return OK;
}

enum status requisition_reject(struct requisition *requisition, const struct user *user,
                               struct fault *fault)
{
    enum status st;
    if ((st = expect_user(user, requisition->requester->colleague, "reject", fault)) != OK ||
        (st = expect(requisition, REQUISITION_PENDING, "rejected", fault)) != OK)
        return st;
    requisition->state = REQUISITION_REJECTED;
    return OK;
}

enum status requisition_approve(struct desk *desk, struct requisition *requisition,
                                const struct user *user, struct fault *fault)
{
    enum status st;
    if ((st = expect_user(user, requisition->requester->colleague, "approve", fault)) != OK ||
        (st = expect(requisition, REQUISITION_PENDING, "approved", fault)) != OK)
        return st;
    struct arena *arena = requisition->arena;
    struct order order = {
        .envelope = envelope_new(arena, user->connection, desk_now_us(desk), desk_entropy(desk)),
        .order_id = desk_next_order_id(desk, arena),
        .requisition_id = arena_printf(arena, "R-%llu", (unsigned long long)requisition->id),
        .requester = requisition->requester,
        .approver = user,
        .cart = &requisition->cart};
    const char *document = order_write(arena, &order);
    if (document == NULL)
        return fault_set(fault, TOO_LARGE, "The purchase order would be larger than 4 MiB.");
    requisition->order_document = document;
    requisition->order_id = order.order_id;
    requisition->payload_id = order.envelope.payload_id;
    requisition->state = REQUISITION_ORDERED;
    return OK;
}

enum status requisition_begin_sending(struct requisition *requisition, const struct user *user,
                                      struct fault *fault)
{
    enum status st;
    if (user != requisition->requester &&
        (st = expect_user(user, requisition->requester->colleague, "send", fault)) != OK)
        return st;
    if ((st = expect(requisition, REQUISITION_ORDERED, "sent", fault)) != OK)
        return st;
    if (requisition->transmission == TRANSMISSION_SENDING)
        return fault_set(fault, CONFLICT, "%s is on its way to the supplier.",
                         requisition->order_id);
    requisition->transmission = TRANSMISSION_SENDING;
    requisition->sent++;
    return OK;
}

void requisition_end_sending(struct requisition *requisition, const struct answer *answer)
{
    static const enum transmission by_outcome[] = {[ANSWER_OK] = TRANSMISSION_ACCEPTED,
                                                   [ANSWER_REFUSED] = TRANSMISSION_REFUSED,
                                                   [ANSWER_FAILED] = TRANSMISSION_FAILED};
    requisition->transmission =
        requisition->accepted ? TRANSMISSION_ACCEPTED : by_outcome[answer->outcome];
    requisition->accepted = requisition->transmission == TRANSMISSION_ACCEPTED;
    if (answer->problem != NULL)
        snprintf(requisition->answer, sizeof(requisition->answer), "%s", answer->problem);
    else
        snprintf(requisition->answer, sizeof(requisition->answer), "%d %s", answer->code,
                 answer->text);
}
