/* ORD-9: what one has, and what one has asked for, is shown to nobody else. */
#include "fixture.h"

#include "app/owned.h"
#include "app/who.h"
#include "base/text.h"

static const char *const titles[] = {"Lighthouse Observability", NULL};

static size_t owned(struct market *market, const struct session *session, const char *title)
{
    struct agreement_list list;
    assert_int_equal(
        owned_agreements(&market->ctx, session, market_product(market, title)->id, &list), OK);
    return list.count;
}

static struct requested_list requests(struct market *market, const struct session *session)
{
    struct requested_list list;
    assert_int_equal(owned_requests(&market->ctx, session, &list), OK);
    return list;
}

static struct request buy(struct market *market, const struct caller *caller, const char *order_id,
                          struct order *out)
{
    struct request request = market_request(market, caller, titles);
    *out = market_order(market, order_id, request.lines, request.line_count);
    assert_int_equal(market_place(market, caller, out).status, OK);
    return request;
}

static void what_came_of_it(void **state)
{
    struct market *market = market_open(*state);
    struct caller caller = market_caller(market, GLOBEX);
    struct order order;
    market_request(market, &caller, (const char *const[]){"Keystone ERP", NULL});
    market_wait(market, TIME_SECOND_US);
    buy(market, &caller, "PO-1", &order);
    struct session session = market_session(market, &caller);
    market_add(market, &session, "Keystone ERP"); /* in the cart: not requested yet */
    struct requested_list list = requests(market, &session);
    assert_int_equal(list.count, 2);
    assert_string_equal(list.items[0].title, titles[0]);
    assert_int_equal(list.items[0].state, REQUEST_FULFILLED);
    assert_string_equal(list.items[0].order_id, "PO-1");
    assert_string_equal(list.items[0].agreement.id,
                        market_agreements(market, order.id).items[0].id);
    assert_int_equal(list.items[1].state, REQUEST_IN_PROCUREMENT);
    assert_null(list.items[1].order_id);
    assert_null(list.items[1].agreement.id);
    assert_int_equal(owned(market, &session, titles[0]), 1);
    assert_int_equal(owned(market, &session, "Keystone ERP"), 0);
    market_wait(market, 400 * TIME_DAY_US);
    market->ctx.who = who_system();
    market_bill(market);
    assert_int_equal(owned(market, &session, titles[0]), 0); /* it has ended */
    assert_int_equal(requests(market, &session).items[0].agreement.state, AGREEMENT_EXPIRED);
}

static void of_nobody_else(void **state)
{
    struct market *market = market_open(*state);
    struct caller caller = market_caller(market, GLOBEX);
    struct caller foreign = market_caller(market, SOYLENT);
    struct order order;
    buy(market, &caller, "PO-1", &order);
    struct session other = market_session(market, &foreign); /* the same person's address */
    assert_int_equal(requests(market, &other).count, 0);
    assert_int_equal(owned(market, &other, titles[0]), 0);
    struct session session = market_session(market, &caller);
    session.requester_email = "INES@globex.example";
    assert_int_equal(requests(market, &session).count, 1);
    session.requester_email = "ines@globex.example.org";
    assert_int_equal(requests(market, &session).count, 0);
    assert_int_equal(owned(market, &session, titles[0]), 1); /* the account has it all the same */
    session.requester_email = "a@globex.example";
    assert_int_equal(requests(market, &session).count, 0);
    session.requester_email = "";
    assert_int_equal(requests(market, &session).count, 0);
    session.requester_email = "ines@globex.example";
    session.connection.id = "another of the organization";
    session.account_id = "999999999999";
    assert_int_equal(requests(market, &session).count, 0);
    assert_int_equal(owned(market, &session, titles[0]), 0);
}

static void a_test_is_a_test(void **state)
{
    struct market *market = market_open(*state);
    struct caller caller = market_caller(market, INITECH);
    struct order order;
    buy(market, &caller, "PO-1", &order);
    struct session session = market_session(market, &caller);
    struct requested_list list = requests(market, &session);
    assert_int_equal(list.count, 1);
    assert_true(list.items[0].test);
    assert_null(list.items[0].agreement.id);
    assert_int_equal(owned(market, &session, titles[0]), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(what_came_of_it),
        unit_case(of_nobody_else),
        unit_case(a_test_is_a_test),
    };
    return cmocka_run_group_tests_name("app/owned", tests, NULL, NULL);
}
