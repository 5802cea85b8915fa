/* BIL-1, BIL-3, BIL-6: from charges that are due to invoices that add up. */
#include "fixture.h"

#include "app/billing.h"
#include "app/books.h"
#include "app/credit.h"
#include "app/renewal.h"
#include "app/service_role.h"
#include "app/tax.h"
#include "app/usage.h"
#include "app/who.h"
#include "base/text.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const char *const upfront[] = {"Lighthouse Observability", NULL};
static const char *const instalments[] = {"Keystone ERP", NULL};

static struct market *open_as_system(struct arena *arena)
{
    struct market *market = market_open(arena);
    market->ctx.who = who_system();
    return market;
}

static struct invoice_list invoices(struct market *market)
{
    struct invoice_list list;
    assert_int_equal(books_invoices(&market->ctx, NULL, 1000, &list), OK);
    return list;
}

static struct invoice newest(struct market *market)
{
    struct invoice_list list = invoices(market);
    struct invoice_book book;
    assert_true(list.count > 0);
    assert_int_equal(books_invoice(&market->ctx, list.items[0].id, &book), OK);
    return book.invoice;
}

static size_t drifts(struct market *market)
{
    struct invoice_drifts found;
    assert_int_equal(billing_verify(&market->ctx, &found), OK);
    return found.count;
}

static void allow_purchase_orders(struct market *market, enum market_buyer buyer)
{
    assert_int_equal(service_role_create(&market->ctx, market->rows[buyer].connection.account_id,
                                         "purchase-orders.marketplace.amazonaws.com"),
                     OK);
}

/* Orders the products under this number. */
static void buy(struct market *market, enum market_buyer buyer, const char *order_id,
                const char *const *titles)
{
    struct caller caller = market_caller(market, buyer);
    struct request request = market_request(market, &caller, titles);
    struct order order = market_order(market, order_id, request.lines, request.line_count);
    assert_int_equal(market_place(market, &caller, &order).status, OK);
}

/* BIL-3: upfront at once, one time only. BIL-1: with the role, under the purchase order. */
static void upfront_at_once(void **state)
{
    struct market *market = open_as_system(*state);
    allow_purchase_orders(market, GLOBEX);
    buy(market, GLOBEX, "PO-1", upfront);
    assert_int_equal(market_bill(market), 1);
    assert_int_equal(market_bill(market), 0);
    struct invoice invoice = newest(market);
    assert_true(text_ends(invoice.id, "-000001"));
    assert_string_equal(invoice.purchase_order, "PO-1");
    assert_string_equal(invoice.seller, "Harbour Analytics");
    assert_string_equal(invoice.account_id, market->rows[GLOBEX].connection.account_id);
    assert_string_equal(money_text(*state, invoice.amount), "2,400.00 USD");
    assert_true(invoice.issued_us == MARKET_START_US);
    assert_int_equal(invoice.line_count, 1);
    assert_string_equal(invoice.lines[0].purchase_order_line, "10");
    assert_true(holds(invoice.lines[0].description, "Lighthouse Observability"));
    struct agreement agreement = market_agreement(market, invoice.lines[0].agreement_id);
    assert_string_equal(agreement.charges[0].invoice_id, invoice.id);
    assert_int_equal(drifts(market), 0);
}

/* BIL-1: without the role no number, and what joined stays apart all the same. */
static void no_number_without_the_role(void **state)
{
    struct market *market = open_as_system(*state);
    buy(market, GLOBEX, "PO-1", upfront);
    buy(market, GLOBEX, "PO-2", upfront);
    assert_int_equal(market_bill(market), 2);
    struct invoice invoice = newest(market);
    assert_null(invoice.purchase_order);
    assert_null(invoice.lines[0].purchase_order_line);
    allow_purchase_orders(market, GLOBEX);
    buy(market, GLOBEX, "PO-3", upfront);
    assert_int_equal(market_bill(market), 1);
    market_wait(market, TIME_SECOND_US);
    assert_int_equal(market_bill(market), 0);
}

