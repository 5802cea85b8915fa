#include "db/scratch.h"

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

struct answer {
    struct db_sql sql;
    struct arena *arena;
    const char *text;
};

static enum status ask_work(struct db_tx *tx, void *state)
{
    struct answer *answer = state;
    struct db_statement *s = db_prepare(tx, &answer->sql);
    if (db_step(s))
        answer->text = db_text(s, 0, answer->arena);
    return db_done(s);
}

/* The first column of the first row; the statement is prepared once only in this connection. */
static const char *ask(struct db *db, struct arena *arena, const char *sql)
{
    struct answer *answer = arena_make(arena, struct answer);
    answer->sql.text = sql;
    answer->arena = arena;
    struct fault fault;
    if (db_read(db, ask_work, answer, &fault) != OK)
        fail_msg("%s", fault.message);
    return answer->text;
}

static void applies_what_is_missing_and_no_more(void **state)
{
    struct scratch *scratch = *state;
    struct arena *arena = scratch->arena;
    struct db *db = open_empty(scratch->path);
    assert_int_equal(db_migrate(db, list, 1, NOW, NULL), OK);
    assert_string_equal(ask(db, arena, "SELECT count(*) FROM schema_migration"), "1");
    assert_int_equal(db_migrate(db, list, 2, NOW + 1, NULL), OK);
    assert_int_equal(db_migrate(db, list, 2, NOW + 2, NULL), OK);
    assert_string_equal(ask(db, arena, "SELECT count(*) FROM b"), "2");
    assert_string_equal(ask(db, arena,
                            "SELECT number || ' ' || name || ' ' || applied_us FROM "
                            "schema_migration ORDER BY number"),
                        "1 first 1790000000");
    assert_string_equal(ask(db, arena,
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
        assert_string_equal(ask(db, scratch->arena, types),
                            "int64s bigint,mybytes bytea,a_int64 text C");
    else
        assert_string_equal(
            ask(db, scratch->arena, "SELECT sql FROM sqlite_master WHERE name = 'w'"),
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
    assert_string_equal(ask(db, scratch->arena, "SELECT count(*) FROM schema_migration"), "1");
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
    };
    return cmocka_run_group_tests_name("db/migrate", tests, NULL, NULL);
}
