#include "unit.h"

#include <netinet/in.h>
#include <semaphore.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/text.h"
#include "base/time.h"
#include "http/reply.h"
#include "http/request.h"
#include "http/server.h"
#include "net/http_client.h"

static struct http_server *server;
static sem_t gate_open;

static struct reply *echo(struct http_request *request, void *state)
{
    (void)state;
    const char *text = arena_printf(request->arena, "%s|%s|%s|%.*s", request->method,
                                    text_or_empty(http_header(request, "Content-Type")),
                                    text_or_empty(http_header(request, "X-Order")),
                                    (int)request->body.size, (const char *)request->body.data);
    struct reply *reply = reply_text(request, 200, "text/plain", text);
    reply_header(reply, "X-Answer", "42");
    return reply;
}

static struct reply *gate(struct http_request *request, void *state)
{
    (void)state;
    sem_wait(&gate_open);
    return reply_text(request, 200, "text/plain", "late");
}

static struct reply *large(struct http_request *request, void *state)
{
    (void)state;
    const struct bytes body = {arena_alloc(request->arena, 100000), 100000};
    return reply_bytes(request, 200, "application/octet-stream", body);
}

static struct reply *moved(struct http_request *request, void *state)
{
    (void)state;
    return reply_redirect(request, 303, "/echo");
}

static const struct http_route routes[] = {
    {.method = "GET", .path = "/echo", .handle = echo},
    {.method = "PUT", .path = "/echo", .handle = echo, .body_limit = 1000},
    {.method = "POST", .path = "/echo", .handle = echo, .body_limit = 1000},
    {.method = "GET", .path = "/gate", .handle = gate},
    {.method = "POST", .path = "/gate", .handle = gate, .body_limit = 1000},
    {.method = "GET", .path = "/large", .handle = large},
    {.method = "POST", .path = "/moved", .handle = moved, .body_limit = 1000},
};

static int start(void **state)
{
    const struct http_server_options options = {.address = "127.0.0.1",
                                                .routes = routes,
                                                .route_count = sizeof(routes) / sizeof(*routes),
                                                .io_threads = 1,
                                                .workers = 4,
                                                .queue_limit = 8,
                                                .request_deadline_us = 10 * TIME_SECOND_US,
                                                .idle_us = 10 * TIME_SECOND_US,
                                                .connection_limit = 16};
    (void)state;
    net_start();
    sem_init(&gate_open, 0, 0);
    return http_server_start(&options, &server, NULL) == OK ? 0 : -1;
}

static int stop(void **state)
{
    (void)state;
    http_server_stop(server);
    sem_destroy(&gate_open);
    return 0;
}

static const char *url(struct arena *arena, const char *path)
{
    return arena_printf(arena, "http://127.0.0.1:%u%s", (unsigned)http_server_port(server), path);
}

static void posts(void **state)
{
    const struct net_header header = {"X-Order", "PO-1"};
    struct net_request request = {.url = url(*state, "/echo"),
                                  .content_type = "text/xml",
                                  .body = bytes_of("<cXML/>"),
                                  .headers = &header,
                                  .header_count = 1,
                                  .allow_private_addresses = true};
    struct net_reply reply;
    struct fault fault;
    assert_int_equal(net_http(*state, &request, &reply, &fault), OK);
    assert_int_equal(reply.status, 200);
    assert_string_equal((const char *)reply.body.data, "POST|text/xml|PO-1|<cXML/>");
    assert_string_equal(reply.content_type, "text/plain");
    assert_string_equal(net_reply_header(&reply, "x-answer"), "42");
    assert_true(reply.elapsed_us > 0);
    request.method = "PUT";
    assert_int_equal(net_http(*state, &request, &reply, &fault), OK);
    assert_string_equal((const char *)reply.body.data, "PUT|text/xml|PO-1|<cXML/>");
}

static void gets_and_heads(void **state)
{
    struct net_request request = {.url = url(*state, "/echo"), .allow_private_addresses = true};
    struct net_reply reply;
    assert_int_equal(net_http(*state, &request, &reply, NULL), OK);
    assert_string_equal((const char *)reply.body.data, "GET|||");
    request.method = "HEAD";
    assert_int_equal(net_http(*state, &request, &reply, NULL), OK);
    assert_int_equal(reply.body.size, 0);
    request.url = url(*state, "/nowhere");
    assert_int_equal(net_http(*state, &request, &reply, NULL), OK);
    assert_int_equal(reply.status, 404);
}

