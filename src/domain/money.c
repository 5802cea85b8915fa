#include "domain/money.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/status.h"
#include "base/text.h"

enum { DECIMALS = 6 };

static const char whole_currencies[][4] = {"BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW",
                                           "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"};

static int currency_decimals(const char *currency)
{
    for (size_t i = 0; i < sizeof whole_currencies / sizeof *whole_currencies; i++) {
        if (text_equal(whole_currencies[i], currency))
            return 0;
    }
    return 2;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Whether the commas of a whole part stand between groups of three digits, or of two before the
 * last (1,00,000). `12,34` is somebody's decimal comma and must not be read as 1234. */
static bool is_grouped(const char *digits)
{
    size_t group = strspn(digits, "0123456789");
    bool first = true;
    while (digits[group] == ',') {
        if (group < (first ? 1 : 2) || group > 3)
            return false;
        digits += group + 1;
        group = strspn(digits, "0123456789");
        first = false;
    }
    return first || group == 3;
}

/* Reads [+-]digits[,digits][.digits]; the sign is the caller's to judge. */
static bool parse_micros(const char *text, int64_t *out)
{
    while (is_space(*text))
        text++;
    bool negative = *text == '-';
    if (*text == '-' || *text == '+')
        text++;
    if (!is_grouped(text))
        return false;
    int64_t value = 0;
    int digits = 0;
    int decimals = -1;
    for (;; text++) {
        char c = *text;
        if (c == ',' && decimals < 0)
            continue;
        if (c == '.' && decimals < 0) {
            decimals = 0;
            continue;
        }
        if (c < '0' || c > '9')
            break;
        digits++;
        if (decimals == DECIMALS) {
            if (c != '0')
                return false;
            continue;
        }
        decimals += decimals >= 0;
        if (__builtin_mul_overflow(value, 10, &value) ||
            __builtin_add_overflow(value, c - '0', &value))
            return false;
    }
    while (is_space(*text))
        text++;
    if (*text != '\0' || digits == 0)
        return false;
    for (int i = decimals < 0 ? 0 : decimals; i < DECIMALS; i++) {
        if (__builtin_mul_overflow(value, 10, &value))
            return false;
    }
    *out = negative ? -value : value;
    return true;
}

bool money_parse(const char *amount, const char *currency, struct money *out)
{
    struct money money = {0};
    if (amount == NULL || currency == NULL || strlen(currency) != 3 ||
        !parse_micros(amount, &money.micros))
        return false;
    for (int i = 0; i < 3; i++) {
        char c = currency[i];
        if (c >= 'a' && c <= 'z')
            c = (char)(c - ('a' - 'A'));
        if (c < 'A' || c > 'Z')
            return false;
        money.currency[i] = c;
    }
    *out = money;
    return true;
}

bool quantity_parse(const char *text, int64_t *out_micros)
{
    return text != NULL && parse_micros(text, out_micros);
}

struct money money_of(int64_t micros, const char *currency)
{
    struct money money = {.micros = micros};
    memcpy(money.currency, currency, strnlen(currency, 3));
    return money;
}

struct money money_zero(const char *currency)
{
    return money_of(0, currency);
}

int64_t money_micros(struct money money)
{
    return money.micros;
}

bool money_same_currency(struct money a, struct money b)
{
    return text_equal(a.currency, b.currency);
}

bool money_add(struct money *total, struct money more)
{
    int64_t sum;
    if (!money_same_currency(*total, more) ||
        __builtin_add_overflow(total->micros, more.micros, &sum))
        return false;
    total->micros = sum;
    return true;
}

__extension__ typedef __int128 wide;

/* Half away from zero, so that a credit mirrors its charge. */
static wide divide_rounded(wide value, wide by)
{
    wide half = by / 2;
    return value < 0 ? (value - half) / by : (value + half) / by;
}

static bool narrow(wide value, int64_t *out)
{
    if (value > INT64_MAX || value < INT64_MIN)
        return false;
    *out = (int64_t)value;
    return true;
}

bool money_times(struct money money, int64_t quantity_micros, struct money *out)
{
    struct money product = money;
    wide value = divide_rounded((wide)money.micros * quantity_micros, QUANTITY_ONE);
    if (!narrow(value, &product.micros))
        return false;
    *out = product;
    return true;
}

struct money money_minor_unit(const char *currency)
{
    return money_of(currency_decimals(currency) == 0 ? 1000000 : 10000, currency);
}

struct money money_share(struct money money, int64_t parts_per_million)
{
    wide minor = money_minor_unit(money.currency).micros;
    wide units = divide_rounded((wide)money.micros * parts_per_million, minor * 1000000);
    if (!narrow(units * minor, &money.micros))
        panic("money_share: more than the whole");
    return money;
}

bool money_divide(struct money money, struct money unit, int64_t *out_quantity_micros)
{
    wide value = (wide)money.micros * QUANTITY_ONE;
    return money_same_currency(money, unit) && value % unit.micros == 0 &&
           narrow(value / unit.micros, out_quantity_micros);
}

bool money_equal(struct money a, struct money b)
{
    return money_same_currency(a, b) && a.micros == b.micros;
}

int money_compare(struct money a, struct money b)
{
    if (!money_same_currency(a, b))
        panic("money_compare: %s with %s", a.currency, b.currency);
    return (a.micros > b.micros) - (a.micros < b.micros);
}

struct money money_negative(struct money money)
{
    /* The one number that has no counterpart becomes the nearest that is. */
    money.micros = money.micros == INT64_MIN ? INT64_MAX : -money.micros;
    return money;
}

bool money_is_zero(struct money money)
{
    return money.micros == 0;
}

bool money_is_negative(struct money money)
{
    return money.micros < 0;
}

bool money_within(struct money a, struct money b, int64_t parts_per_million)
{
    if (!money_same_currency(a, b))
        return false;
    wide difference = (wide)a.micros - b.micros;
    wide allowed = (wide)b.micros * parts_per_million / 1000000;
    if (difference < 0)
        difference = -difference;
    return difference <= (allowed < 0 ? -allowed : allowed);
}

/* Writes the whole part with `separator` between thousands (0: none), then at least `decimals`;
 * from the end, where the digits come from. */
static char *format_micros(struct arena *arena, int64_t micros, int decimals, char separator)
{
    char text[32]; /* 13 digits, 4 separators, 6 decimals, sign, point and NUL at most */
    char *at = text + sizeof text - 1;
    uint64_t value = micros < 0 ? 0 - (uint64_t)micros : (uint64_t)micros;
    uint64_t whole = value / 1000000;
    uint64_t fraction = value % 1000000;
    int used = DECIMALS;
    *at = '\0';
    for (; used > decimals && fraction % 10 == 0; used--)
        fraction /= 10;
    for (int i = 0; i < used; i++, fraction /= 10)
        *--at = (char)('0' + fraction % 10);
    if (used > 0)
        *--at = '.';
    int digits = 0;
    do {
        if (digits > 0 && separator != '\0' && digits % 3 == 0)
            *--at = separator;
        *--at = (char)('0' + whole % 10);
        whole /= 10;
        digits++;
    } while (whole > 0);
    if (micros < 0)
        *--at = '-';
    return arena_text(arena, at);
}

char *money_amount(struct arena *arena, struct money money)
{
    return format_micros(arena, money.micros, currency_decimals(money.currency), '\0');
}

char *money_text(struct arena *arena, struct money money)
{
    char *amount = format_micros(arena, money.micros, currency_decimals(money.currency), ',');
    return arena_printf(arena, "%s %s", amount, money.currency);
}

char *quantity_text(struct arena *arena, int64_t quantity_micros)
{
    return format_micros(arena, quantity_micros, 0, '\0');
}
