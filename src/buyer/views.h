#ifndef BUYER_VIEWS_H
#define BUYER_VIEWS_H
/* What the templates print. Texts live as long as the request, or the desk's lock is held. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The frame around every page. */
struct page_view {
    const char *title;
    const char *theme;   /* "coupa", "ariba", "cxml"; "none" before somebody was chosen */
    const char *user_id; /* NULL: nobody was chosen; then the rest is NULL too */
    const char *user;
    const char *role;
    const char *place; /* "Globex, on Coupa" */
    const char *colleague_id;
    const char *colleague;
    bool full;  /* the page fills the window: no footer */
    bool bare;  /* the page stands inside the supplier's frame: no header, no footer */
    bool leave; /* the page leads out of the supplier's frame */
};

struct connection_card {
    const char *name;
    const char *company;
    const char *system;
    const char *theme;
    bool test;
    const char *requester_id;
    const char *requester;
    const char *approver_id;
    const char *approver;
};

struct connection_cards {
    const struct connection_card *items;
    size_t count;
};

struct choose_view {
    struct page_view page;
    const char *supplier;
    struct connection_cards connections;
};

/* A state is icon, word and colour. */
struct state_view {
    const char *icon;
    const char *word;
    const char *colour; /* a class of buyer.css */
};

struct requisition_row {
    uint64_t id;
    const char *title;
    const char *total;
    struct state_view state;
    const char *order_id; /* NULL */
    const char *when;
};

struct requisition_rows {
    const struct requisition_row *items;
    size_t count;
};

struct home_view {
    struct page_view page;
    bool requester;
    bool no_cart; /* just came back without one */
    bool test;
    struct requisition_rows rows;
};

struct exchange_row {
    uint64_t id;
    const char *title;
    const char *verdict;
    const char *when;
};

struct exchange_rows {
    const struct exchange_row *items;
    size_t count;
};

struct catalogue_view {
    struct page_view page;
    uint64_t id;
    const char *start_url;
};

struct failed_view {
    struct page_view page;
    const char *problem;
    struct exchange_rows exchanges;
};

struct checkout_view {
    struct page_view page;
    const char *message;
    const char *target; /* path of where to go on */
    const char *label;
};

struct message_view {
    struct page_view page;
    const char *message;
};

#endif
