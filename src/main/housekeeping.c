#include "main/housekeeping.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#include "app/billing.h"
#include "app/expiry.h"
#include "app/notice.h"
#include "app/rate.h"
#include "app/sign_in.h"
#include "base/arena.h"

/* Well under the lease's term, so that a node keeps what it holds. */
enum { EVERY_SECONDS = 20 };

struct housekeeping {
    const struct app *app;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t end;
    atomic_bool ended; /* set with the lock; what is in the middle of something looks without */
    struct arena *arena;
    const char *holder; /* this node */
    int64_t dropped;    /* as it was told last */
};

/* Not each by itself: there are many when there is one. */
static void tell_dropped(struct housekeeping *housekeeping, struct arena *arena)
{
    int64_t dropped = db_dropped(housekeeping->app->db);
    if (dropped > housekeeping->dropped)
        log_write(
            housekeeping->app->log, LOG_WARNING, "documents not logged: they could not be stored",
            LOG_FIELDS({"count", arena_printf(arena, "%lld",
                                              (long long)(dropped - housekeeping->dropped))}));
    housekeeping->dropped = dropped;
}

static void run_billing(struct ctx *ctx)
{
    int64_t issued;
    enum status st = billing_run(ctx, &issued);
    if (issued > 0)
        log_write(ctx->app->log, LOG_INFO, "invoices issued",
                  LOG_FIELDS({"count", arena_printf(ctx->arena, "%lld", (long long)issued)}));
    if (st != OK)
        log_write(ctx->app->log, LOG_ERROR, "billing failed; what is due stays due",
                  LOG_FIELDS({"status", status_name(st)}, {"fault", ctx->fault.message}));
}

static void run_once(struct housekeeping *housekeeping)
{
    struct ctx ctx = {.app = housekeeping->app, .arena = arena_new(), .ends = &housekeeping->ended};
    int64_t expired;
    enum status st = expiry_run(&ctx, housekeeping->holder, &expired);
    if (st != OK)
        log_write(ctx.app->log, LOG_ERROR, "request expiry failed",
                  LOG_FIELDS({"status", status_name(st)}, {"fault", ctx.fault.message}));
    else if (expired > 0)
        log_write(ctx.app->log, LOG_INFO, "requests expired",
                  LOG_FIELDS({"count", arena_printf(ctx.arena, "%lld", (long long)expired)}));
    run_billing(&ctx);
    int64_t reminded;
    st = notice_test_mode(&ctx, &reminded);
    if (st != OK)
        log_write(ctx.app->log, LOG_ERROR, "test mode: nobody could be reminded of it",
                  LOG_FIELDS({"status", status_name(st)}, {"fault", ctx.fault.message}));
    st = rates_forget(&ctx);
    if (st != OK)
        log_write(ctx.app->log, LOG_ERROR, "old rates were not removed",
                  LOG_FIELDS({"status", status_name(st)}, {"fault", ctx.fault.message}));
    st = sign_in_forget(&ctx);
    if (st != OK)
        log_write(ctx.app->log, LOG_ERROR, "old console sessions were not removed",
                  LOG_FIELDS({"status", status_name(st)}, {"fault", ctx.fault.message}));
    tell_dropped(housekeeping, ctx.arena);
    arena_free(ctx.arena);
}

static void *keep_house(void *argument)
{
    struct housekeeping *housekeeping = argument;
    pthread_mutex_lock(&housekeeping->lock);
    while (!housekeeping->ended) {
        struct timespec until;
        pthread_mutex_unlock(&housekeeping->lock);
        run_once(housekeeping);
        clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_sec += EVERY_SECONDS;
        pthread_mutex_lock(&housekeeping->lock);
        int waited = 0;
        while (!housekeeping->ended && waited == 0)
            waited = pthread_cond_timedwait(&housekeeping->end, &housekeeping->lock, &until);
    }
    pthread_mutex_unlock(&housekeeping->lock);
    return NULL;
}

struct housekeeping *housekeeping_start(const struct app *app)
{
    struct arena *arena = arena_new();
    struct ctx ctx = {.app = app, .arena = arena};
    struct housekeeping *housekeeping = arena_make(arena, struct housekeeping);
    pthread_condattr_t monotonic;
    *housekeeping = (struct housekeeping){.app = app, .arena = arena, .holder = ctx_new_id(&ctx)};
    pthread_mutex_init(&housekeeping->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&housekeeping->end, &monotonic);
    pthread_condattr_destroy(&monotonic);
    if (pthread_create(&housekeeping->thread, NULL, keep_house, housekeeping) != 0)
        panic("no thread for housekeeping");
    return housekeeping;
}

void housekeeping_stop(struct housekeeping *housekeeping)
{
    if (housekeeping == NULL)
        return;
    pthread_mutex_lock(&housekeeping->lock);
    housekeeping->ended = true;
    pthread_cond_signal(&housekeeping->end);
    pthread_mutex_unlock(&housekeeping->lock);
    pthread_join(housekeeping->thread, NULL);
    struct ctx ctx = {.app = housekeeping->app, .arena = housekeeping->arena};
    expiry_release(&ctx, housekeeping->holder);
    pthread_cond_destroy(&housekeeping->end);
    pthread_mutex_destroy(&housekeeping->lock);
    arena_free(housekeeping->arena);
}
