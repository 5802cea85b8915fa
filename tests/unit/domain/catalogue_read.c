#include "domain_unit.h"

#include <stdio.h>

/* A good product whose parts a case replaces. */
static const char sample[] =
    "{\"id\":\"prod-1\",\"part_id\":\"P-1\",\"title\":\"T\",\"seller\":\"s1\",\"type\":\"saas\","
    "\"offers\":[{\"id\":\"o1\",\"pricing\":\"flexible\",\"currency\":\"USD\","
    "\"durations\":[{\"months\":12},{\"months\":24}],"
    "\"dimensions\":[{\"key\":\"k\",\"name\":\"N\",\"kind\":\"contract\",\"minimum\":1,"
    "\"maximum\":9,\"default\":2,\"prices\":[{\"months\":12,\"price\":\"1.50\"},"
    "{\"months\":24,\"price\":2}]}],"
    "\"schedule\":[{\"after_months\":0,\"percent\":40},{\"after_months\":6,\"percent\":60}]}]}";

/* `sample` with the first `from` made `to`. */
static struct bytes changed(struct arena *arena, const char *from, const char *to)
{
    const char *at = strstr(sample, from);
    if (at == NULL)
        fail_msg("the sample has no %s", from);
    return bytes_of(
        arena_printf(arena, "%.*s%s%s", (int)(at - sample), sample, to, at + strlen(from)));
}

static enum status read_one(struct arena *arena, struct bytes json, struct product *out,
                            struct fault *fault)
{
    static const struct seller sellers[] = {{"s1", "Seller One"}, {"s2", "Seller Two"}};
    return product_read(arena, json, sellers, COUNT(sellers), out, fault);
}

/* CAT-1: 200 invented products of every type and pricing, that a storefront can show and sell. */
static void the_demo_catalogue_reads(void **state)
{
    struct catalogue catalogue = demo_catalogue(*state);
    bool types[PRODUCT_DATA + 1] = {false};
    bool pricings[PRICING_FREE_TRIAL + 1] = {false};
    assert_int_equal(catalogue.product_count, 200);
    for (size_t i = 0; i < catalogue.product_count; i++) {
        const struct product *product = &catalogue.products[i];
        types[product->type] = true;
        assert_ptr_equal(catalogue_product(&catalogue, product->id), product);
        assert_ptr_equal(catalogue_part(&catalogue, product->part_id), product);
        assert_int_not_equal(strlen(product->summary), 0);
        assert_int_not_equal(strlen(product->description), 0);
        assert_true(product->category_count > 0 && product->offer_count > 0);
        for (size_t j = 0; j < product->offer_count; j++)
            pricings[product->offers[j].pricing] = true;
    }
    for (size_t i = 0; i < COUNT(types); i++)
        assert_true(types[i]);
    for (size_t i = 0; i < COUNT(pricings); i++)
        assert_true(pricings[i]);
}

/* CAT-1, CAT-2 */
static void reads_every_field(void **state)
{
    struct product product;
    assert_int_equal(read_one(*state,
                              changed(*state, "\"id\":\"o1\"", "\"id\":\"o1\",\"account\":\"123\""),
                              &product, NULL),
                     OK);
    assert_string_equal(product.id, "prod-1");
    assert_string_equal(product.part_id, "P-1");
    assert_string_equal(product.seller->name, "Seller One");
    assert_int_equal(product.type, PRODUCT_SAAS);
    const struct offer *offer = &product.offers[0];
    assert_string_equal(offer->account_id, "123");
    assert_int_equal(offer->pricing, PRICING_FLEXIBLE);
    assert_int_equal(offer->duration_count, 2);
    assert_int_equal(offer->durations[1], 24);
    const struct dimension *dimension = &offer->dimensions[0];
    assert_int_equal(dimension->minimum, 1);
    assert_int_equal(dimension->maximum, 9);
    assert_int_equal(dimension->preset, 2);
    assert_money(*dimension_price(dimension, 12), "1.50", "USD");
    assert_money(*dimension_price(dimension, 24), "2", "USD");
    assert_int_equal(offer->instalment_count, 2);
    assert_int_equal(offer->schedule[1].after_months, 6);
    assert_int_equal(offer->schedule[1].percent, 60);
}

