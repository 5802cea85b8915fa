#ifndef OCI_ENDPOINT_H
#define OCI_ENDPOINT_H
/* The address that SAP OCI calls (PUN-9): /oci, by GET or POST. */
#include "http/server.h"

/* The server's state is a const struct app. */
const struct http_route *oci_routes(size_t *out_count);

#endif
