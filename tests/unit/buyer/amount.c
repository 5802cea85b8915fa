#include "unit.h"

#include "buyer/amount.h"

static int64_t parse(const char *text)
{
    int64_t micro;
    return amount_parse(text, &micro) ? micro : -1;
}

static void amounts_are_read(void **state)
{
    (void)state;
    assert_int_equal(parse("12"), 12000000);
    assert_int_equal(parse("0.01"), 10000);
    assert_int_equal(parse("1,234,567.50"), INT64_C(1234567500000));
    assert_int_equal(parse("1.0000000000"), 1000000);
}

static void what_is_no_amount_is_refused(void **state)
{
    static const char *const wrong[] = {
        "",       "-1",   "1.",     "1,5",           ".5", "1e3", "1.0000001",
        "12 USD", ",100", "1,0000", "99999999999999"};
    (void)state;
    assert_int_equal(parse(NULL), -1);
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
        assert_int_equal(parse(wrong[i]), -1);
}

static void amounts_are_multiplied(void **state)
{
    int64_t product;
    (void)state;
    assert_true(amount_multiply(INT64_C(40000) * AMOUNT_ONE, 10000, &product));
    assert_int_equal(product, 400 * AMOUNT_ONE);
    assert_true(amount_multiply(1500000, 1, &product));
    assert_int_equal(product, 2);
    assert_false(amount_multiply(INT64_MAX, 2 * AMOUNT_ONE, &product));
}

static void amounts_are_written(void **state)
{
    assert_string_equal(amount_wire(*state, INT64_C(1234567500000)), "1234567.50");
    assert_string_equal(amount_wire(*state, 12345), "0.012345");
    assert_string_equal(amount_people(*state, INT64_C(1234567500000)), "1,234,567.50");
    assert_string_equal(amount_people(*state, 999 * AMOUNT_ONE), "999.00");
    assert_string_equal(amount_quantity(*state, 2500000), "2.5");
    assert_string_equal(amount_quantity(*state, 0), "0");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(amounts_are_read), cmocka_unit_test(what_is_no_amount_is_refused),
        cmocka_unit_test(amounts_are_multiplied), unit_case(amounts_are_written)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
