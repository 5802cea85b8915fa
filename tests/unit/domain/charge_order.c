/* BIL-2: ways to choose purchase orders for charges. */
#include "domain_unit.h"

#include "base/text.h"
#include "domain/charge_order.h"

/* One that is invoiced, two to come, the estimate, a month of usage, and one that was changed to
 * nothing. */
static struct agreement agreed(struct arena *arena)
{
    static const struct agreement_charge charges[] = {
        {.number = 1, .kind = CHARGE_INSTALMENT, .invoice_id = "X-000001"},
        {.number = 2, .kind = CHARGE_INSTALMENT},
        {.number = 3, .kind = CHARGE_INSTALMENT},
        {.number = 4, .kind = CHARGE_USAGE},
        {.number = 5, .kind = CHARGE_METERED},
        {.number = 6, .kind = CHARGE_INSTALMENT},
    };
    struct agreement agreement = {.order_id = "PO-1", .order_line = "10"};
    agreement.charges = arena_copy(arena, charges, sizeof charges);
    agreement.charge_count = sizeof charges / sizeof *charges;
    for (size_t i = 0; i < agreement.charge_count; i++)
        agreement.charges[i].amount = amount(i == 5 ? "0" : "10", "USD");
    return agreement;
}

static struct agreement chosen(struct arena *arena, struct charge_order_choice choice)
{
    struct agreement agreement = agreed(arena);
    struct fault fault = {""};
    if (charge_order_choose(arena, &choice, &agreement, &fault) != OK)
        fail_msg("%s", fault.message);
    return agreement;
}

/* "2:PO-1/10 3:none ..." of what is open, and of usage to come. */
static const char *orders_of(struct arena *arena, const struct agreement *agreement)
{
    const char *text = "";
    for (size_t i = 0; i <= agreement->charge_count; i++) {
        bool usage = i == agreement->charge_count;
        struct charge_order order = usage ? charge_order_of_usage(agreement)
                                          : charge_order_of(agreement, &agreement->charges[i]);
        if (usage || charge_is_open(&agreement->charges[i]))
            text = arena_printf(arena, "%s%s:%s/%s ", text,
                                usage ? "usage"
                                      : arena_printf(arena, "%d", agreement->charges[i].number),
                                order.number, text_or_empty(order.line));
    }
    return text;
}

static void is_the_agreements_order_at_first(void **state)
{
    struct agreement agreement = agreed(*state);
    assert_string_equal(orders_of(*state, &agreement),
                        "2:PO-1/10 3:PO-1/10 5:PO-1/10 usage:PO-1/10 ");
    assert_int_equal(charge_order_mode_of(&agreement, true), CHARGE_ORDERS_ALL);
    agreement.order_id = agreement.order_line = NULL;
    assert_int_equal(charge_order_mode_of(&agreement, true), CHARGE_ORDERS_NONE);
}

static void ways(void **state)
{
    struct charge_order each[] = {
        {"PO-X", NULL}, {"PO-2", ""}, {" PO-3 ", "3"}, {NULL, NULL}, {"", NULL}};
    const struct {
        struct charge_order_choice choice;
        const char *orders;
    } rows[] = {
        {{.mode = CHARGE_ORDERS_ALL, .all = {" PO-2\t", " 7"}},
         "2:PO-2/7 3:PO-2/7 5:PO-2/7 usage:PO-2/7 "},
        {{.mode = CHARGE_ORDERS_NONE, .all = {"PO-2", "7"}}, "2:/ 3:/ 5:/ usage:/ "},
        {{.mode = CHARGE_ORDERS_APART, .fixed = {"PO-F", NULL}, .usage = {"PO-U", "1"}},
         "2:PO-F/ 3:PO-F/ 5:PO-U/1 usage:PO-U/1 "},
        {{.mode = CHARGE_ORDERS_EACH, .each = each, .each_count = 5, .usage = {"PO-U", NULL}},
         "2:PO-2/ 3:PO-3/3 5:/ usage:PO-U/ "},
        /* The month was charged while somebody chose. */
        {{.mode = CHARGE_ORDERS_EACH, .each = each, .each_count = 4, .usage = {"PO-U", NULL}},
         "2:PO-2/ 3:PO-3/3 5:PO-U/ usage:PO-U/ "},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct agreement agreement = chosen(*state, rows[i].choice);
        assert_string_equal(orders_of(*state, &agreement), rows[i].orders);
        assert_int_equal(charge_order_mode_of(&agreement, true), rows[i].choice.mode);
        assert_null(agreement.charges[0].order.number);
        bool each_only = rows[i].choice.mode == CHARGE_ORDERS_EACH;
        assert_int_equal(agreement.charges[5].order.number == NULL, each_only);
    }
}

static void refuse(struct arena *arena, struct charge_order order, const char *words)
{
    struct agreement agreement = agreed(arena);
    struct charge_order_choice choice = {.mode = CHARGE_ORDERS_ALL, .all = order};
    struct fault fault = {""};
    assert_int_equal(charge_order_choose(arena, &choice, &agreement, &fault), BAD_INPUT);
    if (strstr(fault.message, words) == NULL)
        fail_msg("'%s' has no '%s'", fault.message, words);
    assert_null(agreement.charges[1].order.number);
}

static void wrong_numbers(void **state)
{
    struct arena *arena = *state;
    char *number = arena_text(arena, "");
    for (int i = 0; i < CHARGE_ORDER_NUMBER_MAX; i++)
        number = arena_printf(arena, "%s\xC3\xA4", number);
    struct agreement agreement = chosen(
        arena, (struct charge_order_choice){.mode = CHARGE_ORDERS_ALL, .all = {number, NULL}});
    assert_string_equal(agreement.charges[1].order.number, number);
    refuse(arena, (struct charge_order){arena_printf(arena, "%sx", number), NULL}, "has 201");
    refuse(arena,
           (struct charge_order){"PO-2", "123456789 123456789 123456789 123456789 123456789 1"},
           "has 51");
    refuse(arena, (struct charge_order){" ", NULL}, "Enter the number");
    refuse(arena, (struct charge_order){"", "7"}, "Line 7 is of which");
    refuse(arena, (struct charge_order){"PO\n2", NULL}, "one line of text");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(is_the_agreements_order_at_first),
        unit_case(ways),
        unit_case(wrong_numbers),
    };
    return cmocka_run_group_tests_name("domain/charge_order", tests, NULL, NULL);
}
