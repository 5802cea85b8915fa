/* ORD-5: what has ended is expired or goes on, once, with its purchase order. */
#include "fixture.h"

#include "app/books.h"
#include "app/delivery.h"
#include "app/renewal.h"
#include "app/usage.h"
#include "app/who.h"
#include "base/text.h"
#include "cxml/notice.h"

/* What was bought, and the request it came of. */
static struct market *open_bought(struct arena *arena, const char *title, struct agreement *out,
                                  struct request *out_request)
{
    const char *const titles[] = {title, NULL};
    struct market *market = market_open(arena);
    market->ctx.who = who_system();
    market->app.notices = &cxml_notices;
    struct caller caller = market_caller(market, GLOBEX);
    *out_request = market_request(market, &caller, titles);
    struct order order = market_order(market, "PO-1", out_request->lines, out_request->line_count);
    assert_int_equal(market_place(market, &caller, &order).status, OK);
    *out = market_agreement(market, market_agreements(market, order.id).items[0].id);
    return market;
}

static struct market *open_market(struct arena *arena, const char *title, struct agreement *out)
{
    struct request request;
    return open_bought(arena, title, out, &request);
}

/* On its day, not a moment before; and nothing is owed twice. */
static void it_expires(void **state)
{
    struct agreement agreement;
    struct market *market = open_market(*state, "Lighthouse Observability", &agreement);
    assert_int_equal(market_bill(market), 1);
    market->app.clock.fixed_us = agreement.end_us - 1;
    market_bill(market);
    assert_int_equal(market_agreement(market, agreement.id).state, AGREEMENT_ACTIVE);
    market_wait(market, 1);
    assert_int_equal(market_bill(market), 0);
    assert_int_equal(market_agreement(market, agreement.id).state, AGREEMENT_EXPIRED);
    market_happened(market, agreement.id, "It has ended.");
    assert_int_equal(renewal_set(&market->ctx, agreement.id, true), CONFLICT);
    assert_int_equal(market_agreements(market, NULL).count, 1);
}

/* With instalments on their days, under the same order; once, however often it is looked at. */
static void it_renews(void **state)
{
    struct agreement agreement;
    struct market *market = open_market(*state, "Keystone ERP", &agreement);
    assert_int_equal(renewal_set(&market->ctx, agreement.id, true), OK);
    market_bill(market);
    market->app.clock.fixed_us = agreement.end_us;
    market_bill(market);
    market_bill(market);
    struct agreement_list list = market_agreements(market, agreement.purchase_order_id);
    assert_int_equal(list.count, 2);
    assert_int_equal(market_agreement(market, agreement.id).state, AGREEMENT_RENEWED);
    struct agreement renewal = market_agreement(market, list.items[0].id);
    assert_int_equal(renewal.state, AGREEMENT_ACTIVE);
    assert_true(renewal.auto_renew);
    assert_string_equal(renewal.renews_id, agreement.id);
    assert_string_equal(renewal.order_id, "PO-1");
    assert_string_equal(renewal.order_line, agreement.order_line);
    struct order_book book;
    assert_int_equal(books_order(&market->ctx, agreement.purchase_order_id, &book), OK);
    assert_true(money_equal(book.agreed, agreement.value));
    assert_true(money_equal(book.renewed, renewal.value));
    assert_true(renewal.start_us == agreement.end_us);
    assert_true(money_equal(renewal.value, agreement.value));
    assert_int_equal(renewal.entitlement_count, agreement.entitlement_count);
    assert_int_equal(renewal.charge_count, 3);
    assert_non_null(renewal.charges[0].invoice_id);
    assert_null(renewal.charges[1].invoice_id);
    market_happened(market, agreement.id, renewal.id);
    market_happened(market, renewal.id, agreement.id);
    market->app.clock.fixed_us = renewal.charges[1].due_us;
    assert_int_equal(market_bill(market), 1);
    assert_int_equal(renewal_set(&market->ctx, renewal.id, false), OK);
    market->app.clock.fixed_us = renewal.end_us;
    market_bill(market);
    assert_int_equal(market_agreement(market, renewal.id).state, AGREEMENT_EXPIRED);
    assert_int_equal(market_agreements(market, NULL).count, 2);
}

