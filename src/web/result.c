#include "web/result.h"

#include "base/arena.h"
#include "web/labels.h"

void results_of(const struct visit *visit, const struct product *const *products, size_t count,
                struct result_list *out)
{
    struct arena *arena = visit->ctx.arena;
    *out = (struct result_list){arena_array(arena, count, sizeof *out->items), 0};
    for (size_t i = 0; i < count; i++) {
        const struct product *product = products[i];
        const struct offer *offer = visit_offer(visit, product, NULL);
        if (offer == NULL)
            continue;
        struct result_view *view = &out->items[out->count++];
        *view = (struct result_view){
            .tile = tile_of(arena, product),
            .badge = badge_of(offer->pricing),
            .id = product->id,
            .url = visit_product_url(visit, product->id),
            .title = product->title,
            .seller = product->seller->name,
            .type = product_type_label(product->type),
            .summary = product->summary,
        };
        price_of(arena, offer, view);
    }
}
