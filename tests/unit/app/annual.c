/* ORD-6: usage and contract of a server product, approved together or one after the other. */
#include "fixture.h"

#include "app/annual.h"
#include "app/books.h"
#include "app/order_decide.h"
#include "app/owned.h"
#include "app/usage.h"
#include "app/who.h"
#include "base/text.h"
#include "cxml/notice.h"

static const char title[] = "Hollowoak File Server";
static const struct db_sql cancel = {
    "UPDATE agreement SET state = 'CANCELLED', end_us = start_us WHERE id = $1"};
static const struct db_sql one_line = {"UPDATE connection SET single_line = 1 WHERE id = $1"};

static struct market *open_market(struct arena *arena, enum market_buyer buyer, bool single_line)
{
    struct market *market = market_open(arena);
    market->ctx.who = who_system();
    market->app.notices = &cxml_notices;
    if (single_line)
        market_sql(market, &one_line, market->rows[buyer].connection.id);
    return market;
}

static enum line_split next_of(struct market *market, const struct session *session)
{
    const struct product *product = market_product(market, title);
    struct approval approval;
    assert_int_equal(
        annual_approval(&market->ctx, session, product, &product->offers[0], &approval), OK);
    assert_false(approval.chosen);
    return approval.split;
}

/* Two instances for a year, and an estimate of 10 000.00. */
static enum status add(struct market *market, const struct session *session, enum line_split split)
{
    const struct product *product = market_product(market, title);
    const struct offer *offer = &product->offers[0];
    struct selection selection;
    selection_preset(offer, &selection);
    selection.split = split;
    selection.budget = money_of(10000 * QUANTITY_ONE, "USD");
    if (split == LINES_USAGE)
        selection.months = 0;
    return cart_add(&market->ctx, session, product->id, offer->id, &selection);
}

static struct request hand_over(struct market *market, const struct session *session)
{
    struct request draft;
    struct return_form form;
    assert_int_equal(cart_load(&market->ctx, session, &draft), OK);
    assert_int_equal(cart_request_approval(&market->ctx, session, &form), OK);
    return market_request_now(market, &draft);
}

static struct request ask(struct market *market, const struct caller *caller, enum line_split split)
{
    struct session session = market_session(market, caller);
    assert_int_equal(next_of(market, &session), split);
    if (add(market, &session, split) != OK)
        fail_msg("%s", market->ctx.fault.message);
    return hand_over(market, &session);
}

static struct order place(struct market *market, const struct caller *caller, const char *order_id,
                          const struct request_line *lines, size_t count)
{
    struct order order = market_order(market, order_id, lines, count);
    struct order_answer answer = market_place(market, caller, &order);
    assert_int_equal(answer.status, OK);
    return market_stored_order(market, answer.order_id);
}

static void assert_usage(struct market *market, const char *id)
{
    struct agreement agreement = market_agreement(market, id);
    assert_string_equal(agreement.title, "Hollowoak File Server, pay-as-you-go");
    assert_true(annual_is_usage(&agreement));
    assert_false(annual_is_contract(&agreement));
    assert_string_equal(money_text(market->arena, agreement.value), "10,000.00 USD");
    assert_int_equal(agreement.charge_count, 1);
    assert_int_equal(agreement.charges[0].kind, CHARGE_USAGE);
    assert_int_equal(agreement.entitlement_count, 2);
}

static void assert_contract(struct market *market, const char *id)
{
    struct agreement agreement = market_agreement(market, id);
    assert_string_equal(agreement.title, "Hollowoak File Server, contract");
    assert_true(annual_is_contract(&agreement));
    assert_false(annual_is_usage(&agreement));
    assert_string_equal(money_text(market->arena, agreement.value), "760.00 USD");
    assert_true(agreement.end_us == time_add_months(agreement.start_us, 12));
    assert_int_equal(agreement.charge_count, 1);
    assert_int_equal(agreement.charges[0].kind, CHARGE_UPFRONT);
    assert_int_equal(agreement.entitlement_count, 1);
    assert_string_equal(agreement.entitlements[0].dimension, "inst");
}

