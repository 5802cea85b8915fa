#include "app/throttle.h"

#include <string.h>

#include "app/sign_in.h"
#include "base/arena.h"
#include "base/text.h"
#include "crypto/hash.h"
#include "store/sign_in.h"

enum { MEMORY_HOURS = 1 };

static const struct {
    int free; /* failures that cost nothing */
    int64_t first_us, longest_us;
} rules[THROTTLE_BUCKETS] = {
    {SIGN_IN_FAILURES, 30 * TIME_SECOND_US, 15 * TIME_MINUTE_US},
    {10 * SIGN_IN_FAILURES, TIME_SECOND_US, 30 * TIME_SECOND_US},
};

/* The first four groups of an IPv6 address as it is written; an IPv4 address as a whole. */
static const char *network_of(struct arena *arena, const char *address)
{
    const char *at = strchr(address, ':');
    for (int groups = 1; at != NULL && groups < 4; groups++) {
        if (at[1] == ':')
            break;
        at = strchr(at + 1, ':');
    }
    return at == NULL ? address : arena_text_n(arena, address, (size_t)(at - address));
}

static struct bytes bucket(struct ctx *ctx, const char *what, const char *whom, const char *where)
{
    struct hash hash;
    unsigned char *out = arena_alloc(ctx->arena, HASH_SIZE);
    hash_start(&hash, ctx->app->key.bytes);
    hash_add(&hash, bytes_of("throttle"));
    hash_add(&hash, bytes_of(what));
    hash_add(&hash, bytes_of(text_lower(ctx->arena, whom)));
    hash_add(&hash, bytes_of(where));
    hash_finish(&hash, out);
    return (struct bytes){out, HASH_SIZE};
}

struct throttle throttle_of(struct ctx *ctx, const char *what, const char *whom,
                            const char *address)
{
    const char *network = network_of(ctx->arena, text_or_empty(address));
    return (struct throttle){{bucket(ctx, what, whom, network), bucket(ctx, what, whom, "*")}};
}

int64_t throttle_since_us(struct ctx *ctx)
{
    return ctx_now_us(ctx) - MEMORY_HOURS * TIME_HOUR_US;
}

static int64_t wait_of(size_t rule, int64_t failures)
{
    int64_t wait_us = rules[rule].first_us;
    for (int64_t i = rules[rule].free; i < failures && wait_us < rules[rule].longest_us; i++)
        wait_us *= 2;
    return wait_us < rules[rule].longest_us ? wait_us : rules[rule].longest_us;
}

struct entering {
    struct ctx *ctx;
    const struct throttle *throttle;
    int64_t until_us;
};

static enum status enter(struct db_tx *tx, void *state)
{
    struct entering *entering = state;
    struct ctx *ctx = entering->ctx;
    const struct bytes *buckets = entering->throttle->buckets;
    enum status st = OK;
    entering->until_us = 0;
    for (size_t i = 0; st == OK && i < THROTTLE_BUCKETS; i++) {
        struct sign_in_failures found;
        st = sign_in_failure_store_find(tx, buckets[i], &found);
        if (st != OK || found.failures < rules[i].free || found.last_us < throttle_since_us(ctx))
            continue;
        int64_t until_us = found.last_us + wait_of(i, found.failures);
        if (until_us > entering->until_us)
            entering->until_us = until_us;
    }
    if (st != OK || entering->until_us > ctx_now_us(ctx))
        return st;
    for (size_t i = 0; st == OK && i < THROTTLE_BUCKETS; i++)
        st = sign_in_failure_store_add(tx, buckets[i], throttle_since_us(ctx), ctx_now_us(ctx));
    return st;
}

enum status throttle_enter(struct ctx *ctx, const struct throttle *throttle)
{
    struct entering entering = {.ctx = ctx, .throttle = throttle};
    enum status st = db_write_for(ctx->app->db, "throttle", enter, &entering, &ctx->fault);
    int64_t left_us = entering.until_us - ctx_now_us(ctx);
    if (st != OK || left_us <= 0)
        return st;
    int64_t seconds = (left_us + TIME_SECOND_US - 1) / TIME_SECOND_US;
    return fault_set(&ctx->fault, TOO_LARGE,
                     seconds > 90 ? "Too many failed attempts. Try again in %lld minutes."
                                  : "Too many failed attempts. Try again in %lld seconds.",
                     (long long)(seconds > 90 ? (seconds + 59) / 60 : seconds));
}

enum status throttle_clear(struct db_tx *tx, const struct throttle *throttle)
{
    enum status st = OK;
    for (size_t i = 0; st == OK && i < THROTTLE_BUCKETS; i++)
        st = sign_in_failure_store_clear(tx, throttle->buckets[i]);
    return st;
}
