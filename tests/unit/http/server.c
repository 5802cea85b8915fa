#include "unit.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "base/time.h"
#include "site.h"

enum { CLIENTS = 32 };

static void keeps_and_pipelines(void **state)
{
    struct site *site = site_start(site_usual());
    struct wire wire = site_dial(site);
    char head[1024], body[256];
    (void)state;
    wire_send(&wire, "GET /inline?a HTTP/1.1\r\nHost: x\r\n\r\n"
                     "GET /task/%20 HTTP/1.1\r\nHost: x\r\n\r\n"
                     "HEAD /task/2 HTTP/1.1\r\nHost: x\r\n\r\n"
                     "POST /sum HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n\x01\x02"
                     "DELETE /task/3 HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_int_equal(wire_answer(&wire, head, body, sizeof(head) / 4, false), 200);
    assert_string_equal(body, "GET /inline?a 0 127.0.0.1");
    assert_int_equal(wire_answer(&wire, head, body, sizeof(body), false), 200);
    assert_string_equal(body, "GET /task/%20 0 127.0.0.1");
    assert_int_equal(wire_answer(&wire, head, NULL, sizeof(head), true), 200);
    assert_non_null(strstr(head, "Content-Length: 24\r\n"));
    assert_non_null(strstr(head, "X-Content-Type-Options: nosniff\r\n"));
    assert_non_null(strstr(head, "Referrer-Policy: no-referrer\r\n"));
    assert_non_null(strstr(head, "Set-Cookie: a=1\r\n"));
    assert_non_null(strstr(head, "Date: "));
    assert_null(strstr(head, "Server"));
    assert_int_equal(wire_answer(&wire, head, body, sizeof(body), false), 200);
    assert_string_equal(body, "3");
    assert_int_equal(wire_answer(&wire, head, body, sizeof(body), false), 405);
    assert_non_null(strstr(head, "Allow: GET, HEAD\r\n"));
    wire_send(&wire, "GET /task/4 HTTP/1.0\r\n\r\n");
    assert_int_equal(wire_status(&wire), 200);
    assert_true(wire_ended(&wire));
    wire_close(&wire);
    site_stop(site);
}

static void what_is_quick_is_answered_at_once(void **state)
{
    static const struct {
        const char *request, *answer;
    } cases[] = {
        {"GET /quick HTTP/1.1\r\nHost: x\r\n\r\n", "at once"},
        {"GET /quick?slow=1 HTTP/1.1\r\nHost: x\r\n\r\n", "by a worker"},
        {"GET /quick?wait=1 HTTP/1.1\r\nHost: x\r\n\r\n", "by a worker"},
    };
    struct site *site = site_start(site_usual());
    struct wire wire = site_dial(site);
    char body[64];
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        wire_send(&wire, cases[i].request);
        assert_int_equal(wire_answer(&wire, NULL, body, sizeof(body), false), 200);
        assert_string_equal(body, cases[i].answer);
    }
    wire_close(&wire);
    site_stop(site);
}

struct client {
    pthread_t thread;
    uint16_t port;
    int number;
    bool good;
};

static void *be_client(void *argument)
{
    struct client *client = argument;
    struct wire wire = wire_open(client->port);
    client->good = true;
    for (int i = 0; i < 50 && client->good; i++) {
        char request[128], expected[128], body[128];
        snprintf(request, sizeof(request), "GET /task/%d-%d HTTP/1.1\r\nHost: x\r\n\r\n",
                 client->number, i);
        snprintf(expected, sizeof(expected), "GET /task/%d-%d 0 127.0.0.1", client->number, i);
        client->good = wire_send(&wire, request) &&
                       wire_answer(&wire, NULL, body, sizeof(body), false) == 200 &&
                       strcmp(body, expected) == 0;
    }
    wire_close(&wire);
    return NULL;
}

static void serves_many_at_once(void **state)
{
    struct site *site = site_start(site_usual());
    struct client clients[CLIENTS];
    (void)state;
    for (int i = 0; i < CLIENTS; i++) {
        clients[i] = (struct client){.port = http_server_port(site->server), .number = i};
        assert_int_equal(pthread_create(&clients[i].thread, NULL, be_client, &clients[i]), 0);
    }
    for (int i = 0; i < CLIENTS; i++) {
        pthread_join(clients[i].thread, NULL);
        assert_true(clients[i].good);
    }
    site_stop(site);
}

/* 32 clients against handlers that all wait: 8 run, 24 queue, inline routes still answer. */
static void answers_inline_while_workers_wait(void **state)
{
    struct site *site = site_start(site_usual());
    struct wire wires[CLIENTS];
    (void)state;
    for (int i = 0; i < CLIENTS; i++) {
        wires[i] = site_dial(site);
        wire_send(&wires[i], "GET /gate HTTP/1.1\r\nHost: x\r\n\r\n");
    }
    for (int i = 0; i < 8; i++)
        sem_wait(&site->entered);
    assert_int_equal(site_status(site, "GET /inline HTTP/1.1\r\nHost: x\r\n\r\n"), 200);
    for (int i = 0; i < CLIENTS; i++)
        sem_post(&site->open);
    for (int i = 0; i < CLIENTS; i++) {
        assert_int_equal(wire_status(&wires[i]), 200);
        wire_close(&wires[i]);
    }
    site_stop(site);
}

