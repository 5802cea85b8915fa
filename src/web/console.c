#include "web/console.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "templates.h"
#include "web/console_parts.h"
#include "web/page.h"
#include "web/visit.h"

enum { NEXT_LIMIT = 300 };

/* `__Host-` cookies are of this host alone, secure, and of all its paths: no other host and no page
 * that came over plain HTTP can set them. */
static const struct {
    const char *title;
    const char *home;
    const char *cookie;
    const char *visit;
} realms[] = {
    [REALM_BUYER] = {"Console", "/console", "__Host-console", "__Host-console-visit"},
    [REALM_OPERATOR] = {"Operator console", "/operator", "__Host-operator",
                        "__Host-operator-visit"},
};

static const char cookie_rules[] = "; Path=/; Secure; HttpOnly; SameSite=Lax";

const char *console_url(const struct console *console, const char *rest)
{
    const char *home = realms[console->realm].home;
    return *rest == '\0' ? home : arena_printf(console->http->arena, "%s/%s", home, rest);
}

const char *console_next(const struct console *console, const char *next)
{
    const char *home = realms[console->realm].home;
    size_t length = strlen(home);
    if (next == NULL || !text_starts(next, home) || strlen(next) > NEXT_LIMIT ||
        (next[length] != '\0' && next[length] != '/' && next[length] != '?'))
        return home;
    for (const char *at = next; *at != '\0'; at++) {
        if (*at <= ' ' || *at >= 127 || strchr("\\\"<>", *at) != NULL)
            return home;
    }
    return next;
}

const char *console_pending(const struct console *console)
{
    return text_or_empty(http_cookie(console->http, realms[console->realm].cookie));
}

void console_set_cookie(struct console *console, struct reply *reply, const char *token)
{
    const char *name = realms[console->realm].cookie;
    reply_header(reply, "Set-Cookie",
                 arena_printf(console->http->arena, "%s=%s%s%s", name, text_or_empty(token),
                              cookie_rules, token == NULL ? "; Max-Age=0" : ""));
}

/* The headers of a console's page, over those that every page has. */
static struct reply *finish(struct console *console, struct reply *reply)
{
    reply_header(reply, "Cross-Origin-Opener-Policy", "same-origin");
    if (text_starts(text_or_empty(console->ctx.app->public_url), "https:"))
        reply_header(reply, "Strict-Transport-Security", "max-age=31536000");
    if (console->new_visit)
        reply_header(reply, "Set-Cookie",
                     arena_printf(console->http->arena, "%s=%s%s", realms[console->realm].visit,
                                  console->visit, cookie_rules));
    return reply;
}

static struct reply *send_page(struct console *console, int status, const struct buf *body)
{
    return finish(console, page_reply(console->http, status, body, "", NULL));
}

struct reply *console_form_reply(struct console *console, int status, struct form_view *view)
{
    struct buf out;
    page_begin(console->http, &out);
    template_console_form(&out, view);
    return send_page(console, status, &out);
}

/* A heading stands over its numbers. */
static void align_columns(struct table_view *table)
{
    for (size_t i = 0; i < table->rows.count; i++) {
        const struct cell_list *cells = &table->rows.items[i].cells;
        for (size_t j = 0; j < cells->count && j < table->columns.count; j++)
            table->columns.items[j].number |= cells->items[j].number;
    }
}

struct reply *console_list_reply(struct console *console, struct list_view *view)
{
    struct buf out;
    align_columns(&view->table);
    page_begin(console->http, &out);
    template_console_list(&out, view);
    return send_page(console, 200, &out);
}

struct reply *console_object_reply(struct console *console, int status, struct object_view *view)
{
    struct buf out;
    for (size_t i = 0; i < view->sections.count; i++)
        align_columns(&view->sections.items[i].table);
    page_begin(console->http, &out);
    template_console_object(&out, view);
    return send_page(console, status, &out);
}

struct reply *console_notice_reply(struct console *console, int status, struct notice_view *view)
{
    struct buf out;
    if (view->tone == NULL)
        view->tone = status < 400 ? "info" : status < 500 ? "warning" : "danger";
    page_begin(console->http, &out);
    template_console_notice(&out, view);
    return send_page(console, status, &out);
}

struct reply *console_redirect(struct console *console, const char *url)
{
    return finish(console, page_redirect(console->http, url));
}

struct reply *console_done(struct console *console, const char *rest, const char *said)
{
    const char *url = console_url(console, rest);
    return console_redirect(console, arena_printf(console->http->arena, "%s%csaid=%s", url,
                                                  strchr(url, '?') == NULL ? '?' : '&', said));
}

int console_status(enum status status)
{
    static const int statuses[] = {
        [OK] = 200,        [BAD_INPUT] = 422, [UNAUTHENTICATED] = 401, [DENIED] = 403,
        [NOT_FOUND] = 404, [CONFLICT] = 409,  [TOO_LARGE] = 429,       [UNAVAILABLE] = 503,
        [UNCERTAIN] = 503, [FAILED] = 500};
    return statuses[status];
}

static const char *heading_of(enum status status)
{
    switch (status) {
    case DENIED:
        return "You may not do that";
    case NOT_FOUND:
        return "There is nothing here";
    case CONFLICT:
        return "That can't be done as things are";
    case TOO_LARGE:
        return "Too many attempts";
    case UNAVAILABLE:
    case UNCERTAIN:
        return "That can't be done right now";
    case FAILED:
        return "Something went wrong on our side";
    default:
        return "Something isn't right yet";
    }
}

