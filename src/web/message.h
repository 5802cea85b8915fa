#ifndef WEB_MESSAGE_H
#define WEB_MESSAGE_H
/* Pages that say one thing: what happened and what to do next. */
#include "http/reply.h"
#include "http/request.h"
#include "web/views.h"

/* `frame_ancestors` as for page_reply; `view->page` is the caller's, its title is the heading. */
struct reply *message_reply(struct http_request *request, int status, struct message_view *view,
                            const char *frame_ancestors);

/* A refusal outside a session. */
struct reply *message_refuse(struct http_request *request, int status, const char *reason);

/* "Page not found": what a status is called in words. */
const char *message_heading(int status);

#endif
