#ifndef DB_SQLITE_H
#define DB_SQLITE_H
/* The SQLite back end: sqlite_connection.c opens, commits and checkpoints, sqlite_statement.c runs
 * statements, sqlite_wal.c writes the WAL. */
#include <sqlite3.h>

#include "db/connection.h"

struct sqlite_connection {
    struct connection base;
    sqlite3 *handle;
    int busy_ms;
    int wal_pages;     /* in the WAL after the last commit */
    int checkpoint_at; /* pages in the WAL from which the next checkpoint is due */
    sqlite3_stmt *control[CONTROLS];
};

struct sqlite_statement {
    struct db_statement base;
    sqlite3_stmt *handle;
    unsigned char index[PARAMETERS_MAX + 1]; /* SQLite's number of $n */
};

/* What a result code of SQLite means, and the message for it. */
enum status sqlite_error(struct sqlite_connection *connection, int code, struct fault *fault);

enum status sqlite_open(const char *path, const char *name, bool writer, int busy_ms,
                        struct connection **out, struct fault *fault);
void sqlite_close(struct connection *connection);
enum status sqlite_control(struct connection *connection, enum control control,
                           struct fault *fault);
enum status sqlite_commit(struct connection *connection, struct fault *fault);
void sqlite_checkpoint(struct connection *connection, bool idle);
bool sqlite_in_transaction(const struct connection *connection);
/* Registers the way to write files that gathers what goes to a WAL, and returns its name for
 * sqlite3_open_v2. Once in a process. */
const char *sqlite_wal_vfs(void);
/* Outside transactions, else a no-op: what is still gathered belongs to one that was rolled back
 * and is written no more, and whatever it failed with is over. */
void sqlite_wal_forget(sqlite3 *handle);

#endif
