#include "app/owned.h"
#include "base/arena.h"
#include "base/text.h"
#include "base/time.h"
#include "templates.h"
#include "web/handlers.h"
#include "web/labels.h"
#include "web/product_page.h"

static const char *joined(struct arena *arena, const struct product *product)
{
    struct buf text;
    buf_init(&text, arena, 2048);
    for (size_t i = 0; i < product->category_count; i++)
        buf_printf(&text, "%s%s", i > 0 ? ", " : "", product->categories[i]);
    return buf_string(&text);
}

/* The offers to choose from; none where there is no choice. */
static void add_offers(const struct visit *visit, const struct product *product,
                       const struct offer *current, struct product_view *view)
{
    struct arena *arena = visit->ctx.arena;
    struct link_list list = {arena_array(arena, product->offer_count, sizeof *list.items), 0};
    for (size_t i = 0; i < product->offer_count; i++) {
        const struct offer *offer = &product->offers[i];
        struct buf url;
        if (visit_offer(visit, product, offer->id) == NULL)
            continue;
        buf_init(&url, arena, 4096);
        buf_text(&url, visit_product_url(visit, product->id));
        buf_text(&url, "?offer=");
        buf_url(&url, offer->id);
        list.items[list.count++] = (struct link_view){
            arena_printf(arena, "%s: %s", offer->name, pricing_label(offer->pricing)),
            buf_string(&url), offer == current};
    }
    if (list.count > 1)
        view->offers = list;
}

static void add_usages(struct arena *arena, const struct offer *offer, struct product_view *view)
{
    view->usages.items = arena_array(arena, offer->dimension_count, sizeof *view->usages.items);
    for (size_t i = 0; i < offer->dimension_count; i++) {
        const struct dimension *dimension = &offer->dimensions[i];
        const struct money *price = dimension_price(dimension, 0);
        if (dimension->kind == DIMENSION_USAGE && price != NULL)
            view->usages.items[view->usages.count++] =
                (struct usage_view){dimension->name, dimension->unit, money_text(arena, *price)};
    }
}

struct owned_view owned_of(struct arena *arena, const struct agreement *agreement,
                           enum line_split split)
{
    return (struct owned_view){
        .id = agreement->id,
        .part = split == LINES_USAGE      ? "pay-as-you-go"
                : split == LINES_CONTRACT ? "contract"
                                          : NULL,
        .since = time_date(arena, agreement->start_us),
        .until = agreement->end_us == 0 ? NULL : time_date(arena, agreement->end_us),
        .over = agreement->state != AGREEMENT_ACTIVE && agreement->state != AGREEMENT_RENEWED,
        .order = agreement->order_id,
    };
}

struct start_view start_of(struct arena *arena, const struct product *product)
{
    struct start_view view = {.title = product->title};
    paragraphs_of(arena, product->getting_started, &view.paragraphs);
    if (!text_empty(product->start_url))
        view.url = product->start_url;
    return view;
}

static enum status add_owned(struct visit *visit, const struct product *product,
                             const struct offer *offer, const struct approval *approval,
                             struct product_view *view)
{
    struct agreement_list list;
    enum status st = owned_agreements(&visit->ctx, &visit->session, product->id, &list);
    if (st == OK)
        st = product_approval_view(visit, product, offer, approval, &list, view);
    if (st != OK || list.count == 0)
        return st;
    view->start = start_of(visit->ctx.arena, product);
    view->owned.items = arena_array(visit->ctx.arena, list.count, sizeof *view->owned.items);
    for (size_t i = 0; i < list.count; i++) {
        const struct agreement *one = &list.items[i];
        const struct offer *bought = product_offer(product, one->offer_id);
        enum line_split part = one->end_us == 0 ? LINES_USAGE : LINES_CONTRACT;
        if (bought == NULL || !offer_is_server_annual(product, bought))
            part = LINES_SINGLE;
        view->owned.items[view->owned.count++] = owned_of(visit->ctx.arena, one, part);
    }
    return OK;
}

struct reply *product_page(struct visit *visit, int status, const struct product *product,
                           const struct offer *offer, const struct selection_form *form)
{
    struct arena *arena = visit->ctx.arena;
    struct product_view view = {
        .page = visit->page,
        .tile = tile_of(arena, product),
        .badge = badge_of(offer->pricing),
        .id = product->id,
        .offer = offer->id,
        .offer_name = offer->name,
        .replaces = offer->replaces,
        .title = product->title,
        .seller = product->seller->name,
        .type = product_type_label(product->type),
        .summary = product->summary,
        .part_id = product->part_id,
        .category = product->category_count > 0 ? product->categories[0] : NULL,
        .categories = joined(arena, product),
        .highlights = {product->highlights, product->highlight_count},
    };
    view.page.title =
        form->wrong ? arena_printf(arena, "Error: %s", product->title) : product->title;
    paragraphs_of(arena, product->description, &view.paragraphs);
    paragraphs_of(arena, product->terms, &view.terms);
    add_offers(visit, product, offer, &view);
    add_usages(arena, offer, &view);
    product_form_view(visit, offer, form, &view);
    enum status st = add_owned(visit, product, offer, &form->approval, &view);
    if (st != OK)
        return visit_failed(visit, st);
    struct buf out;
    page_begin(visit->http, &out);
    template_product(&out, &view);
    return visit_reply(visit, status, &out);
}

