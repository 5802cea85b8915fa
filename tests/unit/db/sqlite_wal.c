/* What is written to the WAL where a write fails, on a SQLite whose cache is so small that most of
 * a transaction goes to the disk before its end. */
#include "db/scratch.h"

#include <sys/stat.h>

#include "db/sqlite.h"

enum { ROWS = 300 };

static sqlite3_vfs failing;
static sqlite3_vfs *below;
static sqlite3_io_methods methods;
static int (*write_below)(sqlite3_file *, const void *, int, sqlite3_int64);
static int until_failure = -1; /* writes to the WAL; negative: none fails */
static bool stays_full;

static int write_or_fail(sqlite3_file *file, const void *data, int size, sqlite3_int64 at)
{
    if (until_failure > 0)
        until_failure--;
    else if (until_failure == 0) {
        until_failure = stays_full ? 0 : -1;
        return SQLITE_FULL;
    }
    return write_below(file, data, size, at);
}

static int open_failing(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out)
{
    (void)vfs;
    int code = below->xOpen(below, name, file, flags, out);
    if (code != SQLITE_OK || (flags & SQLITE_OPEN_WAL) == 0)
        return code;
    methods = *file->pMethods;
    if (methods.xWrite != write_or_fail)
        write_below = methods.xWrite;
    methods.xWrite = write_or_fail;
    file->pMethods = &methods;
    return code;
}

/* Before the first database is opened, which is what the gathering goes by. */
static void let_writes_fail(void)
{
    below = sqlite3_vfs_find(NULL);
    failing = *below;
    failing.zName = "failing";
    failing.xOpen = open_failing;
    failing.pNext = NULL;
    assert_int_equal(sqlite3_vfs_register(&failing, 1), SQLITE_OK);
}

static int run(sqlite3 *handle, const char *sql)
{
    return sqlite3_exec(handle, sql, NULL, NULL, NULL);
}

static struct connection *open_small(const struct scratch *scratch, bool spill, sqlite3 **handle)
{
    struct connection *connection;
    only_on_sqlite();
    until_failure = -1;
    assert_int_equal(sqlite_open(scratch->path, "data.db", true, 1000, &connection, NULL), OK);
    *handle = ((struct sqlite_connection *)connection)->handle;
    assert_int_equal(
        run(*handle, "PRAGMA cache_size=20;"
                     "CREATE TABLE row (id INTEGER PRIMARY KEY, name TEXT NOT NULL, data BLOB);"
                     "CREATE INDEX row_name ON row (name);"
                     "CREATE TABLE other (id INTEGER PRIMARY KEY);"
                     "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 300) "
                     "INSERT INTO row SELECT i, 'old' || i, zeroblob(2000) FROM n"),
        SQLITE_OK);
    if (spill)
        assert_int_equal(run(*handle, "PRAGMA cache_spill=ON"), SQLITE_OK);
    return connection;
}

