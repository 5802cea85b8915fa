#include "app/rate.h"

#include <pthread.h>
#include <string.h>

#include "database.h"
#include "fixture.h"

enum { LIMIT = 100, NODES = 3, TRIES = 60 };

/* Nodes are rates of their own on one database; SQLite in the tests is one process's, so it counts
 * in memory: what nodes share needs PostgreSQL. */
static struct market *market_with(struct arena *arena, struct rate_limits limits)
{
    struct market *market = market_open(arena);
    market->app.rates = rates_new(&limits);
    return market;
}

static void done(struct market *market)
{
    rates_free(market->app.rates);
    market->app.rates = NULL;
}

/* How many of `tries` go through. */
static int through(struct market *market, const char *address, int tries)
{
    int count = 0;
    int wait_s = 0;
    for (int i = 0; i < tries; i++)
        count += rate_address(&market->ctx, address, &wait_s) == OK;
    return count;
}

/* OPS-6 */
static void as_many_as_the_limit_a_minute(void **state)
{
    struct market *market = market_with(*state, (struct rate_limits){.per_address = LIMIT});
    int wait_s = 0;
    market_wait(market, 18 * TIME_SECOND_US + 1);
    assert_int_equal(through(market, "192.0.2.1", LIMIT + 20), LIMIT);
    assert_int_equal(rate_address(&market->ctx, "192.0.2.1", &wait_s), DENIED);
    assert_int_equal(wait_s, 42);
    assert_true(holds(market->ctx.fault.message, "More than 100 requests"));
    assert_true(holds(market->ctx.fault.message, "in 42 seconds"));
    /* Others have their own. */
    assert_int_equal(through(market, "192.0.2.2", LIMIT + 20), LIMIT);
    market_wait(market, 42 * TIME_SECOND_US - 2);
    assert_int_equal(through(market, "192.0.2.1", 1), 0);
    market_wait(market, 1);
    assert_int_equal(through(market, "192.0.2.1", LIMIT + 20), LIMIT);
    done(market);
}

static void a_clock_set_back_locks_nobody_out(void **state)
{
    struct market *market = market_with(*state, (struct rate_limits){.per_address = LIMIT});
    assert_int_equal(through(market, "192.0.2.1", LIMIT + 1), LIMIT);
    market_wait(market, -TIME_HOUR_US);
    assert_int_equal(through(market, "192.0.2.1", LIMIT + 1), LIMIT);
    done(market);
}

static void nothing_is_limited_by_zero_or_on_this_machine(void **state)
{
    struct market *market = market_with(*state, (struct rate_limits){.per_buyer = 1});
    int wait_s = 0;
    assert_int_equal(through(market, "192.0.2.1", 1000), 1000);
    assert_int_equal(rate_buyer(&market->ctx, "c-1", &wait_s), OK);
    assert_int_equal(rate_buyer(&market->ctx, "c-1", &wait_s), DENIED);
    assert_int_equal(rate_buyer(&market->ctx, "c-2", &wait_s), OK);
    done(market);
    market->app.rates = rates_new(&(struct rate_limits){.per_address = 1});
    assert_int_equal(through(market, "127.0.0.1", 10), 10);
    assert_int_equal(through(market, "::1", 10), 10);
    assert_int_equal(rate_buyer(&market->ctx, "c-1", &wait_s), OK);
    assert_int_equal(rate_buyer(&market->ctx, "c-1", &wait_s), OK);
    done(market);
}

static void what_runs_again_counts_once(void **state)
{
    struct market *market =
        market_with(*state, (struct rate_limits){.per_address = 2, .per_buyer = 2});
    int wait_s = 0;
    for (int i = 0; i < 5; i++) {
        assert_int_equal(rate_address(&market->ctx, "192.0.2.1", &wait_s), OK);
        assert_int_equal(rate_buyer(&market->ctx, "c-1", &wait_s), OK);
        rate_give_back_address(&market->ctx, "192.0.2.1");
        rate_give_back_buyer(&market->ctx, "c-1");
    }
    assert_int_equal(through(market, "192.0.2.1", 3), 2);
    done(market);
}

