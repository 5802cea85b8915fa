#include "json/reader.h"
#include "unit.h"

#include <string.h>

static const struct json_limits roomy = {.bytes = 1 << 20, .depth = 16};

static const struct json_value *read_ok(void **state, const char *text)
{
    const struct json_value *value = NULL;
    struct fault fault = {{0}};
    enum status st = json_read(*state, bytes_of(text), &roomy, &value, &fault);
    if (st != OK)
        fail_msg("%s: %s", status_name(st), fault.message);
    return value;
}

static void read_refused(void **state, const char *text, enum status status, const char *message)
{
    const struct json_value *value = NULL;
    struct fault fault = {{0}};
    assert_int_equal(json_read(*state, bytes_of(text), &roomy, &value, &fault), status);
    assert_string_equal(fault.message, message);
    assert_null(value);
}

static void members_and_fallbacks(void **state)
{
    const struct json_value *v =
        read_ok(state, "\xEF\xBB\xBF{\"t\":\"caf\\u00e9\",\"i\":9007199254740993,\"b\":true,"
                       "\"n\":null,\"a\":[1,\"x\"],\"o\":{\"k\":false}}");
    assert_string_equal(json_read_text(v, "t", "-"), "caf\xC3\xA9");
    assert_string_equal(json_read_text(v, "i", "-"), "-");
    assert_null(json_read_text(v, "none", NULL));
    assert_true(json_read_int(v, "i", 0) == 9007199254740993);
    assert_int_equal(json_read_int(v, "t", 7), 7);
    assert_true(json_read_bool(v, "b", false));
    assert_true(json_read_bool(v, "n", true));
    assert_false(json_read_bool(json_read_object(v, "o"), "k", true));
    assert_int_equal(json_read_count(json_read_array(v, "a")), 2);
    assert_string_equal(json_read_as_text(json_read_item(json_read_array(v, "a"), 1), ""), "x");
    assert_null(json_read_item(json_read_array(v, "a"), 2));
    assert_null(json_read_array(v, "o"));
    assert_int_equal(json_read_kind(json_read_member(v, "n")), JSON_KIND_NULL);
    assert_int_equal(json_read_kind(json_read_member(v, "none")), JSON_KIND_ABSENT);
}

static void absent_has_nothing(void **state)
{
    struct json_member m = {0};
    assert_null(json_read_member(NULL, "a"));
    assert_string_equal(json_read_text(NULL, "a", "-"), "-");
    assert_int_equal(json_read_count(NULL), 0);
    assert_null(json_read_item(NULL, 0));
    assert_false(json_read_next(NULL, &m));
    assert_null(json_read_as_decimal(*state, NULL));
    assert_int_equal(json_read_as_int(NULL, 3), 3);
}

static void members_come_in_order(void **state)
{
    const struct json_value *v = read_ok(state, "{\"z\":1,\"a\":2,\"m\":3}");
    struct json_member m = {0};
    char names[8] = "";
    while (json_read_next(v, &m))
        strcat(names, m.name);
    assert_string_equal(names, "zam");
    m = (struct json_member){0};
    assert_false(json_read_next(json_read_member(v, "z"), &m));
}