static int64_t ask(sqlite3 *handle, const char *sql)
{
    sqlite3_stmt *statement;
    assert_int_equal(sqlite3_prepare_v2(handle, sql, -1, &statement, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    int64_t answer = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return answer;
}

/* As another process sees it. */
static void check_from_beside(const struct scratch *scratch, const char *name)
{
    sqlite3 *beside;
    char sql[100];
    snprintf(sql, sizeof sql, "SELECT count(*) FROM row WHERE name = '%s' || id", name);
    assert_int_equal(sqlite3_open_v2(scratch->path, &beside, SQLITE_OPEN_READONLY, "unix"),
                     SQLITE_OK);
    assert_int_equal(ask(beside, sql), ROWS);
    assert_int_equal(
        ask(beside, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'"), 1);
    sqlite3_close(beside);
}

/* Changes each row twice, the last ones first, so pages that went to the disk are written there
 * again, also before what was written last. */
static enum status change_all(struct connection *connection, sqlite3 *handle, int number)
{
    char sql[200];
    assert_int_equal(sqlite_control(connection, CONTROL_BEGIN_WRITE, NULL), OK);
    int code = run(handle, "UPDATE row SET name = '-' || id");
    for (int first = ROWS - 9; first > 0 && code == SQLITE_OK; first -= 10) {
        snprintf(sql, sizeof sql, "UPDATE row SET name = '%d-' || id WHERE id >= %d AND id < %d",
                 number, first, first + 10);
        code = run(handle, sql);
    }
    if (code == SQLITE_OK)
        return sqlite_commit(connection, NULL);
    if (sqlite_in_transaction(connection))
        sqlite_control(connection, CONTROL_ROLLBACK, NULL);
    return UNAVAILABLE;
}

static void one_failed_write_fails_the_transaction(void **state)
{
    struct scratch *scratch = *state;
    sqlite3 *handle;
    struct connection *connection = open_small(scratch, true, &handle);
    char name[20] = "old";
    int failed = 0;
    for (int number = 0; number < 150; number++) {
        until_failure = number;
        stays_full = false;
        bool changed = change_all(connection, handle, number) == OK;
        failed += !changed;
        until_failure = -1;
        if (changed)
            snprintf(name, sizeof name, "%d-", number);
        check_from_beside(scratch, name);
    }
    assert_true(failed > 50);
    connection_close(connection);
}

static void a_full_disk_does_not_keep_a_checkpoint_from_its_end(void **state)
{
    struct scratch *scratch = *state;
    sqlite3 *handle;
    struct connection *connection = open_small(scratch, true, &handle);
    until_failure = 3;
    stays_full = true;
    assert_int_not_equal(change_all(connection, handle, 1), OK);
    assert_int_equal(sqlite3_wal_checkpoint_v2(handle, NULL, SQLITE_CHECKPOINT_RESTART, NULL, NULL),
                     SQLITE_OK);
    until_failure = -1;
    assert_int_equal(change_all(connection, handle, 2), OK);
    check_from_beside(scratch, "2-");
    connection_close(connection);
}

static void what_was_rolled_back_overwrites_nothing(void **state)
{
    struct scratch *scratch = *state;
    sqlite3 *handle;
    sqlite3 *beside;
    struct connection *connection = open_small(scratch, true, &handle);
    assert_int_equal(run(handle, "PRAGMA wal_checkpoint(TRUNCATE)"), SQLITE_OK);
    assert_int_equal(sqlite_control(connection, CONTROL_BEGIN_WRITE, NULL), OK);
    assert_int_equal(run(handle, "INSERT INTO row VALUES (1000, 'gone', zeroblob(300000))"),
                     SQLITE_OK);
    assert_int_equal(sqlite_control(connection, CONTROL_ROLLBACK, NULL), OK);
    assert_int_equal(sqlite3_open_v2(scratch->path, &beside, SQLITE_OPEN_READWRITE, "unix"),
                     SQLITE_OK);
    assert_int_equal(run(beside, "UPDATE row SET name = 'beside' || id"), SQLITE_OK);
    assert_int_equal(sqlite_control(connection, CONTROL_BEGIN_WRITE, NULL), OK);
    assert_int_equal(run(handle, "UPDATE row SET data = NULL WHERE id = 1"), SQLITE_OK);
    assert_int_equal(sqlite_commit(connection, NULL), OK);
    sqlite3_close(beside);
    check_from_beside(scratch, "beside");
    connection_close(connection);
}

static void copy_file(const struct scratch *scratch, const char *from, const char *to)
{
    char command[400];
    snprintf(command, sizeof command, "cp %s/%s %s/%s", scratch->folder, from, scratch->folder, to);
    assert_int_equal(system(command), 0);
}

/* Where pages went to the disk twice in a part that is rolled back, SQLite 3.40 gives what is
 * committed next wrong checksums: a crash loses it. */
static void what_follows_a_part_that_was_rolled_back_outlives_a_crash(void **state)
{
    struct scratch *scratch = *state;
    char path[100];
    sqlite3 *handle;
    sqlite3 *copy;
    struct connection *connection = open_small(scratch, false, &handle);
    assert_int_equal(sqlite_control(connection, CONTROL_BEGIN_WRITE, NULL), OK);
    assert_int_equal(sqlite_control(connection, CONTROL_SAVE, NULL), OK);
    assert_int_equal(run(handle, "UPDATE row SET data = zeroblob(2001);"
                                 "UPDATE row SET data = zeroblob(2002) WHERE id > 250"),
                     SQLITE_OK);
    assert_int_equal(sqlite_control(connection, CONTROL_UNDO, NULL), OK);
    assert_int_equal(sqlite_control(connection, CONTROL_KEEP, NULL), OK);
    assert_int_equal(run(handle, "INSERT INTO other VALUES (1)"), SQLITE_OK);
    assert_int_equal(sqlite_commit(connection, NULL), OK);
    assert_int_equal(run(handle, "INSERT INTO other VALUES (2)"), SQLITE_OK);
    copy_file(scratch, "data.db", "crashed.db");
    copy_file(scratch, "data.db-wal", "crashed.db-wal");
    snprintf(path, sizeof path, "%s/crashed.db", scratch->folder);
    assert_int_equal(sqlite3_open(path, &copy), SQLITE_OK);
    assert_int_equal(ask(copy, "SELECT count(*) FROM other"), 2);
    sqlite3_close(copy);
    connection_close(connection);
}

static int64_t size_of(const struct scratch *scratch)
{
    struct stat file;
    assert_int_equal(stat(scratch->path, &file), 0);
    return file.st_size;
}

/* Decision 35. */
static void a_checkpoint_waits_for_a_pause_but_not_for_ever(void **state)
{
    struct scratch *scratch = *state;
    sqlite3 *handle;
    struct connection *connection = open_small(scratch, false, &handle);
    int64_t before = size_of(scratch);
    for (int megabytes = 3; megabytes <= 9; megabytes += 3) {
        assert_int_equal(run(handle, "INSERT INTO row (name, data) VALUES ('x', "
                                     "zeroblob(3000000))"),
                         SQLITE_OK);
        sqlite_checkpoint(connection, false);
        assert_int_equal(size_of(scratch) > before, megabytes > 6);
    }
    before = size_of(scratch);
    assert_int_equal(run(handle, "INSERT INTO row (name, data) VALUES ('x', zeroblob(3000000))"),
                     SQLITE_OK);
    sqlite_checkpoint(connection, true);
    assert_true(size_of(scratch) > before);
    connection_close(connection);
}

int main(void)
{
    let_writes_fail();
    const struct CMUnitTest tests[] = {
        scratch_case(one_failed_write_fails_the_transaction),
        scratch_case(a_full_disk_does_not_keep_a_checkpoint_from_its_end),
        scratch_case(what_was_rolled_back_overwrites_nothing),
        scratch_case(what_follows_a_part_that_was_rolled_back_outlives_a_crash),
        scratch_case(a_checkpoint_waits_for_a_pause_but_not_for_ever),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
