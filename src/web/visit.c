#include "web/visit.h"

#include <string.h>

#include "app/browse.h"
#include "app/offer.h"
#include "app/peer.h"
#include "app/rate.h"
#include "app/session_sign_in.h"
#include "base/arena.h"
#include "base/text.h"
#include "web/message.h"

/* "3 November 2026": the day of time_human. */
static const char *day_text(struct arena *arena, int64_t time_us)
{
    const char *text = time_human(arena, time_us);
    return arena_text_n(arena, text, strcspn(text, ","));
}

/* CON-7 */
static enum status test_banner(struct visit *visit)
{
    struct arena *arena = visit->ctx.arena;
    int64_t count = 0, since_us = 0;
    enum status st = session_test_orders(&visit->ctx, &visit->session, &count, &since_us);
    visit->page.test_banner = "orders placed here buy nothing.";
    if (st == OK && count > 0)
        visit->page.test_banner = arena_printf(
            arena, "orders placed here buy nothing. %lld %s since %s.", (long long)count,
            count == 1 ? "order" : "orders", day_text(arena, since_us));
    return st;
}

static struct reply *gone(struct visit *visit, const char *heading, const char *text)
{
    struct message_view view = {.heading = heading, .text = text, .tone = "info"};
    page_init(visit->ctx.arena, &view.page, heading);
    return message_reply(visit->http, 410, &view, visit->session.connection.frame_ancestors);
}

static struct reply *not_open(struct visit *visit, enum status status)
{
    struct arena *arena = visit->ctx.arena;
    const struct session *session = &visit->session;
    if (status == OK)
        return gone(visit, "This session is over",
                    arena_printf(arena, "You have returned to %s. Start again from there.",
                                 procurement_system_called(session->connection.system)));
    if (status == NOT_FOUND || status == BAD_INPUT || status == DENIED)
        return gone(visit, "This session has ended",
                    "Sessions last a few hours. Go back to your procurement system and start "
                    "again from there.");
    return visit_failed(visit, status);
}

const char *visit_address(struct http_request *request, const struct ctx *ctx)
{
    const struct peer_headers headers = {.remote = request->remote,
                                         .forwarded_for = http_header(request, "X-Forwarded-For")};
    return peer_address(ctx->app, request->arena, &headers);
}

struct reply *visit_admit(struct http_request *request, struct ctx *ctx)
{
    int wait_s = 0;
    if (rate_address(ctx, visit_address(request, ctx), &wait_s) == OK)
        return NULL;
    struct message_view view = {
        .heading = message_heading(429),
        .text = arena_printf(request->arena,
                             "More pages than usual were asked for from your address. Wait %d "
                             "seconds, then load this page again.",
                             wait_s),
    };
    page_init(request->arena, &view.page, view.heading);
    /* Whose frame it is in is not looked up for it; it has nothing to be clicked. */
    struct reply *reply = message_reply(request, 429, &view, "*");
    reply_header(reply, "Retry-After", arena_printf(request->arena, "%d", wait_s));
    return reply;
}

/* What of the cart is worth showing is worked out for who may see it alone. */
static struct reply *open_draft(struct visit *out)
{
    enum status st = cart_lines(&out->ctx, &out->session, &out->draft);
    /* An item that is no longer offered like this, or more lines than a cart has room for. */
    if (st == NOT_FOUND || st == BAD_INPUT || st == CONFLICT) {
        out->draft_fault = arena_text(out->ctx.arena, out->ctx.fault.message);
        out->draft.line_count = 0;
        st = OK;
    }
    out->page.cart_count = out->draft.item_count;
    return st == OK ? NULL : visit_failed(out, st);
}

struct reply *visit_open(struct http_request *request, void *state, struct visit *out)
{
    struct reply *refusal = visit_open_unknown(request, state, out);
    if (refusal != NULL)
        return refusal;
    out->ctx.hurried = !http_may_wait(request);
    enum status st = session_check_requester(&out->ctx, &out->session);
    out->ctx.hurried = false;
    if (out->ctx.would_wait)
        return reply_from_worker(request);
    if (st == UNAUTHENTICATED)
        return visit_redirect(out, "sign-in");
    return st == OK ? open_draft(out) : visit_failed(out, st);
}

