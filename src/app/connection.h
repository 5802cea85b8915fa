#ifndef APP_CONNECTION_H
#define APP_CONNECTION_H
/* Who is speaking: the connection that a document's Header stands for (INTEROP C4). */
#include "app/credential_mac.h"
#include "app/ctx.h"
#include "domain/connection.h"

/* What a cXML Header claims, and where it came from. */
struct claim {
    const char *kind; /* of the request, for the connection's traffic; NULL: none */
    struct credentials from, to, sender;
    const char *shared_secret; /* NULL: there was none */
    struct credential_mac mac; /* what stands in place of it; members NULL: none */
    bool test;                 /* deploymentMode="test" */
    const char *address;       /* of the peer; NULL: not looked at */
    const char *certificate;   /* SHA-256 of the peer's, in hex; NULL: it showed none */
    /* A requester's, which has no client certificate to show, and the password of calls (secret.h)
     * for a secret. */
    bool by_browser;
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
 * is for the caller to look at. DENIED also where the address or the client certificate is not one
 * of the connection's (CON-12). What is wrong with the secret of a buyer that is known is noted in
 * its connection's traffic, where its own administrator sees it (CON-3).
 */
enum status connection_authenticate(struct ctx *ctx, const struct claim *claim, struct caller *out);

#endif
