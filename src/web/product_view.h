#ifndef WEB_PRODUCT_VIEW_H
#define WEB_PRODUCT_VIEW_H
/* What the product page prints. */
#include "web/owned_view.h"
#include "web/views.h"

/* A control with what was typed and what is wrong with it. */
struct field_view {
    const char *name;
    const char *label;
    const char *help;
    const char *value;
    const char *error; /* NULL: nothing */
    const char *unit;  /* behind the control */
};

struct field_list {
    struct field_view *items;
    size_t count;
};

struct charge_view {
    const char *when;
    const char *what;
    const char *amount;
};

struct charge_list {
    struct charge_view *items;
    size_t count;
};

struct usage_view {
    const char *name;
    const char *unit;
    const char *price;
};

struct usage_list {
    struct usage_view *items;
    size_t count;
};

struct error_view {
    const char *field; /* id of the control, or NULL */
    const char *message;
};

struct error_list {
    struct error_view *items;
    size_t count;
};

struct product_view {
    struct page_view page;
    struct tile_view tile;
    struct badge_view badge;
    const char *id;
    const char *offer;
    const char *offer_name;
    const char *replaces; /* the agreement that ends when the offer is ordered, or NULL */
    const char *title;
    const char *seller;
    const char *type;
    const char *summary;
    const char *part_id;
    const char *category; /* the first, for the way back, or NULL */
    const char *categories;
    struct text_list highlights;
    struct text_list paragraphs;
    struct text_list terms;
    struct link_list offers; /* only where there are several */
    struct usage_list usages;
    struct owned_list owned;
    struct start_view start;
    struct error_list errors;
    const char *part;           /* ORD-6: which part of the offer the form is for */
    const char *approval_title; /* NULL: the offer takes one approval */
    const char *approval_text;
    const char *approval_waits; /* what was requested already, or NULL */
    const char *covers;         /* what the contract covers of the usage, or NULL */
    struct field_list later;    /* what the contract costs, where only its usage is asked for */
    struct option_list durations;
    const char *duration_error;
    const char *single_duration; /* instead, where there is no choice */
    struct field_list quantities;
    struct field_view budget;
    bool has_budget;
    struct option_list splits;
    struct charge_list charges; /* none where the selection can't be priced */
    const char *total;
    const char *note; /* what the amount means, or NULL */
    bool computes;    /* there is something to calculate */
    bool one_line;    /* a cart has room for one line: nothing can be added to it */
    bool subscribes;  /* CAT-4: approved beforehand */
};

#endif
