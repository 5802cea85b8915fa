#include "db/db.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "db/lock.h"
#include "db/pg.h"
#include "db/writer.h"

enum { READERS_READ_ONLY = 1, BUSY_MS = 5000, NAME_MAX_LENGTH = 300 };

struct db {
    const struct backend *backend;
    char *path;
    char name[NAME_MAX_LENGTH]; /* for messages: a path of PostgreSQL's may hold a password */
    enum db_mode mode;
    int lock;                                          /* the lock file, or -1 */
    struct connection *write_connections[WRITERS_MAX]; /* all NULL: READ_ONLY */
    struct writer *writers[WRITERS_MAX];               /* of SERVE only */
    int writer_count;                                  /* of SERVE, once they have started */
    bool working;                                      /* OFFLINE: inside a work */
    bool pooled;                                       /* reads go to the pool */
    pthread_mutex_t pool_lock;
    pthread_cond_t pool_idle;
    struct connection *pool;
    _Atomic int64_t dropped; /* besides what the writer counts */
};

static enum status open_readers(struct db *db, int readers, int busy_ms, struct fault *fault)
{
    for (int i = 0; i < readers; i++) {
        struct connection *connection;
        enum status status =
            db->backend->open(db->path, db->name, false, busy_ms, &connection, fault);
        if (status != OK)
            return status;
        connection->next = db->pool;
        db->pool = connection;
    }
    db->pooled = true;
    return OK;
}

static enum status open_all(struct db *db, const struct db_options *options, struct fault *fault)
{
    const struct backend *backend = db->backend;
    bool memory = text_equal(options->path, ":memory:");
    int busy_ms = options->busy_ms > 0 ? options->busy_ms : BUSY_MS;
    int readers = options->mode == DB_SERVE ? backend->readers : READERS_READ_ONLY;
    enum status status = OK;
    if (options->readers > 0)
        readers = options->readers;
    if (options->mode == DB_READ_ONLY)
        return memory ? fault_set(fault, FAILED, "a database in memory cannot be opened read-only")
                      : open_readers(db, readers, busy_ms, fault);
    if (backend->one_process && !memory)
        status = lock_take(db->path, &db->lock, fault);
    int writers = options->mode == DB_SERVE ? backend->writers : 1;
    for (int i = 0; i < writers && status == OK; i++)
        status = backend->open(db->path, db->name, true, busy_ms, &db->write_connections[i], fault);
    if (status == OK && options->mode == DB_SERVE && !memory)
        status = open_readers(db, readers, busy_ms, fault);
    for (int i = 0; i < writers && options->mode == DB_SERVE && status == OK; i++)
        status = writer_start(db->write_connections[i], &db->writers[i], fault);
    if (status == OK && options->mode == DB_SERVE)
        db->writer_count = writers;
    return status;
}

enum status db_open(const struct db_options *options, struct db **out, struct fault *fault)
{
    *out = NULL;
    if (text_empty(options->path))
        return fault_set(fault, FAILED, "the database has no path");
    struct db *db = calloc(1, sizeof *db);
    char *path = strdup(options->path);
    if (db == NULL || path == NULL)
        panic("out of memory");
    db->path = path;
    db->backend = db_is_server(path) ? &pg_backend : &sqlite_backend;
    db->mode = options->mode;
    db->lock = -1;
    pthread_mutex_init(&db->pool_lock, NULL);
    pthread_cond_init(&db->pool_idle, NULL);
    enum status status = OK;
    if (db->backend == &pg_backend)
        status = pg_describe(path, db->name, sizeof db->name, fault);
    else
        snprintf(db->name, sizeof db->name, "%s", path);
    if (status == OK)
        status = open_all(db, options, fault);
    if (status != OK)
        db_close(db);
    else
        *out = db;
    return status;
}

bool db_is_server(const char *path)
{
    return text_starts(path, "postgresql://") || text_starts(path, "postgres://") ||
           text_starts(path, "host=");
}

bool db_is_local(const struct db *db)
{
    return db->backend->one_process;
}

void db_close(struct db *db)
{
    if (db == NULL)
        return;
    for (int i = 0; i < WRITERS_MAX; i++)
        writer_stop(db->writers[i]);
    while (db->pool != NULL) {
        struct connection *next = db->pool->next;
        connection_close(db->pool);
        db->pool = next;
    }
    /* The writers last: SQLite's checkpoints and removes the WAL. */
    for (int i = 0; i < WRITERS_MAX; i++)
        connection_close(db->write_connections[i]);
    lock_release(db->lock);
    pthread_cond_destroy(&db->pool_idle);
    pthread_mutex_destroy(&db->pool_lock);
    free(db->path);
    free(db);
}

static struct connection *pool_take(struct db *db)
{
    pthread_mutex_lock(&db->pool_lock);
    while (db->pool == NULL)
        pthread_cond_wait(&db->pool_idle, &db->pool_lock);
    struct connection *connection = db->pool;
    db->pool = connection->next;
    pthread_mutex_unlock(&db->pool_lock);
    return connection;
}

static void pool_give(struct db *db, struct connection *connection)
{
    pthread_mutex_lock(&db->pool_lock);
    connection->next = db->pool;
    db->pool = connection;
    pthread_mutex_unlock(&db->pool_lock);
    pthread_cond_signal(&db->pool_idle);
}

/* The transaction that the reads of this thread share, between db_snapshot_begin and _end. */
static _Thread_local struct {
    struct db *db;                 /* NULL: each read has its own */
    struct connection *connection; /* NULL: none was begun yet */
} snapshot;

/* Nothing was written: a commit that fails has nothing to lose. */
static void end_read(struct connection *connection)
{
    const struct backend *backend = connection->backend;
    if (backend->in_transaction(connection))
        backend->control(connection, CONTROL_ROLLBACK, NULL);
}

