#include "db/scratch.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

static enum status try_open(const char *path, enum db_mode mode, struct fault *fault)
{
    struct db *db;
    enum status status =
        db_open(&(struct db_options){.path = path, .mode = mode, .busy_ms = 50}, &db, fault);
    if (status != OK)
        assert_null(db);
    db_close(db);
    return status;
}

static void what_was_written_is_there_after_closing(void **state)
{
    struct scratch *scratch = *state;
    static const enum db_mode modes[] = {DB_SERVE, DB_OFFLINE, DB_SERVE};
    for (int64_t id = 0; id < 3; id++) {
        struct db *db = scratch_open(scratch->path, modes[id]);
        assert_int_equal(scratch_count(db), id);
        assert_int_equal(db_write(db, scratch_insert, &id, NULL), OK);
        db_close(db);
        /* The last to close has checkpointed (there is no such file with PostgreSQL). */
        assert_int_equal(access(arena_printf(scratch->arena, "%s-wal", scratch->path), F_OK), -1);
    }
}

static void files_are_the_owners_alone(void **state)
{
    only_on_sqlite();
    struct scratch *scratch = *state;
    static const char *const endings[] = {"", "-wal", "-shm", ".lock"};
    umask(0);
    struct db *db = scratch_open(scratch->path, DB_SERVE);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        struct stat info;
        assert_int_equal(
            stat(arena_printf(scratch->arena, "%s%s", scratch->path, endings[i]), &info), 0);
        assert_int_equal(info.st_mode & 0777, 0600);
    }
    db_close(db);
}

static void a_second_writer_is_refused_by_name(void **state)
{
    only_on_sqlite();
    struct scratch *scratch = *state;
    struct fault fault;
    struct db *db = scratch_open(scratch->path, DB_SERVE);
    assert_int_equal(try_open(scratch->path, DB_SERVE, &fault), UNAVAILABLE);
    assert_non_null(strstr(fault.message, "is in use by test-db-db (process "));
    assert_non_null(
        strstr(fault.message, arena_printf(scratch->arena, "process %ld)", (long)getpid())));
    assert_int_equal(try_open(scratch->path, DB_OFFLINE, &fault), UNAVAILABLE);
    db_close(db);
    assert_int_equal(try_open(scratch->path, DB_SERVE, &fault), OK);
}

/* A child that writes without being asked to close: what a crash leaves. */
static void crash_after_writing(const char *path, int64_t id)
{
    pid_t child = fork();
    if (child == 0) {
        struct db *db = scratch_open(path, DB_OFFLINE);
        _exit(db_write(db, scratch_insert, &id, NULL) == OK ? 0 : 1);
    }
    int result = -1;
    assert_int_equal(waitpid(child, &result, 0), child);
    assert_int_equal(result, 0);
}

static void a_crash_loses_nothing_and_the_lock(void **state)
{
    struct scratch *scratch = *state;
    crash_after_writing(scratch->path, 1);
    struct db *db = scratch_open(scratch->path, DB_SERVE);
    assert_int_equal(scratch_count(db), 1);
    db_close(db);
}

static void a_look_beside_the_server_sees_and_never_writes(void **state)
{
    struct scratch *scratch = *state;
    struct fault fault;
    struct db *server = scratch_open(scratch->path, DB_SERVE);
    struct db *look = scratch_open(scratch->path, DB_READ_ONLY);
    for (int64_t id = 0; id < 5; id++) {
        assert_int_equal(db_write(server, scratch_insert, &id, NULL), OK);
        assert_int_equal(scratch_count(look), id + 1);
    }
    int64_t id = 100;
    assert_int_equal(db_write(look, scratch_insert, &id, &fault), FAILED);
    assert_non_null(strstr(fault.message, "reading only"));
    assert_int_equal(db_read(look, scratch_insert, &id, &fault), FAILED);
    assert_false(db_write_later(look, "key", arena_new(), scratch_insert, &id));
    assert_int_equal(db_dropped(look), 1);
    db_drain(look);
    db_close(server);
    assert_int_equal(scratch_count(look), 5);
    db_close(look);
}

/* More than the disk has room for. */
static enum status insert_large(struct db_tx *tx, void *state)
{
    static const struct db_sql sql = {"INSERT INTO item (id, name, data) VALUES ($1, $2, $3)"};
    static unsigned char data[1 << 20];
    struct scratch *scratch = state;
    enum status status = OK;
    for (int64_t id = 100; status == OK && id < 180; id++) {
        struct db_statement *s = db_prepare(tx, &sql);
        db_bind_int(s, 1, id);
        db_bind_text(s, 2, arena_printf(scratch->arena, "large %lld", (long long)id));
        db_bind_bytes(s, 3, (struct bytes){data, sizeof data});
        status = db_run(s);
    }
    return status;
}

