#ifndef HTTP_SERVER_H
#define HTTP_SERVER_H
/*
 * The HTTP/1.1 server. A few epoll threads read requests; what neither writes nor waits is answered
 * there, every other request is handed, complete, to a pool of workers where the handler blocks in
 * plain C. TLS is spoken where a certificate is given.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/log.h"
#include "base/status.h"

struct http_request;
struct reply;

typedef struct reply *http_handler(struct http_request *request, void *state);

struct http_route {
    const char *method; /* "GET" answers HEAD too */
    /* "/p/{session}/products/{product}"; a parameter is one non-empty segment; "{rest*}" as the
     * last takes what remains, slashes and all, and may be empty. Where several match, the
     * literal segment wins over {x}, {x} over {x*}, from the left. */
    const char *path;
    http_handler *handle;
    bool answers_inline; /* neither writes nor waits: answered on the epoll thread */
    size_t body_limit;   /* bytes; more is 413 */
    bool raw_form;       /* forms are not parsed beforehand: http_form finds nothing */
    /* Whether this request is likely to neither write nor wait: then the handler is called on the
     * epoll thread first, and says reply_from_worker where it has to wait after all. NULL: never.
     */
    bool (*is_quick)(const struct http_request *request, const void *state);
    const void *more; /* what the row's owner wants to know of it; http_request.more */
};

/* PEM. */
struct http_tls {
    const char *certificate; /* and those of who has signed it, the server's first */
    const char *key;
    const char *client_ca; /* whose certificates clients are asked for; NULL: they are not asked */
};

struct http_server_options {
    const char *address; /* IPv4 or IPv6 literal; "::" takes both */
    uint16_t port;       /* 0 picks one: http_server_port */
    const struct http_route *routes;
    size_t route_count;
    void *state; /* handed to every handler; shared by all threads */
    /* Renders 400, 404, 405, 413, 414, 417, 431, 500, 501 and 503; runs on any thread and may not
     * wait. The server adds Allow, Retry-After and closing. NULL: plain text. A connection cut at
     * its deadline gets a bare 408, which does not come this way. */
    struct reply *(*refuse)(struct http_request *request, void *state, int status,
                            const char *reason);
    int io_threads;              /* 1..64 */
    int workers;                 /* 1..256 */
    size_t queue_limit;          /* requests waiting for a worker; more are 503 */
    int64_t request_deadline_us; /* from a request's start until its last byte is read */
    int64_t write_deadline_us;   /* for a client to take the whole answer; 0: as the above */
    int64_t idle_us;             /* a kept connection without a request */
    int64_t stop_us;             /* how long http_server_stop waits for clients; 0: 10 s */
    int connection_limit;        /* more wait in the listen queue */
    const struct http_tls *tls;  /* NULL: plain HTTP */
    const struct log *log;       /* may be NULL */
};

struct http_server;

/*
 * Binds, listens and starts the threads; the routes must outlive the server, the options need not.
 * BAD_INPUT: an address that is no literal, a limit out of range, a malformed or doubled route, a
 * certificate that can't be used.
 * UNAVAILABLE: the address is in use. DENIED: the port needs a privilege. FAILED: anything else.
 */
enum status http_server_start(const struct http_server_options *options, struct http_server **out,
                              struct fault *fault);

/* The port that is bound. */
uint16_t http_server_port(const struct http_server *server);

struct http_server_counts {
    uint64_t requests;    /* answered, refusals included */
    uint64_t refused;     /* answered by the server itself */
    uint64_t overloaded;  /* of these: the queue was full */
    uint64_t cut;         /* connections ended at a deadline */
    uint64_t connections; /* open now */
    uint64_t queued;      /* waiting for a worker now */
};

void http_server_counts(const struct http_server *server, struct http_server_counts *out);

/* Stops accepting, answers who has connected and what was begun, closes. Waits as long as a handler
 * runs, a second for those who have connected and said nothing yet, and at most `stop_us` for
 * clients that are slow to send or to take their answer. NULL is a no-op. */
void http_server_stop(struct http_server *server);

#endif
