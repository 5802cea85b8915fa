#include "db/scratch.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>

enum { NOW = 1790000000 };

static const struct db_migration list[] = {
    {1, "first", "CREATE TABLE a (id INT64, raw BYTES) STRICT; CREATE INDEX a_id ON a (id);"},
    {2, "second", "CREATE TABLE b (id INT64) STRICT; INSERT INTO b VALUES (1), (2);"},
};

static struct db *open_empty(const char *path)
{
    struct db *db;
    assert_int_equal(db_open(&(struct db_options){.path = path, .mode = DB_OFFLINE}, &db, NULL),
                     OK);
    return db;
}

static void applies_what_is_missing_and_no_more(void **state)
{
    struct scratch *scratch = *state;
    struct arena *arena = scratch->arena;
    struct db *db = open_empty(scratch->path);
    assert_int_equal(db_migrate(db, list, 1, NOW, NULL), OK);
    assert_string_equal(scratch_ask(db, arena, "SELECT count(*) FROM schema_migration"), "1");
    assert_int_equal(db_migrate(db, list, 2, NOW + 1, NULL), OK);
    assert_int_equal(db_migrate(db, list, 2, NOW + 2, NULL), OK);
    assert_string_equal(scratch_ask(db, arena, "SELECT count(*) FROM b"), "2");
    assert_string_equal(scratch_ask(db, arena,
                                    "SELECT number || ' ' || name || ' ' || applied_us FROM "
                                    "schema_migration ORDER BY number"),
                        "1 first 1790000000");
    assert_string_equal(scratch_ask(db, arena,
                                    "SELECT number || ' ' || name || ' ' || applied_us FROM "
                                    "schema_migration ORDER BY number DESC"),
                        "2 second 1790000001");
    db_close(db);
    db = open_empty(scratch->path);
    assert_int_equal(db_migrate(db, list, 2, NOW, NULL), OK);
    db_close(db);
}

static void writes_the_words_as_the_database_spells_them(void **state)
{
    static const struct db_migration one[] = {
        {1, "words", "CREATE TABLE w (INT64S INT64, MYBYTES BYTES, a_INT64 TEXT) STRICT;"}};
    static const char types[] = "SELECT string_agg(column_name || ' ' || data_type || "
                                "coalesce(' ' || collation_name, ''), ',' ORDER BY "
                                "ordinal_position) FROM information_schema.columns WHERE "
                                "table_schema = current_schema() AND table_name = 'w'";
    struct scratch *scratch = *state;
    struct db *db = open_empty(scratch->path);
    assert_int_equal(db_migrate(db, one, 1, NOW, NULL), OK);
    if (test_postgres() != NULL)
        assert_string_equal(scratch_ask(db, scratch->arena, types),
                            "int64s bigint,mybytes bytea,a_int64 text C");
    else
        assert_string_equal(
            scratch_ask(db, scratch->arena, "SELECT sql FROM sqlite_master WHERE name = 'w'"),
            "CREATE TABLE w (INT64S INTEGER, MYBYTES BLOB, a_INT64 TEXT) STRICT");
    db_close(db);
}

static void refuses_a_newer_database(void **state)
{
    struct scratch *scratch = *state;
    struct fault fault;
    struct db *db = open_empty(scratch->path);
    assert_int_equal(db_migrate(db, list, 2, NOW, NULL), OK);
    assert_int_equal(db_migrate(db, list, 1, NOW, &fault), CONFLICT);
    assert_non_null(strstr(fault.message, "newer than this program"));
    assert_non_null(strstr(fault.message, "Run the newer program"));
    db_close(db);
}

static void refuses_a_changed_migration(void **state)
{
    static const struct db_migration changed[] = {
        {1, "first", "CREATE TABLE a (id INT64, raw BYTES, more TEXT) STRICT;"}};
    struct scratch *scratch = *state;
    struct fault fault;
    struct db *db = open_empty(scratch->path);
    assert_int_equal(db_migrate(db, list, 1, NOW, NULL), OK);
    assert_int_equal(db_migrate(db, changed, 1, NOW, &fault), CONFLICT);
    assert_non_null(strstr(fault.message, "1 (first) was changed"));
    db_close(db);
}

static void a_failing_script_leaves_nothing(void **state)
{
    static const struct db_migration broken[] = {
        {1, "fine", "CREATE TABLE fine (id INT64) STRICT;"},
        {2, "broken", "CREATE TABLE half (id INT64) STRICT; CREATE TABLE fine (id INT64);"}};
    static const struct db_sql fine = {"SELECT id FROM fine"};
    static const struct db_sql half = {"SELECT id FROM half"};
    static const struct db_sql *const fine_there = &fine;
    static const struct db_sql *const half_there = &half;
    struct scratch *scratch = *state;
    struct fault fault;
    struct db *db = open_empty(scratch->path);
    assert_int_equal(db_migrate(db, broken, 2, NOW, &fault), FAILED);
    assert_non_null(strstr(fault.message, "migration 2 (broken) failed: "));
    assert_non_null(strstr(fault.message, "already exists"));
    assert_int_equal(db_check_sql(db, &fine_there, 1, NULL), OK);
    assert_int_equal(db_check_sql(db, &half_there, 1, NULL), FAILED);
    assert_string_equal(scratch_ask(db, scratch->arena, "SELECT count(*) FROM schema_migration"),
                        "1");
    db_close(db);
}

