#include "unit.h"

#include "web/labels.h"

static void test_numbers(void **state)
{
    assert_string_equal(number_text(*state, 0), "0");
    assert_string_equal(number_text(*state, 999), "999");
    assert_string_equal(number_text(*state, 1000), "1,000");
    assert_string_equal(number_text(*state, 1234567), "1,234,567");
    assert_string_equal(number_text(*state, -1234), "-1,234");
    assert_string_equal(number_text(*state, -123), "-123");
    assert_string_equal(months_text(*state, 1), "1 month");
    assert_string_equal(months_text(*state, 12), "1 year");
    assert_string_equal(months_text(*state, 18), "18 months");
    assert_string_equal(months_text(*state, 36), "3 years");
}

static void test_tile(void **state)
{
    struct product product = {.title = "Ørsted Éclair Suite"};
    struct tile_view tile = tile_of(*state, &product);
    assert_string_equal(tile.initials, "ØÉ");
    assert_in_range(tile.tone, 0, 7);
    product.title = "Solo";
    assert_string_equal(tile_of(*state, &product).initials, "S");
    product.title = "";
    assert_string_equal(tile_of(*state, &product).initials, "");
    product.title = "Odd ";
    assert_string_equal(tile_of(*state, &product).initials, "O");
}

static struct dimension dimension(enum dimension_kind kind, int64_t minimum,
                                  struct dimension_price *prices, size_t count)
{
    return (struct dimension){
        .unit = "user", .kind = kind, .minimum = minimum, .prices = prices, .price_count = count};
}

/* CAT-3: the price in the list is that of what must be bought, not of an add-on */
static void test_price(void **state)
{
    struct dimension_price add_on[] = {{12, money_of(5 * QUANTITY_ONE, "USD")}};
    struct dimension_price users[] = {{12, money_of(90 * QUANTITY_ONE, "USD")},
                                      {1, money_of(9 * QUANTITY_ONE, "USD")}};
    struct dimension_price usage[] = {{0, money_of(1000, "USD")}};
    struct dimension dimensions[] = {dimension(DIMENSION_USAGE, 0, usage, 1),
                                     dimension(DIMENSION_CONTRACT, 0, add_on, 1),
                                     dimension(DIMENSION_CONTRACT, 1, users, 2)};
    int durations[] = {1, 12};
    struct offer offer = {.pricing = PRICING_CONTRACT_USAGE,
                          .currency = "USD",
                          .durations = durations,
                          .duration_count = 2,
                          .dimensions = dimensions,
                          .dimension_count = 3};
    struct result_view view = {0};
    price_of(*state, &offer, &view);
    assert_string_equal(view.price, "9.00 USD");
    assert_string_equal(view.price_unit, "per user, 1 month");
    assert_true(view.price_from);
    offer.dimension_count = 1;
    price_of(*state, &offer, &view);
    assert_string_equal(view.price, "0.001 USD");
    assert_string_equal(view.price_unit, "per user");
    offer.pricing = PRICING_FREE;
    price_of(*state, &offer, &view);
    assert_null(view.price);
    offer.pricing = PRICING_FREE_TRIAL;
    price_of(*state, &offer, &view);
    assert_string_equal(view.price, "Free");
    assert_string_equal(view.price_unit, "for 1 month");
}

static void test_paragraphs(void **state)
{
    struct text_list list;
    paragraphs_of(*state, "One\nline.\n\n\n\nTwo. \n\n", &list);
    assert_int_equal(list.count, 2);
    assert_string_equal(list.items[0], "One\nline.");
    assert_string_equal(list.items[1], "Two.");
    paragraphs_of(*state, NULL, &list);
    assert_int_equal(list.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(test_numbers),
        unit_case(test_tile),
        unit_case(test_price),
        unit_case(test_paragraphs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
