#include "unit.h"

#include <unistd.h>

#include "base/time.h"
#include "site.h"

/* Sends a byte every 20 ms, against a deadline of 300 ms, until the server ends it. */
static void trickles(struct site *site, const char *start, const char *byte, int status)
{
    struct wire wire = site_dial(site);
    int64_t begun = time_monotonic_us();
    wire_send(&wire, start);
    while (time_monotonic_us() - begun < 5 * TIME_SECOND_US && wire_send(&wire, byte))
        usleep(20 * 1000);
    int64_t lasted = time_monotonic_us() - begun;
    assert_in_range(lasted, 250 * 1000, 3 * TIME_SECOND_US);
    int got = wire_status(&wire);
    assert_true(got == status || got == -1); /* the reset may overtake the answer */
    wire_close(&wire);
}

static void cuts_the_slow(void **state)
{
    struct http_server_options options = site_usual();
    options.request_deadline_us = 300 * 1000;
    options.idle_us = 400 * 1000;
    struct site *site = site_start(options);
    struct http_server_counts counts;
    (void)state;
    trickles(site, "GE", "T", -1);
    trickles(site, "GET /inline HTTP/1.1\r\nHost: x\r\nX: ", "y", 408);
    trickles(site, "POST /sum HTTP/1.1\r\nHost: x\r\nContent-Length: 9999\r\n\r\n", "z", 408);
    struct wire wire = site_dial(site);
    wire_send(&wire, "GET /inline HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_int_equal(wire_status(&wire), 200);
    assert_true(wire_ended(&wire)); /* idle */
    wire_close(&wire);
    wire = site_dial(site);
    wire_send(&wire, "POST /sum HTTP/1.1\r\nHost: x\r\nContent-Length: 9999\r\n\r\n");
    assert_int_equal(wire_status(&wire), 408); /* silence: nothing in flight to reset it */
    wire_close(&wire);
    http_server_counts(site->server, &counts);
    assert_int_equal(counts.cut, 5);
    site_stop(site);
}

/* A client that takes its answer too slowly loses it. */
static void cuts_the_slow_reader(void **state)
{
    struct http_server_options options = site_usual();
    options.write_deadline_us = 300 * 1000;
    struct site *site = site_start(options);
    struct wire wire = site_dial(site);
    struct http_server_counts counts = {0};
    int64_t begun = time_monotonic_us();
    (void)state;
    wire_send(&wire, "GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
    while (counts.cut == 0 && time_monotonic_us() - begun < 10 * TIME_SECOND_US) {
        http_server_counts(site->server, &counts);
        usleep(10 * 1000);
    }
    assert_int_equal(counts.cut, 1);
    assert_int_equal(wire_status(&wire), -1);
    wire_close(&wire);
    site_stop(site);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cuts_the_slow),
        cmocka_unit_test(cuts_the_slow_reader),
    };
    return cmocka_run_group_tests_name("http/connections", tests, NULL, NULL);
}
