#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "domain/catalogue_json.h"
#include "domain/catalogue_members.h"
#include "domain/charges.h"
#include "json/reader.h"

enum { FILE_LIMIT = 64 << 20, DEPTH_LIMIT = 16, MONTHS_MAX = 120 };

/* Where a reader is, so that every message can name the product. */
struct place {
    struct arena *arena;
    const char *product_id;
    struct fault *fault;
};

static enum status wrong(const struct place *at, const char *what)
{
    return fault_set(at->fault, BAD_INPUT, "product %s: %s", at->product_id, what);
}

static bool read_months(const struct json_value *object, const char *name, int minimum, int *out)
{
    int64_t months = json_read_int(object, name, -1);
    if (months < minimum || months > MONTHS_MAX)
        return false;
    *out = (int)months;
    return true;
}

static const char **read_texts(struct arena *arena, const struct json_value *array, size_t *count)
{
    *count = json_read_count(array);
    const char **texts = arena_array(arena, *count + 1, sizeof *texts);
    for (size_t i = 0; i < *count; i++)
        texts[i] = json_read_as_text(json_read_item(array, i), "");
    return texts;
}

static enum status read_prices(const struct place *at, const struct json_value *array,
                               const char *currency, struct dimension *out)
{
    out->price_count = json_read_count(array);
    out->prices = arena_array(at->arena, out->price_count + 1, sizeof *out->prices);
    for (size_t i = 0; i < out->price_count; i++) {
        const struct json_value *item = json_read_item(array, i);
        struct dimension_price *price = &out->prices[i];
        const char *amount = json_read_as_decimal(at->arena, json_read_member(item, "price"));
        if (!read_months(item, "months", 0, &price->months) ||
            !money_parse(amount, currency, &price->price) || money_is_negative(price->price))
            return wrong(at, "a price needs months and an amount of 0 or more");
    }
    return out->price_count > 0 ? OK : wrong(at, "a dimension without prices");
}

static enum status read_dimension(const struct place *at, const struct json_value *object,
                                  const char *currency, struct dimension *out)
{
    const char *kind = json_read_text(object, "kind", "");
    *out = (struct dimension){
        .key = json_read_text(object, "key", ""),
        .name = json_read_text(object, "name", ""),
        .unit = json_read_text(object, "unit", "unit"),
        .kind = text_equal(kind, "usage") ? DIMENSION_USAGE : DIMENSION_CONTRACT,
        .minimum = json_read_int(object, "minimum", 0),
        .maximum = json_read_int(object, "maximum", 1000000),
        .preset = json_read_int(object, "default", 1),
        .covers = json_read_text(object, "covers", ""),
    };
    if (*out->key == '\0' || *out->name == '\0')
        return wrong(at, "a dimension needs a key and a name");
    if (!text_equal(kind, "usage") && !text_equal(kind, "contract"))
        return wrong(at, "a dimension's kind is contract or usage");
    if (out->minimum < 0 || out->maximum < out->minimum || out->maximum > 1000000000 ||
        out->preset < out->minimum || out->preset > out->maximum)
        return wrong(at, "a dimension needs 0 <= minimum <= default <= maximum");
    return read_prices(at, json_read_array(object, "prices"), currency, out);
}

static enum status read_schedule(const struct place *at, const struct json_value *array,
                                 struct offer *out)
{
    int percent = 0;
    out->instalment_count = json_read_count(array);
    out->schedule = arena_array(at->arena, out->instalment_count + 1, sizeof *out->schedule);
    for (size_t i = 0; i < out->instalment_count; i++) {
        const struct json_value *item = json_read_item(array, i);
        struct instalment *instalment = &out->schedule[i];
        int64_t share = json_read_int(item, "percent", 0);
        if (!read_months(item, "after_months", 0, &instalment->after_months) || share < 1 ||
            share > 100)
            return wrong(at, "an instalment needs after_months and a percent of 1 to 100");
        instalment->percent = (int)share;
        percent += instalment->percent;
    }
    bool flexible = out->pricing == PRICING_FLEXIBLE;
    if (flexible ? percent != 100 : out->instalment_count > 0)
        return wrong(at, "flexible pricing has instalments that sum to 100 percent, others none");
    return OK;
}

