/* ORD-9: what the requester asked for before, and what came of it. */
#include "app/owned.h"
#include "base/arena.h"
#include "base/text.h"
#include "base/time.h"
#include "templates.h"
#include "web/handlers.h"
#include "web/labels.h"
#include "web/product_page.h"

static struct badge_view state_badge(const struct requested *requested)
{
    /* One item may be bought before the others of its request. */
    enum request_state state =
        requested->agreement.id != NULL ? REQUEST_FULFILLED : requested->state;
    const char *text = request_state_label(state);
    if (requested->test)
        return (struct badge_view){"icon-flask", "badge-info", "Test: bought nothing"};
    switch (state) {
    case REQUEST_FULFILLED:
        return (struct badge_view){"icon-check", "badge-success", text};
    case REQUEST_REJECTED:
    case REQUEST_EXPIRED:
    case REQUEST_CANCELLED:
    case REQUEST_NEEDS_ATTENTION:
        return (struct badge_view){"icon-warning", "badge-warning", text};
    default:
        return (struct badge_view){"icon-clock", "badge-info", text};
    }
}

/* ORD-6: its pay-as-you-go is there, or was tried by a test order, and nobody has asked for the
 * contract yet. */
static bool lacks_contract(const struct requested_list *all, size_t index)
{
    const struct requested *one = &all->items[index];
    bool there = one->test ? one->order_id != NULL
                           : one->agreement.id != NULL && one->agreement.state == AGREEMENT_ACTIVE;
    if (one->split != LINES_USAGE || !there || one->has_contract)
        return false;
    for (size_t i = 0; i < all->count; i++) {
        const struct requested *other = &all->items[i];
        bool open = other->state == REQUEST_IN_PROCUREMENT ||
                    other->state == REQUEST_NEEDS_ATTENTION || (one->test && other->test);
        if (other->split == LINES_CONTRACT && open && text_equal(other->offer_id, one->offer_id))
            return false;
    }
    return true;
}

static const char *offer_url(const struct visit *visit, const struct requested *requested)
{
    struct buf url;
    buf_init(&url, visit->ctx.arena, 4096);
    buf_text(&url, visit_product_url(visit, requested->product_id));
    buf_text(&url, "?offer=");
    buf_url(&url, requested->offer_id);
    return buf_string(&url);
}

/* CAT-2: not withdrawn since. */
static bool is_offered(const struct visit *visit, const struct requested *requested)
{
    const struct product *product =
        catalogue_product(visit->ctx.app->catalogue, requested->product_id);
    const struct offer *offer =
        product == NULL ? NULL : visit_offer(visit, product, requested->offer_id);
    return offer != NULL && text_equal(offer->id, requested->offer_id);
}

static struct requested_view view_of(const struct visit *visit, const struct requested *requested,
                                     int number)
{
    struct arena *arena = visit->ctx.arena;
    const struct product *product =
        catalogue_product(visit->ctx.app->catalogue, requested->product_id);
    struct requested_view view = {
        .number = number,
        .title = requested->title,
        .badge = state_badge(requested),
        .requested = time_date(arena, requested->created_us),
        .order = requested->order_id,
        .has_owned = requested->agreement.id != NULL,
    };
    if (product != NULL) {
        view.tile = tile_of(arena, product);
        view.start = start_of(arena, product);
        if (visit_offer(visit, product, NULL) != NULL)
            view.url = visit_product_url(visit, product->id);
    }
    if (view.has_owned) {
        view.owned = owned_of(arena, &requested->agreement, requested->split);
        view.owned.order = NULL; /* it stands above */
    }
    return view;
}

struct reply *requests_get(struct http_request *request, void *state)
{
    struct visit visit;
    struct requested_list list;
    struct reply *refusal = visit_open(request, state, &visit);
    if (refusal != NULL)
        return refusal;
    enum status st = owned_requests(&visit.ctx, &visit.session, &list);
    if (st != OK)
        return visit_failed(&visit, st);
    struct requests_view view = {.page = visit.page, .requester = visit.session.requester_email};
    if (text_empty(view.requester))
        view.requester = NULL;
    view.page.title = "Earlier requests";
    view.items.items = arena_array(request->arena, list.count, sizeof *view.items.items);
    for (size_t i = 0; i < list.count; i++) {
        struct requested_view *one = &view.items.items[view.items.count++];
        *one = view_of(&visit, &list.items[i], (int)i + 1);
        if (is_offered(&visit, &list.items[i]) && lacks_contract(&list, i))
            one->next_url = offer_url(&visit, &list.items[i]);
    }
    struct buf out;
    page_begin(request, &out);
    template_requests(&out, &view);
    return visit_reply(&visit, 200, &out);
}
