#ifndef BASE_TIME_H
#define BASE_TIME_H
/*
 * Times are microseconds since 1970-01-01T00:00:00Z in an int64_t whose name ends in `_us`. What
 * time it is comes from a clock that is handed in, so tests can stand still.
 */
#include <stdbool.h>
#include <stdint.h>

struct arena;

struct clock {
    int64_t (*now_us)(const struct clock *clock);
    int64_t fixed_us; /* of a fixed clock */
};

int64_t clock_now_us(const struct clock *clock);
/* The machine's clock. */
struct clock clock_system(void);
/* Always `now_us`. */
struct clock clock_fixed(int64_t now_us);
/* Microseconds that only grow, for durations. */
int64_t time_monotonic_us(void);

#define TIME_SECOND_US ((int64_t)1000000)
#define TIME_MINUTE_US (60 * TIME_SECOND_US)
#define TIME_HOUR_US   (60 * TIME_MINUTE_US)
#define TIME_DAY_US    (24 * TIME_HOUR_US)

/* 2026-11-22T21:30:00+00:00: the form cXML asks for, which forbids `Z` (cXML guide p. 25). */
char *time_cxml(struct arena *arena, int64_t time_us);
/* 22 November 2026, 21:30 UTC: for people. */
char *time_human(struct arena *arena, int64_t time_us);
/* 2026-11-22. */
char *time_date(struct arena *arena, int64_t time_us);
/* Sun, 22 Nov 2026 21:30:00 GMT (RFC 9110 section 5.6.7). */
char *time_http(struct arena *arena, int64_t time_us);

/*
 * Reads what procurement systems write as a timestamp: ISO 8601 with any of `Z`, `+00:00`, `-0800`
 * or no zone (taken as UTC), fractions, a blank for the `T`, a date alone, and `Mon May 19 18:29:48
 * +0000 2008` (INTEROP C3). False where it is none of these.
 */
bool time_parse(const char *text, int64_t *out_us);

/* The same day and time `months` later; where the month is shorter, its last day. */
int64_t time_add_months(int64_t time_us, int months);
/* The first moment of its month, UTC. */
int64_t time_month_start(int64_t time_us);

#endif
