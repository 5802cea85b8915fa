/* ORD-4: what an update or a delete does, and what it can't do. */
#include "fixture.h"

#include "app/who.h"
#include "base/text.h"

static const char *const upfront[] = {"Lighthouse Observability", NULL};
static const char *const instalments[] = {"Keystone ERP", NULL};
static const char *const usage[] = {"Streamline Log Search", NULL};

struct bought {
    struct market *market;
    struct caller caller;
    struct request request;
    struct order order; /* the newest version that was sent */
};

static struct bought buy(struct arena *arena, enum market_buyer buyer, const char *const *titles)
{
    struct bought b = {.market = market_open(arena)};
    b.market->ctx.who = who_system();
    b.caller = market_caller(b.market, buyer);
    b.request = market_request(b.market, &b.caller, titles);
    b.order = market_order(b.market, "PO-1", b.request.lines, b.request.line_count);
    assert_int_equal(market_place(b.market, &b.caller, &b.order).status, OK);
    return b;
}

/* A later document of the order, as it was requested. */
static struct order later(const struct bought *b, enum order_type type)
{
    struct order order =
        market_order(b->market, b->order.order_id, b->request.lines, b->request.line_count);
    order.type = type;
    order.refers_to = b->order.payload_id;
    order.version = b->order.payload_id; /* another one each time */
    return order;
}

static struct order_answer send(struct bought *b, struct order *order)
{
    struct order_answer answer = market_place(b->market, &b->caller, order);
    if (answer.status == OK)
        b->order = *order;
    return answer;
}

static struct agreement only_agreement(struct bought *b)
{
    struct agreement_list list = market_agreements(b->market, NULL);
    assert_int_equal(list.count, 1);
    return market_agreement(b->market, list.items[0].id);
}

static void set_amount(struct bought *b, struct order *order, const char *amount)
{
    order->lines[0].quantity_micros = QUANTITY_ONE;
    assert_true(
        money_parse(amount, b->request.lines[0].line.amount.currency, &order->lines[0].unit_price));
}

static void assert_worth(struct bought *b, const char *value)
{
    assert_string_equal(money_text(b->market->arena, only_agreement(b).value), value);
}

/* Before anything is invoiced an order goes up and down; the newest version stands for it. */
static void up_and_down(void **state)
{
    struct bought b = buy(*state, GLOBEX, upfront);
    const char *first = b.order.id;
    struct order order = later(&b, ORDER_UPDATE);
    set_amount(&b, &order, "3000");
    struct order_answer answer = send(&b, &order);
    assert_string_equal(answer.message, "Order PO-1 is changed.");
    assert_worth(&b, "3,000.00 USD");
    struct order stored = market_stored_order(b.market, answer.order_id);
    assert_int_equal(stored.state, ORDER_FULFILLED);
    assert_string_equal(stored.replaces_id, first);
    assert_true(holds(stored.lines[0].outcome, "from 2,400.00 USD to 3,000.00 USD"));
    assert_int_equal(market_stored_order(b.market, first).state, ORDER_REPLACED);
    assert_string_equal(only_agreement(&b).purchase_order_id, stored.id);
    order = later(&b, ORDER_UPDATE);
    order.lines[0].has_price = false;
    order.lines[0].quantity_micros = 2 * QUANTITY_ONE;
    send(&b, &order);
    assert_worth(&b, "6,000.00 USD");
    order = later(&b, ORDER_UPDATE);
    set_amount(&b, &order, "1000.005");
    send(&b, &order);
    assert_worth(&b, "1,000.01 USD");
    market_bill(b.market);
    assert_string_equal(
        money_text(*state, market_agreement(b.market, only_agreement(&b).id).charges[0].amount),
        "1,000.01 USD");
}

/* Below what is invoiced it can't go, nor above where nothing is left to take it. */
static void not_below_what_is_invoiced(void **state)
{
    static const char *const amounts[] = {"1000", "0", "2399.99", "2400.01"};
    struct bought b = buy(*state, GLOBEX, upfront);
    market_bill(b.market);
    for (size_t i = 0; i < sizeof amounts / sizeof *amounts; i++) {
        struct order order = later(&b, ORDER_UPDATE);
        set_amount(&b, &order, amounts[i]);
        struct order_answer answer = send(&b, &order);
        assert_int_equal(answer.status, CONFLICT);
        assert_true(holds(answer.message, "Order PO-1 stays as it is: line 1: 2,400.00 USD of "
                                          "agreement "));
        struct order stored = market_stored_order(b.market, answer.order_id);
        assert_int_equal(stored.state, ORDER_REFUSED);
        assert_true(holds(stored.lines[0].outcome, "nothing was changed"));
        assert_non_null(market_body(b.market, stored.document_id).data);
        assert_worth(&b, "2,400.00 USD");
        assert_int_equal(market_stored_order(b.market, b.order.id).state, ORDER_FULFILLED);
    }
    struct order order = later(&b, ORDER_UPDATE);
    assert_string_equal(send(&b, &order).message, "Order PO-1 is changed.");
    market_bill(b.market);
}

