#ifndef DOMAIN_REQUESTER_H
#define DOMAIN_REQUESTER_H
/* CAT-8: how a connection finds out who the requester is. */
#include "domain/connection_settings.h"

/* Reads `requester`; "" is what it is by default: believed. */
void requester_read(const struct connection_settings *settings, struct connection *out,
                    struct settings_problems *problems);

#endif
