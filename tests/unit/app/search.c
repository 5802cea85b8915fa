#include "fixture.h"

#include <stdio.h>

#include "app/search.h"
#include "base/text.h"

/* Made so that each test knows what it will find. */
static struct seller sellers[] = {{"s-1", "Harbour Software"}, {"s-2", "Ågren Industri"}};

static const char *observability[] = {"Observability"};
static const char *both[] = {"Databases", "Observability"};
static const char *databases[] = {"Databases"};
static const char *highlights[] = {"Zebra stripes"};

static struct offer contract[] = {{.id = "o-1", .pricing = PRICING_CONTRACT, .currency = "USD"},
                                  {.id = "o-2", .pricing = PRICING_CONTRACT, .currency = "USD"}};
static struct offer usage[] = {{.id = "o-3", .pricing = PRICING_USAGE, .currency = "USD"}};
static struct offer mixed[] = {{.id = "o-4", .pricing = PRICING_USAGE, .currency = "USD"},
                               {.id = "o-5", .pricing = PRICING_CONTRACT, .currency = "USD"}};

static struct product products[] = {
    {"p-1", "HS-LAMP-01", "Lamp for logs", &sellers[0], "Finds words.", "Harbour, lighthouses.",
     highlights, 1, observability, 1, PRODUCT_SAAS, "", "", "", contract, 2},
    {"p-2", "HS-LIGHT-02", "Lighthouse", &sellers[0], "A lamp.", "", NULL, 0, both, 2, PRODUCT_SAAS,
     "", "", "", usage, 1},
    {"p-3", "AG-DB-03", "Ågren Datenbank-Maschine", &sellers[1], "", "Stores lamps.", NULL, 0,
     databases, 1, PRODUCT_AMI, "", "", "", mixed, 2},
    {"p-4", "AG-DB-04", "acorn database", &sellers[1], "", "", NULL, 0, databases, 1, PRODUCT_DATA,
     "", "", "", usage, 1},
};

static const struct catalogue catalogue = {sellers, 2, products, 4};

static struct product_page search(void **state, struct product_query query)
{
    struct product_page page;
    if (query.limit == 0)
        query.limit = 10;
    if (query.text == NULL)
        query.text = "";
    product_search(*state, &catalogue, &query, &page);
    return page;
}

/* "1 2": the numbers of the products found, in that order. */
static const char *found(void **state, const struct product_page *page)
{
    const char *text = "";
    for (size_t i = 0; i < page->count; i++)
        text = arena_printf(*state, "%s%s%s", text, i == 0 ? "" : " ", page->items[i]->id + 2);
    return text;
}

static const char *find(void **state, const char *text)
{
    struct product_page page = search(state, (struct product_query){.text = text});
    assert_int_equal(page.count, page.total);
    return found(state, &page);
}

/* CAT-3: title, then seller and category, then the rest */
static void ranking(void **state)
{
    assert_string_equal(find(state, ""), "1 2 3 4");
    assert_string_equal(find(state, "lamp"), "1 2 3");
    assert_string_equal(find(state, "lighthouse"), "2 1");
    assert_string_equal(find(state, "datab"), "4 2 3");
    assert_string_equal(find(state, "zebra"), "1");
    assert_string_equal(find(state, "AG-DB-04"), "4");
}

/* CAT-3: the beginnings of words, and all of them */
static void words(void **state)
{
    assert_string_equal(find(state, "light"), "2 1");
    assert_string_equal(find(state, "ight"), "");
    assert_string_equal(find(state, "LIGHTHOUSE"), "2 1");
    assert_string_equal(find(state, "lamp logs"), "1");
    assert_string_equal(find(state, "logs  lamp!"), "1");
    assert_string_equal(find(state, "lamp nothing"), "");
    assert_string_equal(find(state, "lighthousekeeper"), "");
    assert_string_equal(find(state, "maschine"), "3");
    assert_string_equal(find(state, " ,;-%*\"' "), "1 2 3 4");
}

/* CAT-3: other letters than those of ASCII, in either case */
static void letters(void **state)
{
    assert_string_equal(find(state, "Ågren"), "3 4");
    assert_string_equal(find(state, "ågren"), "3 4");
    assert_string_equal(find(state, "ÅGREN INDUSTRI"), "3 4");
    assert_string_equal(find(state, "gren"), "");
    assert_string_equal(find(state, "Åg"), "3 4");
    assert_string_equal(find(state, "山"), "");
    assert_string_equal(find(state, "\xC3"), find(state, "\xC3")); /* half a character */
}

/* CAT-3: from the demo catalogue */
static void sellers_of_the_demo(void **state)
{
    struct market *market = market_open(*state);
    static const char *const queries[] = {"ågren", "øresund", "zürich", "LINNÉA"};
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        struct product_query query = {.text = queries[i], .limit = 5};
        struct product_page page;
        product_search(*state, &market->catalogue, &query, &page);
        if (page.total == 0)
            fail_msg("nothing for %s", queries[i]);
    }
}

static size_t count_of(const struct facet *facet, const char *value, bool *chosen)
{
    for (size_t i = 0; i < facet->count; i++) {
        if (text_equal(facet->items[i].value, value)) {
            *chosen = facet->items[i].chosen;
            return facet->items[i].count;
        }
    }
    return 0;
}