/* ORD-6, CAT-5: two lines, one order, two agreements; the estimate is on no invoice */
static void both_in_one_cart(void **state)
{
    struct market *market = open_market(*state, GLOBEX, false);
    struct caller caller = market_caller(market, GLOBEX);
    struct request request = ask(market, &caller, LINES_SPLIT);
    assert_int_equal(request.line_count, 2);
    assert_int_equal(request.lines[0].line.type, LINE_MATERIAL);
    assert_true(money_micros(request.lines[0].line.amount) == 10000 * QUANTITY_ONE);
    assert_int_equal(request.lines[1].line.type, LINE_SERVICE);
    assert_true(money_micros(request.lines[1].line.amount) == 760 * QUANTITY_ONE);
    struct order order = place(market, &caller, "PO-1", request.lines, 2);
    assert_int_equal(order.state, ORDER_FULFILLED);
    assert_int_equal(market_agreements(market, order.id).count, 2);
    struct request now = market_request_now(market, &request);
    assert_int_equal(now.state, REQUEST_FULFILLED);
    assert_usage(market, now.items[0].agreement_id);
    assert_contract(market, now.items[1].agreement_id);
    assert_false(holds(market_mail(market, EVENT_BOOKED), "second approval"));
    assert_int_equal(market_bill(market), 1);
    struct invoice_list list;
    assert_int_equal(books_invoices(&market->ctx, NULL, 10, &list), OK);
    assert_string_equal(money_text(*state, list.items[0].amount), "760.00 USD");
    struct session session = market_session(market, &caller);
    assert_int_equal(next_of(market, &session), LINES_CONTRACT); /* a further one */
}

/* CAT-2: what nobody can request any more, no mail asks for. */
static void nothing_follows_once_it_is_withdrawn(void **state)
{
    struct market *market = open_market(*state, GLOBEX, true);
    struct caller caller = market_caller(market, GLOBEX);
    struct request first = ask(market, &caller, LINES_USAGE);
    for (size_t i = 0; i < market->catalogue.product_count; i++) {
        if (text_equal(market->catalogue.products[i].id, first.items[0].product_id))
            market->catalogue.products[i].offers[0].withdrawn = true;
    }
    place(market, &caller, "PO-1", first.lines, 1);
    assert_usage(market, market_request_now(market, &first).items[0].agreement_id);
    assert_false(holds(market_mail(market, EVENT_BOOKED), "second approval"));
}

/* ORD-6, CON-12: pay-as-you-go first, and nothing else until its order has come */
static void one_after_the_other(void **state)
{
    struct market *market = open_market(*state, GLOBEX, true);
    struct caller caller = market_caller(market, GLOBEX);
    struct session session = market_session(market, &caller);
    assert_int_equal(next_of(market, &session), LINES_USAGE);
    assert_int_equal(add(market, &session, LINES_SPLIT), CONFLICT);
    assert_int_equal(add(market, &session, LINES_CONTRACT), CONFLICT);
    assert_true(holds(market->ctx.fault.message, "Look at its page again"));
    assert_int_equal(add(market, &session, LINES_USAGE), OK);
    const struct product *other = market_product(market, "Lighthouse Observability");
    struct selection selection;
    selection_preset(&other->offers[0], &selection);
    assert_int_equal(cart_add(&market->ctx, &session, other->id, other->offers[0].id, &selection),
                     CONFLICT);
    assert_true(holds(market->ctx.fault.message, "A cart in Coupa has room for one line"));
    struct request first = hand_over(market, &session);
    assert_int_equal(first.line_count, 1);
    session = market_session(market, &caller);
    assert_int_equal(next_of(market, &session), LINES_USAGE); /* not ordered yet */
    place(market, &caller, "PO-1", first.lines, 1);
    assert_usage(market, market_request_now(market, &first).items[0].agreement_id);
    const char *mail = market_mail(market, EVENT_BOOKED);
    assert_true(holds(mail, "Estimate     "));
    assert_false(holds(mail, "Value        "));
    assert_true(holds(mail, "Next: the second approval, for its contract"));
    assert_true(holds(mail, "Open the marketplace from Coupa"));
    assert_false(holds(mail, "If your requisition has a line"));
    struct request second = ask(market, &caller, LINES_CONTRACT);
    assert_int_equal(second.line_count, 1);
    assert_int_equal(market_agreements(market, NULL).count, 1); /* not before its order */
    place(market, &caller, "PO-2", second.lines, 1);
    assert_contract(market, market_request_now(market, &second).items[0].agreement_id);
}

