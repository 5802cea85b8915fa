#ifndef WEB_ROUTES_H
#define WEB_ROUTES_H
/*
 * The pages for people: the storefront inside a punchout session (CAT-3, PUN-5), the static files
 * and the public front page. The server's state is a `const struct app *`. No page sets a cookie or
 * needs a script.
 */
#include <stddef.h>

#include "app/ctx.h"
#include "http/reply.h"
#include "http/request.h"
#include "http/server.h"

const struct http_route *web_routes(size_t *count);

/* A refusal as a page; `reason` is for people. Neither waits nor writes. */
struct reply *web_refuse(struct http_request *request, const struct app *app, int status,
                         const char *reason);

#endif
