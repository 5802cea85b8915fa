/* ORD-2, ORD-3: orders that come at once, on a database that serves. */
#include "fixture.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/text.h"

enum { RACERS = 8, ROUNDS = 5 };

static char folder[] = "/tmp/app-test-XXXXXX";

static int folder_setup(void **state)
{
    return mkdtemp(folder) == NULL ? -1 : unit_setup(state);
}

static int folder_teardown(void **state)
{
    static const char *const endings[] = {"", "-wal", "-shm", ".lock"};
    char path[80];
    unit_teardown(state);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        snprintf(path, sizeof path, "%s/market.db%s", folder, endings[i]);
        unlink(path);
    }
    return rmdir(folder);
}

struct racer {
    pthread_t thread;
    pthread_barrier_t *start;
    const struct market *market;
    const struct caller *caller;
    struct order order;
    enum status status;
    struct order_answer answer;
    struct arena *arena;
};

static void *race(void *state)
{
    struct racer *racer = state;
    struct ctx ctx = {.app = &racer->market->app, .arena = racer->arena};
    struct document document = {.direction = "in",
                                .kind = "OrderRequest",
                                .payload_id = racer->order.payload_id,
                                .request_id = "",
                                .content_type = "text/xml"};
    document_pack(racer->arena, bytes_of("<cXML/>"), &document);
    pthread_barrier_wait(racer->start);
    racer->status = order_place(&ctx, racer->caller, &racer->order, &document, &racer->answer);
    return NULL;
}

static void race_all(struct racer racers[RACERS])
{
    pthread_barrier_t start;
    pthread_barrier_init(&start, NULL, RACERS);
    for (int i = 0; i < RACERS; i++) {
        racers[i].arena = arena_new();
        racers[i].start = &start;
        assert_int_equal(pthread_create(&racers[i].thread, NULL, race, &racers[i]), 0);
    }
    for (int i = 0; i < RACERS; i++)
        pthread_join(racers[i].thread, NULL);
    pthread_barrier_destroy(&start);
}

static void free_arenas(struct racer racers[RACERS])
{
    for (int i = 0; i < RACERS; i++)
        arena_free(racers[i].arena);
}

static const char *const lighthouse[] = {"Lighthouse Observability", NULL};

/* ORD-3: one request line, many orders: one of them gets it. */
static void one_wins(struct market *market, struct caller *caller, int round)
{
    struct request request = market_request(market, caller, lighthouse);
    struct racer racers[RACERS] = {0};
    for (int i = 0; i < RACERS; i++) {
        const char *number = arena_printf(market->arena, "PO-%d-%d", round, i);
        racers[i] = (struct racer){.market = market,
                                   .caller = caller,
                                   .order = market_order(market, number, request.lines, 1)};
    }
    race_all(racers);
    int won = 0;
    for (int i = 0; i < RACERS; i++) {
        assert_int_equal(racers[i].status, OK);
        struct order stored = market_stored_order(market, racers[i].answer.order_id);
        if (stored.state == ORDER_FULFILLED) {
            won++;
            assert_int_equal(market_agreements(market, stored.id).count, 1);
        } else {
            assert_int_equal(stored.state, ORDER_NEEDS_ATTENTION);
            assert_true(holds(stored.reason, "ordered before"));
        }
    }
    assert_int_equal(won, 1);
    free_arenas(racers);
}

/* ORD-2: one order, many copies: all get the same answer. */
static void one_order(struct market *market, struct caller *caller, int round)
{
    static const struct db_sql orders = {"SELECT COUNT(*) FROM purchase_order WHERE order_id = $1"};
    struct request request = market_request(market, caller, lighthouse);
    struct racer racers[RACERS] = {0};
    const char *number = arena_printf(market->arena, "PO-%d", round);
    for (int i = 0; i < RACERS; i++) {
        racers[i] = (struct racer){.market = market,
                                   .caller = caller,
                                   .order = market_order(market, number, request.lines, 1)};
        if (i % 2 == 0)
            racers[i].order.payload_id = racers[0].order.payload_id;
    }
    race_all(racers);
    int repeated = 0;
    for (int i = 0; i < RACERS; i++) {
        assert_int_equal(racers[i].status, OK);
        assert_string_equal(racers[i].answer.order_id, racers[0].answer.order_id);
        assert_string_equal(racers[i].answer.message, racers[0].answer.message);
        repeated += racers[i].answer.repeated;
    }
    assert_int_equal(repeated, RACERS - 1);
    assert_int_equal(market_number(market, &orders, number), 1);
    free_arenas(racers);
}

/* ORD-2, ORD-3 */
static void orders_at_once(void **state)
{
    struct market *market = market_serve(*state, arena_printf(*state, "%s/market.db", folder));
    struct caller caller = market_caller(market, GLOBEX);
    for (int round = 0; round < ROUNDS; round++) {
        one_wins(market, &caller, round);
        one_order(market, &caller, round);
    }
    assert_int_equal(market_agreements(market, NULL).count, 2 * ROUNDS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(orders_at_once, folder_setup, folder_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
