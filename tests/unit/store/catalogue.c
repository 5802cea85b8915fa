#include "store_unit.h"

#include "domain/catalogue_json.h"
#include "store/catalogue.h"

static const struct seller sellers[] = {{"s-2", "Alder"}, {"s-1", "Birch"}};

static struct product read_sample(struct arena *arena, const char *id, const char *part_id)
{
    struct product product;
    struct fault fault = {""};
    const char *json = arena_printf(
        arena,
        "{\"id\":\"%s\",\"part_id\":\"%s\",\"title\":\"Title of %s\",\"seller\":\"s-1\","
        "\"type\":\"data\",\"offers\":[{\"id\":\"o\",\"account\":\"1\",\"pricing\":\"usage\","
        "\"currency\":\"EUR\",\"dimensions\":[{\"key\":\"k\",\"name\":\"N\",\"kind\":\"usage\","
        "\"prices\":[{\"months\":0,\"price\":\"0.0125\"}]}]}]}",
        id, part_id, id);
    if (product_read(arena, bytes_of(json), sellers, COUNT(sellers), &product, &fault) != OK)
        fail_msg("%s", fault.message);
    return product;
}

static enum status insert_rows(struct db_tx *tx, void *state)
{
    struct store *store = state;
    struct product first = read_sample(store->arena, "prod-b", "P-1");
    struct product second = read_sample(store->arena, "prod-a", "P-2");
    assert_int_equal(catalogue_store_put_seller(tx, &sellers[1]), OK);
    assert_int_equal(catalogue_store_put_seller(tx, &sellers[0]), OK);
    assert_int_equal(catalogue_store_put_product(tx, store->arena, &second, 2), OK);
    return catalogue_store_put_product(tx, store->arena, &first, 1);
}

static enum status load(struct db_tx *tx, void *state)
{
    struct store *store = state;
    struct catalogue catalogue;
    assert_int_equal(catalogue_store_load(tx, store->arena, &catalogue), OK);
    assert_int_equal(catalogue.seller_count, 2);
    assert_string_equal(catalogue.sellers[0].id, "s-2");
    assert_string_equal(catalogue.sellers[1].name, "Birch");
    assert_int_equal(catalogue.product_count, 2);
    assert_string_equal(catalogue.products[0].id, "prod-b");
    assert_string_equal(catalogue.products[1].id, "prod-a");
    const struct product *product = catalogue_part(&catalogue, "P-2");
    assert_string_equal(product->title, "Title of prod-a");
    assert_ptr_equal(product->seller, &catalogue.sellers[1]);
    assert_string_equal(product->offers[0].account_id, "1");
    assert_int_equal(money_micros(*dimension_price(&product->offers[0].dimensions[0], 0)), 12500);
    return OK;
}

/* CAT-1, CAT-2 */
static void the_catalogue_comes_back_by_position(void **state)
{
    store_write(*state, insert_rows);
    store_read(*state, load);
}

static enum status load_empty(struct db_tx *tx, void *state)
{
    struct store *store = state;
    struct catalogue catalogue;
    assert_int_equal(catalogue_store_load(tx, store->arena, &catalogue), OK);
    assert_int_equal(catalogue.product_count, 0);
    assert_int_equal(catalogue.seller_count, 0);
    return OK;
}

static void an_empty_catalogue_loads(void **state)
{
    store_read(*state, load_empty);
}

static enum status insert_same_part(struct db_tx *tx, void *state)
{
    struct store *store = state;
    struct product product = read_sample(store->arena, "prod-c", "P-1");
    return catalogue_store_put_product(tx, store->arena, &product, 3);
}

/* Another in the place of prod-b, behind it, and a seller under another name. */
static enum status put_again(struct db_tx *tx, void *state)
{
    struct store *store = state;
    struct catalogue catalogue;
    struct product product = read_sample(store->arena, "prod-b", "P-3");
    struct seller seller = {sellers[0].id, "Renamed"};
    assert_int_equal(catalogue_store_put_product(tx, store->arena, &product, 9), OK);
    assert_int_equal(catalogue_store_put_seller(tx, &seller), OK);
    assert_int_equal(catalogue_store_load(tx, store->arena, &catalogue), OK);
    assert_int_equal(catalogue.product_count, 2);
    assert_string_equal(catalogue.products[1].part_id, "P-3");
    assert_string_equal(catalogue_seller(&catalogue, seller.id)->name, "Renamed");
    return OK;
}

/* CAT-1: an order line finds one product by its part id. */
static void ids_are_given_once(void **state)
{
    store_write(*state, insert_rows);
    assert_int_equal(store_try(*state, insert_same_part), CONFLICT);
    store_read(*state, load);
    store_write(*state, put_again);
}

static enum status load_without_seller(struct db_tx *tx, void *state)
{
    struct store *store = state;
    struct catalogue catalogue;
    struct product product = read_sample(store->arena, "prod-a", "P-1");
    assert_int_equal(catalogue_store_put_product(tx, store->arena, &product, 1), OK);
    assert_int_equal(catalogue_store_load(tx, store->arena, &catalogue), BAD_INPUT);
    assert_non_null(strstr(db_fault(tx)->message, "product prod-a: its seller"));
    return OK;
}

static void a_definition_that_does_not_read_is_named(void **state)
{
    store_write(*state, load_without_seller);
}

static enum status insert_too_large(struct db_tx *tx, void *state)
{
    struct store *store = state;
    struct product product = read_sample(store->arena, "prod-a", "P-1");
    char *text = arena_alloc(store->arena, (1 << 20) + 1);
    memset(text, 'x', 1 << 20);
    product.description = text;
    return catalogue_store_put_product(tx, store->arena, &product, 1);
}

static void a_definition_has_a_limit(void **state)
{
    assert_int_equal(store_try(*state, insert_too_large), TOO_LARGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_case(the_catalogue_comes_back_by_position),
        store_case(an_empty_catalogue_loads),
        store_case(ids_are_given_once),
        store_case(a_definition_that_does_not_read_is_named),
        store_case(a_definition_has_a_limit),
    };
    return cmocka_run_group_tests_name("store/catalogue", tests, NULL, NULL);
}
