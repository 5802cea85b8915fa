#include "app/ctx.h"
#include "base/arena.h"
#include "base/text.h"
#include "templates.h"
#include "web/handlers.h"
#include "web/page.h"

struct reply *public_welcome(struct http_request *request, void *state)
{
    const struct app *app = state;
    struct welcome_view view = {.version = WEB_VERSION};
    struct buf out;
    page_init(request->arena, &view.page, "Software for your procurement system");
    view.profile_url =
        arena_printf(request->arena, "%s/v1/profile", text_or_empty(app->public_url));
    page_begin(request, &out);
    template_welcome(&out, &view);
    return page_reply(request, 200, &out, "", NULL);
}

struct reply *public_health(struct http_request *request, void *state)
{
    (void)state;
    struct reply *reply = reply_text(request, 200, "text/plain; charset=utf-8", "ok\n");
    reply_header(reply, "Cache-Control", "no-store");
    return reply;
}
