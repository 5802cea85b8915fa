#ifndef CXML_ENDPOINT_H
#define CXML_ENDPOINT_H
/* The addresses that take cXML (PUN-1). Each takes any request; they differ only in their names. */
#include "app/ctx.h"
#include "http/server.h"

/* POST and GET (ping) on /cxml, /v1/punchout/setup, /v1/orders and /v1/profile. The server's state
 * is a const struct app. */
const struct http_route *cxml_routes(size_t *out_count);

/* Whether a refusal on this path must be cXML. */
bool cxml_takes_path(const char *path);

/* What the server refused before it reached a handler, as a cXML Response. Too large a body is an
 * error of the document and so comes in HTTP 200 like the others; what is wrong with the HTTP
 * itself keeps its HTTP status. */
struct reply *cxml_refuse(struct http_request *request, const struct app *app, int status,
                          const char *reason);

#endif