static enum status read_durations(const struct place *at, const struct json_value *array,
                                  struct offer *out)
{
    out->duration_count = json_read_count(array);
    out->durations = arena_array(at->arena, out->duration_count + 1, sizeof *out->durations);
    for (size_t i = 0; i < out->duration_count; i++) {
        if (!read_months(json_read_item(array, i), "months", 1, &out->durations[i]))
            return wrong(at, "a duration has 1 to 120 months");
        if (i > 0 && out->durations[i] <= out->durations[i - 1])
            return wrong(at, "durations stand in ascending order");
    }
    if (pricing_has_contract(out->pricing) != (out->duration_count > 0))
        return wrong(at, "a contract has durations, other pricing none");
    return OK;
}

static bool is_priced(const struct dimension *dimension, const struct offer *offer)
{
    if (dimension->kind == DIMENSION_USAGE)
        return dimension_price(dimension, 0) != NULL;
    for (size_t i = 0; i < offer->duration_count; i++) {
        if (dimension_price(dimension, offer->durations[i]) == NULL)
            return false;
    }
    return true;
}

/* CAT-4: no invoice ever. */
static bool costs_nothing(const struct dimension *dimension)
{
    for (size_t i = 0; i < dimension->price_count; i++) {
        if (!money_is_zero(dimension->prices[i].price))
            return false;
    }
    return true;
}

/* What the page begins with, and one of what it begins with none of: or nobody could request it. */
static const char *preset_problem(const struct place *at, const struct offer *offer)
{
    struct selection selection;
    struct charges charges;
    struct fault fault = {""};
    selection_preset(offer, &selection);
    selection.budget = money_of(QUANTITY_ONE, offer->currency);
    for (size_t i = 0; i < offer->dimension_count; i++) {
        if (selection.quantities[i] == 0 && offer->dimensions[i].maximum > 0)
            selection.quantities[i] = 1;
    }
    if (charges_of(at->arena, offer, &selection, &charges, &fault) == OK)
        return NULL;
    return arena_printf(at->arena, "an offer that nobody can request: %s", fault.message);
}

static bool has_usage(const struct offer *offer)
{
    for (size_t i = 0; i < offer->dimension_count; i++) {
        if (offer->dimensions[i].kind == DIMENSION_USAGE)
            return true;
    }
    return false;
}

/* What no dimension by itself shows; NULL where nothing is wrong. So no choice on the page fails.
 */
static const char *dimensions_problem(const struct offer *offer)
{
    for (size_t i = 0; i < offer->dimension_count; i++) {
        const struct dimension *dimension = &offer->dimensions[i];
        for (size_t j = 0; j < i; j++) {
            if (text_equal(offer->dimensions[j].key, dimension->key))
                return "two dimensions have the same key";
        }
        if (!is_priced(dimension, offer))
            return dimension->kind == DIMENSION_USAGE
                       ? "each usage dimension needs a price for 0 months"
                       : "each contract dimension needs a price for each duration";
        if (offer->pricing == PRICING_FREE_TRIAL && !costs_nothing(dimension))
            return "a free trial costs 0.00";
    }
    return pricing_has_usage(offer->pricing) && !has_usage(offer)
               ? "usage needs a dimension that is metered"
               : NULL;
}

static enum status read_offer(const struct place *at, const struct json_value *object,
                              struct offer *out)
{
    struct money money;
    *out = (struct offer){
        .id = json_read_text(object, "id", ""),
        .name = json_read_text(object, "name", "Public offer"),
        .account_id = json_read_text(object, "account", NULL),
        .replaces = json_read_text(object, "replaces", NULL),
        .withdrawn = json_read_bool(object, "withdrawn", false),
        .currency = json_read_text(object, "currency", ""),
    };
    if (*out->id == '\0' || !money_parse("0", out->currency, &money))
        return wrong(at, "an offer needs an id and a currency");
    out->currency = arena_text(at->arena, money.currency);
    if (out->replaces != NULL && out->account_id == NULL)
        return wrong(at, "an offer that replaces an agreement is for the account that has it");
    if (!pricing_parse(json_read_text(object, "pricing", ""), &out->pricing))
        return wrong(at, "an offer's pricing is contract, flexible, usage, contract_usage, free, "
                         "byol or free_trial");
    enum status st = read_durations(at, json_read_array(object, "durations"), out);
    const struct json_value *dimensions = json_read_array(object, "dimensions");
    out->dimension_count = json_read_count(dimensions);
    if (out->dimension_count > DIMENSIONS_MAX)
        return wrong(at, "an offer has at most 32 dimensions");
    out->dimensions = arena_array(at->arena, out->dimension_count + 1, sizeof *out->dimensions);
    for (size_t i = 0; st == OK && i < out->dimension_count; i++)
        st = read_dimension(at, json_read_item(dimensions, i), out->currency, &out->dimensions[i]);
    if (st == OK)
        st = read_schedule(at, json_read_array(object, "schedule"), out);
    const char *problem = st == OK ? dimensions_problem(out) : NULL;
    if (st == OK && problem == NULL)
        problem = preset_problem(at, out);
    return problem != NULL ? wrong(at, problem) : st;
}

