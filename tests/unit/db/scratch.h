#ifndef TESTS_UNIT_DB_SCRATCH_H
#define TESTS_UNIT_DB_SCRATCH_H
/* A database that goes with the test, SQLite's in a directory of its own, and a table `item` in it.
 */
#include "database.h"

#include <dirent.h>

#include "db/migrate.h"

struct scratch {
    char folder[40];
    char path[300];
    char name[40]; /* of the schema on PostgreSQL */
    struct arena *arena;
};

static const struct db_migration scratch_schema[] = {
    {1, "item",
     "CREATE TABLE item (id INT64 PRIMARY KEY, name TEXT NOT NULL UNIQUE, data BYTES) STRICT;"
     "CREATE TABLE part (item INT64 NOT NULL REFERENCES item (id) DEFERRABLE INITIALLY DEFERRED) "
     "STRICT;"},
};

static inline int scratch_setup(void **state)
{
    struct scratch *scratch = calloc(1, sizeof *scratch);
    if (scratch == NULL)
        return -1;
    strcpy(scratch->folder, "/tmp/db-test-XXXXXX");
    if (mkdtemp(scratch->folder) == NULL)
        return -1;
    snprintf(scratch->path, sizeof scratch->path, "%s/data.db", scratch->folder);
    scratch->arena = arena_new();
    if (test_postgres() != NULL)
        snprintf(scratch->path, sizeof scratch->path, "%s",
                 test_database(scratch->arena, scratch->name));
    *state = scratch;
    return 0;
}

static inline int scratch_teardown(void **state)
{
    struct scratch *scratch = *state;
    const struct dirent *entry;
    DIR *folder = opendir(scratch->folder);
    while (folder != NULL && (entry = readdir(folder)) != NULL)
        unlinkat(dirfd(folder), entry->d_name, 0);
    closedir(folder);
    test_database_drop(scratch->arena, scratch->name);
    int result = rmdir(scratch->folder);
    arena_free(scratch->arena);
    free(scratch);
    return result;
}

/* Opens `path`; what can be written gets the schema. */
static inline struct db *scratch_open(const char *path, enum db_mode mode)
{
    struct db *db;
    struct fault fault = {""};
    if (db_open(&(struct db_options){.path = path, .mode = mode}, &db, &fault) != OK)
        fail_msg("%s", fault.message);
    if (mode != DB_READ_ONLY && db_migrate(db, scratch_schema, 1, 0, &fault) != OK)
        fail_msg("%s", fault.message);
    return db;
}

/* Inserts the item whose id `state` points to, named for it. */
static inline enum status scratch_insert(struct db_tx *tx, void *state)
{
    static const struct db_sql sql = {"INSERT INTO item (id, name) VALUES ($1, $2)"};
    int64_t id = *(const int64_t *)state;
    char name[32];
    snprintf(name, sizeof name, "item %lld", (long long)id);
    struct db_statement *insert = db_prepare(tx, &sql);
    db_bind_int(insert, 1, id);
    db_bind_text(insert, 2, name);
    return db_run(insert);
}

static inline enum status scratch_count_work(struct db_tx *tx, void *state)
{
    static const struct db_sql sql = {"SELECT count(*) FROM item"};
    struct db_statement *count = db_prepare(tx, &sql);
    if (db_step(count))
        *(int64_t *)state = db_int(count, 0);
    return db_done(count);
}

static inline int64_t scratch_count(struct db *db)
{
    int64_t count = -1;
    assert_int_equal(db_read(db, scratch_count_work, &count, NULL), OK);
    return count;
}

struct scratch_answer {
    struct db_sql sql;
    struct arena *arena;
    const char *text;
};

static inline enum status scratch_ask_work(struct db_tx *tx, void *state)
{
    struct scratch_answer *answer = state;
    struct db_statement *s = db_prepare(tx, &answer->sql);
    if (db_step(s))
        answer->text = db_text(s, 0, answer->arena);
    return db_done(s);
}

/* The first column of the first row; the statement is prepared once only in this connection. */
static inline const char *scratch_ask(struct db *db, struct arena *arena, const char *sql)
{
    struct scratch_answer *answer = arena_make(arena, struct scratch_answer);
    answer->sql.text = sql;
    answer->arena = arena;
    struct fault fault;
    if (db_read(db, scratch_ask_work, answer, &fault) != OK)
        fail_msg("%s", fault.message);
    return answer->text;
}

/* Runs one statement. */
static inline void scratch_run(struct db *db, struct arena *arena, const char *sql)
{
    struct test_script *script = arena_make(arena, struct test_script);
    struct fault fault;
    script->sql.text = sql;
    if (db_write(db, test_script_work, script, &fault) != OK)
        fail_msg("%s", fault.message);
}

#define scratch_case(function)                                                                     \
    cmocka_unit_test_setup_teardown(function, scratch_setup, scratch_teardown)

#endif