/* BIL-3: instalments on their dates, and not a moment before. */
static void instalments_on_their_dates(void **state)
{
    struct market *market = open_as_system(*state);
    struct money total = money_zero("USD");
    buy(market, GLOBEX, "PO-1", instalments);
    assert_int_equal(market_bill(market), 1);
    struct agreement agreement = market_agreement(market, newest(market).lines[0].agreement_id);
    market->app.clock.fixed_us = time_add_months(MARKET_START_US, 4) - 1;
    assert_int_equal(market_bill(market), 0);
    market_wait(market, 1);
    assert_int_equal(market_bill(market), 1);
    assert_int_equal(drifts(market), 0);
    market->app.clock.fixed_us = agreement.end_us;
    assert_int_equal(market_bill(market), 1);
    assert_int_equal(market_bill(market), 0);
    struct invoice_list list = invoices(market);
    assert_int_equal(list.count, 3);
    for (size_t i = 0; i < list.count; i++)
        assert_true(money_add(&total, list.items[i].amount));
    assert_true(money_equal(total, agreement.value));
}

/* BIL-2: one purchase order an invoice, and one seller; what agrees in both stands on one. */
static void one_order_and_seller_an_invoice(void **state)
{
    static const char *const two_sellers[] = {"Lighthouse Observability", "Keystone ERP", NULL};
    static const char *const one_seller[] = {"Lighthouse Observability", "Lighthouse Observability",
                                             NULL};
    struct market *market = open_as_system(*state);
    buy(market, GLOBEX, "PO-1", two_sellers);
    assert_int_equal(market_bill(market), 2);
    market_wait(market, TIME_SECOND_US);
    buy(market, GLOBEX, "PO-2", one_seller);
    assert_int_equal(market_bill(market), 1);
    assert_int_equal(newest(market).line_count, 2);
}

/* CON-6, BIL-3: never in test mode; and nothing for what costs nothing. */
static void nothing_to_bill(void **state)
{
    struct market *market = open_as_system(*state);
    buy(market, INITECH, "PO-1", upfront);
    assert_int_equal(market_bill(market), 0);
    struct caller caller = market_caller(market, GLOBEX);
    struct session session = market_session(market, &caller);
    market_add(market, &session, "Streamline Log Search");
    assert_int_equal(market_bill(market), 0);
    assert_int_equal(invoices(market).count, 0);
}

/* BIL-6: the proof sees each number that was changed. */
static void what_was_changed_is_seen(void **state)
{
    (void)state;
    static const struct db_sql changes[] = {
        {"UPDATE agreement SET value_micros = value_micros + 10000 WHERE title <> $1"},
        {"UPDATE agreement_charge SET amount_micros = amount_micros - 10000 WHERE kind <> $1"},
        {"UPDATE agreement_charge SET invoice_id = NULL WHERE kind <> $1"},
        {"UPDATE invoice_line SET amount_micros = amount_micros + 1 WHERE description <> $1"},
        {"UPDATE invoice SET amount_micros = amount_micros + 1 WHERE seller <> $1"},
        {"DELETE FROM invoice WHERE seller <> $1"},
        {"INSERT INTO agreement_charge (organization_id, agreement_id, number, kind, description, "
         "amount_micros, due_us, credits_id) SELECT organization_id, agreement_id, 99, 'credit', "
         "'', "
         "-amount_micros - 1, 0, invoice_id FROM invoice_line WHERE description <> $1"},
    };
    for (size_t i = 0; i < COUNT(changes); i++) {
        struct arena *arena = arena_new();
        struct market *market = open_as_system(arena);
        buy(market, GLOBEX, "PO-1", upfront);
        market_bill(market);
        assert_int_equal(drifts(market), 0);
        market_sql(market, &changes[i], "");
        if (drifts(market) == 0)
            fail_msg("not seen: %s", changes[i].text);
        arena_free(arena);
    }
}

/* The credit of an amount of the first invoice. */
static enum status give_back(struct market *market, const char *id, const char *amount,
                             const char *reason)
{
    return credit_give(&market->ctx, id, 1, amount, reason);
}

static void assert_refused(const struct market *market, enum status got, enum status expected,
                           const char *words)
{
    assert_int_equal(got, expected);
    if (!holds(market->ctx.fault.message, words))
        fail_msg("'%s' has no '%s'", market->ctx.fault.message, words);
}

/* BIL-3: a memo of its own for what is given back, under the same order, and never more than was
 * invoiced. */