/* Years without a run are made up for, one term after the other. */
static void missed_terms_are_made_up_for(void **state)
{
    struct agreement agreement;
    struct market *market = open_market(*state, "Lighthouse Observability", &agreement);
    assert_int_equal(renewal_set(&market->ctx, agreement.id, true), OK);
    market->app.clock.fixed_us = agreement.end_us + 2 * 366 * TIME_DAY_US;
    market_bill(market);
    struct agreement_list list = market_agreements(market, NULL);
    size_t active = 0;
    assert_int_equal(list.count, 4);
    for (size_t i = 0; i < list.count; i++) {
        active += list.items[i].state == AGREEMENT_ACTIVE;
        assert_true(list.items[i].state == AGREEMENT_RENEWED ||
                    (list.items[i].start_us <= market->app.clock.fixed_us &&
                     list.items[i].end_us > market->app.clock.fixed_us));
    }
    assert_int_equal(active, 1);
}

/* A later document of the order, which asks for this amount. */
static struct order_answer send_later(struct market *market, const struct request *request,
                                      enum order_type type, const char *version, const char *amount)
{
    struct caller caller = market_caller(market, GLOBEX);
    struct order order = market_order(market, "PO-1", request->lines, request->line_count);
    order.type = type;
    order.version = version;
    assert_true(money_parse(amount, "USD", &order.lines[0].unit_price));
    return market_place(market, &caller, &order);
}

/* A later version of the order is about what runs now; its end is refused while that runs, and when
 * it has run. */
static void its_order_changes_the_renewal(void **state)
{
    struct agreement agreement;
    struct request request;
    int64_t count;
    struct market *market = open_bought(*state, "Lighthouse Observability", &agreement, &request);
    assert_int_equal(renewal_set(&market->ctx, agreement.id, true), OK);
    market_bill(market);
    market->app.clock.fixed_us = agreement.end_us;
    assert_int_equal(renewal_run(&market->ctx, &count), OK);
    assert_int_equal(count, 1);
    struct order_answer answer = send_later(market, &request, ORDER_UPDATE, "2", "3000.00");
    assert_int_equal(answer.status, OK);
    struct agreement_list list = market_agreements(market, answer.order_id);
    assert_int_equal(list.count, 2);
    for (size_t i = 0; i < list.count; i++)
        assert_string_equal(money_text(*state, list.items[i].value),
                            list.items[i].state == AGREEMENT_ACTIVE ? "3,000.00 USD"
                                                                    : "2,400.00 USD");
    answer = send_later(market, &request, ORDER_DELETE, "3", "3000.00");
    assert_int_equal(answer.status, CONFLICT);
    assert_true(holds(answer.message, "is running since"));
    market_bill(market);
    for (size_t i = 0; i < list.count; i++) {
        if (list.items[i].state == AGREEMENT_ACTIVE)
            assert_int_equal(renewal_set(&market->ctx, list.items[i].id, false), OK);
    }
    market_wait(market, 366 * TIME_DAY_US);
    market_bill(market);
    answer = send_later(market, &request, ORDER_DELETE, "4", "3000.00");
    assert_int_equal(answer.status, CONFLICT);
    assert_true(holds(answer.message, "has run to its end"));
}

/* What is not offered any more is not renewed. */
static void without_its_offer_it_expires(void **state)
{
    struct agreement agreement;
    struct market *market = open_market(*state, "Lighthouse Observability", &agreement);
    struct catalogue empty = {0};
    assert_int_equal(renewal_set(&market->ctx, agreement.id, true), OK);
    market->app.clock.fixed_us = agreement.end_us;
    market->app.catalogue = &empty;
    market_bill(market);
    assert_int_equal(market_agreement(market, agreement.id).state, AGREEMENT_EXPIRED);
    market_happened(market, agreement.id, "its offer is there no more");
}

