#include "unit.h"

#include <string.h>

#include "base/text.h"
#include "http/request.h"
#include "web/console.h"
#include "web/qr.h"

/* No open redirect: after signing in nobody is sent out of the console. */
static void only_the_console_is_next(void **state)
{
    struct http_request http = {.arena = *state};
    struct console console = {.http = &http, .realm = REALM_BUYER};
    static const char *const good[] = {"/console", "/console/users", "/console?x=1",
                                       "/console/users?q=a%20b&sort=-name"};
    static const char *const bad[] = {"",
                                      "/",
                                      "/operator",
                                      "/consolevil",
                                      "//evil.example/console",
                                      "https://evil.example/console",
                                      "/console\\evil",
                                      "/console/\r\nSet-Cookie: x",
                                      "/console/ü",
                                      "console"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_string_equal(console_next(&console, good[i]), good[i]);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_string_equal(console_next(&console, bad[i]), "/console");
    assert_string_equal(console_next(&console, NULL), "/console");
    console.realm = REALM_OPERATOR;
    assert_string_equal(console_next(&console, "/console"), "/operator");
}

/* No address can make a page say what it likes. */
static void only_known_sentences_are_said(void **state)
{
    (void)state;
    assert_non_null(console_said("deleted"));
    assert_null(console_said("<b>call this number</b>"));
    assert_null(console_said(NULL));
}

/* ACC-3: a square picture, black on white whatever the colours of the page, with its quiet zone. */
static void a_qr_code_is_a_picture(void **state)
{
    const char *svg = qr_svg(*state, "otpauth://totp/Marketplace:a?secret=MZXW6").markup;
    assert_non_null(svg);
    assert_true(text_starts(svg, "<svg "));
    assert_true(text_ends(svg, "</svg>"));
    assert_non_null(strstr(svg, "fill=\"#fff\""));
    assert_null(strstr(svg, "M3 ")); /* nothing within four modules of the edge */
    assert_non_null(strstr(svg, "M4 4h1v1h-1z"));
    char *far_too_long = arena_alloc(*state, 5000);
    memset(far_too_long, 'x', 4999);
    assert_null(qr_svg(*state, far_too_long).markup);
}

/* Every row of both consoles goes through the guard. */
static void no_route_goes_past_the_guard(void **state)
{
    size_t count;
    const struct http_route *routes = console_routes(&count);
    (void)state;
    assert_true(count > 80);
    for (size_t i = 0; i < count; i++) {
        const struct console_route *row = routes[i].more;
        assert_true(routes[i].handle == console_handle);
        assert_non_null(row->page);
        assert_false(routes[i].answers_inline);
        assert_true(
            text_starts(routes[i].path, row->realm == REALM_OPERATOR ? "/operator" : "/console"));
        if (row->open && strstr(routes[i].path, "/sign-") == NULL)
            assert_true(text_ends(routes[i].path, "/code"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(only_the_console_is_next),
        unit_case(only_known_sentences_are_said),
        unit_case(a_qr_code_is_a_picture),
        unit_case(no_route_goes_past_the_guard),
    };
    return cmocka_run_group_tests_name("web/console", tests, NULL, NULL);
}