static struct reply *not_here(struct visit *visit)
{
    struct message_view view = {
        .heading = "This product isn't here",
        .text = "It may have been withdrawn, or it is offered to other buyers only.",
        .back_url = visit_url(visit, ""),
        .back_text = "Back to all products",
    };
    return visit_say(visit, 404, &view);
}

static struct reply *show(struct http_request *request, void *state)
{
    struct visit visit;
    struct reply *refusal = visit_open(request, state, &visit);
    if (refusal != NULL)
        return refusal;
    const struct product *product =
        catalogue_product(visit.ctx.app->catalogue, http_param(request, "product"));
    const struct offer *offer =
        product != NULL ? visit_offer(&visit, product, http_query(request, "offer")) : NULL;
    if (offer == NULL)
        return not_here(&visit);
    struct approval approval;
    struct selection_form form;
    enum status st = annual_approval(&visit.ctx, &visit.session, product, offer, &approval);
    if (st != OK)
        return visit_failed(&visit, st);
    selection_form_read(request->arena, http_query_fields(request), offer, &approval, &form);
    return product_page(&visit, form.wrong ? 422 : 200, product, offer, &form);
}

struct reply *product_get(struct http_request *request, void *state)
{
    const struct app *app = state;
    db_snapshot_begin(app->db);
    struct reply *reply = show(request, state);
    db_snapshot_end();
    return reply;
}

static struct reply *added(struct visit *visit, const struct product *product)
{
    if (!text_equal(text_or_empty(http_form(visit->http, "then")), "shop"))
        return visit_redirect(visit, "request");
    struct buf rest;
    buf_init(&rest, visit->ctx.arena, 1024);
    buf_text(&rest, "?added=");
    buf_url(&rest, product->id);
    return visit_redirect(visit, buf_string(&rest));
}

struct reply *items_post(struct http_request *request, void *state)
{
    struct visit visit;
    struct reply *refusal = visit_open(request, state, &visit);
    if (refusal != NULL)
        return refusal;
    const char *id = text_or_empty(http_form(request, "product"));
    const struct product *product = catalogue_product(visit.ctx.app->catalogue, id);
    const struct offer *offer =
        product != NULL ? visit_offer(&visit, product, http_form(request, "offer")) : NULL;
    if (offer == NULL)
        return not_here(&visit);
    struct approval approval;
    struct selection_form form;
    enum status st = annual_approval(&visit.ctx, &visit.session, product, offer, &approval);
    if (st != OK)
        return visit_failed(&visit, st);
    selection_form_read(request->arena, http_form_fields(request), offer, &approval, &form);
    if (form.wrong)
        return product_page(&visit, 422, product, offer, &form);
    st = cart_add(&visit.ctx, &visit.session, product->id, offer->id, &form.selection);
    if (st == OK)
        return added(&visit, product);
    if (st != BAD_INPUT && st != CONFLICT && st != TOO_LARGE)
        return visit_failed(&visit, st);
    form.other_error = arena_text(request->arena, visit.ctx.fault.message);
    form.wrong = true;
    return product_page(&visit, st == BAD_INPUT ? 422 : 409, product, offer, &form);
}

struct reply *subscribe_post(struct http_request *request, void *state)
{
    struct visit visit;
    struct reply *refusal = visit_open(request, state, &visit);
    if (refusal != NULL)
        return refusal;
    const char *id = text_or_empty(http_form(request, "product"));
    const struct product *product = catalogue_product(visit.ctx.app->catalogue, id);
    const struct offer *offer =
        product != NULL ? visit_offer(&visit, product, http_form(request, "offer")) : NULL;
    const char *agreement = NULL;
    if (offer == NULL)
        return not_here(&visit);
    enum status st = cart_subscribe(&visit.ctx, &visit.session, product->id, offer->id, &agreement);
    if (st != OK)
        return visit_failed(&visit, st);
    struct message_view view = {
        .tone = agreement != NULL ? "success" : "info",
        .heading = agreement != NULL
                       ? arena_printf(request->arena, "You are subscribed to %s", product->title)
                       : "Test mode: nothing was bought",
        .text = agreement != NULL
                    ? "Your organization approved it beforehand, so nothing had to be sent."
                    : arena_printf(request->arena,
                                   "Outside test mode you would now be subscribed to %s.",
                                   product->title),
        .label = agreement != NULL ? "Agreement" : NULL,
        .value = agreement,
        .back_url = visit_url(&visit, ""),
        .back_text = "Keep shopping",
    };
    return visit_say(&visit, 200, &view);
}
