/* ORD-2: what comes twice is one order. */
#include "fixture.h"

#include "base/text.h"

static const char *const lighthouse[] = {"Lighthouse Observability", NULL};

static const struct db_sql orders = {"SELECT COUNT(*) FROM purchase_order WHERE order_id = $1"};

static void assert_same(const struct order_answer *first, const struct order_answer *again)
{
    assert_int_equal(again->status, first->status);
    assert_string_equal(again->message, first->message);
    assert_string_equal(again->order_id, first->order_id);
    assert_true(again->answered_us == first->answered_us);
    assert_true(again->repeated);
}

/* ORD-2: the same document, later */
static void same_payload(void **state)
{
    struct market *market = market_open(*state);
    struct caller caller = market_caller(market, GLOBEX);
    struct request request = market_request(market, &caller, lighthouse);
    struct order order = market_order(market, "PO-1", request.lines, 1);
    struct order copy = order;
    struct order_answer first = market_place(market, &caller, &order);
    market_wait(market, 40 * TIME_DAY_US);
    struct order_answer again = market_place(market, &caller, &copy);
    assert_same(&first, &again);
    assert_int_equal(market_number(market, &orders, "PO-1"), 1);
    assert_int_equal(market_agreements(market, NULL).count, 1);
    struct document_list documents = market_documents(market, order.payload_id);
    assert_int_equal(documents.count, 2);
    assert_true(holds(documents.items[0].remark, "repeat"));
    assert_true(holds(documents.items[0].remark, first.order_id));
}

/* ORD-2: the same number, version and content under a new payload id */
static void same_content(void **state)
{
    struct market *market = market_open(*state);
    struct caller caller = market_caller(market, GLOBEX);
    struct request request = market_request(market, &caller, lighthouse);
    struct order order = market_order(market, "PO-1", request.lines, 1);
    struct order_answer first = market_place(market, &caller, &order);
    struct order resent = market_order(market, "PO-1", request.lines, 1);
    resent.order_date_us = MARKET_START_US;
    assert_string_not_equal(resent.payload_id, order.payload_id);
    struct order_answer again = market_place(market, &caller, &resent);
    assert_same(&first, &again);
    assert_int_equal(market_number(market, &orders, "PO-1"), 1);
    assert_int_equal(market_agreements(market, NULL).count, 1);
}

/* ORD-2: also an order that waits for a person, and one in test mode */
static void other_outcomes_repeat_too(void **state)
{
    struct market *market = market_open(*state);
    struct caller caller = market_caller(market, GLOBEX);
    struct request request = market_request(market, &caller, lighthouse);
    struct order order = market_order(market, "PO-1", request.lines, 1);
    order.lines[0].quantity_micros = 2 * QUANTITY_ONE;
    struct order_answer first = market_place(market, &caller, &order);
    struct order_answer again = market_place(market, &caller, &order);
    assert_same(&first, &again);
    assert_int_equal(market_number(market, &orders, "PO-1"), 1);
    caller = market_caller(market, INITECH);
    request = market_request(market, &caller, lighthouse);
    order = market_order(market, "PO-2", request.lines, 1);
    first = market_place(market, &caller, &order);
    again = market_place(market, &caller, &order);
    assert_same(&first, &again);
    assert_int_equal(market_number(market, &orders, "PO-2"), 1);
}

static void assert_change(struct market *market, const struct caller *caller, struct order *order)
{
    struct order_answer answer = market_place(market, caller, order);
    assert_false(answer.repeated);
    assert_int_equal(answer.status, OK);
    struct order stored = market_stored_order(market, answer.order_id);
    assert_int_equal(stored.state, ORDER_FULFILLED);
    assert_non_null(stored.replaces_id);
    assert_true(holds(answer.message, "is changed"));
}

/* ORD-2: different content is a change, whatever differs, and under the same payload id too */
static void different_content(void **state)
{
    struct market *market = market_open(*state);
    struct caller caller = market_caller(market, GLOBEX);
    struct request request = market_request(market, &caller, lighthouse);
    struct order order = market_order(market, "PO-1", request.lines, 1);
    market_place(market, &caller, &order);
    int64_t count = 1;
    for (int what = 0; what < 9; what++) {
        struct order other = market_order(market, "PO-1", request.lines, 1);
        other.payload_id = what % 2 == 0 ? order.payload_id : other.payload_id;
        switch (what) {
        case 0:
            other.version = "2";
            break;
        case 1:
            other.details = "[{\"name\":\"Comments\",\"text\":\"sooner\"}]";
            break;
        case 2:
            other.lines[0].quantity_micros = 2 * QUANTITY_ONE;
            break;
        case 3:
            other.lines[0].unit_price = money_of(1, "USD");
            break;
        case 4:
            other.lines[0].description = "another description";
            break;
        case 5:
            other.lines[0].unit_of_measure = "MON";
            break;
        case 6:
            other.lines[0].unspsc = "43230000";
            break;
        case 7:
            other.has_total = true;
            other.total = money_of(1, "USD");
            break;
        default:
            other.lines[0].has_price = false;
        }
        assert_change(market, &caller, &other);
        assert_int_equal(market_number(market, &orders, "PO-1"), ++count);
        struct order_answer again = market_place(market, &caller, &other);
        assert_true(again.repeated);
        assert_int_equal(market_number(market, &orders, "PO-1"), count);
    }
    assert_int_equal(market_agreements(market, NULL).count, 1);
}

