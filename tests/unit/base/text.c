#include "unit.h"

#include "base/text.h"

static void compares_and_trims(void **state)
{
    assert_true(text_equal_nocase("NetworkID", "networkid"));
    assert_false(text_equal_nocase("Network", "NetworkID"));
    assert_true(text_ends("AN01-T", "-T"));
    assert_false(text_ends("T", "-T"));
    assert_string_equal(text_trim(*state, "\n\t AN01 \r\n"), "AN01");
    assert_string_equal(text_lower(*state, "DUNS\xC3\x89"), "duns\xC3\x89");
}

static void cuts_between_characters(void **state)
{
    assert_string_equal(text_cut(*state, "Caf\xC3\xA9", 4), "Caf");
    assert_string_equal(text_cut(*state, "Caf\xC3\xA9", 5), "Caf\xC3\xA9");
}

static void knows_utf8(void **state)
{
    (void)state;
    assert_true(text_is_utf8(bytes_of("Gr\xC3\xBC\xC3\x9F \xE4\xBD\xA0 \xF0\x9F\x98\x80")));
    assert_false(text_is_utf8(bytes_of("\xC0\xAF")));     /* overlong */
    assert_false(text_is_utf8(bytes_of("\xED\xA0\x80"))); /* surrogate */
    assert_false(text_is_utf8(bytes_of("\xE4\xBD")));     /* cut off */
}

static void reads_integers(void **state)
{
    (void)state;
    int64_t n;
    assert_true(text_to_int("-42", &n));
    assert_int_equal(n, -42);
    assert_false(text_to_int("42x", &n));
    assert_false(text_to_int("", &n));
    assert_false(text_to_int("99999999999999999999", &n));
}

static void reads_base64(void **state)
{
    struct bytes out;
    assert_true(text_from_base64(*state, "Zm9v\nYg==", &out));
    assert_int_equal(out.size, 4);
    assert_string_equal((const char *)out.data, "foob");
    assert_true(text_from_base64(*state, "-_8", &out));
    assert_memory_equal(out.data, "\xFB\xFF", 2);
    assert_false(text_from_base64(*state, "Zm9v!", &out));
    assert_false(text_from_base64(*state, "Z", &out));
}

static void sentences_begin_with_a_capital(void **state)
{
    assert_string_equal(text_sentence(*state, "it waits"), "It waits");
    assert_string_equal(text_sentence(*state, "It waits"), "It waits");
    assert_string_equal(text_sentence(*state, ""), "");
    assert_string_equal(text_sentence(*state, "\xc3\xa9t\xc3\xa9"), "\xc3\xa9t\xc3\xa9");
    assert_null(text_sentence(*state, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(compares_and_trims), unit_case(cuts_between_characters),
        unit_case(knows_utf8),         unit_case(reads_integers),
        unit_case(reads_base64),       unit_case(sentences_begin_with_a_capital),
    };
    return cmocka_run_group_tests_name("base/text", tests, NULL, NULL);
}
