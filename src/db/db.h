#ifndef DB_DB_H
#define DB_DB_H
/*
 * The database, seen as two calls: db_read and db_write run a function inside a transaction. All
 * writes go through one thread that commits what waits as one group, so a commit costs a fraction
 * of an fsync; reads run beside it on their own connections. Writes see each other as if they came
 * one after the other, on PostgreSQL those of all nodes. SQL is one text for SQLite and PostgreSQL:
 * parameters are `$1` to `$99`, times and ids are passed in.
 *
 *     static const struct db_sql find = {"SELECT name FROM product WHERE id = $1"};
 *
 *     struct db_statement *s = db_prepare(tx, &find);
 *     db_bind_text(s, 1, id);
 *     if (db_step(s))
 *         product->name = db_text(s, 0, arena);
 *     return db_done(s);
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/status.h"

struct arena;
struct db;
struct db_tx;
struct db_statement;

/* One statement. Must be static: it is prepared once a connection and found again by address. */
struct db_sql {
    const char *text;
};

enum db_mode {
    DB_SERVE,     /* the server: a writer thread and readers; takes the writing lock */
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

/* Runs what is queued, then closes. No other thread may still be using it. NULL is a no-op. */
void db_close(struct db *db);

/*
 * What runs inside a transaction. A status other than OK is handed to whoever called db_read or
 * db_write, with the message in db_fault(tx). It may run on another thread than its caller, and
 * must not call db_read, db_write or db_drain. A write runs at most once; a read runs a second time
 * from its beginning where the connection to PostgreSQL was lost.
 */
typedef enum status db_work(struct db_tx *tx, void *state);

/* Runs `work` on one consistent snapshot. A statement that would write fails. */
enum status db_read(struct db *db, db_work *work, void *state, struct fault *fault);

/*
 * Runs `work` and returns OK only once the commit is on stable storage. Any other status rolls back
 * what this work wrote and nothing else. Besides the work's own: CONFLICT, UNAVAILABLE (locked,
 * disk full, connection lost with nothing stored), UNCERTAIN (the commit met an I/O error, or
 * PostgreSQL has not come back to say, and may have happened: ask again by what identifies it),
 * FAILED.
 */
enum status db_write(struct db *db, db_work *work, void *state, struct fault *fault);

/*
 * Write-behind, for what nobody waits for: takes over `owned`, in which `state` and all it points
 * to must lie, runs `work` in a later group and frees `owned`. In no order with db_write, first
 * come first served among themselves. False, `owned` freed and counted, when 4096 wait already.
 */
bool db_write_later(struct db *db, struct arena *owned, db_work *work, void *state);

/* How many write-behind works were lost since db_open: queue full, or failed. */
int64_t db_dropped(struct db *db);

/* Waits until everything queued before this call has been committed or has failed. */
void db_drain(struct db *db);

/*
 * A statement ready for binding, the transaction's until db_done; never NULL. The same db_sql may
 * be prepared again while the first is being stepped. An error in any statement, CONFLICT included
 * (PostgreSQL ends a transaction there too; where it is expected write ON CONFLICT), sticks: later
 * statements do nothing, db_done says the first status, and the transaction will not commit even
 * if the work returns OK.
 */
struct db_statement *db_prepare(struct db_tx *tx, const struct db_sql *sql);

/* Binds `$n`, copying the value. Every parameter must be bound before the first step. A NULL text
 * is SQL's NULL; empty bytes are empty, not NULL. */
void db_bind_text(struct db_statement *statement, int n, const char *text);
void db_bind_int(struct db_statement *statement, int n, int64_t number);
void db_bind_bytes(struct db_statement *statement, int n, struct bytes bytes);
void db_bind_null(struct db_statement *statement, int n);

/* True: a row is there to be read. False: no more rows, or an error that db_done tells. */
bool db_step(struct db_statement *statement);

/* Columns of the row, from 0. NULL reads as NULL, 0 and no bytes. Copies are the arena's; text and
 * bytes are followed by a NUL that is not counted. */
const char *db_text(struct db_statement *statement, int column, struct arena *arena);
int64_t db_int(struct db_statement *statement, int column);
struct bytes db_bytes(struct db_statement *statement, int column, struct arena *arena);
bool db_is_null(struct db_statement *statement, int column);

/* Ends the statement; it must not be used again. The transaction's status: OK, CONFLICT (a
 * constraint), UNAVAILABLE (busy, disk full), TOO_LARGE (a value or row over SQLite's limit),
 * FAILED, with the message in db_fault(tx). */
enum status db_done(struct db_statement *statement);

/* Steps to the end and db_done: for statements whose rows nobody wants. */
enum status db_run(struct db_statement *statement);

/*
 * Runs a statement whose outcome need not be known at once: on PostgreSQL it goes out with the next
 * one that is stepped, which saves a round trip. An error shows, and sticks, there or at the end of
 * the work. db_changes does not tell of it.
 */
enum status db_send(struct db_statement *statement);

/* Rows that the last INSERT, UPDATE or DELETE ended in this transaction has changed; 0 before. */
int64_t db_changes(const struct db_tx *tx);

/* Where a work puts its message: fault_set(db_fault(tx), NOT_FOUND, ...). Never NULL. */
struct fault *db_fault(struct db_tx *tx);

/* Prepares each statement and throws it away: FAILED with the first that does not fit the schema.
 */
enum status db_check_sql(struct db *db, const struct db_sql *const *list, size_t count,
                         struct fault *fault);

#endif
