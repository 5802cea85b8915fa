#ifndef APP_SECRET_H
#define APP_SECRET_H
/* Shared secrets at rest: a keyed hash to compare with, and a sealed copy to show (CON-11). */
#include "app/ctx.h"
#include "crypto/hash.h"

void secret_hash(const struct app *app, const char *secret, unsigned char out[HASH_SIZE]);

/*
 * What proves a call of SAP OCI, made from the hash of the connection's secret. It stands in the
 * browser of everybody who shops, so it must not be what purchase orders are proved by, and gives
 * nothing of that away (decision 34).
 */
const char *oci_password(struct ctx *ctx, struct bytes secret_hash);

/* The label its sealed copy is under. */
#define SECRET_LABEL "shared secret"
/* The same for the secret that an identity provider has given (CAT-8). */
#define OPENID_SECRET_LABEL "openid client secret"

#endif
