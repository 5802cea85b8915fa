#ifndef APP_CONNECTION_H
#define APP_CONNECTION_H
/* Who is speaking: the connection that a document's Header stands for (INTEROP C4). */
#include "app/ctx.h"
#include "domain/connection.h"

/* What a cXML Header claims. */
struct claim {
    struct credentials from, to, sender;
    const char *shared_secret; /* NULL: there was none */
    bool test;                 /* deploymentMode="test" */
};

struct caller {
    struct connection connection;
    bool test; /* CON-6: by its mode, by deploymentMode or by an ANID ending in -T */
};

/*
 * UNAUTHENTICATED: Sender or its secret is wrong; the message is the same for both, so that nobody
 * can find out who our buyers are. DENIED: the sender is right, but From is not
 * the buyer or To not the supplier of its connection. What comes through a network for a buyer that
 * nobody here is, is UNAUTHENTICATED: one Sender stands for many. Whether the connection is enabled
 * is for the caller to look at.
 */
enum status connection_authenticate(struct ctx *ctx, const struct claim *claim, struct caller *out);

#endif
