#include "store_unit.h"

#include "store/connection.h"

static const struct connection_row sample = {
    .connection =
        {
            .organization_id = "o-globex",
            .id = "c-1",
            .account_id = "111111111111",
            .name = "Globex Coupa",
            .description = "For Globex",
            .sellers = "s-1 s-2",
            .instance_host = "globex.example",
            .redirect = true,
            .redirect_url = "https://globex.example/ask",
            .address_ranges = "203.0.113.0/24",
            .client_certificate = "ab12",
            .system = SYSTEM_ARIBA,
            .mode = MODE_PRODUCTION,
            .status = CONNECTION_WAITING,
            .buyer = {"NetworkID", "AN01000000001-T"},
            .supplier = {"DUNS", "123456789"},
            .sender = {"AribaNetworkUserId", "sysadmin@ariba.com"},
            .cart_encoding = CART_URLENCODED,
            .dtd_version = "1.2.014",
            .classification = CLASSIFY_TABLE,
            .classification_table = "saas=81162000 *=43230000",
            .unit_of_measure = "EACH",
            .return_hosts = "globex.example *.ariba.com",
            .frame_ancestors = "https://globex.example",
            .allow_loopback = true,
            .single_line = true,
            .price_tolerance_ppm = 10000,
            .disabled_us = 77,
        },
    .secret_hash = {(const unsigned char *)"0123456789abcdef0123456789abcdef", 32},
    .secret_sealed = {(const unsigned char *)"sealed\0with a NUL", 17},
    .created_us = 100,
};

static enum status insert_rows(struct db_tx *tx, void *state)
{
    struct store *store = state;
    struct connection_row other = sample;
    enum status st = connection_store_insert(tx, store->arena, &sample);
    other.connection.id = "c-0";
    other.connection.buyer = (struct credential){"networkid", "an01000000001"};
    other.connection.status = CONNECTION_ENABLED;
    other.connection.disabled_us = 0;
    other.created_us = 200;
    if (st == OK)
        st = connection_store_insert(tx, store->arena, &other);
    other.connection.organization_id = "o-initech";
    other.connection.id = "c-1";
    other.connection.name = "Initech";
    other.connection.buyer.identity = "AN02000000002";
    other.created_us = 50;
    return st == OK ? connection_store_insert(tx, store->arena, &other) : st;
}

static void same_settings(const struct connection *c, const struct connection *expected)
{
    assert_string_equal(c->organization_id, expected->organization_id);
    assert_string_equal(c->id, expected->id);
    assert_string_equal(c->account_id, expected->account_id);
    assert_string_equal(c->name, expected->name);
    assert_string_equal(c->description, expected->description);
    assert_string_equal(c->sellers, expected->sellers);
    assert_string_equal(c->instance_host, expected->instance_host);
    assert_int_equal(c->redirect, expected->redirect);
    assert_string_equal(c->redirect_url, expected->redirect_url);
    assert_string_equal(c->address_ranges, expected->address_ranges);
    assert_string_equal(c->client_certificate, expected->client_certificate);
    assert_int_equal(c->system, expected->system);
    assert_int_equal(c->mode, expected->mode);
    assert_int_equal(c->status, expected->status);
    assert_string_equal(c->buyer.domain, expected->buyer.domain);
    assert_string_equal(c->buyer.identity, expected->buyer.identity);
    assert_string_equal(c->supplier.domain, expected->supplier.domain);
    assert_string_equal(c->supplier.identity, expected->supplier.identity);
    assert_string_equal(c->sender.domain, expected->sender.domain);
    assert_string_equal(c->sender.identity, expected->sender.identity);
    assert_int_equal(c->cart_encoding, expected->cart_encoding);
    assert_string_equal(c->dtd_version, expected->dtd_version);
    assert_int_equal(c->classification, expected->classification);
    assert_string_equal(c->classification_table, expected->classification_table);
    assert_string_equal(c->unit_of_measure, expected->unit_of_measure);
    assert_string_equal(c->return_hosts, expected->return_hosts);
    assert_string_equal(c->frame_ancestors, expected->frame_ancestors);
    assert_int_equal(c->allow_loopback, expected->allow_loopback);
    assert_int_equal(c->single_line, expected->single_line);
    assert_int_equal(c->price_tolerance_ppm, expected->price_tolerance_ppm);
    assert_int_equal(c->disabled_us, expected->disabled_us);
}

static enum status find_first(struct db_tx *tx, void *state)
{
    struct store *store = state;
    struct connection_row row = {0};
    assert_int_equal(connection_store_find(tx, store->arena, "o-globex", "c-1", &row), OK);
    same_settings(&row.connection, &sample.connection);
    assert_string_equal(row.connection.organization_name, "Globex");
    assert_true(row.connection.free_preapproved);
    assert_false(row.connection.byol_preapproved);
    assert_int_equal(row.created_us, 100);
    assert_bytes(row.secret_hash, "0123456789abcdef0123456789abcdef");
    assert_int_equal(row.secret_sealed.size, 17);
    assert_memory_equal(row.secret_sealed.data, "sealed\0with a NUL", 17);
    return OK;
}

