#include "crypto/random.h"

#include <sodium.h>

#include "base/arena.h"
#include "base/buf.h"

enum status crypto_start(void)
{
    return sodium_init() < 0 ? FAILED : OK;
}

static void fill(const struct entropy *entropy, void *out, size_t size)
{
    (void)entropy;
    randombytes_buf(out, size);
}

struct entropy crypto_entropy(void)
{
    return (struct entropy){.fill = fill};
}

char *random_token(struct arena *arena, size_t bytes)
{
    unsigned char *random = arena_alloc(arena, bytes);
    struct buf token;
    randombytes_buf(random, bytes);
    buf_init(&token, arena, bytes * 2 + 4);
    buf_base64url(&token, random, bytes);
    sodium_memzero(random, bytes);
    return arena_text(arena, buf_string(&token));
}