static void assert_facet(const struct facet *facet, const char *value, size_t count, bool chosen)
{
    bool got = false;
    if (count_of(facet, value, &got) != count || got != chosen)
        fail_msg("%s: %zu %d", value, count_of(facet, value, &got), got);
}

/* CAT-3: products, not offers, are counted */
static void facets(void **state)
{
    struct product_page page = search(state, (struct product_query){.text = ""});
    assert_int_equal(page.total, 4);
    assert_int_equal(page.categories.count, 2);
    assert_facet(&page.categories, "Observability", 2, false);
    assert_facet(&page.categories, "Databases", 3, false);
    assert_facet(&page.sellers, "s-1", 2, false);
    assert_facet(&page.sellers, "s-2", 2, false);
    assert_facet(&page.pricings, "contract", 2, false);
    assert_facet(&page.pricings, "usage", 3, false);
    assert_string_equal(page.categories.items[0].value, "Databases");
    page = search(state, (struct product_query){.text = "lamp"});
    assert_facet(&page.categories, "Databases", 2, false);
}

/* CAT-2: private offers are their account's */
static void private_offers(void **state)
{
    static struct offer offers[] = {
        {.id = "o-6", .account_id = "1", .pricing = PRICING_CONTRACT, .currency = "USD"},
        {.id = "o-7", .pricing = PRICING_CONTRACT, .currency = "USD"},
        {.id = "o-8", .account_id = "1", .pricing = PRICING_FREE, .currency = "USD"}};
    static struct product product = {.id = "p-5",
                                     .part_id = "P",
                                     .title = "Quill",
                                     .seller = &sellers[0],
                                     .summary = "",
                                     .description = "",
                                     .offers = offers,
                                     .offer_count = 3};
    static const struct catalogue one = {sellers, 2, &product, 1};
    static const char *const accounts[] = {NULL, "2", "1"};
    for (size_t i = 0; i < 3; i++) {
        struct product_query query = {.account_id = accounts[i], .text = "", .limit = 5};
        struct product_page page;
        product_search(*state, &one, &query, &page);
        assert_int_equal(page.total, 1);
        assert_facet(&page.pricings, "contract", 1, false);
        assert_facet(&page.pricings, "free", i == 2, false);
    }
    product.offer_count = 1;
    struct product_query query = {.text = "", .limit = 5};
    struct product_page page;
    product_search(*state, &one, &query, &page);
    assert_int_equal(page.total, 0);
    query.account_id = "1";
    product_search(*state, &one, &query, &page);
    assert_int_equal(page.total, 1);
}

/* CAT-3: a value's count has all other facets applied, not its own */
static void chosen_facets(void **state)
{
    static const char *const category[] = {"Databases"};
    static const char *const seller[] = {"s-2"};
    static const char *const pricing[] = {"contract", "free"};
    struct product_page page =
        search(state, (struct product_query){.categories = category, .category_count = 1});
    assert_string_equal(found(state, &page), "2 3 4");
    assert_facet(&page.categories, "Databases", 3, true);
    assert_facet(&page.categories, "Observability", 2, false);
    assert_facet(&page.sellers, "s-1", 1, false);
    assert_facet(&page.pricings, "contract", 1, false);
    page = search(state, (struct product_query){.categories = category,
                                                .category_count = 1,
                                                .sellers = seller,
                                                .seller_count = 1,
                                                .pricings = pricing,
                                                .pricing_count = 2});
    assert_string_equal(found(state, &page), "3");
    assert_facet(&page.categories, "Databases", 1, true);
    assert_facet(&page.categories, "Observability", 0, false);
    assert_facet(&page.sellers, "s-2", 1, true);
    assert_facet(&page.sellers, "s-1", 0, false);
    assert_facet(&page.pricings, "contract", 1, true);
    assert_facet(&page.pricings, "usage", 2, false);
}

/* CAT-3 */
static void sorting(void **state)
{
    struct product_page page = search(state, (struct product_query){.sort = SORT_TITLE});
    assert_string_equal(found(state, &page), "4 1 2 3");
    page = search(state, (struct product_query){.sort = SORT_SELLER});
    assert_string_equal(found(state, &page), "1 2 4 3");
    page = search(state, (struct product_query){.text = "lighthouse", .sort = SORT_TITLE});
    assert_string_equal(found(state, &page), "1 2");
}

/* CAT-3 */
static void paging(void **state)
{
    struct product_page page = search(state, (struct product_query){.limit = 3});
    assert_string_equal(found(state, &page), "1 2 3");
    assert_int_equal(page.total, 4);
    page = search(state, (struct product_query){.limit = 3, .offset = 3});
    assert_string_equal(found(state, &page), "4");
    page = search(state, (struct product_query){.limit = 3, .offset = 4});
    assert_int_equal(page.count, 0);
    assert_int_equal(page.total, 4);
    page = search(state, (struct product_query){.limit = 3, .offset = (size_t)-1});
    assert_int_equal(page.count, 0);
}

static void empty_catalogue(void **state)
{
    static const struct catalogue none = {0};
    struct product_query query = {.text = "lamp", .limit = 10};
    struct product_page page;
    product_search(*state, &none, &query, &page);
    assert_int_equal(page.total, 0);
    assert_int_equal(page.categories.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(ranking),        unit_case(words),
        unit_case(letters),        unit_case(sellers_of_the_demo),
        unit_case(facets),         unit_case(chosen_facets),
        unit_case(private_offers), unit_case(sorting),
        unit_case(paging),         unit_case(empty_catalogue),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
