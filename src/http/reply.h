#ifndef HTTP_REPLY_H
#define HTTP_REPLY_H
/*
 * A handler returns a `struct reply *`, which only these functions make, so forgetting to answer
 * does not compile. A reply lives in its request's arena. Every answer also gets
 * `X-Content-Type-Options: nosniff`, `Referrer-Policy: no-referrer` (unless the handler set one
 * itself), Date and Content-Length; none says Server.
 */
#include "base/buf.h"

struct http_request;
struct reply;

/* The bytes live in the request's arena or are static. `content_type` NULL: none is sent (304, 204,
 * an empty body). Statuses are 200..599. */
struct reply *reply_bytes(struct http_request *request, int status, const char *content_type,
                          struct bytes body);

/* The same for text that is static or in the request's arena. */
struct reply *reply_text(struct http_request *request, int status, const char *content_type,
                         const char *text);

/* What a writer made in the request's arena; a buffer that overflowed is answered with 500. */
struct reply *reply_buf(struct http_request *request, int status, const char *content_type,
                        const struct buf *buf);

/* `location` is a URL or an absolute path, copied; CR, LF or another control character panics.
 * Usually 303. */
struct reply *reply_redirect(struct http_request *request, int status, const char *location);

/* What the server's own refusals are made of (http_server_options.refuse): for a handler that finds
 * only late that it must answer 404, 413 and so on. `reason` is for people, static or in the arena.
 */
struct reply *reply_refuse(struct http_request *request, int status, const char *reason);

/* Adds a header; name and value are copied. A name may repeat (Set-Cookie). CR, LF or another
 * control character in a value panics: text from outside is escaped or checked first. Content-
 * Length, Connection, Date and Transfer-Encoding belong to the server and panic too. */
void reply_header(struct reply *reply, const char *name, const char *value);

/* From a handler that may not wait (http_may_wait) and would have to: it is called again, with the
 * same request, on a worker. */
struct reply *reply_from_worker(struct http_request *request);

int reply_status(const struct reply *reply);

#endif
