#ifndef BUYER_ROUTES_H
#define BUYER_ROUTES_H
/* The pages; the state of each handler is a struct buyer. */
#include <stddef.h>

#include "buyer/page.h"
#include "http/server.h"

extern const struct http_route routes[];
extern const size_t routes_count;

struct reply *page_home(struct http_request *request, void *state);
struct reply *page_punchout_start(struct http_request *request, void *state);
struct reply *page_punchout(struct http_request *request, void *state);
struct reply *page_checkout(struct http_request *request, void *state);
struct reply *page_requisition(struct http_request *request, void *state);
struct reply *page_requisition_submit(struct http_request *request, void *state);
struct reply *page_requisition_approve(struct http_request *request, void *state);
struct reply *page_requisition_reject(struct http_request *request, void *state);
struct reply *page_requisition_send(struct http_request *request, void *state);
/* What the supplier sends, which is no page. */
struct reply *page_inbox(struct http_request *request, void *state);
struct reply *page_document(struct http_request *request, void *state);
struct reply *page_static(struct http_request *request, void *state);

/* What the server itself refuses, as a page. */
struct reply *page_refuse(struct http_request *request, void *state, int status,
                          const char *reason);

#endif
