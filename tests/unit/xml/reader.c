#include "xml_unit.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"

static void a_whole_document(void **state)
{
    const struct xml_document *document = read_ok(
        state,
        bytes_literal("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                      "<!DOCTYPE cXML SYSTEM \"http://xml.cxml.org/cXML.dtd\">\n"
                      "<cXML payloadID=\"1@x\" xml:lang=\"en-US\">\n"
                      "  <Header/><!-- note --><?pi x?>\n  <Request>a</Request>\n</cXML>\n"),
        NULL);
    assert_string_equal(document->doctype, "http://xml.cxml.org/cXML.dtd");
    assert_string_equal(document->encoding, "UTF-8");
    const struct xml_node *root = document->root;
    assert_string_equal(root->name, "cXML");
    assert_string_equal(root->text, "");
    assert_int_equal(root->line, 3);
    assert_null(root->parent);
    assert_string_equal(xml_attribute(root, "payloadID"), "1@x");
    assert_string_equal(xml_attribute(root, "lang"), "en-US");
    assert_null(xml_attribute(root, "timestamp"));
    assert_string_equal(root->first->name, "Header");
    assert_string_equal(root->first->next->text, "a");
    assert_int_equal(root->first->next->line, 5);
    assert_null(root->first->next->next);
}

/* PUN-1: a third of real documents has no DOCTYPE, some no declaration, some a blank line first. */
static void careless_prologues(void **state)
{
    const struct xml_document *document =
        read_ok(state, bytes_literal(" \r\n\n\t<?xml version='1.0'?>\n<a>x</a>\n\n"), NULL);
    assert_string_equal(document->root->text, "x");
    assert_int_equal(document->root->line, 4);
    assert_null(document->doctype);
    assert_null(read_ok(state, bytes_literal("<a/>"), NULL)->doctype);
    document = read_ok(state, bytes_literal("<!DOCTYPE a PUBLIC \"-//x\" \"y.dtd\"><a/>"), NULL);
    assert_string_equal(document->doctype, "y.dtd");
    assert_null(read_ok(state, bytes_literal("<!DOCTYPE a><a/>"), NULL)->doctype);
    assert_null(read_ok(state, bytes_literal("<!DOCTYPE a []><a/>"), NULL)->doctype);
}

/* The parser is the thread's: what one document did must not show in the next. */
static void documents_do_not_know_each_other(void **state)
{
    struct buf many;
    buf_init(&many, *state, 1 << 20);
    buf_text(&many, "<many>");
    for (int i = 0; i < 3000; i++)
        buf_printf(&many, "<name-%d a%d='x'/>", i, i);
    buf_text(&many, "</many>");
    for (int round = 0; round < 3; round++) {
        struct xml_document *document;
        struct bytes cut = bytes_of("<!DOCTYPE a SYSTEM 'left.dtd'>\n\n<a xmlns:p='u'><p:b c='1'>");
        assert_int_equal(xml_read(*state, cut, NULL, &roomy, &document, NULL), BAD_INPUT);
        const struct xml_document *read =
            read_ok(state, bytes_literal("<a>\n<b d='2'>\xC3\xA9</b></a>"), NULL);
        assert_null(read->doctype);
        assert_int_equal(read->root->first->line, 2);
        assert_string_equal(read->root->first->text, "\xC3\xA9");
        assert_null(xml_attribute(read->root->first, "c"));
        assert_string_equal(xml_attribute(read->root->first, "d"), "2");
        read = read_ok(state, buf_bytes(&many), NULL);
        assert_string_equal(read->root->first->next->name, "name-1");
    }
}

static void text_is_joined_and_trimmed(void **state)
{
    const struct xml_node *root =
        read_ok(state,
                bytes_literal("<a>\n one <![CDATA[<two> & ]]>&lt;&amp;&#x20AC;<b> in <c/> ner </b>"
                              " three<!-- no -->!\t</a>"),
                NULL)
            ->root;
    assert_string_equal(root->text, "one <two> & <&\xE2\x82\xAC three!");
    assert_string_equal(root->first->text, "in  ner");
    assert_string_equal(root->first->first->text, "");
}

