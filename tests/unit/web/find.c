#include "unit.h"

#include "http/loopback.h"
#include "http/reply.h"
#include "web/find.h"

static struct find found;

/* Strings die with the answer's arena, which is the test's. */
static struct reply *look(struct http_request *request, void *state)
{
    (void)state;
    find_read(request, &found);
    return reply_text(request, 200, "text/plain", "");
}

static void read_query(struct arena *arena, const char *target)
{
    static const struct http_route route = {.method = "GET", .path = "/p/", .handle = look};
    struct http_server_options options = {.routes = &route, .route_count = 1};
    struct http_loopback_request request = {.target = target};
    assert_int_equal(http_loopback(arena, &options, &request).status, 200);
}

/* CAT-3 */
static void test_read(void **state)
{
    read_query(*state, "/p/?q=+log+search+&category=Security&category=Data+and+analytics&seller="
                       "seller-1&pricing=usage&pricing=&sort=title&page=3");
    assert_string_equal(found.text, "log search");
    assert_int_equal(found.categories.count, 2);
    assert_string_equal(found.categories.items[1], "Data and analytics");
    assert_int_equal(found.pricings.count, 1);
    struct product_query query = find_query(&found, &(struct session){.connection.sellers = ""});
    assert_int_equal(query.sort, SORT_TITLE);
    assert_int_equal(query.offset, 48);
    assert_int_equal(query.limit, 24);
    read_query(*state, "/p/?page=-4&sort=price");
    assert_int_equal(found.page, 1);
    assert_string_equal(found.sort, "relevance");
    read_query(*state, "/p/?page=99999999999999999999");
    assert_int_equal(found.page, 1);
}

static void test_urls(void **state)
{
    read_query(*state, "/p/?q=a%26b&category=R%26D&category=Finance&sort=seller&page=2");
    assert_string_equal(find_url(*state, "/p/t/", &found, 3),
                        "/p/t/?q=a%26b&category=R%26D&category=Finance&sort=seller&page=3");
    assert_string_equal(find_url_without(*state, "/p/t/", &found, "R&D"),
                        "/p/t/?q=a%26b&category=Finance&sort=seller");
    read_query(*state, "/p/");
    assert_string_equal(find_url(*state, "/p/t/", &found, 1), "/p/t/");
}

static void check_pages(struct arena *arena, int64_t page, size_t total, const char *expected)
{
    struct link_list pages;
    struct buf text;
    found.page = page;
    find_pages(arena, "/p/t/", &found, total, &pages);
    buf_init(&text, arena, 1000);
    for (size_t i = 0; i < pages.count; i++)
        buf_printf(&text, pages.items[i].current ? "[%s]" : " %s ", pages.items[i].text);
    assert_string_equal(buf_string(&text), expected);
}

static void test_pages(void **state)
{
    read_query(*state, "/p/");
    check_pages(*state, 1, 24, "");
    check_pages(*state, 1, 0, "");
    check_pages(*state, 1, 25, "[1] 2 ");
    check_pages(*state, 1, 240, "[1] 2  3  …  10 ");
    check_pages(*state, 5, 240, " 1  …  3  4 [5] 6  7  …  10 ");
    check_pages(*state, 10, 240, " 1  …  8  9 [10]");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(test_read),
        unit_case(test_urls),
        unit_case(test_pages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
