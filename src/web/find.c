#include "web/find.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"

enum { URL_LIMIT = 16 * 1024, PAGE_MAX = 100000, TEXT_MAX = 200 };

static void read_values(const struct http_request *request, const char *name,
                        struct find_values *out)
{
    const char *value;
    for (size_t at = 0; (value = http_field_next(http_query_fields(request), name, &at)) != NULL;) {
        if (*value != '\0' && out->count < FIND_VALUES_MAX)
            out->items[out->count++] = value;
    }
}

void find_read(const struct http_request *request, struct find *out)
{
    *out = (struct find){.page = 1, .sort = "relevance"};
    const char *text = text_or_empty(http_query(request, "q"));
    out->text = text_trim(request->arena, text_cut(request->arena, text, TEXT_MAX));
    read_values(request, "category", &out->categories);
    read_values(request, "seller", &out->sellers);
    read_values(request, "pricing", &out->pricings);
    const char *sort = http_query(request, "sort");
    if (text_equal(text_or_empty(sort), "title"))
        out->sort = "title";
    else if (text_equal(text_or_empty(sort), "seller"))
        out->sort = "seller";
    const char *page = http_query(request, "page");
    if (page != NULL && (!text_to_int(page, &out->page) || out->page < 1 || out->page > PAGE_MAX))
        out->page = 1;
}

struct product_query find_query(const struct find *find, const struct session *session)
{
    enum product_sort sort = SORT_RELEVANCE;
    if (text_equal(find->sort, "title"))
        sort = SORT_TITLE;
    else if (text_equal(find->sort, "seller"))
        sort = SORT_SELLER;
    return (struct product_query){
        .account_id = session->account_id,
        .only_sellers = session->connection.sellers,
        .text = find->text,
        .categories = find->categories.items,
        .category_count = find->categories.count,
        .sellers = find->sellers.items,
        .seller_count = find->sellers.count,
        .pricings = find->pricings.items,
        .pricing_count = find->pricings.count,
        .sort = sort,
        .offset = (size_t)(find->page - 1) * FIND_PAGE_SIZE,
        .limit = FIND_PAGE_SIZE,
    };
}

static void put(struct buf *url, const char *name, const char *value)
{
    buf_char(url, url->data != NULL && url->data[url->length - 1] == '/' ? '?' : '&');
    buf_text(url, name);
    buf_char(url, '=');
    buf_url(url, value);
}

static void put_values(struct buf *url, const char *name, const struct find_values *values,
                       const char *without)
{
    for (size_t i = 0; i < values->count; i++) {
        if (without == NULL || !text_equal(values->items[i], without))
            put(url, name, values->items[i]);
    }
}

static const char *make_url(struct arena *arena, const char *base, const struct find *find,
                            int64_t page, const char *without)
{
    struct buf url;
    buf_init(&url, arena, URL_LIMIT);
    buf_text(&url, base);
    if (*find->text != '\0')
        put(&url, "q", find->text);
    put_values(&url, "category", &find->categories, without);
    put_values(&url, "seller", &find->sellers, without);
    put_values(&url, "pricing", &find->pricings, without);
    if (!text_equal(find->sort, "relevance"))
        put(&url, "sort", find->sort);
    if (page > 1)
        put(&url, "page", arena_printf(arena, "%lld", (long long)page));
    return url.overflow ? base : buf_string(&url);
}

const char *find_url(struct arena *arena, const char *base, const struct find *find, int64_t page)
{
    return make_url(arena, base, find, page, NULL);
}

const char *find_url_without(struct arena *arena, const char *base, const struct find *find,
                             const char *value)
{
    return make_url(arena, base, find, 1, value);
}

int64_t find_page_count(size_t total)
{
    return ((int64_t)total + FIND_PAGE_SIZE - 1) / FIND_PAGE_SIZE;
}

void find_pages(struct arena *arena, const char *base, const struct find *find, size_t total,
                struct link_list *out)
{
    enum { AROUND = 2, LINKS_MAX = 2 * AROUND + 5 };
    int64_t last = find_page_count(total), before = 0;
    *out = (struct link_list){arena_array(arena, LINKS_MAX, sizeof *out->items), 0};
    for (int64_t page = 1; page <= last && last > 1; page++) {
        bool near = page >= find->page - AROUND && page <= find->page + AROUND;
        if (!near && page != 1 && page != last)
            continue;
        if (page != before + 1)
            out->items[out->count++] = (struct link_view){"…", NULL, false};
        out->items[out->count++] =
            (struct link_view){arena_printf(arena, "%lld", (long long)page),
                               find_url(arena, base, find, page), page == find->page};
        before = page;
    }
}