/* Or no price would have the offer's currency. */
static void a_currency_in_lower_case_is_the_same(void **state)
{
    struct product product;
    assert_int_equal(read_one(*state, changed(*state, "USD", "usd"), &product, NULL), OK);
    assert_string_equal(product.offers[0].currency, "USD");
    struct selection selection;
    struct charges charges;
    selection_preset(&product.offers[0], &selection);
    assert_int_equal(charges_of(*state, &product.offers[0], &selection, &charges, NULL), OK);
    assert_money(charges.total, "3", "USD");
}

static const struct {
    const char *from;
    const char *to;
    const char *message;
} broken[] = {
    {"\"id\":\"prod-1\",", "", "product without id: it needs an id and a title"},
    {"\"T\"", "\"\"", "it needs an id and a title"},
    {"\"T\"", "7", "it needs an id and a title"},
    {"\"part_id\":\"P-1\",", "", "its part_id needs 1 to 100 bytes without ? { }"},
    {"P-1", "P?1", "its part_id needs"},
    {"P-1", "P{1", "its part_id needs"},
    {"P-1", " ", "its part_id is one line that begins and ends with no blank"},
    {"P-1", "P-1 ", "its part_id is one line"},
    {"P-1", "P\\t1", "its part_id is one line"},
    {"P-1", "P\\u00011", "its part_id is one line"},
    {"\"saas\"", "\"SaaS\"", "its type is saas, ami, container, helm, professional_services or"},
    {"\"s1\"", "\"s9\"", "its seller is not among the sellers"},
    {"\"offers\":[", "\"offers\":[],\"x\":[", "it has no offer"},
    {"\"o1\"", "\"\"", "an offer needs an id and a currency"},
    {"USD", "US", "an offer needs an id and a currency"},
    {"\"flexible\"", "\"rent\"", "an offer's pricing is contract, flexible, usage"},
    {"{\"months\":12}", "{\"months\":0}", "a duration has 1 to 120 months"},
    {"{\"months\":12}", "{\"months\":121}", "a duration has 1 to 120 months"},
    {"{\"months\":12}", "{\"months\":1.5}", "a duration has 1 to 120 months"},
    {"{\"months\":12}", "{\"months\":24}", "durations stand in ascending order"},
    {"{\"months\":12}", "{\"months\":36}", "durations stand in ascending order"},
    {"\"durations\"", "\"x\"", "a contract has durations, other pricing none"},
    {"\"flexible\"", "\"usage\"", "a contract has durations, other pricing none"},
    {"\"k\"", "\"\"", "a dimension needs a key and a name"},
    {"\"N\"", "\"\"", "a dimension needs a key and a name"},
    {"\"kind\":\"contract\"", "\"kind\":\"flat\"", "a dimension's kind is contract or usage"},
    {"\"minimum\":1", "\"minimum\":-1", "0 <= minimum <= default <= maximum"},
    {"\"minimum\":1", "\"minimum\":3", "0 <= minimum <= default <= maximum"},
    {"\"maximum\":9", "\"maximum\":1", "0 <= minimum <= default <= maximum"},
    {"\"maximum\":9", "\"maximum\":1000000001", "0 <= minimum <= default <= maximum"},
    {"\"default\":2", "\"default\":10", "0 <= minimum <= default <= maximum"},
    {"\"prices\"", "\"x\"", "a dimension without prices"},
    {"\"1.50\"", "\"-1.50\"", "a price needs months and an amount of 0 or more"},
    {"\"1.50\"", "\"1.5000001\"", "a price needs months and an amount of 0 or more"},
    {"\"1.50\"", "\"free\"", "a price needs months and an amount of 0 or more"},
    {"\"1.50\"", "null", "a price needs months and an amount of 0 or more"},
    {"{\"months\":12,", "{", "a price needs months and an amount of 0 or more"},
    {"{\"months\":24,", "{\"months\":36,",
     "each contract dimension needs a price for each duration"},
    {"\"kind\":\"contract\"", "\"kind\":\"usage\"",
     "each usage dimension needs a price for 0 months"},
    {"\"percent\":40", "\"percent\":41", "instalments that sum to 100 percent"},
    {"\"percent\":40", "\"percent\":0",
     "an instalment needs after_months and a percent of 1 to 100"},
    {"\"percent\":40", "\"percent\":101", "an instalment needs after_months and a percent of"},
    {"\"after_months\":6", "\"after_months\":-6", "an instalment needs after_months"},
    {"\"schedule\"", "\"x\"", "instalments that sum to 100 percent"},
    {"\"flexible\"", "\"contract_usage\"", "instalments that sum to 100 percent, others none"},
    {"\"minimum\":1,\"maximum\":9,\"default\":2", "\"maximum\":0,\"default\":0",
     "an offer that nobody can request: Choose at least one unit"},
    {"\"maximum\":9,\"default\":2,\"prices\":[{\"months\":12,\"price\":\"1.50\"}",
     "\"maximum\":1000000000,\"default\":1000000000,\"prices\":[{\"months\":12,\"price\":"
     "\"99999999999\"}",
     "an offer that nobody can request: N: the amount is too large."},
    {"\"dimensions\":[{", "\"dimensions\":[],\"x\":[{", "can request: Choose at least"},
    {"\"flexible\"", "\"contract\"", "instalments that sum to 100 percent, others none"},
};

