#include "app/offer.h"

#include "base/text.h"

const struct offer *offer_seen_by(const struct connection *connection, const char *account_id,
                                  const struct product *product, const char *offer_id)
{
    const struct offer *found = NULL;
    for (size_t i = 0; i < product->offer_count; i++) {
        const struct offer *offer = &product->offers[i];
        bool ours =
            offer_is_for(offer, account_id) && connection_sells(connection, product->seller->id);
        if (ours && text_equal(offer->id, text_or_empty(offer_id)))
            return offer;
        /* What takes something away is chosen, never proposed. */
        if (ours && text_empty(offer_id) && (found == NULL || found->replaces != NULL))
            found = offer;
    }
    return found;
}
