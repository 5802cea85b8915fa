#ifndef HTTP_TLS_H
#define HTTP_TLS_H
/* What libmicrohttpd leaves to GnuTLS. Private to http/. */
#include <microhttpd.h>

#include "base/buf.h"
#include "base/status.h"
#include "http/server.h"

struct arena;

/* TLS 1.2 and later, with what GnuTLS holds safe. */
#define TLS_PRIORITIES "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:%SERVER_PRECEDENCE"

/* BAD_INPUT, with what is wrong, where certificate and key can't be read or don't belong together.
 */
enum status tls_check(const struct http_tls *tls, struct fault *fault);

/* The certificate that the client has shown and has proved to hold the key of, as it is (DER); no
 * bytes where it showed none. The arena's. */
struct bytes tls_client_certificate(struct arena *arena, struct MHD_Connection *mhd);

#endif
