/* CON-6: orders that are recorded and buy nothing. */
#include "fixture.h"

#include "base/text.h"

static const char *const titles[] = {"Keystone ERP", "Streamline Log Search", NULL};

static struct order place(struct market *market, const struct caller *caller, struct order *order)
{
    struct order_answer answer = market_place(market, caller, order);
    assert_int_equal(answer.status, OK);
    return market_stored_order(market, answer.order_id);
}

/* CON-6: it says which agreements and invoices it would have made */
static void says_what_it_would_have_made(void **state)
{
    struct market *market = market_open(*state);
    struct caller caller = market_caller(market, INITECH);
    struct request request = market_request(market, &caller, titles);
    assert_true(request.test);
    struct order order = market_order(market, "PO-1", request.lines, 2);
    struct order_answer answer = market_place(market, &caller, &order);
    assert_true(holds(answer.message, "Test mode"));
    struct order stored = market_stored_order(market, answer.order_id);
    assert_int_equal(stored.state, ORDER_TEST);
    assert_true(stored.test);
    assert_string_equal(stored.deployment_mode, "production");
    const char *erp = stored.lines[0].outcome;
    assert_true(holds(erp, "would have made"));
    assert_true(holds(erp, "Keystone ERP"));
    assert_true(holds(erp, "Keyfold Business Systems"));
    assert_true(holds(erp, "8,500.00 USD"));
    assert_true(holds(erp, "3,400.00 USD on 2026-11-22"));
    assert_true(holds(erp, "2,550.00 USD on 2027-03-22"));
    assert_true(holds(erp, "2,550.00 USD on 2027-07-22"));
    assert_true(holds(stored.lines[1].outcome, "usage"));
    assert_int_equal(market_agreements(market, NULL).count, 0);
    struct request now = market_request_now(market, &request);
    assert_int_equal(now.state, REQUEST_ORDERED);
    assert_null(now.items[0].agreement_id);
    assert_string_equal(now.lines[0].purchase_order_id, stored.id);
}

/* CON-6: a zero agreement has no invoice, in test mode neither */
static void no_invoice_of_nothing(void **state)
{
    struct market *market = market_open(*state);
    struct caller caller = market_caller(market, INITECH);
    struct request request =
        market_request(market, &caller, (const char *const[]){"Tally Time Tracking", NULL});
    struct order order = market_order(market, "PO-1", request.lines, 1);
    struct order stored = place(market, &caller, &order);
    assert_int_equal(stored.state, ORDER_TEST);
    assert_true(holds(stored.lines[0].outcome, "would have made"));
    assert_false(holds(stored.lines[0].outcome, "invoice"));
}

/* CON-6: what was requested in test mode can't be bought */
static void requested_as_a_test(void **state)
{
    struct market *market = market_open(*state);
    struct caller caller = market_caller(market, GLOBEX);
    caller.test = true;
    struct request request = market_request(market, &caller, titles);
    caller.test = false;
    struct order order = market_order(market, "PO-1", request.lines, 2);
    struct order stored = place(market, &caller, &order);
    assert_int_equal(stored.state, ORDER_NEEDS_ATTENTION);
    assert_true(holds(stored.reason, "test mode"));
    assert_int_equal(market_agreements(market, NULL).count, 0);
    caller.test = true;
    order = market_order(market, "PO-2", request.lines, 2);
    assert_int_equal(place(market, &caller, &order).state, ORDER_TEST);
}

/* CON-6: a test leaves what was requested in earnest for the order that is meant */
static void requested_in_earnest(void **state)
{
    struct market *market = market_open(*state);
    struct caller caller = market_caller(market, GLOBEX);
    struct request request = market_request(market, &caller, titles);
    caller.test = true;
    for (int i = 0; i < 2; i++) {
        struct order test = market_order(market, i == 0 ? "PO-1" : "PO-2", request.lines, 2);
        assert_int_equal(place(market, &caller, &test).state, ORDER_TEST);
    }
    assert_int_equal(market_agreements(market, NULL).count, 0);
    assert_int_equal(market_request_now(market, &request).state, REQUEST_IN_PROCUREMENT);
    caller.test = false;
    struct order order = market_order(market, "PO-3", request.lines, 2);
    assert_int_equal(place(market, &caller, &order).state, ORDER_FULFILLED);
    assert_int_equal(market_agreements(market, NULL).count, 2);
}

/* CON-6, ORD-3: a test is matched as strictly */
static void mismatches(void **state)
{
    struct market *market = market_open(*state);
    struct caller caller = market_caller(market, INITECH);
    struct request request = market_request(market, &caller, titles);
    struct order order = market_order(market, "PO-1", request.lines, 2);
    order.lines[1].quantity_micros = 1;
    struct order stored = place(market, &caller, &order);
    assert_int_equal(stored.state, ORDER_NEEDS_ATTENTION);
    assert_true(holds(stored.reason, "line 2"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(says_what_it_would_have_made),
        unit_case(no_invoice_of_nothing),
        unit_case(requested_as_a_test),
        unit_case(requested_in_earnest),
        unit_case(mismatches),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
