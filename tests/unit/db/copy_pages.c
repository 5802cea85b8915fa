/* Copies of a SQLite file page for page, beside whoever writes to it. */
#include "db/scratch.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "db/copy.h"

static const char *file(struct scratch *scratch, const char *name)
{
    return arena_printf(scratch->arena, "%s/%s", scratch->folder, name);
}

/* A database of 3000 items of so many bytes. */
static const char *make_source_of(struct scratch *scratch, int bytes)
{
    const char *path = file(scratch, "source.db");
    struct db *db = scratch_open(path, DB_OFFLINE);
    scratch_run(db, scratch->arena,
                arena_printf(scratch->arena,
                             "INSERT INTO item SELECT value, 'item no. ' || value, randomblob(%d) "
                             "FROM (WITH RECURSIVE c(value) AS (SELECT 1000001 UNION ALL SELECT "
                             "value + 1 FROM c LIMIT 3000) SELECT value FROM c)",
                             bytes));
    db_close(db);
    return path;
}

static const char *make_source(struct scratch *scratch)
{
    return make_source_of(scratch, 1000);
}

static int64_t count_items(const char *path)
{
    struct db *db = scratch_open(path, DB_READ_ONLY);
    int64_t count = scratch_count(db);
    db_close(db);
    return count;
}

struct writing {
    struct db *db;
    _Atomic int64_t stored; /* items 1 to this one are acknowledged */
    atomic_bool over;
};

static void *keep_writing(void *state)
{
    struct writing *writing = state;
    for (int64_t id = 1; !writing->over; id++) {
        assert_int_equal(db_write(writing->db, scratch_insert, &id, NULL), OK);
        writing->stored = id;
    }
    return NULL;
}

static void holds_what_was_acknowledged_before_it_began(void **state)
{
    struct scratch *scratch = *state;
    /* 12 MB, copied in more than one step. */
    const char *source = make_source_of(scratch, 4000);
    struct writing writing = {.db = scratch_open(source, DB_SERVE)};
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, keep_writing, &writing), 0);
    for (int i = 0; i < 3; i++) {
        struct fault fault = {""};
        const char *to = file(scratch, arena_printf(scratch->arena, "backup%d.db", i));
        int64_t before = writing.stored;
        if (db_copy_pages(source, to, &fault) != OK)
            fail_msg("%s", fault.message);
        int64_t items = count_items(to) - 3000;
        assert_true(items >= before && items <= writing.stored + 1);
    }
    writing.over = true;
    pthread_join(thread, NULL);
    assert_int_equal(scratch_count(writing.db), writing.stored + 3000);
    db_close(writing.db);
}

