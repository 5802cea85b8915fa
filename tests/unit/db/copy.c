/* Copies row for row: from SQLite to the database of the test and back. */
#include "db/scratch.h"

#include <signal.h>
#include <sys/wait.h>

#include "db/copy.h"

enum { NOW = 1790000000 };

/* By name a table comes before the one it refers to; a migration has a row of its own. */
static const struct db_migration list[] = {
    {1, "first",
     "CREATE TABLE whole (id INT64 NOT NULL PRIMARY KEY, label TEXT, raw BYTES) STRICT;"
     "CREATE TABLE a_part (whole INT64 NOT NULL REFERENCES whole (id), n INT64) STRICT;"
     "CREATE INDEX a_part_whole ON a_part (whole);"
     "INSERT INTO whole VALUES (-1, 'of the migration', NULL);"},
    {2, "second", "CREATE TABLE added (name TEXT NOT NULL PRIMARY KEY) STRICT;"},
};

static const char *file(struct scratch *scratch, const char *name)
{
    return arena_printf(scratch->arena, "%s/%s", scratch->folder, name);
}

static struct db *open_migrated(const char *path, size_t migrations)
{
    struct db *db;
    struct fault fault;
    if (db_open(&(struct db_options){.path = path, .mode = DB_OFFLINE}, &db, &fault) != OK ||
        db_migrate(db, list, migrations, NOW, &fault) != OK)
        fail_msg("%s", fault.message);
    return db;
}

/* A SQLite with a row of every kind. */
static const char *make_source(struct scratch *scratch)
{
    static const char *const rows[] = {
        "DELETE FROM whole",
        "INSERT INTO whole VALUES (9223372036854775807, 'größer · 大 · 😀', x'00ff0a5c')",
        "INSERT INTO whole VALUES (-9223372036854775807 - 1, '', x'')",
        "INSERT INTO whole VALUES (0, NULL, NULL)",
        "INSERT INTO whole VALUES (1, 'a''b\"c\\\\N \\N' || char(9, 10, 13, 127), x'5c7830')",
        "INSERT INTO a_part VALUES (1, NULL), (1, 2), (1, 2), (0, 3)",
    };
    const char *path = file(scratch, "source.db");
    struct db *db = open_migrated(path, 2);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        scratch_run(db, scratch->arena, rows[i]);
    db_close(db);
    return path;
}

static enum status copy(struct scratch *scratch, const char *from, const char *to,
                        struct db_copied *out, struct fault *fault)
{
    struct db_copy_options options = {
        .from = from, .to = to, .migrations = list, .migration_count = 2};
    return db_copy(&options, scratch->arena, out, fault);
}

static void must_copy(struct scratch *scratch, const char *from, const char *to)
{
    struct fault fault = {""};
    struct db_copied copied;
    if (copy(scratch, from, to, &copied, &fault) != OK)
        fail_msg("%s", fault.message);
    assert_int_equal(copied.count, 4);
    for (size_t i = 0; i < copied.count; i++)
        assert_true(db_copied_equal(&copied.tables[i]));
}

/* All that a SQLite holds. */
static const char *dump(struct scratch *scratch, const char *path)
{
    static const char sql[] =
        "SELECT (SELECT group_concat(id || '|' || coalesce(label, '-') || '|' || "
        "iif(raw IS NULL, '-', 'x' || hex(raw)), char(10)) FROM (SELECT * FROM whole ORDER BY id)) "
        "|| "
        "(SELECT group_concat(whole || '|' || coalesce(n, '-')) FROM (SELECT * FROM a_part ORDER "
        "BY whole, n)) || (SELECT group_concat(number || name || checksum || applied_us) FROM "
        "schema_migration)";
    struct db *db;
    assert_int_equal(db_open(&(struct db_options){.path = path, .mode = DB_READ_ONLY}, &db, NULL),
                     OK);
    const char *text = scratch_ask(db, scratch->arena, sql);
    db_close(db);
    return text;
}