static enum status read_once(struct connection *connection, db_work *work, void *state,
                             struct fault *fault)
{
    const struct backend *backend = connection->backend;
    struct db_tx tx;
    enum status status = backend->in_transaction(connection)
                             ? OK
                             : backend->control(connection, CONTROL_BEGIN_READ, fault);
    if (status != OK)
        return status;
    tx_start(&tx, connection, true);
    status = tx_run(&tx, work, state);
    if (status != OK && fault != NULL)
        *fault = tx.fault;
    return status;
}

static enum status read_pooled(struct db *db, db_work *work, void *state, struct fault *fault)
{
    bool (*is_lost)(const struct connection *connection) = db->backend->is_lost;
    bool shared = snapshot.db == db;
    struct connection *connection = shared ? snapshot.connection : NULL;
    if (connection == NULL)
        connection = pool_take(db);
    enum status status = read_once(connection, work, state, fault);
    /* A server that was restarted, say: nothing was written, so it can be done again. */
    if (status != OK && is_lost != NULL && is_lost(connection)) {
        end_read(connection);
        status = read_once(connection, work, state, fault);
    }
    /* After an error PostgreSQL answers nothing more in the same transaction. */
    if (!shared || status != OK)
        end_read(connection);
    if (shared)
        snapshot.connection = connection;
    else
        pool_give(db, connection);
    return status;
}

static void leave_snapshot(void)
{
    if (snapshot.connection == NULL)
        return;
    end_read(snapshot.connection);
    pool_give(snapshot.db, snapshot.connection);
    snapshot.connection = NULL;
}

void db_snapshot_begin(struct db *db)
{
    snapshot.db = db;
}

void db_snapshot_end(void)
{
    leave_snapshot();
    snapshot.db = NULL;
}

static uint64_t lane_of(const char *key)
{
    return UINT64_C(1) << text_hash(key) % 64;
}

/* A lane is always the same writer's, so that writers of one process do not wait for each other. */
static struct writer *writer_of(const struct db *db, uint64_t lanes)
{
    int lane = lanes == ALL_LANES || lanes == 0 ? 0 : __builtin_ctzll(lanes);
    return db->writers[lane % db->writer_count];
}

static void check_not_inside(const struct db *db)
{
    bool inside = db->working;
    for (int i = 0; i < db->writer_count && !inside; i++)
        inside = writer_is_caller(db->writers[i]);
    if (inside)
        panic("db_read, db_write or db_drain was called from within a work");
}

/* Settles the job through a writer thread, or at once where there is none. */
static enum status run(struct db *db, struct writer_job *job, struct fault *fault)
{
    check_not_inside(db);
    if (snapshot.db == db)
        leave_snapshot(); /* what is read after a write sees it */
    if (db->writer_count > 0) {
        writer_wait(writer_of(db, job->lanes), job);
    } else {
        db->working = true;
        writer_run_group(db->write_connections[0], &job, 1);
        if (db->backend->checkpoint != NULL)
            db->backend->checkpoint(db->write_connections[0], true);
        db->working = false;
    }
    if (job->status != OK && fault != NULL)
        *fault = job->fault;
    return job->status;
}

enum status db_read(struct db *db, db_work *work, void *state, struct fault *fault)
{
    if (db->pooled)
        return read_pooled(db, work, state, fault);
    struct writer_job job = {.work = work, .state = state, .read_only = true};
    return run(db, &job, fault);
}

static enum status write_in(struct db *db, uint64_t lanes, db_work *work, void *state,
                            struct fault *fault)
{
    if (db->mode == DB_READ_ONLY)
        return fault_set(fault, FAILED, "the database %s was opened for reading only", db->name);
    struct writer_job job = {.work = work, .state = state, .lanes = lanes};
    return run(db, &job, fault);
}

enum status db_write_for(struct db *db, const char *key, db_work *work, void *state,
                         struct fault *fault)
{
    return write_in(db, lane_of(key), work, state, fault);
}

enum status db_write(struct db *db, db_work *work, void *state, struct fault *fault)
{
    return write_in(db, ALL_LANES, work, state, fault);
}

bool db_write_later(struct db *db, const char *key, struct arena *owned, db_work *work, void *state)
{
    struct writer_job *job = arena_make(owned, struct writer_job);
    job->work = work;
    job->state = state;
    job->owned = owned;
    bool taken = true;
    if (db->writer_count > 0) {
        taken = writer_later(writer_of(db, lane_of(key)), job);
        if (taken)
            return true;
    } else if (db->mode == DB_READ_ONLY) {
        taken = false;
    }
    /* Without a writer thread later is now. */
    if (!taken || run(db, job, NULL) != OK)
        atomic_fetch_add(&db->dropped, 1);
    arena_free(owned);
    return taken;
}

int64_t db_dropped(struct db *db)
{
    int64_t dropped = atomic_load(&db->dropped);
    for (int i = 0; i < db->writer_count; i++)
        dropped += writer_failed(db->writers[i]);
    return dropped;
}

void db_drain(struct db *db)
{
    check_not_inside(db);
    for (int i = 0; i < db->writer_count; i++)
        writer_drain(db->writers[i]);
}

struct check {
    const struct db_sql *const *list;
    size_t count;
};

static enum status check_all(struct db_tx *tx, void *state)
{
    const struct check *check = state;
    enum status status = OK;
    for (size_t i = 0; i < check->count && status == OK; i++)
        status = tx->connection->backend->check(tx->connection, check->list[i], db_fault(tx));
    return status;
}

enum status db_check_sql(struct db *db, const struct db_sql *const *list, size_t count,
                         struct fault *fault)
{
    struct check check = {list, count};
    return db_read(db, check_all, &check, fault);
}
