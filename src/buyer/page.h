#ifndef BUYER_PAGE_H
#define BUYER_PAGE_H
/* What all pages have in common: who acts, the frame around them, the headers. */
#include <stdbool.h>

#include "base/buf.h"
#include "base/status.h"
#include "buyer/desk.h"
#include "buyer/views.h"
#include "http/reply.h"
#include "http/request.h"

struct log;

/* The state of every handler. */
struct buyer {
    struct desk *desk;
    const struct log *log;
};

enum { PAGE_LIMIT = 8 << 20 };

/* Who acts, from the field `as` of the form, else of the query; NULL where there is nobody. */
const struct user *page_user(const struct http_request *request, const struct buyer *buyer);

/* False for a form that another site sent: there is no sign-in, but a page elsewhere must not be
 * able to order. */
bool page_is_own(const struct http_request *request);

/* `user` may be NULL. */
struct page_view page_of(struct arena *arena, const char *title, const struct user *user);

struct state_view page_state(const struct requisition *requisition);

/* "/requisitions/3?as=amelia.ortiz" and the like; `path` needs no escaping. */
const char *page_link(struct arena *arena, const char *path, const struct user *user);

/* The documents of a punchout and of a requisition (0: none), oldest first. With the lock held. */
struct exchange_rows page_exchanges(struct arena *arena, struct desk *desk, uint64_t punchout,
                                    uint64_t requisition);

/* The id in the path; 0 where it is no number. */
uint64_t page_id(const struct http_request *request);

/* Markup with this program's Content-Security-Policy. `frame` is an origin that may be framed
 * besides the supplier's, or NULL. */
struct reply *page_reply(struct http_request *request, const struct buyer *buyer, int status,
                         const struct buf *markup, const char *frame);

/* A page that says one thing. */
struct reply *page_message(struct http_request *request, const struct buyer *buyer,
                           const struct user *user, int status, const char *title,
                           const char *message);
/* The same for a status other than OK. */
struct reply *page_fault(struct http_request *request, const struct buyer *buyer,
                         const struct user *user, enum status status, const struct fault *fault);

#endif
