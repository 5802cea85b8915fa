#include "db/scratch.h"

#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/resource.h>
#include <sys/stat.h>

enum { THREADS = 8, PER_THREAD = 50 };

struct load {
    struct db *db;
    int number;
    int conflicts;
    int wrong;
};

/* Fails on purpose, after writing. */
static enum status insert_and_fail(struct db_tx *tx, void *state)
{
    enum status status = scratch_insert(tx, state);
    return status != OK ? status : fault_set(db_fault(tx), DENIED, "on purpose");
}

static void *write_load(void *argument)
{
    struct load *load = argument;
    for (int i = 0; i < PER_THREAD; i++) {
        struct fault fault = {""};
        int64_t id = load->number * 1000 + i;
        load->wrong += db_write(load->db, scratch_insert, &id, &fault) != OK;
        load->conflicts += db_write(load->db, scratch_insert, &id, &fault) == CONFLICT;
        id += 500;
        load->wrong += db_write(load->db, insert_and_fail, &id, &fault) != DENIED;
        load->wrong += strcmp(fault.message, "on purpose") != 0;
    }
    return NULL;
}

static void run_load(struct db *db)
{
    pthread_t threads[THREADS];
    struct load loads[THREADS];
    for (int i = 0; i < THREADS; i++) {
        loads[i] = (struct load){.db = db, .number = i + 1};
        assert_int_equal(pthread_create(&threads[i], NULL, write_load, &loads[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(loads[i].wrong, 0);
        assert_int_equal(loads[i].conflicts, PER_THREAD);
    }
    assert_int_equal(scratch_count(db), THREADS * PER_THREAD);
}

static void works_of_a_group_fail_alone(void **state)
{
    struct scratch *scratch = *state;
    struct db *db = scratch_open(scratch->path, DB_SERVE);
    run_load(db);
    db_close(db);
    db = scratch_open(scratch->path, DB_OFFLINE);
    assert_int_equal(scratch_count(db), THREADS * PER_THREAD);
    db_close(db);
}

static void the_same_in_memory(void **state)
{
    only_on_sqlite();
    (void)state;
    struct db *db = scratch_open(":memory:", DB_SERVE);
    run_load(db);
    db_close(db);
}

/* Holds the writer until it is let go, so that a queue builds up. */
struct gate {
    sem_t reached;
    sem_t open;
};

static enum status wait_at_gate(struct db_tx *tx, void *state)
{
    struct gate *gate = state;
    (void)tx;
    sem_post(&gate->reached);
    while (sem_wait(&gate->open) != 0)
        ;
    return OK;
}

static bool insert_later(struct db *db, int64_t id)
{
    struct arena *owned = arena_new();
    int64_t *state = arena_make(owned, int64_t);
    *state = id;
    return db_write_later(db, "key", owned, scratch_insert, state);
}

static void write_behind_is_bounded_and_drained(void **state)
{
    struct scratch *scratch = *state;
    struct db *db = scratch_open(scratch->path, DB_SERVE);
    struct gate *gate = arena_make(scratch->arena, struct gate);
    sem_init(&gate->reached, 0, 0);
    sem_init(&gate->open, 0, 0);
    assert_true(db_write_later(db, "key", arena_new(), wait_at_gate, gate));
    sem_wait(&gate->reached);
    for (int64_t id = 0; id < 4096; id++)
        assert_true(insert_later(db, id));
    assert_int_equal(db_dropped(db), 0);
    for (int64_t id = 5000; id < 5010; id++)
        assert_false(insert_later(db, id));
    assert_int_equal(db_dropped(db), 10);
    sem_post(&gate->open);
    db_drain(db);
    assert_int_equal(scratch_count(db), 4096);
    /* One that fails is lost, counted, and alone. */
    assert_true(insert_later(db, 6000));
    assert_true(insert_later(db, 1));
    assert_true(insert_later(db, 6001));
    db_drain(db);
    assert_int_equal(db_dropped(db), 11);
    assert_int_equal(scratch_count(db), 4098);
    sem_destroy(&gate->reached);
    sem_destroy(&gate->open);
    db_close(db);
}

static void closing_runs_what_is_queued(void **state)
{
    struct scratch *scratch = *state;
    struct db *db = scratch_open(scratch->path, DB_SERVE);
    for (int64_t id = 0; id < 1000; id++)
        assert_true(insert_later(db, id));
    db_close(db);
    db = scratch_open(scratch->path, DB_OFFLINE);
    assert_int_equal(scratch_count(db), 1000);
    /* Without a writer thread later is now. */
    assert_true(insert_later(db, 1000));
    assert_int_equal(scratch_count(db), 1001);
    assert_true(insert_later(db, 1000));
    assert_int_equal(db_dropped(db), 1);
    db_close(db);
}

/* What is waited for does not wait for write-behind that is still being gathered. */
static void write_behind_holds_nobody_up(void **state)
{
    struct scratch *scratch = *state;
    struct db *db = scratch_open(scratch->path, DB_SERVE);
    for (int64_t id = 0; id < 20; id += 2) {
        int64_t next = id + 1;
        assert_true(insert_later(db, id));
        assert_int_equal(db_write_for(db, "key", scratch_insert, &next, NULL), OK);
    }
    db_drain(db);
    assert_int_equal(scratch_count(db), 20);
    assert_int_equal(db_dropped(db), 0);
    db_close(db);
}

struct snapshot {
    struct db *db;
    sem_t counted;
    sem_t written;
    int64_t before;
    int64_t after;
};

static enum status count_twice(struct db_tx *tx, void *state)
{
    struct snapshot *snapshot = state;
    enum status status = scratch_count_work(tx, &snapshot->before);
    sem_post(&snapshot->counted);
    while (sem_wait(&snapshot->written) != 0)
        ;
    return status != OK ? status : scratch_count_work(tx, &snapshot->after);
}

static void *read_snapshot(void *argument)
{
    struct snapshot *snapshot = argument;
    db_read(snapshot->db, count_twice, snapshot, NULL);
    return NULL;
}

static void a_read_sees_one_moment(void **state)
{
    struct scratch *scratch = *state;
    struct snapshot snapshot = {.db = scratch_open(scratch->path, DB_SERVE), .after = -1};
    sem_init(&snapshot.counted, 0, 0);
    sem_init(&snapshot.written, 0, 0);
    pthread_t reader;
    assert_int_equal(pthread_create(&reader, NULL, read_snapshot, &snapshot), 0);
    sem_wait(&snapshot.counted);
    int64_t id = 1;
    assert_int_equal(db_write(snapshot.db, scratch_insert, &id, NULL), OK);
    assert_int_equal(scratch_count(snapshot.db), 1);
    sem_post(&snapshot.written);
    pthread_join(reader, NULL);
    assert_int_equal(snapshot.before, 0);
    assert_int_equal(snapshot.after, 0);
    sem_destroy(&snapshot.counted);
    sem_destroy(&snapshot.written);
    db_close(snapshot.db);
}

static enum status fill_pages(struct db_tx *tx, void *state)
{
    static const struct db_sql cap = {"PRAGMA max_page_count = 20"};
    static const struct db_sql fill = {
        "INSERT INTO item (id, name, data) VALUES (1, 'big', zeroblob(1000000))"};
    (void)state;
    db_run(db_prepare(tx, &cap));
    return db_run(db_prepare(tx, &fill));
}

static void a_full_disk_is_unavailable(void **state)
{
    only_on_sqlite();
    struct scratch *scratch = *state;
    struct db *db = scratch_open(scratch->path, DB_SERVE);
    struct fault fault;
    assert_int_equal(db_write(db, fill_pages, NULL, &fault), UNAVAILABLE);
    assert_non_null(strstr(fault.message, "is full"));
    int64_t id = 1;
    assert_int_equal(db_write(db, scratch_insert, &id, &fault), OK);
    assert_int_equal(scratch_count(db), 1);
    db_close(db);
}

static void an_error_while_committing_is_uncertain(void **state)
{
    only_on_sqlite();
    struct scratch *scratch = *state;
    struct db *db = scratch_open(scratch->path, DB_SERVE);
    struct fault fault;
    struct rlimit before;
    int64_t id = 1;
    assert_int_equal(db_write(db, scratch_insert, &id, &fault), OK);
    /* No file may grow: the write to the WAL fails with EFBIG. */
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before);
    setrlimit(RLIMIT_FSIZE, &(struct rlimit){1, before.rlim_max});
    id = 2;
    enum status status = db_write(db, scratch_insert, &id, &fault);
    bool later = insert_later(db, 3);
    db_drain(db);
    setrlimit(RLIMIT_FSIZE, &before);
    assert_int_equal(status, UNCERTAIN);
    assert_non_null(strstr(fault.message, "not known"));
    assert_true(later);
    assert_int_equal(db_dropped(db), 1);
    id = 4;
    assert_int_equal(db_write(db, scratch_insert, &id, &fault), OK);
    assert_int_equal(scratch_count(db), 2);
    db_close(db);
}

struct overlap {
    struct db *db;
    atomic_bool over;
};

static enum status linger(struct db_tx *tx, void *state)
{
    int64_t count;
    (void)state;
    enum status status = scratch_count_work(tx, &count);
    usleep(60000);
    return status;
}

static void *read_on_and_on(void *argument)
{
    struct overlap *overlap = argument;
    while (!atomic_load(&overlap->over))
        db_read(overlap->db, linger, NULL, NULL);
    return NULL;
}

static enum status write_3_mb(struct db_tx *tx, void *state)
{
    static const struct db_sql put = {
        "INSERT INTO item (id, name, data) VALUES (1, 'big', randomblob(3000000)) "
        "ON CONFLICT (id) DO UPDATE SET data = excluded.data"};
    (void)state;
    return db_run(db_prepare(tx, &put));
}

static void reads_without_a_pause_do_not_let_the_wal_grow(void **state)
{
    only_on_sqlite();
    struct scratch *scratch = *state;
    struct overlap overlap = {.db = scratch_open(scratch->path, DB_SERVE)};
    pthread_t readers[4];
    struct stat wal;
    /* Staggered, so that at every moment some read is old. */
    for (int i = 0; i < 4; i++) {
        assert_int_equal(pthread_create(&readers[i], NULL, read_on_and_on, &overlap), 0);
        usleep(15000);
    }
    for (int i = 0; i < 40; i++)
        assert_int_equal(db_write(overlap.db, write_3_mb, NULL, NULL), OK);
    atomic_store(&overlap.over, true);
    for (int i = 0; i < 4; i++)
        pthread_join(readers[i], NULL);
    assert_int_equal(stat(arena_printf(scratch->arena, "%s-wal", scratch->path), &wal), 0);
    assert_true(wal.st_size < 100000000);
    db_close(overlap.db);
}

/* Decision 35. */
static void the_wal_is_copied_in_a_pause(void **state)
{
    only_on_sqlite();
    struct scratch *scratch = *state;
    struct db *db = scratch_open(scratch->path, DB_SERVE);
    struct stat file = {0};
    assert_int_equal(db_write(db, write_3_mb, NULL, NULL), OK);
    for (int tries = 0; tries < 500 && file.st_size < 3000000; tries++) {
        usleep(10000);
        assert_int_equal(stat(scratch->path, &file), 0);
    }
    assert_true(file.st_size >= 3000000);
    db_close(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        scratch_case(works_of_a_group_fail_alone),
        scratch_case(the_same_in_memory),
        scratch_case(write_behind_is_bounded_and_drained),
        scratch_case(write_behind_holds_nobody_up),
        scratch_case(closing_runs_what_is_queued),
        scratch_case(a_read_sees_one_moment),
        scratch_case(reads_without_a_pause_do_not_let_the_wal_grow),
        scratch_case(the_wal_is_copied_in_a_pause),
        scratch_case(a_full_disk_is_unavailable),
        scratch_case(an_error_while_committing_is_uncertain),
    };
    return cmocka_run_group_tests_name("db/writer", tests, NULL, NULL);
}
