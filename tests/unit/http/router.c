#include "unit.h"

#include "base/text.h"
#include "http/router.h"

static struct reply *nothing(struct http_request *request, void *state)
{
    (void)request;
    (void)state;
    return NULL;
}

static const struct http_route routes[] = {
    {.method = "GET", .path = "/", .handle = nothing},
    {.method = "GET", .path = "/p/{session}", .handle = nothing},
    {.method = "GET", .path = "/p/{session}/products/{product}", .handle = nothing},
    {.method = "POST", .path = "/p/{session}/products/{product}", .handle = nothing},
    {.method = "POST", .path = "/p/new", .handle = nothing},
    {.method = "GET", .path = "/p/{session}/products/search", .handle = nothing},
    {.method = "GET", .path = "/static/{rest*}", .handle = nothing},
    {.method = "GET", .path = "/static/site.css", .handle = nothing},
};

static struct router_match find(struct arena *arena, const char *method, const char *path)
{
    struct router *router;
    struct router_match match;
    size_t count = sizeof(routes) / sizeof(*routes);
    assert_int_equal(router_new(arena, routes, count, &router, NULL), OK);
    assert_int_equal(router_find(router, arena, method, path, &match), OK);
    return match;
}

static void finds(struct arena *arena, const char *method, const char *path, const char *pattern)
{
    struct router_match match = find(arena, method, path);
    assert_string_equal(match.route != NULL ? match.route->path : "", pattern);
}

static void prefers_the_literal(void **state)
{
    finds(*state, "GET", "/", "/");
    finds(*state, "GET", "/p/s1", "/p/{session}");
    finds(*state, "POST", "/p/new", "/p/new");
    finds(*state, "GET", "/p/new", "/p/{session}"); /* the literal has no GET */
    finds(*state, "GET", "/p/s/products/search", "/p/{session}/products/search");
    finds(*state, "GET", "/static/site.css", "/static/site.css");
    finds(*state, "HEAD", "/static/a/b.css", "/static/{rest*}");
    finds(*state, "GET", "/static/", "/static/{rest*}");
    finds(*state, "GET", "/%70/s1", "/p/{session}");
}

static void misses(void **state)
{
    finds(*state, "GET", "/p", "");
    finds(*state, "GET", "/p/", "");
    finds(*state, "GET", "/p/s1/", "");
    finds(*state, "GET", "/p//products/x", "");
    finds(*state, "GET", "/static", "");
    finds(*state, "GET", "//", "");
    finds(*state, "GET", "/P/s1", "");
    assert_null(find(*state, "GET", "/nowhere").allow);
}

static void tells_the_methods(void **state)
{
    assert_string_equal(find(*state, "DELETE", "/p/s/products/x").allow, "POST, GET, HEAD");
    assert_string_equal(find(*state, "HEADS", "/").allow, "GET, HEAD");
}

static void decodes_after_splitting(void **state)
{
    struct router_match match = find(*state, "GET", "/p/a%2Fb+c/products/%C3%BC");
    assert_string_equal(match.params.fields[0].name, "session");
    assert_string_equal(match.params.fields[0].value, "a/b+c");
    assert_string_equal(match.params.fields[1].value, "\xC3\xBC");
    match = find(*state, "GET", "/static/../a%20b/c");
    assert_string_equal(match.params.fields[0].name, "rest");
    assert_string_equal(match.params.fields[0].value, "../a b/c");
}

static void refuses_undecodable_paths(void **state)
{
    struct router *router;
    struct router_match match;
    assert_int_equal(router_new(*state, routes, 2, &router, NULL), OK);
    assert_int_equal(router_find(router, *state, "GET", "/p/%00", &match), BAD_INPUT);
    assert_int_equal(router_find(router, *state, "GET", "/p/%E4", &match), BAD_INPUT);
}

static void survives_depth(void **state)
{
    char path[4096] = "/static";
    for (size_t at = 7; at + 2 < sizeof(path); at += 2)
        path[at] = '/', path[at + 1] = 'x';
    finds(*state, "GET", path, "/static/{rest*}");
    finds(*state, "GET", path + 7, "");
}

static void checks_the_table(void **state)
{
    static const struct http_route bad[] = {
        {.method = "GET", .path = "p", .handle = nothing},
        {.method = "GET", .path = "/{a", .handle = nothing},
        {.method = "GET", .path = "/{}", .handle = nothing},
        {.method = "GET", .path = "/x{a}", .handle = nothing},
        {.method = "GET", .path = "/{a*}/x", .handle = nothing},
        {.method = "GET", .path = "/a", .handle = NULL},
        {.method = "", .path = "/a", .handle = nothing},
    };
    static const struct http_route twice[] = {
        {.method = "GET", .path = "/a/{b}", .handle = nothing},
        {.method = "GET", .path = "/a/{c}", .handle = nothing},
    };
    struct router *router;
    struct fault fault;
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
        assert_int_equal(router_new(*state, &bad[i], 1, &router, &fault), BAD_INPUT);
    assert_int_equal(router_new(*state, twice, 2, &router, &fault), BAD_INPUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(prefers_the_literal),       unit_case(misses),
        unit_case(tells_the_methods),         unit_case(decodes_after_splitting),
        unit_case(refuses_undecodable_paths), unit_case(survives_depth),
        unit_case(checks_the_table),
    };
    return cmocka_run_group_tests_name("http/router", tests, NULL, NULL);
}
