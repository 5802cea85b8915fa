#include "unit.h"

#include <string.h>

#include "base/arena.h"
#include "shop.h"

static struct http_answer fetch(struct shop *shop, const char *target, const char *known)
{
    struct http_field header = {"If-None-Match", known};
    struct http_loopback_request request = {
        .target = target, .headers = &header, .header_count = 1};
    return http_loopback(shop->arena, &shop->options, &request);
}

static void test_files(void **state)
{
    static const char *const types[][2] = {{"bootstrap.min.css", "text/css; charset=utf-8"},
                                           {"theme.css", "text/css; charset=utf-8"},
                                           {"app.js", "text/javascript; charset=utf-8"},
                                           {"logo.svg", "image/svg+xml"}};
    struct shop *shop = shop_open(*state, NULL);
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        struct http_answer answer = shop_get(shop, arena_printf(*state, "/static/%s", types[i][0]));
        assert_int_equal(answer.status, 200);
        assert_string_equal(answer.content_type, types[i][1]);
        assert_string_equal(http_answer_header(&answer, "Cache-Control"), "public, no-cache");
        assert_true(answer.body.size > 0);
    }
    assert_int_equal(shop_get(shop, "/static/secret.key").status, 404);
    assert_int_equal(shop_get(shop, "/static/../main").status, 404);
    assert_int_equal(shop_get(shop, "/static/").status, 404);
}

static void test_caching(void **state)
{
    struct shop *shop = shop_open(*state, NULL);
    struct http_answer answer = shop_get(shop, "/static/app.js");
    const char *etag = http_answer_header(&answer, "ETag");
    const char *tag = arena_text_n(*state, etag + 1, strlen(etag) - 2);
    struct http_answer fixed = shop_get(shop, arena_printf(*state, "/static/app.js?v=%s", tag));
    assert_string_equal(http_answer_header(&fixed, "Cache-Control"),
                        "public, max-age=31536000, immutable");
    struct http_answer other = shop_get(shop, "/static/app.js?v=old");
    assert_string_equal(http_answer_header(&other, "Cache-Control"), "public, no-cache");
    struct http_answer known =
        fetch(shop, "/static/app.js", arena_printf(*state, "\"x\", W/%s", etag));
    assert_int_equal(known.status, 304);
    assert_int_equal(known.body.size, 0);
    assert_string_equal(http_answer_header(&known, "ETag"), etag);
    assert_int_equal(fetch(shop, "/static/app.js", "\"x\"").status, 200);
}

static void test_front_page(void **state)
{
    struct shop *shop = shop_open(*state, NULL);
    struct http_answer answer = shop_get(shop, "/");
    assert_int_equal(answer.status, 200);
    assert_true(answer_has(&answer, "Start from your procurement system"));
    assert_true(answer_has(&answer, "https://market.example/v1/profile"));
    assert_non_null(
        strstr(http_answer_header(&answer, "Content-Security-Policy"), "frame-ancestors 'none'"));
    /* OPS-4 */
    struct http_answer health = shop_get(shop, "/healthz");
    assert_string_equal((const char *)health.body.data, "ok\n");
}

static void test_refusal(void **state)
{
    struct shop *shop = shop_open(*state, NULL);
    struct http_answer missing = shop_get(shop, "/nothing/here");
    assert_int_equal(missing.status, 404);
    assert_string_equal(missing.content_type, "text/html; charset=utf-8");
    assert_true(answer_has(&missing, "Page not found"));
    assert_non_null(http_answer_header(&missing, "Content-Security-Policy"));
    struct http_loopback_request post = {.method = "POST", .target = "/"};
    struct http_answer wrong = http_loopback(*state, &shop->options, &post);
    assert_int_equal(wrong.status, 405);
    assert_non_null(http_answer_header(&wrong, "Allow"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(test_files),
        unit_case(test_caching),
        unit_case(test_front_page),
        unit_case(test_refusal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
