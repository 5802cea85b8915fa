#include "json/writer.h"
#include "unit.h"
#include "json/reader.h"

static void write_sample(struct json_writer *w)
{
    json_write_object(w);
    json_write_member_text(w, "text", "a\"\\\n\xC3\xA9");
    json_write_member_text(w, "null", NULL);
    json_write_member_int(w, "int", INT64_MIN);
    json_write_member_bool(w, "bool", true);
    json_write_name(w, "price");
    json_write_decimal(w, "-0.50");
    json_write_name(w, "items");
    json_write_array(w);
    json_write_int(w, 1);
    json_write_object(w);
    json_write_close(w);
    json_write_raw(w, "[2]");
    json_write_array(w);
    json_write_null(w);
    json_write_close(w);
    json_write_close(w);
    json_write_close(w);
    json_write_end(w);
}

static void compact(void **state)
{
    struct buf buf;
    struct json_writer w;
    buf_init(&buf, *state, 1000);
    json_write_start(&w, &buf, false);
    write_sample(&w);
    assert_string_equal(buf_string(&buf),
                        "{\"text\":\"a\\\"\\\\\\u000a\xC3\xA9\",\"null\":null,"
                        "\"int\":-9223372036854775808,\"bool\":true,\"price\":-0.50,"
                        "\"items\":[1,{},[2],[null]]}");
}

static void pretty(void **state)
{
    struct buf buf;
    struct json_writer w;
    buf_init(&buf, *state, 1000);
    json_write_start(&w, &buf, true);
    json_write_object(&w);
    json_write_member_int(&w, "a", 1);
    json_write_name(&w, "b");
    json_write_array(&w);
    json_write_bool(&w, false);
    json_write_array(&w);
    json_write_close(&w);
    json_write_close(&w);
    json_write_close(&w);
    json_write_end(&w);
    assert_string_equal(buf_string(&buf),
                        "{\n  \"a\": 1,\n  \"b\": [\n    false,\n    []\n  ]\n}\n");
}

static void what_is_written_is_read_back(void **state)
{
    static const struct json_limits roomy = {.bytes = 1000, .depth = JSON_WRITER_DEPTH};
    struct buf buf;
    struct json_writer w;
    const struct json_value *value;
    for (int indented = 0; indented < 2; indented++) {
        buf_init(&buf, *state, 1000);
        json_write_start(&w, &buf, indented);
        write_sample(&w);
        assert_int_equal(json_read(*state, buf_bytes(&buf), &roomy, &value, NULL), OK);
        assert_string_equal(json_read_text(value, "text", ""), "a\"\\\n\xC3\xA9");
        assert_true(json_read_int(value, "int", 0) == INT64_MIN);
        assert_int_equal(json_read_count(json_read_array(value, "items")), 4);
    }
}

static void all_levels_can_be_used(void **state)
{
    static const struct json_limits roomy = {.bytes = 1000, .depth = JSON_WRITER_DEPTH};
    struct buf buf;
    struct json_writer w;
    const struct json_value *value;
    buf_init(&buf, *state, 1000);
    json_write_start(&w, &buf, false);
    for (int i = 0; i < JSON_WRITER_DEPTH; i++)
        json_write_array(&w);
    for (int i = 0; i < JSON_WRITER_DEPTH; i++)
        json_write_close(&w);
    json_write_end(&w);
    assert_int_equal(json_read(*state, buf_bytes(&buf), &roomy, &value, NULL), OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(compact),
        unit_case(pretty),
        unit_case(what_is_written_is_read_back),
        unit_case(all_levels_can_be_used),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
