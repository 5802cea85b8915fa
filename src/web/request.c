/* The request of a session: review, remove, hand over, or go back without it. */
#include "app/browse.h"
#include "base/arena.h"
#include "base/text.h"
#include "templates.h"
#include "web/handlers.h"
#include "web/labels.h"
#include "web/request_view.h"
#include "web/return_page.h"
#include "web/visit.h"

static struct line_view line_view(const struct visit *visit, const struct request_line *line)
{
    struct arena *arena = visit->ctx.arena;
    return (struct line_view){
        .number = line->number,
        .description = line->line.description,
        .part_id = line->part_id,
        .quantity = quantity_text(arena, line->line.quantity_micros),
        .unit_price = money_text(arena, line->line.unit_price),
        .unit = visit->session.connection.unit_of_measure,
        .unspsc = line->unspsc,
        .type = line_type_name(line->line.type),
        .amount = money_text(arena, line->line.amount),
    };
}

static void add_items(const struct visit *visit, struct request_view *view)
{
    struct arena *arena = visit->ctx.arena;
    const struct request *draft = &visit->draft;
    view->items.items = arena_array(arena, draft->item_count, sizeof *view->items.items);
    view->items.count = draft->item_count;
    for (size_t i = 0; i < draft->item_count; i++) {
        const struct request_item *item = &draft->items[i];
        const struct product *product =
            catalogue_product(visit->ctx.app->catalogue, item->product_id);
        struct item_view *out = &view->items.items[i];
        *out = (struct item_view){
            .number = item->number, .title = item->title, .product_id = item->product_id};
        if (product != NULL)
            out->tile = tile_of(arena, product);
        out->lines.items = arena_array(arena, draft->line_count, sizeof *out->lines.items);
        for (size_t j = 0; j < draft->line_count; j++) {
            if (draft->lines[j].item == item->number)
                out->lines.items[out->lines.count++] = line_view(visit, &draft->lines[j]);
        }
    }
    view->line_count = draft->line_count;
}

static bool has_part(const struct request *draft, const char *offer_id, enum line_split split)
{
    for (size_t i = 0; i < draft->item_count; i++) {
        const struct request_item *item = &draft->items[i];
        if (text_equal(item->offer_id, offer_id) && item->selection.split == split)
            return true;
    }
    return false;
}

/* ORD-6: usage and contract of one offer, or its usage alone. */
static void add_parts(const struct request *draft, struct request_view *view)
{
    for (size_t i = 0; i < draft->item_count; i++) {
        const struct request_item *item = &draft->items[i];
        if (item->selection.split != LINES_USAGE)
            continue;
        if (has_part(draft, item->offer_id, LINES_CONTRACT))
            view->items.items[i].note = "The contract rests on it, and is removed with it.";
        else
            view->first = true;
    }
}

/* A cart has one currency, so that its amounts add up. */
static const char *total_text(const struct visit *visit)
{
    const struct request *draft = &visit->draft;
    if (draft->line_count == 0)
        return NULL;
    struct money total = money_zero(draft->lines[0].line.amount.currency);
    for (size_t i = 0; i < draft->line_count; i++) {
        if (!money_add(&total, draft->lines[i].line.amount))
            return NULL;
    }
    return money_text(visit->ctx.arena, total);
}

/* Tells one state of the request from another (FNV-1a over what the lines say). */
static const char *seen_text(const struct visit *visit)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < visit->draft.line_count; i++) {
        const struct line_view line = line_view(visit, &visit->draft.lines[i]);
        const char *text = arena_printf(visit->ctx.arena, "%d %s %s %s\n", line.number,
                                        line.description, line.part_id, line.amount);
        for (; *text != '\0'; text++)
            hash = (hash ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
    }
    return arena_printf(visit->ctx.arena, "%016llx", (unsigned long long)hash);
}

