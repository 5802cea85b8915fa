#ifndef DB_MIGRATE_H
#define DB_MIGRATE_H
/*
 * Brings a database to the schema this program knows. Migrations are an append-only list: one that
 * was released is never edited, a mistake is mended by the next.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

struct arena;
struct db;
struct db_tx;
struct embedded_files;

/*
 * One script of statements. Four whole words in it are written as the database in use spells
 * them: INT64 (SQLite INTEGER, PostgreSQL BIGINT), BYTES (BLOB, BYTEA), STRICT (STRICT, nothing)
 * and TEXT (TEXT; TEXT COLLATE "C", which orders by bytes as SQLite does). The script runs inside a
 * transaction, so it holds no BEGIN, COMMIT or VACUUM.
 */
struct db_migration {
    int number; /* from 1, each one more than the one before */
    const char *name;
    const char *sql;
};

/*
 * Applies what is missing, each in a transaction of its own together with its row in
 * schema_migration. CONFLICT: the database is newer than this program, or a migration applied to
 * it differs from the one in the list; the message says what to do. Several nodes may do so at
 * once. FAILED: a script failed (those before it stay applied) or the list is not numbered 1,
 * 2, 3... Otherwise as db_write.
 */
enum status db_migrate(struct db *db, const struct db_migration *migrations, size_t count,
                       int64_t now_us, struct fault *fault);

/* The list that files named NNNN-name.sql make (base/embedded.h). */
struct db_migration *db_migrations_of(struct arena *arena, const struct embedded_files *files);

/* db_migrate with such files. */
enum status db_migrate_files(struct db *db, const struct embedded_files *files, int64_t now_us,
                             struct fault *fault);

/* Whether db_migrate has ever been run on it. */
enum status db_is_migrated(struct db *db, bool *out, struct fault *fault);

/* How many of the list have been applied, inside a transaction. NOT_FOUND: db_migrate has never
 * been run on this database. CONFLICT as db_migrate. */
enum status db_count_migrations(struct db_tx *tx, struct arena *arena,
                                const struct db_migration *migrations, size_t count, size_t *out);

/* Runs all of the list and makes the ledger without a row in it: for a copy, which takes over the
 * ledger of the database it is made from. */
enum status db_make_schema(struct db_tx *tx, struct arena *arena,
                           const struct db_migration *migrations, size_t count);

#endif
