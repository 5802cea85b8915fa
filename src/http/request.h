#ifndef HTTP_REQUEST_H
#define HTTP_REQUEST_H
/*
 * A request as a handler sees it: read completely, checked, decoded. Everything in it lives in the
 * request's arena and dies when the answer was sent. Text is NUL-terminated UTF-8: a request whose
 * path, query or form has `%00` or bytes that are not UTF-8 is refused with 400 before any handler
 * runs. Other control characters (`%0A`) may be in it.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

struct arena;

struct http_field {
    const char *name;
    const char *value; /* never NULL; "" for a name without `=` */
};

struct http_fields {
    const struct http_field *fields;
    size_t count;
};

struct http_request {
    struct arena *arena;
    const char *method;         /* as sent: HEAD stays HEAD though a GET handler answers it */
    const char *path;           /* as sent, percent-encoded, without the query */
    const char *target;         /* path and query as sent, printable us-ascii */
    struct bytes body;          /* complete; followed by a NUL that is not counted */
    const char *remote;         /* numeric address of the peer, "" where unknown */
    struct bytes certificate;   /* of the client, DER; no bytes where it showed none, or no TLS */
    const char *route;          /* the path pattern that matched, for logs; "" before routing */
    const void *more;           /* of the row of the route table that matched, or NULL */
    struct http_inside *inside; /* private to http/ */
};

/* False: the handler runs on an epoll thread and must not wait for anything (is_quick). */
bool http_may_wait(const struct http_request *request);

/* The first header of that name, compared without case; NULL if absent. Bytes that are not UTF-8
 * were replaced by `?`. */
const char *http_header(const struct http_request *request, const char *name);

/* `{name}` (or `{name*}`) of the route's path, percent-decoded. Panics where the route has none:
 * that is a mistake in the table, not in the request. */
const char *http_param(const struct http_request *request, const char *name);

/* The first field of that name in the query; NULL if absent. `+` was read as a blank. */
const char *http_query(const struct http_request *request, const char *name);

/* The first field of that name in an application/x-www-form-urlencoded body; NULL if absent or if
 * the body is of another type. A form of more than HTTP_FIELD_LIMIT fields was refused. */
const char *http_form(const struct http_request *request, const char *name);

/* The cookie of that name (RFC 6265 section 4.2), quotes around the value removed; NULL if absent.
 */
const char *http_cookie(const struct http_request *request, const char *name);

enum { HTTP_FIELD_LIMIT = 200 };

/* All fields in the order sent, for those that repeat (facets, check boxes) or whose names are not
 * known. */
struct http_fields http_query_fields(const struct http_request *request);
struct http_fields http_form_fields(const struct http_request *request);
struct http_fields http_header_fields(const struct http_request *request);

/*
 * The value of the next field called `name`, NULL after the last. `*at` starts at 0:
 *
 *     for (size_t at = 0; (value = http_field_next(fields, "brand", &at)) != NULL;)
 */
const char *http_field_next(struct http_fields fields, const char *name, size_t *at);

#endif
