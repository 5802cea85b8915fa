#include "domain_unit.h"

/* CAT-1: types and pricing as stored, and as people read them. */
static void names_read_back(void **state)
{
    (void)state;
    static const char *const types[] = {"saas", "ami", "container", "helm", "professional_services",
                                        "data"};
    static const char *const pricings[] = {"contract", "flexible", "usage",     "contract_usage",
                                           "free",     "byol",     "free_trial"};
    for (size_t i = 0; i < COUNT(types); i++) {
        enum product_type type;
        assert_true(product_type_parse(types[i], &type));
        assert_string_equal(product_type_name(type), types[i]);
        assert_int_not_equal(strlen(product_type_label(type)), 0);
    }
    for (size_t i = 0; i < COUNT(pricings); i++) {
        enum pricing pricing;
        assert_true(pricing_parse(pricings[i], &pricing));
        assert_string_equal(pricing_name(pricing), pricings[i]);
        assert_int_not_equal(strlen(pricing_label(pricing)), 0);
    }
    assert_string_equal(product_type_label(PRODUCT_SAAS), "SaaS");
    assert_string_equal(pricing_label(PRICING_CONTRACT_USAGE), "Contract with usage");
    enum product_type type = PRODUCT_HELM;
    enum pricing pricing = PRICING_BYOL;
    assert_false(product_type_parse("SaaS", &type));
    assert_false(product_type_parse("", &type));
    assert_false(pricing_parse("Usage", &pricing));
    assert_int_equal(type, PRODUCT_HELM);
    assert_int_equal(pricing, PRICING_BYOL);
}

static void what_pricing_is_made_of(void **state)
{
    (void)state;
    static const struct {
        enum pricing pricing;
        bool contract, usage;
    } cases[] = {
        {PRICING_CONTRACT, true, false},   {PRICING_FLEXIBLE, true, false},
        {PRICING_USAGE, false, true},      {PRICING_CONTRACT_USAGE, true, true},
        {PRICING_FREE, false, false},      {PRICING_BYOL, false, false},
        {PRICING_FREE_TRIAL, true, false},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_true(pricing_has_contract(cases[i].pricing) == cases[i].contract);
        assert_true(pricing_has_usage(cases[i].pricing) == cases[i].usage);
    }
}

static void finds_by_id(void **state)
{
    struct catalogue catalogue = demo_catalogue(*state);
    for (size_t i = 0; i < catalogue.product_count; i++) {
        const struct product *product = &catalogue.products[i];
        assert_ptr_equal(catalogue_product(&catalogue, product->id), product);
        assert_ptr_equal(catalogue_part(&catalogue, product->part_id), product);
        for (size_t j = 0; j < product->offer_count; j++)
            assert_ptr_equal(product_offer(product, product->offers[j].id), &product->offers[j]);
    }
    assert_null(catalogue_product(&catalogue, "prod-none"));
    assert_null(catalogue_product(&catalogue, ""));
    assert_null(catalogue_part(&catalogue, catalogue.products[0].id));
    assert_null(product_offer(&catalogue.products[0], catalogue.products[1].offers[0].id));
}

/* CAT-2 */
static void a_private_offer_is_for_one_account(void **state)
{
    struct offer *offer = make_offer(*state, PRICING_FREE, "USD", "0");
    assert_true(offer_is_for(offer, "111111111111"));
    offer->account_id = "111111111111";
    assert_true(offer_is_for(offer, "111111111111"));
    assert_false(offer_is_for(offer, "222222222222"));
    assert_false(offer_is_for(offer, ""));
}

static void a_price_is_for_a_duration(void **state)
{
    const struct offer *offer = make_offer(*state, PRICING_CONTRACT_USAGE, "USD", "120");
    assert_money(*dimension_price(&offer->dimensions[0], 12), "120", "USD");
    assert_null(dimension_price(&offer->dimensions[0], 0));
    assert_null(dimension_price(&offer->dimensions[0], 24));
    assert_money(*dimension_price(&offer->dimensions[1], 0), "0.0125", "USD");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(names_read_back),
        unit_case(what_pricing_is_made_of),
        unit_case(finds_by_id),
        unit_case(a_private_offer_is_for_one_account),
        unit_case(a_price_is_for_a_duration),
    };
    return cmocka_run_group_tests_name("domain/catalogue", tests, NULL, NULL);
}
