#include "fixture.h"

#include "app/expiry.h"
#include "base/text.h"

static int64_t run(struct market *market, const char *node)
{
    int64_t count;
    assert_int_equal(expiry_run(&market->ctx, node, &count), OK);
    return count;
}

static struct request handed_over(struct market *market)
{
    struct caller caller = market_caller(market, GLOBEX);
    return market_request(market, &caller, (const char *const[]){"Lighthouse Observability", NULL});
}

/* CAT-9: after 90 days, and not a moment before. */
static void requests_expire_after_90_days(void **state)
{
    struct market *market = market_open(*state);
    struct request request = handed_over(market);
    market_wait(market, 90 * TIME_DAY_US);
    assert_int_equal(run(market, "a"), 0);
    assert_int_equal(market_request_now(market, &request).state, REQUEST_IN_PROCUREMENT);
    market_wait(market, 1);
    assert_int_equal(run(market, "a"), 1);
    assert_int_equal(market_request_now(market, &request).state, REQUEST_EXPIRED);
    assert_int_equal(run(market, "a"), 0);
}

/* CAT-9, ORD-3: what was ordered in time stays as it is; what comes late needs attention. */
static void orders_decide(void **state)
{
    struct market *market = market_open(*state);
    struct caller caller = market_caller(market, GLOBEX);
    struct request ordered = handed_over(market);
    struct request late = handed_over(market);
    struct order first = market_order(market, "PO-1", ordered.lines, ordered.line_count);
    market_place(market, &caller, &first);
    market_wait(market, 91 * TIME_DAY_US);
    assert_int_equal(run(market, "a"), 1);
    assert_int_equal(market_request_now(market, &ordered).state, REQUEST_FULFILLED);
    struct order second = market_order(market, "PO-2", late.lines, late.line_count);
    market_place(market, &caller, &second);
    assert_int_equal(market_stored_order(market, second.id).state, ORDER_NEEDS_ATTENTION);
}

/* OPS-1: of two nodes one does the work; when it is silent for a term the other follows. */
static void one_node_does_it(void **state)
{
    struct market *market = market_open(*state);
    handed_over(market);
    assert_int_equal(run(market, "a"), 0);
    market_wait(market, 91 * TIME_DAY_US);
    assert_int_equal(run(market, "a"), 1);
    handed_over(market);
    market_wait(market, 91 * TIME_DAY_US - TIME_MINUTE_US);
    assert_int_equal(run(market, "b"), 1);
    handed_over(market);
    assert_int_equal(run(market, "a"), 0);
    assert_int_equal(expiry_release(&market->ctx, "b"), OK);
    market_wait(market, 91 * TIME_DAY_US);
    assert_int_equal(run(market, "a"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(requests_expire_after_90_days),
        unit_case(orders_decide),
        unit_case(one_node_does_it),
    };
    return cmocka_run_group_tests_name("app/expiry", tests, NULL, NULL);
}
