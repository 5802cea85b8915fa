#include "unit.h"

#include <stdlib.h>

#include "buyer/histogram.h"

enum { VALUES = 20000 };

static uint64_t next_random(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

static int by_size(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a;
    int64_t right = *(const int64_t *)b;
    return left < right ? -1 : left > right;
}

static void is_zero_when_empty(void **state)
{
    struct histogram *h = histogram_new(*state);
    assert_int_equal(histogram_percentile(h, 500), 0);
    assert_int_equal(histogram_mean(h), 0);
    assert_int_equal(histogram_count(h), 0);
}

static void is_exact_for_small_values(void **state)
{
    struct histogram *h = histogram_new(*state);
    for (int64_t i = 1; i <= 1000; i++)
        histogram_record(h, i);
    assert_int_equal(histogram_percentile(h, 500), 500);
    assert_int_equal(histogram_percentile(h, 999), 999);
    assert_int_equal(histogram_percentile(h, 1000), 1000);
    assert_int_equal(histogram_percentile(h, 0), 1);
    assert_int_equal(histogram_min(h), 1);
    assert_int_equal(histogram_mean(h), 500);
}

/* BUY-4: percentiles */
static void agrees_with_a_sorted_array(void **state)
{
    static const int per_milles[] = {1, 10, 250, 500, 900, 990, 999, 1000};
    struct histogram *h = histogram_new(*state);
    int64_t *values = arena_array(*state, VALUES, sizeof *values);
    uint64_t seed = UINT64_C(88172645463325252);
    for (size_t i = 0; i < VALUES; i++) {
        /* Every magnitude up to the limit is as likely. */
        unsigned bits = (unsigned)(next_random(&seed) % 32) + 1;
        values[i] = (int64_t)(next_random(&seed) & ((UINT64_C(1) << bits) - 1));
        histogram_record(h, values[i]);
    }
    qsort(values, VALUES, sizeof *values, by_size);
    for (size_t i = 0; i < sizeof per_milles / sizeof *per_milles; i++) {
        size_t rank = ((size_t)per_milles[i] * VALUES + 999) / 1000;
        int64_t exact = values[rank - 1];
        int64_t told = histogram_percentile(h, per_milles[i]);
        assert_true(told >= exact);
        assert_true(told - exact <= exact / 1000);
    }
    assert_int_equal(histogram_max(h), values[VALUES - 1]);
    assert_int_equal(histogram_min(h), values[0]);
}

static void holds_the_ends(void **state)
{
    struct histogram *h = histogram_new(*state);
    histogram_record(h, -5);
    histogram_record(h, INT64_MAX);
    assert_int_equal(histogram_min(h), 0);
    assert_int_equal(histogram_max(h), HISTOGRAM_LIMIT_US);
    assert_int_equal(histogram_percentile(h, 1000), HISTOGRAM_LIMIT_US);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(is_zero_when_empty),
        unit_case(is_exact_for_small_values),
        unit_case(agrees_with_a_sorted_array),
        unit_case(holds_the_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
