/* BIL-2: which purchase order an invoice carries is the buyer's to change, until it is issued. */
#include "fixture.h"

#include "app/books.h"
#include "app/charge_order.h"
#include "app/credit.h"
#include "app/renewal.h"
#include "app/service_role.h"
#include "app/usage.h"
#include "app/who.h"
#include "base/text.h"

static struct market *open_market(struct arena *arena, const char *title, struct agreement *out)
{
    const char *const titles[] = {title, NULL};
    struct market *market = market_open(arena);
    market->ctx.who = who_system();
    struct caller caller = market_caller(market, GLOBEX);
    struct request request = market_request(market, &caller, titles);
    struct order order = market_order(market, "PO-1", request.lines, request.line_count);
    assert_int_equal(service_role_create(&market->ctx, market->rows[GLOBEX].connection.account_id,
                                         SERVICE_ROLE_PURCHASE_ORDERS),
                     OK);
    assert_int_equal(market_place(market, &caller, &order).status, OK);
    *out = market_agreement(market, market_agreements(market, order.id).items[0].id);
    return market;
}

static enum status choose(struct market *market, const struct agreement *agreement,
                          struct charge_order_choice choice)
{
    return charge_order_set(&market->ctx, agreement->id, &choice);
}

static struct invoice newest(struct market *market)
{
    struct invoice_list list;
    struct invoice_book book;
    assert_int_equal(books_invoices(&market->ctx, NULL, 100, &list), OK);
    assert_true(list.count > 0);
    assert_int_equal(books_invoice(&market->ctx, list.items[0].id, &book), OK);
    return book.invoice;
}

static void assert_order(const struct invoice *invoice, const char *number, const char *line)
{
    assert_string_equal(text_or_empty(invoice->purchase_order), number);
    assert_string_equal(text_or_empty(invoice->lines[0].purchase_order_line), line);
}

static void assert_newest(struct market *market, const char *number, const char *line)
{
    struct invoice invoice = newest(market);
    assert_order(&invoice, number, line);
}

static const struct agreement_charge *find_open(const struct agreement *agreement)
{
    for (size_t i = 0; i < agreement->charge_count; i++) {
        if (charge_is_open(&agreement->charges[i]))
            return &agreement->charges[i];
    }
    fail_msg("nothing is open");
    return NULL;
}

static void bill_next(struct market *market, const struct agreement *agreement)
{
    struct agreement now = market_agreement(market, agreement->id);
    market->app.clock.fixed_us = find_open(&now)->due_us;
    assert_int_equal(market_bill(market), 1);
}

/* What is issued keeps its number, what comes has the new one, and so has what is given back of it
 * and what renews. */
static void one_for_all_that_comes(void **state)
{
    struct agreement agreement;
    struct market *market = open_market(*state, "Keystone ERP", &agreement);
    assert_int_equal(market_bill(market), 1);
    assert_newest(market, "PO-1", agreement.order_line);
    struct charge_order_choice all = {.mode = CHARGE_ORDERS_ALL, .all = {" PO-9 ", "20"}};
    assert_int_equal(choose(market, &agreement, all), OK);
    bill_next(market, &agreement);
    struct invoice second = newest(market);
    assert_order(&second, "PO-9", "20");
    assert_int_equal(credit_give(&market->ctx, second.id, 1, "1", "x"), OK);
    all.all = (struct charge_order){"PO-10", NULL};
    assert_int_equal(choose(market, &agreement, all), OK);
    market_wait(market, TIME_SECOND_US);
    market_bill(market);
    struct invoice memo = newest(market);
    assert_string_equal(memo.credits_id, second.id);
    assert_order(&memo, "PO-9", "20");
    assert_int_equal(renewal_set(&market->ctx, agreement.id, true), OK);
    market->app.clock.fixed_us = agreement.end_us;
    market_bill(market);
    struct agreement renewal =
        market_agreement(market, market_agreements(market, NULL).items[0].id);
    assert_string_equal(renewal.renews_id, agreement.id);
    assert_newest(market, "PO-10", "1");
}