static void every_value_comes_back_as_it_was(void **state)
{
    struct scratch *scratch = *state;
    const char *source = make_source(scratch);
    const char *back = file(scratch, "back.db");
    must_copy(scratch, source, scratch->path);
    must_copy(scratch, scratch->path, back);
    const char *all = dump(scratch, back);
    assert_string_equal(all, dump(scratch, source));
    assert_non_null(strstr(all, "-9223372036854775808||x\n0|-|-\n1|a'b\"c\\\\N \\N"));
    assert_non_null(strstr(all, "9223372036854775807|größer · 大 · 😀|x00FF0A5C"));
    assert_null(strstr(all, "of the migration"));
}

static void the_copy_has_its_keys_and_indexes(void **state)
{
    struct scratch *scratch = *state;
    static const struct test_script orphan = {{"INSERT INTO a_part VALUES (77, 1)"}};
    static const struct test_script again = {{"INSERT INTO whole VALUES (1, NULL, NULL)"}};
    const char *count = test_postgres() != NULL
                            ? "SELECT count(*) FROM pg_indexes WHERE schemaname = "
                              "current_schema() AND indexname = 'a_part_whole'"
                            : "SELECT count(*) FROM sqlite_schema WHERE name = 'a_part_whole'";
    must_copy(scratch, make_source(scratch), scratch->path);
    struct db *db = open_migrated(scratch->path, 2);
    assert_int_equal(db_write(db, test_script_work, (void *)&orphan, NULL), CONFLICT);
    assert_int_equal(db_write(db, test_script_work, (void *)&again, NULL), CONFLICT);
    assert_string_equal(scratch_ask(db, scratch->arena, count), "1");
    db_close(db);
}

static void a_copy_of_an_older_database_is_migrated_like_it(void **state)
{
    struct scratch *scratch = *state;
    const char *source = file(scratch, "source.db");
    struct db_copied copied;
    db_close(open_migrated(source, 1));
    assert_int_equal(copy(scratch, source, scratch->path, &copied, NULL), OK);
    assert_int_equal(copied.count, 3);
    struct db *db = open_migrated(scratch->path, 2);
    assert_string_equal(scratch_ask(db, scratch->arena, "SELECT count(*) FROM added"), "0");
    assert_string_equal(scratch_ask(db, scratch->arena, "SELECT label FROM whole"),
                        "of the migration");
    db_close(db);
}

static void refuse(struct scratch *scratch, const char *from, const char *to, enum status expected,
                   const char *told)
{
    struct fault fault = {""};
    struct db_copied copied;
    assert_int_equal(copy(scratch, from, to, &copied, &fault), expected);
    if (strstr(fault.message, told) == NULL)
        fail_msg("%s", fault.message);
    assert_int_equal(copied.count, 0);
}

static void what_is_there_is_never_overwritten(void **state)
{
    struct scratch *scratch = *state;
    const char *source = make_source(scratch);
    const char *other = file(scratch, "other.db");
    db_close(open_migrated(other, 2));
    must_copy(scratch, source, scratch->path);
    refuse(scratch, other, scratch->path, CONFLICT,
           test_postgres() != NULL ? "is not empty" : "exists already");
    struct db *db = open_migrated(scratch->path, 2);
    assert_string_equal(scratch_ask(db, scratch->arena, "SELECT count(*) FROM a_part"), "4");
    db_close(db);
}

static void only_a_marketplace_is_copied(void **state)
{
    struct scratch *scratch = *state;
    const char *source = file(scratch, "source.db");
    const char *to = file(scratch, "to.db");
    struct db *db = open_migrated(source, 2);
    refuse(scratch, source, to, UNAVAILABLE, "is in use by");
    scratch_run(db, scratch->arena,
                "INSERT INTO schema_migration VALUES (3, '0003-later', 'x', 1)");
    db_close(db);
    refuse(scratch, source, to, CONFLICT, "newer than this program");
    refuse(scratch, file(scratch, "none.db"), to, FAILED, "none.db cannot be opened");
    assert_int_equal(
        db_open(&(struct db_options){.path = file(scratch, "empty.db"), .mode = DB_OFFLINE}, &db,
                NULL),
        OK);
    db_close(db);
    refuse(scratch, file(scratch, "empty.db"), to, NOT_FOUND, "holds no marketplace");
    assert_int_not_equal(access(to, F_OK), 0);
}

