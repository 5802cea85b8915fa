#include "store_unit.h"

#include "store/session.h"

static struct session_row sample(void)
{
    return (struct session_row){
        .organization_id = "o-globex",
        .id = "s-1",
        .connection_id = "c-1",
        .setup_key = blob("setup one"),
        .token_hash = blob("token one"),
        .payload_id = "1@globex.example",
        .buyer_cookie = " verbatim <cookie>&\t\xC3\xA9 ",
        .return_url = "https://globex.example/return?a=1&b=2",
        .operation = "edit",
        .test = true,
        .requester_name = "Ada L.",
        .requester_email = "ada@globex.example",
        .language = "de-CH",
        .selected_part = "P-1",
        .created_us = 100,
        .expires_us = INT64_C(1700000000000000),
    };
}

static enum status insert_first(struct db_tx *tx, void *state)
{
    (void)state;
    struct session_row row = sample();
    return session_store_insert(tx, &row);
}

static enum status find_first(struct db_tx *tx, void *state)
{
    struct store *store = state;
    struct session_row expected = sample();
    struct session_row row;
    assert_int_equal(session_store_by_token(tx, store->arena, "o-globex", blob("token one"), &row),
                     OK);
    assert_string_equal(row.organization_id, expected.organization_id);
    assert_string_equal(row.id, expected.id);
    assert_string_equal(row.connection_id, expected.connection_id);
    assert_string_equal(row.payload_id, expected.payload_id);
    assert_string_equal(row.buyer_cookie, expected.buyer_cookie);
    assert_string_equal(row.return_url, expected.return_url);
    assert_string_equal(row.operation, expected.operation);
    assert_true(row.test);
    assert_string_equal(row.requester_name, expected.requester_name);
    assert_string_equal(row.requester_email, expected.requester_email);
    assert_string_equal(row.language, expected.language);
    assert_string_equal(row.selected_part, expected.selected_part);
    assert_int_equal(row.created_us, expected.created_us);
    assert_int_equal(row.expires_us, expected.expires_us);
    assert_int_equal(row.ended_us, 0);
    return OK;
}

static enum status find_none(struct db_tx *tx, void *state)
{
    struct store *store = state;
    struct session_row row;
    bool exists = true;
    assert_int_equal(session_store_by_token(tx, store->arena, "o-globex", blob("token two"), &row),
                     NOT_FOUND);
    assert_int_equal(session_store_by_token(tx, store->arena, "o-globex", blob(""), &row),
                     NOT_FOUND);
    assert_int_equal(session_store_by_token(tx, store->arena, "o-initech", blob("token one"), &row),
                     NOT_FOUND);
    assert_int_equal(session_store_by_setup(tx, "o-globex", blob("setup two"), &exists), OK);
    assert_false(exists);
    assert_int_equal(session_store_by_setup(tx, "o-initech", blob("setup one"), &exists), OK);
    assert_false(exists);
    assert_int_equal(session_store_by_setup(tx, "o-globex", blob("setup one"), &exists), OK);
    assert_true(exists);
    return OK;
}

/* PUN-6: the BuyerCookie verbatim. */
static void a_session_is_found_by_its_token(void **state)
{
    store_write(*state, insert_first);
    store_read(*state, find_first);
    store_read(*state, find_none);
}

static enum status open_twice(struct db_tx *tx, void *state)
{
    (void)state;
    struct session_row row = sample();
    bool exists;
    row.id = "s-2";
    row.token_hash = blob("token two");
    assert_int_equal(session_store_insert(tx, &row), CONFLICT);
    row.setup_key = blob("setup two");
    assert_int_equal(session_store_insert(tx, &row), OK);
    return session_store_by_setup(tx, "o-globex", blob("setup two"), &exists);
}

/* PUN-4: a StartPage opens once, and who comes second learns so in the same transaction. */
static void a_start_page_opens_once(void **state)
{
    store_write(*state, insert_first);
    store_write(*state, open_twice);
    store_read(*state, find_first);
}

static enum status same_token(struct db_tx *tx, void *state)
{
    (void)state;
    struct session_row row = sample();
    row.id = "s-2";
    row.setup_key = blob("setup two");
    return session_store_insert(tx, &row);
}

static void a_token_is_one_sessions(void **state)
{
    store_write(*state, insert_first);
    assert_int_equal(store_try(*state, same_token), CONFLICT);
}

static enum status end_it(struct db_tx *tx, void *state)
{
    struct store *store = state;
    struct session_row row;
    assert_int_equal(session_store_end(tx, "o-initech", "s-1", 500), CONFLICT);
    assert_int_equal(session_store_end(tx, "o-globex", "s-9", 500), CONFLICT);
    assert_int_equal(session_store_end(tx, "o-globex", "s-1", 500), OK);
    assert_int_equal(session_store_end(tx, "o-globex", "s-1", 600), CONFLICT);
    assert_int_equal(session_store_by_token(tx, store->arena, "o-globex", blob("token one"), &row),
                     OK);
    assert_int_equal(row.ended_us, 500);
    return OK;
}

/* PUN-6: of two that end it at once only one goes on. */
static void a_session_ends_once(void **state)
{
    store_write(*state, insert_first);
    store_write(*state, end_it);
}

/* As it was before migration 3. */
static enum status insert_old(struct db_tx *tx, void *state)
{
    static const struct db_sql sql = {
        "INSERT INTO punchout_session (organization_id, id, connection_id, setup_key, token_hash, "
        "payload_id, buyer_cookie, return_url, operation, test, requester_name, requester_email, "
        "language, selected_part, created_us, expires_us, ended_us) VALUES ('o-globex', 's-1', "
        "'c-1', "
        "$1, $2, '', 'cookie', '', 'create', 0, '', '', '', '', 1, 2, 0)"};
    struct db_statement *s = db_prepare(tx, &sql);
    (void)state;
    db_bind_bytes(s, 1, blob("setup one"));
    db_bind_bytes(s, 2, blob("token one"));
    return db_run(s);
}

static enum status look_for_old(struct db_tx *tx, void *state)
{
    struct session_row row;
    bool exists = false;
    assert_int_equal(session_store_by_setup(tx, "o-globex", blob("setup one"), &exists), OK);
    assert_true(exists);
    assert_int_equal(session_store_by_token(tx, state, "o-globex", blob("token one"), &row), OK);
    assert_string_equal(row.buyer_cookie, "cookie");
    return OK;
}

/* PUN-4: what was used before an upgrade does not open again after it. */
static void an_upgrade_keeps_what_was_used(void **state)
{
    struct arena *arena = arena_new();
    char name[40];
    struct db_options options = {.path = test_database(arena, name), .mode = DB_OFFLINE};
    struct embedded_files old = {store_files.files, 2};
    struct db *db;
    (void)state;
    assert_int_equal(db_open(&options, &db, NULL), OK);
    assert_int_equal(db_migrate_files(db, &old, 0, NULL), OK);
    assert_int_equal(db_write(db, insert_old, NULL, NULL), OK);
    assert_int_equal(db_migrate_files(db, &store_files, 0, NULL), OK);
    assert_int_equal(db_read(db, look_for_old, arena, NULL), OK);
    db_close(db);
    test_database_drop(arena, name);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_case(a_session_is_found_by_its_token),
        store_case(a_start_page_opens_once),
        store_case(a_token_is_one_sessions),
        store_case(a_session_ends_once),
        cmocka_unit_test(an_upgrade_keeps_what_was_used),
    };
    return cmocka_run_group_tests_name("store/session", tests, NULL, NULL);
}