/* ORD-6: what covers usage, in an offer that has an agreement for each. */
static const char *coverage_problem(const struct product *product, const struct offer *offer)
{
    for (size_t i = 0; i < offer->dimension_count; i++) {
        const struct dimension *dimension = &offer->dimensions[i];
        const struct dimension *usage = NULL;
        if (text_empty(dimension->covers))
            continue;
        for (size_t j = 0; j < offer->dimension_count; j++) {
            if (text_equal(offer->dimensions[j].key, dimension->covers))
                usage = &offer->dimensions[j];
        }
        if (dimension->kind != DIMENSION_CONTRACT || usage == NULL ||
            usage->kind != DIMENSION_USAGE)
            return "covers stands at a contract dimension, and names a usage dimension's key";
        if (!offer_is_server_annual(product, offer))
            return "covers is for contract_usage offers of ami, container and helm";
    }
    return NULL;
}

static enum status read_offers(const struct place *at, const struct json_value *array,
                               struct product *out)
{
    out->offer_count = json_read_count(array);
    out->offers = arena_array(at->arena, out->offer_count + 1, sizeof *out->offers);
    for (size_t i = 0; i < out->offer_count; i++) {
        enum status st = read_offer(at, json_read_item(array, i), &out->offers[i]);
        if (st != OK)
            return st;
        const char *problem = coverage_problem(out, &out->offers[i]);
        if (product_offer(out, out->offers[i].id) != &out->offers[i])
            problem = "two offers have the same id";
        if (problem != NULL)
            return wrong(at, problem);
    }
    return out->offer_count > 0 ? OK : wrong(at, "it has no offer");
}

static enum status read_product(struct arena *arena, const struct json_value *object,
                                const struct seller *sellers, size_t seller_count,
                                struct product *out, struct fault *fault)
{
    struct place at = {arena, json_read_text(object, "id", "without id"), fault};
    *out = (struct product){
        .id = json_read_text(object, "id", ""),
        .part_id = json_read_text(object, "part_id", ""),
        .title = json_read_text(object, "title", ""),
        .summary = json_read_text(object, "summary", ""),
        .description = json_read_text(object, "description", ""),
        .terms = json_read_text(object, "terms", "Standard contract"),
        .getting_started = json_read_text(object, "getting_started", ""),
        .start_url = json_read_text(object, "start_url", ""),
    };
    if (*out->id == '\0' || *out->title == '\0')
        return wrong(&at, "it needs an id and a title");
    /* INTEROP D: part ids over 100 bytes or with ?{} do not survive in real systems. */
    if (*out->part_id == '\0' || strlen(out->part_id) > 100 || strpbrk(out->part_id, "?{}") != NULL)
        return wrong(&at, "its part_id needs 1 to 100 bytes without ? { }");
    /* A buyer's XML has no control characters, and trims what stands around. */
    if (text_line_length(out->part_id) < 0 || *out->part_id == ' ' ||
        out->part_id[strlen(out->part_id) - 1] == ' ')
        return wrong(&at, "its part_id is one line that begins and ends with no blank");
    if (!product_type_parse(json_read_text(object, "type", ""), &out->type))
        return wrong(&at, "its type is saas, ami, container, helm, professional_services or data");
    if (*out->start_url != '\0' &&
        (!text_starts(out->start_url, "https://") || strpbrk(out->start_url, " \t\r\n") != NULL))
        return wrong(&at, "its start_url is an address that begins with https://");
    const char *seller = json_read_text(object, "seller", "");
    for (size_t i = 0; i < seller_count; i++) {
        if (text_equal(sellers[i].id, seller))
            out->seller = &sellers[i];
    }
    if (out->seller == NULL)
        return wrong(&at, "its seller is not among the sellers");
    out->highlights =
        read_texts(arena, json_read_array(object, "highlights"), &out->highlight_count);
    out->categories =
        read_texts(arena, json_read_array(object, "categories"), &out->category_count);
    return read_offers(&at, json_read_array(object, "offers"), out);
}

