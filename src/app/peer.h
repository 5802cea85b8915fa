#ifndef APP_PEER_H
#define APP_PEER_H
/*
 * Who is on the other end: the peer itself, or what a proxy that the operator trusts says of whom
 * it passes on (OPS-6, CON-12). Anybody else's headers about that are nothing.
 */
#include "app/ctx.h"

struct peer_headers {
    const char *remote;        /* numeric address of the connection */
    const char *forwarded_for; /* X-Forwarded-For; NULL: none */
    struct bytes certificate;  /* shown to us, DER; no bytes: none */
    const char *client_cert;   /* Client-Cert (RFC 9440), or nginx's $ssl_client_escaped_cert in
                                  X-SSL-Client-Cert; NULL: none */
};

/* The last address that X-Forwarded-For names, from a trusted proxy; else the peer's own. */
const char *peer_address(const struct app *app, struct arena *arena,
                         const struct peer_headers *headers);

/* SHA-256 of the certificate (DER) in hexadecimal digits: of the one that was shown to us, else of
 * the one that a trusted proxy passes on. NULL: none was shown, or it can't be read. */
const char *peer_certificate(const struct app *app, struct arena *arena,
                             const struct peer_headers *headers);

#endif
