#ifndef BUYER_BENCH_PAGE_H
#define BUYER_BENCH_PAGE_H
/* What a browser would find on the supplier's pages, found by its text. */
#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"
#include "buyer/bench_http.h"
#include "buyer/cart.h"

struct arena;

/* "/v1/orders" of an absolute URL. */
const char *bench_page_path(const char *url);

/* The path of the StartPage in a setup's answer; NULL where it was refused. */
const char *bench_page_start(struct arena *arena, const struct bench_answer *answer);

/* Ids of the products that are linked to, each once; gives how many. */
size_t bench_page_products(struct arena *arena, const char *html, const char **out, size_t limit);

/* Product and offer of a product page's form; false where it cannot be put into a request. */
bool bench_page_offer(struct arena *arena, const char *html, const char **product,
                      const char **offer);

/* The cart in the page that goes back to the procurement system. */
enum status bench_page_cart(struct arena *arena, const char *html, struct cart *out,
                            struct fault *fault);

#endif
