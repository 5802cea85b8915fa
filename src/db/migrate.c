#include "db/migrate.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/embedded.h"
#include "base/text.h"
#include "db/connection.h"

enum { SCRIPT_MAX = 4 * 1024 * 1024 };

static const char ledger[] = "CREATE TABLE IF NOT EXISTS schema_migration ("
                             "number INT64 PRIMARY KEY, name TEXT NOT NULL, "
                             "checksum TEXT NOT NULL, applied_us INT64 NOT NULL) STRICT";

static const struct db_sql applied_sql = {
    "SELECT number, name, checksum FROM schema_migration ORDER BY number"};
static const struct db_sql note_sql = {
    "INSERT INTO schema_migration (number, name, checksum, applied_us) VALUES ($1, $2, $3, $4)"};

struct migrating {
    struct arena *arena;
    const struct db_migration *migrations;
    size_t count;
    size_t applied; /* as the ledger said last */
    bool complete;
    int64_t now_us;
};

static bool is_word(char c)
{
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* The script as the database spells it. */
static const char *translate(struct db_tx *tx, struct arena *arena, const char *sql)
{
    static const char *const words[] = {"INT64", "BYTES", "STRICT", "TEXT"};
    struct buf out;
    buf_init(&out, arena, SCRIPT_MAX);
    while (*sql != '\0') {
        size_t length = 0;
        while (is_word(sql[length]))
            length++;
        const char *with = NULL;
        for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
            if (length == strlen(words[i]) && memcmp(sql, words[i], length) == 0)
                with = tx->connection->backend->words[i];
        }
        if (length == 0)
            length = 1;
        if (with != NULL)
            buf_text(&out, with);
        else
            buf_put(&out, sql, length);
        sql += length;
    }
    if (out.overflow)
        panic("a migration is larger than %d bytes", SCRIPT_MAX);
    return buf_string(&out);
}

/* Against editing by mistake. */
static const char *checksum(struct arena *arena, const char *sql)
{
    return arena_printf(arena, "%016llx", (unsigned long long)text_hash(sql));
}

/* Compares one row of the ledger with the list. */
static enum status compare(struct db_tx *tx, struct migrating *m, int64_t number, const char *name,
                           const char *sum)
{
    if (number > (int64_t)m->count)
        return fault_set(db_fault(tx), CONFLICT,
                         "the database is newer than this program: it has migration %lld (%s), "
                         "the program knows %zu. Run the newer program, or restore a backup from "
                         "before the upgrade",
                         (long long)number, name, m->count);
    if (number != (int64_t)m->applied + 1)
        return fault_set(db_fault(tx), CONFLICT,
                         "migration %zu is missing in the database, though later ones were "
                         "applied: restore a backup",
                         m->applied + 1);
    const struct db_migration *known = &m->migrations[m->applied];
    if (!text_equal(sum, checksum(m->arena, known->sql)))
        return fault_set(db_fault(tx), CONFLICT,
                         "migration %lld (%s) was changed after it was applied to this database: "
                         "put the file back as it was released and write the change as a new "
                         "migration",
                         (long long)number, name);
    m->applied++;
    return OK;
}

static enum status read_ledger(struct db_tx *tx, struct migrating *m)
{
    m->applied = 0;
    struct db_statement *rows = db_prepare(tx, &applied_sql);
    while (db_step(rows)) {
        enum status status =
            compare(tx, m, db_int(rows, 0), db_text(rows, 1, m->arena), db_text(rows, 2, m->arena));
        if (status != OK)
            return status;
    }
    return db_done(rows);
}

static enum status run_script(struct db_tx *tx, struct arena *arena,
                              const struct db_migration *migration)
{
    if (tx_script(tx, translate(tx, arena, migration->sql)) == OK)
        return OK;
    struct fault why = *db_fault(tx);
    return fault_set(db_fault(tx), FAILED, "migration %d (%s) failed: %.400s", migration->number,
                     migration->name, why.message);
}

static enum status apply_next(struct db_tx *tx, struct migrating *m)
{
    const struct db_migration *next = &m->migrations[m->applied];
    enum status status = run_script(tx, m->arena, next);
    if (status != OK)
        return status;
    struct db_statement *note = db_prepare(tx, &note_sql);
    db_bind_int(note, 1, next->number);
    db_bind_text(note, 2, next->name);
    db_bind_text(note, 3, checksum(m->arena, next->sql));
    db_bind_int(note, 4, m->now_us);
    return db_run(note);
}

/* The ledger is read in the transaction that adds to it: other nodes may be migrating too. */
static enum status migrate_once(struct db_tx *tx, void *state)
{
    struct migrating *m = state;
    enum status status = tx_script(tx, translate(tx, m->arena, ledger));
    if (status == OK)
        status = read_ledger(tx, m);
    if (status != OK)
        return status;
    m->complete = m->applied == m->count;
    return m->complete ? OK : apply_next(tx, m);
}

enum status db_migrate(struct db *db, const struct db_migration *migrations, size_t count,
                       int64_t now_us, struct fault *fault)
{
    for (size_t i = 0; i < count; i++) {
        if (migrations[i].number != (int)i + 1)
            return fault_set(fault, FAILED, "migration %s has number %d where %zu belongs",
                             migrations[i].name, migrations[i].number, i + 1);
    }
    struct migrating m = {
        .arena = arena_new(), .migrations = migrations, .count = count, .now_us = now_us};
    enum status status = OK;
    while (status == OK && !m.complete)
        status = db_write(db, migrate_once, &m, fault);
    arena_free(m.arena);
    return status;
}

struct db_migration *db_migrations_of(struct arena *arena, const struct embedded_files *files)
{
    struct db_migration *list = arena_array(arena, files->count, sizeof *list);
    for (size_t i = 0; i < files->count; i++) {
        const struct embedded_file *file = &files->files[i];
        list[i] = (struct db_migration){(int)strtol(file->name, NULL, 10), file->name,
                                        (const char *)file->data};
    }
    return list;
}

enum status db_migrate_files(struct db *db, const struct embedded_files *files, int64_t now_us,
                             struct fault *fault)
{
    struct arena *arena = arena_new();
    enum status status =
        db_migrate(db, db_migrations_of(arena, files), files->count, now_us, fault);
    arena_free(arena);
    return status;
}

static enum status look_for_ledger(struct db_tx *tx, void *state)
{
    struct db_statement *s = db_prepare(tx, &tx->connection->backend->ledger_exists);
    *(bool *)state = db_step(s) && db_int(s, 0) != 0;
    return db_done(s);
}

enum status db_is_migrated(struct db *db, bool *out, struct fault *fault)
{
    *out = false;
    return db_read(db, look_for_ledger, out, fault);
}

enum status db_count_migrations(struct db_tx *tx, struct arena *arena,
                                const struct db_migration *migrations, size_t count, size_t *out)
{
    struct migrating m = {.arena = arena, .migrations = migrations, .count = count};
    bool there = false;
    enum status status = look_for_ledger(tx, &there);
    if (status == OK && !there)
        status = fault_set(db_fault(tx), NOT_FOUND, "%s holds no marketplace of punchoutd",
                           tx->connection->name);
    if (status == OK)
        status = read_ledger(tx, &m);
    *out = m.applied;
    return status;
}

enum status db_make_schema(struct db_tx *tx, struct arena *arena,
                           const struct db_migration *migrations, size_t count)
{
    enum status status = tx_script(tx, translate(tx, arena, ledger));
    for (size_t i = 0; i < count && status == OK; i++)
        status = run_script(tx, arena, &migrations[i]);
    return status;
}
