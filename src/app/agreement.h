#ifndef APP_AGREEMENT_H
#define APP_AGREEMENT_H
/* Making agreements, for the use cases that end in one. */
#include "app/ctx.h"
#include "domain/connection.h"
#include "domain/request.h"
#include "store/agreement.h"

/* A new agreement between the connection's account and the product's seller that starts at
 * `start_us`, for one item of a request. The purchase order's number and line are the caller's to
 * add. */
enum status agreement_make(struct ctx *ctx, const struct connection *connection,
                           const struct product *product, const struct offer *offer,
                           const struct request_item *item, const char *request_id,
                           int64_t start_us, struct agreement *out);

/* agmt- and 26 characters, which sort by time. */
char *agreement_new_id(struct ctx *ctx);

#endif
