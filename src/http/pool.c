#include "http/pool.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct pool {
    pthread_mutex_t lock;
    pthread_cond_t wake;
    struct job *first;
    struct job **last;
    size_t waiting;
    size_t limit;
    size_t idle; /* workers that wait to be woken */
    bool waking; /* one of them was woken and has not come yet */
    bool ending;
    void (*run)(struct job *job);
    int workers;
    pthread_t threads[];
};

/* Whether somebody is to be woken: one at a time, who wakes the next where work is left. Waking one
 * for every job cost a third of the throughput of short handlers. */
static bool must_wake(struct pool *pool)
{
    bool wake = pool->first != NULL && pool->idle > 0 && !pool->waking;
    pool->waking = pool->waking || wake;
    return wake;
}

/* Blocks until there is a job; NULL once the pool ends and nothing waits. */
static struct job *take(struct pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    while (pool->first == NULL && !pool->ending) {
        pool->idle++;
        pthread_cond_wait(&pool->wake, &pool->lock);
        pool->idle--;
        pool->waking = false;
    }
    struct job *job = pool->first;
    if (job != NULL) {
        pool->first = job->next;
        pool->waiting--;
        if (pool->first == NULL)
            pool->last = &pool->first;
    }
    bool wake = must_wake(pool);
    pthread_mutex_unlock(&pool->lock);
    if (wake)
        pthread_cond_signal(&pool->wake);
    return job;
}

static void *work(void *argument)
{
    struct pool *pool = argument;
    for (struct job *job = take(pool); job != NULL; job = take(pool))
        pool->run(job);
    return NULL;
}

enum status pool_start(int workers, size_t limit, void (*run)(struct job *job), struct pool **out,
                       struct fault *fault)
{
    struct pool *pool = calloc(1, sizeof(*pool) + (size_t)workers * sizeof(pthread_t));
    if (pool == NULL)
        panic("out of memory (a pool of workers)");
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->wake, NULL);
    pool->last = &pool->first;
    pool->limit = limit;
    pool->run = run;
    for (; pool->workers < workers; pool->workers++) {
        int error = pthread_create(&pool->threads[pool->workers], NULL, work, pool);
        if (error != 0) {
            pool_stop(pool);
            return fault_set(fault, FAILED, "cannot start a worker: %s", strerror(error));
        }
    }
    *out = pool;
    return OK;
}

bool pool_push(struct pool *pool, struct job *job)
{
    job->next = NULL;
    pthread_mutex_lock(&pool->lock);
    bool room = pool->waiting < pool->limit || pool->waiting < pool->idle;
    if (room) {
        *pool->last = job;
        pool->last = &job->next;
        pool->waiting++;
    }
    bool wake = must_wake(pool);
    pthread_mutex_unlock(&pool->lock);
    if (wake)
        pthread_cond_signal(&pool->wake);
    return room;
}

size_t pool_waiting(struct pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    size_t waiting = pool->waiting;
    pthread_mutex_unlock(&pool->lock);
    return waiting;
}

void pool_stop(struct pool *pool)
{
    if (pool == NULL)
        return;
    pthread_mutex_lock(&pool->lock);
    pool->ending = true;
    pthread_mutex_unlock(&pool->lock);
    pthread_cond_broadcast(&pool->wake);
    for (int i = 0; i < pool->workers; i++)
        pthread_join(pool->threads[i], NULL);
    pthread_cond_destroy(&pool->wake);
    pthread_mutex_destroy(&pool->lock);
    free(pool);
}
