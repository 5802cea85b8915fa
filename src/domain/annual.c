#include "domain/annual.h"

#include "base/text.h"
#include "base/time.h"

enum line_split annual_next(bool pay_as_you_go, bool single_line)
{
    if (pay_as_you_go)
        return LINES_CONTRACT;
    return single_line ? LINES_USAGE : LINES_SPLIT;
}

static bool entitles_to_usage(const struct agreement *agreement)
{
    for (size_t i = 0; i < agreement->entitlement_count; i++) {
        if (agreement->entitlements[i].quantity < 0)
            return true;
    }
    return false;
}

bool annual_is_usage(const struct agreement *agreement)
{
    return agreement->end_us == 0 && entitles_to_usage(agreement);
}

bool annual_is_contract(const struct agreement *agreement)
{
    return agreement->end_us != 0 && !entitles_to_usage(agreement);
}

bool agreement_is_metered(const struct offer *offer, const struct agreement *agreement)
{
    return pricing_has_usage(offer->pricing) && !annual_is_contract(agreement);
}

/* Units that the agreement entitles to and that cover the usage. */
static int64_t covering_units(const struct offer *offer, const char *key,
                              const struct agreement *agreement)
{
    int64_t units = 0;
    for (size_t i = 0; i < agreement->entitlement_count; i++) {
        const struct entitlement *entitlement = &agreement->entitlements[i];
        for (size_t j = 0; j < offer->dimension_count; j++) {
            const struct dimension *dimension = &offer->dimensions[j];
            if (text_equal(dimension->key, entitlement->dimension) &&
                text_equal(dimension->covers, key))
                units += entitlement->quantity;
        }
    }
    return units;
}

static int64_t overlap_us(const struct agreement *agreement, int64_t from_us, int64_t until_us)
{
    int64_t start_us = agreement->start_us > from_us ? agreement->start_us : from_us;
    int64_t end_us = agreement->end_us < until_us ? agreement->end_us : until_us;
    return end_us > start_us ? end_us - start_us : 0;
}

int64_t annual_covered(const struct offer *offer, const char *key,
                       const struct agreement *contracts, size_t count, int64_t at_us)
{
    int64_t month_us = time_month_start(at_us);
    int64_t next_us = time_add_months(month_us, 1);
    int64_t covered = 0;
    bool runs = false;
    for (size_t i = 0; i < count; i++) {
        const struct agreement *one = &contracts[i];
        int64_t units = covering_units(offer, key, one);
        if (!annual_is_contract(one) || units == 0)
            continue;
        runs = runs || (at_us >= one->start_us && at_us < one->end_us);
        covered += units * (overlap_us(one, month_us, next_us) / (TIME_HOUR_US / QUANTITY_ONE));
    }
    return runs ? covered : 0;
}