static void money_is_given_back(void **state)
{
    struct market *market = open_as_system(*state);
    allow_purchase_orders(market, GLOBEX);
    buy(market, GLOBEX, "PO-1", upfront);
    market_bill(market);
    struct invoice invoice = newest(market);
    assert_refused(market, give_back(market, invoice.id, "1", " "), BAD_INPUT, "Say why");
    assert_refused(market, give_back(market, invoice.id, "2400.01", "x"), BAD_INPUT,
                   "No more than 2,400.00 USD is left");
    assert_refused(market, give_back(market, invoice.id, "-5", "x"), BAD_INPUT,
                   "more than nothing");
    assert_refused(market, give_back(market, invoice.id, "all", "x"), BAD_INPUT, "is a number");
    assert_refused(market, give_back(market, invoice.id, "0.001", "x"), BAD_INPUT,
                   "The smallest amount that is paid is 0.01 USD");
    assert_int_equal(give_back(market, invoice.id, "400.50", "An outage of two days"), OK);
    market_wait(market, TIME_SECOND_US);
    assert_int_equal(market_bill(market), 1);
    assert_int_equal(market_bill(market), 0);
    struct invoice memo = newest(market);
    assert_string_equal(memo.credits_id, invoice.id);
    assert_true(text_ends(memo.id, "-000002"));
    assert_string_equal(memo.purchase_order, "PO-1");
    assert_string_equal(money_text(*state, memo.amount), "-400.50 USD");
    assert_string_equal(memo.lines[0].purchase_order_line, "10");
    assert_true(holds(memo.lines[0].description, "An outage of two days"));
    assert_int_equal(drifts(market), 0);
    assert_refused(market, give_back(market, memo.id, "1", "x"), CONFLICT,
                   "gives money back itself");
    assert_refused(market, give_back(market, invoice.id, "1999.51", "x"), BAD_INPUT,
                   "1,999.50 USD");
    assert_int_equal(give_back(market, invoice.id, "", "The rest"), OK);
    assert_refused(market, give_back(market, invoice.id, "", "x"), CONFLICT, "given back before");
    market_wait(market, TIME_SECOND_US);
    market_bill(market);
    assert_string_equal(money_text(*state, newest(market).amount), "-1,999.50 USD");
    struct agreement agreement = market_agreement(market, invoice.lines[0].agreement_id);
    assert_string_equal(money_text(*state, agreement.value), "2,400.00 USD");
    assert_int_equal(drifts(market), 0);
}

static enum status set_tax(struct market *market, const char *seller, const char *kind,
                           const char *rate)
{
    const struct tax_input input = {kind, rate, " DE123456789 ", ""};
    const char *field;
    return tax_set(&market->ctx, seller, &input, &field);
}

static const char *total(const struct market *market, const struct invoice *invoice)
{
    return arena_printf(market->arena, "%s + %s = %s", money_text(market->arena, invoice->amount),
                        money_text(market->arena, invoice->tax_amount),
                        money_text(market->arena, invoice_total(invoice)));
}

/* BIL-3: the seller's tax at the day of issue; a memo gives back what the invoice had, to the cent.
 */
static void taxes(void **state)
{
    struct market *market = open_as_system(*state);
    const char *seller = market_product(market, upfront[0])->seller->id;
    assert_refused(market, set_tax(market, "nobody", "vat", "19"), NOT_FOUND, "no seller 'nobody'");
    assert_refused(market, set_tax(market, seller, "vat", "nineteen"), BAD_INPUT, "A rate is");
    assert_refused(market, set_tax(market, seller, "tax", "19"), BAD_INPUT, "of the kind");
    assert_int_equal(set_tax(market, seller, "vat", "8.1"), OK);
    buy(market, GLOBEX, "PO-1", upfront);
    market_bill(market);
    struct invoice invoice = newest(market);
    assert_string_equal(total(market, &invoice), "2,400.00 USD + 194.40 USD = 2,594.40 USD");
    assert_string_equal(invoice.tax.registration, "DE123456789");
    assert_int_equal(set_tax(market, seller, "vat", "7.7"), OK);
    assert_int_equal(give_back(market, invoice.id, "0.05", "x"), OK);
    assert_int_equal(give_back(market, invoice.id, "0.05", "x"), OK);
    market_wait(market, TIME_SECOND_US);
    assert_int_equal(market_bill(market), 1);
    struct invoice memo = newest(market);
    assert_int_equal(memo.tax.rate_ppm, 81000);
    assert_string_equal(total(market, &memo), "-0.10 USD + -0.01 USD = -0.11 USD");
    assert_int_equal(give_back(market, invoice.id, "", "x"), OK);
    market_wait(market, TIME_SECOND_US);
    market_bill(market);
    memo = newest(market);
    assert_string_equal(total(market, &memo), "-2,399.90 USD + -194.39 USD = -2,594.29 USD");
    assert_int_equal(drifts(market), 0);
    assert_int_equal(set_tax(market, seller, "none", ""), OK);
    buy(market, GLOBEX, "PO-2", upfront);
    market_bill(market);
    invoice = newest(market);
    assert_int_equal(invoice.tax.kind, TAX_NONE);
    assert_string_equal(total(market, &invoice), "2,400.00 USD + 0.00 USD = 2,400.00 USD");
}

