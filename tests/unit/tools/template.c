/* What compiled templates print: sample.html, with every kind of value. */
#include "unit.h"

#include <string.h>

#include "base/buf.h"
#include "sample_templates.h"
#include "sample_views.h"

static const char *print(void **state, const struct sample_view *view)
{
    static struct buf out;
    buf_init(&out, *state, 100000);
    sample_template_sample(&out, view);
    assert_false(out.overflow);
    return buf_string(&out);
}

static void a_whole_page(void **state)
{
    struct sample_line lines[] = {{"a<b", 5, LINE_FREE}, {NULL, -1, LINE_PAID}};
    const char *tags[] = {"x&y", "z"};
    struct sample_product product = {"C<1"};
    struct sample_view view = {.part = {"T&"},
                               .text = "A \"q\" 'r' <b>",
                               .url = "https://a.example/?a=1&b=2",
                               .id = "o/1?&",
                               .body = {"<i>kept</i>"},
                               .lines = {lines, 2},
                               .tags = {tags, 2},
                               .product = &product,
                               .number = -7,
                               .on = true};
    assert_string_equal(print(state, &view),
                        "<title>T&amp;</title>\n"
                        "<h1 title=\"A &quot;q&quot; &#39;r&#39; &lt;b&gt;\">A &quot;q&quot; "
                        "&#39;r&#39; &lt;b&gt;</h1>\n"
                        "<i>kept</i>|-7|C&lt;1|2 \xC3\xA9 ?"
                        "?=\n"
                        "<a href=\"https://a.example/?a=1&amp;b=2\">a</a>"
                        "<a href=\"/o/o%2F1%3F%26?q=o%2F1%3F%26\">b</a>\n"
                        "<input checked value=\"-7\">\n"
                        "  <li>a&lt;b=5</li>\n"
                        "  <li class=\"paid\">=-1</li>\n"
                        "x&amp;y;z;\n\n");
}

static void nothing_prints_nothing(void **state)
{
    struct sample_product product = {""};
    struct sample_view view = {.product = &product};
    assert_string_equal(print(state, &view), "<title></title>\n<h1 title=\"\"></h1>\n"
                                             "|0||0 \xC3\xA9 ?"
                                             "?=\n"
                                             "<a href=\"\">a</a><a href=\"/o/?q=\">b</a>\n"
                                             "<input  value=\"0\" disabled>\n"
                                             "  <p>empty</p>\n\n\n");
    view.text = "none";
    assert_non_null(strstr(print(state, &view), "<p>none</p>"));
}

static void only_harmless_urls(void **state)
{
    static const struct {
        const char *url;
        const char *written;
    } cases[] = {{"/orders", "/orders"},
                 {"orders?a=b:c", "orders?a=b:c"},
                 {"HTTP://a.example", "HTTP://a.example"},
                 {"#part:1", "#part:1"},
                 {"", ""},
                 {NULL, ""},
                 {"javascript:alert(1)", "#"},
                 {" javascript:alert(1)", "#"},
                 {"java\tscript:alert(1)", "#"},
                 {"\x01https://a.example", "#"},
                 {"data:text/html,x", "#"},
                 {"httpx://a.example", "#"},
                 {"http", "http"},
                 {":x", "#"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct buf out;
        buf_init(&out, *state, 1000);
        html_put_url_text(&out, cases[i].url);
        assert_string_equal(buf_string(&out), cases[i].written);
    }
}

static void numbers(void **state)
{
    struct buf out;
    buf_init(&out, *state, 1000);
    html_put(&out, INT64_MIN);
    html_put(&out, SIZE_MAX);
    html_put(&out, (size_t)0);
    assert_string_equal(buf_string(&out), "-9223372036854775808184467440737095516150");
}

static void truth(void **state)
{
    (void)state;
    struct html markup = {"x"};
    assert_true(html_true(markup) && html_true("x") && html_true((void *)&markup));
    assert_true(html_true(LINE_PAID) && html_true(-1) && html_true(SIZE_MAX) && html_true(true));
    assert_false(html_true((const char *)NULL) || html_true("") || html_true((size_t)0));
    assert_false(html_true((struct html){NULL}) || html_true((void *)NULL) || html_true(LINE_FREE));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(a_whole_page),
        unit_case(nothing_prints_nothing),
        unit_case(only_harmless_urls),
        unit_case(numbers),
        unit_case(truth),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