static void attribute_values(void **state)
{
    const struct xml_node *root =
        read_ok(state,
                bytes_literal("<a url='x?a=1&amp;b=2&#38;c&#x26;amp;' q='&quot;&apos;&lt;&gt;&#60;'"
                              " n='a\n\tb&#10;c' e=''/>"),
                NULL)
            ->root;
    assert_string_equal(xml_attribute(root, "url"), "x?a=1&b=2&c&amp;");
    assert_string_equal(xml_attribute(root, "q"), "\"'<><");
    assert_string_equal(xml_attribute(root, "n"), "a  b\nc");
    assert_string_equal(xml_attribute(root, "e"), "");
}

/* PUN-1: namespaces are noise, declared or not. */
static void namespaces_are_dropped(void **state)
{
    const struct xml_node *root =
        read_ok(state,
                bytes_literal("<p:a xmlns:p='urn:x' xmlns='urn:y' x:lang='1' lang='2' xsi:nil='3'>"
                              "<none:b/><p:b/></p:a>"),
                NULL)
            ->root;
    assert_string_equal(root->name, "a");
    assert_string_equal(xml_attribute(root, "lang"), "2");
    assert_string_equal(xml_attribute(root, "nil"), "3");
    assert_null(root->attributes->next->next);
    assert_string_equal(root->first->name, "b");
    assert_string_equal(xml_next(root->first)->name, "b");
}

static void misplaced_colons(void **state)
{
    read_refused(state, bytes_literal("<a>\n<p:q:b/></a>"), NULL, BAD_INPUT,
                 "line 2: the name q:b has a misplaced colon");
    read_refused(state, bytes_literal("<a p:='1'/>"), NULL, BAD_INPUT,
                 "line 1: the name p: has a misplaced colon");
    assert_null(read_ok(state, bytes_literal("<a p:xmlns='1'/>"), NULL)->root->attributes);
}

