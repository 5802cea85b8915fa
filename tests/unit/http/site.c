#include "site.h"

#include <stdlib.h>

#include "base/time.h"
#include "http/reply.h"
#include "http/request.h"
#include "unit.h"

static struct reply *echo(struct http_request *request, void *state)
{
    (void)state;
    const char *text = arena_printf(request->arena, "%s %s %zu %s", request->method,
                                    request->target, request->body.size, request->remote);
    struct reply *reply = reply_text(request, 200, "text/plain", text);
    reply_header(reply, "Set-Cookie", "a=1");
    return reply;
}

static struct reply *gate(struct http_request *request, void *state)
{
    struct site *site = state;
    sem_post(&site->entered);
    sem_wait(&site->open);
    return echo(request, state);
}

static struct reply *sum(struct http_request *request, void *state)
{
    unsigned long total = 0;
    (void)state;
    for (size_t i = 0; i < request->body.size; i++)
        total += request->body.data[i];
    return reply_text(request, 200, "text/plain", arena_printf(request->arena, "%lu", total));
}

static struct reply *large(struct http_request *request, void *state)
{
    struct bytes body = {NULL, 32 * 1024 * 1024};
    (void)state;
    body.data = arena_alloc(request->arena, body.size);
    return reply_bytes(request, 200, "application/octet-stream", body);
}

/* Quick unless its query says that it has to wait. */
static struct reply *quick(struct http_request *request, void *state)
{
    (void)state;
    bool here = !http_may_wait(request);
    if (here && http_query(request, "wait") != NULL)
        return reply_from_worker(request);
    return reply_text(request, 200, "text/plain", here ? "at once" : "by a worker");
}

static bool is_quick(const struct http_request *request, const void *state)
{
    assert_non_null(state);
    return http_query(request, "slow") == NULL;
}

static const struct http_route routes[] = {
    {.method = "GET", .path = "/quick", .handle = quick, .is_quick = is_quick},
    {.method = "GET", .path = "/inline", .handle = echo, .answers_inline = true},
    {.method = "POST", .path = "/inline", .handle = echo, .answers_inline = true, .body_limit = 9},
    {.method = "GET", .path = "/task/{x}", .handle = echo},
    {.method = "GET", .path = "/gate", .handle = gate},
    {.method = "GET", .path = "/large", .handle = large},
    {.method = "POST", .path = "/sum", .handle = sum, .body_limit = SITE_BODY_LIMIT},
};

struct http_server_options site_usual(void)
{
    return (struct http_server_options){.address = "127.0.0.1",
                                        .routes = routes,
                                        .route_count = sizeof(routes) / sizeof(*routes),
                                        .io_threads = 2,
                                        .workers = 8,
                                        .queue_limit = 64,
                                        .request_deadline_us = 20 * TIME_SECOND_US,
                                        .idle_us = 20 * TIME_SECOND_US,
                                        .connection_limit = 200};
}

struct site *site_start(struct http_server_options options)
{
    struct site *site = calloc(1, sizeof(*site));
    struct fault fault;
    assert_non_null(site);
    sem_init(&site->entered, 0, 0);
    sem_init(&site->open, 0, 0);
    options.state = site;
    if (http_server_start(&options, &site->server, &fault) != OK)
        fail_msg("%s", fault.message);
    return site;
}

void site_stop(struct site *site)
{
    http_server_stop(site->server);
    sem_destroy(&site->entered);
    sem_destroy(&site->open);
    free(site);
}

struct wire site_dial(const struct site *site)
{
    return wire_open(http_server_port(site->server));
}

int site_status(const struct site *site, const char *request)
{
    struct wire wire = site_dial(site);
    wire_send(&wire, request);
    int status = wire_status(&wire);
    wire_close(&wire);
    return status;
}
