#include "domain_unit.h"

#include "base/time.h"
#include "domain/agreement.h"

static int64_t at(const char *text)
{
    int64_t time_us;
    assert_true(time_parse(text, &time_us));
    return time_us;
}

static struct agreement agreed(struct arena *arena, const struct offer *offer,
                               const struct selection *selection, const char *start)
{
    const struct product product = make_product();
    struct agreement agreement = {.id = "agmt-1", .auto_renew = true};
    struct fault fault = {""};
    if (agreement_from_offer(arena, &product, offer, selection, at(start), &agreement, &fault) !=
        OK)
        fail_msg("%s", fault.message);
    return agreement;
}

static struct selection chosen(const struct offer *offer, int64_t seats, const char *budget)
{
    struct selection selection;
    selection_preset(offer, &selection);
    if (pricing_has_contract(offer->pricing))
        selection.quantities[0] = seats;
    selection.budget = amount(budget, offer->currency);
    return selection;
}

/* ORD-5: offer and terms as accepted, start, end, value; parties and ids stay the caller's. */
static void a_contract_ends_after_its_duration(void **state)
{
    const struct offer *offer = make_offer(*state, PRICING_CONTRACT, "USD", "100.05");
    struct selection selection = chosen(offer, 12, "0");
    struct agreement agreement = agreed(*state, offer, &selection, "2026-11-22T21:30:00Z");
    assert_string_equal(agreement.id, "agmt-1");
    assert_true(agreement.auto_renew);
    assert_string_equal(agreement.product_id, "prod-1");
    assert_string_equal(agreement.offer_id, "offer-1");
    assert_string_equal(agreement.title, "Lighthouse");
    assert_string_equal(agreement.seller, "Harbour Analytics");
    assert_string_equal(agreement.terms, "Standard Contract");
    assert_int_equal(agreement.state, AGREEMENT_ACTIVE);
    assert_string_equal(time_cxml(*state, agreement.start_us), "2026-11-22T21:30:00+00:00");
    assert_string_equal(time_cxml(*state, agreement.end_us), "2027-11-22T21:30:00+00:00");
    assert_money(agreement.value, "1200.60", "USD");
    assert_int_equal(agreement.charge_count, 1);
    assert_int_equal(agreement.charges[0].number, 1);
    assert_int_equal(agreement.charges[0].kind, CHARGE_UPFRONT);
    assert_money(agreement.charges[0].amount, "1200.60", "USD");
    assert_int_equal(agreement.charges[0].due_us, agreement.start_us);
    assert_int_equal(agreement.entitlement_count, 1);
    assert_string_equal(agreement.entitlements[0].dimension, "seats");
    assert_string_equal(agreement.entitlements[0].name, "Seats");
    assert_string_equal(agreement.entitlements[0].unit, "seat");
    assert_int_equal(agreement.entitlements[0].quantity, 12);
}

/* ORD-5: a month later is the same day, or the month's last. */
static void charges_fall_due_by_the_calendar(void **state)
{
    static struct instalment schedule[] = {{0, 40}, {1, 30}, {2, 20}, {13, 10}};
    static const char *const due[] = {"2027-01-31", "2027-02-28", "2027-03-31", "2028-02-29"};
    static const char *const amounts[] = {"40", "30", "20", "10"};
    struct offer *offer = make_offer(*state, PRICING_FLEXIBLE, "USD", "100");
    offer->schedule = schedule;
    offer->instalment_count = COUNT(schedule);
    struct selection selection = chosen(offer, 1, "0");
    struct agreement agreement = agreed(*state, offer, &selection, "2027-01-31T23:59:59Z");
    assert_int_equal(agreement.charge_count, COUNT(schedule));
    for (size_t i = 0; i < COUNT(schedule); i++) {
        const struct agreement_charge *charge = &agreement.charges[i];
        assert_int_equal(charge->number, i + 1);
        assert_int_equal(charge->kind, CHARGE_INSTALMENT);
        assert_money(charge->amount, amounts[i], "USD");
        assert_string_equal(time_date(*state, charge->due_us), due[i]);
    }
    assert_string_equal(time_cxml(*state, agreement.end_us), "2028-01-31T23:59:59+00:00");
}

