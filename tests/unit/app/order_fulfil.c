/* ORD-3, ORD-5: from order lines to agreements. */
#include "fixture.h"

#include <string.h>

#include "base/text.h"

static const char *const lighthouse[] = {"Lighthouse Observability", NULL};

static struct order place(struct market *market, const struct caller *caller, struct order *order)
{
    struct order_answer answer = market_place(market, caller, order);
    assert_int_equal(answer.status, OK);
    return market_stored_order(market, answer.order_id);
}

static void assert_problem(struct market *market, const struct caller *caller, struct order *order,
                           const char *word)
{
    struct order stored = place(market, caller, order);
    assert_int_equal(stored.state, ORDER_NEEDS_ATTENTION);
    if (!holds(stored.reason, word) || !holds(stored.lines[0].outcome, word))
        fail_msg("no '%s' in: %s; %s", word, stored.reason, stored.lines[0].outcome);
    assert_int_equal(market_agreements(market, stored.id).count, 0);
}

/* ORD-5: contract upfront */
static void one_agreement(void **state)
{
    struct market *market = market_open(*state);
    struct caller caller = market_caller(market, GLOBEX);
    struct request request = market_request(market, &caller, lighthouse);
    struct order order = market_order(market, "PO-1", request.lines, 1);
    market_wait(market, TIME_DAY_US);
    struct order stored = place(market, &caller, &order);
    struct agreement_list list = market_agreements(market, stored.id);
    assert_int_equal(list.count, 1);
    struct agreement agreement = market_agreement(market, list.items[0].id);
    assert_true(holds(stored.lines[0].outcome, agreement.id));
    assert_int_equal(agreement.state, AGREEMENT_ACTIVE);
    assert_string_equal(agreement.account_id, caller.connection.account_id);
    assert_string_equal(agreement.connection_id, caller.connection.id);
    assert_string_equal(agreement.request_id, request.id);
    assert_string_equal(agreement.title, "Lighthouse Observability");
    assert_string_equal(agreement.seller, "Harbour Analytics");
    assert_string_equal(agreement.terms, "Standard Contract");
    assert_string_equal(agreement.order_id, "PO-1");
    assert_string_equal(agreement.order_line, "10");
    assert_true(agreement.start_us == MARKET_START_US + TIME_DAY_US);
    assert_true(agreement.end_us == time_add_months(agreement.start_us, 12));
    assert_true(money_equal(agreement.value, money_of(2400 * QUANTITY_ONE, "USD")));
    assert_int_equal(agreement.charge_count, 1);
    assert_int_equal(agreement.charges[0].kind, CHARGE_UPFRONT);
    assert_true(money_equal(agreement.charges[0].amount, agreement.value));
    assert_true(agreement.charges[0].due_us == agreement.start_us);
    assert_int_equal(agreement.entitlement_count, 1);
    assert_string_equal(agreement.entitlements[0].dimension, "hosts");
    assert_true(agreement.entitlements[0].quantity == 20);
    struct request now = market_request_now(market, &request);
    assert_int_equal(now.state, REQUEST_FULFILLED);
    assert_string_equal(now.items[0].agreement_id, agreement.id);
    assert_string_equal(now.lines[0].purchase_order_id, stored.id);
}

static int64_t entitled(const struct agreement *agreement, const char *dimension)
{
    for (size_t i = 0; i < agreement->entitlement_count; i++) {
        if (text_equal(agreement->entitlements[i].dimension, dimension))
            return agreement->entitlements[i].quantity;
    }
    return 0;
}

