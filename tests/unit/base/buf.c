#include "unit.h"

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
    buf_char(&buf, '|');
    buf_base64url(&buf, "\xFB\xFF", 2);
    assert_string_equal(buf_string(&buf), "a%20b%2F%C3%A9~|a\\\"b\\\\c\\u000a|Zm9vYg==|-_8");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(overflow_sticks),
        unit_case(html_is_escaped),
        unit_case(xml_drops_what_xml_forbids),
        unit_case(ascii_xml_uses_references),
        unit_case(url_json_and_base64),
    };
    return cmocka_run_group_tests_name("base/buf", tests, NULL, NULL);
}
