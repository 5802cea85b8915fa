#include "buyer/histogram.h"

#include <stddef.h>

#include "base/arena.h"

/* Up to LINEAR each value has a bucket of its own; above, each power of two is cut into HALF, which
 * keeps the width of a bucket under a thousandth of the value. */
enum { BITS = 11, LINEAR = 1 << BITS, HALF = LINEAR / 2, POWERS = 32 - BITS };
enum { BUCKETS = LINEAR + POWERS * HALF };

struct histogram {
    int64_t count;
    int64_t sum;
    int64_t min;
    int64_t max;
    int64_t buckets[BUCKETS];
};

struct histogram *histogram_new(struct arena *arena)
{
    return arena_make(arena, struct histogram);
}

/* How often the value is halved until it fits the linear part's upper half. */
static int shift_of(int64_t value)
{
    int bits = 64 - __builtin_clzll((unsigned long long)value | 1);
    return bits > BITS ? bits - BITS : 0;
}

static size_t bucket_of(int64_t value)
{
    int shift = shift_of(value);
    return (size_t)((value >> shift) + (int64_t)shift * HALF);
}

/* The largest value that falls into it. */
static int64_t end_of(size_t bucket)
{
    if (bucket < LINEAR)
        return (int64_t)bucket;
    int shift = (int)((bucket - LINEAR) / HALF) + 1;
    int64_t top = (int64_t)bucket - (int64_t)shift * HALF;
    return ((top + 1) << shift) - 1;
}

void histogram_record(struct histogram *histogram, int64_t value_us)
{
    int64_t value = value_us < 0                    ? 0
                    : value_us > HISTOGRAM_LIMIT_US ? HISTOGRAM_LIMIT_US
                                                    : value_us;
    if (histogram->count == 0 || value < histogram->min)
        histogram->min = value;
    if (value > histogram->max)
        histogram->max = value;
    histogram->count++;
    histogram->sum += value;
    histogram->buckets[bucket_of(value)]++;
}

int64_t histogram_count(const struct histogram *histogram)
{
    return histogram->count;
}

int64_t histogram_min(const struct histogram *histogram)
{
    return histogram->min;
}

int64_t histogram_max(const struct histogram *histogram)
{
    return histogram->max;
}

int64_t histogram_mean(const struct histogram *histogram)
{
    return histogram->count == 0 ? 0 : histogram->sum / histogram->count;
}

int64_t histogram_percentile(const struct histogram *histogram, int per_mille)
{
    int64_t wanted = (histogram->count * per_mille + 999) / 1000;
    int64_t seen = 0;
    for (size_t i = 0; i < BUCKETS; i++) {
        seen += histogram->buckets[i];
        if (seen >= wanted && seen > 0) {
            int64_t end = end_of(i);
            return end < histogram->max ? end : histogram->max;
        }
    }
    return 0;
}
