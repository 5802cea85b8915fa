#ifndef WEB_VIEWS_H
#define WEB_VIEWS_H
/* What the templates of templates/ print: made by the handlers, lives in the request's arena. Lists
 * are structs of `items` and `count` (tools/README.md). */
#include <stdbool.h>
#include <stddef.h>

/* The frame of every page. Outside a session `token` is NULL, and what belongs to one is not shown.
 */
struct page_view {
    const char *title;
    const char *token;        /* pages begin with /p/TOKEN/ */
    const char *system;       /* "Coupa", "your procurement system": fits inside a sentence */
    const char *system_first; /* the same at its beginning */
    const char *organization;
    bool signing_in; /* CAT-8: somebody has to, before there is anything to be shown */
    bool browsing;   /* without a procurement system: approval is asked for in it afterwards */
    const char *test_banner; /* CON-7; NULL where orders count */
    size_t cart_count;
    const char *bootstrap_tag, *theme_tag, *script_tag,
        *logo_tag; /* versions of the static files */
};

struct text_list {
    const char **items;
    size_t count;
};

struct link_view {
    const char *text;
    const char *url;
    bool current;
};

struct link_list {
    struct link_view *items;
    size_t count;
};

/* Start-page refusals, ended sessions, errors. */
struct message_view {
    struct page_view page;
    const char *tone; /* "info", "success", "warning", "danger" */
    const char *heading;
    const char *text;
    const char *label; /* a fact under the text and its value, or NULL */
    const char *value;
    const char *back_url; /* within the session, or NULL */
    const char *back_text;
};

struct welcome_view {
    struct page_view page;
    const char *version;
    const char *profile_url;
};

/* How an offer is paid: icon, word and colour. */
struct badge_view {
    const char *icon; /* of theme.css: icon-... */
    const char *tone; /* of theme.css: badge-... */
    const char *text;
};

struct tile_view {
    const char *initials;
    int tone; /* 0 to 7 */
};

struct result_view {
    struct tile_view tile;
    struct badge_view badge;
    const char *id;
    const char *url;
    const char *title;
    const char *seller;
    const char *type;
    const char *summary;
    const char *price;      /* "48.00 USD"; NULL where the badge says it all */
    const char *price_unit; /* "per user, 1 year", or NULL */
    bool price_from;
};

struct result_list {
    struct result_view *items;
    size_t count;
};

struct option_view {
    int number; /* makes the control's id unique */
    const char *name;
    const char *value;
    const char *label;
    size_t count;
    bool chosen;
};

struct option_list {
    struct option_view *items;
    size_t count;
};

struct facet_view {
    const char *legend;
    struct option_list shown;
    struct option_list more; /* behind "Show more" */
};

struct facet_list {
    struct facet_view *items;
    size_t count;
};

struct home_view {
    struct page_view page;
    const char *query;
    const char *found; /* "24 of 200 products" */
    const char *clear_url;
    struct option_list sorts;
    struct facet_list facets;
    size_t filter_count;
    struct link_list chosen; /* each takes its own filter away */
    struct result_list results;
    struct link_list pages;
    const char *previous_url, *next_url; /* NULL at the ends */
    const char *added; /* title of the product just put into the request, or NULL */
};

struct compare_row {
    const char *label;
    struct text_list cells;
};

struct compare_rows {
    struct compare_row *items;
    size_t count;
};

struct compare_view {
    struct page_view page;
    struct result_list products;
    struct compare_rows rows;
};

#endif