static void limit_files(rlim_t size)
{
    struct rlimit limit;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = size == 0 ? limit.rlim_max : size;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

/* As on a full disk, no byte more is written than the limit allows. */
static void a_disk_that_fills_up_within_a_write_keeps_what_was_there(void **state)
{
    only_on_sqlite();
    struct scratch *scratch = *state;
    signal(SIGXFSZ, SIG_IGN);
    struct db *db = scratch_open(scratch->path, DB_SERVE);
    int64_t id = 1;
    assert_int_equal(db_write(db, scratch_insert, &id, NULL), OK);
    for (rlim_t megabytes = 1; megabytes < 80; megabytes += 13) {
        limit_files(megabytes << 20);
        assert_int_not_equal(db_write(db, insert_large, scratch, NULL), OK);
        limit_files(0);
        assert_int_equal(scratch_count(db), id);
        id++;
        assert_int_equal(db_write(db, scratch_insert, &id, NULL), OK);
        assert_string_equal(scratch_ask(db, scratch->arena, "PRAGMA integrity_check"), "ok");
    }
    db_close(db);
}

static void reads_of_a_snapshot_see_the_same(void **state)
{
    struct scratch *scratch = *state;
    struct db *server = scratch_open(scratch->path, DB_SERVE);
    struct db *look = scratch_open(scratch->path, DB_READ_ONLY); /* it has one connection */
    int64_t id = 1;
    db_snapshot_begin(look);
    assert_int_equal(scratch_count(look), 0);
    assert_int_equal(db_write(server, scratch_insert, &id, NULL), OK);
    assert_int_equal(scratch_count(look), 0);
    db_snapshot_end();
    assert_int_equal(scratch_count(look), 1);
    db_close(look);

    db_snapshot_begin(server);
    assert_int_equal(scratch_count(server), 1);
    id = 2;
    assert_int_equal(db_write(server, scratch_insert, &id, NULL), OK);
    assert_int_equal(scratch_count(server), 2);
    assert_int_equal(db_read(server, scratch_insert, &id, NULL), FAILED);
    assert_int_equal(scratch_count(server), 2);
    db_snapshot_end();
    db_close(server);
}

static void a_look_from_another_process_does_not_checkpoint(void **state)
{
    only_on_sqlite();
    struct scratch *scratch = *state;
    struct stat before;
    struct stat after;
    char *wal = arena_printf(scratch->arena, "%s-wal", scratch->path);
    crash_after_writing(scratch->path, 1);
    assert_int_equal(stat(wal, &before), 0);
    struct db *look = scratch_open(scratch->path, DB_READ_ONLY);
    assert_int_equal(scratch_count(look), 1);
    db_close(look);
    assert_int_equal(stat(wal, &after), 0);
    assert_int_equal(before.st_size, after.st_size);
    assert_true(after.st_size > 0);
}

static void what_cannot_be_opened_says_why(void **state)
{
    only_on_sqlite();
    struct scratch *scratch = *state;
    struct fault fault;
    assert_int_equal(try_open("/nonexistent/folder/x.db", DB_SERVE, &fault), FAILED);
    assert_non_null(strstr(fault.message, "does not exist"));
    assert_int_equal(try_open("", DB_SERVE, &fault), FAILED);
    assert_int_equal(try_open(":memory:", DB_READ_ONLY, &fault), FAILED);
    assert_int_equal(try_open(scratch->path, DB_READ_ONLY, &fault), FAILED);
    assert_non_null(strstr(fault.message, "No such file"));
    assert_int_equal(try_open(scratch->folder, DB_READ_ONLY, &fault), FAILED);

    FILE *file = fopen(scratch->path, "w");
    assert_non_null(file);
    for (int i = 0; i < 200; i++)
        fputs("This is a text, not a database. ", file);
    fclose(file);
    static const enum db_mode modes[] = {DB_SERVE, DB_OFFLINE, DB_READ_ONLY};
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(try_open(scratch->path, modes[i], &fault), FAILED);
        assert_non_null(strstr(fault.message, "is not a database"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        scratch_case(what_was_written_is_there_after_closing),
        scratch_case(files_are_the_owners_alone),
        scratch_case(a_second_writer_is_refused_by_name),
        scratch_case(a_crash_loses_nothing_and_the_lock),
        scratch_case(a_look_beside_the_server_sees_and_never_writes),
        scratch_case(a_disk_that_fills_up_within_a_write_keeps_what_was_there),
        scratch_case(reads_of_a_snapshot_see_the_same),
        scratch_case(a_look_from_another_process_does_not_checkpoint),
        scratch_case(what_cannot_be_opened_says_why),
    };
    return cmocka_run_group_tests_name("db/db", tests, NULL, NULL);
}