struct reply *visit_open_unknown(struct http_request *request, void *state, struct visit *out)
{
    *out = (struct visit){
        .http = request,
        .ctx = {.app = state, .arena = request->arena},
        .token = http_param(request, "session"),
    };
    struct reply *refusal = visit_admit(request, &out->ctx);
    if (refusal != NULL)
        return refusal;
    page_init(request->arena, &out->page, "");
    enum status st = cart_open(&out->ctx, out->token, &out->session, &out->draft);
    if (st != OK || out->session.ended)
        return not_open(out, st);
    out->page.token = out->token;
    out->page.system = procurement_system_called(out->session.connection.system);
    out->page.system_first = text_sentence(out->ctx.arena, out->page.system);
    out->page.organization = out->session.connection.organization_name;
    out->page.browsing = session_is_browsing(&out->session);
    if (out->session.test)
        st = test_banner(out);
    return st == OK ? NULL : visit_failed(out, st);
}

const char *visit_landing(struct ctx *ctx, const char *token)
{
    struct session session;
    struct request draft;
    struct buf url;
    buf_init(&url, ctx->arena, 4096);
    buf_text(&url, "/p/");
    buf_url(&url, token);
    buf_text(&url, "/");
    if (cart_open(ctx, token, &session, &draft) != OK)
        return buf_string(&url);
    if (session_check_requester(ctx, &session) == UNAUTHENTICATED) {
        buf_text(&url, "sign-in");
        return buf_string(&url);
    }
    if (draft.item_count > 0) {
        buf_text(&url, "request");
        return buf_string(&url);
    }
    const struct product *product =
        text_empty(session.selected_part)
            ? NULL
            : catalogue_part(ctx->app->catalogue, session.selected_part);
    if (product != NULL) {
        buf_text(&url, "products/");
        buf_url(&url, product->id);
    }
    return buf_string(&url);
}

struct reply *visit_reply(struct visit *visit, int status, const struct buf *body)
{
    return page_reply(visit->http, status, body, visit->session.connection.frame_ancestors, NULL);
}

struct reply *visit_say(struct visit *visit, int status, struct message_view *view)
{
    view->page = visit->page;
    return message_reply(visit->http, status, view, visit->session.connection.frame_ancestors);
}

static int http_status(enum status status)
{
    switch (status) {
    case BAD_INPUT:
        return 422;
    case UNAUTHENTICATED:
    case DENIED:
        return 403;
    case NOT_FOUND:
        return 404;
    case CONFLICT:
        return 409;
    case TOO_LARGE:
        return 413;
    case UNAVAILABLE:
    case UNCERTAIN:
        return 503;
    default:
        return 500;
    }
}

struct reply *visit_failed(struct visit *visit, enum status status)
{
    int code = http_status(status);
    struct message_view view = {.heading = message_heading(code)};
    if (status == UNCERTAIN) {
        view.heading = "We can't tell whether that was recorded";
        view.text = "Look at your request before you try again.";
    } else if (code < 500) {
        view.text = arena_text(visit->ctx.arena, visit->ctx.fault.message);
    } else {
        view.text = "Nothing was changed. Try again in a minute.";
    }
    if (visit->page.signing_in) {
        view.back_url = visit_url(visit, "sign-in");
        view.back_text = "Back to sign-in";
    } else if (visit->page.token != NULL) {
        view.back_url = visit_url(visit, "");
        view.back_text = "Back to all products";
    }
    return visit_say(visit, code, &view);
}

const char *visit_url(const struct visit *visit, const char *rest)
{
    struct buf url;
    buf_init(&url, visit->ctx.arena, 8192);
    buf_text(&url, "/p/");
    buf_url(&url, visit->token);
    buf_text(&url, "/");
    buf_text(&url, rest);
    return buf_string(&url);
}

const char *visit_product_url(const struct visit *visit, const char *product_id)
{
    struct buf url;
    buf_init(&url, visit->ctx.arena, 8192);
    buf_text(&url, visit_url(visit, "products/"));
    buf_url(&url, product_id);
    return buf_string(&url);
}

struct reply *visit_redirect(struct visit *visit, const char *rest)
{
    return page_redirect(visit->http, visit_url(visit, rest));
}

const struct offer *visit_offer(const struct visit *visit, const struct product *product,
                                const char *offer_id)
{
    return offer_seen_by(&visit->session.connection, visit->session.account_id, product, offer_id);
}