/* The difference is on the last instalments that are not invoiced. */
static void instalments_take_the_difference(void **state)
{
    struct bought b = buy(*state, GLOBEX, instalments);
    market_bill(b.market); /* 3,400 of 8,500 */
    struct order order = later(&b, ORDER_UPDATE);
    set_amount(&b, &order, "5000");
    send(&b, &order);
    struct agreement agreement = only_agreement(&b);
    assert_string_equal(money_text(*state, agreement.charges[0].amount), "3,400.00 USD");
    assert_string_equal(money_text(*state, agreement.charges[1].amount), "1,600.00 USD");
    assert_string_equal(money_text(*state, agreement.charges[2].amount), "0.00 USD");
    order = later(&b, ORDER_UPDATE);
    set_amount(&b, &order, "3399");
    assert_int_equal(send(&b, &order).status, CONFLICT);
    order = later(&b, ORDER_UPDATE);
    set_amount(&b, &order, "9000");
    send(&b, &order);
    agreement = only_agreement(&b);
    assert_string_equal(money_text(*state, agreement.charges[2].amount), "4,000.00 USD");
    assert_worth(&b, "9,000.00 USD");
    market_wait(b.market, 400 * TIME_DAY_US);
    market_bill(b.market);
    assert_non_null(only_agreement(&b).charges[2].invoice_id);
}

/* CAT-7: the estimate of usage follows the order. */
static void estimates_follow(void **state)
{
    struct bought b = buy(*state, GLOBEX, usage);
    struct order order = later(&b, ORDER_UPDATE);
    set_amount(&b, &order, "250");
    send(&b, &order);
    assert_worth(&b, "250.00 USD");
    order = later(&b, ORDER_UPDATE);
    order.lines[0].quantity_micros = 0;
    send(&b, &order);
    assert_worth(&b, "0.00 USD");
}

static void other_currencies_are_refused(void **state)
{
    struct bought b = buy(*state, GLOBEX, upfront);
    struct order order = later(&b, ORDER_UPDATE);
    assert_true(money_parse("2400", "EUR", &order.lines[0].unit_price));
    struct order_answer answer = send(&b, &order);
    assert_int_equal(answer.status, CONFLICT);
    assert_true(holds(answer.message, "the currency is EUR, it was USD"));
}

/* Lines that came along buy, under the same number; lines that are missing would end what runs. */
static void lines_come_and_go(void **state)
{
    struct bought b = buy(*state, GLOBEX, upfront);
    struct request more = market_request(b.market, &b.caller, instalments);
    struct order two = later(&b, ORDER_UPDATE);
    struct order_line lines[2] = {two.lines[0]};
    struct order added = market_order(b.market, "PO-1", more.lines, 1);
    lines[1] = added.lines[0];
    lines[1].number = 2;
    lines[1].line_number = "20";
    two.lines = lines;
    two.line_count = 2;
    struct order_answer answer = send(&b, &two);
    assert_int_equal(answer.status, OK);
    assert_true(holds(answer.message, "its agreements have started"));
    assert_int_equal(market_agreements(b.market, b.order.id).count, 2);
    assert_int_equal(market_request_now(b.market, &more).state, REQUEST_FULFILLED);
    struct order one = later(&b, ORDER_UPDATE);
    answer = send(&b, &one);
    assert_int_equal(answer.status, CONFLICT);
    assert_true(holds(answer.message, "line 20 of before is missing"));
    struct order wrong = later(&b, ORDER_UPDATE);
    lines[1].part_id = "NO-SUCH";
    lines[1].auxiliary_id = "none";
    wrong.lines = lines;
    wrong.line_count = 2;
    set_amount(&b, &wrong, "5");
    assert_int_equal(send(&b, &wrong).status, CONFLICT);
    assert_int_equal(market_agreements(b.market, b.order.id).count, 2);
    market_bill(b.market);
}

