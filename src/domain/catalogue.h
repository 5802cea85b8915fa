#ifndef DOMAIN_CATALOGUE_H
#define DOMAIN_CATALOGUE_H
/* Products and their offers as plain values (CAT-1, CAT-2). An offer never changes: a change is a
 * new offer. Texts live in the arena the catalogue was read into. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domain/money.h"

enum product_type {
    PRODUCT_SAAS,
    PRODUCT_AMI,
    PRODUCT_CONTAINER,
    PRODUCT_HELM,
    PRODUCT_PROFESSIONAL_SERVICES,
    PRODUCT_DATA
};

enum pricing {
    PRICING_CONTRACT,       /* paid upfront */
    PRICING_FLEXIBLE,       /* contract with a payment schedule */
    PRICING_USAGE,          /* billed monthly by metering */
    PRICING_CONTRACT_USAGE, /* both */
    PRICING_FREE,
    PRICING_BYOL, /* bring your own licence */
    PRICING_FREE_TRIAL
};

enum dimension_kind { DIMENSION_CONTRACT, DIMENSION_USAGE };

struct dimension_price {
    int months; /* the duration it is for; 0: a unit of usage */
    struct money price;
};

struct dimension {
    const char *key;
    const char *name;
    const char *unit;
    enum dimension_kind kind;
    struct dimension_price *prices;
    size_t price_count;
    int64_t minimum, maximum, preset; /* whole units of a contract dimension */
    const char
        *covers; /* key of the usage that a unit of the contract covers, by the hour, or "" */
};

struct instalment {
    int after_months;
    int percent;
};

struct offer {
    const char *id;
    const char *name;
    const char *account_id; /* a private offer's buyer, NULL for everybody */
    const char *replaces; /* the agreement of that buyer that ends when this is ordered, or NULL */
    bool withdrawn;       /* nobody may request it any more; what was bought goes on to its end */
    enum pricing pricing;
    const char *currency;
    int *durations; /* months, ascending */
    size_t duration_count;
    struct dimension *dimensions;
    size_t dimension_count;
    struct instalment *schedule;
    size_t instalment_count;
};

struct seller {
    const char *id;
    const char *name;
};

struct product {
    const char *id;
    const char *part_id; /* SupplierPartID */
    const char *title;
    const struct seller *seller;
    const char *summary;
    const char *description; /* paragraphs separated by blank lines */
    const char **highlights;
    size_t highlight_count;
    const char **categories;
    size_t category_count;
    enum product_type type;
    const char *terms;
    const char *getting_started; /* paragraphs for who has bought it, or "" */
    const char *start_url;       /* where it is used, https, or "" */
    struct offer *offers;
    size_t offer_count;
};

struct catalogue {
    struct seller *sellers;
    size_t seller_count;
    struct product *products;
    size_t product_count;
};

/* NULL where there is none of that id. */
const struct seller *catalogue_seller(const struct catalogue *catalogue, const char *seller_id);
const struct product *catalogue_product(const struct catalogue *catalogue, const char *product_id);
const struct product *catalogue_part(const struct catalogue *catalogue, const char *part_id);
const struct offer *product_offer(const struct product *product, const char *offer_id);
/* Whether an account may request the offer: everybody, or the one it is private to (CAT-2), until
 * it is withdrawn. */
bool offer_is_for(const struct offer *offer, const char *account_id);
/* The price for a duration of `months`, or of a unit of usage (months 0). NULL where not offered.
 */
const struct money *dimension_price(const struct dimension *dimension, int months);

/* "saas", "contract_usage": as stored and in URLs. */
const char *product_type_name(enum product_type type);
const char *pricing_name(enum pricing pricing);
bool product_type_parse(const char *name, enum product_type *out);
bool pricing_parse(const char *name, enum pricing *out);
/* "SaaS", "Contract with usage": for people. */
const char *product_type_label(enum product_type type);
const char *pricing_label(enum pricing pricing);

bool pricing_has_usage(enum pricing pricing);
bool pricing_has_contract(enum pricing pricing);
/* ORD-6: an AMI, container or Helm product with a contract beside its usage: the two are approved
 * apart, and become an agreement each (domain/annual.h). */
bool offer_is_server_annual(const struct product *product, const struct offer *offer);

#endif