static enum status find_isolated(struct db_tx *tx, void *state)
{
    struct store *store = state;
    struct connection_row row = {0};
    assert_int_equal(connection_store_find(tx, store->arena, "o-initech", "c-1", &row), OK);
    assert_string_equal(row.connection.name, "Initech");
    assert_false(row.connection.free_preapproved);
    assert_true(row.connection.byol_preapproved);
    assert_int_equal(connection_store_find(tx, store->arena, "o-initech", "c-0", &row), NOT_FOUND);
    assert_int_equal(connection_store_find(tx, store->arena, "o-nobody", "c-1", &row), NOT_FOUND);
    return OK;
}

/* CON-12, CAT-4: every setting, and the organization's pre-approvals. */
static void a_connection_comes_back_as_it_was(void **state)
{
    store_write(*state, insert_rows);
    store_read(*state, find_first);
    store_read(*state, find_isolated);
}

static enum status find_by_buyer(struct db_tx *tx, void *state)
{
    struct store *store = state;
    struct connection_rows rows;
    struct credential buyer = {" NETWORKID", "an01000000001-t "};
    const char *key = credential_key(store->arena, &buyer);
    assert_int_equal(connection_store_by_buyer(tx, store->arena, key, &rows), OK);
    assert_int_equal(rows.count, 2);
    assert_string_equal(rows.items[0].connection.id, "c-0");
    assert_string_equal(rows.items[1].connection.id, "c-1");
    for (size_t i = 0; i < rows.count; i++)
        assert_string_equal(rows.items[i].connection.organization_id, "o-globex");
    assert_int_equal(connection_store_by_buyer(tx, store->arena, "duns 1", &rows), OK);
    assert_int_equal(rows.count, 0);
    assert_int_equal(connection_store_list(tx, store->arena, NULL, &rows), OK);
    assert_int_equal(rows.count, 3);
    assert_string_equal(rows.items[0].connection.organization_id, "o-initech");
    assert_string_equal(rows.items[2].connection.id, "c-0");
    return OK;
}

/* CON-6, CON-13, INTEROP C4: by the buyer's credential as it is compared, test identity or not. */
static void connections_are_found_by_their_buyer(void **state)
{
    store_write(*state, insert_rows);
    store_read(*state, find_by_buyer);
}

static enum status insert_many(struct db_tx *tx, void *state)
{
    struct store *store = state;
    struct connection_row row = sample;
    struct connection_rows rows;
    for (int i = 0; i < 37; i++) {
        row.connection.id = arena_printf(store->arena, "c-%02d", i);
        assert_int_equal(connection_store_insert(tx, store->arena, &row), OK);
    }
    assert_int_equal(connection_store_list(tx, store->arena, NULL, &rows), OK);
    assert_int_equal(rows.count, 37);
    for (int i = 0; i < 37; i++)
        assert_string_equal(rows.items[i].connection.id, arena_printf(store->arena, "c-%02d", i));
    return OK;
}

static void none_of_many_is_lost(void **state)
{
    store_write(*state, insert_many);
}

static enum status change_one(struct db_tx *tx, void *state)
{
    struct store *store = state;
    struct connection_row row = sample;
    row.connection.name = "Renamed";
    row.connection.buyer.identity = "AN03000000003";
    row.connection.mode = MODE_TEST;
    row.connection.redirect = false;
    assert_int_equal(connection_store_update(tx, store->arena, &row.connection), OK);
    row.old_secret_hash = sample.secret_hash;
    row.old_secret_sealed = sample.secret_sealed;
    row.old_secret_until_us = 900;
    row.secret_since_us = 800;
    row.secret_hash = (struct bytes){(const unsigned char *)"fedcba9876543210fedcba9876543210", 32};
    assert_int_equal(connection_store_set_secret(tx, &row), OK);
    row.connection.id = "c-9";
    assert_int_equal(connection_store_update(tx, store->arena, &row.connection), NOT_FOUND);
    assert_int_equal(connection_store_set_mode(tx, "o-initech", "c-9", MODE_TEST), NOT_FOUND);
    return connection_store_set_mode(tx, "o-globex", "c-1", MODE_PRODUCTION);
}

static enum status find_changed(struct db_tx *tx, void *state)
{
    struct store *store = state;
    struct connection_row row;
    struct connection_rows rows;
    struct connection expected = sample.connection;
    expected.name = "Renamed";
    expected.buyer.identity = "AN03000000003";
    expected.redirect = false;
    assert_int_equal(connection_store_find(tx, store->arena, "o-globex", "c-1", &row), OK);
    same_settings(&row.connection, &expected);
    assert_bytes(row.secret_hash, "fedcba9876543210fedcba9876543210");
    assert_bytes(row.old_secret_hash, "0123456789abcdef0123456789abcdef");
    assert_int_equal(row.old_secret_sealed.size, 17);
    assert_int_equal(row.old_secret_until_us, 900);
    assert_int_equal(row.secret_since_us, 800);
    const char *key = credential_key(store->arena, &expected.buyer);
    assert_int_equal(connection_store_by_buyer(tx, store->arena, key, &rows), OK);
    assert_int_equal(rows.count, 1);
    assert_int_equal(connection_store_find(tx, store->arena, "o-initech", "c-1", &row), OK);
    assert_string_equal(row.connection.name, "Initech");
    return OK;
}

