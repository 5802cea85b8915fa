#ifndef APP_RATE_H
#define APP_RATE_H
/*
 * How many requests a minute may come from one address, and from one buyer (OPS-6). Counted in
 * memory; where several nodes share a database, a node takes what it may spend from there in
 * portions, so that all together never let more through, and a request hardly ever waits for it.
 */
#include "app/ctx.h"

struct rate_limits {
    int per_address; /* requests a minute; 0: no limit */
    int per_buyer;   /* documents a minute of one connection; 0: no limit */
};

struct rates *rates_new(const struct rate_limits *limits);
/* No request may be running. NULL is a no-op. */
void rates_free(struct rates *rates);

/*
 * Counts a request. DENIED: over the limit; the message says so and in how many seconds, which
 * `*out_wait_s` has too (1 to 60, else it is left alone), the next minute begins. UNAVAILABLE: it
 * would have to wait where it must not (ctx_may_wait). Loopback addresses are not limited: they are
 * this machine's proxy or operator. Of IPv6 a network of 64 bits counts as one: it is one
 * customer's. While the database fails each node counts alone.
 */
enum status rate_address(struct ctx *ctx, const char *address, int *out_wait_s);
enum status rate_buyer(struct ctx *ctx, const char *connection_id, int *out_wait_s);

/* Takes back what was counted for a request that is run again on a worker. */
void rate_give_back_address(struct ctx *ctx, const char *address);
void rate_give_back_buyer(struct ctx *ctx, const char *connection_id);

/* Removes what the database has of minutes that are over. */
enum status rates_forget(struct ctx *ctx);

#endif