/* What waited for a person is judged anew, and buys when it is right. */
static void corrected_by_the_buyer(void **state)
{
    static const enum order_type types[] = {ORDER_UPDATE, ORDER_NEW};
    for (size_t i = 0; i < 2; i++) {
        struct arena *arena = arena_new();
        struct market *market = market_open(arena);
        struct caller caller = market_caller(market, GLOBEX);
        struct request request = market_request(market, &caller, upfront);
        struct order wrong = market_order(market, "PO-1", request.lines, 1);
        wrong.lines[0].part_id = "NO-SUCH";
        market_place(market, &caller, &wrong);
        assert_int_equal(market_stored_order(market, wrong.id).state, ORDER_NEEDS_ATTENTION);
        struct order right = market_order(market, "PO-1", request.lines, 1);
        right.type = types[i];
        assert_true(
            holds(market_place(market, &caller, &right).message, "agreements have started"));
        assert_int_equal(market_stored_order(market, right.id).state, ORDER_FULFILLED);
        assert_int_equal(market_stored_order(market, wrong.id).state, ORDER_REPLACED);
        assert_int_equal(market_agreements(market, right.id).count, 1);
        arena_free(arena);
    }
    (void)state;
}

/* A number that is used twice is for a person; nothing is lost. */
static void a_number_used_twice(void **state)
{
    struct bought b = buy(*state, GLOBEX, upfront);
    struct request more = market_request(b.market, &b.caller, instalments);
    struct order other = market_order(b.market, "PO-1", more.lines, 1);
    struct order_answer answer = market_place(b.market, &b.caller, &other);
    assert_int_equal(answer.status, OK);
    struct order stored = market_stored_order(b.market, answer.order_id);
    assert_int_equal(stored.state, ORDER_NEEDS_ATTENTION);
    assert_true(holds(stored.reason, "line 10 of before is missing"));
    assert_int_equal(market_agreements(b.market, NULL).count, 1);
    assert_int_equal(market_stored_order(b.market, b.order.id).state, ORDER_FULFILLED);
}

/* A change that waits for a person does not stand before the order that it could not change. */
static void changed_rightly_after_a_failed_change(void **state)
{
    struct bought b = buy(*state, GLOBEX, upfront);
    const char *first = b.order.id;
    struct order wrong = later(&b, ORDER_NEW);
    assert_true(money_parse("2400", "EUR", &wrong.lines[0].unit_price));
    market_place(b.market, &b.caller, &wrong);
    assert_int_equal(market_stored_order(b.market, wrong.id).state, ORDER_NEEDS_ATTENTION);
    struct order right = later(&b, ORDER_UPDATE);
    set_amount(&b, &right, "3000");
    assert_string_equal(send(&b, &right).message, "Order PO-1 is changed.");
    assert_worth(&b, "3,000.00 USD");
    assert_string_equal(market_stored_order(b.market, right.id).replaces_id, first);
    assert_int_equal(market_stored_order(b.market, wrong.id).state, ORDER_NEEDS_ATTENTION);
}

/* Old versions that come again change nothing back; so are updates that come again. */
static void old_versions_stay_old(void **state)
{
    struct bought b = buy(*state, GLOBEX, upfront);
    struct order first = b.order;
    struct order order = later(&b, ORDER_UPDATE);
    set_amount(&b, &order, "3000");
    struct order_answer answer = send(&b, &order);
    struct order again = first;
    again.payload_id = "resent@globex.example";
    assert_true(market_place(b.market, &b.caller, &again).repeated);
    assert_worth(&b, "3,000.00 USD");
    struct order_answer repeat = market_place(b.market, &b.caller, &order);
    assert_true(repeat.repeated);
    assert_string_equal(repeat.message, answer.message);
}

/* An update of an order that never came is an order. One that names it by payload id alone is a
 * change. */
static void found_by_number_or_payload(void **state)
{
    struct bought b = buy(*state, GLOBEX, upfront);
    struct request more = market_request(b.market, &b.caller, upfront);
    struct order fresh = market_order(b.market, "PO-9", more.lines, 1);
    fresh.type = ORDER_UPDATE;
    assert_int_equal(market_place(b.market, &b.caller, &fresh).status, OK);
    assert_int_equal(market_stored_order(b.market, fresh.id).state, ORDER_FULFILLED);
    struct order renamed = later(&b, ORDER_UPDATE);
    renamed.order_id = "PO-1-REV2";
    set_amount(&b, &renamed, "2500");
    assert_int_equal(send(&b, &renamed).status, OK);
    assert_string_equal(market_stored_order(b.market, renamed.id).replaces_id, renamed.replaces_id);
    assert_int_equal(market_agreements(b.market, NULL).count, 2);
}