static void decimals(void **state)
{
    static const struct {
        const char *json, *decimal;
    } cases[] = {
        {"12.30", "12.3"},
        {"0.1", "0.1"},
        {"-0.0", "0"},
        {"1e3", "1000"},
        {"12345678.9012", "12345678.9012"},
        {"5", "5"},
        {"999999999999.99", "999999999999.99"},
        {"\"12.30\"", "12.30"},
        {"\"-3\"", "-3"},
        {"0.000001", "0.000001"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(json_read_as_decimal(*state, read_ok(state, cases[i].json)),
                            cases[i].decimal);
    static const char *const none[] = {"1e15", "\"\"", "\"1.\"", "\"1e3\"", "\"x\"", "true", "[1]"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_null(json_read_as_decimal(*state, read_ok(state, none[i])));
}

static void checks_name_the_member(void **state)
{
    const struct json_value *v = read_ok(state, "{\"seats\":\"5\",\"price\":3,\"gone\":null}");
    struct fault fault;
    assert_int_equal(json_read_check(v, "seats", JSON_KIND_INT, true, &fault), BAD_INPUT);
    assert_string_equal(fault.message, "seats must be a whole number");
    assert_int_equal(json_read_check(v, "gone", JSON_KIND_TEXT, true, &fault), BAD_INPUT);
    assert_string_equal(fault.message, "gone is missing: it must be a text");
    assert_int_equal(json_read_check(v, "gone", JSON_KIND_TEXT, false, &fault), OK);
    assert_int_equal(json_read_check(v, "price", JSON_KIND_DECIMAL, true, &fault), OK);
    assert_int_equal(json_read_check(v, "seats", JSON_KIND_TEXT, true, &fault), OK);
}

static void bad_input_has_its_place(void **state)
{
    read_refused(state, "", BAD_INPUT, "line 1 column 1: the document is empty");
    read_refused(state, "{\n \"a\":1,\n \"a\":2}", BAD_INPUT,
                 "line 3 column 4: duplicate object key near '\"a\"'");
    read_refused(state, "[1] 2", BAD_INPUT, "line 1 column 5: end of file expected near '2'");
    read_refused(state, "[1", BAD_INPUT, "line 1 column 2: ']' expected near end of file");
    read_refused(
        state, "[\"\\u0000\"]", BAD_INPUT,
        "line 1 column 9: \\u0000 is not allowed without JSON_ALLOW_NUL near '\"\\u0000\"'");
    read_refused(state, "[\"\xFF\"]", BAD_INPUT,
                 "line 1 column 2: unable to decode byte 0xff near '\"'");
    read_refused(state, "99999999999999999999", BAD_INPUT,
                 "line 1 column 20: too big integer near '99999999999999999999'");
}

static void depth_is_limited(void **state)
{
    static const char message[] = "nested deeper than 16 arrays and objects";
    read_ok(state, "[[[[[[[[[[[[[[[[\"[[[\\\"[\"]]]]]]]]]]]]]]]]");
    read_refused(state, "[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]", TOO_LARGE, message);
    size_t size = 1 << 20;
    char *bomb = arena_array(*state, size + 1, 1);
    memset(bomb, '[', size);
    read_refused(state, bomb, TOO_LARGE, message);
    const struct json_value *value;
    struct json_limits limits = {.bytes = size, .depth = size};
    assert_int_equal(json_read(*state, bytes_of(bomb), &limits, &value, NULL), TOO_LARGE);
    limits.bytes = size - 1;
    struct fault fault;
    assert_int_equal(json_read(*state, bytes_of(bomb), &limits, &value, &fault), TOO_LARGE);
    assert_string_equal(fault.message, "the document has 1048576 bytes, more than 1048575");
}

static void positions(void **state)
{
    static const char text[] = "\xEF\xBB\xBF\n {\"a\" : 1 , \"\xC3\xA9,\\\"}\":[ true,\n"
                               "[\"]\",{}],\t{\"k\":{\"deep\":[[],\"x\"]}} ] }\n";
    static const struct json_step member = {NULL, 1};
    static const struct json_step item = {&member, 2};
    static const struct json_step inner = {&item, 0};
    static const struct json_step deep = {&inner, 0};
    static const struct {
        struct json_step step;
        struct json_position at;
    } cases[] = {
        {{NULL, 0}, {2, 3}},    {{NULL, 1}, {2, 13}},    {{&member, 0}, {2, 23}},
        {{&member, 1}, {3, 1}}, {{&member, 2}, {3, 11}}, {{&item, 0}, {3, 12}},
        {{&inner, 0}, {3, 17}}, {{&deep, 0}, {3, 25}},   {{&deep, 1}, {3, 28}},
    };
    read_ok(state, text);
    struct json_position at = json_read_position(bytes_of(text), NULL);
    assert_int_equal(at.line, 2);
    assert_int_equal(at.column, 2);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        at = json_read_position(bytes_of(text), &cases[i].step);
        if (at.line != cases[i].at.line || at.column != cases[i].at.column)
            fail_msg("case %zu: line %zu column %zu", i, at.line, at.column);
    }
    /* A step that is not there ends at the end, not beyond it. */
    at = json_read_position(bytes_of("[1]"), &(struct json_step){&deep, 9});
    assert_int_equal(at.column, 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(members_and_fallbacks),  unit_case(absent_has_nothing),
        unit_case(members_come_in_order),  unit_case(decimals),
        unit_case(checks_name_the_member), unit_case(bad_input_has_its_place),
        unit_case(depth_is_limited),       unit_case(positions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
