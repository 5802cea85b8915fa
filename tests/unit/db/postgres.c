/* What only PostgreSQL does: it is reached over a network, refuses, restarts and gets lost. */
#include "db/scratch.h"

#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>

/* Ends all sessions that carry the name. */
static enum status end_sessions(struct db_tx *tx, void *state)
{
    static const struct db_sql sql = {"SELECT count(pg_terminate_backend(pid, 5000)) FROM "
                                      "pg_stat_activity WHERE application_name = $1"};
    struct db_statement *s = db_prepare(tx, &sql);
    db_bind_text(s, 1, state);
    assert_true(db_step(s));
    assert_true(db_int(s, 0) > 0);
    return db_done(s);
}

static void lose_connections(struct scratch *scratch)
{
    struct db *db;
    struct db_options options = {.path = test_postgres(), .mode = DB_READ_ONLY};
    assert_int_equal(db_open(&options, &db, NULL), OK);
    assert_int_equal(db_read(db, end_sessions, scratch->name, NULL), OK);
    db_close(db);
}

static void a_lost_connection_is_made_anew(void **state)
{
    struct scratch *scratch = *state;
    only_on_postgres();
    struct db *db = scratch_open(scratch->path, DB_SERVE);
    for (int64_t id = 1; id <= 3; id++) {
        lose_connections(scratch);
        assert_int_equal(scratch_count(db), id - 1);
        lose_connections(scratch);
        assert_int_equal(db_write(db, scratch_insert, &id, NULL), OK);
    }
    assert_int_equal(scratch_count(db), 3);
    db_close(db);
}

struct loss {
    struct scratch *scratch;
    int runs;
};

static enum status lose_inside(struct db_tx *tx, void *state)
{
    struct loss *loss = state;
    int64_t id = 7;
    int64_t count;
    assert_int_equal(scratch_insert(tx, &id), OK);
    if (loss->runs++ == 0)
        lose_connections(loss->scratch);
    return scratch_count_work(tx, &count);
}

static void a_write_that_loses_its_connection_stores_nothing(void **state)
{
    struct scratch *scratch = *state;
    struct loss loss = {scratch, 0};
    struct fault fault;
    only_on_postgres();
    struct db *db = scratch_open(scratch->path, DB_SERVE);
    assert_int_equal(db_write(db, lose_inside, &loss, &fault), UNAVAILABLE);
    assert_non_null(strstr(fault.message, "was lost"));
    assert_int_equal(loss.runs, 1);
    assert_int_equal(scratch_count(db), 0);
    assert_int_equal(db_write(db, lose_inside, &loss, NULL), OK);
    db_close(db);
}

static enum status lose_in_read(struct db_tx *tx, void *state)
{
    struct loss *loss = state;
    int64_t count;
    assert_int_equal(scratch_count_work(tx, &count), OK);
    if (loss->runs++ == 0)
        lose_connections(loss->scratch);
    return scratch_count_work(tx, &count);
}

static void a_read_that_loses_its_connection_is_run_again(void **state)
{
    struct scratch *scratch = *state;
    struct loss loss = {scratch, 0};
    only_on_postgres();
    struct db *db = scratch_open(scratch->path, DB_SERVE);
    assert_int_equal(db_read(db, lose_in_read, &loss, NULL), OK);
    assert_int_equal(loss.runs, 2);
    db_close(db);
}

/* A proxy that, once armed, lets the next COMMIT through or not, and cuts the connection either
 * way before its answer. */
struct proxy {
    int listener;
    unsigned short to;
    unsigned short port;
    atomic_int armed; /* 0, 'p': pass the commit, 'd': drop it, 'c': drop it and stay away */
    atomic_bool over;
    pthread_t thread;
};

struct relay {
    struct proxy *proxy;
    int client;
};

static bool holds_commit(const char *data, size_t size)
{
    /* Its NUL too: there is READ COMMITTED. */
    return memmem(data, size, "COMMIT", 7) != NULL;
}

static void *relay_thread(void *argument)
{
    struct relay relay = *(struct relay *)argument;
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons(relay.proxy->to),
                                  .sin_addr = {htonl(INADDR_LOOPBACK)}};
    char data[65536];
    int server = socket(AF_INET, SOCK_STREAM, 0);
    free(argument);
    struct pollfd ends[2] = {{relay.client, POLLIN, 0}, {server, POLLIN, 0}};
    bool open = connect(server, (struct sockaddr *)&address, sizeof address) == 0;
    while (open && poll(ends, 2, 100) >= 0 && !relay.proxy->over) {
        for (int i = 0; i < 2 && open; i++) {
            if (ends[i].revents == 0)
                continue;
            ssize_t size = read(ends[i].fd, data, sizeof data);
            int armed = relay.proxy->armed;
            bool cut = i == 0 && armed != 0 && size > 0 && holds_commit(data, (size_t)size);
            open = size > 0 && !cut;
            if (size > 0 && (!cut || armed == 'p'))
                open &= write(ends[1 - i].fd, data, (size_t)size) == size;
            if (cut && armed == 'p')
                usleep(200000);
            if (cut && armed != 'c')
                relay.proxy->armed = 0;
        }
    }
    close(server);
    close(relay.client);
    return NULL;
}

