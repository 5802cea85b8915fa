#include "unit.h"

#include <string.h>

#include "app/document.h"
#include "base/text.h"
#include "cxml/multipart.h"

#define ROOT "<cXML payloadID=\"1\"/>"

static enum status read_parts(void **state, const char *type, const char *body,
                              struct cxml_part *out)
{
    struct fault fault;
    struct bytes bytes = bytes_of(arena_text(*state, body));
    *out = (struct cxml_part){.content_type = type, .document = bytes, .whole = bytes};
    return cxml_multipart_read(*state, type, bytes, out, &fault);
}

static const char *text_of(void **state, struct bytes bytes)
{
    return arena_text_n(*state, (const char *)bytes.data, bytes.size);
}

static void assert_root(void **state, const char *type, const char *body)
{
    struct cxml_part part;
    assert_int_equal(read_parts(state, type, body, &part), OK);
    assert_string_equal(text_of(state, part.document), ROOT);
}

/* ORD-1 */
static void other_types_are_left_alone(void **state)
{
    static const char *const types[] = {"text/xml", "", "application/xml; boundary=b", "multipart"};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        struct cxml_part part;
        assert_int_equal(read_parts(state, types[i], "--b\r\n\r\nx\r\n--b--", &part), OK);
        assert_string_equal(part.content_type, types[i]);
        assert_string_equal(text_of(state, part.document), "--b\r\n\r\nx\r\n--b--");
    }
}

static const char attached[] = "--b\r\n"
                               "Content-Type: text/xml; charset=UTF-8\r\n"
                               "Content-ID: <main@buyer>\r\n"
                               "\r\n" ROOT "\r\n"
                               "--b\r\n"
                               "Content-Type: image/png\r\n"
                               "Content-ID: <a@buyer>\r\n"
                               "Content-Transfer-Encoding: base64\r\n"
                               "\r\n"
                               "iVBORw0KGgo=\r\n"
                               "--b--\r\n";

/* ORD-1: as the guide has it (p. 20-23), and what senders make of it */
static void content_types(void **state)
{
    static const char *const types[] = {
        "multipart/related; boundary=b; type=\"text/xml\"; start=\"<main@buyer>\"",
        "multipart/related; boundary=b",
        "multipart/mixed; boundary=b",
        "multipart/related; boundary=\"b\"",
        "Multipart/Related;boundary=b",
        "multipart/related; BOUNDARY=b; type=text/xml",
        "multipart/related; start=\"<main@buyer>\"; type=\"text/xml\";\r\n boundary=b",
    };
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        assert_root(state, types[i], attached);
    assert_root(state, "multipart/related; boundary=\"=_a b:c\"",
                "--=_a b:c\r\nContent-Type: text/xml\r\n\r\n" ROOT "\r\n--=_a b:c--");
}

/* ORD-1: what is kept is all of it */
static void the_whole_is_kept(void **state)
{
    struct cxml_part part;
    assert_int_equal(read_parts(state, "multipart/related; boundary=b", attached, &part), OK);
    assert_string_equal(part.content_type, "text/xml; charset=UTF-8");
    assert_string_equal(text_of(state, part.whole), attached);
}

/* ORD-1 */
static void line_ends_and_headers(void **state)
{
    static const char type[] = "multipart/related; boundary=b";
    assert_root(state, type, "--b\nContent-Type: text/xml\n\n" ROOT "\n--b--\n");
    assert_root(state, type,
                "This is MIME.\r\n--b\r\nContent-Type: text/xml\r\n\r\n" ROOT
                "\r\n--b--\r\nThe end.");
    assert_root(state, type, "--b\r\n\r\n" ROOT "\r\n--b--\r\n");
    assert_root(state, type, "--b  \r\ncontent-type:text/xml\r\n\r\n" ROOT "\r\n--b--\r\n");
    assert_root(state, type,
                "--b\r\nContent-Type:\r\n text/xml;\r\n\tcharset=utf-8\r\n\r\n" ROOT "\r\n--b--");
    assert_root(state, type, "--b\r\nContent-Type: text/xml\r\n\r\n" ROOT);
    assert_root(state, type, "--b\r\nContent-Type: text/xml\r\n\r\n" ROOT "\r\n--b\r\n");
}

/* ORD-1: the first part that is XML, else the first */
static void which_part(void **state)
{
    static const char type[] = "multipart/mixed; boundary=b";
    assert_root(state, type,
                "--b\r\nContent-Type: image/png\r\n\r\nx\r\n--b\r\nContent-Type: "
                "application/xml\r\n\r\n" ROOT "\r\n--b--");
    assert_root(state, type,
                "--b\r\nContent-Type: application/vnd.openxmlformats-officedocument\r\n\r\nPK\r\n"
                "--b\r\nContent-Type: text/xml\r\n\r\n" ROOT "\r\n--b--");
    assert_root(state, type,
                "--b\r\nContent-Type: application/octet-stream\r\n\r\n" ROOT
                "\r\n--b\r\nContent-Type: image/png\r\n\r\nx\r\n--b--");
}

/* ORD-1: a boundary begins a line, and is not another one that begins like it */
static void what_looks_like_a_boundary(void **state)
{
    struct cxml_part part;
    static const char body[] = "--b\r\nContent-Type: text/xml\r\n\r\n"
                               "<a>--b --b--</a>\r\n--bb\r\n<c/>\r\n--b--";
    assert_int_equal(read_parts(state, "multipart/mixed; boundary=b", body, &part), OK);
    assert_string_equal(text_of(state, part.document), "<a>--b --b--</a>\r\n--bb\r\n<c/>");
}

