#include "buyer/random.h"

#include <errno.h>
#include <stddef.h>
#include <sys/random.h>

#include "base/status.h"

static void fill(const struct entropy *entropy, void *out, size_t size)
{
    (void)entropy;
    unsigned char *at = out;
    while (size > 0) {
        ssize_t got = getrandom(at, size, 0);
        if (got < 0 && errno != EINTR)
            panic("random: the machine gives none");
        if (got > 0) {
            at += got;
            size -= (size_t)got;
        }
    }
}

struct entropy random_entropy(void)
{
    return (struct entropy){.fill = fill, .state = NULL};
}
