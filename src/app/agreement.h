#ifndef APP_AGREEMENT_H
#define APP_AGREEMENT_H
/* Making agreements, for the use cases that end in one. */
#include "app/ctx.h"
#include "domain/connection.h"
#include "domain/request.h"
#include "store/agreement.h"

/* A new agreement between the request's account and the product's seller that starts at `start_us`,
 * for one item of the request, which came through the connection. The purchase order's number and
 * line are the caller's to add. */
enum status agreement_make(struct ctx *ctx, const struct connection *connection,
                           const struct product *product, const struct offer *offer,
                           const struct request_item *item, const struct request *request,
                           int64_t start_us, struct agreement *out);

/* agmt- and 26 characters, which sort by time. */
char *agreement_new_id(struct ctx *ctx);

/* What it was made from, in the catalogue as it is now, withdrawn or not; NULL: it is not there. */
const struct offer *agreement_offer(const struct ctx *ctx, const struct agreement *agreement);

/* For a change by somebody: NOT_FOUND where it is not of the account that asks, or of an account of
 * the organization that its management account asks for; operators find all. */
enum status agreement_find_theirs(struct db_tx *tx, struct ctx *ctx, const char *id,
                                  struct agreement *out);

/* Adds to what has happened to it, under its purchase order. */
enum status agreement_note(struct db_tx *tx, struct ctx *ctx, const struct agreement *agreement,
                           const char *detail);

#endif
