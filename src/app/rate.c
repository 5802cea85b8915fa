#include "app/rate.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#include "base/arena.h"
#include "base/text.h"
#include "store/rate.h"

/* Buckets of one minute are bounded: whoever comes after 65536 others is not counted. */
enum {
    STRIPES = 64,
    HEADS = 256,
    BUCKETS_A_STRIPE = 1024,
    WINDOWS_KEPT = 60,
    PATIENCE_SECONDS = 1
};

static const int64_t window_us = TIME_MINUTE_US;

struct bucket {
    struct bucket *next;
    const char *name;
    int64_t stock;  /* may be spent without asking */
    bool empty;     /* nothing is left of the limit either */
    bool is_asking; /* a thread asks the database for more; others wait for it */
};

/* A part of the buckets of one minute, which are dropped together. */
struct stripe {
    pthread_mutex_t lock;
    pthread_cond_t answered;
    int64_t start_us;
    int asking; /* threads; meanwhile the buckets stay */
    struct arena *arena;
    struct bucket *heads[HEADS];
    size_t count;
};

struct rates {
    struct rate_limits limits;
    struct stripe stripes[STRIPES];
    _Atomic int64_t told_us; /* when a failing database was told last */
};

struct rates *rates_new(const struct rate_limits *limits)
{
    struct rates *rates = calloc(1, sizeof *rates);
    if (rates == NULL)
        panic("out of memory");
    rates->limits = *limits;
    for (int i = 0; i < STRIPES; i++) {
        pthread_mutex_init(&rates->stripes[i].lock, NULL);
        pthread_cond_init(&rates->stripes[i].answered, NULL);
    }
    return rates;
}

void rates_free(struct rates *rates)
{
    if (rates == NULL)
        return;
    for (int i = 0; i < STRIPES; i++) {
        pthread_mutex_destroy(&rates->stripes[i].lock);
        pthread_cond_destroy(&rates->stripes[i].answered);
        arena_free(rates->stripes[i].arena);
    }
    free(rates);
}

/* Under the stripe's lock. Another minute, also one before, has no buckets yet. */
static void enter_minute(struct stripe *stripe, int64_t start_us)
{
    if (stripe->start_us == start_us || stripe->asking > 0)
        return;
    arena_free(stripe->arena);
    stripe->arena = arena_new();
    stripe->start_us = start_us;
    stripe->count = 0;
    for (int i = 0; i < HEADS; i++)
        stripe->heads[i] = NULL;
}

/* Under the stripe's lock; NULL: there are too many. */
static struct bucket *find_bucket(struct stripe *stripe, const char *name, uint64_t sum,
                                  int64_t stock)
{
    struct bucket **head = &stripe->heads[sum / STRIPES % HEADS];
    for (struct bucket *bucket = *head; bucket != NULL; bucket = bucket->next) {
        if (text_equal(bucket->name, name))
            return bucket;
    }
    if (stripe->count == BUCKETS_A_STRIPE)
        return NULL;
    struct bucket *bucket = arena_make(stripe->arena, struct bucket);
    *bucket =
        (struct bucket){.next = *head, .name = arena_text(stripe->arena, name), .stock = stock};
    *head = bucket;
    stripe->count++;
    return bucket;
}

struct portion {
    const char *bucket;
    int64_t start_us;
    int64_t limit;
    int64_t granted;
};

static enum status take_portion(struct db_tx *tx, void *state)
{
    struct portion *portion = state;
    return rate_store_take(tx, portion->bucket, portion->start_us, portion->limit,
                           &portion->granted);
}

/* Without the stripe's lock, which is held again afterwards. Where the database fails, the node
 * limits by itself for this minute. */
static void ask(struct ctx *ctx, struct stripe *stripe, struct bucket *bucket,
                struct portion *portion)
{
    struct rates *rates = ctx->app->rates;
    bucket->is_asking = true;
    stripe->asking++;
    pthread_mutex_unlock(&stripe->lock);
    struct fault fault = {.message = ""};
    enum status st = db_write_for(ctx->app->db, portion->bucket, take_portion, portion, &fault);
    if (st != OK && atomic_exchange(&rates->told_us, portion->start_us) != portion->start_us)
        log_write(ctx->app->log, LOG_WARNING, "requests are limited by each node alone",
                  LOG_FIELDS({"status", status_name(st)}, {"fault", fault.message}));
    pthread_mutex_lock(&stripe->lock);
    bucket->is_asking = false;
    stripe->asking--;
    bucket->stock += st == OK ? portion->granted : portion->limit;
    bucket->empty = st != OK || portion->granted == 0;
    pthread_cond_broadcast(&stripe->answered);
}

/* Under the stripe's lock, for what another thread asks. False: it takes too long. */
static bool wait_for_answer(struct stripe *stripe)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += PATIENCE_SECONDS;
    return pthread_cond_timedwait(&stripe->answered, &stripe->lock, &until) == 0;
}

