#include "domain_unit.h"

#include "domain/money.h"

/* INTEROP C8: `.` is the decimal mark, commas are thousands separators and nothing else. */
static void reads_amounts_as_cxml_writes_them(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t micros;
    } cases[] = {
        {"0", 0},
        {"1200.00", 1200000000},
        {"1,200.00", 1200000000},
        {"1,234,567.89", 1234567890000},
        {"1,00,000.00", 100000000000},
        {"12,345", 12345000000},
        {"0.025", 25000},
        {".5", 500000},
        {"5.", 5000000},
        {"+7.10", 7100000},
        {"-3.5", -3500000},
        {" \t\r\n 9.99 \n", 9990000},
        {"0.000001", 1},
        {"0.1234560000", 123456},
        {"000012.50", 12500000},
        {"9223372036854.775807", INT64_MAX},
        {"-9223372036854.775807", -INT64_MAX},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct money money;
        int64_t quantity;
        if (!money_parse(cases[i].text, "USD", &money) || money_micros(money) != cases[i].micros)
            fail_msg("amount '%s'", cases[i].text);
        assert_true(quantity_parse(cases[i].text, &quantity));
        assert_int_equal(quantity, cases[i].micros);
    }
}

/* INTEROP C8: a decimal comma must not become an amount a hundred times as large. */
static void refuses_what_is_no_amount(void **state)
{
    (void)state;
    static const char *const cases[] = {
        "",
        " ",
        "abc",
        "-",
        "+",
        ".",
        ",",
        "1.2.3",
        "1 200",
        "- 5",
        "--5",
        "5-",
        "$5",
        "5 USD",
        "1e3",
        "0x10",
        "0.0000001",
        "1.2345678",
        "1.200,00",
        "12,34",
        "1,5",
        ",500",
        "1,",
        "1,,000",
        "1200,000",
        "1,2345",
        "1,0,000",
        "NaN",
        "inf",
        ("\xC2\xA0"
         "5"),
        "9223372036854.775808",
        "9223372036855",
        "99999999999999999999999",
    };
    struct money money = money_of(42, "EUR");
    int64_t quantity = 42;
    for (size_t i = 0; i < COUNT(cases); i++) {
        if (money_parse(cases[i], "USD", &money) || quantity_parse(cases[i], &quantity))
            fail_msg("'%s' was taken for an amount", cases[i]);
    }
    assert_false(money_parse(NULL, "USD", &money));
    assert_false(quantity_parse(NULL, &quantity));
    assert_true(money_equal(money, money_of(42, "EUR")));
    assert_int_equal(quantity, 42);
}

static void a_currency_has_three_letters(void **state)
{
    (void)state;
    static const char *const cases[] = {"", "US", "USDT", "U D", "US1", "$$$", " USD", "us\xC3"};
    struct money money;
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_false(money_parse("1", cases[i], &money));
    assert_false(money_parse("1", NULL, &money));
    assert_true(money_parse("1", "uSd", &money));
    assert_string_equal(money.currency, "USD");
}

