#ifndef WEB_CONSOLE_VIEWS_H
#define WEB_CONSOLE_VIEWS_H
/*
 * What the templates of the console print. Its pages are of four kinds: a list, a form, an object
 * with sections, a message; so a page's handler says what there is, never how it looks.
 */
#include "base/html.h"
#include "web/console_parts_views.h"

struct form_view {
    struct console_page page;
    struct problem_list problems;
    const char *warning; /* what will happen, or NULL */
    struct panel_view panel;
    struct link_view other; /* another way, or url NULL */
};

struct list_view {
    struct console_page page;
    const char *query; /* what was searched; NULL: no search */
    const char *url;   /* of the page itself, for searching */
    const char *sort;  /* kept while searching, or NULL */
    struct link_list filters;
    const char *count; /* "12 users" */
    struct table_view table;
    struct link_list pages;
};

struct fact_view {
    const char *label;
    struct cell_view cell;
};

struct fact_list {
    struct fact_view *items;
    size_t count;
};

/* A preformatted text that is opened by who wants to see it. */
struct folded_view {
    const char *label;
    const char *text;
};

struct folded_list {
    struct folded_view *items;
    size_t count;
};

struct section_view {
    const char *id;
    const char *heading;
    const char *text; /* or NULL */
    struct fact_list facts;
    struct html picture; /* markup NULL: none */
    const char *picture_label;
    struct text_list codes; /* to be kept by who reads them */
    const char *source;     /* preformatted, or NULL */
    struct folded_list folded;
    bool has_table;
    struct table_view table;
    bool has_panel;
    struct panel_view panel;
    struct button_list buttons;
};

struct section_list {
    struct section_view *items;
    size_t count;
};

struct object_view {
    struct console_page page;
    struct problem_list problems;
    const char *notice; /* shown once, important; or NULL */
    struct fact_list facts;
    struct section_list sections;
};

struct notice_view {
    struct console_page page;
    const char *tone; /* info, success, warning, danger */
    const char *text;
    const char *more;       /* another sentence, or NULL */
    const char *request_id; /* for who asks for help, or NULL */
    struct link_view next;  /* url NULL: none */
};

#endif
