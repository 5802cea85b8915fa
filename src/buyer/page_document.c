/* A document and its answer, as they were on the wire but for the secrets. */
#include "base/arena.h"
#include "base/text.h"
#include "buyer/routes.h"
#include "buyer/views_requisition.h"
#include "buyer_templates.h"

enum { US_A_MS = 1000 };

struct reply *page_document(struct http_request *request, void *state)
{
    const struct buyer *buyer = state;
    const struct user *user = page_user(request, buyer);
    struct buf out;
    buf_init(&out, request->arena, PAGE_LIMIT);
    desk_lock(buyer->desk);
    const struct exchange *exchange = desk_exchange(buyer->desk, page_id(request));
    if (exchange != NULL) {
        struct document_view view = {.page = page_of(request->arena, exchange->title, user),
                                     .url = exchange->url,
                                     .verdict = exchange->verdict,
                                     .when = time_human(request->arena, exchange->at_us),
                                     .http_status = exchange->http_status,
                                     .elapsed_ms = exchange->elapsed_us / US_A_MS,
                                     .request = exchange->request,
                                     .response = exchange->response,
                                     .requisition = exchange->requisition};
        buyer_template_document(&out, &view);
    }
    desk_unlock(buyer->desk);
    return exchange != NULL ? page_reply(request, buyer, 200, &out, NULL)
                            : page_message(request, buyer, user, 404, "Not here",
                                           "There is no such document, or it was dropped.");
}