/* CON-2, CON-11: what is changed is one connection's alone, and found under its new buyer. */
static void one_connection_is_changed(void **state)
{
    store_write(*state, insert_rows);
    store_write(*state, change_one);
    store_read(*state, find_changed);
}

static enum status remove_one(struct db_tx *tx, void *state)
{
    (void)state;
    return connection_store_remove(tx, "o-globex", "c-1", 5000);
}

static enum status find_removed(struct db_tx *tx, void *state)
{
    struct store *store = state;
    struct connection_row row;
    struct connection_rows rows;
    assert_int_equal(connection_store_find(tx, store->arena, "o-globex", "c-1", &row), OK);
    assert_int_equal(row.connection.status, CONNECTION_REMOVED);
    assert_int_equal(row.secret_hash.size + row.secret_sealed.size + row.old_secret_hash.size, 0);
    const char *key = credential_key(store->arena, &sample.connection.buyer);
    assert_int_equal(connection_store_by_buyer(tx, store->arena, key, &rows), OK);
    assert_int_equal(rows.count, 1);
    assert_string_equal(rows.items[0].connection.id, "c-0");
    assert_int_equal(connection_store_list(tx, store->arena, "o-globex", &rows), OK);
    assert_int_equal(rows.count, 1);
    return OK;
}

/* CON-10: without secrets, and found by nobody. */
static void a_removed_connection_keeps_no_secret(void **state)
{
    store_write(*state, insert_rows);
    store_write(*state, remove_one);
    store_read(*state, find_removed);
}

static enum status read_secrets(struct db_tx *tx, void *state)
{
    struct store *store = state;
    struct bytes secrets[3];
    size_t count;
    assert_int_equal(connection_store_secrets(tx, store->arena, COUNT(secrets), secrets, &count),
                     OK);
    assert_int_equal(count, 3);
    for (size_t i = 0; i < count; i++)
        assert_memory_equal(secrets[i].data, "sealed\0with a NUL", 17);
    assert_int_equal(connection_store_secrets(tx, store->arena, 1, secrets, &count), OK);
    assert_int_equal(count, 1);
    return OK;
}

static void the_sealed_secrets_come_alone(void **state)
{
    store_write(*state, insert_rows);
    store_read(*state, read_secrets);
}

static enum status insert_of_nobody(struct db_tx *tx, void *state)
{
    struct store *store = state;
    struct connection_row row = sample;
    row.connection.organization_id = "o-nobody";
    return connection_store_insert(tx, store->arena, &row);
}

static void conflicts(void **state)
{
    store_write(*state, insert_rows);
    assert_int_equal(store_try(*state, insert_rows), CONFLICT);
    assert_int_equal(store_try(*state, insert_of_nobody), CONFLICT);
}

static void status_is(struct db_tx *tx, struct store *store, const char *organization_id,
                      enum connection_status status, int64_t disabled_us)
{
    struct connection_row row = {0};
    assert_int_equal(connection_store_find(tx, store->arena, organization_id, "c-1", &row), OK);
    assert_int_equal(row.connection.status, status);
    assert_int_equal(row.connection.disabled_us, disabled_us);
}

static enum status set_statuses(struct db_tx *tx, void *state)
{
    struct store *store = state;
    assert_int_equal(
        connection_store_set_status(tx, "o-globex", "c-1", CONNECTION_DISABLED, INT64_MAX), OK);
    status_is(tx, store, "o-globex", CONNECTION_DISABLED, INT64_MAX);
    status_is(tx, store, "o-initech", CONNECTION_ENABLED, 0);
    assert_int_equal(connection_store_set_status(tx, "o-globex", "c-1", CONNECTION_ENABLED, 0), OK);
    status_is(tx, store, "o-globex", CONNECTION_ENABLED, INT64_MAX);
    assert_int_equal(connection_store_set_status(tx, "o-initech", "c-0", CONNECTION_ENABLED, 0),
                     NOT_FOUND);
    return OK;
}

/* CON-9: disabling can be undone, and when it was is kept. */
static void a_status_is_set_for_one_connection(void **state)
{
    store_write(*state, insert_rows);
    store_write(*state, set_statuses);
    store_read(*state, find_isolated);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_case(a_connection_comes_back_as_it_was),
        store_case(connections_are_found_by_their_buyer),
        store_case(none_of_many_is_lost),
        store_case(one_connection_is_changed),
        store_case(a_removed_connection_keeps_no_secret),
        store_case(the_sealed_secrets_come_alone),
        store_case(conflicts),
        store_case(a_status_is_set_for_one_connection),
    };
    return cmocka_run_group_tests_name("store/connection", tests, NULL, NULL);
}
