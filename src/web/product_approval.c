/* ORD-6: what the page of a server annual offer says about its two approvals. */
#include "app/owned.h"
#include "base/arena.h"
#include "base/text.h"
#include "base/time.h"
#include "web/labels.h"
#include "web/product_page.h"

/* The newest agreement of the offer with an end, or without one; NULL: there is none. */
static const struct agreement *find_agreement(const struct agreement_list *owned,
                                              const struct offer *offer, bool with_end)
{
    for (size_t i = 0; i < owned->count; i++) {
        const struct agreement *one = &owned->items[i];
        if (text_equal(one->offer_id, offer->id) && (one->end_us != 0) == with_end)
            return one;
    }
    return NULL;
}

/* What the requester has asked for of the part and waits for, or NULL. */
static const char *waiting_text(struct arena *arena, const struct requested_list *requests,
                                const struct offer *offer, enum line_split split)
{
    for (size_t i = 0; i < requests->count; i++) {
        const struct requested *one = &requests->items[i];
        if (text_equal(one->offer_id, offer->id) && one->split == split && one->order_id == NULL)
            return arena_printf(arena, "You requested it on %s; its purchase order has not come.",
                                time_date(arena, one->created_us));
    }
    return NULL;
}

/* What the contract would cost, where it is not asked for yet. */
static void add_later(struct arena *arena, const struct offer *offer, struct product_view *view)
{
    view->later.items = arena_array(arena, offer->dimension_count, sizeof *view->later.items);
    for (size_t i = 0; i < offer->dimension_count; i++) {
        const struct dimension *dimension = &offer->dimensions[i];
        if (dimension->kind == DIMENSION_CONTRACT)
            view->later.items[view->later.count++] = (struct field_view){
                .label = dimension->name, .help = quantity_help(arena, offer, dimension)};
    }
}

static void say_second(struct visit *visit, const struct offer *offer,
                       const struct agreement_list *owned, struct product_view *view)
{
    struct arena *arena = visit->ctx.arena;
    const struct agreement *usage = find_agreement(owned, offer, false);
    const struct agreement *contract = find_agreement(owned, offer, true);
    view->approval_title = contract == NULL ? "Second of two approvals" : "A further contract";
    if (contract != NULL)
        view->approval_text = arena_printf(
            arena, "A contract already runs until %s. What you request here comes on top of it.",
            time_date(arena, contract->end_us));
    else if (usage != NULL && usage->order_id != NULL)
        view->approval_text =
            arena_printf(arena,
                         "Purchase order %s has started pay-as-you-go. Request the contract now: "
                         "it starts when its own purchase order has come.",
                         usage->order_id);
    else
        view->approval_text =
            visit->session.test
                ? "The test order for pay-as-you-go has come. Try the contract's approval now."
                : "Pay-as-you-go is there. Request the contract now: it starts when its own "
                  "purchase order has come.";
}

static const char *covers_text(struct arena *arena, const struct offer *offer)
{
    struct buf text;
    buf_init(&text, arena, 2048);
    for (size_t i = 0; i < offer->dimension_count; i++) {
        const struct dimension *dimension = &offer->dimensions[i];
        for (size_t j = 0; j < offer->dimension_count && !text_empty(dimension->covers); j++) {
            if (text_equal(offer->dimensions[j].key, dimension->covers))
                buf_printf(&text,
                           "%sEach %s of the contract covers one %s of %s for every hour that the "
                           "contract runs; only what is used beyond that in a month is billed.",
                           text.length > 0 ? " " : "", dimension->unit, offer->dimensions[j].unit,
                           offer->dimensions[j].name);
        }
    }
    return text.length > 0 ? buf_string(&text) : NULL;
}

enum status product_approval_view(struct visit *visit, const struct product *product,
                                  const struct offer *offer, const struct approval *approval,
                                  const struct agreement_list *owned, struct product_view *view)
{
    struct arena *arena = visit->ctx.arena;
    struct requested_list requests;
    view->part = selection_form_part(approval);
    if (!offer_is_server_annual(product, offer))
        return OK;
    view->covers = covers_text(arena, offer);
    enum status st = owned_waiting(&visit->ctx, &visit->session, &requests);
    if (st != OK)
        return st;
    view->approval_waits = waiting_text(
        arena, &requests, offer, approval->split == LINES_CONTRACT ? LINES_CONTRACT : LINES_USAGE);
    if (approval->split == LINES_CONTRACT) {
        say_second(visit, offer, owned, view);
    } else if (approval->split == LINES_USAGE) {
        add_later(arena, offer, view);
        view->approval_title = "First of two approvals";
        view->approval_text = arena_printf(
            arena,
            "Usage, paid as you go, comes first: a cart in %s has room for one line. When its "
            "purchase order has come, you request the contract on this page.",
            view->page.system);
    } else {
        view->approval_title = "Two approvals in one request";
        view->approval_text =
            "Usage, paid as you go, and the contract have a line each. Each becomes a subscription "
            "of its own when it is ordered; usage goes on when the contract ends.";
    }
    return OK;
}
