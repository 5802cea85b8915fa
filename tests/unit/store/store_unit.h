#ifndef TESTS_UNIT_STORE_STORE_UNIT_H
#define TESTS_UNIT_STORE_STORE_UNIT_H
/* A database with the schema, in memory or on PostgreSQL (database.h), and two organizations in it:
 * o-globex and o-initech. */
#include "database.h"

#include <string.h>

#include "base/embedded.h"
#include "db/migrate.h"
#include "store/organization.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

extern const struct embedded_files store_files;

struct store {
    struct arena *arena;
    struct db *db;
    char name[40];      /* of the schema on PostgreSQL */
    struct fault fault; /* of the last work */
    bool inside;        /* a failed assertion has left a transaction open */
};

static inline struct bytes blob(const char *text)
{
    return bytes_of(text);
}

static inline void assert_bytes(struct bytes is, const char *text)
{
    assert_int_equal(is.size, strlen(text));
    assert_memory_equal(is.data, text, is.size);
}

/* Runs `work` with the store as its state; its assertions may fail inside. */
static inline enum status store_try(struct store *store, db_work *work)
{
    store->inside = true;
    enum status st = db_write(store->db, work, store, &store->fault);
    store->inside = false;
    return st;
}

static inline void store_write(struct store *store, db_work *work)
{
    if (store_try(store, work) != OK)
        fail_msg("%s", store->fault.message);
}

/* The same where nothing may be written. */
static inline void store_read(struct store *store, db_work *work)
{
    store->inside = true;
    enum status st = db_read(store->db, work, store, &store->fault);
    store->inside = false;
    if (st != OK)
        fail_msg("%s", store->fault.message);
}

static inline enum status store_insert_organizations(struct db_tx *tx, void *state)
{
    (void)state;
    struct organization globex = {"o-globex", "Globex", "111111111111", true,
                                  false,      false,    false,          5};
    struct organization initech = {"o-initech", "Initech", "222222222222", false,
                                   true,        false,     false,          6};
    enum status st = organization_store_insert(tx, &globex);
    return st == OK ? organization_store_insert(tx, &initech) : st;
}

static inline void store_migrate(struct db *db)
{
    struct fault fault = {""};
    if (db_migrate_files(db, &store_files, 0, &fault) != OK)
        fail_msg("%s", fault.message);
}

static inline int store_setup(void **state)
{
    struct arena *arena = arena_new();
    struct store *store = arena_make(arena, struct store);
    struct db_options options = {.path = test_database(arena, store->name), .mode = DB_OFFLINE};
    struct fault fault = {""};
    *state = store;
    store->arena = arena;
    if (db_open(&options, &store->db, &fault) != OK)
        fail_msg("%s", fault.message);
    store_migrate(store->db);
    store_write(store, store_insert_organizations);
    return 0;
}

static inline int store_teardown(void **state)
{
    struct store *store = *state;
    if (!store->inside) {
        db_close(store->db);
        test_database_drop(store->arena, store->name);
    }
    arena_free(store->arena);
    return 0;
}

/* A test that finds a struct store in *state. */
#define store_case(function) cmocka_unit_test_setup_teardown(function, store_setup, store_teardown)

#endif