static void *proxy_thread(void *argument)
{
    struct proxy *proxy = argument;
    struct pollfd end = {proxy->listener, POLLIN, 0};
    while (!proxy->over) {
        pthread_t thread;
        if (poll(&end, 1, 100) != 1)
            continue;
        struct relay *relay = calloc(1, sizeof *relay);
        *relay = (struct relay){proxy, accept(proxy->listener, NULL, NULL)};
        if (proxy->armed == 'c') {
            close(relay->client);
            free(relay);
        } else if (pthread_create(&thread, NULL, relay_thread, relay) == 0) {
            pthread_detach(thread);
        }
    }
    return NULL;
}

/* The path of the scratch database through the proxy. */
static const char *proxy_start(struct proxy *proxy, struct scratch *scratch)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t size = sizeof address;
    char *path = arena_printf(scratch->arena, "%s&sslmode=disable", scratch->path);
    char *port = strrchr(strchr(path, '@'), ':') + 1;
    char *rest = strchr(port, '/');
    proxy->to = (unsigned short)strtoul(port, NULL, 10);
    proxy->listener = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(proxy->listener, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(proxy->listener, 64), 0);
    getsockname(proxy->listener, (struct sockaddr *)&address, &size);
    assert_int_equal(pthread_create(&proxy->thread, NULL, proxy_thread, proxy), 0);
    return arena_printf(scratch->arena, "%.*s%u%s", (int)(port - path), path,
                        ntohs(address.sin_port), rest);
}

static void proxy_stop(struct proxy *proxy)
{
    proxy->over = true;
    pthread_join(proxy->thread, NULL);
    close(proxy->listener);
    /* The relays look ten times a second. */
    usleep(300000);
}

static void a_commit_without_an_answer_is_looked_for(void **state)
{
    struct scratch *scratch = *state;
    struct fault fault = {""};
    static struct proxy proxy;
    int64_t id = 1;
    only_on_postgres();
    struct db *db = scratch_open(proxy_start(&proxy, scratch), DB_SERVE);
    proxy.armed = 'p';
    assert_int_equal(db_write(db, scratch_insert, &id, &fault), OK);
    assert_int_equal(proxy.armed, 0);
    assert_int_equal(scratch_count(db), 1);
    proxy.armed = 'd';
    id = 2;
    assert_int_equal(db_write(db, scratch_insert, &id, &fault), UNAVAILABLE);
    assert_non_null(strstr(fault.message, "lost before the change was stored"));
    assert_int_equal(proxy.armed, 0);
    assert_int_equal(scratch_count(db), 1);
    assert_int_equal(db_write(db, scratch_insert, &id, &fault), OK);
    proxy.armed = 'c';
    id = 3;
    assert_int_equal(db_write(db, scratch_insert, &id, &fault), UNCERTAIN);
    assert_non_null(strstr(fault.message, "is not known"));
    proxy.armed = 0;
    assert_int_equal(db_write(db, scratch_insert, &id, &fault), OK);
    assert_int_equal(scratch_count(db), 3);
    db_close(db);
    proxy_stop(&proxy);
}

struct node {
    struct scratch *scratch;
    pthread_t thread;
    struct db *db;
};

static void *start_node(void *argument)
{
    struct node *node = argument;
    node->db = scratch_open(node->scratch->path, DB_SERVE);
    for (int64_t i = 0; i < 50; i++) {
        int64_t id = node->db == NULL ? 0 : i;
        db_write(node->db, scratch_insert, &id, NULL);
    }
    return NULL;
}

/* They migrate at once, and of those that insert the same one gets through. */
static void nodes_work_on_one_database(void **state)
{
    struct scratch *scratch = *state;
    struct node nodes[4];
    only_on_postgres();
    for (int i = 0; i < 4; i++) {
        nodes[i] = (struct node){.scratch = scratch};
        assert_int_equal(pthread_create(&nodes[i].thread, NULL, start_node, &nodes[i]), 0);
    }
    for (int i = 0; i < 4; i++)
        pthread_join(nodes[i].thread, NULL);
    assert_int_equal(scratch_count(nodes[0].db), 50);
    for (int i = 0; i < 4; i++)
        db_close(nodes[i].db);
}

enum { NODES = 3, TURNS = 40 };

static enum status add_one(struct db_tx *tx, void *state)
{
    static const struct db_sql get = {"SELECT CAST(name AS BIGINT) FROM item WHERE id = $1"};
    static const struct db_sql set = {
        "INSERT INTO item (id, name) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET name = $2"};
    int64_t id = *(const int64_t *)state;
    char sum[32];
    struct db_statement *s = db_prepare(tx, &get);
    db_bind_int(s, 1, id);
    int64_t number = db_step(s) ? db_int(s, 0) : id * 1000;
    db_done(s);
    snprintf(sum, sizeof sum, "%lld", (long long)number + 1);
    s = db_prepare(tx, &set);
    db_bind_int(s, 1, id);
    db_bind_text(s, 2, sum);
    return db_run(s);
}

