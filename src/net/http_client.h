#ifndef NET_HTTP_CLIENT_H
#define NET_HTTP_CLIENT_H
/*
 * One outbound HTTP request that blocks its thread and cannot last or grow without end. http and
 * https only. Unless private addresses are allowed, what a name resolves to is checked when the
 * connection is made, so a name that changes its mind in between gains nothing (SSRF).
 */
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/status.h"

struct arena;

struct net_header {
    const char *name;
    const char *value; /* control characters are BAD_INPUT */
};

struct net_request {
    const char *method;       /* NULL: POST where there is a content type, else GET */
    const char *url;          /* absolute; user:password@ in it is BAD_INPUT */
    const char *content_type; /* of the body; NULL: no body is sent */
    struct bytes body;
    const struct net_header *headers;
    size_t header_count;
    int64_t connect_timeout_us;   /* 0: 10 s */
    int64_t total_timeout_us;     /* 0: 30 s */
    size_t response_limit;        /* bytes of body; 0: 1 MiB */
    int redirects;                /* how many are followed; 0: none. Only to http and https */
    bool allow_private_addresses; /* loopback, link-local, RFC 1918, ULA and the like */
    bool skip_tls_verification;   /* for tests in a closed room */
    const char *ca_file;          /* PEM; NULL: the system's */
    const atomic_bool *cancelled; /* ends it early once it is set; NULL: nobody does */
};

struct net_reply {
    int status;                       /* any that the peer sent, 4xx and 5xx included */
    const char *content_type;         /* "" where there was none */
    struct bytes body;                /* followed by a NUL that is not counted */
    const struct net_header *headers; /* of the last answer */
    size_t header_count;
    int64_t elapsed_us;
};

/*
 * OK: an answer came, whatever its status; it lives in the arena.
 * BAD_INPUT: not an http or https URL, a malformed header. DENIED: a private address.
 * UNAVAILABLE: certainly not processed: no such host, no connection, TLS failed.
 * UNCERTAIN: sent, at least in part, but no whole answer came (timeout, reset): the peer may have
 * acted on it. Only for methods other than GET and HEAD, which are UNAVAILABLE then.
 * TOO_LARGE: the answer exceeds the limit; `out->status` is set.
 */
enum status net_http(struct arena *arena, const struct net_request *request, struct net_reply *out,
                     struct fault *fault);

/* The first header of that name, without case; NULL if absent. */
const char *net_reply_header(const struct net_reply *reply, const char *name);

/* Once, before threads start (libcurl asks for it). */
void net_start(void);

#endif
