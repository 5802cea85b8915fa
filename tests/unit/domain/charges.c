#include "domain_unit.h"

static struct charges charged(struct arena *arena, const struct offer *offer,
                              const struct selection *selection)
{
    struct charges charges;
    struct fault fault = {""};
    if (charges_of(arena, offer, selection, &charges, &fault) != OK)
        fail_msg("%s", fault.message);
    return charges;
}

struct line_case {
    enum pricing pricing;
    const char *currency;
    const char *price; /* of one of the 12 seats chosen */
    const char *budget;
    enum line_split split;
    size_t count;
    struct {
        enum line_type type;
        const char *quantity;
        const char *unit_price;
        const char *amount;
        bool usage_only;
    } lines[2];
};

static const struct line_case line_cases[] = {
    {PRICING_CONTRACT,
     "USD",
     "100.05",
     "0",
     LINES_SINGLE,
     1,
     {{LINE_SERVICE, "1", "1200.60", "1200.60", false}}},
    {PRICING_CONTRACT, "USD", "0", "0", LINES_SINGLE, 1, {{LINE_SERVICE, "1", "0", "0", false}}},
    {PRICING_CONTRACT,
     "JPY",
     "1000",
     "0",
     LINES_SINGLE,
     1,
     {{LINE_SERVICE, "1", "12000", "12000", false}}},
    {PRICING_CONTRACT,
     "USD",
     "100",
     "0",
     LINES_SPLIT,
     1,
     {{LINE_SERVICE, "1", "1200", "1200", false}}},
    {PRICING_FLEXIBLE,
     "USD",
     "100.05",
     "0",
     LINES_SINGLE,
     1,
     {{LINE_MATERIAL, "120060", "0.01", "1200.60", false}}},
    {PRICING_FLEXIBLE,
     "JPY",
     "1000",
     "0",
     LINES_SINGLE,
     1,
     {{LINE_MATERIAL, "12000", "1", "12000", false}}},
    {PRICING_FLEXIBLE, "USD", "0", "0", LINES_SINGLE, 1, {{LINE_SERVICE, "1", "0", "0", false}}},
    {PRICING_USAGE,
     "USD",
     "0",
     "5000.00",
     LINES_SINGLE,
     1,
     {{LINE_MATERIAL, "500000", "0.01", "5000", false}}},
    {PRICING_USAGE,
     "JPY",
     "0",
     "5000",
     LINES_SPLIT,
     1,
     {{LINE_MATERIAL, "5000", "1", "5000", false}}},
    {PRICING_CONTRACT_USAGE,
     "USD",
     "100",
     "300.25",
     LINES_SINGLE,
     1,
     {{LINE_MATERIAL, "150025", "0.01", "1500.25", false}}},
    {PRICING_CONTRACT_USAGE,
     "USD",
     "100",
     "300.25",
     LINES_SPLIT,
     2,
     {{LINE_SERVICE, "1", "1200", "1200", false},
      {LINE_MATERIAL, "30025", "0.01", "300.25", true}}},
    {PRICING_CONTRACT_USAGE,
     "USD",
     "100",
     "0",
     LINES_SPLIT,
     2,
     {{LINE_SERVICE, "1", "1200", "1200", false}, {LINE_SERVICE, "1", "0", "0", true}}},
    {PRICING_CONTRACT_USAGE,
     "JPY",
     "100",
     "30",
     LINES_SINGLE,
     1,
     {{LINE_MATERIAL, "1230", "1", "1230", false}}},
    {PRICING_FREE, "USD", "0", "0", LINES_SINGLE, 1, {{LINE_SERVICE, "1", "0", "0", false}}},
    {PRICING_BYOL, "EUR", "0", "0", LINES_SPLIT, 1, {{LINE_SERVICE, "1", "0", "0", false}}},
    {PRICING_FREE_TRIAL, "USD", "0", "0", LINES_SINGLE, 1, {{LINE_SERVICE, "1", "0", "0", false}}},
};

static struct offer *offer_for(struct arena *arena, const struct line_case *test)
{
    static struct instalment halves[] = {{0, 50}, {6, 50}};
    struct offer *offer = make_offer(arena, test->pricing, test->currency, test->price);
    if (test->pricing == PRICING_FLEXIBLE) {
        offer->schedule = halves;
        offer->instalment_count = COUNT(halves);
    }
    return offer;
}

