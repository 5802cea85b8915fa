#include "domain/tolerance.h"

#include <string.h>

#include "base/arena.h"

enum { PPM_PER_CENT = 10000 };

bool tolerance_parse(const char *text, int64_t *out_ppm)
{
    size_t whole = strspn(text, "0123456789");
    int64_t ppm = 0;
    if (whole == 0 || whole > 3)
        return false;
    for (size_t i = 0; i < whole; i++)
        ppm = ppm * 10 + (text[i] - '0');
    ppm *= PPM_PER_CENT;
    if (text[whole] != '\0') {
        const char *decimals = text + whole + 1;
        size_t count = strspn(decimals, "0123456789");
        int64_t worth = PPM_PER_CENT;
        if (text[whole] != '.' || count == 0 || count > 4 || decimals[count] != '\0')
            return false;
        for (size_t i = 0; i < count; i++)
            ppm += (decimals[i] - '0') * (worth /= 10);
    }
    *out_ppm = ppm;
    return ppm <= 100 * PPM_PER_CENT;
}

const char *tolerance_text(struct arena *arena, int64_t ppm)
{
    if (ppm == 0)
        return "";
    char *text = arena_printf(arena, "%lld.%04lld", (long long)(ppm / PPM_PER_CENT),
                              (long long)(ppm % PPM_PER_CENT));
    size_t length = strlen(text);
    while (text[length - 1] == '0')
        text[--length] = '\0';
    if (text[length - 1] == '.')
        text[length - 1] = '\0';
    return text;
}
