#include "web/page.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"

/* Room for a full request of fifty items and for a cart document in a form. */
enum { PAGE_LIMIT = 4 * 1024 * 1024 };

void page_init(struct arena *arena, struct page_view *out, const char *title)
{
    *out = (struct page_view){
        .title = title,
        .bootstrap_tag = static_tag(arena, "bootstrap.min.css"),
        .theme_tag = static_tag(arena, "theme.css"),
        .script_tag = static_tag(arena, "app.js"),
        .logo_tag = static_tag(arena, "logo.svg"),
    };
}

void page_begin(struct http_request *request, struct buf *out)
{
    buf_init(out, request->arena, PAGE_LIMIT);
}

struct reply *page_reply(struct http_request *request, int status, const struct buf *body,
                         const char *frame_ancestors, const struct csp_targets *targets)
{
    static const struct csp_targets none = {NULL, NULL};
    struct reply *reply = reply_buf(request, status, "text/html; charset=utf-8", body);
    if (body->overflow)
        return reply;
    reply_header(reply, "Content-Security-Policy",
                 csp_policy(request->arena, frame_ancestors, targets != NULL ? targets : &none));
    reply_header(reply, "Cache-Control", "no-store");
    reply_header(reply, "Referrer-Policy", "no-referrer");
    return reply;
}

struct reply *page_redirect(struct http_request *request, const char *location)
{
    struct reply *reply = reply_redirect(request, 303, location);
    reply_header(reply, "Cache-Control", "no-store");
    reply_header(reply, "Referrer-Policy", "no-referrer");
    return reply;
}
