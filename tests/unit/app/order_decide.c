/* ORD-3: orders that need attention, accepted, corrected or rejected by a person. */
#include "fixture.h"

#include "app/order_decide.h"
#include "app/who.h"
#include "base/text.h"
#include "cxml/notice.h"

static const char *const upfront[] = {"Lighthouse Observability", NULL};
static const char *const instalments[] = {"Keystone ERP", NULL};

static struct market *open_market(struct arena *arena)
{
    struct market *market = market_open(arena);
    market->ctx.who = who_system();
    market->app.notices = &cxml_notices;
    return market;
}

/* An order as it was requested, not yet sent. */
static struct order requested(struct market *market, const char *order_id,
                              const char *const *titles, struct request *out)
{
    struct caller caller = market_caller(market, GLOBEX);
    *out = market_request(market, &caller, titles);
    return market_order(market, order_id, out->lines, out->line_count);
}

static void send(struct market *market, struct order *order)
{
    struct caller caller = market_caller(market, GLOBEX);
    assert_int_equal(market_place(market, &caller, order).status, OK);
    assert_int_equal(market_stored_order(market, order->id).state, ORDER_NEEDS_ATTENTION);
}

static struct agreement made_by(struct market *market, const struct order *order)
{
    struct agreement_list list = market_agreements(market, order->id);
    assert_int_equal(list.count, 1);
    return market_agreement(market, list.items[0].id);
}

/* Its price and its quantity stand: the agreement is worth what the order says. */
static void accepted_as_it_is(void **state)
{
    struct market *market = open_market(*state);
    struct request request;
    struct order order = requested(market, "PO-1", instalments, &request);
    order.lines[0].quantity_micros = QUANTITY_ONE;
    assert_true(money_parse("8000.00", "USD", &order.lines[0].unit_price));
    send(market, &order);
    assert_int_equal(order_accept(&market->ctx, order.id, NULL, 0), OK);
    struct order stored = market_stored_order(market, order.id);
    assert_int_equal(stored.state, ORDER_FULFILLED);
    assert_string_equal(stored.reason, "accepted by punchoutd");
    struct agreement agreement = made_by(market, &order);
    assert_string_equal(money_text(*state, agreement.value), "8,000.00 USD");
    assert_string_equal(money_text(*state, agreement.charges[2].amount), "2,050.00 USD");
    assert_int_equal(market_request_now(market, &request).state, REQUEST_FULFILLED);
    market_bill(market);
    assert_int_equal(order_accept(&market->ctx, order.id, NULL, 0), CONFLICT);
    assert_int_equal(order_reject(&market->ctx, order.id, "late"), CONFLICT);
}

/* A line that names nothing is told what it stands for. */
static void corrected_by_a_person(void **state)
{
    struct market *market = open_market(*state);
    struct request request;
    struct order order = requested(market, "PO-1", upfront, &request);
    order.lines[0].part_id = "HBA-TYPO";
    order.lines[0].auxiliary_id = "";
    send(market, &order);
    assert_int_equal(order_accept(&market->ctx, order.id, NULL, 0), CONFLICT);
    assert_true(holds(market->ctx.fault.message, "no approval request has the part 'HBA-TYPO'"));
    assert_int_equal(market_stored_order(market, order.id).state, ORDER_NEEDS_ATTENTION);
    struct order_choice choice = {1, request.lines[0].id};
    assert_int_equal(order_accept(&market->ctx, order.id, &choice, 1), OK);
    struct order stored = market_stored_order(market, order.id);
    assert_string_equal(stored.lines[0].request_line_id, request.lines[0].id);
    assert_true(holds(stored.lines[0].outcome, "Agreement "));
    assert_string_equal(made_by(market, &order).order_line, "10");
}

/* Nobody can look past a currency, nor order what another order has. */
static void what_can_not_be_accepted(void **state)
{
    struct market *market = open_market(*state);
    struct request request;
    struct order euros = requested(market, "PO-1", upfront, &request);
    assert_true(money_parse("2400.00", "EUR", &euros.lines[0].unit_price));
    send(market, &euros);
    assert_int_equal(order_accept(&market->ctx, euros.id, NULL, 0), CONFLICT);
    struct order right = market_order(market, "PO-2", request.lines, 1);
    struct caller caller = market_caller(market, GLOBEX);
    market_place(market, &caller, &right);
    assert_true(money_parse("2400.00", "USD", &euros.lines[0].unit_price));
    assert_int_equal(order_accept(&market->ctx, euros.id, NULL, 0), CONFLICT);
    assert_true(holds(market->ctx.fault.message, "was ordered before"));
    assert_int_equal(market_agreements(market, NULL).count, 1);
    assert_int_equal(order_accept(&market->ctx, "none", NULL, 0), NOT_FOUND);
}

/* The reason is the buyer's to read, and what was requested can be ordered again. */
static void rejected(void **state)
{
    struct market *market = open_market(*state);
    struct request request;
    struct order order = requested(market, "PO-1", upfront, &request);
    order.lines[0].quantity_micros = 2 * QUANTITY_ONE;
    send(market, &order);
    assert_int_equal(order_reject(&market->ctx, order.id, " "), BAD_INPUT);
    assert_int_equal(order_reject(&market->ctx, order.id, "Order one of it."), OK);
    struct order stored = market_stored_order(market, order.id);
    assert_int_equal(stored.state, ORDER_REJECTED);
    assert_string_equal(stored.reason, "Order one of it.");
    struct order again = market_order(market, "PO-1", request.lines, 1);
    struct caller caller = market_caller(market, GLOBEX);
    market_place(market, &caller, &again);
    assert_int_equal(market_stored_order(market, again.id).state, ORDER_FULFILLED);
}

static void for_operators_only(void **state)
{
    struct market *market = open_market(*state);
    struct request request;
    struct order order = requested(market, "PO-1", upfront, &request);
    order.lines[0].quantity_micros = 2 * QUANTITY_ONE;
    send(market, &order);
    market->ctx.who = NULL;
    assert_int_equal(order_accept(&market->ctx, order.id, NULL, 0), UNAUTHENTICATED);
    assert_int_equal(order_reject(&market->ctx, order.id, "No"), UNAUTHENTICATED);
    assert_int_equal(market_stored_order(market, order.id).state, ORDER_NEEDS_ATTENTION);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(accepted_as_it_is),        unit_case(corrected_by_a_person),
        unit_case(what_can_not_be_accepted), unit_case(rejected),
        unit_case(for_operators_only),
    };
    return cmocka_run_group_tests_name("app/order_decide", tests, NULL, NULL);
}
