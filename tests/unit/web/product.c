#include "unit.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "shop.h"

static struct http_answer page(struct shop *shop, const char *session,
                               const struct product *product, const char *query)
{
    return shop_see(shop, session, arena_printf(shop->arena, "products/%s%s", product->id, query));
}

/* CAT-4: every kind of offer can be requested with the form as it stands */
static void test_every_pricing(void **state)
{
    struct shop *shop = shop_open(*state, NULL);
    for (int pricing = PRICING_CONTRACT; pricing <= PRICING_FREE_TRIAL; pricing++) {
        const char *session = shop_enter(shop);
        const struct product *product = shop_product(shop, (enum pricing)pricing);
        struct http_answer answer = page(shop, session, product, "");
        assert_int_equal(answer.status, 200);
        assert_true(answer_has(&answer, "name=\"then\" value=\"request\">Request approval<"));
        assert_true(answer_has(&answer, "Add to request and keep shopping"));
        assert_false(answer_has(&answer, "Subscribe"));
        struct http_answer added =
            shop_post(shop, session, "items", shop_item_form(shop, product, "&then=request"));
        assert_int_equal(added.status, 303);
        assert_string_equal(http_answer_header(&added, "Location"),
                            arena_printf(*state, "%srequest", session));
    }
}

/* CAT-3: the calculator works without script */
static void test_calculate(void **state)
{
    struct shop *shop = shop_open(*state, NULL);
    const char *session = shop_enter(shop);
    const struct product *product = shop_product(shop, PRICING_FLEXIBLE);
    const struct dimension *dimension = &product->offers[0].dimensions[0];
    struct money total;
    assert_true(money_times(*dimension_price(dimension, product->offers[0].durations[0]),
                            7 * QUANTITY_ONE, &total));
    struct http_answer answer =
        page(shop, session, product, arena_printf(*state, "?q_%s=7", dimension->key));
    assert_int_equal(answer.status, 200);
    assert_true(answer_has(&answer, "Payment schedule"));
    assert_true(answer_has(&answer, "Instalment 2 of"));
    assert_true(answer_has(&answer,
                           arena_printf(*state, "<strong>%s</strong>", money_text(*state, total))));
    assert_true(answer_has(&answer, "formmethod=\"get\""));
}

/* Errors stand beside the field and on top, and what was typed stays */
static void test_errors(void **state)
{
    struct shop *shop = shop_open(*state, NULL);
    const char *session = shop_enter(shop);
    const struct product *product = shop_product(shop, PRICING_USAGE);
    struct http_answer answer =
        shop_post(shop, session, "items", shop_item_form(shop, product, "&budget=%3Clots%3E"));
    assert_int_equal(answer.status, 422);
    assert_true(answer_has(&answer, "There is a problem"));
    assert_true(answer_has(&answer, "href=\"#budget\""));
    assert_true(answer_has(&answer, "value=\"&lt;lots&gt;\""));
    assert_true(answer_has(&answer, "aria-invalid=\"true\""));
    struct http_answer request = shop_see(shop, session, "request");
    assert_true(answer_has(&request, "Nothing in your request yet"));
    assert_int_equal(shop_post(shop, session, "items", "product=none").status, 404);
    assert_int_equal(shop_post(shop, session, "items", "").status, 404);
}

static const struct product *in_currency(const struct shop *shop, const char *currency)
{
    for (size_t i = 0; i < shop->catalogue.product_count; i++) {
        if (text_equal(shop->catalogue.products[i].offers[0].currency, currency))
            return &shop->catalogue.products[i];
    }
    fail_msg("no product in %s", currency);
    return NULL;
}

static void test_keep_shopping_and_currencies(void **state)
{
    struct shop *shop = shop_open(*state, NULL);
    const char *session = shop_enter(shop);
    const struct product *dollars = in_currency(shop, "USD");
    const struct product *euros = in_currency(shop, "EUR");
    struct http_answer added =
        shop_post(shop, session, "items", shop_item_form(shop, dollars, "&then=shop"));
    assert_int_equal(added.status, 303);
    struct http_answer home = shop_get(shop, http_answer_header(&added, "Location"));
    assert_true(answer_has(&home, "is in your request"));
    assert_true(answer_has(&home, "Request (1)"));
    struct http_answer mixed =
        shop_post(shop, session, "items", shop_item_form(shop, euros, "&then=shop"));
    assert_int_equal(mixed.status, 409);
    assert_true(answer_has(&mixed, "There is a problem"));
    assert_true(answer_has(&mixed, "EUR"));
}

/* CAT-4, CON-6: approved beforehand means at once, except in test mode */
static void test_subscribe(void **state)
{
    static const struct shop_options live = {.preapproved = true};
    static const struct shop_options test = {.preapproved = true, .test_mode = true};
    struct shop *shop = shop_open(*state, &live);
    const char *session = shop_enter(shop);
    const struct product *product = shop_product(shop, PRICING_FREE);
    struct http_answer answer = page(shop, session, product, "");
    assert_true(answer_has(&answer, ">Subscribe<"));
    assert_false(answer_has(&answer, "Request approval<"));
    const char *form = shop_item_form(shop, product, "");
    struct http_answer done = shop_post(shop, session, "subscribe", form);
    assert_int_equal(done.status, 200);
    assert_true(answer_has(&done, "You are subscribed to"));
    assert_true(answer_has(&done, "Agreement"));
    const struct product *paid = shop_product(shop, PRICING_CONTRACT);
    assert_int_equal(shop_post(shop, session, "subscribe", shop_item_form(shop, paid, "")).status,
                     403);

    shop = shop_open(*state, &test);
    struct http_answer nothing = shop_post(shop, shop_enter(shop), "subscribe", form);
    assert_int_equal(nothing.status, 200);
    assert_true(answer_has(&nothing, "Test mode: nothing was bought"));
    assert_false(answer_has(&nothing, "Agreement"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(test_every_pricing), unit_case(test_calculate),
        unit_case(test_errors),        unit_case(test_keep_shopping_and_currencies),
        unit_case(test_subscribe),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
