#include "db/writer.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"

/* First come first served. The counters only grow, so a drain knows when what it saw is over. */
struct queue {
    struct writer_job *head;
    struct writer_job *tail;
    uint64_t added;
    uint64_t taken;
    uint64_t settled;
};

struct writer {
    struct connection *connection;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t arrived;
    pthread_cond_t settled;
    struct queue waited; /* jobs that somebody waits for */
    struct queue later;
    int64_t failed;
    enum { BUSY, IDLE, LINGERING } thread_is; /* IDLE and LINGERING: it waits for `arrived` */
    int hurry;                                /* drains that wait for what is queued */
    bool stop;
};

static void queue_put(struct queue *queue, struct writer_job *job)
{
    job->next = NULL;
    if (queue->head == NULL)
        queue->head = job;
    else
        queue->tail->next = job;
    queue->tail = job;
    queue->added++;
}

static size_t queue_take(struct queue *queue, struct writer_job **jobs, size_t limit)
{
    size_t count = 0;
    while (count < limit && queue->head != NULL) {
        jobs[count++] = queue->head;
        queue->head = queue->head->next;
    }
    queue->taken += count;
    return count;
}

/* Gives every job that has not failed by itself the reason why the group did. */
static void fail_group(struct writer_job **jobs, size_t count, enum status status,
                       const struct fault *fault)
{
    for (size_t i = 0; i < count; i++) {
        if (jobs[i]->status == OK) {
            jobs[i]->status = status;
            jobs[i]->fault = *fault;
        }
    }
}

static void run_work(struct connection *connection, struct writer_job *job)
{
    struct db_tx tx;
    tx_start(&tx, connection, job->read_only);
    job->status = tx_run(&tx, job->work, job->state);
    if (job->status != OK)
        job->fault = tx.fault;
}

/* Runs one job in its savepoint. False: the transaction is lost for the whole group. */
static bool run_job(struct connection *connection, struct writer_job *job)
{
    const struct backend *backend = connection->backend;
    job->status = backend->control(connection, CONTROL_SAVE, &job->fault);
    if (job->status != OK)
        return backend->in_transaction(connection);
    run_work(connection, job);
    if (!backend->in_transaction(connection))
        return false;
    if (job->status != OK && backend->control(connection, CONTROL_UNDO, NULL) != OK)
        return false;
    return backend->control(connection, CONTROL_KEEP, NULL) == OK;
}

/* Begins the transaction anew, with nothing in it. */
static bool start_over(struct connection *connection, struct fault *fault)
{
    const struct backend *backend = connection->backend;
    return backend->control(connection, CONTROL_ROLLBACK, fault) == OK &&
           backend->control(connection, CONTROL_BEGIN_WRITE, fault) == OK;
}

/* Runs write-behind jobs in one savepoint, which for each by itself would cost as much as to insert
 * a small row, or in none where nothing else is in the transaction. `*done` is false, and nothing
 * of them is left, where one of them failed. False: the transaction is lost, `fault` says why. */
static bool run_together(struct connection *connection, struct writer_job **jobs, size_t count,
                         bool alone, bool *done, struct fault *fault)
{
    const struct backend *backend = connection->backend;
    *done = false;
    if (count < 2)
        return true;
    if (!alone && backend->control(connection, CONTROL_SAVE, fault) != OK)
        return backend->in_transaction(connection);
    *done = true;
    for (size_t i = 0; *done && i < count; i++) {
        run_work(connection, jobs[i]);
        *done = jobs[i]->status == OK;
        if (!*done)
            *fault = jobs[i]->fault;
    }
    if (!backend->in_transaction(connection))
        return false;
    if (alone)
        return *done || start_over(connection, fault);
    return (*done || backend->control(connection, CONTROL_UNDO, fault) == OK) &&
           backend->control(connection, CONTROL_KEEP, fault) == OK;
}

/* Runs jobs one after the other, each in its savepoint. False: as run_together. */
static bool run_each(struct connection *connection, struct writer_job **jobs, size_t count,
                     struct fault *fault)
{
    for (size_t i = 0; i < count; i++) {
        if (run_job(connection, jobs[i]))
            continue;
        if (jobs[i]->status == OK)
            fault_set(fault, FAILED, "its savepoint was lost");
        else
            *fault = jobs[i]->fault;
        return false;
    }
    return true;
}

