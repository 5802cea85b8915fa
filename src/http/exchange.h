#ifndef HTTP_EXCHANGE_H
#define HTTP_EXCHANGE_H
/*
 * One request and its answer on a connection: what libmicrohttpd calls back. All calls but
 * exchange_work come on the connection's epoll thread; a request that is handed to a worker is
 * suspended there meanwhile, so only one thread at a time holds it. Private to http/.
 */
#include <pthread.h>
#include <stdatomic.h>

#include <microhttpd.h>

#include "http/connections.h"
#include "http/inside.h"
#include "http/pool.h"

struct http_server {
    struct arena *arena; /* of the router */
    struct http_site site;
    struct pool *pool;
    struct connections *connections;
    struct MHD_Daemon *daemon;
    const struct log *log;
    int64_t stop_us;
    int listening; /* -1 while the daemon owns it not */
    uint16_t port;
    bool tls;
    _Atomic bool stopping;
    _Atomic uint64_t handed_over; /* accepted by the stop, not yet taken up by libmicrohttpd */
    _Atomic uint64_t requests;
    _Atomic uint64_t refused;
    _Atomic uint64_t overloaded;
    _Atomic uint64_t unfinished; /* requests begun and not completed */
    pthread_mutex_t lock;        /* for `finished` alone */
    pthread_cond_t finished;
};

/* The request line was read: MHD_OPTION_URI_LOG_CALLBACK. The exchange becomes the request's
 * context. */
void *exchange_new(void *server, const char *uri, struct MHD_Connection *mhd);

/* MHD_AccessHandlerCallback. */
enum MHD_Result exchange_step(void *server, struct MHD_Connection *mhd, const char *url,
                              const char *method, const char *version, const char *data,
                              size_t *size, void **context);

/* MHD_OPTION_NOTIFY_COMPLETED: everything of the request is released. */
void exchange_done(void *server, struct MHD_Connection *mhd, void **context,
                   enum MHD_RequestTerminationCode code);

/* On a worker: runs the handler and wakes the connection. */
void exchange_work(struct job *job);

#endif
