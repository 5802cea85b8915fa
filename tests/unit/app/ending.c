/* ORD-5: agreements that end before their day: cancelled, terminated, replaced. */
#include "fixture.h"

#include "app/cart.h"
#include "app/ending.h"
#include "app/usage.h"
#include "app/who.h"
#include "base/text.h"
#include "cxml/notice.h"

static const char usage[] = "Streamline Log Search";
static const char upfront[] = "Lighthouse Observability";
static const char instalments[] = "Keystone ERP"; /* three */

static struct market *open_market(struct arena *arena)
{
    struct market *market = market_open(arena);
    market->ctx.who = who_system();
    market->app.notices = &cxml_notices;
    return market;
}

static struct order buy_for(struct market *market, enum market_buyer buyer, const char *number,
                            const char *title)
{
    const char *const titles[] = {title, NULL};
    struct caller caller = market_caller(market, buyer);
    struct request request = market_request(market, &caller, titles);
    struct order order = market_order(market, number, request.lines, request.line_count);
    assert_int_equal(market_place(market, &caller, &order).status, OK);
    return order;
}

static struct agreement bought(struct market *market, const char *number, const char *title)
{
    struct order order = buy_for(market, GLOBEX, number, title);
    return market_agreement(market, market_agreements(market, order.id).items[0].id);
}

static enum status use(struct market *market, const struct agreement *agreement, const char *id,
                       int64_t at_us)
{
    struct usage_record record = {.id = id, .dimension = "gb", .at_us = at_us};
    const struct offer *offer = market_product(market, agreement->title)->offers;
    size_t count;
    record.dimension = offer->dimensions[0].key;
    record.quantity_micros = 10 * QUANTITY_ONE;
    return usage_record_all(&market->ctx, agreement->id, &record, 1, &count);
}

/* What was used is invoiced, also what is told of later; nothing after it. */
static void usage_is_cancelled(void **state)
{
    struct market *market = open_market(*state);
    struct agreement agreement = bought(market, "PO-1", usage);
    assert_int_equal(use(market, &agreement, "1", market->app.clock.fixed_us), OK);
    market_wait(market, TIME_HOUR_US);
    assert_int_equal(ending_cancel(&market->ctx, agreement.id), OK);
    struct agreement now = market_agreement(market, agreement.id);
    assert_int_equal(now.state, AGREEMENT_CANCELLED);
    assert_true(now.end_us == market->app.clock.fixed_us);
    market_happened(market, agreement.id, "Cancelled by");
    const char *mail = market_mail(market, EVENT_ENDED);
    assert_true(holds(mail, "Subject: Your subscription to Streamline Log Search was cancelled\n"));
    assert_true(holds(mail, "Order        PO-1\n"));
    assert_true(holds(mail, "Ended        "));
    assert_true(holds(mail, "Cancelled by"));
    assert_int_equal(use(market, &agreement, "2", now.end_us - 1), OK);
    assert_int_equal(use(market, &agreement, "3", now.end_us), BAD_INPUT);
    market_wait(market, 40 * TIME_DAY_US);
    assert_int_equal(market_bill(market), 1);
    assert_int_equal(ending_cancel(&market->ctx, agreement.id), CONFLICT);
    assert_true(holds(market->ctx.fault.message, "CANCELLED"));
}

/* Who has agreed to pay goes on paying; who has agreed to nothing fixed may go. */
static void contracts_are_not_cancelled(void **state)
{
    struct market *market = open_market(*state);
    struct agreement agreement = bought(market, "PO-1", upfront);
    assert_false(ending_may_cancel(&agreement));
    assert_int_equal(ending_cancel(&market->ctx, agreement.id), CONFLICT);
    assert_true(holds(market->ctx.fault.message, time_date(*state, agreement.end_us)));
    assert_int_equal(market_agreement(market, agreement.id).state, AGREEMENT_ACTIVE);
    assert_int_equal(ending_cancel(&market->ctx, "agmt-none"), NOT_FOUND);
}

/* What is due stays to be paid, what would have been later does not. */
static void instalments_are_dropped(void **state)
{
    struct market *market = open_market(*state);
    struct agreement agreement = bought(market, "PO-1", instalments);
    assert_int_equal(agreement.charge_count, 3);
    assert_int_equal(ending_terminate(&market->ctx, agreement.id, " "), BAD_INPUT);
    assert_int_equal(ending_terminate(&market->ctx, "agmt-none", "x"), NOT_FOUND);
    /* The second is due, and on no invoice yet. */
    assert_int_equal(market_bill(market), 1);
    market->app.clock.fixed_us = agreement.charges[1].due_us;
    assert_int_equal(ending_terminate(&market->ctx, agreement.id, " It was <withdrawn>. "), OK);
    struct agreement now = market_agreement(market, agreement.id);
    struct money paid = agreement.charges[0].amount;
    assert_true(money_add(&paid, agreement.charges[1].amount));
    assert_int_equal(now.state, AGREEMENT_TERMINATED);
    assert_true(money_equal(now.value, paid));
    assert_true(
        holds(market_mail(market, EVENT_ENDED), "Ended by the marketplace: It was <withdrawn>.\n"));
    assert_int_equal(market_bill(market), 1);
    market_wait(market, 400 * TIME_DAY_US);
    assert_int_equal(market_bill(market), 0);
    assert_int_equal(market_agreement(market, agreement.id).state, AGREEMENT_TERMINATED);
}