static enum status parse(struct arena *arena, struct bytes json, const struct json_value **out,
                         struct fault *fault)
{
    static const struct json_limits limits = {FILE_LIMIT, DEPTH_LIMIT};
    return json_read(arena, json, &limits, out, fault);
}

enum status product_read(struct arena *arena, struct bytes json, const struct seller *sellers,
                         size_t seller_count, struct product *out, struct fault *fault)
{
    const struct json_value *object;
    enum status st = parse(arena, json, &object, fault);
    return st == OK ? read_product(arena, object, sellers, seller_count, out, fault) : st;
}

struct offered {
    const char *id;
    const struct product *product;
};

static int by_id(const void *a, const void *b)
{
    return strcmp(((const struct offered *)a)->id, ((const struct offered *)b)->id);
}

/* A session's subscription (app/cart.c) and what waits are known by the offer's id alone. */
static enum status check_offers(struct arena *arena, const struct catalogue *catalogue,
                                struct fault *fault)
{
    size_t count = 0;
    for (size_t i = 0; i < catalogue->product_count; i++)
        count += catalogue->products[i].offer_count;
    struct offered *all = arena_array(arena, count + 1, sizeof *all);
    count = 0;
    for (size_t i = 0; i < catalogue->product_count; i++) {
        const struct product *product = &catalogue->products[i];
        for (size_t j = 0; j < product->offer_count; j++)
            all[count++] = (struct offered){product->offers[j].id, product};
    }
    qsort(all, count, sizeof *all, by_id);
    for (size_t i = 1; i < count; i++) {
        if (text_equal(all[i].id, all[i - 1].id))
            return fault_set(fault, BAD_INPUT,
                             "offer %s is of product %s and of product %s: its id is its own",
                             all[i].id, all[i - 1].product->id, all[i].product->id);
    }
    return OK;
}

static enum status check_unique(const struct catalogue *catalogue, struct fault *fault)
{
    for (size_t i = 0; i < catalogue->seller_count; i++) {
        const char *id = catalogue->sellers[i].id;
        if (catalogue_seller(catalogue, id) != &catalogue->sellers[i])
            return fault_set(fault, BAD_INPUT, "seller %s is there twice", id);
    }
    for (size_t i = 0; i < catalogue->product_count; i++) {
        const struct product *product = &catalogue->products[i];
        const struct product *part = catalogue_part(catalogue, product->part_id);
        if (catalogue_product(catalogue, product->id) != product)
            return fault_set(fault, BAD_INPUT, "product %s is there twice", product->id);
        if (part != product)
            return fault_set(fault, BAD_INPUT, "products %s and %s have the same part_id", part->id,
                             product->id);
    }
    return OK;
}

enum status catalogue_read(struct arena *arena, struct bytes json, struct catalogue *out,
                           struct fault *fault)
{
    const struct json_value *root;
    enum status st = parse(arena, json, &root, fault);
    if (st != OK)
        return st;
    const struct json_value *sellers = json_read_array(root, "sellers");
    const struct json_value *products = json_read_array(root, "products");
    if (sellers == NULL || products == NULL)
        return fault_set(fault, BAD_INPUT,
                         "a catalogue is {\"sellers\": [...], \"products\": [...]}");
    st = catalogue_check_members(arena, root, fault);
    if (st != OK)
        return st;
    out->seller_count = json_read_count(sellers);
    out->sellers = arena_array(arena, out->seller_count + 1, sizeof *out->sellers);
    for (size_t i = 0; i < out->seller_count; i++) {
        const struct json_value *item = json_read_item(sellers, i);
        out->sellers[i] =
            (struct seller){json_read_text(item, "id", ""), json_read_text(item, "name", "")};
        if (*out->sellers[i].id == '\0' || *out->sellers[i].name == '\0')
            return fault_set(fault, BAD_INPUT, "seller %zu: it needs an id and a name", i + 1);
    }
    out->product_count = json_read_count(products);
    out->products = arena_array(arena, out->product_count + 1, sizeof *out->products);
    for (size_t i = 0; st == OK && i < out->product_count; i++)
        st = read_product(arena, json_read_item(products, i), out->sellers, out->seller_count,
                          &out->products[i], fault);
    if (st == OK)
        st = check_unique(out, fault);
    return st == OK ? check_offers(arena, out, fault) : st;
}
