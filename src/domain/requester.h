#ifndef DOMAIN_REQUESTER_H
#define DOMAIN_REQUESTER_H
/* CAT-8: how a connection finds out who the requester is. */
#include "domain/connection_settings.h"

/* Reads `requester`, "" being what it is by default: believed; and of openid the provider. The
 * issuer is https, and on no port or host of this machine but with `allow_loopback`. */
void requester_read(struct arena *arena, const struct connection_settings *settings,
                    struct connection *out, struct settings_problems *problems);

#endif
