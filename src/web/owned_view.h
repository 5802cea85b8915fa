#ifndef WEB_OWNED_VIEW_H
#define WEB_OWNED_VIEW_H
/* What the pages print of subscriptions that one has, and of earlier requests (ORD-9). */
#include "web/views.h"

/* A subscription that the account has. */
struct owned_view {
    const char *id;
    const char *part; /* ORD-6: which of the two that an offer is bought by, or NULL */
    const char *since;
    const char *until; /* NULL: until it is cancelled */
    bool over;         /* it ended then, and can't be used any more */
    const char *order; /* the purchase order's number, or NULL */
};

struct owned_list {
    struct owned_view *items;
    size_t count;
};

/* How to start using a product that one has. */
struct start_view {
    const char *title;
    struct text_list paragraphs;
    const char *url; /* or NULL */
};

/* Something that was requested, and what came of it. */
struct requested_view {
    int number;
    struct tile_view tile;
    struct badge_view badge;
    const char *title;
    const char *url; /* of the product's page; NULL: it is not there any more */
    const char *requested;
    const char *order;    /* NULL: not ordered */
    const char *next_url; /* ORD-6: where the second approval is requested, or NULL */
    bool has_owned;
    struct owned_view owned;
    struct start_view start;
};

struct requested_views {
    struct requested_view *items;
    size_t count;
};

struct requests_view {
    struct page_view page;
    const char *requester; /* NULL: the procurement system does not say */
    struct requested_views items;
};

#endif
