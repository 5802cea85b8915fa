#ifndef BUYER_VIEWS_REQUISITION_H
#define BUYER_VIEWS_REQUISITION_H
/* A requisition and its documents, as the templates print them. */
#include "buyer/views.h"

struct line_row {
    size_t number;
    const char *description;
    const char *part_id;
    const char *auxiliary_id;
    const char *classification;
    const char *line_type;
    const char *quantity;
    const char *unit;
    const char *unit_price;
    const char *amount;
};

struct line_rows {
    const struct line_row *items;
    size_t count;
};

struct requisition_view {
    struct page_view page;
    uint64_t id;
    struct state_view state;
    const char *requester;
    const char *approver;
    const char *approver_id;
    const char *when;
    const char *total;
    const char *currency;
    const char *warning; /* NULL */
    const char *order_id;
    const char *payload_id;
    const char *answer; /* "" before */
    int sent;
    bool may_submit;
    bool may_decide;
    bool may_resend;     /* the order did not arrive */
    bool may_send_again; /* it did: to see that nothing happens twice */
    bool waits_for_colleague;
    bool test;
    struct line_rows lines;
    struct exchange_rows exchanges;
};

struct document_view {
    struct page_view page;
    const char *url; /* NULL: by way of the browser */
    const char *verdict;
    const char *when;
    int http_status;
    int64_t elapsed_ms;
    const char *request;
    const char *response;
    uint64_t requisition;
};

#endif
