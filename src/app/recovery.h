#ifndef APP_RECOVERY_H
#define APP_RECOVERY_H
/* The second factor's secret at rest, and the codes for who has lost it; for app/ alone. */
#include "app/ctx.h"

/* The label that the secret is sealed under. */
#define TOTP_LABEL "second factor"

/* Without blanks and hyphens, in lower case: as it is compared. */
const char *recovery_trim(struct arena *arena, const char *code);
struct bytes recovery_hash(struct ctx *ctx, const char *trimmed);
/* A new one, as it is shown: xxxxx-xxxxx. */
const char *recovery_new(struct ctx *ctx);

#endif
