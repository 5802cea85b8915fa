#include "xml/writer.h"
#include "xml_unit.h"

#include <string.h>

static void a_document(void **state)
{
    struct buf buf;
    struct xml_writer w;
    buf_init(&buf, *state, 10000);
    xml_writer_start(&w, &buf, false);
    xml_declare(&w, "cXML", "http://x/cXML.dtd");
    xml_open(&w, "cXML");
    xml_attr(&w, "payloadID", "1&2@\"x\"");
    xml_attr(&w, "absent", NULL);
    xml_open(&w, "URL");
    xml_put(&w, "https://a/?b=1&c=2");
    xml_close(&w);
    xml_leaf(&w, "Empty", NULL);
    xml_open(&w, "Description");
    xml_attr(&w, "xml:lang", "en");
    xml_put(&w, "Long ");
    xml_leaf(&w, "ShortName", "caf\xC3\xA9");
    xml_put(&w, " text");
    xml_close(&w);
    xml_close(&w);
    xml_writer_end(&w);
    assert_string_equal(buf_string(&buf),
                        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                        "<!DOCTYPE cXML SYSTEM \"http://x/cXML.dtd\">\n"
                        "<cXML payloadID=\"1&amp;2@&quot;x&quot;\">\n"
                        "<URL>https://a/?b=1&amp;c=2</URL>\n<Empty/>\n"
                        "<Description xml:lang=\"en\">Long <ShortName>caf\xC3\xA9</ShortName> text"
                        "</Description>\n</cXML>");
}

/* PUN-6: cXML-urlencoded documents are us-ascii. */
static void ascii(void **state)
{
    struct buf buf;
    struct xml_writer w;
    buf_init(&buf, *state, 1000);
    xml_writer_start(&w, &buf, true);
    xml_declare(&w, "a", NULL);
    xml_open(&w, "a");
    xml_attr(&w, "x", "\xC3\xA9");
    xml_put(&w, "\xE2\x82\xAC");
    xml_close(&w);
    xml_writer_end(&w);
    assert_string_equal(buf_string(&buf), "<?xml version=\"1.0\" encoding=\"US-ASCII\"?>\n"
                                          "<a x=\"&#233;\">&#8364;</a>");
}

static void what_is_written_is_read_back(void **state)
{
    static const char nasty[] = "a\tb\nc\rd <&>\"' ]]> \xF0\x9F\x98\x80 z";
    struct buf buf;
    struct xml_writer w;
    buf_init(&buf, *state, 1000);
    xml_writer_start(&w, &buf, false);
    xml_open(&w, "a");
    xml_attr(&w, "x", nasty);
    xml_put(&w, nasty);
    xml_close(&w);
    const struct xml_node *root = read_ok(state, buf_bytes(&buf), NULL)->root;
    assert_string_equal(root->text, nasty);
    assert_string_equal(xml_attribute(root, "x"), nasty);
}

static void all_levels_can_be_used(void **state)
{
    struct buf buf;
    struct xml_writer w;
    buf_init(&buf, *state, 1000);
    xml_writer_start(&w, &buf, false);
    for (int i = 0; i < XML_WRITER_DEPTH; i++)
        xml_open(&w, "a");
    xml_put(&w, "t");
    for (int i = 0; i < XML_WRITER_DEPTH; i++)
        xml_close(&w);
    xml_writer_end(&w);
    assert_non_null(strstr(buf_string(&buf), "<a>\n<a>t</a>\n</a>\n"));
}

static void overflow_shows_in_the_buffer(void **state)
{
    struct buf buf;
    struct xml_writer w;
    buf_init(&buf, *state, 8);
    xml_writer_start(&w, &buf, false);
    xml_leaf(&w, "a", "0123456789");
    assert_true(buf.overflow);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(a_document),
        unit_case(ascii),
        unit_case(what_is_written_is_read_back),
        unit_case(all_levels_can_be_used),
        unit_case(overflow_shows_in_the_buffer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
