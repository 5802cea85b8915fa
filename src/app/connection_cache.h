#ifndef APP_CONNECTION_CACHE_H
#define APP_CONNECTION_CACHE_H
/*
 * Connections as they were at most a second ago. Every document and every page asks for its
 * connection, which hardly ever changes; and what another node has changed needs no message to take
 * effect. Bounded: two that fall into the same of its places take turns.
 */
#include "app/ctx.h"
#include "store/connection.h"

enum { CONNECTION_FRESH_US = 1000000 };

struct connection_cache *connection_cache_new(void);
/* No request may be running. NULL is a no-op. */
void connection_cache_free(struct connection_cache *cache);

/* What was changed here is to be seen at once. */
void connections_forget(struct ctx *ctx);

/* All whose buyer has this key (credential_key); none is OK too. What they point to lives as long
 * as the context's arena. UNAVAILABLE also where the context may not wait and they are not at hand.
 */
enum status connections_by_buyer(struct ctx *ctx, const char *buyer_key,
                                 struct connection_rows *out);
/* The same for one; NOT_FOUND where there is none. */
enum status connection_by_id(struct ctx *ctx, const char *organization_id, const char *id,
                             struct connection_row *out);

#endif
