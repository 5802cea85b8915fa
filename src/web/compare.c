#include "base/arena.h"
#include "base/text.h"
#include "domain/catalogue.h"
#include "templates.h"
#include "web/handlers.h"
#include "web/labels.h"
#include "web/result.h"
#include "web/visit.h"

enum { COMPARE_MAX = 4 };

struct compared {
    const struct product *items[COMPARE_MAX];
    size_t count;
};

/* Unknown products are left out, and so is what is more than a screen can hold. */
static void read_products(struct visit *visit, struct compared *out)
{
    struct http_fields fields = http_query_fields(visit->http);
    const char *id;
    for (size_t at = 0; (id = http_field_next(fields, "product", &at)) != NULL;) {
        const struct product *product = catalogue_product(visit->ctx.app->catalogue, id);
        bool known = product == NULL || visit_offer(visit, product, NULL) == NULL;
        for (size_t i = 0; i < out->count; i++)
            known = known || out->items[i] == product;
        if (!known && out->count < COMPARE_MAX)
            out->items[out->count++] = product;
    }
}

static const char *join(struct arena *arena, const char *const *items, size_t count,
                        const char *between)
{
    struct buf text;
    buf_init(&text, arena, 4096);
    for (size_t i = 0; i < count; i++)
        buf_printf(&text, "%s%s", i > 0 ? between : "", items[i]);
    return count > 0 ? buf_string(&text) : "–";
}

static const char *durations(struct arena *arena, const struct offer *offer)
{
    struct buf text;
    buf_init(&text, arena, 4096);
    for (size_t i = 0; i < offer->duration_count; i++)
        buf_printf(&text, "%s%s", i > 0 ? ", " : "", months_text(arena, offer->durations[i]));
    return offer->duration_count > 0 ? buf_string(&text) : "No fixed duration";
}

static const char *payment(struct arena *arena, const struct offer *offer)
{
    if (offer->pricing == PRICING_FLEXIBLE)
        return arena_printf(arena, "%zu instalments", offer->instalment_count);
    if (offer->pricing == PRICING_USAGE)
        return "Monthly, by usage";
    if (offer->pricing == PRICING_CONTRACT_USAGE)
        return "Contract upfront, usage monthly";
    return offer->pricing == PRICING_CONTRACT ? "Upfront" : "Nothing to pay";
}

static const char *cell(const struct visit *visit, const struct product *product, size_t row)
{
    struct arena *arena = visit->ctx.arena;
    const struct offer *offer = visit_offer(visit, product, NULL);
    switch (row) {
    case 0:
        return product->summary;
    case 1:
        return product_type_label(product->type);
    case 2:
        return join(arena, (const char *const *)product->categories, product->category_count, ", ");
    case 3:
        return durations(arena, offer);
    case 4:
        return payment(arena, offer);
    default:
        return join(arena, (const char *const *)product->highlights, product->highlight_count,
                    "; ");
    }
}

static void make_rows(const struct visit *visit, const struct compared *compared,
                      struct compare_rows *out)
{
    static const char *const labels[] = {"Summary",   "Type",    "Categories",
                                         "Durations", "Payment", "Highlights"};
    enum { ROW_COUNT = sizeof labels / sizeof *labels };
    struct arena *arena = visit->ctx.arena;
    *out = (struct compare_rows){arena_array(arena, ROW_COUNT, sizeof *out->items), ROW_COUNT};
    for (size_t row = 0; row < ROW_COUNT; row++) {
        struct compare_row *view = &out->items[row];
        view->label = labels[row];
        view->cells.items = arena_array(arena, compared->count, sizeof *view->cells.items);
        view->cells.count = compared->count;
        for (size_t i = 0; i < compared->count; i++)
            view->cells.items[i] = cell(visit, compared->items[i], row);
    }
}

struct reply *compare_get(struct http_request *request, void *state)
{
    struct visit visit;
    struct reply *refusal = visit_open(request, state, &visit);
    if (refusal != NULL)
        return refusal;
    struct compared compared = {.count = 0};
    read_products(&visit, &compared);
    struct compare_view view = {.page = visit.page};
    view.page.title = "Compare products";
    results_of(&visit, compared.items, compared.count, &view.products);
    make_rows(&visit, &compared, &view.rows);
    struct buf out;
    page_begin(request, &out);
    template_compare(&out, &view);
    return visit_reply(&visit, 200, &out);
}
