#ifndef NET_ADDRESS_H
#define NET_ADDRESS_H
/* Which addresses belong to the internet at large (IANA special-purpose registries, RFC 6890). */
#include <stdbool.h>
#include <sys/socket.h>

/* False for loopback, private, link-local, shared, multicast, documentation and reserved ones, for
 * IPv6 addresses that carry such an IPv4 one, and for other families. */
bool address_is_public(const struct sockaddr *address);

#endif
