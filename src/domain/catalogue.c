#include "domain/catalogue.h"

#include "base/text.h"

struct naming {
    const char *name;
    const char *label;
};

static const struct naming types[] = {
    [PRODUCT_SAAS] = {"saas", "SaaS"},
    [PRODUCT_AMI] = {"ami", "Machine image"},
    [PRODUCT_CONTAINER] = {"container", "Container"},
    [PRODUCT_HELM] = {"helm", "Helm chart"},
    [PRODUCT_PROFESSIONAL_SERVICES] = {"professional_services", "Professional services"},
    [PRODUCT_DATA] = {"data", "Data"},
};

static const struct naming pricings[] = {
    [PRICING_CONTRACT] = {"contract", "Contract"},
    [PRICING_FLEXIBLE] = {"flexible", "Flexible payment"},
    [PRICING_USAGE] = {"usage", "Usage"},
    [PRICING_CONTRACT_USAGE] = {"contract_usage", "Contract with usage"},
    [PRICING_FREE] = {"free", "Free"},
    [PRICING_BYOL] = {"byol", "Bring your own licence"},
    [PRICING_FREE_TRIAL] = {"free_trial", "Free trial"},
};

static bool find_name(const struct naming *names, size_t count, const char *name, size_t *out)
{
    for (size_t i = 0; i < count; i++) {
        if (text_equal(names[i].name, name)) {
            *out = i;
            return true;
        }
    }
    return false;
}

const struct seller *catalogue_seller(const struct catalogue *catalogue, const char *seller_id)
{
    for (size_t i = 0; i < catalogue->seller_count; i++) {
        if (text_equal(catalogue->sellers[i].id, seller_id))
            return &catalogue->sellers[i];
    }
    return NULL;
}

const struct product *catalogue_product(const struct catalogue *catalogue, const char *product_id)
{
    for (size_t i = 0; i < catalogue->product_count; i++) {
        if (text_equal(catalogue->products[i].id, product_id))
            return &catalogue->products[i];
    }
    return NULL;
}

const struct product *catalogue_part(const struct catalogue *catalogue, const char *part_id)
{
    for (size_t i = 0; i < catalogue->product_count; i++) {
        if (text_equal(catalogue->products[i].part_id, part_id))
            return &catalogue->products[i];
    }
    return NULL;
}

const struct offer *product_offer(const struct product *product, const char *offer_id)
{
    for (size_t i = 0; i < product->offer_count; i++) {
        if (text_equal(product->offers[i].id, offer_id))
            return &product->offers[i];
    }
    return NULL;
}

bool offer_is_for(const struct offer *offer, const char *account_id)
{
    return !offer->withdrawn &&
           (offer->account_id == NULL || text_equal(offer->account_id, account_id));
}

const struct money *dimension_price(const struct dimension *dimension, int months)
{
    for (size_t i = 0; i < dimension->price_count; i++) {
        if (dimension->prices[i].months == months)
            return &dimension->prices[i].price;
    }
    return NULL;
}

const char *product_type_name(enum product_type type)
{
    return types[type].name;
}

const char *pricing_name(enum pricing pricing)
{
    return pricings[pricing].name;
}

bool product_type_parse(const char *name, enum product_type *out)
{
    size_t found;
    if (!find_name(types, sizeof types / sizeof *types, name, &found))
        return false;
    *out = (enum product_type)found;
    return true;
}

bool pricing_parse(const char *name, enum pricing *out)
{
    size_t found;
    if (!find_name(pricings, sizeof pricings / sizeof *pricings, name, &found))
        return false;
    *out = (enum pricing)found;
    return true;
}

const char *product_type_label(enum product_type type)
{
    return types[type].label;
}

const char *pricing_label(enum pricing pricing)
{
    return pricings[pricing].label;
}

bool pricing_has_usage(enum pricing pricing)
{
    return pricing == PRICING_USAGE || pricing == PRICING_CONTRACT_USAGE;
}

bool pricing_has_contract(enum pricing pricing)
{
    return pricing == PRICING_CONTRACT || pricing == PRICING_FLEXIBLE ||
           pricing == PRICING_CONTRACT_USAGE || pricing == PRICING_FREE_TRIAL;
}

bool offer_is_server_annual(const struct product *product, const struct offer *offer)
{
    bool server = product->type == PRODUCT_AMI || product->type == PRODUCT_CONTAINER ||
                  product->type == PRODUCT_HELM;
    return server && offer->pricing == PRICING_CONTRACT_USAGE;
}
