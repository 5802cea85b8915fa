#ifndef WEB_REQUEST_VIEW_H
#define WEB_REQUEST_VIEW_H
/* What the request's page and the way back print. */
#include "web/views.h"

/* One line as the procurement system shows it. */
struct line_view {
    int number;
    const char *description;
    const char *part_id;
    const char *quantity;
    const char *unit_price;
    const char *unit;
    const char *unspsc;
    const char *type;
    const char *amount;
};

struct line_list {
    struct line_view *items;
    size_t count;
};

struct item_view {
    int number;
    const char *title;
    const char *product_id;
    struct tile_view tile;
    const char *note; /* ORD-6: what rests on it, or NULL */
    struct line_list lines;
};

struct item_list {
    struct item_view *items;
    size_t count;
};

struct request_view {
    struct page_view page;
    struct item_list items;
    size_t line_count;
    bool first; /* ORD-6: a second approval follows */
    const char *total;
    const char *connection;
    const char *requester_name;
    const char *requester_email;
    const char *account; /* CAT-8: the member account that it is for, or NULL */
    const char *problem; /* why it can't be handed over as it stands, or NULL */
    const char *seen;    /* sent along with the approval: what is handed over is what was shown */
    bool changed;        /* it was not: shown again */
};

#endif
