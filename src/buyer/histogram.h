#ifndef BUYER_HISTOGRAM_H
#define BUYER_HISTOGRAM_H
/*
 * Counts durations in buckets that grow with the value (as HdrHistogram does): a percentile is told
 * to three significant digits whether it is 50 µs or a minute, and recording is one addition.
 */
#include <stdint.h>

struct arena;
struct histogram;

/* What is longer counts as this long: an hour and eleven minutes. */
#define HISTOGRAM_LIMIT_US (((int64_t)1 << 32) - 1)

/* An empty one, the arena's. */
struct histogram *histogram_new(struct arena *arena);

/* Below 0 counts as 0. */
void histogram_record(struct histogram *histogram, int64_t value_us);

int64_t histogram_count(const struct histogram *histogram);
int64_t histogram_min(const struct histogram *histogram);  /* exact; 0 where empty */
int64_t histogram_max(const struct histogram *histogram);  /* exact; 0 where empty */
int64_t histogram_mean(const struct histogram *histogram); /* exact, rounded down */

/*
 * The smallest value that at least `per_mille` / 1000 of all do not exceed, rounded up to the end
 * of its bucket: never too small, too large by less than 1 in 1000. 999 is p99.9.
 */
int64_t histogram_percentile(const struct histogram *histogram, int per_mille);

#endif
