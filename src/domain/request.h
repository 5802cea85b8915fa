#ifndef DOMAIN_REQUEST_H
#define DOMAIN_REQUEST_H
/* An approval request: what a requester put together and handed to the procurement system (CAT-9).
 */
#include "domain/charges.h"

enum request_state {
    REQUEST_DRAFT,
    REQUEST_IN_PROCUREMENT,
    REQUEST_ORDERED,
    REQUEST_FULFILLED,
    REQUEST_REJECTED,
    REQUEST_EXPIRED,
    REQUEST_CANCELLED,
    REQUEST_NEEDS_ATTENTION
};

const char *request_state_name(enum request_state state);  /* "in_procurement" */
const char *request_state_label(enum request_state state); /* "In procurement" */
bool request_state_parse(const char *name, enum request_state *out);
/* The table of legal moves; staying is not a move. */
bool request_state_may_become(enum request_state from, enum request_state to);

/* CAT-9: how long a request waits for its order. */
#define REQUEST_LIFETIME_DAYS 90

/* One product in a request, with the terms as they were accepted. */
struct request_item {
    int number; /* from 1 */
    const char *product_id;
    const char *offer_id;
    const char *title;
    struct selection selection;
    const char *agreement_id; /* NULL until there is one */
};

/* One line as the procurement system gets it; its id is the SupplierPartAuxiliaryID. */
struct request_line {
    const char *id;
    const char *request_id;
    int item; /* number of its item */
    int number;
    const char *part_id;
    struct line line;
    const char *unspsc;
    const char *purchase_order_id; /* NULL while it is open */
    enum request_state request_state;
    bool request_test;
    int64_t request_expires_us;
};

struct request {
    const char *organization_id;
    const char *id;
    const char *connection_id;
    const char *session_id;
    const char *account_id; /* that it is for (CAT-8); "": the connection's */
    enum request_state state;
    bool test;
    const char *requester_name;
    const char *requester_email;
    int64_t created_us;
    int64_t expires_us;
    struct request_item *items;
    size_t item_count;
    struct request_line *lines;
    size_t line_count;
};

#endif
