#include "app/search.h"
#include "base/arena.h"
#include "base/text.h"
#include "templates.h"
#include "web/find.h"
#include "web/handlers.h"
#include "web/result.h"
#include "web/visit.h"

enum { FACET_SHOWN = 8 };

static void add_option(struct option_list *list, const struct facet_value *value, const char *name,
                       int number)
{
    list->items[list->count++] = (struct option_view){
        .number = number,
        .name = name,
        .value = value->value,
        .label = value->label,
        .count = value->count,
        .chosen = value->chosen,
    };
}

/* The first values and every chosen one are in sight, the others one click away. */
static void add_facet(struct arena *arena, struct facet_list *out, const char *legend,
                      const char *name, const struct facet *facet)
{
    if (facet->count == 0)
        return;
    struct facet_view *view = &out->items[out->count++];
    view->legend = legend;
    view->shown.items = arena_array(arena, facet->count, sizeof *view->shown.items);
    view->more.items = arena_array(arena, facet->count, sizeof *view->more.items);
    for (size_t i = 0; i < facet->count; i++) {
        const struct facet_value *value = &facet->items[i];
        bool shown = value->chosen || view->shown.count < FACET_SHOWN;
        add_option(shown ? &view->shown : &view->more, value, name, (int)i);
    }
}

static void add_chosen(struct visit *visit, const struct find *find, struct home_view *view,
                       const struct facet *facet)
{
    const char *base = visit_url(visit, "");
    for (size_t i = 0; i < facet->count; i++) {
        const struct facet_value *value = &facet->items[i];
        if (value->chosen && view->chosen.count < FIND_VALUES_MAX)
            view->chosen.items[view->chosen.count++] = (struct link_view){
                value->label, find_url_without(visit->ctx.arena, base, find, value->value), false};
    }
}

static void add_filters(struct visit *visit, const struct find *find,
                        const struct product_page *found, struct home_view *view)
{
    struct arena *arena = visit->ctx.arena;
    view->facets.items = arena_array(arena, 3, sizeof *view->facets.items);
    add_facet(arena, &view->facets, "Category", "category", &found->categories);
    add_facet(arena, &view->facets, "Pricing", "pricing", &found->pricings);
    add_facet(arena, &view->facets, "Seller", "seller", &found->sellers);
    view->chosen.items = arena_array(arena, FIND_VALUES_MAX, sizeof *view->chosen.items);
    add_chosen(visit, find, view, &found->categories);
    add_chosen(visit, find, view, &found->pricings);
    add_chosen(visit, find, view, &found->sellers);
    view->filter_count = find->categories.count + find->sellers.count + find->pricings.count;
}

static void add_sorts(struct arena *arena, const struct find *find, struct home_view *view)
{
    static const struct option_view sorts[] = {
        {.value = "relevance", .label = "Best match"},
        {.value = "title", .label = "Title"},
        {.value = "seller", .label = "Seller"},
    };
    enum { SORT_COUNT = sizeof sorts / sizeof *sorts };
    view->sorts = (struct option_list){arena_copy(arena, sorts, sizeof sorts), SORT_COUNT};
    for (size_t i = 0; i < SORT_COUNT; i++)
        view->sorts.items[i].chosen = text_equal(find->sort, sorts[i].value);
}

static void add_pages(struct visit *visit, const struct find *find, size_t total,
                      struct home_view *view)
{
    struct arena *arena = visit->ctx.arena;
    const char *base = visit_url(visit, "");
    find_pages(arena, base, find, total, &view->pages);
    if (find->page > 1)
        view->previous_url = find_url(arena, base, find, find->page - 1);
    if (find->page < find_page_count(total))
        view->next_url = find_url(arena, base, find, find->page + 1);
}

static const char *found_text(struct arena *arena, const struct product_page *found,
                              const struct product_query *query)
{
    const char *noun = found->total == 1 ? "product" : "products";
    if (found->total == 0)
        return "No products";
    if (found->count == found->total)
        return arena_printf(arena, "%zu %s", found->total, noun);
    return arena_printf(arena, "%zu to %zu of %zu %s", query->offset + 1,
                        query->offset + found->count, found->total, noun);
}

/* What POST /items leads back with. */
static const char *added_title(const struct visit *visit)
{
    const char *id = http_query(visit->http, "added");
    const struct product *product =
        id != NULL ? catalogue_product(visit->ctx.app->catalogue, id) : NULL;
    return product != NULL ? product->title : NULL;
}

struct reply *home_get(struct http_request *request, void *state)
{
    struct visit visit;
    struct reply *refusal = visit_open(request, state, &visit);
    if (refusal != NULL)
        return refusal;
    struct find find;
    find_read(request, &find);
    struct product_query query = find_query(&find, &visit.session);
    struct product_page found = {0};
    product_search(request->arena, visit.ctx.app->catalogue, &query, &found);
    if (found.count == 0 && found.total > 0) { /* a page behind the last */
        find.page = find_page_count(found.total);
        query = find_query(&find, &visit.session);
        product_search(request->arena, visit.ctx.app->catalogue, &query, &found);
    }
    struct home_view view = {.page = visit.page, .query = find.text};
    view.page.title = *find.text != '\0' ? arena_printf(request->arena, "Search: %s", find.text)
                                         : "Find software";
    view.found = found_text(request->arena, &found, &query);
    view.added = added_title(&visit);
    view.clear_url = visit_url(&visit, "");
    add_filters(&visit, &find, &found, &view);
    add_sorts(request->arena, &find, &view);
    add_pages(&visit, &find, found.total, &view);
    results_of(&visit, found.items, found.count, &view.results);
    struct buf out;
    page_begin(request, &out);
    template_home(&out, &view);
    return visit_reply(&visit, 200, &out);
}
