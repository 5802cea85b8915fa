#include "xml_unit.h"

static const char header[] = "<cXML><Header><From><Note/></From>"
                             "<From><Credential domain='a'>1</Credential><Other/>"
                             "<Credential domain='b'>2</Credential></From></Header></cXML>";

static void paths_try_every_branch(void **state)
{
    const struct xml_node *root = read_ok(state, bytes_literal(header), NULL)->root;
    const struct xml_node *credential = xml_find(root, "Header/From/Credential");
    assert_string_equal(xml_attribute(credential, "domain"), "a");
    assert_ptr_equal(xml_find(root, "Header"), xml_child(root, "Header"));
    assert_null(xml_find(root, "Header/From/Credential/Identity"));
    assert_null(xml_find(root, "Head"));
    assert_null(xml_find(root, "Header/"));
}

static void next_skips_other_names(void **state)
{
    const struct xml_node *root = read_ok(state, bytes_literal(header), NULL)->root;
    const struct xml_node *second = xml_next(xml_find(root, "Header/From/Credential"));
    assert_string_equal(second->text, "2");
    assert_null(xml_next(second));
    assert_string_equal(second->parent->name, "From");
}

static void null_has_nothing(void **state)
{
    (void)state;
    assert_null(xml_child(NULL, "a"));
    assert_null(xml_next(NULL));
    assert_null(xml_find(NULL, "a/b"));
    assert_null(xml_attribute(NULL, "a"));
    assert_string_equal(xml_text(NULL), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(paths_try_every_branch),
        unit_case(next_skips_other_names),
        unit_case(null_has_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
