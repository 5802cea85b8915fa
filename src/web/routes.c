#include "web/routes.h"

#include "web/handlers.h"
#include "web/message.h"

/* A form of ours is small: the longest has one field a dimension. */
enum { FORM_LIMIT = 64 * 1024 };

/* A few rows and a page: on a database of this machine it is done before a worker would be awake.
 */
static bool is_quick(const struct http_request *request, const void *state)
{
    const struct app *app = state;
    (void)request;
    return db_is_local(app->db);
}

static const struct http_route routes[] = {
    {.method = "GET", .path = "/", .handle = public_welcome, .answers_inline = true},
    {.method = "GET", .path = "/healthz", .handle = public_health, .answers_inline = true},
    {.method = "GET", .path = "/static/{file*}", .handle = static_get, .answers_inline = true},
    {.method = "GET", .path = "/punchout/start/{token}", .handle = start_get},
    {.method = "GET", .path = "/p/{session}", .handle = home_get},
    {.method = "GET", .path = "/p/{session}/", .handle = home_get},
    {.method = "GET", .path = "/p/{session}/compare", .handle = compare_get},
    {.method = "GET",
     .path = "/p/{session}/products/{product}",
     .handle = product_get,
     .is_quick = is_quick},
    {.method = "POST",
     .path = "/p/{session}/items",
     .handle = items_post,
     .body_limit = FORM_LIMIT},
    {.method = "POST",
     .path = "/p/{session}/items/{number}/remove",
     .handle = request_remove,
     .body_limit = FORM_LIMIT},
    {.method = "POST",
     .path = "/p/{session}/subscribe",
     .handle = subscribe_post,
     .body_limit = FORM_LIMIT},
    {.method = "GET", .path = "/p/{session}/sign-in", .handle = session_sign_in_get},
    {.method = "POST",
     .path = "/p/{session}/sign-in",
     .handle = session_sign_in_post,
     .body_limit = FORM_LIMIT},
    {.method = "POST",
     .path = "/p/{session}/code",
     .handle = session_code_post,
     .body_limit = FORM_LIMIT},
    {.method = "GET", .path = "/p/{session}/openid", .handle = session_openid_get},
    {.method = "GET", .path = "/openid/return", .handle = openid_return_get},
    {.method = "GET", .path = "/p/{session}/request", .handle = request_get},
    {.method = "GET", .path = "/p/{session}/requests", .handle = requests_get},
    {.method = "POST",
     .path = "/p/{session}/request/approval",
     .handle = request_approval,
     .body_limit = FORM_LIMIT},
    {.method = "POST",
     .path = "/p/{session}/cancel",
     .handle = session_cancel,
     .body_limit = FORM_LIMIT},
};

const struct http_route *web_routes(size_t *count)
{
    *count = sizeof routes / sizeof *routes;
    return routes;
}

struct reply *web_refuse(struct http_request *request, const struct app *app, int status,
                         const char *reason)
{
    (void)app;
    return message_refuse(request, status, reason);
}
