#ifndef HTTP_LISTEN_H
#define HTTP_LISTEN_H
/* A listening TCP socket for a literal address. Private to http/. */
#include <stdint.h>

#include "base/status.h"

/* Port 0 picks one; `bound` is told. "::" takes IPv4 as well. BAD_INPUT, UNAVAILABLE, DENIED,
 * FAILED as http_server_start says. */
enum status listen_on(const char *address, uint16_t port, int *fd, uint16_t *bound,
                      struct fault *fault);

#endif