void writer_run_group(struct connection *connection, struct writer_job **jobs, size_t count)
{
    const struct backend *backend = connection->backend;
    struct fault fault;
    size_t waited = 0; /* they come first */
    bool done = false;
    connection->lanes = 0;
    for (size_t i = 0; i < count; i++) {
        connection->lanes |= jobs[i]->lanes;
        waited += jobs[i]->owned == NULL;
    }
    enum status status = backend->control(connection, CONTROL_BEGIN_WRITE, &fault);
    if (status == OK &&
        (!run_each(connection, jobs, waited, &fault) ||
         !run_together(connection, jobs + waited, count - waited, waited == 0, &done, &fault) ||
         (!done && !run_each(connection, jobs + waited, count - waited, &fault)))) {
        struct fault reason = fault;
        status =
            fault_set(&fault, UNAVAILABLE,
                      "another change stored together with this one failed: %s", reason.message);
        if (backend->in_transaction(connection))
            backend->control(connection, CONTROL_ROLLBACK, NULL);
    }
    if (status == OK)
        status = backend->commit(connection, &fault);
    if (status != OK)
        fail_group(jobs, count, status, &fault);
}

/* Wakes who waits and frees what nobody waits for. A job that somebody waits for lies on that
 * thread's stack and is gone after the post. Returns how many write-behind jobs failed. */
static int64_t settle(struct writer_job **jobs, size_t count)
{
    int64_t failed = 0;
    for (size_t i = 0; i < count; i++) {
        if (jobs[i]->owned == NULL) {
            sem_post(&jobs[i]->done);
        } else {
            failed += jobs[i]->status != OK;
            arena_free(jobs[i]->owned);
        }
    }
    return failed;
}

static uint64_t waiting(const struct queue *queue)
{
    return queue->added - queue->taken;
}

static bool is_group(const struct writer *writer)
{
    return waiting(&writer->waited) > 0 || writer->hurry > 0 || writer->stop ||
           waiting(&writer->later) >= (uint64_t)writer->connection->backend->group_later;
}

static struct timespec in_us(long us)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += us * 1000;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    return until;
}

static void linger(struct writer *writer)
{
    struct timespec until = in_us(WRITER_LINGER_US);
    writer->thread_is = LINGERING;
    while (!is_group(writer) &&
           pthread_cond_timedwait(&writer->arrived, &writer->lock, &until) == 0)
        ;
    writer->thread_is = BUSY;
}

static bool has_nothing(const struct writer *writer)
{
    return waiting(&writer->waited) == 0 && waiting(&writer->later) == 0 && !writer->stop;
}

/* Where nothing comes for a moment a checkpoint keeps nobody waiting. With the lock held. */
static void use_the_pause(struct writer *writer)
{
    const struct backend *backend = writer->connection->backend;
    struct timespec until = in_us(WRITER_PAUSE_US);
    if (backend->checkpoint == NULL)
        return;
    writer->thread_is = IDLE;
    while (has_nothing(writer) &&
           pthread_cond_timedwait(&writer->arrived, &writer->lock, &until) == 0)
        ;
    writer->thread_is = BUSY;
    if (!has_nothing(writer))
        return;
    pthread_mutex_unlock(&writer->lock);
    backend->checkpoint(writer->connection, true);
    pthread_mutex_lock(&writer->lock);
}

/* Waits for the next group and takes it; 0: the end. */
static size_t next_group(struct writer *writer, struct writer_job **jobs)
{
    const struct backend *backend = writer->connection->backend;
    if (has_nothing(writer))
        use_the_pause(writer);
    while (has_nothing(writer)) {
        writer->thread_is = IDLE;
        pthread_cond_wait(&writer->arrived, &writer->lock);
        writer->thread_is = BUSY;
    }
    if (!is_group(writer))
        linger(writer);
    size_t group = (size_t)(waiting(&writer->waited) > 0 ? backend->group : backend->group_later);
    /* What is waited for goes first, but write-behind always gets on. */
    size_t count = queue_take(&writer->waited, jobs, group - WRITER_GROUP_LATER);
    return count + queue_take(&writer->later, jobs + count, group - count);
}

