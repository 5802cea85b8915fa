/* BIL-3, CAT-7: what is metered becomes charges, month by month, to the cent. */
#include "fixture.h"

#include "app/books.h"
#include "app/usage.h"
#include "app/who.h"
#include "base/text.h"
#include "cxml/notice.h"

static const struct db_sql recorded = {"SELECT COUNT(*) FROM audit_event WHERE action = $1"};
static const char *const titles[] = {"Streamline Log Search", NULL};

/* 22 November, 21:30, is when it starts. */
static struct market *open_market(struct arena *arena, struct agreement *out)
{
    struct market *market = market_open(arena);
    market->ctx.who = who_system();
    struct caller caller = market_caller(market, GLOBEX);
    struct request request = market_request(market, &caller, titles);
    struct order order = market_order(market, "PO-1", request.lines, request.line_count);
    assert_int_equal(market_place(market, &caller, &order).status, OK);
    *out = market_agreement(market, market_agreements(market, order.id).items[0].id);
    return market;
}

static struct usage_record used(const struct market *market, const char *id, const char *dimension,
                                const char *quantity)
{
    struct usage_record record = {
        .id = id, .dimension = dimension, .at_us = market->app.clock.fixed_us};
    assert_true(quantity_parse(quantity, &record.quantity_micros));
    return record;
}

static enum status record(struct market *market, const struct agreement *agreement,
                          struct usage_record one, size_t *out_new)
{
    return usage_record_all(&market->ctx, agreement->id, &one, 1, out_new);
}

static void must_record(struct market *market, const struct agreement *agreement,
                        struct usage_record one)
{
    size_t count;
    if (record(market, agreement, one, &count) != OK)
        fail_msg("%s", market->ctx.fault.message);
    assert_int_equal(count, 1);
}

static struct invoice newest(struct market *market)
{
    struct invoice_list list;
    struct invoice_book book;
    assert_int_equal(books_invoices(&market->ctx, NULL, 10, &list), OK);
    assert_true(list.count > 0);
    assert_int_equal(books_invoice(&market->ctx, list.items[0].id, &book), OK);
    return book.invoice;
}

static void set_time(struct market *market, const char *text)
{
    assert_true(time_parse(text, &market->app.clock.fixed_us));
}

/* A month's usage is one line for each dimension, once the month is six hours over. */
static void charged_when_the_month_is_over(void **state)
{
    struct agreement agreement;
    struct market *market = open_market(*state, &agreement);
    must_record(market, &agreement, used(market, "1", "gbin", "100.5"));
    must_record(market, &agreement, used(market, "2", "gbscan", "2000"));
    set_time(market, "2026-11-30T23:59:59+00:00");
    must_record(market, &agreement, used(market, "3", "gbin", "20"));
    set_time(market, "2026-12-01T05:59:59+00:00");
    assert_int_equal(market_bill(market), 0);
    set_time(market, "2026-12-01T06:00:00+00:00");
    assert_int_equal(market_bill(market), 1);
    assert_int_equal(market_bill(market), 0);
    struct invoice invoice = newest(market);
    assert_int_equal(invoice.line_count, 2);
    assert_string_equal(money_text(*state, invoice.amount), "64.23 USD"); /* 54.225 + 10 */
    assert_string_equal(invoice.lines[0].description,
                        "Streamline Log Search: Data ingested, 120.5 GB in 2026-11");
    assert_string_equal(money_text(*state, invoice.lines[0].amount), "54.23 USD");
    assert_string_equal(money_text(*state, invoice.lines[1].amount), "10.00 USD");
    agreement = market_agreement(market, agreement.id);
    assert_string_equal(money_text(*state, agreement.value), "100.00 USD");
}

/* The same record again is no more usage; another under its id is a mistake that somebody must see.
 */
static void each_record_once(void **state)
{
    struct agreement agreement;
    struct market *market = open_market(*state, &agreement);
    struct usage_record one = used(market, "1", "gbin", "10");
    size_t count;
    must_record(market, &agreement, one);
    assert_int_equal(record(market, &agreement, one, &count), OK);
    assert_int_equal(count, 0);
    one.quantity_micros++;
    assert_int_equal(record(market, &agreement, one, &count), CONFLICT);
    assert_int_equal(market_number(market, &recorded, "operator:RecordUsage"), 1); /* ACC-9 */
    set_time(market, "2026-12-02T00:00:00+00:00");
    market_bill(market);
    assert_string_equal(money_text(*state, newest(market).amount), "4.50 USD");
}

