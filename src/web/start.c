#include "app/session.h"
#include "base/arena.h"
#include "base/text.h"
#include "web/handlers.h"
#include "web/message.h"
#include "web/page.h"
#include "web/visit.h"

#include <string.h>

/* `connection` NULL: it is not known whose link it was. Where it is, the page shows in its frame
 * too. */
static struct reply *say(struct http_request *request, const struct connection *connection,
                         int status, const char *heading, const char *text)
{
    struct message_view view = {.heading = heading, .text = text};
    page_init(request->arena, &view.page, heading);
    return message_reply(request, status, &view,
                         connection == NULL ? "" : connection->frame_ancestors);
}

static struct reply *refuse(struct http_request *request, enum status status,
                            const struct connection *connection)
{
    const char *system =
        procurement_system_called(connection == NULL ? SYSTEM_CXML : connection->system);
    switch (status) {
    case CONFLICT:
        return say(request, connection, 409, "This link has been used",
                   arena_printf(request->arena,
                                "It opens once. Go back to %s and start again from there.",
                                system));
    case DENIED:
        return say(
            request, connection, 410, "This link is too old",
            arena_printf(request->arena, "It has expired. Go back to %s and start again.", system));
    case BAD_INPUT:
    case NOT_FOUND:
        return say(request, connection, 404, "This link doesn't lead anywhere",
                   "Part of the address may be missing. Go back to your procurement system and "
                   "start again.");
    default:
        break;
    }
    int code = status == UNAVAILABLE || status == UNCERTAIN ? 503 : 500;
    return say(request, connection, code, message_heading(code),
               arena_printf(request->arena, "Go back to %s and start again in a minute.", system));
}

/* Link scanners and browsers that fetch ahead must not use up a link that opens once. */
static bool only_looks(const struct http_request *request)
{
    const char *purpose = text_or_empty(http_header(request, "Sec-Purpose"));
    return text_equal(request->method, "HEAD") || strstr(purpose, "prefetch") != NULL;
}

struct reply *start_get(struct http_request *request, void *state)
{
    struct ctx ctx = {.app = state, .arena = request->arena};
    const char *token = NULL;
    if (only_looks(request))
        return say(request, NULL, text_equal(request->method, "HEAD") ? 200 : 503,
                   "This link opens once", "Open it in a browser.");
    struct reply *refusal = visit_admit(request, &ctx);
    if (refusal != NULL)
        return refusal;
    const char *start_token = http_param(request, "token");
    enum status st = session_begin(&ctx, start_token, &token);
    if (st != OK) {
        struct connection connection;
        bool known = session_start_connection(&ctx, start_token, &connection) == OK;
        return refuse(request, st, known ? &connection : NULL);
    }
    return page_redirect(request, visit_landing(&ctx, token));
}
