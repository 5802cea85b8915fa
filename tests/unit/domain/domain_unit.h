#ifndef TESTS_UNIT_DOMAIN_DOMAIN_UNIT_H
#define TESTS_UNIT_DOMAIN_DOMAIN_UNIT_H
/* The demo catalogue, offers made by hand, amounts from text, and a seeded random number. */
#include "unit.h"

#include <string.h>
#include <time.h>

#include "base/embedded.h"
#include "domain/catalogue_json.h"
#include "domain/charges.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

extern const struct embedded_files domain_files;

static inline struct bytes demo_text(void)
{
    const struct embedded_file *file = embedded_find(&domain_files, "catalogue.json");
    assert_non_null(file);
    return (struct bytes){file->data, file->size};
}

static inline struct catalogue demo_catalogue(struct arena *arena)
{
    struct catalogue catalogue;
    struct fault fault = {""};
    if (catalogue_read(arena, demo_text(), &catalogue, &fault) != OK)
        fail_msg("%s", fault.message);
    return catalogue;
}

static inline struct money amount(const char *text, const char *currency)
{
    struct money money = {0};
    assert_true(money_parse(text, currency, &money));
    return money;
}

#define assert_money(is, text, of) assert_true(money_equal((is), amount((text), (of))))

/* An offer of one contract dimension "seats" (0 to 1000 at `price` for 12 months) and, where the
 * pricing has it, one of usage. */
static inline struct offer *make_offer(struct arena *arena, enum pricing pricing,
                                       const char *currency, const char *price)
{
    struct offer *offer = arena_make(arena, struct offer);
    *offer = (struct offer){.id = "offer-1", .name = "Public offer", .pricing = pricing};
    offer->currency = currency;
    offer->dimensions = arena_array(arena, 2, sizeof *offer->dimensions);
    if (pricing_has_contract(pricing)) {
        offer->durations = arena_copy(arena, (int[]){12}, sizeof(int));
        offer->duration_count = 1;
        struct dimension_price year = {12, amount(price, currency)};
        offer->dimensions[offer->dimension_count++] = (struct dimension){
            .key = "seats",
            .name = "Seats",
            .unit = "seat",
            .kind = DIMENSION_CONTRACT,
            .prices = arena_copy(arena, &year, sizeof year),
            .price_count = 1,
            .maximum = 1000,
            .preset = 1,
        };
    }
    if (pricing_has_usage(pricing)) {
        struct dimension_price unit = {0, amount("0.0125", currency)};
        offer->dimensions[offer->dimension_count++] = (struct dimension){
            .key = "calls",
            .name = "Calls",
            .unit = "call",
            .kind = DIMENSION_USAGE,
            .prices = arena_copy(arena, &unit, sizeof unit),
            .price_count = 1,
        };
    }
    return offer;
}

static inline struct product make_product(void)
{
    static const struct seller seller = {"seller-1", "Harbour Analytics"};
    return (struct product){.id = "prod-1",
                            .part_id = "HBA-1",
                            .title = "Lighthouse",
                            .seller = &seller,
                            .summary = "",
                            .description = "",
                            .terms = "Standard Contract"};
}

/* Another number each run; a test that fails has it in its output, to be set here. */
static inline uint64_t random_seed(void)
{
    uint64_t seed = (uint64_t)time(NULL) * 2654435761u + 1;
    print_message("seed %llu\n", (unsigned long long)seed);
    return seed;
}

/* splitmix64 */
static inline uint64_t random_next(uint64_t *seed)
{
    uint64_t z = *seed += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

/* Of any size: as many bits as the first number says. */
static inline int64_t random_micros(uint64_t *seed)
{
    int shift = 1 + (int)(random_next(seed) % 62);
    int64_t micros = (int64_t)(random_next(seed) >> shift);
    return random_next(seed) % 2 == 0 ? micros : -micros;
}

#endif
