#include "buyer/routes.h"

#include "base/embedded.h"
#include "base/text.h"

extern const struct embedded_files buyer_static;

enum { FORM_LIMIT = 16 * 1024, CART_LIMIT = 3 << 20, MESSAGE_LIMIT = 256 * 1024 };

const struct http_route routes[] = {
    {.method = "GET", .path = "/", .handle = page_home},
    {.method = "GET", .path = "/static/{name}", .handle = page_static, .answers_inline = true},
    {.method = "POST",
     .path = "/punchout",
     .handle = page_punchout_start,
     .body_limit = FORM_LIMIT},
    {.method = "GET", .path = "/punchouts/{id}", .handle = page_punchout},
    {.method = "POST", .path = "/checkout", .handle = page_checkout, .body_limit = CART_LIMIT},
    {.method = "GET", .path = "/requisitions/{id}", .handle = page_requisition},
    {.method = "POST",
     .path = "/requisitions/{id}/submit",
     .handle = page_requisition_submit,
     .body_limit = FORM_LIMIT},
    {.method = "POST",
     .path = "/requisitions/{id}/approve",
     .handle = page_requisition_approve,
     .body_limit = FORM_LIMIT},
    {.method = "POST",
     .path = "/requisitions/{id}/reject",
     .handle = page_requisition_reject,
     .body_limit = FORM_LIMIT},
    {.method = "POST",
     .path = "/requisitions/{id}/send",
     .handle = page_requisition_send,
     .body_limit = FORM_LIMIT},
    {.method = "POST", .path = "/cxml", .handle = page_inbox, .body_limit = MESSAGE_LIMIT},
    {.method = "GET", .path = "/documents/{id}", .handle = page_document},
};

const size_t routes_count = sizeof(routes) / sizeof(routes[0]);

struct reply *page_static(struct http_request *request, void *state)
{
    const struct embedded_file *file = embedded_find(&buyer_static, http_param(request, "name"));
    if (file == NULL)
        return page_refuse(request, state, 404, "There is no such file.");
    const char *known = http_header(request, "If-None-Match");
    struct reply *reply;
    if (known != NULL && text_equal(known, file->etag))
        reply = reply_bytes(request, 304, NULL, (struct bytes){NULL, 0});
    else
        reply =
            reply_bytes(request, 200, file->content_type, (struct bytes){file->data, file->size});
    reply_header(reply, "ETag", file->etag);
    reply_header(reply, "Cache-Control", "no-cache");
    return reply;
}

struct reply *page_refuse(struct http_request *request, void *state, int status, const char *reason)
{
    return page_message(request, state, NULL, status, "That can't be done", reason);
}