static void *writer_thread(void *argument)
{
    struct writer *writer = argument;
    const struct backend *backend = writer->connection->backend;
    struct writer_job *jobs[WRITER_GROUP];
    size_t count;
    pthread_mutex_lock(&writer->lock);
    while ((count = next_group(writer, jobs)) > 0) {
        pthread_mutex_unlock(&writer->lock);
        writer_run_group(writer->connection, jobs, count);
        int64_t failed = settle(jobs, count);
        if (backend->checkpoint != NULL)
            backend->checkpoint(writer->connection, false);
        pthread_mutex_lock(&writer->lock);
        writer->waited.settled = writer->waited.taken;
        writer->later.settled = writer->later.taken;
        writer->failed += failed;
        pthread_cond_broadcast(&writer->settled);
    }
    pthread_mutex_unlock(&writer->lock);
    return NULL;
}

enum status writer_start(struct connection *connection, struct writer **out, struct fault *fault)
{
    struct writer *writer = calloc(1, sizeof *writer);
    if (writer == NULL)
        panic("out of memory");
    writer->connection = connection;
    pthread_mutex_init(&writer->lock, NULL);
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&writer->arrived, &monotonic);
    pthread_condattr_destroy(&monotonic);
    pthread_cond_init(&writer->settled, NULL);
    /* Signals are the main thread's. */
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int error = pthread_create(&writer->thread, NULL, writer_thread, writer);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (error != 0) {
        free(writer);
        return fault_set(fault, FAILED, "the writer thread cannot be started: %s", strerror(error));
    }
    pthread_setname_np(writer->thread, "db-writer");
    *out = writer;
    return OK;
}

void writer_stop(struct writer *writer)
{
    if (writer == NULL)
        return;
    pthread_mutex_lock(&writer->lock);
    writer->stop = true;
    pthread_cond_signal(&writer->arrived);
    pthread_mutex_unlock(&writer->lock);
    pthread_join(writer->thread, NULL);
    pthread_cond_destroy(&writer->settled);
    pthread_cond_destroy(&writer->arrived);
    pthread_mutex_destroy(&writer->lock);
    free(writer);
}

bool writer_is_caller(const struct writer *writer)
{
    return pthread_equal(pthread_self(), writer->thread) != 0;
}

enum status writer_wait(struct writer *writer, struct writer_job *job)
{
    sem_init(&job->done, 0, 0);
    pthread_mutex_lock(&writer->lock);
    queue_put(&writer->waited, job);
    bool wake = writer->thread_is != BUSY;
    pthread_mutex_unlock(&writer->lock);
    if (wake)
        pthread_cond_signal(&writer->arrived);
    while (sem_wait(&job->done) != 0 && errno == EINTR)
        ;
    sem_destroy(&job->done);
    return job->status;
}

bool writer_later(struct writer *writer, struct writer_job *job)
{
    pthread_mutex_lock(&writer->lock);
    bool room = waiting(&writer->later) < WRITER_QUEUE_LATER;
    if (room)
        queue_put(&writer->later, job);
    bool wake = writer->thread_is == IDLE || (writer->thread_is == LINGERING && is_group(writer));
    pthread_mutex_unlock(&writer->lock);
    if (wake)
        pthread_cond_signal(&writer->arrived);
    return room;
}

void writer_drain(struct writer *writer)
{
    pthread_mutex_lock(&writer->lock);
    uint64_t waited = writer->waited.added;
    uint64_t later = writer->later.added;
    writer->hurry++;
    pthread_cond_signal(&writer->arrived);
    while (writer->waited.settled < waited || writer->later.settled < later)
        pthread_cond_wait(&writer->settled, &writer->lock);
    writer->hurry--;
    pthread_mutex_unlock(&writer->lock);
}

int64_t writer_failed(struct writer *writer)
{
    pthread_mutex_lock(&writer->lock);
    int64_t failed = writer->failed;
    pthread_mutex_unlock(&writer->lock);
    return failed;
}
