#include "web/return_page.h"

#include "templates.h"
#include "web/page.h"

struct reply *return_page_reply(struct http_request *request, const struct page_view *page,
                                const struct connection *connection, const struct return_form *form,
                                const char *heading, const char *text)
{
    const struct csp_targets targets = {form->action, connection->return_hosts};
    struct return_view view = {.page = *page, .heading = heading, .text = text, .form = form};
    view.page.title = heading;
    view.page.token = NULL;
    struct buf out;
    page_begin(request, &out);
    template_return(&out, &view);
    return page_reply(request, 200, &out, connection->frame_ancestors, &targets);
}
