#ifndef HTTP_LOOPBACK_H
#define HTTP_LOOPBACK_H
/* A request through the same checks, routing, limits and handlers as the server's, without a socket
 * or a thread: for unit tests of handlers. */
#include "base/buf.h"
#include "http/request.h"
#include "http/server.h"

struct arena;

struct http_loopback_request {
    const char *method; /* NULL: GET */
    const char *target; /* path and query, percent-encoded */
    const struct http_field *headers;
    size_t header_count;
    const char *content_type; /* a header more; NULL: none */
    struct bytes body;
    const char *remote; /* NULL: 127.0.0.1 */
};

struct http_answer {
    int status;
    const char *content_type; /* NULL where there is none */
    struct http_fields headers;
    struct bytes body; /* empty for HEAD */
};

/* Only routes, state and refuse of the options are used. The answer lives in `arena`, which serves
 * as the request's. A malformed route table panics. */
struct http_answer http_loopback(struct arena *arena, const struct http_server_options *options,
                                 const struct http_loopback_request *request);

/* The first header of that name, without case; NULL if absent. */
const char *http_answer_header(const struct http_answer *answer, const char *name);

#endif