/* ORD-1: any Content-Transfer-Encoding; what is kept has the document in the clear, so that its
 * secret can be found */
static void encodings(void **state)
{
    static const char type[] = "multipart/related; boundary=b";
    struct cxml_part part;
    /* base64 of <cXML payloadID="1"/> */
    static const char base64[] = "--b\r\nContent-Type: text/xml\r\n"
                                 "Content-Transfer-Encoding: BASE64\r\n\r\n"
                                 "PGNYTUwgcGF5\r\nbG9hZElEPSIxIi8+\r\n--b--";
    assert_int_equal(read_parts(state, type, base64, &part), OK);
    assert_string_equal(text_of(state, part.document), ROOT);
    assert_string_equal(text_of(state, part.whole),
                        "--b\r\nContent-Type: text/xml\r\nContent-Transfer-Encoding: BASE64\r\n"
                        "\r\n" ROOT "\r\n--b--");
    static const char quoted[] = "--b\r\nContent-Type: text/xml\r\n"
                                 "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
                                 "<cXML pay=\r\nloadID=3D\"=31\"/>\r\n--b--";
    assert_int_equal(read_parts(state, type, quoted, &part), OK);
    assert_string_equal(text_of(state, part.document), ROOT);
    assert_non_null(strstr(text_of(state, part.whole), ROOT));
    assert_root(state, type,
                "--b\r\nContent-Type: text/xml\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" ROOT
                "\r\n--b--");
    /* Said to be quoted-printable, and not. */
    assert_root(state, type,
                "--b\r\nContent-Type: text/xml\r\nContent-Transfer-Encoding: quoted-printable"
                "\r\n\r\n" ROOT "\r\n--b--");
}

/* ORD-1 */
static void broken_bodies(void **state)
{
    struct cxml_part part;
    static const char *const pairs[][2] = {
        {"multipart/related", attached},
        {"multipart/related; boundary=", attached},
        {"multipart/related; boundary=\"\"", attached},
        {"multipart/related; boundary=c", attached},
        {"multipart/related; boundary=b", ""},
        {"multipart/related; boundary=b", "--b--\r\n"},
        {"multipart/related; boundary=b", "--b"},
        {"multipart/related; boundary=b",
         "--b\r\nContent-Type: text/xml\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!\r\n--b--"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        if (read_parts(state, pairs[i][0], pairs[i][1], &part) != BAD_INPUT)
            fail_msg("%s: %s", pairs[i][0], pairs[i][1]);
    }
    struct buf many;
    buf_init(&many, *state, 1 << 20);
    for (int i = 0; i < 5000; i++)
        buf_text(&many, "--b\r\nX: y\r\n\r\nz\r\n");
    assert_int_equal(read_parts(state, "multipart/related; boundary=b", buf_string(&many), &part),
                     OK);
    assert_string_equal(text_of(state, part.document), "z");
}

static struct attachments attachments_of(void **state, const char *type, const char *body)
{
    struct attachments found;
    struct fault fault;
    assert_int_equal(cxml_multipart_attachments(*state, type, bytes_of(arena_text(*state, body)),
                                                &found, &fault),
                     OK);
    return found;
}

/* ORD-1: by the name that there is, decoded, or as they came where that can't be. */
static void attachments_have_names(void **state)
{
    static const char body[] = "--b\r\nContent-Type: text/plain; name=\"notes.txt\"\r\n"
                               "Content-Transfer-Encoding: quoted-printable\r\n\r\na=3Db\r\n"
                               "--b\r\nContent-Type: text/xml\r\n\r\n" ROOT "\r\n"
                               "--b\r\nContent-Type: application/xml; charset=utf-8\r\n"
                               "Content-Disposition: attachment; filename=\"../a b.xml\"\r\n"
                               "Content-Transfer-Encoding: base64\r\n\r\nPGEvPg==\r\n"
                               "--b\r\nContent-ID: <quote@buyer>\r\n"
                               "Content-Transfer-Encoding: base64\r\n\r\n!!!\r\n"
                               "--b\r\n\r\n\r\n--b--";
    struct attachments found = attachments_of(state, "multipart/mixed; boundary=b", body);
    static const char *const expected[][3] = {{"notes.txt", "text/plain", "a=b"},
                                              {"../a b.xml", "application/xml", "<a/>"},
                                              {"quote@buyer", "", "!!!"},
                                              {"attachment-4", "", ""}};
    assert_int_equal(found.count, 4);
    for (size_t i = 0; i < found.count; i++) {
        assert_string_equal(found.items[i].name, expected[i][0]);
        assert_string_equal(found.items[i].type, expected[i][1]);
        assert_string_equal(text_of(state, found.items[i].body), expected[i][2]);
    }
    assert_int_equal(attachments_of(state, "text/xml", ROOT).count, 0);
    assert_int_equal(attachments_of(state, "multipart/related; boundary=b",
                                    "--b\r\nContent-Type: text/xml\r\n\r\n" ROOT "\r\n--b--")
                         .count,
                     0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(other_types_are_left_alone),
        unit_case(content_types),
        unit_case(the_whole_is_kept),
        unit_case(line_ends_and_headers),
        unit_case(which_part),
        unit_case(what_looks_like_a_boundary),
        unit_case(encodings),
        unit_case(attachments_have_names),
        unit_case(broken_bodies),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
