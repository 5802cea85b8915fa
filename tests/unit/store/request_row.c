#include "unit.h"

#include <string.h>

#include "store/request_row.h"

/* CAT-9: what was chosen, as it was accepted. */
static void a_selection_is_text(void **state)
{
    struct selection selection = {.months = 12, .quantities = {10, 0}};
    selection.budget = money_of(5000000, "USD");
    assert_string_equal(selection_text(*state, &selection),
                        "months=12 split=0 budget=5000000 currency=USD quantities=10");
    selection.split = LINES_SPLIT;
    selection.quantities[2] = 7;
    assert_string_equal(selection_text(*state, &selection),
                        "months=12 split=1 budget=5000000 currency=USD quantities=10,0,7");
}

static void reads_back(struct arena *arena, const struct selection *selection)
{
    struct selection read;
    memset(&read, 0x55, sizeof read);
    selection_parse(selection_text(arena, selection), &read);
    assert_int_equal(read.months, selection->months);
    assert_int_equal(read.split, selection->split);
    assert_true(money_equal(read.budget, selection->budget));
    assert_memory_equal(read.quantities, selection->quantities, sizeof read.quantities);
}

static void text_reads_back(void **state)
{
    struct selection selection = {0};
    reads_back(*state, &selection);
    selection.budget = money_zero("JPY");
    reads_back(*state, &selection);
    selection = (struct selection){.split = LINES_USAGE};
    reads_back(*state, &selection);
    selection.split = LINES_CONTRACT; /* ORD-6 */
    reads_back(*state, &selection);
    selection = (struct selection){.months = 120, .split = LINES_SPLIT};
    selection.budget = money_of(INT64_MAX, "EUR");
    for (int i = 0; i < DIMENSIONS_MAX; i++)
        selection.quantities[i] = INT64_C(1000000000) - i;
    reads_back(*state, &selection);
    memset(selection.quantities, 0, sizeof selection.quantities);
    selection.quantities[DIMENSIONS_MAX - 1] = INT64_MAX;
    reads_back(*state, &selection);
}

static void what_does_not_read_is_zero(void **state)
{
    (void)state;
    static const char *const texts[] = {"", "months=12",
                                        "months=x split=1 budget=1 currency=USD quantities=1",
                                        "months=12 split=1 budget=1 currency=DOLLAR quantities=1",
                                        "months=12 split=1 budget=1 currency=USD"};
    static const struct selection zero;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct selection read;
        memset(&read, 0x55, sizeof read);
        selection_parse(texts[i], &read);
        assert_int_equal(read.months, 0);
        assert_int_equal(read.split, LINES_SINGLE);
        assert_true(money_is_zero(read.budget));
        assert_memory_equal(read.quantities, zero.quantities, sizeof zero.quantities);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(a_selection_is_text),
        unit_case(text_reads_back),
        unit_case(what_does_not_read_is_zero),
    };
    return cmocka_run_group_tests_name("store/request_row", tests, NULL, NULL);
}
