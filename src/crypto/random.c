#include "crypto/random.h"

#include <sodium.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"

enum status crypto_start(void)
{
    return sodium_init() < 0 ? FAILED : OK;
}

/* Of each thread: asking the system for every id takes longer than all else in making one. What was
 * given out is blanked. */
enum { STOCK = 512 };

static void fill(const struct entropy *entropy, void *out, size_t size)
{
    static _Thread_local unsigned char stock[STOCK];
    static _Thread_local size_t left;
    (void)entropy;
    if (size > STOCK / 4) {
        randombytes_buf(out, size);
        return;
    }
    if (size > left) {
        randombytes_buf(stock, sizeof stock);
        left = sizeof stock;
    }
    left -= size;
    memcpy(out, stock + left, size);
    sodium_memzero(stock + left, size);
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