/* ORD-5, BIL-6: the charges add up to the value */
static void charges_of_each_kind(void **state)
{
    struct market *market = market_open(*state);
    struct caller caller = market_caller(market, GLOBEX);
    static const char *const titles[] = {"Keystone ERP", "Quarry Data Warehouse", NULL};
    struct request request = market_request(market, &caller, titles);
    struct order order = market_order(market, "PO-1", request.lines, 2);
    order.lines[1].line_number = NULL;
    place(market, &caller, &order);
    struct request now = market_request_now(market, &request);
    struct agreement erp = market_agreement(market, now.items[0].agreement_id);
    static const int64_t amounts[] = {3400, 2550, 2550};
    assert_int_equal(erp.charge_count, 3);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(erp.charges[i].kind, CHARGE_INSTALMENT);
        assert_true(money_micros(erp.charges[i].amount) == amounts[i] * QUANTITY_ONE);
        assert_true(erp.charges[i].due_us == time_add_months(MARKET_START_US, 4 * i));
    }
    assert_true(money_micros(erp.value) == 8500 * QUANTITY_ONE);
    assert_string_equal(erp.order_line, "10");
    struct agreement quarry = market_agreement(market, now.items[1].agreement_id);
    assert_int_equal(quarry.charge_count, 2);
    assert_true(money_micros(quarry.charges[0].amount) == 8800 * QUANTITY_ONE);
    assert_int_equal(quarry.charges[1].kind, CHARGE_USAGE);
    assert_true(quarry.charges[1].due_us == 0);
    assert_int_equal(quarry.entitlement_count, 3);
    assert_int_equal(entitled(&quarry, "units"), 4);
    assert_int_equal(entitled(&quarry, "gbscan"), -1);
    assert_int_equal(entitled(&quarry, "gbmo"), -1);
    assert_string_equal(quarry.order_line, "2");
}

/* ORD-3: what does not agree is named, and nothing is made of the order */
static void mismatches(void **state)
{
    struct market *market = market_open(*state);
    struct caller caller = market_caller(market, GLOBEX);
    static const char *const two[] = {"Lighthouse Observability", "Keystone ERP", NULL};
    struct request request = market_request(market, &caller, two);
    struct order order = market_order(market, "PO-1", request.lines, 2);
    order.lines[0].quantity_micros = 2 * QUANTITY_ONE;
    assert_problem(market, &caller, &order, "quantity");
    order = market_order(market, "PO-2", request.lines, 2);
    order.lines[0].unit_price = money_of(2400 * QUANTITY_ONE + 1, "USD");
    assert_problem(market, &caller, &order, "price");
    order = market_order(market, "PO-3", request.lines, 2);
    order.lines[0].unit_price = money_of(2400 * QUANTITY_ONE, "EUR");
    assert_problem(market, &caller, &order, "currency");
    order = market_order(market, "PO-4", request.lines, 2);
    order.lines[0].part_id = "KFB-KEYSTONE-ERP-01";
    assert_problem(market, &caller, &order, "KFB-KEYSTONE-ERP-01");
    order = market_order(market, "PO-5", request.lines, 2);
    order.lines[0].auxiliary_id = "unknown";
    assert_problem(market, &caller, &order, "unknown");
    order = market_order(market, "PO-6", request.lines, 2);
    order.lines[0].auxiliary_id = "";
    order.lines[0].part_id = "NO-SUCH-PART";
    assert_problem(market, &caller, &order, "NO-SUCH-PART");
    order = market_order(market, "PO-7", request.lines, 2);
    order.lines[0].quantity_micros = 0;
    order.lines[1].quantity_micros = 0;
    assert_problem(market, &caller, &order, "quantity");
    assert_true(holds(order.reason, "1 more"));
    assert_int_equal(market_request_now(market, &request).state, REQUEST_IN_PROCUREMENT);
    order = market_order(market, "PO-8", request.lines, 2);
    assert_int_equal(place(market, &caller, &order).state, ORDER_FULFILLED);
    order = market_order(market, "PO-9", request.lines, 2);
    assert_problem(market, &caller, &order, "ordered before");
}

