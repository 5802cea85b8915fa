#ifndef OCI_PRODUCT_LINE_H
#define OCI_PRODUCT_LINE_H
/* A product as a line that is in no request: what VALIDATE and BACKGROUND_SEARCH answer. */
#include "app/ctx.h"
#include "domain/connection.h"
#include "domain/request.h"

/* Whom a product is looked at for. */
struct oci_buyer {
    const struct connection *connection;
    const char *account_id; /* that the call buys for (CAT-8) */
};

/* By the part id that went back as NEW_ITEM-EXT_PRODUCT_ID, or by the product's own; NULL where
 * the buyer may not see it. */
const struct product *oci_product(const struct ctx *ctx, const struct oci_buyer *buyer,
                                  const char *product_id);

/*
 * The line that the product's proposed offer makes as it is preset. Usage has no price before it is
 * known how much: its line is priced as usage lines are, at the currency's smallest amount each.
 * `quantity_micros` (0: none) becomes a Material line's; a Service line is 1 x its amount.
 * NOT_FOUND: the product is not offered like that.
 */
enum status oci_product_line(struct ctx *ctx, const struct oci_buyer *buyer,
                             const struct product *product, int64_t quantity_micros,
                             struct request_line *out);

#endif