/* CAT-2 */
static void nor_once_that_is_withdrawn(void **state)
{
    struct agreement agreement;
    struct market *market = open_market(*state, "Lighthouse Observability", &agreement);
    assert_int_equal(renewal_set(&market->ctx, agreement.id, true), OK);
    for (size_t i = 0; i < market->catalogue.product_count; i++) {
        if (text_equal(market->catalogue.products[i].id, agreement.product_id))
            market->catalogue.products[i].offers[0].withdrawn = true;
    }
    market->app.clock.fixed_us = agreement.end_us - 20 * TIME_DAY_US;
    market_bill(market);
    const char *text = market_mail(market, EVENT_ENDING);
    assert_true(
        text_starts(text, "Subject: Your subscription to Lighthouse Observability ends on "));
    assert_true(holds(text, "It is not renewed: its offer is there no more."));
    assert_int_equal(renewal_set(&market->ctx, agreement.id, false), OK);
    assert_int_equal(renewal_set(&market->ctx, agreement.id, true), CONFLICT);
    market->app.clock.fixed_us = agreement.end_us;
    market_bill(market);
    assert_int_equal(market_agreement(market, agreement.id).state, AGREEMENT_EXPIRED);
    assert_true(holds(market_mail(market, EVENT_EXPIRED), "It was not renewed: its offer is"));
}

/* CAT-7: what was used until the end is recorded, charged and invoiced after it. */
static void the_last_month_is_charged(void **state)
{
    struct agreement agreement;
    struct market *market = open_market(*state, "Quarry Data Warehouse", &agreement);
    struct usage_record record = {.id = "1", .quantity_micros = 5 * QUANTITY_ONE};
    const struct offer *offer = product_offer(
        catalogue_product(market->app.catalogue, agreement.product_id), agreement.offer_id);
    size_t count;
    for (size_t i = 0; i < offer->dimension_count; i++) {
        if (offer->dimensions[i].kind == DIMENSION_USAGE)
            record.dimension = offer->dimensions[i].key;
    }
    market->app.clock.fixed_us = agreement.end_us;
    market_bill(market);
    assert_int_equal(market_agreement(market, agreement.id).state, AGREEMENT_EXPIRED);
    record.at_us = agreement.end_us;
    assert_int_equal(usage_record_all(&market->ctx, agreement.id, &record, 1, &count), BAD_INPUT);
    record.at_us = agreement.end_us - 1;
    assert_int_equal(usage_record_all(&market->ctx, agreement.id, &record, 1, &count), OK);
    market_wait(market, 40 * TIME_DAY_US);
    assert_int_equal(market_bill(market), 1);
}

/* 30 days before, and at the end, in words that say what to do. */
static void its_people_are_told(void **state)
{
    static const struct db_sql ending = {"SELECT COUNT(*) FROM delivery WHERE event = $1"};
    struct agreement agreement;
    struct market *market = open_market(*state, "Lighthouse Observability", &agreement);
    market->app.clock.fixed_us = agreement.end_us - 30 * TIME_DAY_US - 1;
    market_bill(market);
    assert_int_equal(market_number(market, &ending, "ending"), 0);
    market_wait(market, 1);
    market_bill(market);
    market_bill(market);
    const char *text = market_mail(market, EVENT_ENDING);
    assert_true(
        text_starts(text, "Subject: Your subscription to Lighthouse Observability ends on "));
    assert_true(holds(text, "It is not renewed. To go on with it, turn on its renewal"));
    assert_int_equal(renewal_set(&market->ctx, agreement.id, true), OK);
    market->app.clock.fixed_us = agreement.end_us;
    market_bill(market);
    text = market_mail(market, EVENT_RENEWED);
    assert_true(holds(text, "was renewed on 2027-"));
    assert_true(holds(text, "Order        PO-1"));
    market->app.clock.fixed_us = time_add_months(agreement.end_us, 12) - 20 * TIME_DAY_US;
    market_bill(market);
    assert_true(holds(market_mail(market, EVENT_ENDING), "It renews by itself"));
    struct agreement_list list = market_agreements(market, NULL);
    assert_int_equal(renewal_set(&market->ctx, list.items[0].id, false), OK);
    market_wait(market, 20 * TIME_DAY_US);
    market_bill(market);
    assert_true(
        holds(market_mail(market, EVENT_EXPIRED), "It was not renewed. To go on with it, request"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(it_expires),
        unit_case(it_renews),
        unit_case(missed_terms_are_made_up_for),
        unit_case(its_order_changes_the_renewal),
        unit_case(without_its_offer_it_expires),
        unit_case(nor_once_that_is_withdrawn),
        unit_case(the_last_month_is_charged),
        unit_case(its_people_are_told),
    };
    return cmocka_run_group_tests_name("app/renewal", tests, NULL, NULL);
}