static void refuses_when_full(void **state)
{
    struct http_server_options options = site_usual();
    options.workers = 1;
    options.queue_limit = 1;
    struct site *site = site_start(options);
    struct http_server_counts counts = {0};
    struct wire running = site_dial(site), queued = site_dial(site), refused = site_dial(site);
    char head[1024];
    (void)state;
    wire_send(&running, "GET /gate HTTP/1.1\r\nHost: x\r\n\r\n");
    sem_wait(&site->entered);
    wire_send(&queued, "GET /gate HTTP/1.1\r\nHost: x\r\n\r\n");
    while (counts.queued == 0)
        http_server_counts(site->server, &counts);
    wire_send(&refused, "GET /task/1 HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_int_equal(wire_answer(&refused, head, NULL, sizeof(head), false), 503);
    assert_non_null(strstr(head, "Retry-After: 1\r\n"));
    sem_post(&site->open);
    sem_post(&site->open);
    assert_int_equal(wire_status(&running), 200);
    assert_int_equal(wire_status(&queued), 200);
    wire_send(&refused, "GET /task/1 HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_int_equal(wire_status(&refused), 200);
    http_server_counts(site->server, &counts);
    assert_int_equal(counts.overloaded, 1);
    wire_close(&running);
    wire_close(&queued);
    wire_close(&refused);
    site_stop(site);
}

static void *be_stopper(void *argument)
{
    site_stop(argument);
    return NULL;
}

static void stops_gracefully(void **state)
{
    struct http_server_options options = site_usual();
    options.workers = 1;
    struct site *site = site_start(options);
    struct wire running = site_dial(site), queued = site_dial(site), idle = site_dial(site);
    struct http_server_counts counts = {0};
    pthread_t thread;
    char head[1024];
    (void)state;
    wire_send(&idle, "GET /inline HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_int_equal(wire_status(&idle), 200);
    wire_send(&running, "GET /gate HTTP/1.1\r\nHost: x\r\n\r\n");
    sem_wait(&site->entered);
    wire_send(&queued, "GET /task/9 HTTP/1.1\r\nHost: x\r\n\r\n");
    while (counts.queued == 0)
        http_server_counts(site->server, &counts);
    pthread_create(&thread, NULL, be_stopper, site);
    /* Once it stops, answers say so: then the handler is let go. */
    do {
        wire_send(&idle, "GET /inline HTTP/1.1\r\nHost: x\r\n\r\n");
        assert_int_equal(wire_answer(&idle, head, NULL, sizeof(head), false), 200);
    } while (strstr(head, "Connection: close") == NULL);
    sem_post(&site->open);
    assert_int_equal(wire_status(&running), 200);
    assert_int_equal(wire_status(&queued), 200);
    pthread_join(thread, NULL);
    wire_close(&running);
    wire_close(&queued);
    wire_close(&idle);
}

/* OPS-5: who had connected when the stop began is answered, though it had said nothing yet. */
static void hears_who_has_connected(void **state)
{
    struct site *site = site_start(site_usual());
    struct wire fresh = site_dial(site), kept = site_dial(site);
    pthread_t thread;
    char head[1024];
    (void)state;
    wire_send(&kept, "GET /inline HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_int_equal(wire_status(&kept), 200);
    pthread_create(&thread, NULL, be_stopper, site);
    do {
        wire_send(&kept, "GET /inline HTTP/1.1\r\nHost: x\r\n\r\n");
        assert_int_equal(wire_answer(&kept, head, NULL, sizeof(head), false), 200);
    } while (strstr(head, "Connection: close") == NULL);
    wire_send(&fresh, "GET /task/1 HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_int_equal(wire_status(&fresh), 200);
    pthread_join(thread, NULL);
    wire_close(&fresh);
    wire_close(&kept);
}

/* A client that never finishes its request does not hold the stop up; one that is gone neither. */
static void stops_in_time(void **state)
{
    struct http_server_options options = site_usual();
    options.stop_us = 200 * 1000;
    struct site *site = site_start(options);
    struct wire slow = site_dial(site), gone = site_dial(site), silent = site_dial(site);
    (void)state;
    wire_send(&slow, "POST /sum HTTP/1.1\r\nHost: x\r\nContent-Length: 9999\r\n\r\nabc");
    wire_send(&gone, "GET /gate HTTP/1.1\r\nHost: x\r\n\r\n");
    sem_wait(&site->entered);
    wire_close(&gone);
    sem_post(&site->open);
    int64_t begun = time_monotonic_us();
    site_stop(site);
    assert_in_range(time_monotonic_us() - begun, 0, 5 * TIME_SECOND_US);
    assert_true(wire_ended(&silent));
    wire_close(&slow);
    wire_close(&silent);
}

static void says_why_it_does_not_start(void **state)
{
    struct http_server_options options = site_usual();
    struct http_server *server;
    struct fault fault;
    (void)state;
    struct site *site = site_start(options);
    options.port = http_server_port(site->server);
    assert_int_equal(http_server_start(&options, &server, &fault), UNAVAILABLE);
    assert_non_null(strstr(fault.message, "in use"));
    site_stop(site);
    options.address = "localhost";
    assert_int_equal(http_server_start(&options, &server, &fault), BAD_INPUT);
    options.address = "192.0.2.1";
    assert_int_equal(http_server_start(&options, &server, &fault), BAD_INPUT);
    options = site_usual();
    options.workers = 0;
    assert_int_equal(http_server_start(&options, &server, &fault), BAD_INPUT);
    http_server_stop(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_and_pipelines),
        cmocka_unit_test(what_is_quick_is_answered_at_once),
        cmocka_unit_test(serves_many_at_once),
        cmocka_unit_test(answers_inline_while_workers_wait),
        cmocka_unit_test(refuses_when_full),
        cmocka_unit_test(stops_gracefully),
        cmocka_unit_test(hears_who_has_connected),
        cmocka_unit_test(stops_in_time),
        cmocka_unit_test(says_why_it_does_not_start),
    };
    return cmocka_run_group_tests_name("http/server", tests, NULL, NULL);
}
