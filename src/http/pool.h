#ifndef HTTP_POOL_H
#define HTTP_POOL_H
/* A bounded queue and the threads that empty it. Private to http/. */
#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"

struct pool;

struct job {
    struct job *next; /* the pool's while the job waits */
};

/* `run` is called on a worker; it owns the job. FAILED: no thread to be had. */
enum status pool_start(int workers, size_t limit, void (*run)(struct job *job), struct pool **out,
                       struct fault *fault);

/* False, and nothing happened, where `limit` jobs wait already. */
bool pool_push(struct pool *pool, struct job *job);

size_t pool_waiting(struct pool *pool);

/* Runs what waits, ends the threads, frees. NULL is a no-op. */
void pool_stop(struct pool *pool);

#endif