static void is_one_file_that_its_owner_reads(void **state)
{
    struct scratch *scratch = *state;
    const char *to = file(scratch, "backup.db");
    unsigned char header[20] = {0};
    struct stat info;
    assert_int_equal(db_copy_pages(make_source(scratch), to, NULL), OK);
    assert_int_equal(stat(to, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    for (const char *const *ending = (const char *const[]){".part", "-wal", "-shm", NULL};
         *ending != NULL; ending++)
        assert_int_not_equal(access(arena_printf(scratch->arena, "%s%s", to, *ending), F_OK), 0);
    /* SQLite's file format: 1 for a file without a WAL, which a read-only disk may hold. */
    int fd = open(to, O_RDONLY);
    assert_int_equal(read(fd, header, sizeof header), sizeof header);
    close(fd);
    assert_int_equal(header[18], 1);
    assert_int_equal(header[19], 1);
}

static void refuse(const char *from, const char *to, enum status expected, const char *told)
{
    struct fault fault = {""};
    assert_int_equal(db_copy_pages(from, to, &fault), expected);
    if (strstr(fault.message, told) == NULL)
        fail_msg("%s", fault.message);
}

static void overwrites_nothing(void **state)
{
    struct scratch *scratch = *state;
    const char *source = make_source(scratch);
    const char *to = file(scratch, "backup.db");
    /* Somebody else is at it. */
    int fd = open(file(scratch, "backup.db.part"), O_RDWR | O_CREAT, 0600);
    assert_int_equal(flock(fd, LOCK_EX), 0);
    refuse(source, to, UNAVAILABLE, "another process is making");
    /* No longer, and what was left is not taken for a piece of ours. */
    assert_int_equal(write(fd, "SQLite format 3", 16), 16);
    close(fd);
    assert_int_equal(db_copy_pages(source, to, NULL), OK);
    assert_int_equal(count_items(to), 3000);
    refuse(source, to, CONFLICT, "exists already");
    assert_int_equal(count_items(to), 3000);
    refuse(source, file(scratch, "none/backup.db"), FAILED, "No such file or directory");
}

/* Over two pages from `page` on. */
static void damage(const char *path, int page)
{
    char noise[8192];
    int fd = open(path, O_WRONLY);
    memset(noise, 0x5A, sizeof noise);
    assert_int_equal(pwrite(fd, noise, sizeof noise, page * 4096), sizeof noise);
    close(fd);
}

static void a_damaged_database_is_not_taken_for_a_backup(void **state)
{
    struct scratch *scratch = *state;
    struct fault fault;
    const char *source = make_source(scratch);
    const char *to = file(scratch, "backup.db");
    assert_int_equal(db_check_file(source, source, NULL), OK);
    damage(source, 300);
    assert_int_equal(db_check_file(source, "mine", &fault), FAILED);
    assert_non_null(strstr(fault.message, "mine is damaged: "));
    refuse(source, to, FAILED, "source.db is damaged: ");
    assert_int_equal(truncate(source, 5000), 0);
    refuse(source, to, FAILED, "source.db is damaged");
    damage(source, 0);
    refuse(source, to, FAILED, "source.db is not a database");
    refuse(file(scratch, "none.db"), to, FAILED, "none.db cannot be opened");
    assert_int_not_equal(access(to, F_OK), 0);
    assert_int_not_equal(access(file(scratch, "backup.db.part"), F_OK), 0);
}

/* In a process whose files may not grow so large. */
static void what_does_not_fit_leaves_nothing(void **state)
{
    struct scratch *scratch = *state;
    const char *source = make_source(scratch);
    const char *to = file(scratch, "backup.db");
    int end;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct fault fault = {""};
        signal(SIGXFSZ, SIG_IGN);
        setrlimit(RLIMIT_FSIZE, &(struct rlimit){1 << 20, 1 << 20});
        bool failed = db_copy_pages(source, to, &fault) == FAILED;
        _exit(failed && strstr(fault.message, "backup.db: File too large") != NULL ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &end, 0), child);
    assert_true(WIFEXITED(end));
    assert_int_equal(WEXITSTATUS(end), 0);
    assert_int_not_equal(access(to, F_OK), 0);
    assert_int_not_equal(access(file(scratch, "backup.db.part"), F_OK), 0);
}

static void is_there_whole_or_not_at_all(void **state)
{
    struct scratch *scratch = *state;
    const char *source = make_source(scratch);
    const char *to = file(scratch, "backup.db");
    useconds_t after_us = 200;
    for (bool ended = false; !ended; after_us *= 2) {
        int end;
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0)
            _exit((int)db_copy_pages(source, to, NULL));
        usleep(after_us);
        kill(child, SIGKILL);
        assert_int_equal(waitpid(child, &end, 0), child);
        ended = WIFEXITED(end);
        assert_true(!ended || WEXITSTATUS(end) == OK || WEXITSTATUS(end) == CONFLICT);
        if (access(to, F_OK) == 0)
            assert_int_equal(db_check_file(to, to, NULL), OK);
    }
    assert_int_equal(count_items(to), 3000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        scratch_case(holds_what_was_acknowledged_before_it_began),
        scratch_case(is_one_file_that_its_owner_reads),
        scratch_case(overwrites_nothing),
        scratch_case(a_damaged_database_is_not_taken_for_a_backup),
        scratch_case(what_does_not_fit_leaves_nothing),
        scratch_case(is_there_whole_or_not_at_all),
    };
    return cmocka_run_group_tests_name("db/copy_pages", tests, NULL, NULL);
}