/* Under the stripe's lock: whether the request may go on. UNAVAILABLE: that can't be waited for. */
static enum status spend(struct ctx *ctx, struct stripe *stripe, struct bucket *bucket,
                         struct portion *portion)
{
    while (bucket->stock == 0 && !bucket->empty) {
        if (!ctx_may_wait(ctx))
            return UNAVAILABLE;
        if (!bucket->is_asking)
            ask(ctx, stripe, bucket, portion);
        else if (!wait_for_answer(stripe))
            return OK;
    }
    if (bucket->stock == 0)
        return DENIED;
    bucket->stock--;
    return OK;
}

static enum status take(struct ctx *ctx, const char *kind, const char *who, int limit,
                        int *out_wait_s)
{
    const char *name = arena_printf(ctx->arena, "%s %s", kind, who);
    bool alone = db_is_local(ctx->app->db);
    uint64_t sum = text_hash(name);
    struct stripe *stripe = &ctx->app->rates->stripes[sum % STRIPES];
    pthread_mutex_lock(&stripe->lock);
    /* Under the lock: a thread that had read it before would bring a minute back that is over. */
    int64_t now_us = ctx_now_us(ctx);
    struct portion portion = {name, now_us - now_us % window_us, limit, 0};
    enter_minute(stripe, portion.start_us);
    struct bucket *bucket = find_bucket(stripe, name, sum, alone ? limit : 0);
    if (bucket != NULL && alone)
        bucket->empty = bucket->stock == 0;
    enum status st = bucket == NULL ? OK : spend(ctx, stripe, bucket, &portion);
    pthread_mutex_unlock(&stripe->lock);
    if (st != DENIED)
        return st;
    *out_wait_s =
        (int)((portion.start_us + window_us - now_us + TIME_SECOND_US - 1) / TIME_SECOND_US);
    return fault_set(&ctx->fault, st,
                     "More than %d requests in a minute came from this %s. Send it again in %d "
                     "seconds.",
                     limit, kind, *out_wait_s);
}

static void give_back(struct ctx *ctx, const char *kind, const char *who)
{
    const char *name = arena_printf(ctx->arena, "%s %s", kind, who);
    uint64_t sum = text_hash(name);
    struct stripe *stripe = &ctx->app->rates->stripes[sum % STRIPES];
    pthread_mutex_lock(&stripe->lock);
    struct bucket *bucket = stripe->arena == NULL ? NULL : find_bucket(stripe, name, sum, 0);
    if (bucket != NULL)
        bucket->stock++;
    pthread_mutex_unlock(&stripe->lock);
}

/* Whose requests are counted together; NULL: nobody's. */
static const char *network_of(const struct ctx *ctx, const char *address)
{
    unsigned char six[16];
    const struct rates *rates = ctx->app->rates;
    if (rates == NULL || rates->limits.per_address == 0 || text_starts(address, "127.") ||
        text_equal(address, "::1"))
        return NULL;
    if (inet_pton(AF_INET6, address, six) != 1)
        return address;
    return arena_printf(ctx->arena, "%02x%02x:%02x%02x:%02x%02x:%02x%02x::/64", six[0], six[1],
                        six[2], six[3], six[4], six[5], six[6], six[7]);
}

enum status rate_address(struct ctx *ctx, const char *address, int *out_wait_s)
{
    const char *network = network_of(ctx, address);
    return network == NULL
               ? OK
               : take(ctx, "address", network, ctx->app->rates->limits.per_address, out_wait_s);
}

void rate_give_back_address(struct ctx *ctx, const char *address)
{
    const char *network = network_of(ctx, address);
    if (network != NULL)
        give_back(ctx, "address", network);
}

void rate_give_back_buyer(struct ctx *ctx, const char *connection_id)
{
    if (ctx->app->rates != NULL && ctx->app->rates->limits.per_buyer != 0)
        give_back(ctx, "buyer", connection_id);
}

enum status rate_buyer(struct ctx *ctx, const char *connection_id, int *out_wait_s)
{
    const struct rates *rates = ctx->app->rates;
    if (rates == NULL || rates->limits.per_buyer == 0)
        return OK;
    return take(ctx, "buyer", connection_id, rates->limits.per_buyer, out_wait_s);
}

static enum status forget(struct db_tx *tx, void *state)
{
    return rate_store_forget(tx, *(const int64_t *)state);
}

enum status rates_forget(struct ctx *ctx)
{
    int64_t before_us = ctx_now_us(ctx) - WINDOWS_KEPT * window_us;
    if (db_is_local(ctx->app->db))
        return OK;
    return db_write_for(ctx->app->db, "rate", forget, &before_us, &ctx->fault);
}