/* A delete ends what bought nothing; what runs it can't end, and says so. */
static void deletes(void **state)
{
    struct bought b = buy(*state, GLOBEX, upfront);
    struct order gone = later(&b, ORDER_DELETE);
    struct order_answer answer = send(&b, &gone);
    assert_int_equal(answer.status, CONFLICT);
    assert_true(holds(answer.message, "for Lighthouse Observability is running since 2026-11-22"));
    assert_int_equal(only_agreement(&b).state, AGREEMENT_ACTIVE);
    struct order never = market_order(b.market, "PO-NEVER-SEEN", NULL, 0);
    never.type = ORDER_DELETE;
    answer = market_place(b.market, &b.caller, &never);
    assert_int_equal(answer.status, OK);
    assert_true(holds(answer.message, "There is no order PO-NEVER-SEEN here"));
    struct request more = market_request(b.market, &b.caller, upfront);
    struct order wrong = market_order(b.market, "PO-2", more.lines, 1);
    wrong.lines[0].quantity_micros = 7 * QUANTITY_ONE;
    market_place(b.market, &b.caller, &wrong);
    struct order off = market_order(b.market, "PO-2", NULL, 0);
    off.type = ORDER_DELETE;
    answer = market_place(b.market, &b.caller, &off);
    assert_string_equal(answer.message, "Order PO-2 is cancelled.");
    assert_int_equal(market_stored_order(b.market, wrong.id).state, ORDER_CANCELLED);
    off.payload_id = "again@globex.example";
    assert_true(market_place(b.market, &b.caller, &off).repeated);
    /* Cancelled is not booked: the same again is a new order, and not a repeat of what is gone. */
    struct order once_more = market_order(b.market, "PO-2", more.lines, 1);
    once_more.lines[0].quantity_micros = 7 * QUANTITY_ONE;
    assert_false(market_place(b.market, &b.caller, &once_more).repeated);
    assert_int_equal(market_stored_order(b.market, once_more.id).state, ORDER_NEEDS_ATTENTION);
    struct order right = market_order(b.market, "PO-2", more.lines, 1);
    market_place(b.market, &b.caller, &right);
    assert_int_equal(market_stored_order(b.market, right.id).state, ORDER_FULFILLED);
    market_bill(b.market);
}

/* ORD-1: an order that takes effect later can be called off until then. */
static void called_off_before_it_starts(void **state)
{
    struct market *market = market_open(*state);
    market->ctx.who = who_system();
    struct bought b = {.market = market, .caller = market_caller(market, GLOBEX)};
    b.request = market_request(market, &b.caller, instalments);
    b.order = market_order(market, "PO-1", b.request.lines, 1);
    b.order.order_type = "blanket";
    b.order.effective_us = MARKET_START_US + 10 * TIME_DAY_US;
    market_place(market, &b.caller, &b.order);
    assert_true(only_agreement(&b).start_us == b.order.effective_us);
    market_bill(b.market);
    assert_null(only_agreement(&b).charges[0].invoice_id);
    market_wait(market, 9 * TIME_DAY_US);
    struct order off = later(&b, ORDER_DELETE);
    assert_string_equal(send(&b, &off).message, "Order PO-1 is cancelled.");
    struct agreement agreement = only_agreement(&b);
    assert_int_equal(agreement.state, AGREEMENT_CANCELLED);
    assert_true(money_is_zero(agreement.value));
    market_wait(market, 500 * TIME_DAY_US);
    market_bill(b.market);
    assert_null(only_agreement(&b).charges[0].invoice_id);
}

/* CON-6: a test order is changed and called off like any other, and buys nothing. */
static void tests_change_too(void **state)
{
    struct bought b = buy(*state, INITECH, upfront);
    struct order order = later(&b, ORDER_UPDATE);
    set_amount(&b, &order, "3000");
    struct order_answer answer = send(&b, &order);
    assert_int_equal(answer.status, OK);
    struct order stored = market_stored_order(b.market, answer.order_id);
    assert_int_equal(stored.state, ORDER_TEST);
    assert_true(holds(stored.lines[0].outcome, "Test: would take the place"));
    struct order off = later(&b, ORDER_DELETE);
    assert_string_equal(send(&b, &off).message, "Order PO-1 is cancelled.");
    assert_int_equal(market_stored_order(b.market, stored.id).state, ORDER_CANCELLED);
    assert_int_equal(market_agreements(b.market, NULL).count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(up_and_down),
        unit_case(not_below_what_is_invoiced),
        unit_case(instalments_take_the_difference),
        unit_case(estimates_follow),
        unit_case(other_currencies_are_refused),
        unit_case(lines_come_and_go),
        unit_case(corrected_by_the_buyer),
        unit_case(a_number_used_twice),
        unit_case(changed_rightly_after_a_failed_change),
        unit_case(old_versions_stay_old),
        unit_case(found_by_number_or_payload),
        unit_case(deletes),
        unit_case(called_off_before_it_starts),
        unit_case(tests_change_too),
    };
    return cmocka_run_group_tests_name("app/order_change", tests, NULL, NULL);
}
