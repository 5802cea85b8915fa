#include "store/request_row.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"

char *selection_text(struct arena *arena, const struct selection *selection)
{
    struct buf text;
    buf_init(&text, arena, 4096);
    buf_printf(&text, "months=%d split=%d budget=%lld currency=%s quantities=", selection->months,
               (int)selection->split, (long long)money_micros(selection->budget),
               selection->budget.currency);
    int last = DIMENSIONS_MAX;
    while (last > 1 && selection->quantities[last - 1] == 0)
        last--;
    for (int i = 0; i < last; i++) {
        if (i > 0)
            buf_char(&text, ',');
        buf_int(&text, selection->quantities[i]);
    }
    return arena_text(arena, buf_string(&text));
}

void selection_parse(const char *text, struct selection *out)
{
    static const char quantities[] = " quantities=";
    long long budget = 0;
    int months = 0;
    int split = 0;
    int used = 0;
    *out = (struct selection){0};
    if (sscanf(text, "months=%d split=%d budget=%lld currency=%n", &months, &split, &budget,
               &used) != 3 ||
        used == 0)
        return;
    const char *currency = text + used;
    size_t length = strcspn(currency, " ");
    if (length > 3 || strncmp(currency + length, quantities, strlen(quantities)) != 0)
        return;
    out->months = months;
    out->split =
        split >= LINES_SINGLE && split <= LINES_CONTRACT ? (enum line_split)split : LINES_SINGLE;
    out->budget = money_of(budget, "");
    memcpy(out->budget.currency, currency, length);
    text = currency + length + strlen(quantities);
    for (int i = 0; i < DIMENSIONS_MAX && *text != '\0'; i++) {
        char *end;
        out->quantities[i] = strtoll(text, &end, 10);
        text = *end == ',' ? end + 1 : end;
    }
}