static void the_end_of_a_short_month(void **state)
{
    struct offer *offer = make_offer(*state, PRICING_CONTRACT, "USD", "1");
    struct selection selection = chosen(offer, 1, "0");
    offer->durations[0] = selection.months = 1;
    offer->dimensions[0].prices[0].months = 1;
    struct agreement agreement = agreed(*state, offer, &selection, "2028-01-31T00:00:00Z");
    assert_string_equal(time_date(*state, agreement.end_us), "2028-02-29");
    agreement = agreed(*state, offer, &selection, "2026-12-31T00:00:00Z");
    assert_string_equal(time_date(*state, agreement.end_us), "2027-01-31");
}

/* ORD-5, CAT-7: usage falls due as it is metered, and without a limit. */
static void usage_has_no_date_and_no_limit(void **state)
{
    const struct offer *offer = make_offer(*state, PRICING_CONTRACT_USAGE, "USD", "100");
    struct selection selection = chosen(offer, 3, "500");
    struct agreement agreement = agreed(*state, offer, &selection, "2026-11-22");
    assert_money(agreement.value, "800", "USD");
    assert_int_equal(agreement.charge_count, 2);
    assert_int_equal(agreement.charges[0].kind, CHARGE_UPFRONT);
    assert_int_equal(agreement.charges[1].kind, CHARGE_USAGE);
    assert_money(agreement.charges[1].amount, "500", "USD");
    assert_int_equal(agreement.charges[1].due_us, 0);
    assert_int_equal(agreement.entitlement_count, 2);
    assert_int_equal(agreement.entitlements[0].quantity, 3);
    assert_string_equal(agreement.entitlements[1].dimension, "calls");
    assert_int_equal(agreement.entitlements[1].quantity, -1);

    offer = make_offer(*state, PRICING_USAGE, "USD", "0");
    selection = chosen(offer, 0, "500");
    agreement = agreed(*state, offer, &selection, "2026-11-22");
    assert_int_equal(agreement.end_us, 0);
    assert_int_equal(agreement.charge_count, 1);
    assert_int_equal(agreement.entitlement_count, 1);
}

/* ORD-5, CAT-4 */
static void what_is_free_may_be_used_until_cancelled(void **state)
{
    static const enum pricing free_ones[] = {PRICING_FREE, PRICING_BYOL};
    for (size_t i = 0; i < COUNT(free_ones); i++) {
        const struct offer *offer = make_offer(*state, free_ones[i], "USD", "0");
        struct selection selection = chosen(offer, 0, "0");
        struct agreement agreement = agreed(*state, offer, &selection, "2026-11-22");
        assert_int_equal(agreement.end_us, 0);
        assert_true(money_is_zero(agreement.value));
        assert_int_equal(agreement.entitlement_count, 1);
        assert_int_equal(agreement.entitlements[0].quantity, -1);
    }
}

static void what_was_not_chosen_entitles_to_nothing(void **state)
{
    struct offer *offer = make_offer(*state, PRICING_CONTRACT, "USD", "1");
    struct dimension *two = arena_array(*state, 2, sizeof *two);
    two[0] = two[1] = offer->dimensions[0];
    two[1].key = "support";
    offer->dimensions = two;
    offer->dimension_count = 2;
    struct selection selection = chosen(offer, 5, "0");
    selection.quantities[1] = 0;
    struct agreement agreement = agreed(*state, offer, &selection, "2026-11-22");
    assert_int_equal(agreement.entitlement_count, 1);
    assert_string_equal(agreement.entitlements[0].dimension, "seats");
    assert_int_equal(agreement.entitlements[0].quantity, 5);
}

static void what_is_not_offered_makes_no_agreement(void **state)
{
    const struct product product = make_product();
    const struct offer *offer = make_offer(*state, PRICING_CONTRACT, "USD", "1");
    struct selection selection = chosen(offer, 1, "0");
    struct agreement agreement = {0};
    struct fault fault = {""};
    selection.months = 13;
    assert_int_equal(
        agreement_from_offer(*state, &product, offer, &selection, 0, &agreement, &fault),
        BAD_INPUT);
    assert_non_null(strstr(fault.message, "durations"));
}

/* ORD-5 */
static void names_read_back(void **state)
{
    (void)state;
    static const char *const states[] = {"ACTIVE",   "CANCELLED",  "EXPIRED",   "RENEWED",
                                         "REPLACED", "SUPERSEDED", "TERMINATED"};
    static const char *const kinds[] = {"upfront", "instalment", "usage"};
    enum agreement_state read = AGREEMENT_ACTIVE;
    enum charge_kind kind = CHARGE_UPFRONT;
    for (int i = 0; i < (int)COUNT(states); i++) {
        assert_string_equal(agreement_state_name((enum agreement_state)i), states[i]);
        assert_true(agreement_state_parse(states[i], &read));
        assert_int_equal(read, i);
    }
    for (int i = 0; i < (int)COUNT(kinds); i++) {
        assert_string_equal(charge_kind_name((enum charge_kind)i), kinds[i]);
        assert_true(charge_kind_parse(kinds[i], &kind));
        assert_int_equal(kind, i);
    }
    assert_false(agreement_state_parse("active", &read));
    assert_false(charge_kind_parse("monthly", &kind));
}