/* CON-12: nor does one line hold two of another offer, or of a request from before */
static void one_line_a_cart(void **state)
{
    static const struct db_sql several = {"UPDATE connection SET single_line = 0 WHERE id = $1"};
    struct market *market = open_market(*state, GLOBEX, true);
    const char *id = market->rows[GLOBEX].connection.id;
    struct caller caller = market_caller(market, GLOBEX);
    struct session session = market_session(market, &caller);
    const struct product *quarry = market_product(market, "Quarry Data Warehouse");
    const struct offer *offer = &quarry->offers[0];
    struct selection selection;
    struct approval approval;
    struct request draft;
    struct return_form form;
    selection_preset(offer, &selection);
    selection.split = LINES_SPLIT;
    assert_int_equal(annual_approval(&market->ctx, &session, quarry, offer, &approval), OK);
    assert_false(approval.chosen);
    assert_int_equal(approval.split, LINES_SINGLE);
    assert_int_equal(cart_add(&market->ctx, &session, quarry->id, offer->id, &selection), CONFLICT);
    market_sql(market, &several, id);
    session.connection = market_connection(market, GLOBEX);
    assert_int_equal(annual_approval(&market->ctx, &session, quarry, offer, &approval), OK);
    assert_true(approval.chosen);
    assert_int_equal(cart_add(&market->ctx, &session, quarry->id, offer->id, &selection), OK);
    market_sql(market, &one_line, id);
    session.connection = market_connection(market, GLOBEX);
    assert_int_equal(cart_load(&market->ctx, &session, &draft), CONFLICT);
    assert_int_equal(cart_request_approval(&market->ctx, &session, &form), CONFLICT);
}

/* ORD-3, ORD-6: usage alone is enough to begin with; a contract alone waits for it */
static void only_one_is_ordered(void **state)
{
    struct market *market = open_market(*state, GLOBEX, false);
    struct caller caller = market_caller(market, GLOBEX);
    struct request request = ask(market, &caller, LINES_SPLIT);
    struct order early = place(market, &caller, "PO-1", &request.lines[1], 1);
    assert_int_equal(early.state, ORDER_NEEDS_ATTENTION);
    assert_true(holds(early.reason, "order that first, or both in one order"));
    assert_int_equal(market_agreements(market, NULL).count, 0);
    assert_int_equal(place(market, &caller, "PO-2", request.lines, 1).state, ORDER_FULFILLED);
    struct request now = market_request_now(market, &request);
    assert_int_equal(now.state, REQUEST_IN_PROCUREMENT);
    assert_usage(market, now.items[0].agreement_id);
    assert_null(now.items[1].agreement_id);
    assert_true(holds(market_mail(market, EVENT_BOOKED),
                      "If your requisition has a line for the contract"));
    struct order late = place(market, &caller, "PO-3", &request.lines[1], 1);
    assert_int_equal(late.state, ORDER_FULFILLED);
    now = market_request_now(market, &request);
    assert_int_equal(now.state, REQUEST_FULFILLED);
    assert_contract(market, now.items[1].agreement_id);
}

/* ORD-3, ORD-6: what waited for its pay-as-you-go can be accepted when that is there */
static void a_contract_that_waited(void **state)
{
    struct market *market = open_market(*state, GLOBEX, false);
    struct caller caller = market_caller(market, GLOBEX);
    struct request request = ask(market, &caller, LINES_SPLIT);
    struct order early = place(market, &caller, "PO-1", &request.lines[1], 1);
    assert_int_equal(order_accept(&market->ctx, early.id, NULL, 0), CONFLICT);
    assert_true(holds(market->ctx.fault.message, "rests on the pay-as-you-go agreement"));
    place(market, &caller, "PO-2", request.lines, 1);
    assert_int_equal(order_accept(&market->ctx, early.id, NULL, 0), OK);
    assert_int_equal(market_stored_order(market, early.id).state, ORDER_FULFILLED);
    assert_contract(market, market_request_now(market, &request).items[1].agreement_id);
}

/* ORD-4, ORD-6: a later version of the order raises the estimate, and leaves the contract */
static void the_estimate_is_raised(void **state)
{
    struct market *market = open_market(*state, GLOBEX, false);
    struct caller caller = market_caller(market, GLOBEX);
    struct request request = ask(market, &caller, LINES_SPLIT);
    struct order first = market_order(market, "PO-1", request.lines, 2);
    market_place(market, &caller, &first);
    struct order second = market_order(market, "PO-1", request.lines, 2);
    second.type = ORDER_UPDATE;
    second.refers_to = first.payload_id;
    second.version = "2";
    second.lines[0].quantity_micros = 1200000 * QUANTITY_ONE;
    assert_int_equal(market_place(market, &caller, &second).status, OK);
    request = market_request_now(market, &request);
    struct agreement usage = market_agreement(market, request.items[0].agreement_id);
    assert_string_equal(money_text(*state, agreement_estimate(&usage)), "12,000.00 USD");
    assert_contract(market, request.items[1].agreement_id);
}

/* CAT-9: what is in a request twice, or without what it rests on, would not be ordered as it stands
 */