static struct reply *show(struct visit *visit, int status, bool changed)
{
    const struct session *session = &visit->session;
    struct request_view view = {
        .page = visit->page,
        .connection = session->connection.name,
        .requester_name = session->requester_name,
        .requester_email = text_equal(session->requester_email, session->requester_name)
                               ? NULL
                               : session->requester_email,
        .account = text_equal(session->account_id, session->connection.account_id)
                       ? NULL
                       : session->account_id,
        .total = total_text(visit),
        .problem = visit->draft_fault,
        .seen = seen_text(visit),
        .changed = changed,
    };
    view.page.title = "Your request";
    add_items(visit, &view);
    add_parts(&visit->draft, &view);
    struct buf out;
    page_begin(visit->http, &out);
    template_request(&out, &view);
    return visit_reply(visit, status, &out);
}

struct reply *request_get(struct http_request *request, void *state)
{
    struct visit visit;
    struct reply *refusal = visit_open(request, state, &visit);
    return refusal != NULL ? refusal : show(&visit, 200, false);
}

struct reply *request_remove(struct http_request *request, void *state)
{
    struct visit visit;
    int64_t number;
    struct reply *refusal = visit_open(request, state, &visit);
    if (refusal != NULL)
        return refusal;
    if (!text_to_int(http_param(request, "number"), &number) || number < 1 || number > INT32_MAX)
        return visit_redirect(&visit, "request");
    enum status st = cart_remove(&visit.ctx, &visit.session, (int)number);
    return st == OK ? visit_redirect(&visit, "request") : visit_failed(&visit, st);
}

static struct reply *return_page(struct visit *visit, const struct return_form *form,
                                 const char *heading, const char *text)
{
    return return_page_reply(visit->http, &visit->page, &visit->session.connection, form, heading,
                             text);
}

/* CON-8. By a link and a header that follows it: a form's redirect to another site is what the
 * page's own policy forbids. */
static struct reply *send_on(struct visit *visit)
{
    const char *url;
    struct arena *arena = visit->http->arena;
    enum status st = browse_send_on(&visit->ctx, &visit->session, &url);
    if (st != OK)
        return visit_failed(visit, st);
    visit->page.token = NULL;
    struct message_view view = {
        .heading = arena_printf(arena, "Continue in %s", visit->page.system),
        .text =
            arena_printf(arena,
                         "Your request waits for you: it is in the cart when you come back from "
                         "%s to this marketplace as %s. Return it to %s, and have it approved "
                         "there.",
                         visit->page.system, visit->session.requester_email, visit->page.system),
        .back_url = url,
        .back_text = arena_printf(arena, "Go to %s", visit->page.system),
    };
    struct reply *reply = visit_say(visit, 200, &view);
    reply_header(reply, "Refresh", arena_printf(arena, "1; url=%s", url));
    return reply;
}

static struct reply *leave(struct visit *visit)
{
    enum status st = browse_leave(&visit->ctx, &visit->session, &visit->draft);
    return st == OK ? page_redirect(visit->http, "/console/marketplace") : visit_failed(visit, st);
}

struct reply *request_approval(struct http_request *request, void *state)
{
    struct visit visit;
    struct return_form form = {0};
    struct reply *refusal = visit_open(request, state, &visit);
    if (refusal != NULL)
        return refusal;
    if (visit.draft.item_count == 0 || visit.draft_fault != NULL)
        return visit_redirect(&visit, "request");
    const char *seen = http_form(request, "seen");
    if (seen != NULL && !text_equal(seen, seen_text(&visit)))
        return show(&visit, 409, true);
    if (visit.page.browsing)
        return send_on(&visit);
    enum status st = cart_request_approval(&visit.ctx, &visit.session, &form);
    if (st != OK)
        return visit_failed(&visit, st);
    const char *text =
        arena_printf(request->arena,
                     "Your request is on its way to %s. Check it out there so that it is approved.",
                     visit.page.system);
    return return_page(&visit, &form,
                       arena_printf(request->arena, "Continue in %s", visit.page.system), text);
}

struct reply *session_cancel(struct http_request *request, void *state)
{
    struct visit visit;
    struct return_form form = {0};
    struct reply *refusal = visit_open_unknown(request, state, &visit);
    if (refusal != NULL)
        return refusal;
    if (visit.page.browsing)
        return leave(&visit);
    enum status st = cart_cancel(&visit.ctx, &visit.session, &form);
    if (st != OK)
        return visit_failed(&visit, st);
    return return_page(&visit, &form,
                       arena_printf(request->arena, "Return to %s", visit.page.system),
                       "You go back without a request. Nothing was asked for.");
}
