#ifndef WEB_VISIT_H
#define WEB_VISIT_H
/* A request inside a punchout session: the session its path names, the draft in it, and the frame
 * that every page of the session has. */
#include "app/cart.h"
#include "app/ctx.h"
#include "app/session.h"
#include "http/reply.h"
#include "http/request.h"
#include "web/page.h"

struct visit {
    struct http_request *http;
    struct ctx ctx;
    const char *token;
    struct session session;
    struct request draft;
    const char *draft_fault; /* why the draft can't be handed over as it stands, or NULL */
    struct page_view page;   /* the title is to be set */
};

/* NULL where the visit is open, else the answer: 410 for a session that has ended, expired or never
 * was, so that nobody is left in front of a page that leads nowhere; the way to sign in where that
 * is demanded. */
struct reply *visit_open(struct http_request *request, void *state, struct visit *out);

/* The same where nobody has to have signed in (CAT-8): for the pages of signing in, and for
 * leaving.
 */
struct reply *visit_open_unknown(struct http_request *request, void *state, struct visit *out);

/* Where somebody goes who comes into the session: to the request, where something is in it (CON-8),
 * to the item that was selected (INTEROP C7), or to all products; before that to sign in, where
 * that is demanded. */
const char *visit_landing(struct ctx *ctx, const char *token);

/* Where the request comes from, by what a trusted proxy says of it. */
const char *visit_address(struct http_request *request, const struct ctx *ctx);

/* NULL, or the page for who has asked for too many pages in a minute (OPS-6). */
struct reply *visit_admit(struct http_request *request, struct ctx *ctx);

/* The page was written to `body`. */
struct reply *visit_reply(struct visit *visit, int status, const struct buf *body);

/* Where a use case failed: its message on a page with a way back into the session. */
struct reply *visit_failed(struct visit *visit, enum status status);

/* A message with a way back to `back_url` within the session. */
struct reply *visit_say(struct visit *visit, int status, struct message_view *view);

/* 303 to `rest`, which follows the session's address: "request". */
struct reply *visit_redirect(struct visit *visit, const char *rest);

/* "/p/TOKEN/" and `rest`, for an attribute that takes a whole URL. */
const char *visit_url(const struct visit *visit, const char *rest);

/* The product and its offer where the session may see them (CAT-2: a private offer is for its
 * account only). Offer "" or NULL: the first. NULL where there is none. */
const struct offer *visit_offer(const struct visit *visit, const struct product *product,
                                const char *offer_id);

/* The address of a product's page. */
const char *visit_product_url(const struct visit *visit, const char *product_id);

#endif
