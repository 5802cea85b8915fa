#ifndef HTTP_ROUTER_H
#define HTTP_ROUTER_H
/* From method and path to a row of the route table: a tree of path segments. Private to http/. */
#include "base/status.h"
#include "http/request.h"
#include "http/server.h"

struct arena;
struct router;

struct router_match {
    const struct http_route *route; /* NULL: none */
    struct http_fields params;      /* decoded */
    const char *allow;              /* "GET, HEAD, POST" where only the method is wrong, or NULL */
};

/* BAD_INPUT: a malformed path, a row without handler, two rows that match the same. The routes are
 * not copied. */
enum status router_new(struct arena *arena, const struct http_route *routes, size_t count,
                       struct router **out, struct fault *fault);

/* `path` is percent-encoded and starts with a slash. BAD_INPUT: a segment with `%00` or bytes that
 * are not UTF-8. OK otherwise, whether or not something matches. */
enum status router_find(const struct router *router, struct arena *arena, const char *method,
                        const char *path, struct router_match *out);

#endif