static void refuses_a_list_with_a_gap(void **state)
{
    static const struct db_migration gap[] = {{1, "one", "SELECT 1"}, {3, "three", "SELECT 1"}};
    struct scratch *scratch = *state;
    struct fault fault;
    struct db *db = open_empty(scratch->path);
    assert_int_equal(db_migrate(db, gap, 2, NOW, &fault), FAILED);
    assert_non_null(strstr(fault.message, "three"));
    db_close(db);
}

static void says_whether_it_was_migrated(void **state)
{
    struct scratch *scratch = *state;
    bool migrated = true;
    struct db *db = open_empty(scratch->path);
    assert_int_equal(db_is_migrated(db, &migrated, NULL), OK);
    assert_false(migrated);
    assert_int_equal(db_migrate(db, list, 1, NOW, NULL), OK);
    assert_int_equal(db_is_migrated(db, &migrated, NULL), OK);
    assert_true(migrated);
    db_close(db);
}

/* A table with the numbers from 1 on. */
#define NUMBERS(table, limit)                                                                      \
    "CREATE TABLE " table " (id INT64 NOT NULL PRIMARY KEY) STRICT; INSERT INTO " table            \
    " WITH RECURSIVE c(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM c WHERE id < " limit          \
    ") SELECT id FROM c;"

static const struct db_migration long_list[] = {
    {1, "one", NUMBERS("t1", "2000")},   {2, "two", NUMBERS("t2", "20000")},
    {3, "three", NUMBERS("t3", "2000")}, {4, "four", NUMBERS("t4", "20000")},
    {5, "five", NUMBERS("t5", "2000")},
};

/* Migrates in a process of its own. */
static pid_t start_migrating(const char *path, const struct db_migration *migrations, size_t count)
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (child > 0)
        return child;
    struct db *db;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    enum status status = db_open(&(struct db_options){.path = path, .mode = DB_OFFLINE}, &db, NULL);
    if (status == OK)
        status = db_migrate(db, migrations, count, NOW, NULL);
    _exit((int)status);
}

/* How many of the long list are stored: each wholly, with its row in the ledger, or not at all. */
static int whole_migrations(const char *path, struct arena *arena)
{
    const char *both = test_postgres() != NULL
                           ? "SELECT (SELECT count(*) FROM pg_tables WHERE schemaname = "
                             "current_schema() AND tablename LIKE 't_') || ' ' || "
                             "(SELECT count(*) FROM schema_migration)"
                           : "SELECT (SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND "
                             "name LIKE 't_') || ' ' || (SELECT count(*) FROM schema_migration)";
    int tables = 0;
    int noted = 0;
    bool migrated = false;
    struct db *db;
    if (db_open(&(struct db_options){.path = path, .mode = DB_READ_ONLY}, &db, NULL) != OK)
        return 0;
    assert_int_equal(db_is_migrated(db, &migrated, NULL), OK);
    if (migrated)
        assert_int_equal(sscanf(scratch_ask(db, arena, both), "%d %d", &tables, &noted), 2);
    assert_int_equal(tables, noted);
    for (int i = 1; i <= tables; i++) {
        const char *rows = arena_printf(arena, "SELECT count(*) FROM t%d", i);
        assert_string_equal(scratch_ask(db, arena, rows), i % 2 == 0 ? "20000" : "2000");
    }
    db_close(db);
    return tables;
}

/* OPS-5: killed later and later, until there is nothing left to do */
static void an_interrupted_migration_is_done_again(void **state)
{
    struct scratch *scratch = *state;
    useconds_t after_us = 500;
    int end = 0;
    int kills = -1;
    do {
        pid_t child = start_migrating(scratch->path, long_list, 5);
        usleep(after_us);
        kill(child, SIGKILL);
        assert_int_equal(waitpid(child, &end, 0), child);
        assert_true(WIFSIGNALED(end) || WEXITSTATUS(end) == OK);
        whole_migrations(scratch->path, scratch->arena);
        after_us += after_us / 4;
        kills++;
    } while (WIFSIGNALED(end));
    assert_true(kills > 0);
    assert_int_equal(whole_migrations(scratch->path, scratch->arena), 5);
}

/* OPS-5: killed in the midst of one that would never end */
static void half_a_migration_is_none(void **state)
{
    static const struct db_migration endless[] = {{1, "one", NUMBERS("t1", "2000")},
                                                  {2, "two", NUMBERS("t2", "9000000000000")}};
    struct scratch *scratch = *state;
    int end;
    only_on_sqlite();
    pid_t child = start_migrating(scratch->path, endless, 2);
    while (whole_migrations(scratch->path, scratch->arena) == 0)
        usleep(1000);
    kill(child, SIGKILL);
    assert_int_equal(waitpid(child, &end, 0), child);
    assert_true(WIFSIGNALED(end));
    assert_int_equal(whole_migrations(scratch->path, scratch->arena), 1);
    struct db *db = open_empty(scratch->path);
    assert_int_equal(db_migrate(db, long_list, 5, NOW, NULL), OK);
    db_close(db);
    assert_int_equal(whole_migrations(scratch->path, scratch->arena), 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        scratch_case(applies_what_is_missing_and_no_more),
        scratch_case(writes_the_words_as_the_database_spells_them),
        scratch_case(refuses_a_newer_database),
        scratch_case(refuses_a_changed_migration),
        scratch_case(a_failing_script_leaves_nothing),
        scratch_case(refuses_a_list_with_a_gap),
        scratch_case(says_whether_it_was_migrated),
        scratch_case(an_interrupted_migration_is_done_again),
        scratch_case(half_a_migration_is_none),
    };
    return cmocka_run_group_tests_name("db/migrate", tests, NULL, NULL);
}