/* Who has a network of his own is one customer. */
static void a_network_of_ipv6_is_one(void **state)
{
    struct market *market = market_with(*state, (struct rate_limits){.per_address = 2});
    assert_int_equal(through(market, "2001:db8:0:1::1", 1), 1);
    assert_int_equal(through(market, "2001:db8:0:1:ffff::2", 5), 1);
    assert_int_equal(through(market, "2001:db8:0:2::1", 5), 2);
    done(market);
}

/* Whoever comes from very many addresses does not fill the memory. */
static void addresses_are_bounded(void **state)
{
    struct market *market = market_with(*state, (struct rate_limits){.per_address = 1});
    int denied = 0;
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 70000; i++) {
            struct ctx ctx = {.app = &market->app, .arena = arena_new()};
            int wait_s = 0;
            denied += rate_address(
                          &ctx, arena_printf(ctx.arena, "2001:db8:%x:%x::1", i / 65536, i % 65536),
                          &wait_s) != OK;
            arena_free(ctx.arena);
        }
    }
    assert_in_range(denied, 60000, 65536);
    done(market);
}

struct node {
    struct app app;
    pthread_t thread;
    int through;
};

static void *request_on_and_on(void *argument)
{
    struct node *node = argument;
    for (int i = 0; i < TRIES; i++) {
        struct ctx ctx = {.app = &node->app, .arena = arena_new()};
        int wait_s = 0;
        node->through += rate_address(&ctx, "192.0.2.1", &wait_s) == OK;
        arena_free(ctx.arena);
    }
    return NULL;
}

/* OPS-6, OPS-1: three nodes let through what one may, to the last; each is asked by two threads. */
static void nodes_share_a_limit(void **state)
{
    struct node nodes[2 * NODES];
    struct rates *rates[NODES];
    char name[40];
    int sum = 0;
    only_on_postgres();
    const char *path = test_database(*state, name);
    struct market *market = market_serve(*state, path);
    for (int i = 0; i < NODES; i++)
        rates[i] = rates_new(&(struct rate_limits){.per_address = LIMIT});
    for (int i = 0; i < 2 * NODES; i++) {
        nodes[i] = (struct node){.app = market->app};
        nodes[i].app.rates = rates[i % NODES];
        assert_int_equal(pthread_create(&nodes[i].thread, NULL, request_on_and_on, &nodes[i]), 0);
    }
    for (int i = 0; i < 2 * NODES; i++) {
        pthread_join(nodes[i].thread, NULL);
        sum += nodes[i].through;
    }
    assert_int_equal(sum, LIMIT);
    /* A thread that must not wait says so instead of asking the database. */
    struct ctx hurried = {.app = &nodes[0].app, .arena = *state, .hurried = true};
    int wait_s = 0;
    assert_int_equal(rate_address(&hurried, "192.0.2.9", &wait_s), UNAVAILABLE);
    assert_true(hurried.would_wait);
    for (int i = 0; i < NODES; i++)
        rates_free(rates[i]);
}

static enum status break_it(struct db_tx *tx, void *state)
{
    static const struct db_sql sql = {"DROP TABLE rate_window"};
    (void)state;
    return db_run(db_prepare(tx, &sql));
}

/* A database that fails stops nobody; each node counts for itself. */
static void without_the_database_each_node_counts(void **state)
{
    char name[40];
    only_on_postgres();
    struct market *market = market_serve(*state, test_database(*state, name));
    assert_int_equal(db_write(market->app.db, break_it, NULL, NULL), OK);
    market->app.rates = rates_new(&(struct rate_limits){.per_address = LIMIT});
    assert_int_equal(through(market, "192.0.2.1", LIMIT + 50), LIMIT);
    done(market);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(as_many_as_the_limit_a_minute),
        unit_case(a_clock_set_back_locks_nobody_out),
        unit_case(nothing_is_limited_by_zero_or_on_this_machine),
        unit_case(what_runs_again_counts_once),
        unit_case(a_network_of_ipv6_is_one),
        unit_case(addresses_are_bounded),
        unit_case(nodes_share_a_limit),
        unit_case(without_the_database_each_node_counts),
    };
    return cmocka_run_group_tests_name("app/rate", tests, NULL, NULL);
}