/* A process that ends does not wait for all that is due: the next one issues it. */
static void the_end_is_not_kept_waiting(void **state)
{
    struct market *market = open_as_system(*state);
    atomic_bool ends = true;
    int64_t issued;
    buy(market, GLOBEX, "PO-1", upfront);
    market->ctx.ends = &ends;
    assert_int_equal(billing_run(&market->ctx, &issued), OK);
    assert_int_equal(issued, 0);
    atomic_store(&ends, false);
    assert_int_equal(billing_run(&market->ctx, &issued), OK);
    assert_int_equal(issued, 1);
}

static unsigned next_random(unsigned *seed)
{
    *seed = *seed * 1103515245u + 12345u;
    return *seed >> 16 & 0x7fff;
}

enum { REMEMBERED = 8 };

/* Orders of the year that may still be changed. */
struct remembered {
    enum market_buyer buyer;
    const char *order_id;
    struct request request;
};

static void buy_something(struct market *market, unsigned *seed, const char *const *titles,
                          const char *order_id, struct remembered *out)
{
    *out = (struct remembered){next_random(seed) % 2 ? GLOBEX : SOYLENT, order_id, {0}};
    struct caller caller = market_caller(market, out->buyer);
    out->request = market_request(market, &caller, titles);
    struct order order =
        market_order(market, order_id, out->request.lines, out->request.line_count);
    order.effective_us =
        market->app.clock.fixed_us + (int64_t)(next_random(seed) % 20) * TIME_DAY_US;
    assert_int_equal(market_place(market, &caller, &order).status, OK);
}

/* Any amount at all, or none of it: taken or refused, it adds up. */
static void change_something(struct market *market, unsigned *seed, const struct remembered *what)
{
    struct caller caller = market_caller(market, what->buyer);
    struct order order =
        market_order(market, what->order_id, what->request.lines, what->request.line_count);
    order.type = next_random(seed) % 4 == 0 ? ORDER_DELETE : ORDER_UPDATE;
    for (size_t i = 0; i < order.line_count; i++) {
        if (next_random(seed) % 2)
            order.lines[i].unit_price.micros =
                order.lines[i].unit_price.micros / 100 * (int64_t)(next_random(seed) % 250);
    }
    struct order_answer answer = market_place(market, &caller, &order);
    assert_true(answer.status == OK || answer.status == CONFLICT);
}

/* Of any agreement; many have no usage, have not started or have ended. */
static void use_something(struct market *market, unsigned *seed)
{
    static unsigned id;
    struct agreement_list list = market_agreements(market, NULL);
    struct usage_record record = {
        .id = arena_printf(market->arena, "u-%u", id++),
        .dimension = "gbscan",
        .quantity_micros = (int64_t)(next_random(seed) * (next_random(seed) % 5000)),
        .at_us = market->app.clock.fixed_us,
    };
    size_t count;
    if (list.count > 0)
        usage_record_all(&market->ctx, list.items[next_random(seed) % list.count].id, &record, 1,
                         &count);
}

/* Of any invoice or memo, any amount: given back or refused, it adds up. */
static void credit_something(struct market *market, unsigned *seed)
{
    struct invoice_list list = invoices(market);
    if (list.count > 0)
        give_back(market, list.items[next_random(seed) % list.count].id,
                  arena_printf(market->arena, "%u.%02u", next_random(seed) % 2000,
                               next_random(seed) % 100),
                  "At random");
}

/* Any agreement, or none of them any more; those that are over or endless refuse it. */
static void renew_something(struct market *market, unsigned *seed)
{
    struct agreement_list list = market_agreements(market, NULL);
    if (list.count > 0)
        renewal_set(&market->ctx, list.items[next_random(seed) % list.count].id,
                    next_random(seed) % 2);
}

