#include "http/exchange.h"
#include "http/tls.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/status.h"
#include "base/text.h"

/* How much of a body that is refused is read and thrown away, so that the peer, who may read only
 * after it has sent all, finds the answer and not a reset connection. */
static const uint64_t DISCARD_LIMIT = 64 * 1024 * 1024;

enum { BODY_START = 4096 };

struct exchange {
    struct job job; /* first: what the pool hands back */
    struct http_server *server;
    struct connection *connection;
    struct MHD_Connection *mhd;
    struct http_request *request;
    const char *target;
    struct arena *arena;
    struct reply *reply;
    unsigned char *body; /* malloc'd: grows in place where it can */
    size_t body_size;
    size_t body_room;
    uint64_t announced; /* Content-Length; 0 where there is none */
    uint64_t discarded;
    bool chunked;
    bool begun;
};

static struct connection *connection_of(struct MHD_Connection *mhd)
{
    return MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
}

void *exchange_new(void *server_pointer, const char *uri, struct MHD_Connection *mhd)
{
    struct http_server *server = server_pointer;
    struct arena *arena = arena_new();
    struct exchange *exchange = arena_make(arena, struct exchange);
    exchange->arena = arena;
    exchange->server = server;
    exchange->mhd = mhd;
    exchange->connection = connection_of(mhd);
    exchange->target = arena_text(arena, text_or_empty(uri));
    /* In this order: a stop looks for the fresh ones first. */
    atomic_fetch_add(&server->unfinished, 1);
    connection_enter(server->connections, exchange->connection, CONNECTION_READING);
    return exchange;
}

struct gathered {
    struct http_field *fields;
    size_t count;
    bool binary; /* a NUL inside */
};

static enum MHD_Result gather(void *argument, enum MHD_ValueKind kind, const char *name,
                              size_t name_size, const char *value, size_t value_size)
{
    struct gathered *gathered = argument;
    (void)kind;
    if (gathered->count == HTTP_HEADER_LIMIT)
        return MHD_NO;
    value = text_or_empty(value);
    gathered->binary = gathered->binary || strlen(name) != name_size || strlen(value) != value_size;
    gathered->fields[gathered->count++] = (struct http_field){name, value};
    return MHD_YES;
}

/* The strings stay libmicrohttpd's, which keeps them until the request is completed. */
static void read_head(struct exchange *exchange, bool modern)
{
    struct http_request *request = exchange->request;
    struct gathered gathered = {NULL, 0, false};
    int sent = MHD_get_connection_values(exchange->mhd, MHD_HEADER_KIND, NULL, NULL);
    size_t room = sent > HTTP_HEADER_LIMIT ? HTTP_HEADER_LIMIT : (size_t)sent;
    gathered.fields = arena_array(exchange->arena, room, sizeof(*gathered.fields));
    MHD_get_connection_values_n(exchange->mhd, MHD_HEADER_KIND, gather, &gathered);
    if (sent > HTTP_HEADER_LIMIT || gathered.binary) {
        request->inside->broken = request->inside->close = true;
        request_refuse(request, gathered.binary ? 400 : 431,
                       gathered.binary ? "A header holds a NUL." : "There are too many headers.");
    }
    request_prepare(request, gathered.fields, gathered.count, modern);
}

/* What Content-Length and the route say about the body to come. */
static void weigh_body(struct exchange *exchange)
{
    struct http_inside *inside = exchange->request->inside;
    const char *length = http_header(exchange->request, "Content-Length");
    exchange->chunked = http_header(exchange->request, "Transfer-Encoding") != NULL;
    if (length != NULL) /* digits only, and in range: libmicrohttpd refused the rest */
        exchange->announced = strtoull(length, NULL, 10);
    if (inside->route != NULL && exchange->announced > inside->route->body_limit) {
        request_refuse(exchange->request, 413, "The body is too large.");
        inside->close = true;
    }
    if (exchange->announced > DISCARD_LIMIT && inside->refused != 0)
        inside->broken = true;
}

static enum MHD_Result send_reply(struct exchange *exchange)
{
    const struct reply *reply = exchange->reply;
    bool nosniff = true;
    bool referrer = true;
    struct MHD_Response *response = MHD_create_response_from_buffer(
        reply->body.size, (void *)(uintptr_t)reply->body.data, MHD_RESPMEM_PERSISTENT);
    if (response == NULL)
        return MHD_NO;
    for (const struct reply_line *line = reply->first; line != NULL; line = line->next) {
        MHD_add_response_header(response, line->name, line->value);
        nosniff = nosniff && !text_equal_nocase(line->name, "X-Content-Type-Options");
        referrer = referrer && !text_equal_nocase(line->name, "Referrer-Policy");
    }
    if (nosniff)
        MHD_add_response_header(response, "X-Content-Type-Options", "nosniff");
    if (referrer)
        MHD_add_response_header(response, "Referrer-Policy", "no-referrer");
    if (exchange->request->inside->close || atomic_load(&exchange->server->stopping))
        MHD_add_response_header(response, "Connection", "close");
    connection_enter(exchange->server->connections, exchange->connection, CONNECTION_WRITING);
    atomic_fetch_add(&exchange->server->requests, 1);
    if (exchange->request->inside->refused != 0)
        atomic_fetch_add(&exchange->server->refused, 1);
    enum MHD_Result result =
        MHD_queue_response(exchange->mhd, (unsigned int)reply->status, response);
    MHD_destroy_response(response);
    return result;
}