struct reply *console_failed(struct console *console, enum status status)
{
    bool ours = status == FAILED || status == UNAVAILABLE || status == UNCERTAIN;
    struct notice_view view = {
        .page = console->page,
        .text = console->ctx.fault.message,
        .request_id = console->ctx.request_id,
        .next = {.text = "To the start page", .url = console_url(console, "")},
    };
    if (ours) {
        log_write(console->ctx.app->log, LOG_ERROR, "a console page failed",
                  LOG_FIELDS({"request", console->ctx.request_id},
                             {"fault", console->ctx.fault.message}));
        view.text = "Nothing was lost. Try again in a minute.";
    }
    if (status == UNCERTAIN)
        view.text = "It may have been done, or not. Look before you try again.";
    if (status == DENIED && console->realm == REALM_BUYER)
        view.more = "Who administers your account can attach a policy that allows it.";
    view.page.title = heading_of(status);
    view.page.lead = NULL;
    return console_notice_reply(console, console_status(status), &view);
}

struct reply *console_finish(struct console *console, enum status status, const char *rest,
                             const char *said)
{
    return status == OK ? console_done(console, rest, said) : console_failed(console, status);
}

/* Nobody is signed in: what was asked for is shown after that, unless it would change something. */
static struct reply *ask_to_sign_in(struct console *console)
{
    struct http_request *http = console->http;
    bool asks = text_equal(http->method, "GET") || text_equal(http->method, "HEAD");
    struct buf url;
    if (!asks) {
        struct notice_view view = {
            .page = console->page,
            .text = "Nothing was changed: your session has ended.",
            .next = {.text = "Sign in", .url = console_url(console, "sign-in")},
        };
        view.page.title = "Sign in again";
        return console_notice_reply(console, 401, &view);
    }
    buf_init(&url, http->arena, 2 * NEXT_LIMIT + 100);
    buf_text(&url, console_url(console, "sign-in"));
    if (!text_equal(http->path, realms[console->realm].home)) {
        buf_text(&url, "?next=");
        buf_url(&url, console_next(console, http->target));
    }
    return console_redirect(console,
                            url.overflow ? console_url(console, "sign-in") : buf_string(&url));
}

/* Whether the browser says that another site has sent this; one that says nothing is left to the
 * form's token. */
static bool comes_from_elsewhere(struct console *console)
{
    const char *site = http_header(console->http, "Sec-Fetch-Site");
    const char *origin = http_header(console->http, "Origin");
    const char *host = http_header(console->http, "Host");
    if (site != NULL && !text_equal(site, "same-origin") && !text_equal(site, "none"))
        return true;
    /* "null": our pages send no referrer, and so no origin either. */
    if (origin == NULL || host == NULL || text_equal(origin, "null"))
        return false;
    const char *slashes = strstr(origin, "://");
    if (slashes != NULL && text_equal_nocase(slashes + 3, host))
        return false;
    /* Behind a proxy that calls us by another name. */
    return !text_equal(origin, text_or_empty(console->ctx.app->public_url));
}

static struct reply *refuse_form(struct console *console)
{
    struct notice_view view = {
        .page = console->page,
        .text =
            "Nothing was changed: this form was not sent by a page of this session. Go back, load "
            "the page again, and send it again.",
        .next = {.text = "To the start page", .url = console_url(console, "")},
    };
    view.page.title = "This form is out of date";
    return console_notice_reply(console, 403, &view);
}

static void start_visit(struct console *console)
{
    console->visit = http_cookie(console->http, realms[console->realm].visit);
    console->new_visit = text_empty(console->visit);
    if (console->new_visit)
        console->visit = sign_in_visit_token(&console->ctx);
}

static enum status find_session(struct console *console)
{
    const char *token = http_cookie(console->http, realms[console->realm].cookie);
    console->ctx.request_id = ctx_new_id(&console->ctx);
    enum status st = text_empty(token)
                         ? NOT_FOUND
                         : sign_in_session(&console->ctx, console->realm, token, &console->who);
    if (st == OK) {
        console->token = token;
        console->visit = token;
        console->ctx.who = &console->who;
    } else {
        console->who = (struct who){0};
        start_visit(console);
    }
    console->who.address = visit_address(console->http, &console->ctx);
    return st;
}

struct reply *console_handle(struct http_request *request, void *state)
{
    const struct console_route *route = request->more;
    struct console console = {
        .http = request,
        .ctx = {.app = state, .arena = request->arena},
        .realm = route->realm,
    };
    bool changes = text_equal(request->method, "POST");
    struct reply *too_often = visit_admit(request, &console.ctx);
    if (too_often != NULL)
        return too_often;
    enum status st = find_session(&console);
    console_frame(&console, realms[console.realm].title, realms[console.realm].home);
    if (st != OK && st != NOT_FOUND && !(route->open && st == DENIED))
        return console_failed(&console, st);
    if (st != OK && !route->open)
        return ask_to_sign_in(&console);
    if (changes &&
        (comes_from_elsewhere(&console) ||
         !sign_in_form_token_is(&console.ctx, console.visit, http_form(request, "form"))))
        return refuse_form(&console);
    return route->page(&console);
}