static void parts_of_a_request(void **state)
{
    struct market *market = open_market(*state, GLOBEX, false);
    struct caller caller = market_caller(market, GLOBEX);
    struct session session = market_session(market, &caller);
    struct request draft;
    assert_int_equal(add(market, &session, LINES_SPLIT), OK);
    assert_int_equal(add(market, &session, LINES_SPLIT), CONFLICT);
    assert_true(holds(market->ctx.fault.message, "holds this product already"));
    assert_int_equal(cart_remove(&market->ctx, &session, 1), OK);
    assert_int_equal(cart_load(&market->ctx, &session, &draft), OK);
    assert_int_equal(draft.item_count, 0);
    assert_int_equal(add(market, &session, LINES_SPLIT), OK);
    assert_int_equal(cart_remove(&market->ctx, &session, 2), OK);
    assert_int_equal(cart_load(&market->ctx, &session, &draft), OK);
    assert_int_equal(draft.item_count, 1);
    assert_string_equal(draft.items[0].title, "Hollowoak File Server, pay-as-you-go");
}

/* CON-6: a test makes no agreement, and leads on to the second approval all the same */
static void in_test_mode(void **state)
{
    struct market *market = open_market(*state, INITECH, true);
    struct caller caller = market_caller(market, INITECH);
    struct request first = ask(market, &caller, LINES_USAGE);
    assert_int_equal(place(market, &caller, "PO-1", first.lines, 1).state, ORDER_TEST);
    struct request second = ask(market, &caller, LINES_CONTRACT);
    assert_int_equal(place(market, &caller, "PO-2", second.lines, 1).state, ORDER_TEST);
    assert_int_equal(market_agreements(market, NULL).count, 0);
}

/* ORD-9: until the contract is there */
static void earlier_requests_know(void **state)
{
    struct market *market = open_market(*state, GLOBEX, true);
    struct caller caller = market_caller(market, GLOBEX);
    struct requested_list list;
    struct request first = ask(market, &caller, LINES_USAGE);
    place(market, &caller, "PO-1", first.lines, 1);
    market_wait(market, TIME_SECOND_US);
    struct request second = ask(market, &caller, LINES_CONTRACT);
    struct session session = market_session(market, &caller);
    assert_int_equal(owned_requests(&market->ctx, &session, &list), OK);
    assert_int_equal(list.count, 2);
    assert_int_equal(list.items[0].split, LINES_CONTRACT);
    assert_int_equal(list.items[1].split, LINES_USAGE);
    assert_string_equal(list.items[1].offer_id, first.items[0].offer_id);
    assert_false(list.items[1].has_contract);
    place(market, &caller, "PO-2", second.lines, 1);
    assert_int_equal(owned_requests(&market->ctx, &session, &list), OK);
    assert_true(list.items[1].has_contract);
}

static enum status record(struct market *market, const char *agreement_id, const char *id,
                          const char *dimension, const char *quantity)
{
    size_t count;
    struct usage_record one = {
        .id = id, .dimension = dimension, .at_us = market->app.clock.fixed_us};
    assert_true(quantity_parse(quantity, &one.quantity_micros));
    return usage_record_all(&market->ctx, agreement_id, &one, 1, &count);
}

static struct agreement_book book_of(struct market *market, const char *agreement_id)
{
    struct agreement_book book;
    assert_int_equal(books_agreement(&market->ctx, agreement_id, &book), OK);
    return book;
}

static const char *used(struct market *market, const char *agreement_id)
{
    struct agreement_book book = book_of(market, agreement_id);
    struct money sum = money_zero("USD");
    for (size_t i = 0; i < book.usage.count; i++)
        money_add(&sum, book.usage.items[i].amount);
    return money_text(market->arena, sum);
}

/* ORD-6, BIL-3: two instances from 22 November, 21:30, cover 2 x 194.5 hours of that month; what is
 * beyond, and after the contract, is paid by the hour, to the cent */
