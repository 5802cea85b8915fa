/* Lists: what their address asks for, and the links that ask for something else. */
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "web/console_parts.h"

enum { QUERY_LIMIT = 200, URL_LIMIT = 2000, PAGE_MAX = 100000, LINKS = 9 };

struct list_query list_query_read(struct console *console)
{
    struct arena *arena = console->http->arena;
    int64_t page = 1;
    const char *asked = http_query(console->http, "page");
    const char *sort = text_or_empty(http_query(console->http, "sort"));
    if (asked != NULL && (!text_to_int(asked, &page) || page < 1 || page > PAGE_MAX))
        page = 1;
    return (struct list_query){
        .text = text_trim(
            arena, text_cut(arena, text_or_empty(http_query(console->http, "q")), QUERY_LIMIT)),
        .sort = text_cut(arena, *sort == '-' ? sort + 1 : sort, QUERY_LIMIT),
        .descending = *sort == '-',
        .offset = (size_t)(page - 1) * LIST_PAGE_SIZE,
        .limit = LIST_PAGE_SIZE,
    };
}

/* The same list, sorted or turned to a page in another way. Filters stay: they are in `keep`. */
static const char *url_of(struct console *console, const char *rest, const struct list_query *query,
                          const char *sort, bool descending, size_t page)
{
    struct buf url;
    const char *kind = http_query(console->http, "kind");
    char separator = '?';
    buf_init(&url, console->http->arena, URL_LIMIT);
    buf_text(&url, console_url(console, rest));
    const char *const fields[][2] = {{"q", query->text}, {"sort", sort}, {"kind", kind}};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        if (text_empty(fields[i][1]))
            continue;
        buf_char(&url, separator);
        buf_text(&url, fields[i][0]);
        buf_char(&url, '=');
        if (i == 1 && descending)
            buf_char(&url, '-');
        buf_url(&url, fields[i][1]);
        separator = '&';
    }
    if (page > 1)
        buf_printf(&url, "%cpage=%zu", separator, page);
    return buf_string(&url);
}

static void put_pages(struct console *console, struct list_view *view, const char *rest,
                      const struct list_query *query, size_t total)
{
    size_t pages = (total + LIST_PAGE_SIZE - 1) / LIST_PAGE_SIZE;
    size_t current = query->offset / LIST_PAGE_SIZE + 1;
    size_t first = current > LINKS / 2 ? current - LINKS / 2 : 1;
    if (pages < 2)
        return;
    view->pages.items = arena_array(console->http->arena, LINKS + 2, sizeof *view->pages.items);
    for (size_t page = 1; page <= pages && view->pages.count < LINKS + 2; page++) {
        bool near = page >= first && page < first + LINKS;
        if (page != 1 && page != pages && !near)
            continue;
        view->pages.items[view->pages.count++] = (struct link_view){
            .text = arena_printf(console->http->arena, "%zu", page),
            .url = url_of(console, rest, query, query->sort, query->descending, page),
            .current = page == current,
        };
    }
}

void list_finish(struct console *console, struct list_view *view, const char *rest,
                 const struct list_query *query, const char *const *sorts, size_t total,
                 const char *one, const char *many)
{
    struct column_list *columns = &view->table.columns;
    view->query = query->text;
    view->url = console_url(console, rest);
    view->sort = text_empty(query->sort) ? NULL
                                         : arena_printf(console->http->arena, "%s%s",
                                                        query->descending ? "-" : "", query->sort);
    view->count = arena_printf(console->http->arena, "%zu %s", total, total == 1 ? one : many);
    for (size_t i = 0; i < columns->count; i++) {
        struct column_view *column = &columns->items[i];
        if (sorts[i] == NULL)
            continue;
        bool current = text_equal(text_empty(query->sort) ? sorts[0] : query->sort, sorts[i]);
        column->sorted = !current ? NULL : query->descending ? "descending" : "ascending";
        column->url = url_of(console, rest, query, sorts[i], current && !query->descending, 1);
    }
    put_pages(console, view, rest, query, total);
}
