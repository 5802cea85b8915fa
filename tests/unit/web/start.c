#include "unit.h"

#include "app/rate.h"
#include "app/setup.h"
#include "base/arena.h"
#include "base/text.h"
#include "shop.h"

/* PUN-4 */
static void test_opens_once(void **state)
{
    struct shop *shop = shop_open(*state, NULL);
    const char *start = shop_start_page(shop, NULL);
    struct http_answer first = shop_get(shop, start);
    assert_int_equal(first.status, 303);
    assert_true(text_starts(http_answer_header(&first, "Location"), "/p/"));
    assert_true(text_ends(http_answer_header(&first, "Location"), "/"));
    assert_string_equal(http_answer_header(&first, "Cache-Control"), "no-store");
    assert_string_equal(http_answer_header(&first, "Referrer-Policy"), "no-referrer");
    struct http_answer second = shop_get(shop, start);
    assert_int_equal(second.status, 409);
    assert_true(answer_has(&second, "This link has been used"));
    assert_int_equal(shop_see(shop, http_answer_header(&first, "Location"), "").status, 200);
}

/* PUN-4: who only looks at the link does not use it up */
static void test_looking_does_not_open(void **state)
{
    struct shop *shop = shop_open(*state, NULL);
    const char *start = shop_start_page(shop, NULL);
    static const struct http_field ahead = {"Sec-Purpose", "prefetch;prerender"};
    struct http_loopback_request head = {.method = "HEAD", .target = start};
    struct http_loopback_request fetch = {.target = start, .headers = &ahead, .header_count = 1};
    assert_int_equal(http_loopback(shop->arena, &shop->options, &head).status, 200);
    assert_int_equal(http_loopback(shop->arena, &shop->options, &fetch).status, 503);
    assert_int_equal(shop_get(shop, start).status, 303);
}

/* PUN-4 */
static void test_refusals(void **state)
{
    struct shop *shop = shop_open(*state, NULL);
    const char *start = shop_start_page(shop, NULL);
    assert_int_equal(shop_get(shop, "/punchout/start/nonsense").status, 404);
    shop_wait(shop, (SETUP_MINUTES + 1) * TIME_MINUTE_US);
    struct http_answer late = shop_get(shop, start);
    assert_int_equal(late.status, 410);
    assert_true(answer_has(&late, "start again"));
    assert_non_null(http_answer_header(&late, "Content-Security-Policy"));
}

/* PUN-3: a selected item opens at its page */
static void test_selected_item(void **state)
{
    struct shop *shop = shop_open(*state, NULL);
    const struct product *product = shop_product(shop, PRICING_USAGE);
    struct http_answer known = shop_get(shop, shop_start_page(shop, product->part_id));
    assert_true(text_ends(http_answer_header(&known, "Location"),
                          arena_printf(*state, "/products/%s", product->id)));
    struct http_answer unknown = shop_get(shop, shop_start_page(shop, "NO-SUCH-PART"));
    assert_int_equal(unknown.status, 303);
    assert_true(text_ends(http_answer_header(&unknown, "Location"), "/"));
}

/* PUN-5 */
static void test_session_ends(void **state)
{
    struct shop *shop = shop_open(*state, NULL);
    const char *session = shop_enter(shop);
    const char *other = shop_enter(shop);
    assert_string_not_equal(session, other);
    struct http_answer unknown = shop_get(shop, "/p/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/");
    assert_int_equal(unknown.status, 410);
    shop_wait(shop, (SESSION_HOURS + 1) * TIME_HOUR_US);
    struct http_answer late = shop_see(shop, session, "");
    assert_int_equal(late.status, 410);
    assert_true(answer_has(&late, "start again"));
}

/* OPS-6: too many pages are answered with when to come again; a StartPage isn't used up by it */
static void test_too_many(void **state)
{
    struct shop *shop = shop_open(*state, NULL);
    struct rates *rates = rates_new(&(struct rate_limits){.per_address = 2});
    shop->app.rates = rates;
    const char *home = shop_enter(shop);
    struct http_loopback_request request = {.target = home, .remote = "192.0.2.1"};
    shop_wait(shop, 20 * TIME_SECOND_US);
    assert_int_equal(http_loopback(shop->arena, &shop->options, &request).status, 200);
    assert_int_equal(http_loopback(shop->arena, &shop->options, &request).status, 200);
    struct http_answer answer = http_loopback(shop->arena, &shop->options, &request);
    assert_int_equal(answer.status, 429);
    assert_string_equal(http_answer_header(&answer, "Retry-After"), "40");
    assert_true(answer_has(&answer, "Wait 40 seconds, then load this page again."));
    request.target = shop_start_page(shop, "");
    assert_int_equal(http_loopback(shop->arena, &shop->options, &request).status, 429);
    shop_wait(shop, 40 * TIME_SECOND_US);
    assert_int_equal(http_loopback(shop->arena, &shop->options, &request).status, 303);
    rates_free(rates);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(test_too_many),
        unit_case(test_opens_once),
        unit_case(test_looking_does_not_open),
        unit_case(test_refusals),
        unit_case(test_selected_item),
        unit_case(test_session_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
