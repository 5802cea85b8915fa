#include "oci/product_line.h"

#include "app/offer.h"
#include "domain/classification.h"

const struct product *oci_product(const struct ctx *ctx, const struct oci_buyer *buyer,
                                  const char *product_id)
{
    const struct catalogue *catalogue = ctx->app->catalogue;
    const struct product *product = catalogue_part(catalogue, product_id);
    if (product == NULL)
        product = catalogue_product(catalogue, product_id);
    return product != NULL &&
                   offer_seen_by(buyer->connection, buyer->account_id, product, NULL) != NULL
               ? product
               : NULL;
}

enum status oci_product_line(struct ctx *ctx, const struct oci_buyer *buyer,
                             const struct product *product, int64_t quantity_micros,
                             struct request_line *out)
{
    const struct offer *offer = offer_seen_by(buyer->connection, buyer->account_id, product, NULL);
    struct selection selection;
    struct charges charges;
    struct lines lines;
    if (offer == NULL)
        return NOT_FOUND;
    selection_preset(offer, &selection);
    if (pricing_has_usage(offer->pricing))
        selection.budget = money_minor_unit(offer->currency);
    if (charges_of(ctx->arena, offer, &selection, &charges, &ctx->fault) != OK)
        return NOT_FOUND;
    lines_of(ctx->arena, product, offer, &selection, &charges, &lines);
    *out = (struct request_line){
        .id = "",
        .part_id = product->part_id,
        .line = lines.items[0],
        .unspsc = classify_line(ctx->arena, buyer->connection, product, lines.items[0].type),
    };
    if (quantity_micros > 0 && out->line.type == LINE_MATERIAL)
        out->line.quantity_micros = quantity_micros;
    return OK;
}