/* CAT-4, CAT-5 */
static void lines_as_the_original_makes_them(void **state)
{
    const struct product product = make_product();
    for (size_t i = 0; i < COUNT(line_cases); i++) {
        const struct line_case *test = &line_cases[i];
        const struct offer *offer = offer_for(*state, test);
        struct selection selection;
        selection_preset(offer, &selection);
        if (pricing_has_contract(test->pricing))
            selection.quantities[0] = 12;
        selection.budget = amount(test->budget, test->currency);
        selection.split = test->split;
        struct charges charges = charged(*state, offer, &selection);
        struct lines lines;
        lines_of(*state, &product, offer, &selection, &charges, &lines);
        assert_int_equal(lines.count, test->count);
        for (size_t j = 0; j < lines.count; j++) {
            const struct line *line = &lines.items[j];
            assert_int_equal(line->type, test->lines[j].type);
            assert_string_equal(quantity_text(*state, line->quantity_micros),
                                test->lines[j].quantity);
            assert_money(line->unit_price, test->lines[j].unit_price, test->currency);
            assert_money(line->amount, test->lines[j].amount, test->currency);
            assert_true(line->usage_only == test->lines[j].usage_only);
            assert_non_null(strstr(line->description, "Lighthouse by Harbour Analytics"));
        }
    }
    assert_string_equal(line_type_name(LINE_SERVICE), "Service");
    assert_string_equal(line_type_name(LINE_MATERIAL), "Material");
}

/* CAT-5: one charge is one charge, whatever its schedule is called. */
static void one_instalment_is_a_service(void **state)
{
    static struct instalment whole[] = {{0, 100}};
    const struct product product = make_product();
    struct offer *offer = make_offer(*state, PRICING_FLEXIBLE, "USD", "99.99");
    offer->schedule = whole;
    offer->instalment_count = 1;
    struct selection selection;
    struct lines lines;
    selection_preset(offer, &selection);
    struct charges charges = charged(*state, offer, &selection);
    lines_of(*state, &product, offer, &selection, &charges, &lines);
    assert_int_equal(lines.items[0].type, LINE_SERVICE);
    assert_money(lines.items[0].unit_price, "99.99", "USD");
}

/* CAT-3 */
static void a_page_begins_with_the_presets(void **state)
{
    static int with_year[] = {1, 6, 12, 36};
    static int without[] = {1, 24, 36};
    struct offer *offer = make_offer(*state, PRICING_CONTRACT_USAGE, "EUR", "1");
    struct selection selection;
    offer->dimensions[0].preset = 7;
    offer->durations = with_year;
    offer->duration_count = COUNT(with_year);
    selection_preset(offer, &selection);
    assert_int_equal(selection.months, 12);
    assert_int_equal(selection.quantities[0], 7);
    assert_int_equal(selection.split, LINES_SINGLE);
    assert_money(selection.budget, "0", "EUR");
    offer->durations = without;
    offer->duration_count = COUNT(without);
    selection_preset(offer, &selection);
    assert_int_equal(selection.months, 24);
    selection_preset(make_offer(*state, PRICING_USAGE, "EUR", "1"), &selection);
    assert_int_equal(selection.months, 0);
}

static void needs(struct arena *arena, const struct offer *offer, const struct selection *selection,
                  const char *message)
{
    struct charges charges;
    struct fault fault = {""};
    assert_int_equal(charges_of(arena, offer, selection, &charges, &fault), BAD_INPUT);
    if (strstr(fault.message, message) == NULL)
        fail_msg("'%s' says nothing of '%s'", fault.message, message);
}

/* CAT-3, CAT-7: what can't be sold is said with the name of the field. */
static void refuses_what_is_not_offered(void **state)
{
    struct offer *offer = make_offer(*state, PRICING_CONTRACT_USAGE, "USD", "10");
    struct selection good;
    selection_preset(offer, &good);
    offer->dimensions[0].minimum = 0;
    struct selection bad = good;
    bad.months = 24;
    needs(*state, offer, &bad, "durations");
    bad = good;
    bad.quantities[0] = 1001;
    needs(*state, offer, &bad, "Seats: choose between 0 and 1000");
    bad.quantities[0] = -1;
    needs(*state, offer, &bad, "Seats");
    bad.quantities[0] = 0;
    needs(*state, offer, &bad, "at least one unit");
    bad = good;
    bad.budget = amount("-0.01", "USD");
    needs(*state, offer, &bad, "Budget estimate: enter an amount in USD");
    bad.budget = amount("1", "EUR");
    needs(*state, offer, &bad, "Budget estimate");
    bad.budget = money_of(INT64_MAX, "USD");
    needs(*state, offer, &bad, "Budget estimate");

    struct offer *usage = make_offer(*state, PRICING_USAGE, "USD", "10");
    selection_preset(usage, &bad);
    needs(*state, usage, &bad, "Budget estimate");
    bad.budget = amount("1", "USD");
    bad.months = 12;
    needs(*state, usage, &bad, "duration");

    struct offer *dear = make_offer(*state, PRICING_CONTRACT, "USD", "9000000000000");
    selection_preset(dear, &bad);
    bad.quantities[0] = 2;
    needs(*state, dear, &bad, "Seats: the amount is too large");
}

