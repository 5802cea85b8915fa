#include "fixture.h"

#include <string.h>

#include "base/text.h"

static const char *const lighthouse[] = {"Lighthouse Observability", NULL};

static const struct db_sql open_lines = {
    "SELECT COUNT(*) FROM approval_request_line WHERE request_id = $1 AND purchase_order_id IS "
    "NULL"};

/* ORD-1, ORD-3, OPS-3 */
static void booked(void **state)
{
    struct market *market = market_open(*state);
    struct caller caller = market_caller(market, GLOBEX);
    struct request request = market_request(market, &caller, lighthouse);
    struct order order = market_order(market, "PO-1", request.lines, request.line_count);
    market_wait(market, TIME_HOUR_US);
    order.version = "3";
    order.has_total = true;
    order.total = money_of(2400 * QUANTITY_ONE, "USD");
    order.details = "[{\"name\":\"Comments\"}]";
    struct order_answer answer = market_place(market, &caller, &order);
    assert_int_equal(answer.status, OK);
    assert_false(answer.repeated);
    assert_true(answer.answered_us == MARKET_START_US + TIME_HOUR_US);
    assert_true(holds(answer.message, "PO-1"));
    struct order stored = market_stored_order(market, answer.order_id);
    assert_int_equal(stored.state, ORDER_FULFILLED);
    assert_null(stored.reason);
    assert_string_equal(stored.connection_id, caller.connection.id);
    assert_string_equal(stored.payload_id, order.payload_id);
    assert_string_equal(stored.version, "3");
    assert_string_equal(stored.order_type, "regular");
    assert_string_equal(stored.details, order.details);
    assert_true(money_equal(stored.total, order.total));
    assert_false(stored.test);
    assert_int_equal(stored.line_count, 1);
    assert_string_equal(stored.lines[0].line_number, "10");
    assert_string_equal(stored.lines[0].request_line_id, request.lines[0].id);
    assert_int_equal(market_request_now(market, &request).state, REQUEST_FULFILLED);
    struct document_list documents = market_documents(market, order.payload_id);
    assert_int_equal(documents.count, 1);
    assert_string_equal(documents.items[0].id, stored.document_id);
    assert_string_equal(documents.items[0].order_id, "PO-1");
    assert_int_equal(documents.items[0].status_code, 200);
    assert_true(documents.items[0].at_us == answer.answered_us);
}

static void assert_kept_as_refused(struct market *market, const struct order *order,
                                   const struct order_answer *answer, int64_t code)
{
    struct order stored = market_stored_order(market, answer->order_id);
    assert_int_equal(stored.state, ORDER_REFUSED);
    assert_string_equal(stored.reason, answer->message);
    struct document_list documents = market_documents(market, order->payload_id);
    assert_int_equal(documents.items[0].status_code, code);
    assert_string_equal(documents.items[0].remark, answer->message);
}

static void assert_bad(struct market *market, struct order *order, const char *word)
{
    struct caller caller = market_caller(market, GLOBEX);
    order->payload_id = ctx_new_id(&market->ctx);
    struct order_answer answer = market_place(market, &caller, order);
    assert_int_equal(answer.status, BAD_INPUT);
    if (!holds(answer.message, word))
        fail_msg("no '%s' in: %s", word, answer.message);
    assert_kept_as_refused(market, order, &answer, 400);
}

/* ORD-1: what is no order is refused, and kept all the same */
static void impossible_orders(void **state)
{
    struct market *market = market_open(*state);
    struct caller caller = market_caller(market, GLOBEX);
    struct request request = market_request(market, &caller, lighthouse);
    const struct order right = market_order(market, "PO-1", request.lines, 1);
    const struct order_line line = right.lines[0];
    struct order wrong = right;
    wrong.order_id = "";
    assert_bad(market, &wrong, "orderID");
    wrong = right;
    wrong.line_count = 0;
    assert_bad(market, &wrong, "ItemOut");
    wrong.type = ORDER_UPDATE;
    assert_bad(market, &wrong, "ItemOut");
    wrong = right;
    wrong.defect = "Line 1: the quantity 'many' can't be read.";
    assert_bad(market, &wrong, "many");
    wrong = right;
    wrong.lines[0].quantity_micros = -1;
    assert_bad(market, &wrong, "negative");
    wrong.lines[0] = line;
    wrong.lines[0].part_id = "";
    wrong.lines[0].auxiliary_id = "";
    assert_bad(market, &wrong, "SupplierPartID");
    wrong.lines[0] = line;
    wrong.lines[0].unit_price = money_of(-1, "USD");
    assert_bad(market, &wrong, "negative");
    assert_int_equal(market_number(market, &open_lines, request.id), 1);
    assert_int_equal(market_request_now(market, &request).state, REQUEST_IN_PROCUREMENT);
    assert_int_equal(market_agreements(market, NULL).count, 0);
}

