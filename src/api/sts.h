#ifndef API_STS_H
#define API_STS_H
/*
 * AWS Security Token Service, Query protocol, version 2011-06-15 (AWS STS API Reference): POST /
 * with Action=GetCallerIdentity, signed with an access key (ACC-4). By it a program finds out
 * whether its key works and whose it is.
 */
#include "http/server.h"

const struct http_route *sts_routes(size_t *count);

#endif
