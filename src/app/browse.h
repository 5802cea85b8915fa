#ifndef APP_BROWSE_H
#define APP_BROWSE_H
/*
 * Redirect (CON-8): a person who is signed in here looks for software without a procurement system,
 * is sent on to it to ask for approval, and finds the request in the cart when the system punches
 * out for the same person. Its session is like a punchout's, with the operation `browse`. Needs
 * aws-marketplace:Subscribe.
 */
#include "app/session.h"
#include "domain/request.h"
#include "store/connection.h"

bool session_is_browsing(const struct session *session);

/* The enabled connections of the asker's organization: with `redirect` people may begin here. */
enum status browse_connections(struct ctx *ctx, struct connection_rows *out);

/* CONFLICT: the connection has no redirect, or is not enabled. */
enum status browse_begin(struct ctx *ctx, const char *connection_id, const char **out_token);

/* Ends the session; its draft waits for the requester. `*out_url` is where approval is asked for.
 * CONFLICT: redirect was turned off meanwhile. */
enum status browse_send_on(struct ctx *ctx, const struct session *session, const char **out_url);

/* Ends the session; a draft is cancelled. */
enum status browse_leave(struct ctx *ctx, const struct session *session,
                         const struct request *draft);

#endif
