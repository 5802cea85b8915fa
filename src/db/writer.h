#ifndef DB_WRITER_H
#define DB_WRITER_H
/*
 * A thread that writes; a database has few, SQLite one. It takes everything that waits, up to the
 * back end's group (never over WRITER_GROUP), runs each in a savepoint of one transaction, commits,
 * and then wakes everybody. For what is waited for there is no timer: while one commit waits for
 * the disk the next group gathers. Write-behind alone is gathered for WRITER_LINGER_US, and in
 * larger groups.
 */
#include <semaphore.h>

#include "db/connection.h"

struct writer;

enum { WRITER_LINGER_US = 20000, WRITER_PAUSE_US = 500 };
enum { WRITER_GROUP = 512, WRITER_GROUP_LATER = 16, WRITER_QUEUE_LATER = 4096 };

struct writer_job {
    struct writer_job *next;
    db_work *work;
    void *state;
    uint64_t lanes;      /* 0: what it does needs no order with other writes */
    struct arena *owned; /* of a write-behind job, which lies in it; NULL: somebody waits */
    bool read_only;      /* for reads of a database in memory, which has one connection only */
    enum status status;
    struct fault fault;
    sem_t done;
};

/* Runs the jobs as one group on the calling thread and sets each one's status. */
void writer_run_group(struct connection *connection, struct writer_job **jobs, size_t count);

/* Starts the thread; the connection stays the caller's. */
enum status writer_start(struct connection *connection, struct writer **out, struct fault *fault);
/* Runs what is queued and ends the thread. NULL is a no-op. */
void writer_stop(struct writer *writer);

/* Whether the caller is this thread: inside a work, which must not wait for another. */
bool writer_is_caller(const struct writer *writer);

/* Queues the job and waits until it is settled; returns its status. */
enum status writer_wait(struct writer *writer, struct writer_job *job);
/* Queues a write-behind job; false where the queue is full (the job is still the caller's). */
bool writer_later(struct writer *writer, struct writer_job *job);
void writer_drain(struct writer *writer);
/* Write-behind jobs that were run and failed. */
int64_t writer_failed(struct writer *writer);

#endif