/* Before it starts it is as if it had never been. */
static void what_has_not_started_is_dropped(void **state)
{
    struct market *market = open_market(*state);
    const char *const titles[] = {instalments, NULL};
    struct caller caller = market_caller(market, GLOBEX);
    struct request request = market_request(market, &caller, titles);
    struct order order = market_order(market, "PO-1", request.lines, request.line_count);
    order.effective_us = market->app.clock.fixed_us + 30 * TIME_DAY_US;
    assert_int_equal(market_place(market, &caller, &order).status, OK);
    const char *id = market_agreements(market, order.id).items[0].id;
    assert_int_equal(ending_terminate(&market->ctx, id, "x"), OK);
    assert_true(money_is_zero(market_agreement(market, id).value));
    market_wait(market, 400 * TIME_DAY_US);
    assert_int_equal(market_bill(market), 0);
}

/* The offer takes the place of an agreement of Globex from now on, as the catalogue says it. */
static struct product *let_replace(struct market *market, const char *title, const char *id)
{
    struct product *product = (struct product *)market_product(market, title);
    product->offers[0].replaces = id;
    return product;
}

static void an_offer_replaces(void **state)
{
    struct market *market = open_market(*state);
    struct agreement old = bought(market, "PO-1", instalments);
    assert_int_equal(market_bill(market), 1);
    market_wait(market, TIME_DAY_US);
    let_replace(market, instalments, old.id);
    struct agreement new = bought(market, "PO-2", instalments);
    struct agreement now = market_agreement(market, old.id);
    assert_int_equal(now.state, AGREEMENT_REPLACED);
    assert_true(now.end_us == new.start_us);
    assert_true(money_equal(now.value, old.charges[0].amount));
    assert_int_equal(new.state, AGREEMENT_ACTIVE);
    market_happened(market, old.id, arena_printf(*state, "Replaced by %s.", new.id));
    market_happened(market, new.id, arena_printf(*state, "It replaces %s.", old.id));
    assert_true(holds(market_mail(market, EVENT_ENDED), "was replaced\n"));
    assert_int_equal(market_bill(market), 1);
}

/* Only once, only what is there, and only the account's own over that product. */
static void nothing_else_is_replaced(void **state)
{
    struct market *market = open_market(*state);
    const char *const titles[] = {instalments, NULL};
    struct caller caller = market_caller(market, GLOBEX);
    struct agreement old = bought(market, "PO-1", instalments);
    struct agreement other = bought(market, "PO-2", upfront);
    struct request request = market_request(market, &caller, titles);
    struct order order = market_order(market, "PO-3", request.lines, request.line_count);
    struct order theirs = buy_for(market, SOYLENT, "PO-1", instalments);
    const char *const wrong[] = {other.id, "agmt-none",
                                 market_agreements(market, theirs.id).items[0].id};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        let_replace(market, instalments, wrong[i]);
        struct order attempt = order;
        attempt.payload_id = attempt.version = wrong[i];
        market_place(market, &caller, &attempt);
        assert_int_equal(market_stored_order(market, attempt.id).state, ORDER_NEEDS_ATTENTION);
        assert_true(
            holds(market_stored_order(market, attempt.id).reason, "which is no agreement over it"));
    }
    assert_int_equal(market_agreement(market, other.id).state, AGREEMENT_ACTIVE);
    let_replace(market, instalments, old.id);
    assert_int_equal(ending_terminate(&market->ctx, old.id, "x"), OK);
    struct order late = order;
    late.payload_id = late.version = "late";
    market_place(market, &caller, &late);
    assert_true(holds(market_stored_order(market, late.id).reason, "which is TERMINATED"));

    /* Nor is it requested in vain. */
    struct session session = market_session(market, &caller);
    const struct product *product = market_product(market, instalments);
    struct selection selection;
    selection_preset(&product->offers[0], &selection);
    assert_int_equal(
        cart_add(&market->ctx, &session, product->id, product->offers[0].id, &selection), CONFLICT);
    assert_true(holds(market->ctx.fault.message, "which is TERMINATED"));
}

/* Two lines of one order can't both end it. */
static void it_is_replaced_once(void **state)
{
    struct market *market = open_market(*state);
    const char *const twice[] = {instalments, instalments, NULL};
    struct caller caller = market_caller(market, GLOBEX);
    struct agreement old = bought(market, "PO-1", instalments);
    let_replace(market, instalments, old.id);
    struct request request = market_request(market, &caller, twice);
    struct order order = market_order(market, "PO-2", request.lines, request.line_count);
    market_place(market, &caller, &order);
    assert_int_equal(market_stored_order(market, order.id).state, ORDER_NEEDS_ATTENTION);
    assert_int_equal(market_agreement(market, old.id).state, AGREEMENT_ACTIVE);
}

/* CON-6 */
static void a_test_replaces_nothing(void **state)
{
    struct market *market = open_market(*state);
    const char *const titles[] = {instalments, NULL};
    struct agreement old = bought(market, "PO-1", instalments);
    struct caller caller = market_caller(market, GLOBEX);
    let_replace(market, instalments, old.id);
    struct request request = market_request(market, &caller, titles);
    struct order order = market_order(market, "PO-2", request.lines, request.line_count);
    caller.test = true;
    market_place(market, &caller, &order);
    struct order stored = market_stored_order(market, order.id);
    assert_int_equal(stored.state, ORDER_TEST);
    assert_true(holds(stored.lines[0].outcome,
                      arena_printf(*state, "agreement %s would have ended", old.id)));
    assert_int_equal(market_agreement(market, old.id).state, AGREEMENT_ACTIVE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(usage_is_cancelled),      unit_case(contracts_are_not_cancelled),
        unit_case(instalments_are_dropped), unit_case(what_has_not_started_is_dropped),
        unit_case(an_offer_replaces),       unit_case(nothing_else_is_replaced),
        unit_case(it_is_replaced_once),     unit_case(a_test_replaces_nothing),
    };
    return cmocka_run_group_tests_name("app/ending", tests, NULL, NULL);
}
