#include "app/search.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"

enum { WORDS_MAX = 12, TITLE_SCORE = 100, EXACT_BONUS = 40, NEAR_SCORE = 20, FAR_SCORE = 2 };

struct hit {
    const struct product *product;
    int score;
    size_t position;
};

struct words {
    const char *items[WORDS_MAX];
    size_t count;
};

static bool is_word(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c >= 0x80;
}

/* Lower case of the byte at `index`: ASCII, and Latin-1's letters, which UTF-8 writes behind C3. */
static char lower(const char *text, size_t index)
{
    unsigned char c = (unsigned char)text[index];
    bool ascii = c >= 'A' && c <= 'Z';
    bool latin =
        c >= 0x80 && c <= 0x9E && c != 0x97 && index > 0 && (unsigned char)text[index - 1] == 0xC3;
    return (char)(ascii || latin ? c + ('a' - 'A') : c);
}

static struct words split(struct arena *arena, const char *text)
{
    struct words words = {0};
    char *at = arena_text(arena, text);
    for (size_t i = strlen(text); i > 0; i--)
        at[i - 1] = lower(text, i - 1);
    while (*at != '\0' && words.count < WORDS_MAX) {
        size_t length = 0;
        while (is_word((unsigned char)at[length]))
            length++;
        if (length > 0)
            words.items[words.count++] = arena_text_n(arena, at, length);
        at += length;
        at += *at != '\0' && length == 0;
    }
    return words;
}

/* 2: a word of `text` is `word`; 1: one begins with it; 0: none does. */
static int match(const char *text, const char *word)
{
    int best = 0;
    size_t length = strlen(word);
    bool at_start = true;
    for (const char *at = text; *at != '\0'; at++) {
        bool inside = is_word((unsigned char)*at);
        if (inside && at_start) {
            size_t same = 0;
            while (same < length && lower(at, same) == word[same])
                same++;
            if (same == length) {
                if (!is_word((unsigned char)at[length]))
                    return 2;
                best = 1;
            }
        }
        at_start = !inside;
    }
    return best;
}

static int match_list(const char *const *texts, size_t count, const char *word)
{
    int best = 0;
    for (size_t i = 0; i < count && best < 2; i++) {
        int got = match(texts[i], word);
        best = got > best ? got : best;
    }
    return best;
}

static int weigh(int match, int score)
{
    return match == 0 ? 0 : score + (match == 2 ? EXACT_BONUS * score / TITLE_SCORE : 0);
}

/* 0 where a word is nowhere in the product. */
static int score(const struct product *product, const struct words *words)
{
    int total = 1;
    for (size_t i = 0; i < words->count; i++) {
        const char *word = words->items[i];
        int of_word =
            weigh(match(product->title, word), TITLE_SCORE) +
            weigh(match(product->seller->name, word), NEAR_SCORE) +
            weigh(match_list(product->categories, product->category_count, word), NEAR_SCORE);
        if (of_word == 0)
            of_word =
                weigh(match(product->summary, word), FAR_SCORE) +
                weigh(match(product->description, word), FAR_SCORE) +
                weigh(match_list(product->highlights, product->highlight_count, word), FAR_SCORE) +
                weigh(match(product->part_id, word), FAR_SCORE);
        if (of_word == 0)
            return 0;
        total += of_word;
    }
    return total;
}

static bool listed(const char *const *list, size_t count, const char *value)
{
    for (size_t i = 0; i < count; i++) {
        if (text_equal(list[i], value))
            return true;
    }
    return false;
}

static bool in_categories(const struct product_query *query, const struct product *product)
{
    bool found = query->category_count == 0;
    for (size_t i = 0; i < product->category_count && !found; i++)
        found = listed(query->categories, query->category_count, product->categories[i]);
    return found;
}

static bool in_sellers(const struct product_query *query, const struct product *product)
{
    return query->seller_count == 0 ||
           listed(query->sellers, query->seller_count, product->seller->id);
}

static bool in_pricings(const struct product_query *query, const struct product *product)
{
    bool found = false;
    for (size_t i = 0; i < product->offer_count && !found; i++)
        found = offer_is_for(&product->offers[i], text_or_empty(query->account_id)) &&
                (query->pricing_count == 0 || listed(query->pricings, query->pricing_count,
                                                     pricing_name(product->offers[i].pricing)));
    return found;
}

