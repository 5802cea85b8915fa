/* BIL-2, BIL-3: which charges one invoice takes, and what is on it. */
#include "domain_unit.h"

#include "domain/invoice.h"

static struct due_charge charge(const char *value)
{
    return (struct due_charge){
        .account_id = "111111111111",
        .seller = "Harbour Analytics",
        .order_id = "PO-1",
        .agreement_id = "agmt-1",
        .title = "Lighthouse",
        .number = 1,
        .description = "12 months",
        .amount = amount(value, "USD"),
    };
}

static void numbers_name_their_series(void **state)
{
    struct arena *arena = *state;
    assert_string_equal(invoice_id(arena, "o-x7q2m4k9pa", 12), "X7Q2M4K9PA-000012");
    assert_string_equal(invoice_id(arena, "o-x7q2m4k9pa", 1234567), "X7Q2M4K9PA-1234567");
}

/* BIL-3: one invoice for each account, seller, currency and order, one memo for each invoice. */
static void joins_what_belongs_together(void **state)
{
    (void)state;
    struct due_charge a = charge("10");
    struct due_charge b = charge("20");
    b.agreement_id = "agmt-2";
    assert_true(invoice_joins(&a, &b));
    b.order_id = "PO-2";
    assert_false(invoice_joins(&a, &b));
    b.order_id = NULL;
    assert_false(invoice_joins(&a, &b));
    a.order_id = NULL;
    assert_true(invoice_joins(&a, &b));
    b.seller = "Keystone";
    assert_false(invoice_joins(&a, &b));
    b = a;
    b.account_id = "222222222222";
    assert_false(invoice_joins(&a, &b));
    b = a;
    b.amount = amount("20", "EUR");
    assert_false(invoice_joins(&a, &b));
    b = a;
    b.credits_id = "X7Q2M4K9PA-000012";
    assert_false(invoice_joins(&a, &b));
    a.credits_id = "X7Q2M4K9PA-000013";
    assert_false(invoice_joins(&a, &b));
}

/* BIL-1, BIL-2: the number only where it is allowed, and line 1 where the order named none. */
static void carries_the_order(void **state)
{
    struct arena *arena = *state;
    struct due_charge charges[] = {charge("10.50"), charge("0.01")};
    struct invoice invoice;
    struct fault fault;
    charges[1].order_line = "20";
    assert_int_equal(invoice_make(arena, charges, 2, true, &invoice, &fault), OK);
    assert_string_equal(invoice.purchase_order, "PO-1");
    assert_string_equal(money_text(arena, invoice.amount), "10.51 USD");
    assert_string_equal(invoice.lines[0].purchase_order_line, "1");
    assert_string_equal(invoice.lines[1].purchase_order_line, "20");
    assert_string_equal(invoice.lines[1].description, "Lighthouse: 12 months");
    assert_int_equal(invoice.lines[1].number, 2);
    assert_int_equal(invoice_make(arena, charges, 2, false, &invoice, &fault), OK);
    assert_null(invoice.purchase_order);
    assert_null(invoice.lines[1].purchase_order_line);
}

static void too_large_to_add_up(void **state)
{
    struct arena *arena = *state;
    struct due_charge charges[] = {charge("1"), charge("1")};
    charges[0].amount.micros = INT64_MAX;
    struct invoice invoice;
    struct fault fault;
    assert_int_equal(invoice_make(arena, charges, 2, true, &invoice, &fault), FAILED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(numbers_name_their_series),
        unit_case(joins_what_belongs_together),
        unit_case(carries_the_order),
        unit_case(too_large_to_add_up),
    };
    return cmocka_run_group_tests_name("domain/invoice", tests, NULL, NULL);
}