static void the_contract_covers_its_hours(void **state)
{
    struct market *market = open_market(*state, GLOBEX, false);
    struct caller caller = market_caller(market, GLOBEX);
    struct request request = ask(market, &caller, LINES_SPLIT);
    place(market, &caller, "PO-1", request.lines, 2);
    request = market_request_now(market, &request);
    const char *usage = request.items[0].agreement_id;
    const char *contract = request.items[1].agreement_id;
    assert_int_equal(record(market, contract, "1", "hr", "1"), BAD_INPUT);
    assert_true(holds(market->ctx.fault.message, usage));
    assert_int_equal(record(market, usage, "1", "hr", "380"), OK);
    assert_string_equal(used(market, usage), "0.00 USD");
    assert_int_equal(record(market, usage, "2", "hr", "20"), OK); /* 9 are left */
    assert_string_equal(used(market, usage), "0.88 USD");
    assert_int_equal(record(market, usage, "2", "hr", "20"), OK); /* the same again */
    assert_int_equal(record(market, usage, "3", "gbmo", "100"), OK);
    assert_string_equal(used(market, usage), "2.08 USD");
    market_wait(market, 10 * TIME_DAY_US); /* December, with hours of its own */
    assert_int_equal(record(market, usage, "4", "hr", "1000"), OK);
    assert_string_equal(used(market, usage), "2.08 USD");
    market_bill(market);
    struct agreement_book book = book_of(market, usage);
    bool said = false;
    for (size_t i = 0; i < book.agreement.charge_count; i++)
        said = said || text_equal(book.agreement.charges[i].description,
                                  "Instance hours, 400 hour in 2026-11, 389 of them covered by the "
                                  "contract");
    assert_true(said);
    market_wait(market, 366 * TIME_DAY_US);
    market_bill(market);
    assert_int_equal(market_agreement(market, contract).state, AGREEMENT_EXPIRED);
    assert_int_equal(market_agreement(market, usage).state, AGREEMENT_ACTIVE);
    assert_true(holds(market_mail(market, EVENT_EXPIRED), "is billed as pay-as-you-go"));
    assert_int_equal(record(market, usage, "5", "hr", "10"), OK);
    assert_string_equal(used(market, usage), "2.88 USD");
    market_bill(market);
    struct session session = market_session(market, &caller);
    assert_int_equal(next_of(market, &session), LINES_CONTRACT);
}

/* ORD-6: nobody is kept from a second pay-as-you-go agreement, but an hour is covered once */
static void hours_are_covered_once(void **state)
{
    struct market *market = open_market(*state, GLOBEX, false);
    struct caller caller = market_caller(market, GLOBEX);
    struct request one = ask(market, &caller, LINES_SPLIT);
    struct request two = ask(market, &caller, LINES_SPLIT);
    place(market, &caller, "PO-1", one.lines, 2);
    place(market, &caller, "PO-2", two.lines, 1);
    const char *first = market_request_now(market, &one).items[0].agreement_id;
    const char *second = market_request_now(market, &two).items[0].agreement_id;
    assert_int_equal(record(market, first, "1", "hr", "380"), OK);
    assert_int_equal(record(market, second, "1", "hr", "20"), OK); /* 9 are left */
    assert_string_equal(used(market, first), "0.00 USD");
    assert_string_equal(used(market, second), "0.88 USD");
}

/* ORD-6: an offer that takes the place of an agreement does so by its contract, once */
static void an_offer_that_replaces(void **state)
{
    struct market *market = open_market(*state, GLOBEX, false);
    struct caller caller = market_caller(market, GLOBEX);
    struct request old = ask(market, &caller, LINES_SPLIT);
    place(market, &caller, "PO-1", old.lines, 2);
    old = market_request_now(market, &old);
    market_sql(market, &cancel, old.items[0].agreement_id);
    for (size_t i = 0; i < market->catalogue.product_count; i++) {
        if (text_equal(market->catalogue.products[i].title, title))
            market->catalogue.products[i].offers[0].replaces = old.items[1].agreement_id;
    }
    struct request request = ask(market, &caller, LINES_SPLIT);
    struct order order = place(market, &caller, "PO-2", request.lines, 2);
    if (order.state != ORDER_FULFILLED)
        fail_msg("%s", order.reason);
    request = market_request_now(market, &request);
    assert_usage(market, request.items[0].agreement_id);
    assert_contract(market, request.items[1].agreement_id);
    assert_int_equal(market_agreement(market, old.items[1].agreement_id).state, AGREEMENT_REPLACED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(both_in_one_cart),
        unit_case(nothing_follows_once_it_is_withdrawn),
        unit_case(one_after_the_other),
        unit_case(one_line_a_cart),
        unit_case(only_one_is_ordered),
        unit_case(a_contract_that_waited),
        unit_case(the_estimate_is_raised),
        unit_case(parts_of_a_request),
        unit_case(in_test_mode),
        unit_case(earlier_requests_know),
        unit_case(the_contract_covers_its_hours),
        unit_case(hours_are_covered_once),
        unit_case(an_offer_that_replaces),
    };
    return cmocka_run_group_tests_name("app/annual", tests, NULL, NULL);
}
