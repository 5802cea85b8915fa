#include "unit.h"

#include "http/media.h"

static void reads_type_and_charset(void **state)
{
    static const struct {
        const char *value, *type, *charset;
    } rows[] = {
        {"text/xml", "text/xml", ""},
        {"Text/XML; Charset=UTF-8", "text/xml", "utf-8"},
        {" text/xml ;charset = \"ISO-8859-1\" ", "text/xml", "iso-8859-1"},
        {"text/xml; charset='utf-8'", "text/xml", "utf-8"},
        {"text/xml; boundary=\"a;charset=x\"; charset=utf-16", "text/xml", "utf-16"},
        {"text/xml;;charset;charset=utf-8;charset=latin1", "text/xml", "utf-8"},
        {"text/xml; charset=\"utf-8", "text/xml", "utf-8"},
        {"text/xml; charset=\"a\\", "text/xml", "a\\"},
        {"", "", ""},
        {NULL, "", ""},
        {";", "", ""},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct media media = media_parse(*state, rows[i].value);
        assert_string_equal(media.type, rows[i].type);
        assert_string_equal(media.charset, rows[i].charset);
    }
}

static void compares_the_type_alone(void **state)
{
    (void)state;
    assert_true(media_is("Text/XML; charset=utf-8", "text/xml"));
    assert_true(media_is(" text/xml ", "text/xml"));
    assert_false(media_is("text/xmlx", "text/xml"));
    assert_false(media_is("text/x", "text/xml"));
    assert_false(media_is(NULL, "text/xml"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(reads_type_and_charset),
        unit_case(compares_the_type_alone),
    };
    return cmocka_run_group_tests_name("http/media", tests, NULL, NULL);
}
