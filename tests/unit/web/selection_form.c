#include "unit.h"

#include <string.h>

#include "web/selection_form.h"

static struct dimension_price prices[] = {{12, {0}}, {36, {0}}};
static struct dimension dimensions[] = {
    {.key = "users",
     .name = "Users",
     .unit = "user",
     .kind = DIMENSION_CONTRACT,
     .prices = prices,
     .price_count = 2,
     .minimum = 1,
     .maximum = 10000,
     .preset = 10},
    {.key = "addon",
     .name = "Add-on",
     .unit = "package",
     .kind = DIMENSION_CONTRACT,
     .prices = prices,
     .price_count = 2,
     .minimum = 0,
     .maximum = 1},
};
static int durations[] = {12, 36};
static struct offer offer = {.pricing = PRICING_CONTRACT_USAGE,
                             .currency = "USD",
                             .durations = durations,
                             .duration_count = 2,
                             .dimensions = dimensions,
                             .dimension_count = 2};

static const struct approval chosen = {true, LINES_SINGLE};
static const struct approval whole = {false, LINES_SINGLE};

static struct selection_form read_form(struct arena *arena, const struct http_field *fields,
                                       size_t count)
{
    struct selection_form form;
    prices[0].price = money_of(100 * QUANTITY_ONE, "USD");
    prices[1].price = money_of(250 * QUANTITY_ONE, "USD");
    selection_form_read(arena, (struct http_fields){fields, count}, &offer, &chosen, &form);
    return form;
}

#define READ(...)                                                                                  \
    read_form(*state, (const struct http_field[]){__VA_ARGS__},                                    \
              sizeof((const struct http_field[]){__VA_ARGS__}) / sizeof(struct http_field))

/* CAT-3: the form as it is first shown can be sent */
static void test_preset(void **state)
{
    struct selection_form form = READ({"other", "x"});
    assert_false(form.wrong);
    assert_int_equal(form.selection.months, 12);
    assert_string_equal(form.quantities[0], "10");
    assert_string_equal(form.budget, "1000.00");
    assert_int_equal(form.charges.count, 2);
    assert_true(money_equal(form.charges.total, money_of(2000 * QUANTITY_ONE, "USD")));
}

static void test_typed(void **state)
{
    struct selection_form form = READ({"months", "36"}, {"q_users", " 1,000 "}, {"q_addon", ""},
                                      {"budget", "5,000"}, {"split", "split"});
    assert_false(form.wrong);
    assert_int_equal(form.selection.months, 36);
    assert_int_equal(form.selection.quantities[0], 1000);
    assert_int_equal(form.selection.quantities[1], 0);
    assert_int_equal(form.selection.split, LINES_SPLIT);
    assert_true(money_equal(form.charges.total, money_of(255000 * QUANTITY_ONE, "USD")));
}

/* What was typed stays, and each mistake is told at its field */
static void test_mistakes(void **state)
{
    struct selection_form form =
        READ({"months", "13"}, {"q_users", "many"}, {"q_addon", "2"}, {"budget", "-1"});
    assert_true(form.wrong);
    assert_non_null(form.duration_error);
    assert_string_equal(form.quantities[0], "many");
    assert_string_equal(form.quantity_errors[0], "Enter a whole number from 1 to 10,000.");
    assert_string_equal(form.quantity_errors[1], "Enter a whole number from 0 to 1.");
    assert_string_equal(form.budget, "-1");
    assert_non_null(form.budget_error);
    assert_int_equal(form.charges.count, 0);
}

static void test_edges(void **state)
{
    assert_non_null(READ({"q_users", "1.5"}).quantity_errors[0]);
    assert_non_null(READ({"q_users", ""}).quantity_errors[0]);
    assert_non_null(READ({"q_users", "0"}).quantity_errors[0]);
    assert_non_null(READ({"q_users", "99999999999999999999"}).quantity_errors[0]);
    assert_null(READ({"q_users", "10000"}).quantity_errors[0]);
    assert_non_null(READ({"budget", "1.005"}).budget_error);
    assert_null(READ({"budget", "0"}).budget_error);
    assert_non_null(READ({"budget", ""}).budget_error);
}

/* ORD-6: of an offer that takes two approvals only what is asked for now is read. */
static void test_parts(void **state)
{
    static const struct http_field sent[] = {
        {"months", "36"}, {"q_users", "many"}, {"budget", "5"}, {"split", "split"}};
    static const struct http_field stale = {"part", "usage"};
    const struct http_fields fields = {sent, 4};
    struct approval approval = {false, LINES_USAGE};
    struct selection_form form;
    selection_form_read(*state, fields, &offer, &approval, &form);
    assert_false(form.wrong);
    assert_int_equal(form.selection.split, LINES_USAGE);
    assert_int_equal(form.selection.months, 0);
    assert_int_equal(form.charges.count, 1);
    assert_int_equal(form.charges.items[0].kind, CHARGE_USAGE);
    selection_form_read(*state, (struct http_fields){&stale, 1}, &offer, &approval, &form);
    assert_false(form.wrong);
    assert_string_equal(form.budget, "10000.00");
    approval.split = LINES_CONTRACT;
    selection_form_read(*state, (struct http_fields){&stale, 1}, &offer, &approval, &form);
    assert_true(form.wrong);
    assert_non_null(strstr(form.other_error, "has changed since the page was shown"));
    selection_form_read(*state, (struct http_fields){NULL, 0}, &offer, &approval, &form);
    assert_false(form.wrong);
    assert_null(form.budget);
    assert_int_equal(form.charges.count, 1);
    assert_int_equal(form.charges.items[0].kind, CHARGE_UPFRONT);
    approval.split = LINES_SPLIT;
    selection_form_read(*state, (struct http_fields){NULL, 0}, &offer, &approval, &form);
    assert_string_equal(form.budget, "10000.00");
    assert_int_equal(form.charges.count, 2);
}

/* CAT-7 */
static void test_usage_needs_a_budget(void **state)
{
    static const struct http_field zero = {"budget", "0"};
    struct offer usage = {.pricing = PRICING_USAGE, .currency = "JPY"};
    struct selection_form form;
    selection_form_read(*state, (struct http_fields){&zero, 1}, &usage, &whole, &form);
    assert_non_null(form.budget_error);
    selection_form_read(*state, (struct http_fields){NULL, 0}, &usage, &whole, &form);
    assert_false(form.wrong);
    assert_string_equal(form.budget, "100000");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(test_preset), unit_case(test_typed), unit_case(test_mistakes),
        unit_case(test_edges),  unit_case(test_parts), unit_case(test_usage_needs_a_budget),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
