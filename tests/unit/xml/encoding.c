#include "xml_unit.h"

#define E_ACUTE "\xC3\xA9"

static void expect(void **state, struct bytes bytes, const char *charset, const char *text,
                   const char *encoding)
{
    const struct xml_document *document = read_ok(state, bytes, charset);
    assert_string_equal(document->root->text, text);
    assert_string_equal(document->encoding, encoding);
}

/* PUN-1: byte order mark, then charset, then declaration, then UTF-8. */
static void precedence(void **state)
{
    struct bytes latin_declared =
        bytes_literal("<?xml version='1.0' encoding='ISO-8859-1'?><a>\xE9</a>");
    struct bytes utf8_declared_latin =
        bytes_literal("<?xml version='1.0' encoding='ISO-8859-1'?><a>" E_ACUTE "</a>");
    struct bytes marked =
        bytes_literal("\xEF\xBB\xBF<?xml version='1.0' encoding='ISO-8859-1'?><a>" E_ACUTE "</a>");
    expect(state, marked, "windows-1252", E_ACUTE, "UTF-8");
    expect(state, utf8_declared_latin, "utf-8", E_ACUTE, "UTF-8");
    expect(state, latin_declared, NULL, E_ACUTE, "ISO-8859-1");
    expect(state, bytes_literal("<a>" E_ACUTE "</a>"), NULL, E_ACUTE, "UTF-8");
    expect(state, bytes_literal("<a>\xE9</a>"), "\"Latin1\"", E_ACUTE, "ISO-8859-1");
}

/* PUN-1: text/xml without a charset means us-ascii, yet what comes is not. */
static void ascii_charset_yields(void **state)
{
    expect(state, bytes_literal("<a>" E_ACUTE "</a>"), "us-ascii", E_ACUTE, "UTF-8");
    expect(state, bytes_literal("<?xml version='1.0' encoding='ISO-8859-1'?><a>\xE9</a>"),
           "US-ASCII", E_ACUTE, "ISO-8859-1");
    expect(state, bytes_literal("<a>e</a>"), "us-ascii", "e", "US-ASCII");
    expect(state, bytes_literal("<?xml version='1.0' encoding='us-ascii'?><a>" E_ACUTE "</a>"), "",
           E_ACUTE, "UTF-8");
}

/* PUN-1: .NET declares utf-16 on any string, however it is sent. */
static void utf16_claim_on_bytes_that_are_not(void **state)
{
    expect(state, bytes_literal("<?xml version=\"1.0\" encoding=\"utf-16\"?><a>" E_ACUTE "</a>"),
           NULL, E_ACUTE, "UTF-8");
    expect(state, bytes_literal("<?xml version=\"1.0\" encoding=\"utf-8\"?><a>x</a>"), "utf-16",
           "x", "UTF-8");
}

static void utf16(void **state)
{
    expect(state, bytes_literal("\xFF\xFE<\0a\0>\0\xAC\x20<\0/\0a\0>\0"), NULL, "\xE2\x82\xAC",
           "UTF-16");
    expect(state, bytes_literal("\xFE\xFF\0<\0a\0>\x20\xAC\0<\0/\0a\0>"), "utf-8", "\xE2\x82\xAC",
           "UTF-16");
    expect(state, bytes_literal("<\0a\0>\0\xE9\0<\0/\0a\0>\0"), NULL, E_ACUTE, "UTF-16");
    expect(state, bytes_literal("\0<\0a\0>\0\xE9\0<\0/\0a\0>"), "UTF-16BE", E_ACUTE, "UTF-16");
    expect(state, bytes_literal("\xFF\xFE<\0a\0>\0\x3D\xD8\x00\xDE<\0/\0a\0>\0"), NULL,
           "\xF0\x9F\x98\x80", "UTF-16");
    read_refused(state, bytes_literal("\xFF\xFE<\0a\0>\0\n\0\x3D\xD8<\0/\0a\0>\0"), NULL, BAD_INPUT,
                 "line 2: the bytes at offset 8 are not UTF-16LE");
    read_refused(state, bytes_literal("\xFF\xFE<\0a\0/\0>"), NULL, BAD_INPUT,
                 "line 1: the bytes at offset 6 are not UTF-16LE");
    read_refused(state, bytes_literal("\xFF\xFE"), NULL, BAD_INPUT,
                 "line 1: the document is empty");
}

static void single_byte_encodings(void **state)
{
    expect(state, bytes_literal("<a>\x80</a>"), "windows-1252", "\xE2\x82\xAC", "WINDOWS-1252");
    expect(state, bytes_literal("<a>\xA4</a>"), "ISO-8859-15", "\xE2\x82\xAC", "ISO-8859-15");
    expect(state, bytes_literal("<a>\xE9</a>"), "windows-1251", "\xD0\xB9", "WINDOWS-1251");
    expect(state, bytes_literal("<a>\xB1</a>"), "iso_8859-2", "\xC4\x85", "ISO-8859-2");
    read_refused(state, bytes_literal("<a>\n\x81</a>"), "windows-1252", BAD_INPUT,
                 "line 2: the bytes at offset 4 are not WINDOWS-1252");
}

static void what_hides_markup_is_refused(void **state)
{
    struct bytes plain = bytes_literal("<a/>");
    /* As a label of the transport such a name is passed over: the bytes are never read by it. */
    static const char *const labels[] = {"utf-7", "IBM037",
                                         "a-name-longer-than-any-encoding-that-we-know-of"};
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
        assert_string_equal(read_ok(state, plain, labels[i])->encoding, "UTF-8");
    read_refused(state, bytes_literal("<?xml version='1.0' encoding='IBM037'?><a/>"), NULL,
                 BAD_INPUT, "line 1: the encoding IBM037 is not supported");
    read_refused(state, bytes_literal("<?xml version='1.0' encoding='UTF-7'?><a/>"), NULL,
                 BAD_INPUT, "line 1: the encoding UTF-7 is not supported");
    static const char wide[] = "line 1: UTF-32 and EBCDIC are not supported";
    read_refused(state, bytes_literal("\x4C\x6F\xA7\x94\x93"), NULL, BAD_INPUT, wide);
    read_refused(state, bytes_literal("\xFF\xFE\0\0<\0\0\0"), NULL, BAD_INPUT, wide);
    read_refused(state, bytes_literal("\0\0\xFE\xFF\0\0\0<"), NULL, BAD_INPUT, wide);
    read_refused(state, bytes_literal("<\0\0\0a\0\0\0"), NULL, BAD_INPUT, wide);
}

static void false_utf8_is_refused_with_its_place(void **state)
{
    static const char message[] = "line 2: byte 0xE9 at offset 8 is not UTF-8, which the document "
                                  "says it is; name its true encoding";
    read_refused(state, bytes_literal("<a>\n1234\xE9 and more</a>"), NULL, BAD_INPUT, message);
    read_refused(state, bytes_literal("<a>\n1234\xE9"), "utf-8", BAD_INPUT, message);
}

static void nul_is_refused(void **state)
{
    read_refused(state, bytes_literal("<a>\n12345678\0</a>"), NULL, BAD_INPUT,
                 "line 2: a NUL byte (offset 12)");
    read_refused(state, bytes_literal("<a/>\0"), "iso-8859-1", BAD_INPUT,
                 "line 1: a NUL byte (offset 4)");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(precedence),
        unit_case(ascii_charset_yields),
        unit_case(utf16_claim_on_bytes_that_are_not),
        unit_case(utf16),
        unit_case(single_byte_encodings),
        unit_case(what_hides_markup_is_refused),
        unit_case(false_utf8_is_refused_with_its_place),
        unit_case(nul_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
