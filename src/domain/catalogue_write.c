#include "base/arena.h"
#include "base/text.h"
#include "domain/catalogue_json.h"
#include "json/writer.h"

enum { OFFER_LIMIT = 1 << 20 };

static void write_texts(struct json_writer *w, const char *name, const char *const *texts,
                        size_t count)
{
    json_write_name(w, name);
    json_write_array(w);
    for (size_t i = 0; i < count; i++)
        json_write_text(w, texts[i]);
    json_write_close(w);
}

static void write_dimension(struct json_writer *w, struct arena *arena,
                            const struct dimension *dimension)
{
    json_write_object(w);
    json_write_member_text(w, "key", dimension->key);
    json_write_member_text(w, "name", dimension->name);
    json_write_member_text(w, "unit", dimension->unit);
    json_write_member_text(w, "kind", dimension->kind == DIMENSION_USAGE ? "usage" : "contract");
    json_write_member_int(w, "minimum", dimension->minimum);
    json_write_member_int(w, "maximum", dimension->maximum);
    json_write_member_int(w, "default", dimension->preset);
    if (!text_empty(dimension->covers))
        json_write_member_text(w, "covers", dimension->covers);
    json_write_name(w, "prices");
    json_write_array(w);
    for (size_t i = 0; i < dimension->price_count; i++) {
        json_write_object(w);
        json_write_member_int(w, "months", dimension->prices[i].months);
        json_write_member_text(w, "price", money_amount(arena, dimension->prices[i].price));
        json_write_close(w);
    }
    json_write_close(w);
    json_write_close(w);
}

static void write_offer(struct json_writer *w, struct arena *arena, const struct offer *offer)
{
    json_write_object(w);
    json_write_member_text(w, "id", offer->id);
    json_write_member_text(w, "name", offer->name);
    if (offer->account_id != NULL)
        json_write_member_text(w, "account", offer->account_id);
    if (offer->replaces != NULL)
        json_write_member_text(w, "replaces", offer->replaces);
    if (offer->withdrawn)
        json_write_member_bool(w, "withdrawn", true);
    json_write_member_text(w, "pricing", pricing_name(offer->pricing));
    json_write_member_text(w, "currency", offer->currency);
    json_write_name(w, "durations");
    json_write_array(w);
    for (size_t i = 0; i < offer->duration_count; i++) {
        json_write_object(w);
        json_write_member_int(w, "months", offer->durations[i]);
        json_write_close(w);
    }
    json_write_close(w);
    json_write_name(w, "dimensions");
    json_write_array(w);
    for (size_t i = 0; i < offer->dimension_count; i++)
        write_dimension(w, arena, &offer->dimensions[i]);
    json_write_close(w);
    json_write_name(w, "schedule");
    json_write_array(w);
    for (size_t i = 0; i < offer->instalment_count; i++) {
        json_write_object(w);
        json_write_member_int(w, "after_months", offer->schedule[i].after_months);
        json_write_member_int(w, "percent", offer->schedule[i].percent);
        json_write_close(w);
    }
    json_write_close(w);
    json_write_close(w);
}

static void write_product(struct json_writer *w, struct arena *arena, const struct product *product)
{
    json_write_object(w);
    json_write_member_text(w, "id", product->id);
    json_write_member_text(w, "part_id", product->part_id);
    json_write_member_text(w, "title", product->title);
    json_write_member_text(w, "seller", product->seller->id);
    json_write_member_text(w, "summary", product->summary);
    json_write_member_text(w, "description", product->description);
    write_texts(w, "highlights", product->highlights, product->highlight_count);
    write_texts(w, "categories", product->categories, product->category_count);
    json_write_member_text(w, "type", product_type_name(product->type));
    json_write_member_text(w, "terms", product->terms);
    if (!text_empty(product->getting_started))
        json_write_member_text(w, "getting_started", product->getting_started);
    if (!text_empty(product->start_url))
        json_write_member_text(w, "start_url", product->start_url);
    json_write_name(w, "offers");
    json_write_array(w);
    for (size_t i = 0; i < product->offer_count; i++)
        write_offer(w, arena, &product->offers[i]);
    json_write_close(w);
    json_write_close(w);
}

void product_write(struct buf *out, struct arena *arena, const struct product *product)
{
    struct json_writer w;
    json_write_start(&w, out, false);
    write_product(&w, arena, product);
    json_write_end(&w);
}

void catalogue_write(struct buf *out, struct arena *arena, const struct catalogue *catalogue)
{
    struct json_writer w;
    json_write_start(&w, out, true);
    json_write_object(&w);
    json_write_name(&w, "sellers");
    json_write_array(&w);
    for (size_t i = 0; i < catalogue->seller_count; i++) {
        json_write_object(&w);
        json_write_member_text(&w, "id", catalogue->sellers[i].id);
        json_write_member_text(&w, "name", catalogue->sellers[i].name);
        json_write_close(&w);
    }
    json_write_close(&w);
    json_write_name(&w, "products");
    json_write_array(&w);
    for (size_t i = 0; i < catalogue->product_count; i++)
        write_product(&w, arena, &catalogue->products[i]);
    json_write_close(&w);
    json_write_close(&w);
    json_write_end(&w);
}

static const char *offer_text(struct arena *arena, struct offer offer)
{
    struct json_writer w;
    struct buf text;
    offer.withdrawn = false;
    buf_init(&text, arena, OFFER_LIMIT);
    json_write_start(&w, &text, false);
    write_offer(&w, arena, &offer);
    json_write_end(&w);
    return buf_string(&text);
}

bool offer_is_same(struct arena *arena, const struct offer *a, const struct offer *b)
{
    return text_equal(offer_text(arena, *a), offer_text(arena, *b));
}
