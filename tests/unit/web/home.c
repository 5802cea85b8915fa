#include "unit.h"

#include <string.h>

#include "base/arena.h"
#include "shop.h"

static size_t count_of(const struct http_answer *answer, const char *text)
{
    size_t count = 0;
    for (const char *at = (const char *)answer->body.data; (at = strstr(at, text)) != NULL; at++)
        count++;
    return count;
}

/* PUN-5: nothing is stored in the browser, nothing leaks, one frame may hold it */
static void test_headers(void **state)
{
    struct shop *shop = shop_open(*state, NULL);
    struct http_answer answer = shop_see(shop, shop_enter(shop), "");
    const char *policy = http_answer_header(&answer, "Content-Security-Policy");
    assert_int_equal(answer.status, 200);
    assert_null(http_answer_header(&answer, "Set-Cookie"));
    assert_null(http_answer_header(&answer, "X-Frame-Options"));
    assert_string_equal(http_answer_header(&answer, "Cache-Control"), "no-store");
    assert_string_equal(http_answer_header(&answer, "Referrer-Policy"), "no-referrer");
    assert_non_null(strstr(policy, "frame-ancestors https://acme.coupahost.example"));
    assert_non_null(strstr(policy, "script-src 'self'"));
    assert_null(strstr(policy, "unsafe"));
    assert_int_equal(count_of(&answer, "http://"), 0);
    assert_int_equal(count_of(&answer, "https://"), 0);
    assert_int_equal(count_of(&answer, "<script"), 1);
    assert_int_equal(count_of(&answer, " style="), 0);
}

/* PUN-5: no page of the session leads anywhere but into the session and to the static files */
static void test_links_stay_inside(void **state)
{
    struct shop *shop = shop_open(*state, NULL);
    const char *session = shop_enter(shop);
    struct http_answer answer = shop_see(shop, session, "");
    for (const char *at = (const char *)answer.body.data; (at = strstr(at, "href=\"")) != NULL;) {
        at += strlen("href=\"");
        assert_true(strncmp(at, session, strlen(session)) == 0 ||
                    strncmp(at, "/static/", strlen("/static/")) == 0 || *at == '#');
    }
    assert_true(answer_has(&answer, "Shopping for PO approval in Coupa"));
    assert_true(answer_has(&answer, "Globex"));
    assert_true(answer_has(&answer, "Return to Coupa without a request"));
}

/* CAT-3 */
static void test_search(void **state)
{
    struct shop *shop = shop_open(*state, NULL);
    const char *session = shop_enter(shop);
    struct http_answer all = shop_see(shop, session, "");
    assert_int_equal(count_of(&all, "<li class=\"result\">"), 24);
    assert_true(answer_has(&all, "1 to 24 of 200 products"));
    struct http_answer last = shop_see(shop, session, "?page=9");
    assert_int_equal(count_of(&last, "<li class=\"result\">"), 8);
    struct http_answer beyond = shop_see(shop, session, "?page=77");
    assert_true(answer_has(&beyond, "193 to 200 of 200 products"));
    struct http_answer some = shop_see(shop, session, "?category=Identity&pricing=usage");
    assert_true(answer_has(&some, "value=\"Identity\" id=\"category-"));
    assert_true(answer_has(&some, "checked"));
    assert_true(answer_has(&some, "Filters in use"));
    struct http_answer none = shop_see(shop, session, "?q=%3Cb%3Exyzzy%22");
    assert_int_equal(none.status, 200);
    assert_true(answer_has(&none, "Nothing matches"));
    assert_true(answer_has(&none, "value=\"&lt;b&gt;xyzzy&quot;\""));
    assert_false(answer_has(&none, "<b>xyzzy"));
}

/* CAT-2, CAT-3: somebody else's private offer is neither listed nor to be had */
static void test_private_offers(void **state)
{
    struct shop *shop = shop_open(*state, NULL);
    const char *session = shop_enter(shop);
    struct product *product = &shop->catalogue.products[0];
    const char *page = arena_printf(*state, "products/%s", product->id);
    product->offers[0].account_id = "999999999999";
    assert_int_equal(shop_see(shop, session, page).status, 404);
    assert_int_equal(shop_post(shop, session, "items", shop_item_form(shop, product, "")).status,
                     404);
    product->offers[0].account_id = shop->connection.account_id;
    assert_int_equal(shop_see(shop, session, page).status, 200);
}

/* CON-7 */
static void test_banner(void **state)
{
    static const struct shop_options options = {.test_mode = true};
    struct shop *shop = shop_open(*state, &options);
    struct http_answer test = shop_see(shop, shop_enter(shop), "");
    assert_true(answer_has(&test, "Test mode:</strong> orders placed here buy nothing."));
    shop = shop_open(*state, NULL);
    struct http_answer production = shop_see(shop, shop_enter(shop), "");
    assert_false(answer_has(&production, "Test mode"));
}

/* CAT-3 */
static void test_compare(void **state)
{
    struct shop *shop = shop_open(*state, NULL);
    const char *session = shop_enter(shop);
    const struct product *products = shop->catalogue.products;
    struct http_answer two =
        shop_see(shop, session,
                 arena_printf(*state, "compare?product=%s&product=%s&product=%s&product=none",
                              products[0].id, products[1].id, products[0].id));
    assert_int_equal(count_of(&two, "<th scope=\"col\">"), 2);
    assert_true(answer_has(&two, products[1].title));
    struct http_answer none = shop_see(shop, session, "compare");
    assert_true(answer_has(&none, "Nothing to compare yet"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(test_headers), unit_case(test_links_stay_inside),
        unit_case(test_search),  unit_case(test_private_offers),
        unit_case(test_banner),  unit_case(test_compare),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
