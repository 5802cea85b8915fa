#ifndef APP_EXPIRY_H
#define APP_EXPIRY_H
/* Approval requests that nobody ordered in time (CAT-9). */
#include "app/ctx.h"

/*
 * Moves the requests whose time has run out to expired, if this node holds or gets the lease on
 * that work; `holder` names the node. `*out_count`: how many. Done in steps of at most 500, each in
 * a transaction of its own that renews the lease.
 */
enum status expiry_run(struct ctx *ctx, const char *holder, int64_t *out_count);

/* Gives the lease back when the node ends. */
enum status expiry_release(struct ctx *ctx, const char *holder);

/* How long the lease holds without being renewed; run more often than that. */
enum { EXPIRY_LEASE_SECONDS = 60 };

#endif