static void follows_only_when_asked(void **state)
{
    struct net_request request = {.url = url(*state, "/moved"),
                                  .content_type = "text/plain",
                                  .body = bytes_of("x"),
                                  .allow_private_addresses = true};
    struct net_reply reply;
    assert_int_equal(net_http(*state, &request, &reply, NULL), OK);
    assert_int_equal(reply.status, 303);
    assert_string_equal(net_reply_header(&reply, "Location"), "/echo");
    request.redirects = 1;
    assert_int_equal(net_http(*state, &request, &reply, NULL), OK);
    assert_int_equal(reply.status, 200);
    assert_true(text_starts((const char *)reply.body.data, "GET|"));
    assert_null(net_reply_header(&reply, "Location"));
}

static void limits_size_and_time(void **state)
{
    struct net_request request = {.url = url(*state, "/large"),
                                  .response_limit = 99999,
                                  .total_timeout_us = 200 * 1000,
                                  .allow_private_addresses = true};
    struct net_reply reply;
    struct fault fault;
    assert_int_equal(net_http(*state, &request, &reply, &fault), TOO_LARGE);
    assert_int_equal(reply.status, 200);
    request.response_limit = 100000;
    request.total_timeout_us = 10 * TIME_SECOND_US;
    assert_int_equal(net_http(*state, &request, &reply, &fault), OK);
    assert_int_equal(reply.body.size, 100000);
    request.url = url(*state, "/gate");
    request.total_timeout_us = 200 * 1000;
    assert_int_equal(net_http(*state, &request, &reply, &fault), UNAVAILABLE);
    assert_non_null(strstr(fault.message, "in time"));
    assert_in_range(reply.elapsed_us, 190 * 1000, 5 * TIME_SECOND_US);
    request.content_type = "text/plain"; /* a POST may have been acted on */
    assert_int_equal(net_http(*state, &request, &reply, &fault), UNCERTAIN);
    sem_post(&gate_open);
    sem_post(&gate_open);
}

static uint16_t closed_port(void)
{
    struct sockaddr_in at = {.sin_family = AF_INET};
    socklen_t size = sizeof(at);
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&at, size), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &size), 0);
    close(fd);
    return ntohs(at.sin_port);
}

static void says_what_failed(void **state)
{
    struct net_request request = {.content_type = "text/plain", .allow_private_addresses = true};
    struct net_reply reply;
    struct fault fault;
    request.url = arena_printf(*state, "http://127.0.0.1:%u/", (unsigned)closed_port());
    assert_int_equal(net_http(*state, &request, &reply, &fault), UNAVAILABLE);
    assert_non_null(strstr(fault.message, "no connection"));
    request.url = arena_printf(*state, "https://127.0.0.1:%u/", (unsigned)http_server_port(server));
    assert_int_equal(net_http(*state, &request, &reply, &fault), UNAVAILABLE);
    assert_non_null(strstr(fault.message, "TLS"));
    request.url = url(*state, "/echo");
    request.allow_private_addresses = false;
    assert_int_equal(net_http(*state, &request, &reply, &fault), DENIED);
}

static void refuses_bad_requests(void **state)
{
    static const char *const urls[] = {"ftp://127.0.0.1/",
                                       "file:///etc/passwd",
                                       "",
                                       "/echo",
                                       NULL,
                                       "http://user:secret@127.0.0.1/",
                                       "http://127.0.0.1/\r\nX: y",
                                       "http://127.0.0.1:99999999/"};
    const struct net_header broken = {"X", "a\r\nb"};
    struct net_request request = {.allow_private_addresses = true};
    struct net_reply reply;
    struct fault fault;
    for (size_t i = 0; i < sizeof(urls) / sizeof(*urls); i++) {
        request.url = urls[i];
        assert_int_equal(net_http(*state, &request, &reply, &fault), BAD_INPUT);
        assert_null(strstr(fault.message, "secret"));
    }
    request.url = url(*state, "/echo");
    request.headers = &broken;
    request.header_count = 1;
    assert_int_equal(net_http(*state, &request, &reply, &fault), BAD_INPUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(posts),
        unit_case(gets_and_heads),
        unit_case(follows_only_when_asked),
        unit_case(limits_size_and_time),
        unit_case(says_what_failed),
        unit_case(refuses_bad_requests),
    };
    return cmocka_run_group_tests_name("net/http_client", tests, start, stop);
}