static void usage_apart(void **state)
{
    struct agreement agreement;
    struct market *market = open_market(*state, "Streamline Log Search", &agreement);
    struct usage_record used = {.id = "1", .dimension = "gbin"};
    size_t count;
    used.at_us = market->app.clock.fixed_us;
    assert_true(quantity_parse("100", &used.quantity_micros));
    assert_int_equal(usage_record_all(&market->ctx, agreement.id, &used, 1, &count), OK);
    assert_int_equal(choose(market, &agreement,
                            (struct charge_order_choice){.mode = CHARGE_ORDERS_APART,
                                                         .fixed = {"PO-F", NULL},
                                                         .usage = {"PO-U", "7"}}),
                     OK);
    market_wait(market, 40 * TIME_DAY_US);
    assert_int_equal(market_bill(market), 1);
    assert_newest(market, "PO-U", "7");
}

/* Two charges of one day are two invoices where their orders differ, and one where they don't. */
static void each_its_own(void **state)
{
    struct agreement agreement;
    struct market *market = open_market(*state, "Keystone ERP", &agreement);
    struct charge_order each[] = {{"PO-A", NULL}, {"PO-B", NULL}, {"", NULL}};
    assert_int_equal(choose(market, &agreement,
                            (struct charge_order_choice){.mode = CHARGE_ORDERS_EACH,
                                                         .each = each,
                                                         .each_count = 3,
                                                         .usage = {"PO-U", NULL}}),
                     OK);
    struct charge_order_view view;
    assert_int_equal(charge_order_find(&market->ctx, agreement.id, &view), OK);
    assert_int_equal(view.mode, CHARGE_ORDERS_EACH);
    assert_string_equal(charge_order_of_usage(&view.agreement).number, "PO-U");
    assert_int_equal(market_bill(market), 1);
    assert_newest(market, "PO-A", "1");
    bill_next(market, &agreement);
    assert_newest(market, "PO-B", "1");
    bill_next(market, &agreement);
    assert_newest(market, "", "");
}

/* However they follow each other, one run puts all of one order on one invoice. */
static void one_invoice_an_order(void **state)
{
    struct agreement agreement;
    struct market *market = open_market(*state, "Keystone ERP", &agreement);
    struct charge_order each[] = {{"PO-A", NULL}, {"PO-B", NULL}, {"PO-A", NULL}};
    assert_int_equal(choose(market, &agreement,
                            (struct charge_order_choice){
                                .mode = CHARGE_ORDERS_EACH, .each = each, .each_count = 3}),
                     OK);
    market->app.clock.fixed_us = agreement.end_us - 1;
    assert_int_equal(market_bill(market), 2);
    struct invoice_list list;
    assert_int_equal(books_invoices(&market->ctx, NULL, 100, &list), OK);
    for (size_t i = 0; i < 2; i++) {
        struct invoice_book book;
        assert_int_equal(books_invoice(&market->ctx, list.items[i].id, &book), OK);
        bool a = text_equal(book.invoice.purchase_order, "PO-A");
        assert_int_equal(book.invoice.line_count, a ? 2 : 1);
    }
}

static void none_at_all(void **state)
{
    struct agreement agreement;
    struct market *market = open_market(*state, "Lighthouse Observability", &agreement);
    assert_int_equal(
        choose(market, &agreement, (struct charge_order_choice){.mode = CHARGE_ORDERS_NONE}), OK);
    assert_int_equal(market_bill(market), 1);
    assert_newest(market, "", "");
    /* All is invoiced. */
    assert_int_equal(
        choose(market, &agreement,
               (struct charge_order_choice){.mode = CHARGE_ORDERS_ALL, .all = {"PO-9", NULL}}),
        CONFLICT);
    assert_int_equal(choose(market, &(struct agreement){.id = "agmt-none"},
                            (struct charge_order_choice){.mode = CHARGE_ORDERS_NONE}),
                     NOT_FOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(one_for_all_that_comes), unit_case(usage_apart), unit_case(each_its_own),
        unit_case(one_invoice_an_order),   unit_case(none_at_all),
    };
    return cmocka_run_group_tests_name("app/charge_order", tests, NULL, NULL);
}