/* CAT-5: the last instalment takes what rounding left, and none is below nothing. */
static void instalments_sum_to_the_total(void **state)
{
    static struct instalment quarters[] = {{0, 25}, {3, 25}, {6, 25}, {9, 25}};
    static const char *const prices[] = {"0.01", "0.02", "0.03", "99.99", "100", "0"};
    static const char *const quarter[] = {"0.00", "0.01", "0.01", "25.00", "25", "0"};
    for (size_t i = 0; i < COUNT(prices); i++) {
        struct offer *offer = make_offer(*state, PRICING_FLEXIBLE, "USD", prices[i]);
        offer->schedule = quarters;
        offer->instalment_count = COUNT(quarters);
        struct selection selection;
        selection_preset(offer, &selection);
        struct charges charges = charged(*state, offer, &selection);
        struct money sum = money_zero("USD");
        assert_int_equal(charges.count, 4);
        for (size_t j = 0; j < charges.count; j++) {
            assert_int_equal(charges.items[j].kind, CHARGE_INSTALMENT);
            assert_int_equal(charges.items[j].after_months, 3 * j);
            assert_false(money_is_negative(charges.items[j].amount));
            assert_true(money_add(&sum, charges.items[j].amount));
        }
        assert_money(charges.items[0].amount, quarter[i], "USD");
        assert_money(sum, prices[i], "USD");
        assert_money(charges.total, prices[i], "USD");
    }
}

/* Any choice that the offer allows. */
static struct selection any_selection(const struct offer *offer, uint64_t *seed)
{
    struct selection selection;
    selection_preset(offer, &selection);
    if (offer->duration_count > 0)
        selection.months = offer->durations[random_next(seed) % offer->duration_count];
    for (size_t i = 0; i < offer->dimension_count; i++) {
        const struct dimension *dimension = &offer->dimensions[i];
        uint64_t range = (uint64_t)(dimension->maximum - dimension->minimum) + 1;
        selection.quantities[i] = dimension->minimum + (int64_t)(random_next(seed) % range);
    }
    int64_t unit = money_micros(money_minor_unit(offer->currency));
    if (pricing_has_usage(offer->pricing))
        selection.budget =
            money_of((int64_t)(1 + random_next(seed) % 100000000) * unit, offer->currency);
    selection.split = random_next(seed) % 2 == 0 ? LINES_SINGLE : LINES_SPLIT;
    return selection;
}

static void adds_up(struct arena *arena, const struct product *product, const struct offer *offer,
                    const struct selection *selection)
{
    struct charges charges;
    struct lines lines;
    struct fault fault = {""};
    if (charges_of(arena, offer, selection, &charges, &fault) != OK) {
        if (strcmp(fault.message, "Choose at least one unit of what is offered.") != 0)
            fail_msg("%s: %s", product->id, fault.message);
        return;
    }
    struct money of_charges = money_zero(offer->currency);
    for (size_t i = 0; i < charges.count; i++)
        assert_true(money_add(&of_charges, charges.items[i].amount));
    assert_true(money_equal(of_charges, charges.total));

    struct money of_lines = money_zero(offer->currency);
    lines_of(arena, product, offer, selection, &charges, &lines);
    for (size_t i = 0; i < lines.count; i++) {
        struct money product_of_line;
        const struct line *line = &lines.items[i];
        assert_true(money_times(line->unit_price, line->quantity_micros, &product_of_line));
        assert_true(money_equal(product_of_line, line->amount));
        assert_true(money_add(&of_lines, line->amount));
        if (line->type == LINE_MATERIAL)
            assert_true(money_equal(line->unit_price, money_minor_unit(offer->currency)));
        else
            assert_int_equal(line->quantity_micros, QUANTITY_ONE);
    }
    assert_true(money_equal(of_lines, charges.total));
}

/* CAT-5: quantity x unit price of the lines, the charges and the instalments are one sum. */
static void the_demo_catalogue_adds_up(void **state)
{
    struct catalogue catalogue = demo_catalogue(*state);
    uint64_t seed = random_seed();
    for (size_t i = 0; i < catalogue.product_count; i++) {
        const struct product *product = &catalogue.products[i];
        for (size_t j = 0; j < product->offer_count; j++) {
            const struct offer *offer = &product->offers[j];
            struct selection preset;
            selection_preset(offer, &preset);
            if (pricing_has_usage(offer->pricing))
                preset.budget = amount("1500", offer->currency);
            charged(*state, offer, &preset);
            adds_up(*state, product, offer, &preset);
            for (int n = 0; n < 50; n++) {
                struct selection selection = any_selection(offer, &seed);
                adds_up(*state, product, offer, &selection);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(lines_as_the_original_makes_them), unit_case(one_instalment_is_a_service),
        unit_case(a_page_begins_with_the_presets),   unit_case(refuses_what_is_not_offered),
        unit_case(instalments_sum_to_the_total),     unit_case(the_demo_catalogue_adds_up),
    };
    return cmocka_run_group_tests_name("domain/charges", tests, NULL, NULL);
}
