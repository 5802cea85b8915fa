#ifndef WEB_RETURN_PAGE_H
#define WEB_RETURN_PAGE_H
/* PUN-6, PUN-9: the page whose form takes the browser back to the procurement system: by itself, or
 * by a button where scripts are off. */
#include "app/cart.h"
#include "domain/connection.h"
#include "http/reply.h"
#include "http/request.h"
#include "web/views.h"

struct return_view {
    struct page_view page;
    const char *heading;
    const char *text;
    const struct return_form *form;
};

/* 200. It is outside the session, which has ended by now. `page` has the system and the banner. A
 * form whose action is "" is for who reads its fields out of the page: it goes nowhere. */
struct reply *return_page_reply(struct http_request *request, const struct page_view *page,
                                const struct connection *connection, const struct return_form *form,
                                const char *heading, const char *text);

#endif
