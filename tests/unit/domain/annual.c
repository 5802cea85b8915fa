#include "domain_unit.h"

#include "base/time.h"
#include "domain/annual.h"

static struct dimension dimensions[] = {
    {.key = "inst", .kind = DIMENSION_CONTRACT, .covers = "hr"},
    {.key = "support", .kind = DIMENSION_CONTRACT, .covers = ""},
    {.key = "hr", .kind = DIMENSION_USAGE, .covers = ""},
    {.key = "gb", .kind = DIMENSION_USAGE, .covers = ""},
};
static const struct offer offer = {
    .pricing = PRICING_CONTRACT_USAGE, .dimensions = dimensions, .dimension_count = 4};

static int64_t at(const char *text)
{
    int64_t time_us;
    assert_true(time_parse(text, &time_us));
    return time_us;
}

/* ORD-6: pay-as-you-go first, unless it is there or goes along. */
static void what_can_be_asked_for(void **state)
{
    (void)state;
    assert_int_equal(annual_next(false, false), LINES_SPLIT);
    assert_int_equal(annual_next(false, true), LINES_USAGE);
    assert_int_equal(annual_next(true, false), LINES_CONTRACT);
    assert_int_equal(annual_next(true, true), LINES_CONTRACT);
}

/* ORD-6: an AMI, container or Helm product with a contract beside its usage. */
static void server_products(void **state)
{
    struct offer other = {.pricing = PRICING_CONTRACT};
    (void)state;
    for (enum product_type type = PRODUCT_SAAS; type <= PRODUCT_DATA; type++) {
        struct product product = {.type = type};
        bool server = type == PRODUCT_AMI || type == PRODUCT_CONTAINER || type == PRODUCT_HELM;
        assert_int_equal(offer_is_server_annual(&product, &offer), server);
        assert_false(offer_is_server_annual(&product, &other));
    }
}

static struct agreement contract(struct entitlement *entitlements, int64_t units, const char *start,
                                 const char *end)
{
    entitlements[0] = (struct entitlement){"inst", "Instances", units, "instance"};
    entitlements[1] = (struct entitlement){"support", "Support", 1, "subscription"};
    return (struct agreement){.state = AGREEMENT_ACTIVE,
                              .start_us = at(start),
                              .end_us = at(end),
                              .entitlements = entitlements,
                              .entitlement_count = 2};
}

/* ORD-6: an hour for each unit and hour that a contract runs in the month of the usage. */
static void hours_that_are_covered(void **state)
{
    struct entitlement parts[3][2];
    struct entitlement all = {"hr", "Hours", -1, "hour"};
    struct agreement contracts[] = {
        contract(parts[0], 2, "2026-11-30T00:00:00Z", "2027-11-30T00:00:00Z"),
        contract(parts[1], 1, "2026-12-31T12:00:00Z", "2027-12-31T12:00:00Z"),
        contract(parts[2], 5, "2026-11-01T00:00:00Z", "2027-11-01T00:00:00Z"),
    };
    (void)state;
    agreement_end_early(&contracts[2], AGREEMENT_CANCELLED, at("2026-10-31T00:00:00Z"));
    int64_t november = at("2026-11-30T12:00:00Z");
    assert_int_equal(annual_covered(&offer, "hr", contracts, 3, november), 48 * QUANTITY_ONE);
    assert_int_equal(annual_covered(&offer, "gb", contracts, 3, november), 0);
    assert_int_equal(annual_covered(&offer, "hr", contracts, 0, november), 0);
    int64_t before = at("2026-11-29T23:59:59Z");
    assert_int_equal(annual_covered(&offer, "hr", contracts, 3, before), 0);
    int64_t december = at("2026-12-01T00:00:00Z");
    assert_int_equal(annual_covered(&offer, "hr", contracts, 3, december),
                     (2 * 744 + 12) * QUANTITY_ONE);
    int64_t after = at("2027-12-31T12:00:00Z");
    assert_int_equal(annual_covered(&offer, "hr", contracts, 3, after), 0);
    /* What comes late was used while it ran. */
    agreement_end_early(&contracts[0], AGREEMENT_TERMINATED, at("2026-11-30T18:00:00Z"));
    assert_int_equal(annual_covered(&offer, "hr", contracts, 1, november), 36 * QUANTITY_ONE);
    assert_int_equal(annual_covered(&offer, "hr", contracts, 1, december), 0);
    contracts[0].entitlements = &all; /* an agreement over both is no contract beside another */
    contracts[0].entitlement_count = 1;
    assert_false(annual_is_contract(&contracts[0]));
    assert_true(agreement_is_metered(&offer, &contracts[0]));
    assert_false(agreement_is_metered(&offer, &contracts[1]));
    assert_int_equal(annual_covered(&offer, "hr", contracts, 1, november), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(what_can_be_asked_for),
        unit_case(server_products),
        unit_case(hours_that_are_covered),
    };
    return cmocka_run_group_tests_name("domain/annual", tests, NULL, NULL);
}
