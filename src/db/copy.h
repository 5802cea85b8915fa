#ifndef DB_COPY_H
#define DB_COPY_H
/*
 * Copies of whole databases. What they write is there whole or not at all, however they end: a
 * SQLite file gets its name last (whole_file.h), a PostgreSQL is filled in one transaction.
 */
#include "db/db.h"
#include "db/migrate.h"

/* Page for page, from one snapshot of a database that others may be writing to: a SQLite file into
 * one that is not there. The copy is checked as by db_check_file. Statuses as whole_file.h has
 * them, and as db_open for `from`; FAILED where that is damaged. */
enum status db_copy_pages(const char *from, const char *to, struct fault *fault);

/* Whether every page, row and index of a SQLite file is as it should be, which takes as long as
 * reading it. FAILED: it is not, or it is not a database. `name` is for the message. */
enum status db_check_file(const char *path, const char *name, struct fault *fault);

struct db_copy_options {
    const char *from; /* as in db_options */
    const char *to;   /* a SQLite file that is not there, or an empty PostgreSQL */
    bool live;        /* one snapshot of a database in use; else its writers are kept out */
    const struct db_migration *migrations; /* all that this program knows */
    size_t migration_count;
};

/* A table as it was read back from both sides. */
struct db_copied_table {
    const char *name;
    int64_t rows_from;
    int64_t rows_to;
    uint64_t sum_from; /* of all values, whatever the order of the rows */
    uint64_t sum_to;
};

struct db_copied {
    const char *from; /* names for messages, without passwords */
    const char *to;
    struct db_copied_table *tables; /* by name; none where it did not come to the comparison */
    size_t count;
};

bool db_copied_equal(const struct db_copied_table *table);

/*
 * Row for row, between any two databases: schema, rows and the ledger of migrations, which may end
 * before the list does. Then both sides are read again, counted, summed and compared. FAILED: they
 * differ (`out` tells where), or `from` is damaged; CONFLICT: `to` is there or not empty, or `from`
 * is newer than this program; UNAVAILABLE: `from` is in use and not `live`, the disk is full, a
 * database cannot be reached; NOT_FOUND: no marketplace in `from`; UNCERTAIN as db_write. `out` is
 * the arena's.
 */
enum status db_copy(const struct db_copy_options *options, struct arena *arena,
                    struct db_copied *out, struct fault *fault);

#endif
