#include "base/time.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"

static const char *const months[] = {"January",   "February", "March",    "April",
                                     "May",       "June",     "July",     "August",
                                     "September", "October",  "November", "December"};
static const char *const weekdays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};

struct civil {
    int year, month, day, hour, minute, second; /* month and day from 1 */
};

static int64_t system_now_us(const struct clock *clock)
{
    (void)clock;
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * TIME_SECOND_US + now.tv_nsec / 1000;
}

static int64_t fixed_now_us(const struct clock *clock)
{
    return clock->fixed_us;
}

int64_t clock_now_us(const struct clock *clock)
{
    return clock->now_us(clock);
}

struct clock clock_system(void)
{
    return (struct clock){.now_us = system_now_us};
}

struct clock clock_fixed(int64_t now_us)
{
    return (struct clock){.now_us = fixed_now_us, .fixed_us = now_us};
}

int64_t time_monotonic_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * TIME_SECOND_US + now.tv_nsec / 1000;
}

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

/* Days since 1970-01-01 of a proleptic Gregorian date (Howard Hinnant, "chrono-compatible low-level
 * date algorithms": days_from_civil). */
static int64_t days_from_civil(int64_t year, int month, int day)
{
    year -= month <= 2;
    int64_t era = floor_div(year, 400);
    int64_t year_of_era = year - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

static struct civil civil_from_us(int64_t time_us)
{
    int64_t seconds = floor_div(time_us, TIME_SECOND_US);
    int64_t days = floor_div(seconds, 86400);
    int64_t of_day = seconds - days * 86400;
    days += 719468;
    int64_t era = floor_div(days, 146097);
    int64_t doe = days - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;
    struct civil c;
    c.day = (int)(doy - (153 * mp + 2) / 5 + 1);
    c.month = (int)(mp < 10 ? mp + 3 : mp - 9);
    c.year = (int)(yoe + era * 400 + (c.month <= 2));
    c.hour = (int)(of_day / 3600);
    c.minute = (int)(of_day / 60 % 60);
    c.second = (int)(of_day % 60);
    return c;
}

static int days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month - 1];
}

static bool civil_to_us(struct civil c, int64_t *out_us)
{
    if (c.year < 1 || c.year > 9999 || c.month < 1 || c.month > 12 || c.day < 1 ||
        c.day > days_in_month(c.year, c.month) || c.hour < 0 || c.hour > 24 || c.minute < 0 ||
        c.minute > 59 || c.second < 0 || c.second > 60)
        return false;
    int64_t seconds =
        days_from_civil(c.year, c.month, c.day) * 86400 + c.hour * 3600 + c.minute * 60 + c.second;
    *out_us = seconds * TIME_SECOND_US;
    return true;
}

char *time_cxml(struct arena *arena, int64_t time_us)
{
    struct civil c = civil_from_us(time_us);
    return arena_printf(arena, "%04d-%02d-%02dT%02d:%02d:%02d+00:00", c.year, c.month, c.day,
                        c.hour, c.minute, c.second);
}

char *time_human(struct arena *arena, int64_t time_us)
{
    struct civil c = civil_from_us(time_us);
    return arena_printf(arena, "%d %s %d, %02d:%02d UTC", c.day, months[c.month - 1], c.year,
                        c.hour, c.minute);
}

char *time_date(struct arena *arena, int64_t time_us)
{
    struct civil c = civil_from_us(time_us);
    return arena_printf(arena, "%04d-%02d-%02d", c.year, c.month, c.day);
}

char *time_http(struct arena *arena, int64_t time_us)
{
    struct civil c = civil_from_us(time_us);
    int64_t days = floor_div(time_us, TIME_DAY_US);
    int weekday = (int)(((days + 4) % 7 + 7) % 7);
    return arena_printf(arena, "%s, %02d %.3s %04d %02d:%02d:%02d GMT", weekdays[weekday], c.day,
                        months[c.month - 1], c.year, c.hour, c.minute, c.second);
}