static enum MHD_Result answer_here(struct exchange *exchange)
{
    connection_enter(exchange->server->connections, exchange->connection, CONNECTION_RUNNING);
    exchange->reply = request_run(exchange->request);
    return send_reply(exchange);
}

/* The head is complete. A refusal waits until the body was read, but where the peer waits for "100
 * Continue", or the body has no end that can be trusted. */
static enum MHD_Result begin(struct exchange *exchange, const char *method, const char *version)
{
    exchange->begun = true;
    exchange->request = request_new(exchange->arena, &exchange->server->site, method,
                                    exchange->target, exchange->connection->remote);
    if (exchange->server->tls)
        exchange->request->certificate = tls_client_certificate(exchange->arena, exchange->mhd);
    read_head(exchange, text_equal(version, "HTTP/1.1"));
    const struct http_inside *inside = exchange->request->inside;
    if (!inside->broken)
        weigh_body(exchange);
    bool has_body = exchange->announced > 0 || exchange->chunked;
    bool waits = has_body && http_header(exchange->request, "Expect") != NULL;
    if (inside->refused != 0 && (inside->broken || waits)) {
        exchange->request->inside->close = true;
        return answer_here(exchange);
    }
    return MHD_YES;
}

static void grow_body(struct exchange *exchange, size_t needed)
{
    size_t room = exchange->body_room > 0 ? 2 * exchange->body_room : BODY_START;
    if (exchange->announced > 0 && room > exchange->announced)
        room = (size_t)exchange->announced;
    if (room < needed)
        room = needed;
    exchange->body = realloc(exchange->body, room + 1);
    if (exchange->body == NULL)
        panic("out of memory (a body of %zu bytes)", room);
    exchange->body_room = room;
}

static enum MHD_Result take_body(struct exchange *exchange, const char *data, size_t size)
{
    struct http_inside *inside = exchange->request->inside;
    if (inside->refused == 0 && size > inside->route->body_limit - exchange->body_size) {
        request_refuse(exchange->request, 413, "The body is too large.");
        inside->close = true;
    }
    if (inside->refused != 0) {
        exchange->discarded += size;
        return exchange->discarded <= DISCARD_LIMIT ? MHD_YES : MHD_NO;
    }
    if (exchange->body_room - exchange->body_size < size)
        grow_body(exchange, exchange->body_size + size);
    memcpy(exchange->body + exchange->body_size, data, size);
    exchange->body_size += size;
    return MHD_YES;
}

static bool answered_quickly(struct exchange *exchange)
{
    struct http_request *request = exchange->request;
    bool (*is_quick)(const struct http_request *, const void *) = request->inside->route->is_quick;
    if (is_quick == NULL || !is_quick(request, request->inside->site->state))
        return false;
    request->inside->hurried = true;
    struct reply *reply = request_run(request);
    request->inside->hurried = false;
    if (!reply->from_worker)
        exchange->reply = reply;
    return exchange->reply != NULL;
}

/* The request is complete: to a worker, or answered here. Suspended before it is pushed, since the
 * worker may resume it at once. */
static enum MHD_Result dispatch(struct exchange *exchange)
{
    struct http_request *request = exchange->request;
    if (exchange->body != NULL) {
        exchange->body[exchange->body_size] = '\0';
        request->body = (struct bytes){exchange->body, exchange->body_size};
    }
    if (request->inside->refused != 0 || request->inside->route->answers_inline)
        return answer_here(exchange);
    connection_enter(exchange->server->connections, exchange->connection, CONNECTION_RUNNING);
    if (answered_quickly(exchange))
        return send_reply(exchange);
    MHD_suspend_connection(exchange->mhd);
    if (pool_push(exchange->server->pool, &exchange->job))
        return MHD_YES;
    atomic_fetch_add(&exchange->server->overloaded, 1);
    request_refuse(request, 503, "Too many requests at once; try again.");
    exchange->reply = request_run(request);
    MHD_resume_connection(exchange->mhd);
    return MHD_YES;
}

enum MHD_Result exchange_step(void *server, struct MHD_Connection *mhd, const char *url,
                              const char *method, const char *version, const char *data,
                              size_t *size, void **context)
{
    struct exchange *exchange = *context;
    (void)server;
    (void)mhd;
    (void)url;
    if (!exchange->begun)
        return begin(exchange, method, version);
    if (exchange->reply != NULL) {
        *size = 0;
        return send_reply(exchange);
    }
    if (*size == 0)
        return dispatch(exchange);
    enum MHD_Result result = take_body(exchange, data, *size);
    *size = 0;
    return result;
}

void exchange_work(struct job *job)
{
    struct exchange *exchange = (struct exchange *)job;
    exchange->reply = request_run(exchange->request);
    MHD_resume_connection(exchange->mhd);
}

void exchange_done(void *server_pointer, struct MHD_Connection *mhd, void **context,
                   enum MHD_RequestTerminationCode code)
{
    struct http_server *server = server_pointer;
    struct exchange *exchange = *context;
    (void)mhd;
    (void)code;
    if (exchange == NULL)
        return;
    *context = NULL;
    connection_enter(server->connections, exchange->connection, CONNECTION_IDLE);
    free(exchange->body);
    arena_free(exchange->arena);
    if (atomic_fetch_sub(&server->unfinished, 1) == 1 && atomic_load(&server->stopping)) {
        pthread_mutex_lock(&server->lock);
        pthread_cond_broadcast(&server->finished);
        pthread_mutex_unlock(&server->lock);
    }
}