static void writes_the_decimals_of_the_currency(void **state)
{
    static const struct {
        const char *text;
        const char *currency;
        const char *amount;
        const char *human;
    } cases[] = {
        {"1200", "USD", "1200.00", "1,200.00 USD"},
        {"0.025", "USD", "0.025", "0.025 USD"},
        {"0.0125", "EUR", "0.0125", "0.0125 EUR"},
        {"0.10", "GBP", "0.10", "0.10 GBP"},
        {"1234567", "JPY", "1234567", "1,234,567 JPY"},
        {"0.5", "JPY", "0.5", "0.5 JPY"},
        {"0", "JPY", "0", "0 JPY"},
        {"0", "USD", "0.00", "0.00 USD"},
        {"-1234.5", "USD", "-1234.50", "-1,234.50 USD"},
        {"-100", "USD", "-100.00", "-100.00 USD"},
        {"999", "KRW", "999", "999 KRW"},
        {"9223372036854.775807", "USD", "9223372036854.775807", "9,223,372,036,854.775807 USD"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct money money = amount(cases[i].text, cases[i].currency);
        assert_string_equal(money_amount(*state, money), cases[i].amount);
        assert_string_equal(money_text(*state, money), cases[i].human);
    }
    assert_string_equal(quantity_text(*state, 2000000), "2");
    assert_string_equal(quantity_text(*state, 1500000), "1.5");
    assert_string_equal(quantity_text(*state, INT64_C(1200000000000)), "1200000");
    assert_string_equal(quantity_text(*state, 0), "0");
    assert_string_equal(quantity_text(*state, INT64_MIN), "-9223372036854.775808");
}

static void the_smallest_amount_of_a_currency(void **state)
{
    (void)state;
    assert_money(money_minor_unit("USD"), "0.01", "USD");
    assert_money(money_minor_unit("EUR"), "0.01", "EUR");
    assert_money(money_minor_unit("JPY"), "1", "JPY");
    assert_money(money_minor_unit("KRW"), "1", "KRW");
}

static void adds_one_currency_only(void **state)
{
    (void)state;
    struct money total = money_zero("USD");
    assert_true(money_add(&total, amount("0.10", "USD")));
    assert_true(money_add(&total, amount("0.20", "USD")));
    assert_money(total, "0.30", "USD");
    assert_false(money_add(&total, amount("0.20", "EUR")));
    assert_false(money_add(&total, money_of(INT64_MAX, "USD")));
    assert_money(total, "0.30", "USD");
    assert_true(money_add(&total, amount("-0.30", "USD")));
    assert_true(money_is_zero(total));
    struct money least = money_of(INT64_MIN, "USD");
    assert_false(money_add(&least, money_of(-1, "USD")));
}

static void multiplies_exactly(void **state)
{
    (void)state;
    static const struct {
        const char *money;
        const char *quantity;
        const char *product;
    } cases[] = {
        {"0.0125", "1000", "12.5"},        {"19.99", "3", "59.97"},
        {"0.000001", "0.5", "0.000001"},   {"0.000001", "0.4", "0"},
        {"-0.000001", "0.5", "-0.000001"}, {"10", "0", "0"},
        {"0.01", "-2", "-0.02"},           {"4000000000000", "2", "8000000000000"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        int64_t quantity;
        struct money product;
        assert_true(quantity_parse(cases[i].quantity, &quantity));
        assert_true(money_times(amount(cases[i].money, "USD"), quantity, &product));
        assert_money(product, cases[i].product, "USD");
    }
    struct money kept = amount("1", "USD");
    assert_false(money_times(amount("5000000000000", "USD"), 2 * QUANTITY_ONE, &kept));
    assert_money(kept, "1", "USD");
}

static void shares_end_at_the_minor_unit(void **state)
{
    (void)state;
    assert_money(money_share(amount("100", "USD"), 333333), "33.33", "USD");
    assert_money(money_share(amount("0.01", "USD"), 500000), "0.01", "USD");
    assert_money(money_share(amount("0.01", "USD"), 499999), "0", "USD");
    assert_money(money_share(amount("-0.01", "USD"), 500000), "-0.01", "USD");
    assert_money(money_share(amount("1001", "JPY"), 500000), "501", "JPY");
    assert_money(money_share(amount("100", "JPY"), 333333), "33", "JPY");
    assert_money(money_share(amount("99.99", "USD"), 1000000), "99.99", "USD");
    assert_money(money_share(amount("99.99", "USD"), 0), "0", "USD");
    assert_money(money_share(amount("9000000000000", "USD"), 250000), "2250000000000", "USD");
}

/* CAT-5: the quantity of a Material line. */
static void divides_only_exactly(void **state)
{
    (void)state;
    int64_t quantity = 7;
    assert_true(money_divide(amount("1200", "USD"), amount("0.01", "USD"), &quantity));
    assert_int_equal(quantity, 120000 * QUANTITY_ONE);
    assert_true(money_divide(amount("0.005", "USD"), amount("0.01", "USD"), &quantity));
    assert_int_equal(quantity, QUANTITY_ONE / 2);
    assert_true(money_divide(amount("-3", "JPY"), amount("1", "JPY"), &quantity));
    assert_int_equal(quantity, -3 * QUANTITY_ONE);
    quantity = 7;
    assert_false(money_divide(amount("1", "USD"), amount("3", "USD"), &quantity));
    assert_false(money_divide(amount("1", "USD"), amount("1", "EUR"), &quantity));
    assert_false(money_divide(amount("99999999999", "USD"), amount("0.01", "USD"), &quantity));
    assert_int_equal(quantity, 7);
}

static void compares(void **state)
{
    (void)state;
    struct money one = amount("1", "USD");
    assert_int_equal(money_compare(one, amount("2", "USD")), -1);
    assert_int_equal(money_compare(one, amount("1.00", "USD")), 0);
    assert_int_equal(money_compare(one, amount("-2", "USD")), 1);
    assert_int_equal(money_compare(money_of(INT64_MIN, "USD"), money_of(INT64_MAX, "USD")), -1);
    assert_false(money_equal(one, amount("1", "EUR")));
    assert_true(money_is_negative(amount("-0.01", "USD")));
    assert_false(money_is_negative(money_zero("USD")));
    assert_true(money_is_zero(money_zero("USD")));
}

/* ORD-3: the connection's tolerance. */
static void is_within_a_tolerance_of_the_second(void **state)
{
    (void)state;
    struct money hundred = amount("100", "USD");
    assert_true(money_within(hundred, hundred, 0));
    assert_false(money_within(amount("100.000001", "USD"), hundred, 0));
    assert_true(money_within(amount("101", "USD"), hundred, 10000));
    assert_true(money_within(amount("99", "USD"), hundred, 10000));
    assert_false(money_within(amount("101.000001", "USD"), hundred, 10000));
    assert_false(money_within(amount("98.999999", "USD"), hundred, 10000));
    assert_false(money_within(amount("100", "EUR"), hundred, 1000000));
    assert_false(money_within(amount("0.01", "USD"), money_zero("USD"), 1000000));
    assert_true(money_within(money_zero("USD"), money_zero("USD"), 0));
    assert_true(money_within(amount("-101", "USD"), amount("-100", "USD"), 10000));
    assert_false(money_within(money_of(INT64_MIN, "USD"), money_of(INT64_MAX, "USD"), 10000));
    assert_true(money_within(money_of(INT64_MAX, "USD"), money_of(INT64_MAX, "USD"), 1000000));
}

static void what_is_written_reads_the_same(void **state)
{
    static const char *const currencies[] = {"USD", "JPY", "EUR", "KRW"};
    uint64_t seed = random_seed();
    for (int i = 0; i < 20000; i++) {
        struct money money = money_of(random_micros(&seed), currencies[i % 4]);
        char *human = money_text(*state, money);
        human[strlen(human) - strlen(" USD")] = '\0';
        assert_true(money_equal(amount(money_amount(*state, money), money.currency), money));
        assert_true(money_equal(amount(human, money.currency), money));
        int64_t quantity;
        assert_true(quantity_parse(quantity_text(*state, money_micros(money)), &quantity));
        assert_int_equal(quantity, money_micros(money));
    }
}

static void sums_do_not_depend_on_the_order(void **state)
{
    (void)state;
    uint64_t seed = random_seed();
    for (int i = 0; i < 20000; i++) {
        struct money a = money_of(random_micros(&seed), "USD");
        struct money b = money_of(random_micros(&seed), "USD");
        struct money ab = a;
        struct money ba = b;
        assert_true(money_add(&ab, b) == money_add(&ba, a));
        if (money_equal(ab, ba)) {
            assert_true(money_add(&ab, money_of(-money_micros(b), "USD")));
            assert_true(money_equal(ab, a));
        }
        assert_int_equal(money_compare(a, b), -money_compare(b, a));
    }
}

/* A part and its rest are the whole, and a part is never more than half a unit off. */
static void parts_sum_to_the_whole(void **state)
{
    (void)state;
    uint64_t seed = random_seed();
    for (int i = 0; i < 20000; i++) {
        struct money whole = money_of(random_micros(&seed) / 4 / 10000 * 10000, "USD");
        int64_t parts = (int64_t)(random_next(&seed) % 1000001);
        struct money part = money_share(whole, parts);
        struct money rest = money_share(whole, 1000000 - parts);
        struct money sum = part;
        assert_true(money_add(&sum, rest));
        assert_true(money_add(&sum, money_of(-money_micros(whole), "USD")));
        assert_in_range(money_micros(sum) + 10000, 0, 20000);
        assert_int_equal(money_micros(part) % 10000, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(reads_amounts_as_cxml_writes_them),
        unit_case(refuses_what_is_no_amount),
        unit_case(a_currency_has_three_letters),
        unit_case(writes_the_decimals_of_the_currency),
        unit_case(the_smallest_amount_of_a_currency),
        unit_case(adds_one_currency_only),
        unit_case(multiplies_exactly),
        unit_case(shares_end_at_the_minor_unit),
        unit_case(divides_only_exactly),
        unit_case(compares),
        unit_case(is_within_a_tolerance_of_the_second),
        unit_case(what_is_written_reads_the_same),
        unit_case(sums_do_not_depend_on_the_order),
        unit_case(parts_sum_to_the_whole),
    };
    return cmocka_run_group_tests_name("domain/money", tests, NULL, NULL);
}
