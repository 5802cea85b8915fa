#ifndef APP_TRAFFIC_H
#define APP_TRAFFIC_H
/*
 * What comes over a connection, noted so that its purchase information can say what works and what
 * does not (CON-3, CON-11). Written behind, and of what is the same again only some every ten
 * seconds: it must cost documents nothing.
 */
#include "app/ctx.h"
#include "domain/connection.h"

/* Kinds besides the names of cXML requests. */
#define TRAFFIC_OCI        "OCI call"   /* a browser came by OCI (PUN-9) */
#define TRAFFIC_CART       "cart"       /* went back with a request */
#define TRAFFIC_SECRET     "secret"     /* the present one was used */
#define TRAFFIC_OLD_SECRET "old secret" /* the one before it */

/* The connection check's payload ids end in it, and nobody else's: it is reserved (RFC 2606). What
 * the check sends proves nothing of the procurement system, so it is not noted. */
#define TRAFFIC_CHECK_HOST "check.example"
bool traffic_is_check(const char *payload_id);

struct traffic *traffic_new(void);
/* No request may be running. NULL is a no-op. */
void traffic_free(struct traffic *traffic);

/* `code` 200 to 299: it went well; then `message` is not kept. `kind` NULL: nothing is noted. */
void traffic_note(struct ctx *ctx, const struct connection *connection, const char *kind, int code,
                  const char *message);

#endif
