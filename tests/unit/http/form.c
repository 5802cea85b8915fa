#include "unit.h"

#include "http/form.h"

static void reads_fields_in_order(void **state)
{
    struct http_fields fields;
    size_t at = 0;
    struct bytes text = bytes_of("brand=A&&brand=B%20%2b+C&empty=&bare&=nameless");
    assert_int_equal(form_parse(*state, text, 10, &fields, NULL), OK);
    assert_int_equal(fields.count, 5);
    assert_string_equal(http_field_next(fields, "brand", &at), "A");
    assert_string_equal(http_field_next(fields, "brand", &at), "B + C");
    assert_null(http_field_next(fields, "brand", &at));
    assert_string_equal(fields.fields[2].value, "");
    assert_string_equal(fields.fields[3].name, "bare");
    assert_string_equal(fields.fields[4].name, "");
}

static void keeps_what_is_no_escape(void **state)
{
    struct http_fields fields;
    assert_int_equal(form_parse(*state, bytes_of("a=100%&b=%zz&c=%4"), 10, &fields, NULL), OK);
    assert_string_equal(fields.fields[0].value, "100%");
    assert_string_equal(fields.fields[1].value, "%zz");
    assert_string_equal(fields.fields[2].value, "%4");
}

static void refuses_nul_and_bad_utf8(void **state)
{
    struct http_fields fields;
    struct fault fault;
    assert_int_equal(form_parse(*state, bytes_of("a=%00"), 10, &fields, &fault), BAD_INPUT);
    assert_int_equal(form_parse(*state, bytes_of("a=%E4"), 10, &fields, &fault), BAD_INPUT);
    assert_int_equal(form_parse(*state, bytes_of("%C0%AF=a"), 10, &fields, &fault), BAD_INPUT);
    assert_int_equal(form_parse(*state, bytes_of("a=%C3%BC"), 10, &fields, &fault), OK);
    assert_string_equal(fields.fields[0].value, "\xC3\xBC");
}

static void counts_before_it_decodes(void **state)
{
    struct http_fields fields;
    struct fault fault;
    assert_int_equal(form_parse(*state, bytes_of("a&b&c"), 3, &fields, NULL), OK);
    assert_int_equal(form_parse(*state, bytes_of("a&b&c&d"), 3, &fields, &fault), TOO_LARGE);
    assert_int_equal(form_parse(*state, bytes_of(""), 3, &fields, NULL), OK);
    assert_int_equal(fields.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(reads_fields_in_order),
        unit_case(keeps_what_is_no_escape),
        unit_case(refuses_nul_and_bad_utf8),
        unit_case(counts_before_it_decodes),
    };
    return cmocka_run_group_tests_name("http/form", tests, NULL, NULL);
}
