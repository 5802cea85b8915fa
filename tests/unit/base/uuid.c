#include "unit.h"

#include <string.h>

#include "base/uuid.h"

static void fill_ff(const struct entropy *entropy, void *out, size_t size)
{
    (void)entropy;
    memset(out, 0xFF, size);
}

static void is_version_7_and_sorts_by_time(void **state)
{
    struct entropy entropy = {.fill = fill_ff};
    /* The time of RFC 9562's own example, appendix A.6. */
    char *id = uuid_new(*state, INT64_C(0x017F22E279B0) * 1000, &entropy);
    assert_string_equal(id, "017f22e2-79b0-7000-bfff-ffffffffffff");
    char *later = uuid_new(*state, INT64_C(0x017F22E279B0) * 1000 + 1, &entropy);
    assert_true(strcmp(id, later) < 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {unit_case(is_version_7_and_sorts_by_time)};
    return cmocka_run_group_tests_name("base/uuid", tests, NULL, NULL);
}
