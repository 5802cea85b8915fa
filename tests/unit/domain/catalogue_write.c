#include "domain_unit.h"

#include "base/text.h"

static void same_texts(const char **a, size_t count, const char **b, size_t other)
{
    assert_int_equal(count, other);
    for (size_t i = 0; i < count; i++)
        assert_string_equal(a[i], b[i]);
}

static void same_dimension(const struct dimension *a, const struct dimension *b)
{
    assert_string_equal(a->key, b->key);
    assert_string_equal(a->name, b->name);
    assert_string_equal(a->unit, b->unit);
    assert_int_equal(a->kind, b->kind);
    assert_int_equal(a->minimum, b->minimum);
    assert_int_equal(a->maximum, b->maximum);
    assert_int_equal(a->preset, b->preset);
    assert_string_equal(text_or_empty(a->covers), text_or_empty(b->covers));
    assert_int_equal(a->price_count, b->price_count);
    for (size_t i = 0; i < a->price_count; i++) {
        assert_int_equal(a->prices[i].months, b->prices[i].months);
        assert_true(money_equal(a->prices[i].price, b->prices[i].price));
    }
}

static void same_offer(const struct offer *a, const struct offer *b)
{
    assert_string_equal(a->id, b->id);
    assert_string_equal(a->name, b->name);
    assert_int_equal(a->account_id == NULL, b->account_id == NULL);
    if (a->account_id != NULL)
        assert_string_equal(a->account_id, b->account_id);
    assert_int_equal(a->pricing, b->pricing);
    assert_string_equal(a->currency, b->currency);
    assert_int_equal(a->duration_count, b->duration_count);
    for (size_t i = 0; i < a->duration_count; i++)
        assert_int_equal(a->durations[i], b->durations[i]);
    assert_int_equal(a->dimension_count, b->dimension_count);
    for (size_t i = 0; i < a->dimension_count; i++)
        same_dimension(&a->dimensions[i], &b->dimensions[i]);
    assert_int_equal(a->instalment_count, b->instalment_count);
    for (size_t i = 0; i < a->instalment_count; i++) {
        assert_int_equal(a->schedule[i].after_months, b->schedule[i].after_months);
        assert_int_equal(a->schedule[i].percent, b->schedule[i].percent);
    }
}

static void same_product(const struct product *a, const struct product *b)
{
    assert_string_equal(a->id, b->id);
    assert_string_equal(a->part_id, b->part_id);
    assert_string_equal(a->title, b->title);
    assert_string_equal(a->seller->id, b->seller->id);
    assert_string_equal(a->summary, b->summary);
    assert_string_equal(a->description, b->description);
    assert_string_equal(a->terms, b->terms);
    assert_int_equal(a->type, b->type);
    same_texts(a->highlights, a->highlight_count, b->highlights, b->highlight_count);
    same_texts(a->categories, a->category_count, b->categories, b->category_count);
    assert_int_equal(a->offer_count, b->offer_count);
    for (size_t i = 0; i < a->offer_count; i++)
        same_offer(&a->offers[i], &b->offers[i]);
}

static const struct product *again(struct arena *arena, const struct product *product,
                                   const struct seller *sellers, size_t count)
{
    struct buf json;
    struct fault fault = {""};
    struct product *out = arena_make(arena, struct product);
    buf_init(&json, arena, 1 << 20);
    product_write(&json, arena, product);
    assert_false(json.overflow);
    if (product_read(arena, buf_bytes(&json), sellers, count, out, &fault) != OK)
        fail_msg("%s: %s", product->id, fault.message);
    return out;
}

/* CAT-1 */
static void what_is_written_reads_the_same(void **state)
{
    struct catalogue catalogue = demo_catalogue(*state);
    for (size_t i = 0; i < catalogue.product_count; i++)
        same_product(&catalogue.products[i], again(*state, &catalogue.products[i],
                                                   catalogue.sellers, catalogue.seller_count));
}

/* CAT-2: of a private offer too, and of texts that JSON must escape. */
static void nothing_is_lost_of_an_odd_one(void **state)
{
    struct product product = make_product();
    const char *texts[] = {"\"quoted\"", "back\\slash", "Ågren\n\ttwo lines", ""};
    struct offer *offer = make_offer(*state, PRICING_CONTRACT_USAGE, "JPY", "0.000001");
    offer->account_id = "123456789012";
    offer->name = "Only for \"you\" \xF0\x9F\x8E\x81";
    offer->dimensions[0].maximum = 1000000000;
    offer->dimensions[0].preset = 0;
    product.title = "<b>&amp;\x01</b>";
    product.highlights = texts;
    product.highlight_count = COUNT(texts);
    product.offers = offer;
    product.offer_count = 1;
    same_product(&product, again(*state, &product, product.seller, 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(what_is_written_reads_the_same),
        unit_case(nothing_is_lost_of_an_odd_one),
    };
    return cmocka_run_group_tests_name("domain/catalogue_write", tests, NULL, NULL);
}