/* ORD-3: the connection's tolerance */
static void tolerance(void **state)
{
    static const struct db_sql one_percent = {
        "UPDATE connection SET price_tolerance_ppm = 10000 WHERE id = $1"};
    struct market *market = market_open(*state);
    market_sql(market, &one_percent, market->rows[GLOBEX].connection.id);
    struct caller caller = market_caller(market, GLOBEX);
    struct request request = market_request(market, &caller, lighthouse);
    struct order order = market_order(market, "PO-1", request.lines, 1);
    order.lines[0].unit_price = money_of(2424 * QUANTITY_ONE + 1, "USD");
    assert_problem(market, &caller, &order, "price");
    order = market_order(market, "PO-2", request.lines, 1);
    order.lines[0].unit_price = money_of(2424 * QUANTITY_ONE, "USD");
    struct order stored = place(market, &caller, &order);
    assert_int_equal(stored.state, ORDER_FULFILLED);
    struct agreement_list list = market_agreements(market, stored.id);
    assert_true(money_equal(list.items[0].value, money_of(2400 * QUANTITY_ONE, "USD")));
}

/* CAT-9: a request waits 90 days */
static void expiry(void **state)
{
    struct market *market = market_open(*state);
    struct caller caller = market_caller(market, GLOBEX);
    struct request request = market_request(market, &caller, lighthouse);
    struct order order = market_order(market, "PO-1", request.lines, 1);
    market_wait(market, 90 * TIME_DAY_US + 1);
    assert_problem(market, &caller, &order, "expired");
    market_wait(market, -1);
    order = market_order(market, "PO-2", request.lines, 1);
    assert_int_equal(place(market, &caller, &order).state, ORDER_FULFILLED);
}

/* ORD-3: by part id where the system drops the auxiliary id; no price need be there */
static void by_part_id(void **state)
{
    struct market *market = market_open(*state);
    struct caller caller = market_caller(market, GLOBEX);
    static const char *const twice[] = {"Lighthouse Observability", "Lighthouse Observability",
                                        NULL};
    struct request request = market_request(market, &caller, twice);
    struct order order = market_order(market, "PO-1", request.lines, 2);
    for (int i = 0; i < 2; i++) {
        order.lines[i].auxiliary_id = "";
        order.lines[i].has_price = false;
    }
    struct order stored = place(market, &caller, &order);
    assert_int_equal(stored.state, ORDER_FULFILLED);
    assert_string_not_equal(stored.lines[0].request_line_id, stored.lines[1].request_line_id);
    assert_int_equal(market_agreements(market, stored.id).count, 2);
    assert_int_equal(market_request_now(market, &request).state, REQUEST_FULFILLED);
}

/* ORD-3 */
static void the_same_line_twice(void **state)
{
    struct market *market = market_open(*state);
    struct caller caller = market_caller(market, GLOBEX);
    struct request request = market_request(market, &caller, lighthouse);
    struct request_line lines[] = {request.lines[0], request.lines[0]};
    struct order order = market_order(market, "PO-1", lines, 2);
    struct order stored = place(market, &caller, &order);
    assert_int_equal(stored.state, ORDER_NEEDS_ATTENTION);
    assert_true(holds(stored.lines[1].outcome, "asks for the same"));
    assert_int_equal(market_agreements(market, NULL).count, 0);
}

static struct request split_request(struct market *market, const struct caller *caller)
{
    struct session session = market_session(market, caller);
    const struct product *product = market_product(market, "Quarry Data Warehouse");
    struct selection selection;
    struct request draft;
    struct return_form form;
    selection_preset(&product->offers[0], &selection);
    selection.budget = money_of(100 * QUANTITY_ONE, "USD");
    selection.split = LINES_SPLIT;
    assert_int_equal(
        cart_add(&market->ctx, &session, product->id, product->offers[0].id, &selection), OK);
    assert_int_equal(cart_load(&market->ctx, &session, &draft), OK);
    assert_int_equal(cart_request_approval(&market->ctx, &session, &form), OK);
    return market_request_now(market, &draft);
}

