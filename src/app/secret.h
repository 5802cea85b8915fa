#ifndef APP_SECRET_H
#define APP_SECRET_H
/* Shared secrets at rest: a keyed hash to compare with, and a sealed copy to show (CON-11). */
#include "app/ctx.h"
#include "crypto/hash.h"

void secret_hash(const struct app *app, const char *secret, unsigned char out[HASH_SIZE]);

/* The label its sealed copy is under. */
#define SECRET_LABEL "shared secret"
/* The same for the secret that an identity provider has given (CAT-8). */
#define OPENID_SECRET_LABEL "openid client secret"

#endif