/* One to `limit` digits, which blanks may pad. */
static bool read_digits(const char **text, int limit, int *out)
{
    int count = 0;
    while (**text == ' ')
        (*text)++;
    for (*out = 0; count < limit && **text >= '0' && **text <= '9'; count++, (*text)++)
        *out = *out * 10 + (**text - '0');
    return count > 0;
}

static bool skip_char(const char **text, char c)
{
    if (**text != c)
        return false;
    (*text)++;
    return true;
}

/* +hh:mm, +hhmm, +hh, Z or nothing; the offset east of UTC in minutes. */
static bool parse_zone(const char *text, int *minutes)
{
    int hours = 0;
    int rest = 0;
    *minutes = 0;
    if (*text == '\0' || strcmp(text, "Z") == 0 || strcmp(text, "z") == 0)
        return true;
    if (*text != '+' && *text != '-')
        return false;
    int sign = *text == '-' ? -1 : 1;
    text++;
    if (!read_digits(&text, 2, &hours))
        return false;
    if ((skip_char(&text, ':') || *text != '\0') && !read_digits(&text, 2, &rest))
        return false;
    if (*text != '\0' || hours > 18 || rest > 59)
        return false;
    *minutes = sign * (hours * 60 + rest);
    return true;
}

static bool parse_iso(const char *text, int64_t *out_us)
{
    struct civil c = {0};
    if (!read_digits(&text, 4, &c.year) || !skip_char(&text, '-') ||
        !read_digits(&text, 2, &c.month) || !skip_char(&text, '-') ||
        !read_digits(&text, 2, &c.day))
        return false;
    if (*text == 'T' || *text == 't' || *text == ' ') {
        text++;
        if (!read_digits(&text, 2, &c.hour) || !skip_char(&text, ':') ||
            !read_digits(&text, 2, &c.minute))
            return false;
        if (skip_char(&text, ':') && !read_digits(&text, 2, &c.second))
            return false;
    }
    int64_t fraction_us = 0;
    if (*text == '.' || *text == ',') {
        int64_t unit = TIME_SECOND_US;
        for (text++; *text >= '0' && *text <= '9'; text++) {
            unit /= 10;
            fraction_us += unit * (*text - '0');
        }
    }
    while (*text == ' ')
        text++;
    int zone;
    if (!parse_zone(text, &zone) || !civil_to_us(c, out_us))
        return false;
    *out_us += fraction_us - zone * TIME_MINUTE_US;
    return true;
}

/* Mon May 19 18:29:48 +0000 2008: what Ruby's Time#to_s gave, seen from Coupa in 2008. */
static bool parse_ruby(const char *text, int64_t *out_us)
{
    struct civil c = {0};
    char month[4] = "";
    char zone_text[8] = "";
    int used = 0;
    if (sscanf(text, "%*3s %3s %2d %2d:%2d:%2d %7s %4d%n", month, &c.day, &c.hour, &c.minute,
               &c.second, zone_text, &c.year, &used) != 7 ||
        text[used] != '\0')
        return false;
    for (c.month = 1; c.month <= 12; c.month++) {
        if (strncmp(months[c.month - 1], month, 3) == 0)
            break;
    }
    int zone;
    if (strcmp(zone_text, "UTC") == 0)
        zone_text[0] = '\0';
    if (!parse_zone(zone_text, &zone) || !civil_to_us(c, out_us))
        return false;
    *out_us -= zone * TIME_MINUTE_US;
    return true;
}

bool time_parse(const char *text, int64_t *out_us)
{
    return text != NULL && (parse_iso(text, out_us) || parse_ruby(text, out_us));
}

int64_t time_add_months(int64_t time_us, int count)
{
    struct civil c = civil_from_us(time_us);
    int month = c.year * 12 + c.month - 1 + count;
    int year = month / 12;
    month = month % 12 + 1;
    int last = days_in_month(year, month);
    int64_t of_day = time_us - floor_div(time_us, TIME_DAY_US) * TIME_DAY_US;
    return days_from_civil(year, month, c.day < last ? c.day : last) * TIME_DAY_US + of_day;
}

int64_t time_month_start(int64_t time_us)
{
    struct civil c = civil_from_us(time_us);
    return days_from_civil(c.year, c.month, 1) * TIME_DAY_US;
}
