#include "web/labels.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"

enum { TONES = 8 };

struct badge_view badge_of(enum pricing pricing)
{
    static const struct badge_view badges[] = {
        [PRICING_CONTRACT] = {"icon-contract", "badge-contract", "Contract"},
        [PRICING_FLEXIBLE] = {"icon-calendar", "badge-contract", "Flexible payment"},
        [PRICING_USAGE] = {"icon-meter", "badge-usage", "Usage"},
        [PRICING_CONTRACT_USAGE] = {"icon-meter", "badge-usage", "Contract with usage"},
        [PRICING_FREE] = {"icon-gift", "badge-free", "Free"},
        [PRICING_BYOL] = {"icon-key", "badge-byol", "Bring your own licence"},
        [PRICING_FREE_TRIAL] = {"icon-clock", "badge-free", "Free trial"},
    };
    return badges[pricing];
}

static const char *after_character(const char *text)
{
    text_next_utf8(&text);
    return text;
}

struct tile_view tile_of(struct arena *arena, const struct product *product)
{
    const char *first = product->title;
    const char *second = strchr(first, ' ');
    unsigned hash = 5381;
    const char *kind = product->category_count > 0 ? product->categories[0] : product->title;
    for (const char *at = kind; *at != '\0'; at++)
        hash = hash * 33 + (unsigned char)*at;
    size_t first_size = *first != '\0' ? (size_t)(after_character(first) - first) : 0;
    const char *initials = arena_text_n(arena, first, first_size);
    if (second != NULL && second[1] != '\0') {
        const char *end = after_character(second + 1);
        initials = arena_printf(arena, "%s%s", initials,
                                arena_text_n(arena, second + 1, (size_t)(end - second - 1)));
    }
    return (struct tile_view){initials, (int)(hash % TONES)};
}

const char *months_text(struct arena *arena, int months)
{
    if (months % 12 == 0 && months > 0)
        return months == 12 ? "1 year" : arena_printf(arena, "%d years", months / 12);
    return months == 1 ? "1 month" : arena_printf(arena, "%d months", months);
}

const char *number_text(struct arena *arena, int64_t number)
{
    const char *digits = arena_printf(arena, "%lld", (long long)number);
    struct buf out;
    buf_init(&out, arena, 64);
    for (size_t left = strlen(digits); left > 0; left--, digits++) {
        buf_char(&out, *digits);
        if (left > 1 && left % 3 == 1 && *digits != '-')
            buf_char(&out, ',');
    }
    return buf_string(&out);
}

/* The price of the shortest duration, or of a unit of usage. */
static const struct dimension_price *entry_price(const struct dimension *dimension)
{
    const struct dimension_price *found = NULL;
    for (size_t i = 0; i < dimension->price_count; i++) {
        if (found == NULL || dimension->prices[i].months < found->months)
            found = &dimension->prices[i];
    }
    return found;
}

/* What must be bought comes before add-ons, contract before usage, cheap before dear. */
static bool is_better(const struct dimension *dimension, const struct dimension *than)
{
    if (entry_price(dimension) == NULL)
        return false;
    if (than == NULL)
        return true;
    if (dimension->kind != than->kind)
        return dimension->kind == DIMENSION_CONTRACT;
    if ((dimension->minimum > 0) != (than->minimum > 0))
        return dimension->minimum > 0;
    return money_compare(entry_price(dimension)->price, entry_price(than)->price) < 0;
}

void price_of(struct arena *arena, const struct offer *offer, struct result_view *out)
{
    const struct dimension *best = NULL;
    out->price_unit = NULL;
    out->price_from = false;
    out->price = NULL;
    if (offer->pricing == PRICING_FREE || offer->pricing == PRICING_BYOL)
        return; /* the badge says it all */
    for (size_t i = 0; i < offer->dimension_count; i++) {
        if (is_better(&offer->dimensions[i], best))
            best = &offer->dimensions[i];
    }
    if (offer->pricing == PRICING_FREE_TRIAL || best == NULL) {
        out->price = "Free";
        if (offer->duration_count > 0)
            out->price_unit =
                arena_printf(arena, "for %s", months_text(arena, offer->durations[0]));
        return;
    }
    const struct dimension_price *price = entry_price(best);
    out->price = money_text(arena, price->price);
    out->price_from = true;
    out->price_unit = price->months == 0 ? arena_printf(arena, "per %s", best->unit)
                                         : arena_printf(arena, "per %s, %s", best->unit,
                                                        months_text(arena, price->months));
}

void paragraphs_of(struct arena *arena, const char *text, struct text_list *out)
{
    size_t count = 1;
    text = text_or_empty(text);
    for (const char *at = text; (at = strstr(at, "\n\n")) != NULL; at += 2)
        count++;
    *out = (struct text_list){arena_array(arena, count, sizeof *out->items), 0};
    while (*text != '\0') {
        const char *end = strstr(text, "\n\n");
        size_t size = end != NULL ? (size_t)(end - text) : strlen(text);
        const char *part = text_trim(arena, arena_text_n(arena, text, size));
        if (*part != '\0')
            out->items[out->count++] = part;
        text += size + (end != NULL ? 2 : 0);
    }
}