static void wrong_records_are_explained(void **state)
{
    struct agreement agreement;
    struct market *market = open_market(*state, &agreement);
    size_t count;
    struct usage_record two[2] = {used(market, "1", "gbin", "1"), used(market, "2", "seats", "1")};
    assert_int_equal(usage_record_all(&market->ctx, agreement.id, two, 2, &count), BAD_INPUT);
    assert_true(
        holds(market->ctx.fault.message, "no usage dimension 'seats'; it has: gbin, gbscan"));
    struct usage_record one = two[0];
    one.quantity_micros = -1;
    assert_int_equal(record(market, &agreement, one, &count), BAD_INPUT);
    one = two[0];
    one.at_us += TIME_HOUR_US;
    assert_int_equal(record(market, &agreement, one, &count), BAD_INPUT);
    one.at_us = agreement.start_us - 1;
    assert_int_equal(record(market, &agreement, one, &count), BAD_INPUT);
    one = two[0];
    one.id = "";
    assert_int_equal(record(market, &agreement, one, &count), BAD_INPUT);
    agreement.id = "agmt-none";
    assert_int_equal(record(market, &agreement, two[0], &count), NOT_FOUND);
    market->ctx.who = NULL;
    assert_int_equal(record(market, &agreement, two[0], &count), UNAUTHENTICATED);
    market->ctx.who = who_system();
    set_time(market, "2027-01-02T00:00:00+00:00");
    assert_int_equal(market_bill(market), 0); /* the good one beside the bad one was not kept */
}

/* What comes after its month was charged is on the next invoice. */
static void late_records_are_charged_next(void **state)
{
    struct agreement agreement;
    struct market *market = open_market(*state, &agreement);
    struct usage_record late = used(market, "2", "gbin", "10");
    must_record(market, &agreement, used(market, "1", "gbin", "10"));
    set_time(market, "2026-12-05T00:00:00+00:00");
    assert_int_equal(market_bill(market), 1);
    must_record(market, &agreement, late);
    assert_int_equal(market_bill(market), 0);
    set_time(market, "2027-01-05T00:00:00+00:00");
    assert_int_equal(market_bill(market), 1);
    assert_true(holds(newest(market).lines[0].description, "10 GB in 2026-12"));
}

/* However the parts of a cent fall, all charges together are what was used, to the cent. */
static void no_cent_is_lost(void **state)
{
    struct agreement agreement;
    struct market *market = open_market(*state, &agreement);
    struct money charged = money_zero("USD");
    int64_t used_micros = 0;
    unsigned seed = 7;
    for (int month = 0; month < 30; month++) {
        seed = seed * 1103515245u + 12345u;
        struct usage_record one =
            used(market, arena_printf(*state, "r-%d", month), "gbscan", "0.7");
        one.quantity_micros += seed >> 16 & 0xFFFFF;
        must_record(market, &agreement, one);
        used_micros += one.quantity_micros * 5 / 1000; /* 0.005 USD */
        set_time(market, "2026-12-02T00:00:00+00:00");
        market->app.clock.fixed_us = time_add_months(market->app.clock.fixed_us, month);
        market_bill(market);
    }
    agreement = market_agreement(market, agreement.id);
    for (size_t i = 0; i < agreement.charge_count; i++) {
        if (agreement.charges[i].kind == CHARGE_METERED)
            assert_true(money_add(&charged, agreement.charges[i].amount));
    }
    int64_t off = charged.micros - used_micros;
    assert_true(off >= -5001 && off <= 5001);
    assert_true(charged.micros > 100000);
}

/* CAT-7: at 80 and at 100 % of the estimate of 100.00 USD, once each; what comes late in one file
 * is told once. */
static void the_estimate_is_watched(void **state)
{
    static const struct db_sql mails = {"SELECT COUNT(*) FROM delivery WHERE event = $1"};
    struct agreement agreement;
    struct market *market = open_market(*state, &agreement);
    market->app.notices = &cxml_notices;
    must_record(market, &agreement, used(market, "1", "gbin", "177")); /* 79.65 */
    assert_int_equal(market_number(market, &mails, "usage_near"), 0);
    must_record(market, &agreement, used(market, "2", "gbin", "1")); /* 80.10 */
    must_record(market, &agreement, used(market, "3", "gbin", "1"));
    const char *text = market_mail(market, EVENT_USAGE_NEAR);
    assert_true(text_starts(text, "Subject: 80 % of the usage estimate of Streamline Log Search"));
    assert_true(holds(text, "80 % of the 100.00 USD"));
    assert_true(holds(text, "raise purchase order PO-1"));
    must_record(market, &agreement, used(market, "4", "gbscan", "2000"));
    must_record(market, &agreement, used(market, "5", "gbscan", "2000"));
    must_record(market, &agreement, used(market, "6", "gbscan", "2000"));
    assert_true(holds(market_mail(market, EVENT_USAGE_ALL), "All of the 100.00 USD"));
    assert_int_equal(market_number(market, &mails, "usage_near"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(charged_when_the_month_is_over),
        unit_case(each_record_once),
        unit_case(wrong_records_are_explained),
        unit_case(late_records_are_charged_next),
        unit_case(no_cent_is_lost),
        unit_case(the_estimate_is_watched),
    };
    return cmocka_run_group_tests_name("app/usage", tests, NULL, NULL);
}
