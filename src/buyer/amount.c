#include "buyer/amount.h"

#include <stddef.h>
#include <string.h>

#include "base/arena.h"

enum { DECIMALS = 6, TEXT_SIZE = 48 };

__extension__ typedef __int128 wide;

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool add_digit(int64_t *value, char digit)
{
    return !__builtin_mul_overflow(*value, 10, value) &&
           !__builtin_add_overflow(*value, digit - '0', value);
}

/* A comma is taken only where a thousands separator may stand: after a digit, before three. */
static bool separates_thousands(const char *start, const char *at)
{
    return at > start && is_digit(at[1]) && is_digit(at[2]) && is_digit(at[3]) && !is_digit(at[4]);
}

bool amount_parse(const char *text, int64_t *out_micro)
{
    int64_t value = 0;
    const char *at = text;
    if (text == NULL || !is_digit(*at))
        return false;
    for (; is_digit(*at) || *at == ','; at++) {
        if (*at == ',' ? !separates_thousands(text, at) : !add_digit(&value, *at))
            return false;
    }
    int decimals = 0;
    if (*at == '.') {
        at++;
        if (!is_digit(*at))
            return false;
        for (; is_digit(*at); at++) {
            if (decimals == DECIMALS && *at != '0')
                return false;
            if (decimals < DECIMALS) {
                if (!add_digit(&value, *at))
                    return false;
                decimals++;
            }
        }
    }
    for (; decimals < DECIMALS; decimals++) {
        if (!add_digit(&value, '0'))
            return false;
    }
    *out_micro = value;
    return *at == '\0';
}

bool amount_multiply(int64_t a_micro, int64_t b_micro, int64_t *out_micro)
{
    wide product = ((wide)a_micro * b_micro + AMOUNT_ONE / 2) / AMOUNT_ONE;
    *out_micro = (int64_t)product;
    return product == (wide)*out_micro;
}

static const char *write_amount(struct arena *arena, int64_t micro, int least_decimals,
                                bool separate)
{
    char text[TEXT_SIZE];
    size_t at = sizeof(text) - 1;
    text[at] = '\0';
    int64_t fraction = micro % AMOUNT_ONE;
    int64_t whole = micro / AMOUNT_ONE;
    int decimals = DECIMALS;
    while (decimals > least_decimals && fraction % 10 == 0) {
        fraction /= 10;
        decimals--;
    }
    for (int i = 0; i < decimals; i++) {
        text[--at] = (char)('0' + fraction % 10);
        fraction /= 10;
    }
    if (decimals > 0)
        text[--at] = '.';
    int digits = 0;
    do {
        if (separate && digits > 0 && digits % 3 == 0)
            text[--at] = ',';
        text[--at] = (char)('0' + whole % 10);
        whole /= 10;
        digits++;
    } while (whole > 0);
    return arena_text(arena, text + at);
}

const char *amount_wire(struct arena *arena, int64_t micro)
{
    return write_amount(arena, micro, 2, false);
}

const char *amount_people(struct arena *arena, int64_t micro)
{
    return write_amount(arena, micro, 2, true);
}

const char *amount_quantity(struct arena *arena, int64_t micro)
{
    return write_amount(arena, micro, 0, false);
}
