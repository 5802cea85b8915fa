#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "site.h"

static void reads_chunks(void **state)
{
    struct site *site = site_start(site_usual());
    struct wire wire = site_dial(site);
    char body[256];
    (void)state;
    wire_send(&wire, "POST /sum HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: Chunked\r\n\r\n"
                     "1\r\n\x01\r\n2;ext=1\r\n\x02\x03\r\n0\r\nTrailer: x\r\n\r\n"
                     "GET /inline HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_int_equal(wire_answer(&wire, NULL, body, sizeof(body), false), 200);
    assert_string_equal(body, "6");
    assert_int_equal(wire_status(&wire), 200);
    wire_close(&wire);
    site_stop(site);
}

static void refuses_two_meanings(void **state)
{
    static const char *const heads[] = {
        "Content-Length: 3\r\nContent-Length: 4\r\n",
        "Content-Length: 3\r\nContent-Length: 3\r\n",
        "Content-Length : 3\r\n",
        "Content-Length: 3, 3\r\n",
        "Content-Length: +3\r\n",
        "Content-Length: 0x3\r\n",
        "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n",
        "Transfer-Encoding : chunked\r\nContent-Length: 3\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
        "X\x01y: 3\r\n",
        "Host: y\r\n",
    };
    struct site *site = site_start(site_usual());
    (void)state;
    for (size_t i = 0; i < sizeof(heads) / sizeof(*heads); i++) {
        struct wire wire = site_dial(site);
        char request[512];
        snprintf(request, sizeof(request), "POST /sum HTTP/1.1\r\nHost: x\r\n%s\r\nabc", heads[i]);
        wire_send(&wire, request);
        assert_int_equal(wire_status(&wire), 400);
        assert_true(wire_ended(&wire));
        wire_close(&wire);
    }
    assert_int_equal(site_status(site, "GET /inline HTTP/1.1\r\n\r\n"), 400);
    assert_int_equal(site_status(site, "POST /sum HTTP/1.1\r\nHost: x\r\n"
                                       "Transfer-Encoding: gzip, chunked\r\n\r\n"),
                     501);
    site_stop(site);
}

static void refuses_long_heads(void **state)
{
    struct site *site = site_start(site_usual());
    char *request = malloc(80 * 1024);
    (void)state;
    assert_non_null(request);
    size_t at = (size_t)sprintf(request, "GET /");
    memset(request + at, 'a', 9000);
    strcpy(request + at + 9000, " HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_int_equal(site_status(site, request), 414);
    at = (size_t)sprintf(request, "GET /inline HTTP/1.1\r\nHost: x\r\n");
    for (int i = 0; i < 150; i++)
        at += (size_t)sprintf(request + at, "H%d: v\r\n", i);
    strcpy(request + at, "\r\n");
    assert_int_equal(site_status(site, request), 431);
    free(request);
    site_stop(site);
}

/* A client that sends all before it reads must find the answer. */
static void answers_413_readably(void **state)
{
    static const size_t sizes[] = {SITE_BODY_LIMIT + 1, 8 * 1024 * 1024};
    struct site *site = site_start(site_usual());
    char *piece = calloc(1, 64 * 1024);
    (void)state;
    for (size_t i = 0; i < 2 * sizeof(sizes) / sizeof(*sizes); i++) {
        struct wire wire = site_dial(site);
        char head[256];
        bool chunked = i % 2 == 1;
        size_t left = sizes[i / 2];
        wire_send(&wire, "POST /sum HTTP/1.1\r\nHost: x\r\n");
        snprintf(head, sizeof(head), "Content-Length: %zu\r\n\r\n", left);
        wire_send(&wire, chunked ? "Transfer-Encoding: chunked\r\n\r\n" : head);
        while (left > 0) {
            size_t size = left < 64 * 1024 ? left : 64 * 1024;
            if (chunked) {
                snprintf(head, sizeof(head), "%zx\r\n", size);
                assert_true(wire_send(&wire, head));
            }
            assert_true(wire_send_n(&wire, piece, size));
            if (chunked)
                assert_true(wire_send(&wire, "\r\n"));
            left -= size;
        }
        if (chunked)
            wire_send(&wire, "0\r\n\r\n");
        assert_int_equal(wire_status(&wire), 413);
        assert_true(wire_ended(&wire));
        wire_close(&wire);
    }
    free(piece);
    assert_int_equal(
        site_status(site, "POST /sum HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999999\r\n\r\n"),
        413);
    site_stop(site);
}

static void takes_a_body_at_the_limit(void **state)
{
    struct site *site = site_start(site_usual());
    struct wire wire = site_dial(site);
    char *body = malloc(SITE_BODY_LIMIT);
    char answer[64];
    (void)state;
    assert_non_null(body);
    memset(body, 1, SITE_BODY_LIMIT);
    wire_send(&wire, "POST /sum HTTP/1.1\r\nHost: x\r\nContent-Length: 65536\r\n\r\n");
    wire_send_n(&wire, body, SITE_BODY_LIMIT);
    assert_int_equal(wire_answer(&wire, NULL, answer, sizeof(answer), false), 200);
    assert_string_equal(answer, "65536");
    free(body);
    wire_close(&wire);
    site_stop(site);
}

static void says_continue(void **state)
{
    struct site *site = site_start(site_usual());
    struct wire wire = site_dial(site);
    (void)state;
    wire_send(&wire, "POST /sum HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n"
                     "Expect: 100-continue\r\n\r\n");
    assert_int_equal(wire_status(&wire), 100);
    wire_send(&wire, "abc");
    assert_int_equal(wire_status(&wire), 200);
    wire_send(&wire, "POST /sum HTTP/1.1\r\nHost: x\r\nContent-Length: 65537\r\n"
                     "Expect: 100-continue\r\n\r\n");
    assert_int_equal(wire_status(&wire), 413);
    assert_true(wire_ended(&wire));
    wire_close(&wire);
    site_stop(site);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_chunks),
        cmocka_unit_test(refuses_two_meanings),
        cmocka_unit_test(refuses_long_heads),
        cmocka_unit_test(answers_413_readably),
        cmocka_unit_test(takes_a_body_at_the_limit),
        cmocka_unit_test(says_continue),
    };
    return cmocka_run_group_tests_name("http/framing", tests, NULL, NULL);
}
