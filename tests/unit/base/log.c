#include "unit.h"

#include <string.h>
#include <unistd.h>

#include "base/log.h"

static void writes_one_line_of_json(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    struct log log = {.fd = ends[1], .level = LOG_INFO, .clock = clock_fixed(0)};
    log_write(&log, LOG_DEBUG, "not written", LOG_NO_FIELDS);
    log_write(&log, LOG_INFO, "order stored",
              LOG_FIELDS({"payload_id", "a\"b\n"}, {"order", NULL}, {"buyer", "DUNS 1"}));
    char line[512] = "";
    assert_true(read(ends[0], line, sizeof line - 1) > 0);
    assert_string_equal(
        line, "{\"time\":\"1970-01-01T00:00:00+00:00\",\"level\":\"info\",\"event\":"
              "\"order stored\",\"payload_id\":\"a\\\"b\\u000a\",\"buyer\":\"DUNS 1\"}\n");
    close(ends[0]);
    close(ends[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {unit_case(writes_one_line_of_json)};
    return cmocka_run_group_tests_name("base/log", tests, NULL, NULL);
}