static void renew_nothing(struct market *market)
{
    struct agreement_list list = market_agreements(market, NULL);
    for (size_t i = 0; i < list.count; i++)
        renewal_set(&market->ctx, list.items[i].id, false);
}

/* BIL-6: a year of orders, changes, cancellations, renewals, usage, credits and billing runs, at
 * any moments, adds up after each step; at its end all that was agreed is invoiced, under numbers
 * without a gap. */
static void a_year_adds_up(void **state)
{
    static const char *const carts[][3] = {{"Lighthouse Observability"},
                                           {"Keystone ERP"},
                                           {"Quarry Data Warehouse"},
                                           {"Streamline Log Search"},
                                           {"Keystone ERP", "Lighthouse Observability"}};
    static const struct db_sql open_charges = {
        "SELECT COUNT(*) FROM agreement_charge WHERE invoice_id IS NULL AND kind <> 'usage' AND "
        "amount_micros <> 0 AND description <> $1"};
    static const struct db_sql memos = {
        "SELECT COUNT(*) FROM invoice WHERE credits_id IS NOT NULL AND seller <> $1"};
    static const struct db_sql renewed = {"SELECT COUNT(*) FROM agreement WHERE state = $1"};
    static const struct db_sql metered = {
        "SELECT COUNT(*) FROM agreement_charge WHERE kind = 'metered' AND description <> $1"};
    struct market *market = open_as_system(*state);
    unsigned seed = 20261125;
    struct remembered orders[REMEMBERED];
    unsigned bought = 0;
    int64_t issued = 0;
    print_message("seed %u\n", seed);
    allow_purchase_orders(market, SOYLENT);
    for (size_t i = 0; i < market->catalogue.seller_count; i += 2)
        assert_int_equal(set_tax(market, market->catalogue.sellers[i].id, "vat", "8.1"), OK);
    for (unsigned step = 0; step < 90; step++) {
        unsigned what = next_random(&seed) % 4;
        if (what < 2 || bought == 0)
            buy_something(market, &seed, carts[next_random(&seed) % COUNT(carts)],
                          arena_printf(*state, "PO-%u", step), &orders[bought++ % REMEMBERED]);
        else if (what == 2)
            change_something(
                market, &seed,
                &orders[next_random(&seed) % (bought < REMEMBERED ? bought : REMEMBERED)]);
        else
            issued += market_bill(market);
        use_something(market, &seed);
        renew_something(market, &seed);
        credit_something(market, &seed);
        assert_int_equal(drifts(market), 0);
        market_wait(market, (int64_t)(next_random(&seed) % 12) * TIME_DAY_US);
    }
    issued += market_bill(market);
    renew_nothing(market);
    assert_true(market_number(market, &renewed, "RENEWED") > 0);
    assert_true(market_number(market, &memos, "") > 0);
    market_wait(market, 366 * TIME_DAY_US);
    issued += market_bill(market);
    assert_int_equal(drifts(market), 0);
    assert_int_equal(market_number(market, &open_charges, ""), 0);
    assert_true(market_number(market, &metered, "") > 0);
    assert_int_equal(invoices(market).count, issued);
}

/* ACC-10: buyers do not read other buyers' invoices by these. */
static void for_operators_only(void **state)
{
    struct market *market = market_open(*state);
    struct invoice_drifts found;
    struct invoice_list list;
    struct invoice_book one;
    assert_int_equal(billing_verify(&market->ctx, &found), UNAUTHENTICATED);
    assert_int_equal(books_invoices(&market->ctx, NULL, 1, &list), UNAUTHENTICATED);
    assert_int_equal(books_invoice(&market->ctx, "X-000001", &one), UNAUTHENTICATED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(upfront_at_once),
        unit_case(no_number_without_the_role),
        unit_case(instalments_on_their_dates),
        unit_case(one_order_and_seller_an_invoice),
        unit_case(nothing_to_bill),
        unit_case(what_was_changed_is_seen),
        unit_case(money_is_given_back),
        unit_case(taxes),
        unit_case(the_end_is_not_kept_waiting),
        unit_case(a_year_adds_up),
        unit_case(for_operators_only),
    };
    return cmocka_run_group_tests_name("app/billing", tests, NULL, NULL);
}
