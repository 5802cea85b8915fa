#ifndef HTTP_INSIDE_H
#define HTTP_INSIDE_H
/*
 * What a request and a reply are to the server and the loopback: a request is prepared from its
 * head, is given its body, and is run. Nothing here knows a socket. Private to http/.
 */
#include "http/reply.h"
#include "http/request.h"
#include "http/server.h"

struct router;
struct router_entry;

/* What a request is answered from. */
struct http_site {
    const struct router *router;
    void *state;
    struct reply *(*refuse)(struct http_request *request, void *state, int status,
                            const char *reason);
};

struct http_inside {
    const struct http_site *site;
    const struct http_route *route; /* NULL where none matched */
    struct http_fields headers;
    struct http_fields query;
    struct http_fields form;
    struct http_fields params;
    int refused; /* a status, 0 where nothing is wrong so far */
    const char *reason;
    const char *allow; /* of a 405 */
    bool broken;       /* where the request ends is unknown: answer at once and close */
    bool close;        /* close after the answer */
    bool hurried;      /* on an epoll thread, where nothing may wait */
};

struct reply {
    struct http_request *request;
    bool from_worker; /* no reply: see reply_from_worker */
    int status;
    const char *content_type;
    struct bytes body;
    struct reply_line *first;
    struct reply_line **last;
};

struct reply_line {
    struct reply_line *next;
    const char *name;
    const char *value;
};

enum { HTTP_HEADER_LIMIT = 100, HTTP_TARGET_LIMIT = 8192 };

/* A request without headers and body. Method, target and remote are not copied; NULL reads as "".
 */
struct http_request *request_new(struct arena *arena, const struct http_site *site,
                                 const char *method, const char *target, const char *remote);

/* Why the headers must not be believed (request smuggling, RFC 9112 sections 5.1 and 6.3), or NULL.
 * `headers` is also cleaned: values that are not UTF-8 are replaced. `modern`: HTTP/1.1. */
const char *framing_check(struct arena *arena, struct http_field *headers, size_t count,
                          bool modern, int *status);

/* Sets the headers, checks them and finds the route; a refusal is noted in `inside`. */
void request_prepare(struct http_request *request, struct http_field *headers, size_t count,
                     bool modern);

/* Notes a refusal; the first one stays. */
void request_refuse(struct http_request *request, int status, const char *reason);

/* Answers: the noted refusal, or the form is parsed and the handler called. Never NULL. */
struct reply *request_run(struct http_request *request);

#endif
