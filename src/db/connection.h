#ifndef DB_CONNECTION_H
#define DB_CONNECTION_H
/*
 * One connection to SQLite and the transaction on it: what db.c, writer.c and migrate.c use of a
 * back end, and all of sqlite3 that is left after connection.c and statement.c. A connection is
 * used by one thread at a time.
 */
#include <sqlite3.h>

#include "db/db.h"

enum { STATEMENT_BUCKETS = 256, PARAMETERS_MAX = 99 };

/* Statements that steer a transaction, prepared when the connection is opened. */
enum control {
    CONTROL_BEGIN_READ,
    CONTROL_BEGIN_WRITE,
    CONTROL_COMMIT,
    CONTROL_ROLLBACK,
    CONTROL_SAVE,
    CONTROL_KEEP,
    CONTROL_UNDO,
    CONTROLS
};

struct connection {
    sqlite3 *handle;
    const char *path; /* for messages; the opener's */
    int busy_ms;
    int wal_pages;     /* in the WAL after the last commit */
    int checkpoint_at; /* pages in the WAL from which the next checkpoint is due */
    sqlite3_stmt *control[CONTROLS];
    struct db_statement *statements[STATEMENT_BUCKETS]; /* by address of the db_sql */
    struct connection *next;                            /* in the pool of idle readers */
};

struct db_statement {
    const struct db_sql *sql;
    sqlite3_stmt *handle;
    struct db_statement *next;      /* in its bucket */
    struct db_statement *next_open; /* in its transaction */
    struct db_tx *tx;               /* NULL: idle in the cache */
    int parameters;
    unsigned char index[PARAMETERS_MAX + 1]; /* SQLite's number of $n */
    bool bound[PARAMETERS_MAX + 1];          /* by n */
    bool row;                                /* columns may be read */
    bool finished;                           /* stepping again would start it anew */
};

struct db_tx {
    struct connection *connection;
    enum status status; /* of the first error; sticks */
    bool read_only;
    int64_t changes;
    struct db_statement *open;
    struct db_statement dead; /* what db_prepare gives where it cannot give a real one */
    struct fault fault;
};

/* Opens and configures; a writer creates the file. Statuses as db_open. */
enum status connection_open(const char *path, bool writer, int busy_ms, struct connection **out,
                            struct fault *fault);
/* NULL is a no-op. Only the last connection of a writer checkpoints. */
void connection_close(struct connection *connection);

/* Runs one of the fixed statements: OK, or what the error means with a message. */
enum status connection_control(struct connection *connection, enum control control,
                               struct fault *fault);
/* Commits; where that fails the transaction is rolled back. UNCERTAIN: an I/O error. */
enum status connection_commit(struct connection *connection, struct fault *fault);
/* Copies the WAL into the database where it has grown enough; called between transactions. */
void connection_checkpoint(struct connection *connection);
/* False: SQLite has rolled the transaction back by itself (I/O error, disk full). */
bool connection_in_transaction(const struct connection *connection);
/* What a result code of SQLite means, and the message for it. */
enum status connection_error(struct connection *connection, int code, struct fault *fault);

void tx_start(struct db_tx *tx, struct connection *connection, bool read_only);
/* Calls `work`, ends the statements it left open and gives the status that counts. */
enum status tx_run(struct db_tx *tx, db_work *work, void *state);
/* Runs a script of many statements inside the transaction. */
enum status tx_script(struct db_tx *tx, const char *script);
/* Notes the first error; returns the transaction's status. */
enum status tx_fail(struct db_tx *tx, int code);

/* Prepares `sql` and throws it away: OK or FAILED. */
enum status statement_check(struct connection *connection, const struct db_sql *sql,
                            struct fault *fault);
void statement_free(struct db_statement *statement);
/* Resets it and puts it back into the cache. */
void statement_close(struct db_statement *statement);

#endif