/* ORD-2: real systems reuse payload ids: another order is another order */
static void payload_id_of_another_order(void **state)
{
    struct market *market = market_open(*state);
    struct caller caller = market_caller(market, GLOBEX);
    struct request one = market_request(market, &caller, lighthouse);
    struct request two = market_request(market, &caller, lighthouse);
    struct order first = market_order(market, "PO-1", one.lines, 1);
    struct order second = market_order(market, "PO-2", two.lines, 1);
    first.payload_id = "111111111";
    second.payload_id = "111111111";
    market_place(market, &caller, &first);
    struct order_answer answer = market_place(market, &caller, &second);
    assert_false(answer.repeated);
    assert_int_equal(market_stored_order(market, answer.order_id).state, ORDER_FULFILLED);
    assert_int_equal(market_agreements(market, NULL).count, 2);
}

/* ORD-2: order numbers and payload ids are each buyer's own */
static void numbers_of_another_buyer(void **state)
{
    struct market *market = market_open(*state);
    struct caller globex = market_caller(market, GLOBEX);
    struct caller soylent = market_caller(market, SOYLENT);
    struct request one = market_request(market, &globex, lighthouse);
    struct request two = market_request(market, &soylent, lighthouse);
    struct order first = market_order(market, "PO-1", one.lines, 1);
    struct order second = market_order(market, "PO-1", two.lines, 1);
    second.payload_id = first.payload_id;
    market_place(market, &globex, &first);
    struct order_answer answer = market_place(market, &soylent, &second);
    assert_false(answer.repeated);
    assert_int_equal(market_stored_order(market, answer.order_id).state, ORDER_FULFILLED);
    /* Nor does one buyer get at what another requested. */
    struct order foreign = market_order(market, "PO-2", one.lines, 1);
    answer = market_place(market, &soylent, &foreign);
    assert_int_equal(market_stored_order(market, answer.order_id).state, ORDER_NEEDS_ATTENTION);
}

/* ORD-2: what was refused is judged anew, for its cause may have been mended */
static void refused_then_mended(void **state)
{
    struct market *market = market_open(*state);
    struct caller caller = market_caller(market, GLOBEX);
    struct request request = market_request(market, &caller, lighthouse);
    struct order order = market_order(market, "PO-1", request.lines, 1);
    market_set_status(market, GLOBEX, CONNECTION_WAITING);
    caller = market_caller(market, GLOBEX);
    struct order_answer answer = market_place(market, &caller, &order);
    assert_int_equal(answer.status, DENIED);
    struct order_answer again;
    for (int i = 0; i < 25; i++) { /* more than are looked at when a repeat is looked for */
        again = market_place(market, &caller, &order);
        assert_int_equal(again.status, DENIED);
        assert_string_equal(again.message, answer.message);
    }
    market_set_status(market, GLOBEX, CONNECTION_ENABLED);
    caller = market_caller(market, GLOBEX);
    answer = market_place(market, &caller, &order);
    assert_int_equal(answer.status, OK);
    assert_false(answer.repeated);
    assert_int_equal(market_stored_order(market, answer.order_id).state, ORDER_FULFILLED);
    again = market_place(market, &caller, &order);
    assert_same(&answer, &again);
    assert_int_equal(market_agreements(market, NULL).count, 1);
}

/* CON-6, ORD-2: a test does not stand in the way of the order that is meant */
static void test_and_production(void **state)
{
    struct market *market = market_open(*state);
    struct caller caller = market_caller(market, GLOBEX);
    struct request request = market_request(market, &caller, lighthouse);
    struct order test = market_order(market, "PO-1", request.lines, 1);
    struct order meant = test;
    test.deployment_mode = "test";
    caller.test = true;
    market_place(market, &caller, &test);
    caller.test = false;
    struct order_answer answer = market_place(market, &caller, &meant);
    assert_false(answer.repeated);
    assert_int_equal(market_stored_order(market, answer.order_id).state, ORDER_FULFILLED);
    assert_int_equal(market_agreements(market, NULL).count, 1);
    caller.test = true;
    struct order_answer again = market_place(market, &caller, &test);
    assert_true(again.repeated);
    assert_string_not_equal(again.order_id, answer.order_id);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(same_payload),
        unit_case(same_content),
        unit_case(other_outcomes_repeat_too),
        unit_case(different_content),
        unit_case(payload_id_of_another_order),
        unit_case(numbers_of_another_buyer),
        unit_case(refused_then_mended),
        unit_case(test_and_production),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
