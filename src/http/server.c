#include "http/server.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/time.h"
#include "http/exchange.h"
#include "http/listen.h"
#include "http/router.h"
#include "http/tls.h"

/* Of a connection: the head of a request and the head of its answer must fit. */
enum { CONNECTION_MEMORY = 32 * 1024 };

static const int64_t STOP_US = 10 * TIME_SECOND_US;

/* How long a stop waits for the first words of who has connected. */
static const int64_t HEAR_US = TIME_SECOND_US;

static void on_connection(void *argument, struct MHD_Connection *mhd, void **context,
                          enum MHD_ConnectionNotificationCode code)
{
    struct http_server *server = argument;
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        int fd = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
        *context = connections_add(server->connections, fd);
        if (atomic_load(&server->handed_over) > 0)
            atomic_fetch_sub(&server->handed_over, 1);
    } else if (*context != NULL) {
        connections_remove(server->connections, *context);
        *context = NULL;
    }
}

/* Escapes are decoded in http/form.h, after splitting; libmicrohttpd shall leave them alone. */
static size_t keep_escapes(void *argument, struct MHD_Connection *mhd, char *text)
{
    (void)argument;
    (void)mhd;
    return strlen(text);
}

static void on_log(void *argument, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));

static void on_log(void *argument, const char *format, va_list arguments)
{
    const struct http_server *server = argument;
    char text[256];
    if (server->log == NULL)
        return;
    (void)vsnprintf(text, sizeof(text), format, arguments);
    text[strcspn(text, "\n")] = '\0';
    log_write(server->log, LOG_DEBUG, "http", LOG_FIELDS({"detail", text}));
}

static enum status check_options(const struct http_server_options *options, struct fault *fault)
{
    if (options->io_threads < 1 || options->io_threads > 64)
        return fault_set(fault, BAD_INPUT, "io_threads must be 1..64");
    if (options->workers < 1 || options->workers > 256)
        return fault_set(fault, BAD_INPUT, "workers must be 1..256");
    if (options->connection_limit < options->io_threads)
        return fault_set(fault, BAD_INPUT, "connection_limit must be at least io_threads");
    if (options->request_deadline_us <= 0 || options->idle_us <= 0)
        return fault_set(fault, BAD_INPUT, "request_deadline and idle must be more than nothing");
    return options->tls == NULL ? OK : tls_check(options->tls, fault);
}

/* libmicrohttpd takes options as pointers that it does not write through. */
static void *text_of(const char *text)
{
    return (void *)(uintptr_t)text;
}

static enum status start_daemon(struct http_server *server,
                                const struct http_server_options *options, struct fault *fault)
{
    struct MHD_OptionItem pooled[] = {
        {MHD_OPTION_THREAD_POOL_SIZE, options->io_threads, NULL},
        {MHD_OPTION_END, 0, NULL},
    };
    /* libmicrohttpd warns about a pool of one. */
    const struct MHD_OptionItem *threads = options->io_threads > 1 ? pooled : pooled + 1;
    const struct http_tls *tls = options->tls;
    const bool asks = tls != NULL && tls->client_ca != NULL;
    struct MHD_OptionItem secured[] = {
        {MHD_OPTION_HTTPS_MEM_CERT, 0, tls == NULL ? NULL : text_of(tls->certificate)},
        {MHD_OPTION_HTTPS_MEM_KEY, 0, tls == NULL ? NULL : text_of(tls->key)},
        {MHD_OPTION_HTTPS_PRIORITIES, 0, text_of(TLS_PRIORITIES)},
        {asks ? MHD_OPTION_HTTPS_MEM_TRUST : MHD_OPTION_END, 0,
         asks ? text_of(tls->client_ca) : NULL},
        {MHD_OPTION_END, 0, NULL},
    };
    const unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME |
                           MHD_USE_ERROR_LOG | (tls == NULL ? 0 : MHD_USE_TLS);
    server->tls = tls != NULL;
    server->daemon = MHD_start_daemon(
        flags, 0, NULL, NULL, exchange_step, server, MHD_OPTION_EXTERNAL_LOGGER, on_log, server,
        MHD_OPTION_LISTEN_SOCKET, server->listening, MHD_OPTION_CONNECTION_LIMIT,
        (unsigned int)options->connection_limit, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        (size_t)CONNECTION_MEMORY, MHD_OPTION_CONNECTION_TIMEOUT, 0U, MHD_OPTION_STRICT_FOR_CLIENT,
        1, MHD_OPTION_UNESCAPE_CALLBACK, keep_escapes, NULL, MHD_OPTION_URI_LOG_CALLBACK,
        exchange_new, server, MHD_OPTION_NOTIFY_CONNECTION, on_connection, server,
        MHD_OPTION_NOTIFY_COMPLETED, exchange_done, server, MHD_OPTION_ARRAY, threads,
        MHD_OPTION_ARRAY, tls == NULL ? secured + 4 : secured, MHD_OPTION_END);
    if (server->daemon == NULL)
        return fault_set(fault, FAILED, "the HTTP server did not start: %s", strerror(errno));
    return OK;
}

