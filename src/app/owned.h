#ifndef APP_OWNED_H
#define APP_OWNED_H
/* What a punchout session's account and requester have already (ORD-9). */
#include "app/session.h"
#include "store/agreement.h"
#include "store/request.h"

enum { OWNED_LIMIT = 10, REQUESTED_LIMIT = 100, WAITING_LIMIT = 10 };

/* Active agreements of the account over the product, newest first. */
enum status owned_agreements(struct ctx *ctx, const struct session *session, const char *product_id,
                             struct agreement_list *out);

/* What came of all that this requester, by the email address that the procurement system gave, has
 * asked for through the connection for this account; the newest REQUESTED_LIMIT items, nothing
 * where it gave none. */
enum status owned_requests(struct ctx *ctx, const struct session *session,
                           struct requested_list *out);

/* What of the newest WAITING_LIMIT of these is in procurement. */
enum status owned_waiting(struct ctx *ctx, const struct session *session,
                          struct requested_list *out);

#endif
