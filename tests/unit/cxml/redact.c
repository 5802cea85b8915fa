#include "unit.h"

#include <string.h>

#include "base/text.h"
#include "cxml/redact.h"

static const char *redacted(void **state, const char *text)
{
    struct bytes out = cxml_redact(*state, bytes_of(text));
    assert_int_equal(out.size, strlen(text));
    return arena_text_n(*state, (const char *)out.data, out.size);
}

/* OPS-3: byte by byte, and nothing else */
static void secrets(void **state)
{
    static const char *const pairs[][2] = {
        {"<a><SharedSecret>abc</SharedSecret>def</a>",
         "<a><SharedSecret>***</SharedSecret>def</a>"},
        {"<SharedSecret >\n a \n</SharedSecret >x", "<SharedSecret >*****</SharedSecret >x"},
        {"<SharedSecret a=\"b\">abc</SharedSecret>", "<SharedSecret a=\"b\">***</SharedSecret>"},
        {"<c:SharedSecret>abc</c:SharedSecret>x<y/>", "<c:SharedSecret>***</c:SharedSecret>x<y/>"},
        {"<SharedSecret>\xC3\xA4</SharedSecret>", "<SharedSecret>**</SharedSecret>"},
        {"<SharedSecret></SharedSecret>a", "<SharedSecret></SharedSecret>a"},
        {"<SharedSecret/>a<b>c</b>", "<SharedSecret/>a<b>c</b>"},
        {"<SharedSecret />a", "<SharedSecret />a"},
        {"<SharedSecret>a</SharedSecret><SharedSecret>b</SharedSecret>",
         "<SharedSecret>*</SharedSecret><SharedSecret>*</SharedSecret>"},
        {"<SharedSecretary>abc</SharedSecretary>", "<SharedSecretary>abc</SharedSecretary>"},
        {"SharedSecret>abc<", "SharedSecret>abc<"},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        assert_string_equal(redacted(state, pairs[i][0]), pairs[i][1]);
}

/* OPS-3: whatever hides in the element is a part of it */
static void inside_the_element(void **state)
{
    static const char *const documents[] = {
        "<SharedSecret><![CDATA[hidden]]></SharedSecret>",
        "<SharedSecret><![CDATA[a</b>hidden]]></SharedSecret>",
        "<SharedSecret><![CDATA[a</SharedSecret>hidden]]></SharedSecret>",
        "<SharedSecret><!-- hidden -->hidden</SharedSecret>",
        "<SharedSecret>a<!-- </SharedSecret> -->hidden</SharedSecret>",
        "<SharedSecret><a>b</a>hidden</SharedSecret>",
        "<SharedSecret>a</b>hidden</SharedSecret>",
        "<SharedSecret a='/>'>hidden</SharedSecret>",
        "<SharedSecret a='>'>hidden</SharedSecret>",
        "<c:SharedSecret><c:a/></c:b>hidden</c:SharedSecret>",
    };
    for (size_t i = 0; i < sizeof documents / sizeof *documents; i++) {
        const char *out = redacted(state, arena_printf(*state, "%s<end/>", documents[i]));
        if (strstr(out, "hidden") != NULL)
            fail_msg("%s: %s", documents[i], out);
        assert_true(text_ends(out, "SharedSecret><end/>"));
    }
}

/* OPS-3: documents that can't be parsed are kept too */
static void broken_documents(void **state)
{
    assert_string_equal(redacted(state, "<SharedSecret>abc"), "<SharedSecret>***");
    assert_string_equal(redacted(state, "<SharedSecret>abc</Sha"), "<SharedSecret>********");
    assert_string_equal(redacted(state, "<SharedSecret>abc<![CDATA[d"),
                        "<SharedSecret>*************");
    assert_string_equal(redacted(state, "<SharedSecret"), "<SharedSecret");
    assert_string_equal(redacted(state, "<SharedSecret "), "<SharedSecret ");
    assert_string_equal(redacted(state, "<SharedSecret>"), "<SharedSecret>");
    assert_null(strstr(redacted(state, "<SharedSecret \">hidden</SharedSecret>"), "hidden"));
}

/* As UTF-16 in either order, with a mark or without. */
static struct bytes wide(void **state, const char *text, bool big_endian, bool mark)
{
    size_t length = strlen(text);
    unsigned char *out = arena_array(*state, length + 1, 2);
    size_t size = 0;
    size_t low = big_endian ? 1 : 0;
    if (mark) {
        out[low] = 0xFF;
        out[1 - low] = 0xFE;
        size = 2;
    }
    for (size_t i = 0; i < length; i++, size += 2)
        out[size + low] = (unsigned char)text[i];
    return (struct bytes){out, size};
}

/* OPS-3 */
static void utf16_documents(void **state)
{
    for (int kind = 0; kind < 4; kind++) {
        bool big = kind % 2 != 0;
        bool mark = kind / 2 != 0;
        struct bytes raw = wide(state, "<a><c:SharedSecret>abc</c:SharedSecret>d</a>", big, mark);
        struct bytes expected =
            wide(state, "<a><c:SharedSecret>***</c:SharedSecret>d</a>", big, mark);
        struct bytes out = cxml_redact(*state, raw);
        assert_int_equal(out.size, raw.size);
        assert_memory_equal(out.data, expected.data, out.size);
    }
    /* U+5C71 is no ASCII letter and two bytes. */
    struct bytes raw = wide(state, "<SharedSecret>a?b</SharedSecret>", false, true);
    unsigned char *data = (unsigned char *)raw.data;
    data[2 + 2 * 15] = 0x71;
    data[2 + 2 * 15 + 1] = 0x5C;
    struct bytes expected = wide(state, "<SharedSecret>***</SharedSecret>", false, true);
    struct bytes out = cxml_redact(*state, raw);
    assert_memory_equal(out.data, expected.data, out.size);
}

/* OPS-3, ORD-1: a part of a multipart body begins where it begins */
static void utf16_parts(void **state)
{
    static const char *const heads[] = {"--b\r\n\r\n", "--bb\r\n\r\n"};
    for (int kind = 0; kind < 4; kind++) {
        struct bytes part =
            wide(state, "<SharedSecret>abc</SharedSecret><a/>", kind % 2 != 0, false);
        const char *head = heads[kind / 2];
        size_t before = strlen(head);
        unsigned char *raw = arena_array(*state, before + part.size, 1);
        memcpy(raw, head, before);
        memcpy(raw + before, part.data, part.size);
        struct bytes expected =
            wide(state, "<SharedSecret>***</SharedSecret><a/>", kind % 2 != 0, false);
        struct bytes out = cxml_redact(*state, (struct bytes){raw, before + part.size});
        assert_memory_equal(out.data, head, before);
        assert_memory_equal(out.data + before, expected.data, expected.size);
    }
}

/* ORD-1: card numbers */
static void payment_cards(void **state)
{
    static const char *const pairs[][2] = {
        {"<PCard number=\"4111\" expiration=\"2027-01-01\"/>",
         "<PCard number=\"****\" expiration=\"2027-01-01\"/>"},
        {"<PCard expiration='x' number = '4111'>a</PCard>",
         "<PCard expiration='x' number = '****'>a</PCard>"},
        {"<c:PCard\n number='4111'/><a number='1'/>", "<c:PCard\n number='****'/><a number='1'/>"},
        {"<PCard name=\"a>b\" number=\"4111\"/>", "<PCard name=\"a>b\" number=\"****\"/>"},
        {"<PCard number=\"4111", "<PCard number=\"****"},
        {"<PCards number=\"4111\"/>", "<PCards number=\"4111\"/>"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        assert_string_equal(redacted(state, pairs[i][0]), pairs[i][1]);
}

static void the_original_stays(void **state)
{
    char text[] = "<SharedSecret>abc</SharedSecret>";
    cxml_redact(*state, bytes_of(text));
    assert_string_equal(text, "<SharedSecret>abc</SharedSecret>");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(secrets),
        unit_case(inside_the_element),
        unit_case(broken_documents),
        unit_case(utf16_documents),
        unit_case(utf16_parts),
        unit_case(payment_cards),
        unit_case(the_original_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