/* Whether the product counts by this offer: an earlier one of the same pricing has counted it. */
static bool counts(const struct product_query *query, const struct product *product, size_t offer)
{
    const char *account_id = text_or_empty(query->account_id);
    for (size_t i = 0; i < offer; i++) {
        if (product->offers[i].pricing == product->offers[offer].pricing &&
            offer_is_for(&product->offers[i], account_id))
            return false;
    }
    return offer_is_for(&product->offers[offer], account_id);
}

static void facet_count(struct arena *arena, struct facet *facet, size_t capacity,
                        const char *value, const char *label)
{
    if (facet->items == NULL)
        facet->items = arena_array(arena, capacity, sizeof *facet->items);
    for (size_t i = 0; i < facet->count; i++) {
        if (text_equal(facet->items[i].value, value)) {
            facet->items[i].count++;
            return;
        }
    }
    if (facet->count < capacity)
        facet->items[facet->count++] = (struct facet_value){value, label, 1, false};
}

static int by_label(const void *a, const void *b)
{
    const struct facet_value *left = a;
    const struct facet_value *right = b;
    return strcmp(left->label, right->label);
}

static void facet_finish(struct facet *facet, const char *const *chosen, size_t chosen_count)
{
    for (size_t i = 0; i < facet->count; i++)
        facet->items[i].chosen = listed(chosen, chosen_count, facet->items[i].value);
    if (facet->count > 0)
        qsort(facet->items, facet->count, sizeof *facet->items, by_label);
}

static void count_facets(struct arena *arena, const struct catalogue *catalogue,
                         const struct product_query *query, const struct product *product,
                         struct product_page *out)
{
    bool category = in_categories(query, product);
    bool seller = in_sellers(query, product);
    bool pricing = in_pricings(query, product);
    size_t most = catalogue->product_count * 2 + 8;
    for (size_t i = 0; seller && pricing && i < product->category_count; i++)
        facet_count(arena, &out->categories, most, product->categories[i], product->categories[i]);
    if (category && pricing)
        facet_count(arena, &out->sellers, most, product->seller->id, product->seller->name);
    for (size_t i = 0; category && seller && i < product->offer_count; i++) {
        if (counts(query, product, i))
            facet_count(arena, &out->pricings, most, pricing_name(product->offers[i].pricing),
                        pricing_label(product->offers[i].pricing));
    }
}

static int by_position(const struct hit *left, const struct hit *right)
{
    return (left->position > right->position) - (left->position < right->position);
}

static int by_score(const void *a, const void *b)
{
    const struct hit *left = a;
    const struct hit *right = b;
    return left->score != right->score ? right->score - left->score : by_position(left, right);
}

static int by_title(const void *a, const void *b)
{
    const struct hit *left = a;
    const struct hit *right = b;
    int order = strcasecmp(left->product->title, right->product->title);
    return order != 0 ? order : by_position(left, right);
}

static int by_seller(const void *a, const void *b)
{
    const struct hit *left = a;
    const struct hit *right = b;
    int order = strcasecmp(left->product->seller->name, right->product->seller->name);
    return order != 0 ? order : by_title(a, b);
}

void product_search(struct arena *arena, const struct catalogue *catalogue,
                    const struct product_query *query, struct product_page *out)
{
    static int (*const orders[])(const void *, const void *) = {
        [SORT_RELEVANCE] = by_score, [SORT_TITLE] = by_title, [SORT_SELLER] = by_seller};
    struct words words = split(arena, query->text);
    struct hit *hits = arena_array(arena, catalogue->product_count + 1, sizeof *hits);
    *out = (struct product_page){0};
    for (size_t i = 0; i < catalogue->product_count; i++) {
        const struct product *product = &catalogue->products[i];
        int points = score(product, &words);
        if (points == 0 || (!text_empty(query->only_sellers) &&
                            !text_list_has(query->only_sellers, product->seller->id)))
            continue;
        count_facets(arena, catalogue, query, product, out);
        if (in_categories(query, product) && in_sellers(query, product) &&
            in_pricings(query, product))
            hits[out->total++] = (struct hit){product, points, i};
    }
    qsort(hits, out->total, sizeof *hits, orders[query->sort]);
    out->items = arena_array(arena, query->limit + 1, sizeof *out->items);
    for (size_t i = query->offset; i < out->total && out->count < query->limit; i++)
        out->items[out->count++] = hits[i].product;
    facet_finish(&out->categories, query->categories, query->category_count);
    facet_finish(&out->sellers, query->sellers, query->seller_count);
    facet_finish(&out->pricings, query->pricings, query->pricing_count);
}
