#ifndef APP_SEARCH_H
#define APP_SEARCH_H
/* Finding products (CAT-3): every word of the query must begin a word of the product; title counts
 * more than seller and category, these more than the rest. */
#include "domain/catalogue.h"

struct arena;

enum product_sort { SORT_RELEVANCE, SORT_TITLE, SORT_SELLER };

struct product_query {
    const char *account_id;        /* whose private offers are found too; NULL: nobody's */
    const char *only_sellers;      /* blank-separated ids; NULL or "": all (CON-13) */
    const char *text;              /* "" finds all */
    const char *const *categories; /* any of; none: all */
    size_t category_count;
    const char *const *sellers; /* ids */
    size_t seller_count;
    const char *const *pricings; /* names */
    size_t pricing_count;
    enum product_sort sort;
    size_t offset, limit;
};

/* How many products carry the value, all other facets applied. */
struct facet_value {
    const char *value; /* for the query: name or id */
    const char *label;
    size_t count;
    bool chosen;
};

struct facet {
    struct facet_value *items;
    size_t count;
};

struct product_page {
    const struct product **items;
    size_t count; /* on this page */
    size_t total;
    struct facet categories, sellers, pricings;
};

void product_search(struct arena *arena, const struct catalogue *catalogue,
                    const struct product_query *query, struct product_page *out);

#endif
