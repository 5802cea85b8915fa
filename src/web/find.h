#ifndef WEB_FIND_H
#define WEB_FIND_H
/* What a requester looks for, as it stands in the address of the page: read from there and written
 * back with one thing changed, for links that lead to other pages or take a filter away. */
#include "app/search.h"
#include "app/session.h"
#include "http/request.h"
#include "web/views.h"

enum { FIND_PAGE_SIZE = 24, FIND_VALUES_MAX = 64 };

struct find_values {
    const char *items[FIND_VALUES_MAX];
    size_t count;
};

struct find {
    const char *text;
    struct find_values categories, sellers, pricings;
    const char *sort; /* "relevance", "title", "seller" */
    int64_t page;     /* from 1 */
};

void find_read(const struct http_request *request, struct find *out);

/* For product_search; what it points to is `find`'s. */
struct product_query find_query(const struct find *find, const struct session *session);

/* The page of `find` below `base` ("/p/TOKEN/"), with its sort and the page given. */
const char *find_url(struct arena *arena, const char *base, const struct find *find, int64_t page);

/* The same, first page, without one value of one filter. */
const char *find_url_without(struct arena *arena, const char *base, const struct find *find,
                             const char *value);

/* Numbers around the current page, first and last; where some are left out there is an entry
 * without URL and text "…". Empty where one page holds all. */
void find_pages(struct arena *arena, const char *base, const struct find *find, size_t total,
                struct link_list *out);

int64_t find_page_count(size_t total);

#endif