/* Counts up one number of each of four keys. */
static void *count_up(void *argument)
{
    struct node *node = argument;
    for (int64_t i = 0; i < TURNS; i++) {
        int64_t id = 1 + i % 4;
        char key[8];
        snprintf(key, sizeof key, "o-%lld", (long long)id);
        assert_int_equal(db_write_for(node->db, key, add_one, &id, NULL), OK);
    }
    return NULL;
}

static enum status sum_up(struct db_tx *tx, void *state)
{
    static const struct db_sql sql = {
        "SELECT CAST(sum(CAST(name AS BIGINT) - id * 1000) AS BIGINT) FROM item"};
    struct db_statement *s = db_prepare(tx, &sql);
    if (db_step(s))
        *(int64_t *)state = db_int(s, 0);
    return db_done(s);
}

/* None is lost to another that read the same number. */
static void writes_of_one_key_see_each_other(void **state)
{
    struct scratch *scratch = *state;
    struct node nodes[NODES];
    int64_t sum = 0;
    only_on_postgres();
    for (int i = 0; i < NODES; i++)
        nodes[i] = (struct node){.db = scratch_open(scratch->path, DB_SERVE)};
    for (int i = 0; i < NODES; i++)
        assert_int_equal(pthread_create(&nodes[i].thread, NULL, count_up, &nodes[i]), 0);
    for (int i = 0; i < NODES; i++)
        pthread_join(nodes[i].thread, NULL);
    assert_int_equal(db_read(nodes[0].db, sum_up, &sum, NULL), OK);
    assert_int_equal(sum, NODES * TURNS);
    for (int i = 0; i < NODES; i++)
        db_close(nodes[i].db);
}

struct meeting {
    struct db *db;
    const char *key;
    pthread_barrier_t *barrier;
};

static enum status meet(struct db_tx *tx, void *state)
{
    struct meeting *meeting = state;
    int64_t count;
    enum status status = scratch_count_work(tx, &count);
    pthread_barrier_wait(meeting->barrier);
    return status;
}

static void *write_and_meet(void *argument)
{
    struct meeting *meeting = argument;
    assert_int_equal(db_write_for(meeting->db, meeting->key, meet, meeting, NULL), OK);
    return NULL;
}

/* They meet inside their transactions: one after the other they never would. */
static void writes_of_different_keys_run_at_once(void **state)
{
    struct scratch *scratch = *state;
    pthread_barrier_t barrier;
    pthread_t other;
    only_on_postgres();
    struct meeting here = {scratch_open(scratch->path, DB_SERVE), "o-1", &barrier};
    struct meeting there = {scratch_open(scratch->path, DB_SERVE), "o-2", &barrier};
    pthread_barrier_init(&barrier, NULL, 2);
    assert_int_equal(pthread_create(&other, NULL, write_and_meet, &there), 0);
    write_and_meet(&here);
    pthread_join(other, NULL);
    pthread_barrier_destroy(&barrier);
    db_close(here.db);
    db_close(there.db);
}

static void refuse(const char *path, enum status expected, const char *told)
{
    struct db *db;
    struct fault fault = {""};
    assert_int_equal(db_open(&(struct db_options){.path = path, .mode = DB_SERVE}, &db, &fault),
                     expected);
    if (strstr(fault.message, told) == NULL || strstr(fault.message, "geheim") != NULL)
        fail_msg("%s", fault.message);
}

static void what_refuses_us_is_told_without_the_password(void **state)
{
    struct scratch *scratch = *state;
    (void)state;
    refuse("postgresql://me:geheim@127.0.0.1:1/none", UNAVAILABLE, "at 127.0.0.1:1/none cannot");
    refuse("postgres://me:geheim@127.0.0.1:1,127.0.0.1:2/none", UNAVAILABLE,
           "127.0.0.1:1,127.0.0.1:2/none");
    refuse("host=127.0.0.1 port=1 password=geheim", UNAVAILABLE, "127.0.0.1:1");
    refuse("postgresql://me:ge/geheim@127.0.0.1:1?x=geheim", FAILED, "is not understood");
    if (test_postgres() == NULL)
        return;
    const char *at = strchr(test_postgres(), '@');
    refuse(arena_printf(scratch->arena, "postgresql://nobody:geheim%s", at), FAILED,
           "wrong user or password");
    refuse(arena_printf(scratch->arena, "postgresql://nobody%s", at), FAILED, "wants a password");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        scratch_case(a_lost_connection_is_made_anew),
        scratch_case(a_write_that_loses_its_connection_stores_nothing),
        scratch_case(a_read_that_loses_its_connection_is_run_again),
        scratch_case(a_commit_without_an_answer_is_looked_for),
        scratch_case(nodes_work_on_one_database),
        scratch_case(writes_of_one_key_see_each_other),
        scratch_case(writes_of_different_keys_run_at_once),
        scratch_case(what_refuses_us_is_told_without_the_password),
    };
    return cmocka_run_group_tests_name("db/postgres", tests, NULL, NULL);
}