static void assert_needs_attention(struct market *market, const struct caller *caller,
                                   struct order *order, const char *word)
{
    struct order_answer answer = market_place(market, caller, order);
    assert_int_equal(answer.status, OK);
    struct order stored = market_stored_order(market, answer.order_id);
    assert_int_equal(stored.state, ORDER_NEEDS_ATTENTION);
    if (!holds(stored.reason, word) || !holds(answer.message, word))
        fail_msg("no '%s' in: %s; %s", word, stored.reason, answer.message);
}

/* ORD-3: many lines are for a person, not a fault */
static void too_many_lines(void **state)
{
    struct market *market = market_open(*state);
    struct caller caller = market_caller(market, GLOBEX);
    struct request request = market_request(market, &caller, lighthouse);
    struct request_line *lines = arena_array(*state, 1001, sizeof *lines);
    for (size_t i = 0; i < 1001; i++)
        lines[i] = request.lines[0];
    struct order order = market_order(market, "PO-1", lines, 1001);
    assert_needs_attention(market, &caller, &order, "1001 lines");
    assert_int_equal(market_stored_order(market, order.id).line_count, 1001);
    order = market_order(market, "PO-2", lines, 1000);
    assert_needs_attention(market, &caller, &order, "asks for the same");
}

/* CON-9 */
static void after_disabling(void **state)
{
    struct market *market = market_open(*state);
    struct caller caller = market_caller(market, GLOBEX);
    struct request first = market_request(market, &caller, lighthouse);
    struct request second = market_request(market, &caller, lighthouse);
    market_set_status(market, GLOBEX, CONNECTION_DISABLED);
    caller = market_caller(market, GLOBEX);
    market_wait(market, 30 * TIME_DAY_US);
    struct order order = market_order(market, "PO-1", first.lines, 1);
    assert_int_equal(market_place(market, &caller, &order).status, OK);
    assert_int_equal(market_stored_order(market, order.id).state, ORDER_FULFILLED);
    struct order repeat = market_order(market, "PO-1", first.lines, 1);
    assert_true(market_place(market, &caller, &repeat).repeated);
    struct order unknown = market_order(market, "PO-2", second.lines, 1);
    unknown.lines[0].auxiliary_id = "never-requested";
    struct order_answer answer = market_place(market, &caller, &unknown);
    assert_int_equal(answer.status, DENIED);
    assert_kept_as_refused(market, &unknown, &answer, 403);
    market_wait(market, 1);
    order = market_order(market, "PO-3", second.lines, 1);
    answer = market_place(market, &caller, &order);
    assert_int_equal(answer.status, DENIED);
    assert_true(holds(answer.message, "disabled"));
    assert_kept_as_refused(market, &order, &answer, 403);
    assert_int_equal(market_agreements(market, NULL).count, 1);
}

/* CON-1: a connection that waits for the operator takes no traffic; CON-9: disabling can be undone
 */
static void other_states_of_the_connection(void **state)
{
    struct market *market = market_open(*state);
    struct caller caller = market_caller(market, GLOBEX);
    struct request request = market_request(market, &caller, lighthouse);
    market_set_status(market, GLOBEX, CONNECTION_WAITING);
    caller = market_caller(market, GLOBEX);
    struct order order = market_order(market, "PO-1", request.lines, 1);
    assert_int_equal(market_place(market, &caller, &order).status, DENIED);
    market_set_status(market, GLOBEX, CONNECTION_DISABLED);
    market_wait(market, 60 * TIME_DAY_US);
    market_set_status(market, GLOBEX, CONNECTION_ENABLED);
    caller = market_caller(market, GLOBEX);
    assert_int_equal(market_place(market, &caller, &order).status, OK);
    assert_int_equal(market_stored_order(market, order.id).state, ORDER_FULFILLED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(booked),
        unit_case(impossible_orders),
        unit_case(too_many_lines),
        unit_case(after_disabling),
        unit_case(other_states_of_the_connection),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
