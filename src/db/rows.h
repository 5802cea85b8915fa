#ifndef DB_ROWS_H
#define DB_ROWS_H
/*
 * Whole tables, read and written the fastest way that the database has: rows_sqlite.c steps through
 * statements, rows_pg.c speaks COPY. Used by copy.c, inside a transaction. Errors are noted in the
 * transaction, as by statements.
 */
#include "db/connection.h"

enum { COLUMNS_MAX = 200 };

struct column {
    const char *name;
    int kind; /* VALUE_INT, VALUE_TEXT or VALUE_BYTES */
};

struct table {
    const char *name;
    struct column *columns;
    size_t column_count;
};

/* Is given each row; the values are good until it returns. Another status than OK ends the reading.
 */
typedef enum status row_taker(void *state, const struct table *table,
                              const struct db_value *values);

/* Rows on their way into one table. */
struct row_writer;

struct rows_backend {
    /* All that migrations made, by table name and position: table, column, and its type as INTEGER,
     * TEXT or BLOB. */
    struct db_sql columns;

    /* Keeps others from writing while the connection is open. `*lock` is for lock_release. */
    enum status (*hold)(struct connection *connection, const char *path, int *lock,
                        struct fault *fault);
    /* Readies a connection for one long transaction; `fresh`: into a new database. */
    enum status (*tune)(struct connection *connection, bool fresh, struct fault *fault);
    /* Sets foreign keys aside, so that tables and rows may come in any order; `*references` is for
     * check_references, which has them again and true. */
    enum status (*drop_references)(struct db_tx *tx, struct arena *arena, const char **references);
    enum status (*check_references)(struct db_tx *tx, const char *references);

    /* Calls `take` for every row, in no order. */
    enum status (*read)(struct db_tx *tx, struct arena *arena, const struct table *table,
                        row_taker *take, void *state);
    enum status (*write)(struct db_tx *tx, struct arena *arena, const struct table *table,
                         struct row_writer **out);
    enum status (*put)(struct row_writer *writer, const struct db_value *values);
    /* Frees the writer. The status is that of all its rows. */
    enum status (*end)(struct row_writer *writer);
};

extern const struct rows_backend sqlite_rows;
extern const struct rows_backend pg_rows;

#endif