/* Who copies a database that is in use does so from one snapshot. */
static void a_database_in_use_may_be_copied_live(void **state)
{
    struct scratch *scratch = *state;
    struct db_copied copied;
    struct fault fault = {""};
    const char *back = file(scratch, "back.db");
    must_copy(scratch, make_source(scratch), scratch->path);
    struct db *db = open_migrated(scratch->path, 2);
    struct db_copy_options options = {
        .from = scratch->path, .to = back, .live = true, .migrations = list, .migration_count = 2};
    refuse(scratch, scratch->path, back, UNAVAILABLE, "in use by");
    if (db_copy(&options, scratch->arena, &copied, &fault) != OK)
        fail_msg("%s", fault.message);
    db_close(db);
    assert_string_equal(dump(scratch, back), dump(scratch, file(scratch, "source.db")));
}

static void a_schema_without_references_is_copied(void **state)
{
    static const struct db_migration lone[] = {{1, "lone", "CREATE TABLE lone (id INT64) STRICT"}};
    struct scratch *scratch = *state;
    struct db_copied copied;
    struct fault fault = {""};
    struct db *db;
    const char *source = file(scratch, "source.db");
    assert_int_equal(db_open(&(struct db_options){.path = source, .mode = DB_OFFLINE}, &db, NULL),
                     OK);
    assert_int_equal(db_migrate(db, lone, 1, NOW, NULL), OK);
    db_close(db);
    struct db_copy_options options = {
        .from = source, .to = scratch->path, .migrations = lone, .migration_count = 1};
    if (db_copy(&options, scratch->arena, &copied, &fault) != OK)
        fail_msg("%s", fault.message);
    assert_int_equal(copied.count, 2);
}

struct attempt {
    struct scratch *scratch;
    enum status status;
    struct fault fault;
};

static enum status copy_inside(struct db_tx *tx, void *state)
{
    struct attempt *attempt = state;
    struct db_copied copied;
    (void)tx;
    attempt->status = copy(attempt->scratch, attempt->scratch->path,
                           file(attempt->scratch, "to.db"), &copied, &attempt->fault);
    return OK;
}

/* By another name it is not known for a node, but for the lock that it writes under. */
static void a_node_that_writes_is_noticed(void **state)
{
    struct scratch *scratch = *state;
    struct attempt attempt = {.scratch = scratch};
    only_on_postgres();
    must_copy(scratch, make_source(scratch), scratch->path);
    const char *path = arena_printf(scratch->arena, "%s&application_name=other", scratch->path);
    struct db *db = open_migrated(path, 2);
    assert_int_equal(db_write(db, copy_inside, &attempt, NULL), OK);
    assert_int_equal(attempt.status, UNAVAILABLE);
    assert_non_null(strstr(attempt.fault.message, "stop all its nodes first"));
    db_close(db);
    must_copy(scratch, scratch->path, file(scratch, "to.db"));
}