static void declarations_are_refused(void **state)
{
    static const struct {
        const char *subset, *name;
    } cases[] = {
        {"<!ENTITY lol 'lol'><!ENTITY lol2 '&lol;&lol;&lol;'>", "lol"},
        {"<!ENTITY xxe SYSTEM 'file:///etc/passwd'>", "xxe"},
        {"<!ENTITY % pe SYSTEM 'http://127.0.0.1:9/x'> %pe;", "pe"},
        {"<!ENTITY gif SYSTEM 'x' NDATA n>", "gif"},
        {"<!ELEMENT a ANY>", "a"},
        {"<!ATTLIST a x (u|v) 'u'>", "x"},
        {"<!NOTATION n SYSTEM 'x'>", "n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[200];
        char message[200];
        snprintf(text, sizeof text, "<!DOCTYPE a SYSTEM 'y.dtd' [\n%s]><a/>", cases[i].subset);
        snprintf(message, sizeof message,
                 "line 2: the DOCTYPE declares %s; declarations are not accepted", cases[i].name);
        read_refused(state, bytes_of(text), NULL, BAD_INPUT, message);
    }
    read_refused(state, bytes_literal("<!DOCTYPE a [ %pe; ]><a/>"), NULL, BAD_INPUT,
                 "line 1: the DOCTYPE uses the entity %pe;, which is not accepted");
}

/* With a DOCTYPE that is never fetched, XML itself would let these pass. */
static void undeclared_entities_are_named(void **state)
{
    static const char message[] =
        "line 2: the entity &nbsp; is not declared; write the character itself";
    read_refused(state, bytes_literal("<!DOCTYPE a SYSTEM 'x'>\n<a>1&nbsp;2</a>"), NULL, BAD_INPUT,
                 message);
    read_refused(state, bytes_literal("<!DOCTYPE a SYSTEM 'x'>\n<a x='1&nbsp;2'/>"), NULL,
                 BAD_INPUT, message);
    read_refused(state, bytes_literal("\n<a>1&nbsp;2</a>"), NULL, BAD_INPUT, message);
    read_refused(state, bytes_literal("<?xml version='1.0' standalone='yes'?>\n<a>&nbsp;</a>"),
                 NULL, BAD_INPUT, message);
}

static void broken_documents(void **state)
{
    static const struct {
        const char *text, *message;
    } cases[] = {
        {"", "line 1: the document is empty"},
        {" \n ", "line 2: the document is empty"},
        {"<a>\n<b></a>", "line 2: Opening and ending tag mismatch: b line 2 and a"},
        {"<a>\n<b>", "line 2: Premature end of data in tag b line 2"},
        {"<a/>\n<b/>", "line 2: Extra content at the end of the document"},
        {"<a/>\ntext", "line 2: Extra content at the end of the document"},
        {"<a x='1' x='2'/>", "line 1: Attribute x redefined"},
        {"<a>&</a>", "line 1: xmlParseEntityRef: no name"},
        {"<a>&#0;</a>", "line 1: xmlParseCharRef: invalid xmlChar value 0"},
        {"<a>]]></a>", "line 1: Sequence ']]>' not allowed in content"},
        {"<a>\x01</a>", "line 1: PCDATA invalid Char value 1"},
        {"payloadID=1", "line 1: Start tag expected, '<' not found"},
        {"<?xml version='1.0'?>", "line 1: Start tag expected, '<' not found"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        read_refused(state, bytes_of(cases[i].text), NULL, BAD_INPUT, cases[i].message);
}

/* Every cut of a good document is refused, and reads nothing beyond it. */
static void truncation(void **state)
{
    static const char whole[] = "<?xml version='1.0' encoding='utf-8'?><!DOCTYPE a SYSTEM 'x'>"
                                "<a b='&amp;\xC3\xA9'><![CDATA[x]]><c>\xE2\x82\xAC</c></a>";
    for (size_t size = 0; size < sizeof whole - 1; size++) {
        struct xml_document *document;
        struct fault fault;
        struct bytes cut = {arena_copy(*state, whole, size), size};
        assert_int_equal(xml_read(*state, cut, NULL, &roomy, &document, &fault), BAD_INPUT);
    }
}

static struct bytes repeat(void **state, const char *head, const char *what, size_t count,
                           const char *tail)
{
    struct buf buf;
    buf_init(&buf, *state, 64 << 20);
    buf_text(&buf, head);
    for (size_t i = 0; i < count; i++)
        buf_text(&buf, what);
    buf_text(&buf, tail);
    return buf_bytes(&buf);
}

static void limits_are_kept(void **state)
{
    read_refused(state, repeat(state, "", "<a>", 100000, ""), NULL, TOO_LARGE,
                 "line 1: nested deeper than 32 elements");
    read_refused(state, repeat(state, "<a>", "<b/>", 10000, "</a>"), NULL, TOO_LARGE,
                 "line 1: too many elements, attributes or namespaces");
    read_refused(state, repeat(state, "<a>", "x", 1 << 20, "</a>"), NULL, TOO_LARGE,
                 "the document has 1048583 bytes, more than 1048576");
    read_refused(state, repeat(state, "<a ", "b='' ", 257, "/>"), NULL, TOO_LARGE,
                 "line 1: a tag has more than 256 attributes");
    read_refused(state,
                 repeat(state, "",
                        "<a xmlns:p='1' xmlns:q='1' xmlns:r='1' xmlns:s='1' "
                        "xmlns:t='1' xmlns:u='1' xmlns:v='1' xmlns:w='1' xmlns:x='1'>",
                        29, ""),
                 NULL, TOO_LARGE, "line 1: too many elements, attributes or namespaces");
    const struct xml_document *deep =
        read_ok(state, repeat(state, "<a><a>", "", 1, "</a></a>"), NULL);
    assert_string_equal(deep->root->first->name, "a");
}

/* libxml2 compares each attribute of a tag with each other: no quote may hide such a tag. */
static void many_attributes_cannot_hide(void **state)
{
    static const char *const before[] = {
        "<a><!-- <b ' -->",
        "<a><![CDATA[ <b ' ]]>",
        "<a><?p <b ' ?>",
        "<a>it's 'text\"",
        "<!DOCTYPE a SYSTEM \"<b '\"><a>",
        "<!DOCTYPE a [<!-- <b ' --><?p ' ?> ]><a>",
        "<a><b x='>' y=\"'\"/>",
        "<a><!-- <b ' -- -->",
    };
    for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
        const char *head = arena_printf(*state, "%s<c ", before[i]);
        read_refused(state, repeat(state, head, "b=\"'\" ", 257, "/></a>"), NULL, TOO_LARGE,
                     "line 1: a tag has more than 256 attributes");
    }
    struct bytes harmless = repeat(state, "<a><!--<b ", "b='' ", 300, "--><b x='1'/></a>");
    assert_string_equal(read_ok(state, harmless, NULL)->root->first->name, "b");
    harmless = repeat(state, "<a>", "&lt;b x=''", 300, "<b/></a>");
    assert_string_equal(read_ok(state, harmless, NULL)->root->first->name, "b");
}

/* What takes libxml2 or a naive reader quadratic time ends soon: the test suite would time out. */
static void long_text_takes_linear_time(void **state)
{
    static const struct xml_limits large = {.bytes = 64 << 20, .depth = 8, .nodes = 1 << 22};
    struct xml_document *document;
    struct bytes mixed = repeat(state, "<a>", "t&amp;<b/>", 500000, "</a>");
    assert_int_equal(xml_read(*state, mixed, NULL, &large, &document, NULL), OK);
    assert_int_equal(strlen(document->root->text), 1000000);
    struct bytes value = repeat(state, "<a x='", "&amp;\n", 500000, "'/>");
    assert_int_equal(xml_read(*state, value, NULL, &large, &document, NULL), OK);
    assert_int_equal(strlen(xml_attribute(document->root, "x")), 1000000);
    struct bytes broken = repeat(state, "<a>", "&;", 500000, "</a>");
    assert_int_equal(xml_read(*state, broken, NULL, &large, &document, NULL), BAD_INPUT);
}

static void nothing_is_printed(void **state)
{
    int kept = dup(STDERR_FILENO);
    FILE *caught = tmpfile();
    assert_non_null(caught);
    dup2(fileno(caught), STDERR_FILENO);
    struct xml_document *document;
    struct bytes broken = bytes_literal("<!DOCTYPE a SYSTEM 'nowhere.dtd'><p:a><b x='&y;'></a>");
    enum status st = xml_read(*state, broken, NULL, &roomy, &document, NULL);
    dup2(kept, STDERR_FILENO);
    close(kept);
    assert_int_equal(st, BAD_INPUT);
    fseek(caught, 0, SEEK_END);
    assert_int_equal(ftell(caught), 0);
    fclose(caught);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(a_whole_document),
        unit_case(careless_prologues),
        unit_case(documents_do_not_know_each_other),
        unit_case(text_is_joined_and_trimmed),
        unit_case(attribute_values),
        unit_case(namespaces_are_dropped),
        unit_case(misplaced_colons),
        unit_case(declarations_are_refused),
        unit_case(undeclared_entities_are_named),
        unit_case(broken_documents),
        unit_case(truncation),
        unit_case(limits_are_kept),
        unit_case(many_attributes_cannot_hide),
        unit_case(long_text_takes_linear_time),
        unit_case(nothing_is_printed),
    };
    xml_library_start();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    xml_library_stop();
    return failed;
}
