#ifndef TESTS_UNIT_DATABASE_H
#define TESTS_UNIT_DATABASE_H
/*
 * The databases that a test may run on: SQLite, or, where PUNCHOUTD_TEST_POSTGRES holds the URL of
 * a PostgreSQL (script/postgres), a schema of its own there.
 */
#include "unit.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "db/db.h"

/* The URL of the server, or NULL: test on SQLite. */
static inline const char *test_postgres(void)
{
    const char *url = getenv("PUNCHOUTD_TEST_POSTGRES");
    return url == NULL || *url == '\0' ? NULL : url;
}

/* For tests of what only one of them has. */
static inline void only_on_sqlite(void)
{
    if (test_postgres() != NULL)
        skip();
}

static inline void only_on_postgres(void)
{
    if (test_postgres() == NULL)
        skip();
}

struct test_script {
    struct db_sql sql;
};

static inline enum status test_script_work(struct db_tx *tx, void *state)
{
    struct test_script *script = state;
    return db_run(db_prepare(tx, &script->sql));
}

/* Runs one statement on the server outside of any schema of ours. */
static inline void test_server_run(const char *sql)
{
    struct test_script script = {{sql}};
    struct fault fault = {""};
    struct db *db;
    struct db_options options = {.path = test_postgres(), .mode = DB_OFFLINE};
    if (db_open(&options, &db, &fault) != OK ||
        db_write(db, test_script_work, &script, &fault) != OK)
        fail_msg("%s", fault.message);
    db_close(db);
}

/* A path for db_open to an empty database, which is named in `name` for test_database_drop: on
 * PostgreSQL a new schema, whose sessions carry its name as application_name; else ":memory:". */
static inline const char *test_database(struct arena *arena, char name[40])
{
    static int count;
    const char *url = test_postgres();
    *name = '\0';
    if (url == NULL)
        return ":memory:";
    snprintf(name, 40, "test_%ld_%d", (long)getpid(), ++count);
    test_server_run(arena_printf(arena, "CREATE SCHEMA %s", name));
    return arena_printf(arena, "%s%soptions=-csearch_path%%3D%s&application_name=%s", url,
                        strchr(url, '?') == NULL ? "?" : "&", name, name);
}

/* After every db_close on it. An empty name is a no-op. */
static inline void test_database_drop(struct arena *arena, const char *name)
{
    if (*name != '\0')
        test_server_run(arena_printf(arena, "DROP SCHEMA %s CASCADE", name));
}

#endif
