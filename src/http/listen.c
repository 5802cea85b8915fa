#include "http/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/text.h"

enum { BACKLOG = 1024 };

union address {
    struct sockaddr any;
    struct sockaddr_in four;
    struct sockaddr_in6 six;
};

static bool read_address(const char *text, uint16_t port, union address *out, socklen_t *size)
{
    memset(out, 0, sizeof(*out));
    if (inet_pton(AF_INET, text, &out->four.sin_addr) == 1) {
        out->four.sin_family = AF_INET;
        out->four.sin_port = htons(port);
        *size = sizeof(out->four);
        return true;
    }
    if (inet_pton(AF_INET6, text, &out->six.sin6_addr) == 1) {
        out->six.sin6_family = AF_INET6;
        out->six.sin6_port = htons(port);
        *size = sizeof(out->six);
        return true;
    }
    return false;
}

static enum status refuse(struct fault *fault, const char *address, uint16_t port, int error)
{
    const char *why = strerror(error);
    enum status status = FAILED;
    if (error == EADDRINUSE) {
        status = UNAVAILABLE;
        why = "the address is in use by another program";
    } else if (error == EACCES) {
        status = DENIED;
        why = "this port needs a privilege; take one from 1024 up";
    } else if (error == EADDRNOTAVAIL) {
        status = BAD_INPUT;
        why = "this machine does not have that address";
    }
    return fault_set(fault, status, "cannot listen on %s port %u: %s", address, (unsigned)port,
                     why);
}

enum status listen_on(const char *address, uint16_t port, int *fd, uint16_t *bound,
                      struct fault *fault)
{
    union address at;
    socklen_t size;
    const int yes = 1;
    const int no = 0;
    if (!read_address(text_or_empty(address), port, &at, &size))
        return fault_set(fault, BAD_INPUT, "\"%s\" is not an IPv4 or IPv6 address",
                         text_or_empty(address));
    int opened = socket(at.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (opened < 0)
        return refuse(fault, address, port, errno);
    (void)setsockopt(opened, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
    if (at.any.sa_family == AF_INET6)
        (void)setsockopt(opened, IPPROTO_IPV6, IPV6_V6ONLY, &no, sizeof(no));
    if (bind(opened, &at.any, size) != 0 || listen(opened, BACKLOG) != 0 ||
        getsockname(opened, &at.any, &size) != 0) {
        int error = errno;
        close(opened);
        return refuse(fault, address, port, error);
    }
    *fd = opened;
    *bound = ntohs(at.any.sa_family == AF_INET ? at.four.sin_port : at.six.sin6_port);
    return OK;
}