static enum status start(struct http_server *server, const struct http_server_options *options,
                         struct fault *fault)
{
    struct router *router;
    int64_t writing =
        options->write_deadline_us > 0 ? options->write_deadline_us : options->request_deadline_us;
    const struct connection_limits limits = {{[CONNECTION_FRESH] = options->request_deadline_us,
                                              [CONNECTION_READING] = options->request_deadline_us,
                                              [CONNECTION_WRITING] = writing,
                                              [CONNECTION_IDLE] = options->idle_us}};
    enum status st =
        router_new(server->arena, options->routes, options->route_count, &router, fault);
    if (st != OK)
        return st;
    server->site = (struct http_site){router, options->state, options->refuse};
    if ((st = listen_on(options->address, options->port, &server->listening, &server->port,
                        fault)) != OK)
        return st;
    if ((st = connections_start(&limits, &server->connections, fault)) != OK)
        return st;
    if ((st = pool_start(options->workers, options->queue_limit, exchange_work, &server->pool,
                         fault)) != OK)
        return st;
    return start_daemon(server, options, fault);
}

static void release(struct http_server *server)
{
    pool_stop(server->pool);
    if (server->daemon != NULL)
        MHD_stop_daemon(server->daemon);
    connections_stop(server->connections);
    if (server->listening >= 0)
        close(server->listening);
    pthread_cond_destroy(&server->finished);
    pthread_mutex_destroy(&server->lock);
    arena_free(server->arena);
    free(server);
}

enum status http_server_start(const struct http_server_options *options, struct http_server **out,
                              struct fault *fault)
{
    enum status st = check_options(options, fault);
    if (st != OK)
        return st;
    struct http_server *server = calloc(1, sizeof(*server));
    if (server == NULL)
        panic("out of memory (a server)");
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&server->finished, &attributes);
    pthread_condattr_destroy(&attributes);
    pthread_mutex_init(&server->lock, NULL);
    server->arena = arena_new();
    server->log = options->log;
    server->stop_us = options->stop_us > 0 ? options->stop_us : STOP_US;
    server->listening = -1;
    if ((st = start(server, options, fault)) != OK) {
        release(server);
        return st;
    }
    *out = server;
    return OK;
}

uint16_t http_server_port(const struct http_server *server)
{
    return server->port;
}

void http_server_counts(const struct http_server *server, struct http_server_counts *out)
{
    *out = (struct http_server_counts){
        .requests = atomic_load(&server->requests),
        .refused = atomic_load(&server->refused),
        .overloaded = atomic_load(&server->overloaded),
        .cut = connections_cut(server->connections),
        .connections = connections_open(server->connections),
        .queued = pool_waiting(server->pool),
    };
}

/* Listens no more. Who waits to be accepted is taken first: closing the queue would reset it. The
 * descriptor stays: libmicrohttpd may be about to use it. */
static void close_door(struct http_server *server)
{
    struct sockaddr_storage peer;
    socklen_t size = sizeof(peer);
    int fd;
    MHD_quiesce_daemon(server->daemon);
    while ((fd = accept4(server->listening, (struct sockaddr *)&peer, &size,
                         SOCK_CLOEXEC | SOCK_NONBLOCK)) >= 0) {
        atomic_fetch_add(&server->handed_over, 1);
        if (MHD_add_connection(server->daemon, fd, (struct sockaddr *)&peer, size) != MHD_YES)
            atomic_fetch_sub(&server->handed_over, 1);
        size = sizeof(peer);
    }
    (void)shutdown(server->listening, SHUT_RDWR);
}

/* Until the requests are begun of all who have connected; some connect and say nothing. */
static void wait_heard(struct http_server *server)
{
    const struct timespec pause = {0, 2 * 1000 * 1000};
    int64_t until = time_monotonic_us() + (server->stop_us < HEAR_US ? server->stop_us : HEAR_US);
    while (time_monotonic_us() < until &&
           (atomic_load(&server->handed_over) > 0 || connections_fresh(server->connections) > 0))
        nanosleep(&pause, NULL);
}

/* Until no request is under way, at most `stop_us`. */
static void wait_finished(struct http_server *server)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += server->stop_us / TIME_SECOND_US;
    until.tv_nsec += server->stop_us % TIME_SECOND_US * 1000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    pthread_mutex_lock(&server->lock);
    while (atomic_load(&server->unfinished) > 0)
        if (pthread_cond_timedwait(&server->finished, &server->lock, &until) == ETIMEDOUT)
            break;
    pthread_mutex_unlock(&server->lock);
}

void http_server_stop(struct http_server *server)
{
    if (server == NULL)
        return;
    atomic_store(&server->stopping, true);
    close_door(server);
    wait_heard(server);
    wait_finished(server);
    connections_cut_all(server->connections);
    release(server);
}