/* The renewal of an agreement. */
static struct agreement renewed(struct arena *arena, const struct agreement *old)
{
    struct agreement renewal;
    struct fault fault = {""};
    if (agreement_renew(arena, old, &renewal, &fault) != OK)
        fail_msg("%s", fault.message);
    renewal.id = "agmt-2";
    return renewal;
}

/* ORD-5: the same again, from the end on; ends are counted from the first start. */
static void renewals_come_back_to_the_day(void **state)
{
    static const struct {
        int months;
        const char *start, *ends[4];
    } rows[] = {
        {1, "2027-01-31", {"2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31"}},
        {12, "2028-02-29", {"2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29"}},
        {36, "2026-11-22", {"2029-11-22", "2032-11-22", "2035-11-22", "2038-11-22"}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct offer *offer = make_offer(*state, PRICING_CONTRACT, "USD", "100.05");
        struct selection selection = chosen(offer, 12, "0");
        struct agreement agreement =
            agreed(*state, offer, &selection, arena_printf(*state, "%sT21:30:00Z", rows[i].start));
        agreement.end_us = time_add_months(agreement.start_us, rows[i].months);
        for (int term = 0; term < 4; term++) {
            assert_string_equal(time_date(*state, agreement.end_us), rows[i].ends[term]);
            struct agreement next = renewed(*state, &agreement);
            assert_string_equal(next.renews_id, agreement.id);
            assert_true(next.start_us == agreement.end_us);
            assert_true(next.charges[0].due_us == next.start_us);
            assert_null(next.charges[0].invoice_id);
            assert_true(money_equal(next.value, agreement.value));
            agreement = next;
        }
    }
}

/* What was metered is not agreed again, nor what was changed to nothing. */
static void only_what_was_agreed_comes_again(void **state)
{
    const struct offer *offer = make_offer(*state, PRICING_CONTRACT, "USD", "100.00");
    struct selection selection = chosen(offer, 12, "0");
    struct agreement agreement = agreed(*state, offer, &selection, "2026-11-22T21:30:00Z");
    struct agreement_charge charges[4] = {agreement.charges[0], agreement.charges[0],
                                          agreement.charges[0], agreement.charges[0]};
    charges[1].kind = CHARGE_METERED;
    charges[2].amount = money_zero("USD");
    charges[3].due_us = time_add_months(agreement.start_us, 4);
    agreement.charges = charges;
    agreement.charge_count = 4;
    struct agreement next = renewed(*state, &agreement);
    assert_int_equal(next.charge_count, 2);
    assert_int_equal(next.charges[1].number, 2);
    assert_string_equal(time_date(*state, next.charges[1].due_us), "2028-03-22");
    assert_money(next.value, "2400.00", "USD");
}

/* What has no end has none to be renewed at. */
static void no_end_no_renewal(void **state)
{
    struct agreement endless = {.id = "agmt-1", .start_us = at("2026-11-22T21:30:00Z")};
    struct agreement odd = endless;
    struct agreement out;
    struct fault fault = {""};
    odd.end_us = odd.start_us + TIME_DAY_US;
    assert_int_equal(agreement_renew(*state, &endless, &out, &fault), FAILED);
    assert_int_equal(agreement_renew(*state, &odd, &out, &fault), FAILED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(renewals_come_back_to_the_day),
        unit_case(only_what_was_agreed_comes_again),
        unit_case(no_end_no_renewal),
        unit_case(a_contract_ends_after_its_duration),
        unit_case(charges_fall_due_by_the_calendar),
        unit_case(the_end_of_a_short_month),
        unit_case(usage_has_no_date_and_no_limit),
        unit_case(what_is_free_may_be_used_until_cancelled),
        unit_case(what_was_not_chosen_entitles_to_nothing),
        unit_case(what_is_not_offered_makes_no_agreement),
        unit_case(names_read_back),
    };
    return cmocka_run_group_tests_name("domain/agreement", tests, NULL, NULL);
}