/* A trigger changes what is written: the copy is not what it was made from. */
static void a_difference_is_found_and_nothing_kept(void **state)
{
    static const struct db_migration bent[] = {
        {1, "bent",
         "CREATE TABLE bent (id INT64 NOT NULL PRIMARY KEY, name TEXT NOT NULL) STRICT;"
         "CREATE TRIGGER bend AFTER INSERT ON bent BEGIN UPDATE bent SET name = name || '!'; END;"},
    };
    struct scratch *scratch = *state;
    struct db_copied copied;
    struct fault fault;
    struct db *db;
    only_on_sqlite();
    const char *source = file(scratch, "source.db");
    assert_int_equal(db_open(&(struct db_options){.path = source, .mode = DB_OFFLINE}, &db, NULL),
                     OK);
    assert_int_equal(db_migrate(db, bent, 1, NOW, NULL), OK);
    scratch_run(db, scratch->arena, "INSERT INTO bent VALUES (1, 'one')");
    db_close(db);
    struct db_copy_options options = {
        .from = source, .to = scratch->path, .migrations = bent, .migration_count = 1};
    assert_int_equal(db_copy(&options, scratch->arena, &copied, &fault), FAILED);
    assert_non_null(strstr(fault.message, "in the table bent for one: nothing was kept"));
    assert_int_equal(copied.count, 2);
    assert_false(db_copied_equal(&copied.tables[0]));
    assert_int_equal(copied.tables[0].rows_to, 1);
    assert_true(db_copied_equal(&copied.tables[1]));
    assert_int_not_equal(access(scratch->path, F_OK), 0);
    assert_int_not_equal(access(file(scratch, "data.db.part"), F_OK), 0);
}

static void text_that_the_other_cannot_hold_is_named(void **state)
{
    struct scratch *scratch = *state;
    const char *source = make_source(scratch);
    only_on_postgres();
    struct db *db = open_migrated(source, 2);
    scratch_run(db, scratch->arena, "INSERT INTO whole VALUES (5, CAST(x'41ff' AS TEXT), NULL)");
    db_close(db);
    refuse(scratch, source, scratch->path, BAD_INPUT, "table whole: a text is not UTF-8");
    db = open_migrated(source, 2);
    scratch_run(db, scratch->arena, "DELETE FROM whole WHERE id = 5");
    db_close(db);
    must_copy(scratch, source, scratch->path);
}

/* Copies in a process of its own, which is killed after a while; true where the copy is there. */
static bool copy_or_kill(struct scratch *scratch, const char *from, useconds_t after_us)
{
    struct db_copied copied;
    int end;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0)
        _exit((int)copy(scratch, from, scratch->path, &copied, NULL));
    usleep(after_us);
    kill(child, SIGKILL);
    assert_int_equal(waitpid(child, &end, 0), child);
    if (WIFSIGNALED(end))
        return false;
    /* The one before may have been killed when all was done. */
    assert_true(WEXITSTATUS(end) == OK || WEXITSTATUS(end) == CONFLICT);
    return true;
}

/* However far it got, nothing stands in the way of the next attempt, or it is whole. */
static void an_interrupted_copy_leaves_nothing(void **state)
{
    struct scratch *scratch = *state;
    const char *source = make_source(scratch);
    struct db *db = open_migrated(source, 2);
    scratch_run(db, scratch->arena,
                "INSERT INTO whole SELECT value + 10, 'a row of the many', randomblob(100) FROM "
                "(WITH RECURSIVE c(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM c "
                "LIMIT 20000) SELECT value FROM c)");
    db_close(db);
    useconds_t after_us = 500;
    int kills = 0;
    for (; !copy_or_kill(scratch, source, after_us); kills++)
        after_us += after_us / 2;
    assert_true(kills > 0);
    must_copy(scratch, scratch->path, file(scratch, "back.db"));
    assert_string_equal(dump(scratch, file(scratch, "back.db")), dump(scratch, source));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        scratch_case(every_value_comes_back_as_it_was),
        scratch_case(the_copy_has_its_keys_and_indexes),
        scratch_case(a_copy_of_an_older_database_is_migrated_like_it),
        scratch_case(what_is_there_is_never_overwritten),
        scratch_case(only_a_marketplace_is_copied),
        scratch_case(a_database_in_use_may_be_copied_live),
        scratch_case(a_schema_without_references_is_copied),
        scratch_case(a_node_that_writes_is_noticed),
        scratch_case(a_difference_is_found_and_nothing_kept),
        scratch_case(text_that_the_other_cannot_hold_is_named),
        scratch_case(an_interrupted_copy_leaves_nothing),
    };
    return cmocka_run_group_tests_name("db/copy", tests, NULL, NULL);
}
