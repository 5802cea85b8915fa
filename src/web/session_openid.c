/* CAT-8: signing in with the organization's identity provider. Providers refuse to be framed, so
 * that happens in a tab of its own, and the page in the frame goes on when somebody comes back to
 * it. */
#include "app/session_openid.h"
#include "app/session_sign_in.h"
#include "base/arena.h"
#include "base/text.h"
#include "openid/openid.h"
#include "templates.h"
#include "web/handlers.h"
#include "web/message.h"
#include "web/session_sign_in.h"
#include "web/sign_in_view.h"

struct reply *session_openid_page(struct visit *visit)
{
    struct buf out;
    const struct session *session = &visit->session;
    struct sign_in_openid_view view = {
        .page = visit->page,
        .lead = session_sign_in_lead(visit),
        .email = session->requester_email,
        .url = visit_url(visit, "openid"),
        .again_url = visit_url(visit, "sign-in?back=1"),
        .waits = http_query(visit->http, "back") != NULL,
    };
    view.page.title = "Sign in";
    page_begin(visit->http, &out);
    template_sign_in_openid(&out, &view);
    return visit_reply(visit, 200, &out);
}

/* Of the tab that the provider opens in. */
static struct reply *say(struct http_request *request, int status, const char *heading,
                         const char *text)
{
    struct message_view view = {.heading = heading, .text = text};
    page_init(request->arena, &view.page, heading);
    if (status < 300)
        view.tone = "success";
    return message_reply(request, status, &view, "");
}

static int code_of(enum status status)
{
    return status == UNAVAILABLE || status == UNCERTAIN ? 503
           : status == DENIED                           ? 403
           : status == CONFLICT                         ? 409
           : status == BAD_INPUT                        ? 400
                                                        : 500;
}

static struct reply *refuse(struct http_request *request, const struct ctx *ctx, enum status status)
{
    int code = code_of(status);
    return say(request, code, "You are not signed in",
               code == 500 ? "Something went wrong on our side. Close this tab, and try again from "
                             "the page of the marketplace."
                           : arena_printf(request->arena,
                                          "%s Close this tab, and go on in the page of the "
                                          "marketplace.",
                                          ctx->fault.message));
}

struct reply *session_openid_get(struct http_request *request, void *state)
{
    struct visit visit;
    const char *url;
    struct reply *refusal = visit_open_unknown(request, state, &visit);
    if (refusal != NULL)
        return refusal;
    if (!session_is_for_provider(&visit.session))
        return visit_redirect(&visit, "sign-in");
    enum status st = openid_begin(&visit.ctx, &visit.session, &url);
    return st == OK ? page_redirect(request, url) : refuse(request, &visit.ctx, st);
}

struct reply *openid_return_get(struct http_request *request, void *state)
{
    struct ctx ctx = {.app = state, .arena = request->arena};
    struct session session;
    struct reply *refusal = visit_admit(request, &ctx);
    if (refusal != NULL)
        return refusal;
    const struct openid_return in = {
        .state = http_query(request, "state"),
        .code = http_query(request, "code"),
        .issuer = http_query(request, "iss"),
        .error = http_query(request, "error"),
        .error_description = http_query(request, "error_description"),
        .address = visit_address(request, &ctx),
    };
    enum status st = openid_finish(&ctx, &in, &session);
    if (st != OK)
        return refuse(request, &ctx, st);
    return say(request, 200, "You are signed in",
               arena_printf(request->arena,
                            "Close this tab, and go on in %s, where the marketplace waits for you.",
                            procurement_system_called(session.connection.system)));
}
