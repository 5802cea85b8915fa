/* BIL-3: rates, and tax to the cent, given back to the cent. */
#include "domain_unit.h"

#include "domain/tax.h"

static void rates(void **state)
{
    static const struct {
        const char *text;
        int64_t ppm;
        const char *shown;
    } rows[] = {{"19", 190000, "19"},
                {" 8.1 ", 81000, "8.1"},
                {"0", 0, "0"},
                {"100", 1000000, "100"},
                {"9.975", 99750, "9.975"},
                {"0.0001", 1, "0.0001"},
                {"1e2", -1, NULL},
                {"", -1, NULL},
                {"-1", -1, NULL},
                {"100.0001", -1, NULL},
                {"0.00001", -1, NULL},
                {"19 %", 190000, "19"},
                {"8.1%", 81000, "8.1"},
                {"19 %%", -1, NULL},
                {"%", -1, NULL},
                {"19 % VAT", -1, NULL}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t ppm = -1;
        assert_int_equal(tax_rate_parse(rows[i].text, &ppm), rows[i].ppm >= 0);
        assert_int_equal(ppm, rows[i].ppm);
        if (ppm >= 0)
            assert_string_equal(tax_rate_text(*state, ppm), rows[i].shown);
    }
    struct tax tax = {.kind = TAX_VAT, .rate_ppm = 77000};
    assert_string_equal(tax_title(*state, &tax), "VAT 7.7 %");
}

static void to_the_smallest_that_is_paid(void **state)
{
    (void)state;
    struct tax tax = {.kind = TAX_VAT, .rate_ppm = 190000};
    assert_money(tax_of(&tax, amount("3400.00", "USD")), "646.00", "USD");
    assert_money(tax_of(&tax, amount("0.13", "EUR")), "0.02", "EUR");   /* 0.0247 */
    assert_money(tax_of(&tax, amount("-0.50", "EUR")), "-0.10", "EUR"); /* 0.095 */
    assert_money(tax_of(&tax, amount("103", "JPY")), "20", "JPY");      /* 19.57 */
    tax.kind = TAX_NONE;
    assert_money(tax_of(&tax, amount("3400.00", "USD")), "0.00", "USD");
}

/* However an invoice is given back, its tax is given back with it, and not a cent more. */
static void given_back_to_the_cent(void **state)
{
    (void)state;
    struct tax tax = {.kind = TAX_VAT, .rate_ppm = 190000};
    uint32_t seed = 7;
    for (int round = 0; round < 200; round++) {
        seed = seed * 1664525u + 1013904223u;
        int64_t cents = 1 + seed % 5000;
        struct money whole = money_of(cents * 10000, "EUR");
        struct money before = money_zero("EUR"), tax_before = money_zero("EUR");
        for (int64_t left = cents; left > 0;) {
            seed = seed * 1664525u + 1013904223u;
            int64_t part = 1 + seed % (uint32_t)left;
            struct money back = money_of(-part * 10000, "EUR"), of_it;
            assert_true(tax_of_credit(&tax, back, before, tax_before, &of_it));
            assert_true(money_is_negative(of_it) || money_is_zero(of_it));
            money_add(&before, money_negative(back));
            money_add(&tax_before, money_negative(of_it));
            left -= part;
        }
        assert_true(money_equal(before, whole));
        assert_true(money_equal(tax_before, tax_of(&tax, whole)));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(rates),
        unit_case(to_the_smallest_that_is_paid),
        unit_case(given_back_to_the_cent),
    };
    return cmocka_run_group_tests_name("domain/tax", tests, NULL, NULL);
}