/* CAT-5, ORD-3: what stands on two lines is bought whole or not at all */
static void split_items(void **state)
{
    struct market *market = market_open(*state);
    struct caller caller = market_caller(market, GLOBEX);
    struct request request = split_request(market, &caller);
    assert_int_equal(request.line_count, 2);
    for (size_t i = 0; i < 2; i++) {
        struct order half = market_order(market, i == 0 ? "PO-1" : "PO-2", &request.lines[i], 1);
        struct order stored = place(market, &caller, &half);
        assert_int_equal(stored.state, ORDER_NEEDS_ATTENTION);
        assert_true(holds(stored.reason, "2 lines"));
    }
    assert_int_equal(market_agreements(market, NULL).count, 0);
    struct order whole = market_order(market, "PO-3", request.lines, 2);
    struct order stored = place(market, &caller, &whole);
    assert_int_equal(stored.state, ORDER_FULFILLED);
    struct agreement_list list = market_agreements(market, stored.id);
    assert_int_equal(list.count, 1);
    assert_true(money_micros(list.items[0].value) == 8900 * QUANTITY_ONE);
    assert_string_equal(list.items[0].order_line, "10");
    for (size_t i = 0; i < 2; i++)
        assert_true(holds(stored.lines[i].outcome, list.items[0].id));
}

/* ORD-3: an order may join requests */
static void two_requests_in_one_order(void **state)
{
    struct market *market = market_open(*state);
    struct caller caller = market_caller(market, GLOBEX);
    struct request one = market_request(market, &caller, lighthouse);
    struct request two =
        market_request(market, &caller, (const char *const[]){"Keystone ERP", NULL});
    struct request_line lines[] = {two.lines[0], one.lines[0]};
    struct order order = market_order(market, "PO-1", lines, 2);
    struct order stored = place(market, &caller, &order);
    assert_int_equal(stored.state, ORDER_FULFILLED);
    assert_int_equal(market_agreements(market, stored.id).count, 2);
    one = market_request_now(market, &one);
    two = market_request_now(market, &two);
    assert_int_equal(one.state, REQUEST_FULFILLED);
    assert_int_equal(two.state, REQUEST_FULFILLED);
    assert_string_equal(market_agreement(market, one.items[0].agreement_id).order_line, "20");
    assert_string_equal(market_agreement(market, two.items[0].agreement_id).order_line, "10");
}

/* ORD-3: one request on two orders */
static void one_request_in_two_orders(void **state)
{
    struct market *market = market_open(*state);
    struct caller caller = market_caller(market, GLOBEX);
    static const char *const two[] = {"Lighthouse Observability", "Keystone ERP", NULL};
    struct request request = market_request(market, &caller, two);
    struct order first = market_order(market, "PO-1", &request.lines[1], 1);
    assert_int_equal(place(market, &caller, &first).state, ORDER_FULFILLED);
    struct request now = market_request_now(market, &request);
    assert_int_equal(now.state, REQUEST_IN_PROCUREMENT);
    assert_null(now.items[0].agreement_id);
    assert_non_null(now.items[1].agreement_id);
    struct order second = market_order(market, "PO-2", &request.lines[0], 1);
    assert_int_equal(place(market, &caller, &second).state, ORDER_FULFILLED);
    now = market_request_now(market, &request);
    assert_int_equal(now.state, REQUEST_FULFILLED);
    assert_string_equal(market_agreement(market, now.items[0].agreement_id).order_id, "PO-2");
}

/* ORD-3: what was requested is not offered any more */
static void offer_gone(void **state)
{
    struct market *market = market_open(*state);
    struct caller caller = market_caller(market, GLOBEX);
    struct request request = market_request(market, &caller, lighthouse);
    struct order order = market_order(market, "PO-1", request.lines, 1);
    struct catalogue empty = {0};
    market->app.catalogue = &empty;
    struct order stored = place(market, &caller, &order);
    assert_int_equal(stored.state, ORDER_NEEDS_ATTENTION);
    assert_true(holds(stored.reason, "not offered"));
    assert_null(market_request_now(market, &request).lines[0].purchase_order_id);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(one_agreement),
        unit_case(charges_of_each_kind),
        unit_case(mismatches),
        unit_case(tolerance),
        unit_case(expiry),
        unit_case(by_part_id),
        unit_case(the_same_line_twice),
        unit_case(split_items),
        unit_case(two_requests_in_one_order),
        unit_case(one_request_in_two_orders),
        unit_case(offer_gone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
