#include "app/connection_cache.h"

#include <pthread.h>

#include "fixture.h"

enum { THREADS = 4, LOOKS = 300 };

static struct market *open_cached(struct arena *arena)
{
    struct market *market = market_open(arena);
    market->app.connections = connection_cache_new();
    return market;
}

static void close_cached(struct market *market)
{
    connection_cache_free(market->app.connections);
    market->app.connections = NULL;
}

/* A request of its own, as every one has its arena. */
static enum status status_of(struct market *market, enum market_buyer buyer,
                             enum connection_status *out)
{
    struct ctx ctx = {.app = &market->app, .arena = arena_new()};
    const struct connection *connection = &market->rows[buyer].connection;
    struct connection_row row;
    enum status st = connection_by_id(&ctx, connection->organization_id, connection->id, &row);
    if (st == OK)
        *out = row.connection.status;
    arena_free(ctx.arena);
    return st;
}

static void is_now(struct market *market, enum connection_status expected)
{
    enum connection_status status = CONNECTION_WAITING;
    assert_int_equal(status_of(market, GLOBEX, &status), OK);
    assert_int_equal(status, expected);
}

/* CON-9: what was changed is seen within a second. */
static void a_change_shows_within_a_second(void **state)
{
    struct market *market = open_cached(*state);
    is_now(market, CONNECTION_ENABLED);
    market_set_status(market, GLOBEX, CONNECTION_DISABLED);
    is_now(market, CONNECTION_ENABLED);
    market_wait(market, CONNECTION_FRESH_US);
    is_now(market, CONNECTION_ENABLED);
    market_wait(market, 1);
    is_now(market, CONNECTION_DISABLED);
    close_cached(market);
}

static void a_clock_set_back_makes_nothing_last(void **state)
{
    struct market *market = open_cached(*state);
    is_now(market, CONNECTION_ENABLED);
    market_set_status(market, GLOBEX, CONNECTION_DISABLED);
    market_wait(market, -TIME_HOUR_US);
    is_now(market, CONNECTION_DISABLED);
    close_cached(market);
}

/* A buyer who was just set up need not wait. */
static void who_was_not_there_is_looked_for_again(void **state)
{
    static const struct db_sql sql = {
        "UPDATE connection SET buyer_key = 'duns 555' WHERE buyer_key = $1"};
    struct market *market = open_cached(*state);
    struct connection_rows rows;
    assert_int_equal(connections_by_buyer(&market->ctx, "duns 555", &rows), OK);
    assert_int_equal(rows.count, 0);
    market_sql(market, &sql, "duns 100000017");
    assert_int_equal(connections_by_buyer(&market->ctx, "duns 555", &rows), OK);
    assert_int_equal(rows.count, 1);
    close_cached(market);
}

/* A thread that must not wait has what is at hand, and says so where it isn't. */
static void a_hurried_look_does_not_go_to_the_database(void **state)
{
    struct market *market = open_cached(*state);
    struct ctx hurried = {.app = &market->app, .arena = *state, .hurried = true};
    struct claim claim = market_claim(market, SOYLENT);
    struct caller caller;
    assert_int_equal(connection_authenticate(&hurried, &claim, &caller), UNAVAILABLE);
    assert_true(hurried.would_wait);
    assert_int_equal(connection_authenticate(&market->ctx, &claim, &caller), OK);
    hurried.would_wait = false;
    assert_int_equal(connection_authenticate(&hurried, &claim, &caller), OK);
    assert_string_equal(caller.connection.id, market->rows[SOYLENT].connection.id);
    assert_false(hurried.would_wait);
    close_cached(market);
}

struct looker {
    struct market *market;
    pthread_t thread;
    int found;
};

static void *look_on_and_on(void *argument)
{
    struct looker *looker = argument;
    enum connection_status status;
    for (int i = 0; i < LOOKS; i++)
        looker->found +=
            status_of(looker->market, (enum market_buyer)(i % MARKET_BUYERS), &status) == OK;
    return NULL;
}

/* Each look is half a second after the one before. */
static int64_t hasty(const struct clock *clock)
{
    static _Atomic int64_t looks;
    return clock->fixed_us + ++looks * (CONNECTION_FRESH_US / 2);
}

/* Entries end while others still read them. */
static void many_look_at_once(void **state)
{
    struct looker lookers[THREADS];
    struct market *market = market_serve(*state, ":memory:");
    market->app.connections = connection_cache_new();
    market->app.clock.now_us = hasty;
    for (int i = 0; i < THREADS; i++) {
        lookers[i] = (struct looker){.market = market};
        assert_int_equal(pthread_create(&lookers[i].thread, NULL, look_on_and_on, &lookers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(lookers[i].thread, NULL);
        assert_int_equal(lookers[i].found, LOOKS);
    }
    close_cached(market);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(a_change_shows_within_a_second),
        unit_case(a_clock_set_back_makes_nothing_last),
        unit_case(who_was_not_there_is_looked_for_again),
        unit_case(a_hurried_look_does_not_go_to_the_database),
        unit_case(many_look_at_once),
    };
    return cmocka_run_group_tests_name("app/connection_cache", tests, NULL, NULL);
}
