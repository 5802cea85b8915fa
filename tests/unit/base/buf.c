#include "unit.h"

#include <string.h>

#include "base/buf.h"

static struct buf make(void **state, size_t limit)
{
    struct buf buf;
    buf_init(&buf, *state, limit);
    return buf;
}

static void overflow_sticks(void **state)
{
    struct buf buf = make(state, 5);
    buf_text(&buf, "abc");
    buf_text(&buf, "def");
    assert_true(buf.overflow);
    buf_text(&buf, "x");
    assert_string_equal(buf_string(&buf), "abc");
}

static void printed_text_is_whole_or_left_out(void **state)
{
    struct buf buf = make(state, 600);
    char long_text[400] = {0};
    memset(long_text, 'x', sizeof long_text - 1);
    buf_printf(&buf, "%s|%d", long_text, 7);
    assert_int_equal(buf.length, 401);
    assert_string_equal(buf_string(&buf) + 399, "|7");
    buf_printf(&buf, "%s", long_text);
    assert_true(buf.overflow);
    assert_string_equal(buf_string(&buf) + 399, "|7");
}

static void numbers(void **state)
{
    struct buf buf = make(state, 1000);
    buf_int(&buf, 0);
    buf_char(&buf, ' ');
    buf_int(&buf, -1234567);
    buf_char(&buf, ' ');
    buf_int(&buf, INT64_MIN);
    buf_char(&buf, ' ');
    buf_uint(&buf, UINT64_MAX);
    assert_string_equal(buf_string(&buf), "0 -1234567 -9223372036854775808 18446744073709551615");
}

static void html_is_escaped(void **state)
{
    struct buf buf = make(state, 1000);
    buf_html(&buf, "<a href=\"x\">Tom & 'Jerry'</a>");
    assert_string_equal(buf_string(&buf),
                        "&lt;a href=&quot;x&quot;&gt;Tom &amp; &#39;Jerry&#39;&lt;/a&gt;");
}

static void xml_drops_what_xml_forbids(void **state)
{
    struct buf buf = make(state, 1000);
    buf_xml(&buf, "a\x01"
                  "b<\xC3\xA9>\xFFz\r");
    assert_string_equal(buf_string(&buf), "a\xEF\xBF\xBD"
                                          "b&lt;\xC3\xA9&gt;\xEF\xBF\xBDz&#13;");
}

/* PUN-6: cXML-urlencoded documents are us-ascii. */
static void ascii_xml_uses_references(void **state)
{
    struct buf buf = make(state, 1000);
    buf_xml_ascii(&buf, "Caf\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80 & co");
    assert_string_equal(buf_string(&buf), "Caf&#233; &#8364; &#128512; &amp; co");
}

static void url_json_and_base64(void **state)
{
    struct buf buf = make(state, 1000);
    buf_url(&buf, "a b/\xC3\xA9~");
    buf_char(&buf, '|');
    buf_json(&buf, "a\"b\\c\n");
    buf_char(&buf, '|');
    buf_base64(&buf, "foob", 4);
    buf_base64(&buf, "foo", 3);
    buf_base64(&buf, "fooba", 5);
    buf_char(&buf, '|');
    buf_base64url(&buf, "\xFB\xFF", 2);
    assert_string_equal(buf_string(&buf),
                        "a%20b%2F%C3%A9~|a\\\"b\\\\c\\u000a|Zm9vYg==Zm9vZm9vYmE=|-_8");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(overflow_sticks),
        unit_case(printed_text_is_whole_or_left_out),
        unit_case(numbers),
        unit_case(html_is_escaped),
        unit_case(xml_drops_what_xml_forbids),
        unit_case(ascii_xml_uses_references),
        unit_case(url_json_and_base64),
    };
    return cmocka_run_group_tests_name("base/buf", tests, NULL, NULL);
}