/* CAT-1: the message names the product and what is wrong with it. */
static void says_what_is_wrong(void **state)
{
    for (size_t i = 0; i < COUNT(broken); i++) {
        struct product product;
        struct fault fault = {""};
        enum status st =
            read_one(*state, changed(*state, broken[i].from, broken[i].to), &product, &fault);
        if (st != BAD_INPUT || strstr(fault.message, broken[i].message) == NULL)
            fail_msg("%s -> %s: %s '%s'", broken[i].from, broken[i].to, status_name(st),
                     fault.message);
        assert_memory_equal(fault.message, "product ", strlen("product "));
    }
}

/* ORD-6: what a contract covers is usage of the same offer, of a server product. */
static void a_contract_covers_usage(void **state)
{
    static const char server[] =
        "{\"id\":\"p\",\"part_id\":\"P\",\"title\":\"T\",\"seller\":\"s1\",\"type\":\"%s\","
        "\"offers\":[{\"id\":\"o\",\"pricing\":\"contract_usage\",\"currency\":\"USD\","
        "\"durations\":[{\"months\":12}],\"dimensions\":[{\"key\":\"k\",\"name\":\"N\","
        "\"kind\":\"contract\",\"covers\":\"%s\",\"prices\":[{\"months\":12,\"price\":\"1\"}]},"
        "{\"key\":\"h\",\"name\":\"H\",\"kind\":\"usage\",\"covers\":\"%s\",\"prices\":[{"
        "\"months\":0,"
        "\"price\":\"1\"}]}]}]}";
    static const struct {
        const char *type, *contract, *usage, *problem;
    } cases[] = {
        {"ami", "h", "", NULL},
        {"helm", "", "", NULL},
        {"saas", "h", "", "covers is for contract_usage offers of ami, container and helm"},
        {"container", "k", "", "names a usage dimension's key"},
        {"container", "none", "", "names a usage dimension's key"},
        {"container", "h", "h", "covers stands at a contract dimension"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct product product;
        struct fault fault = {""};
        char json[1024];
        snprintf(json, sizeof json, server, cases[i].type, cases[i].contract, cases[i].usage);
        enum status st = read_one(*state, bytes_of(json), &product, &fault);
        assert_int_equal(st, cases[i].problem == NULL ? OK : BAD_INPUT);
        if (cases[i].problem != NULL && strstr(fault.message, cases[i].problem) == NULL)
            fail_msg("%zu: %s", i, fault.message);
        if (st == OK)
            assert_string_equal(product.offers[0].dimensions[0].covers, cases[i].contract);
    }
}

/* CAT-4: no invoice ever. */
static void a_free_trial_costs_nothing(void **state)
{
    static const char trial[] =
        "{\"id\":\"p\",\"part_id\":\"P\",\"title\":\"T\",\"seller\":\"s1\",\"type\":\"saas\","
        "\"offers\":[{\"id\":\"o\",\"pricing\":\"free_trial\",\"currency\":\"USD\","
        "\"durations\":[{\"months\":1}],\"dimensions\":[{\"key\":\"k\",\"name\":\"N\","
        "\"kind\":\"contract\",\"prices\":[{\"months\":1,\"price\":\"%s\"}]}]}]}";
    struct product product;
    struct fault fault = {""};
    char json[512];
    snprintf(json, sizeof json, trial, "0.00");
    assert_int_equal(read_one(*state, bytes_of(json), &product, NULL), OK);
    snprintf(json, sizeof json, trial, "0.01");
    assert_int_equal(read_one(*state, bytes_of(json), &product, &fault), BAD_INPUT);
    assert_string_equal(fault.message, "product p: a free trial costs 0.00");
}

/* CAT-7: there is something to meter. */
static void usage_is_of_something(void **state)
{
    static const char text[] =
        "{\"id\":\"p\",\"part_id\":\"P\",\"title\":\"T\",\"seller\":\"s1\",\"type\":\"saas\","
        "\"offers\":[{\"id\":\"o\",\"pricing\":\"usage\",\"currency\":\"USD\",\"dimensions\":["
        "{\"key\":\"k\",\"name\":\"N\",\"kind\":\"%s\",\"prices\":[{\"months\":0,"
        "\"price\":\"1\"}]}]}]}";
    struct product product;
    struct fault fault = {""};
    char json[512];
    snprintf(json, sizeof json, text, "usage");
    assert_int_equal(read_one(*state, bytes_of(json), &product, NULL), OK);
    snprintf(json, sizeof json, text, "contract");
    assert_int_equal(read_one(*state, bytes_of(json), &product, &fault), BAD_INPUT);
    assert_string_equal(fault.message, "product p: usage needs a dimension that is metered");
}

static void limits_hold(void **state)
{
    struct product product;
    struct fault fault = {""};
    char part[102];
    memset(part, 'P', sizeof part);
    part[100] = '\0';
    assert_int_equal(read_one(*state, changed(*state, "P-1", part), &product, NULL), OK);
    part[100] = 'P';
    part[101] = '\0';
    assert_int_equal(read_one(*state, changed(*state, "P-1", part), &product, NULL), BAD_INPUT);

    struct buf dimensions;
    buf_init(&dimensions, *state, 65536);
    buf_text(&dimensions, "\"dimensions\":[");
    for (int i = 0; i <= DIMENSIONS_MAX; i++)
        buf_printf(&dimensions,
                   "{\"key\":\"%d\",\"name\":\"N\",\"kind\":\"usage\","
                   "\"prices\":[{\"months\":0,\"price\":1}]},",
                   i);
    const char *many = buf_string(&dimensions);
    assert_int_equal(read_one(*state, changed(*state, "\"dimensions\":[", many), &product, &fault),
                     BAD_INPUT);
    assert_non_null(strstr(fault.message, "at most 32 dimensions"));
    assert_int_equal(
        read_one(*state,
                 changed(*state, "\"dimensions\":[",
                         "\"dimensions\":[{\"key\":\"k\",\"name\":\"N\",\"kind\":\"usage\","
                         "\"prices\":[{\"months\":0,\"price\":1}]},"),
                 &product, &fault),
        BAD_INPUT);
    assert_non_null(strstr(fault.message, "two dimensions have the same key"));
}

static void a_catalogue_is_sellers_and_products(void **state)
{
    static const struct {
        const char *text;
        const char *message;
    } cases[] = {
        {"", "line 1"},
        {"{", "line 1"},
        {"[]", "a catalogue is {\"sellers\": [...], \"products\": [...]}"},
        {"{\"products\":[]}", "a catalogue is"},
        {"{\"sellers\":[],\"products\":{}}", "a catalogue is"},
        {"{\"sellers\":[{\"id\":\"s\"}],\"products\":[]}", "seller 1: it needs an id and a name"},
        {"{\"sellers\":[],\"products\":[{\"id\":\"p\",\"title\":\"T\",\"part_id\":\"P\","
         "\"type\":\"data\",\"seller\":\"s\"}]}",
         "product p: its seller is not among the sellers"},
        {"{\"sellers\":[],\"products\":[7]}", "product without id: it needs an id and a title"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct catalogue catalogue;
        struct fault fault = {""};
        assert_int_equal(catalogue_read(*state, bytes_of(cases[i].text), &catalogue, &fault),
                         BAD_INPUT);
        if (strstr(fault.message, cases[i].message) == NULL)
            fail_msg("%s: '%s'", cases[i].text, fault.message);
    }
    struct catalogue catalogue;
    assert_int_equal(
        catalogue_read(*state, bytes_of("{\"sellers\":[],\"products\":[]}"), &catalogue, NULL), OK);
    assert_int_equal(catalogue.product_count, 0);
}

/* CAT-1, CAT-2: or a misspelt account would make a private offer public. */
static void a_file_says_what_the_format_knows(void **state)
{
    static const struct {
        const char *from, *to, *message;
    } cases[] = {
        {"\"id\":\"o1\"", "\"id\":\"o1\",\"acount\":\"1\"",
         "product prod-1: an offer has no 'acount'"},
        {"\"id\":\"o1\"", "\"id\":\"o1\",\"account\":123456789012",
         "product prod-1: an offer's account must be a text"},
        {"\"id\":\"o1\"", "\"id\":\"o1\",\"withdrawn\":\"yes\"",
         "product prod-1: an offer's withdrawn must be true or false"},
        {"\"maximum\":9", "\"maximum\":\"9\"",
         "product prod-1: a dimension's maximum must be a whole number"},
        {"\"type\"", "\"highlights\":[\"a\",7],\"type\"",
         "product prod-1: highlights holds texts alone"},
        {"\"type\"", "\"highlights\":\"a\",\"type\"",
         "product prod-1: a product's highlights must be an array"},
        {"\"schedule\"", "\"shedule\"", "product prod-1: an offer has no 'shedule'"},
        {"\"percent\":40", "\"percent\":40,\"x\":1", "an instalment has no 'x'"},
        {"\"T\"", "\"T\\r\\nBcc: all@globex.example\"",
         "product prod-1: a product's title must be one line"},
        {"\"N\"", "\"N\\u0001\"", "product prod-1: a dimension's name must be one line"},
        {"\"title\"", "\"description\":\"a\\n\\nb\",\"title\"", NULL},
        {"\"id\":\"o1\"", "\"id\":\"o1\",\"account\":null", NULL},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct catalogue catalogue;
        struct fault fault = {""};
        struct bytes product = changed(*state, cases[i].from, cases[i].to);
        const char *json = arena_printf(
            *state, "{\"sellers\":[{\"id\":\"s1\",\"name\":\"S\"}],\"products\":[%.*s]}",
            (int)product.size, (const char *)product.data);
        enum status st = catalogue_read(*state, bytes_of(json), &catalogue, &fault);
        if (st != (cases[i].message == NULL ? OK : BAD_INPUT) ||
            (st != OK && strstr(fault.message, cases[i].message) == NULL))
            fail_msg("%s: %s '%s'", cases[i].to, status_name(st), fault.message);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(the_demo_catalogue_reads),
        unit_case(reads_every_field),
        unit_case(a_currency_in_lower_case_is_the_same),
        unit_case(says_what_is_wrong),
        unit_case(a_contract_covers_usage),
        unit_case(a_free_trial_costs_nothing),
        unit_case(usage_is_of_something),
        unit_case(limits_hold),
        unit_case(a_catalogue_is_sellers_and_products),
        unit_case(a_file_says_what_the_format_knows),
    };
    return cmocka_run_group_tests_name("domain/catalogue_read", tests, NULL, NULL);
}
