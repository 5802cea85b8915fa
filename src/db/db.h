#ifndef DB_DB_H
#define DB_DB_H
/*
 * The database, seen as two calls: db_read and db_write run a function inside a transaction. Writes
 * go through few threads (SQLite: one) that commit what waits as one group, so a commit costs a
 * fraction of an fsync; reads run beside them on their own connections. A write names the key it
 * is for: writes of one key see each other as if they came one after the other, on PostgreSQL those
 * of all nodes.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "db/statement.h"

struct arena;
struct db;

enum db_mode {
    DB_SERVE,     /* the server: writer threads and readers; takes the writing lock */
    DB_READ_ONLY, /* a look beside a running server: never writes, never checkpoints */
    DB_OFFLINE    /* init, migrations, tests: all on the caller's thread; takes the writing lock */
};

struct db_options {
    /* SQLite: the file, created where it is missing, or ":memory:" (not READ_ONLY). PostgreSQL: see
     * db_is_server; never shown in a message. */
    const char *path;
    enum db_mode mode;
    int readers; /* connections for db_read; 0 is the default (4, READ_ONLY: 1) */
    int busy_ms; /* how long to wait for a lock of another process; 0 is the default (5000) */
};

/* Opens it. UNAVAILABLE: another process holds the writing lock (the message names it), the
 * database is locked or PostgreSQL cannot be reached; FAILED: no directory, no permission, not a
 * database, wrong user or password. `*out` is the caller's until db_close. */
enum status db_open(const struct db_options *options, struct db **out, struct fault *fault);

/* Whether `path` names a PostgreSQL: postgresql://USER:PASSWORD@HOST:PORT/NAME with what libpq
 * takes besides (several hosts), or its `host=... dbname=...`. */
bool db_is_server(const char *path);

/* Whether db_read waits for nothing but the machine's own memory and disk. */
bool db_is_local(const struct db *db);

/* Runs what is queued, then closes. No other thread may still be using it. NULL is a no-op. */
void db_close(struct db *db);

/*
 * What runs inside a transaction. A status other than OK is handed to whoever called db_read or
 * db_write, with the message in db_fault(tx). It may run on another thread than its caller, and
 * must not call db_read, db_write or db_drain. A write runs at most once; write-behind a second
 * time where what it wrote was rolled back with others, a read where the connection to PostgreSQL
 * was lost.
 */
typedef enum status db_work(struct db_tx *tx, void *state);

/* Runs `work` on one consistent snapshot. A statement that would write fails. */
enum status db_read(struct db *db, db_work *work, void *state, struct fault *fault);

/*
 * Until db_snapshot_end, which must come soon, all db_reads of this thread share one transaction:
 * they see the same, and are spared a beginning and an end each. After a read that was not OK, and
 * after a write of its own, another one begins. Not within a work.
 */
void db_snapshot_begin(struct db *db);
void db_snapshot_end(void);

/*
 * Runs `work` and returns OK only once the commit is on stable storage. Any other status rolls back
 * what this work wrote and nothing else. Besides the work's own: CONFLICT, UNAVAILABLE (locked,
 * disk full, connection lost with nothing stored), UNCERTAIN (the commit met an I/O error, or
 * PostgreSQL has not come back to say, and may have happened: ask again by what identifies it),
 * FAILED. `key`: whose data the work reads and writes, an organization's id as a rule.
 */
enum status db_write_for(struct db *db, const char *key, db_work *work, void *state,
                         struct fault *fault);

/* The same for what is no single key's: it comes one after the other with all writes, so it is for
 * what is rare. */
enum status db_write(struct db *db, db_work *work, void *state, struct fault *fault);

/*
 * Write-behind, for what nobody waits for: takes over `owned`, in which `state` and all it points
 * to must lie, runs `work` in a later group and frees `owned`. In no order with other writes, first
 * come first served among those of its key in this process. False, `owned` freed and counted, when
 * 4096 wait already.
 */
bool db_write_later(struct db *db, const char *key, struct arena *owned, db_work *work,
                    void *state);

/* How many write-behind works were lost since db_open: queue full, or failed. */
int64_t db_dropped(struct db *db);

/* Waits until everything queued before this call has been committed or has failed. */
void db_drain(struct db *db);

/* Where a work puts its message: fault_set(db_fault(tx), NOT_FOUND, ...). Never NULL. */
struct fault *db_fault(struct db_tx *tx);

/* Prepares each statement and throws it away: FAILED with the first that does not fit the schema.
 */
enum status db_check_sql(struct db *db, const struct db_sql *const *list, size_t count,
                         struct fault *fault);

#endif
