/* Who you are, and what there is to do for you. */
#include "base/arena.h"
#include "base/text.h"
#include "buyer/amount.h"
#include "buyer/routes.h"
#include "buyer_templates.h"

static struct reply *choose(struct http_request *request, const struct buyer *buyer)
{
    const struct settings *settings = desk_settings(buyer->desk);
    struct connection_card *cards =
        arena_array(request->arena, settings->connection_count, sizeof(*cards));
    for (size_t i = 0; i < settings->connection_count; i++) {
        const struct user *requester = &settings->users[2 * i];
        struct page_view page = page_of(request->arena, "", requester);
        cards[i] =
            (struct connection_card){.name = requester->connection->name,
                                     .company = requester->connection->company,
                                     .system = settings_system_name(requester->connection->system),
                                     .theme = page.theme,
                                     .test = requester->connection->test,
                                     .requester_id = requester->id,
                                     .requester = requester->full,
                                     .approver_id = requester->colleague->id,
                                     .approver = requester->colleague->full};
    }
    struct choose_view view = {.page = page_of(request->arena, "Choose who you are", NULL),
                               .supplier = settings->supplier,
                               .connections = {cards, settings->connection_count}};
    struct buf out;
    buf_init(&out, request->arena, PAGE_LIMIT);
    buyer_template_choose(&out, &view);
    return page_reply(request, buyer, 200, &out, NULL);
}

static const char *title_of(struct arena *arena, const struct cart *cart)
{
    if (cart->count == 1)
        return cart->lines[0].description;
    return arena_printf(arena, "%s and %zu more", cart->lines[0].description, cart->count - 1);
}

/* Newest first: one's own, or for an approver those that left the Draft state. */
static struct requisition_rows list(struct arena *arena, struct desk *desk, const struct user *user)
{
    struct requisition_row *rows = arena_array(arena, DESK_REQUISITIONS, sizeof(*rows));
    size_t count = 0;
    const struct user *requester = user->approver ? user->colleague : user;
    for (uint64_t id = desk_last_requisition(desk); id > 0; id--) {
        const struct requisition *requisition = desk_requisition(desk, id);
        if (requisition == NULL)
            break;
        if (requisition->requester != requester ||
            (user->approver && requisition->state == REQUISITION_DRAFT))
            continue;
        rows[count++] = (struct requisition_row){
            .id = id,
            .title = title_of(arena, &requisition->cart),
            .total =
                arena_printf(arena, "%s %s", amount_people(arena, requisition->cart.total_micro),
                             requisition->cart.currency),
            .state = page_state(requisition),
            .order_id = requisition->order_id,
            .when = time_human(arena, requisition->at_us)};
    }
    return (struct requisition_rows){rows, count};
}

struct reply *page_home(struct http_request *request, void *state)
{
    const struct buyer *buyer = state;
    const struct user *user = page_user(request, buyer);
    if (user == NULL)
        return choose(request, buyer);
    struct home_view view = {
        .page = page_of(request->arena, user->approver ? "Approvals" : "Home", user),
        .requester = !user->approver,
        .no_cart = text_equal(text_or_empty(http_query(request, "notice")), "no-cart"),
        .test = user->connection->test};
    struct buf out;
    buf_init(&out, request->arena, PAGE_LIMIT);
    desk_lock(buyer->desk);
    view.rows = list(request->arena, buyer->desk, user);
    buyer_template_home(&out, &view);
    desk_unlock(buyer->desk);
    return page_reply(request, buyer, 200, &out, NULL);
}
