#include "store_unit.h"

#include "store/connection.h"
#include "store/order.h"

static struct order_line lines[] = {
    {.number = 1,
     .line_number = "10",
     .quantity_micros = 1500000,
     .part_id = "P-1",
     .auxiliary_id = "aux-1",
     .has_price = true,
     .unit_price = {0, "USD"},
     .description = "Lighthouse <1>",
     .unit_of_measure = "EA",
     .unspsc = "43232701",
     .details = "[{\"name\":\"LineType\"}]",
     .request_line_id = "aux-1",
     .outcome = "made agreement agmt-1"},
    {.number = 2, .quantity_micros = 0},
};

static struct order_row sample(const char *organization_id, const char *connection_id,
                               const char *id)
{
    return (struct order_row){
        .order =
            {
                .organization_id = organization_id,
                .id = id,
                .connection_id = connection_id,
                .payload_id = "1@globex.example",
                .order_id = "PO-1",
                .version = "",
                .type = ORDER_UPDATE,
                .order_type = "blanket",
                .deployment_mode = "production",
                .state = ORDER_NEEDS_ATTENTION,
                .reason = "the quantity is 2",
                .has_total = true,
                .total = money_of(INT64_C(1200600000), "USD"),
                .order_date_us = 50,
                .received_us = INT64_C(1700000000000000),
                .document_id = "d-1",
                .details = "[1]",
                .lines = lines,
                .line_count = COUNT(lines),
            },
        .content_hash = blob("hash"),
        .answer = "2 agreements",
    };
}

static void insert(struct db_tx *tx, const struct order_row *row)
{
    assert_int_equal(order_store_insert(tx, row), OK);
}

/* Orders are found by their number through the connections that there are. */
static void insert_connection(struct db_tx *tx, struct store *store, const char *organization_id,
                              const char *id)
{
    const struct connection_row row = {
        .connection = {.organization_id = organization_id,
                       .id = id,
                       .account_id = "111111111111",
                       .name = id,
                       .description = "",
                       .sellers = "",
                       .instance_host = "",
                       .redirect_url = "",
                       .address_ranges = "",
                       .client_certificate = "",
                       .buyer = {"NetworkID", id},
                       .supplier = {"DUNS", "123456789"},
                       .sender = {"NetworkID", id},
                       .dtd_version = "1.2.014",
                       .classification_table = "",
                       .unit_of_measure = "EA",
                       .return_hosts = "",
                       .frame_ancestors = ""},
        .secret_hash = {(const unsigned char *)"h", 1},
        .secret_sealed = {(const unsigned char *)"s", 1},
    };
    assert_int_equal(connection_store_insert(tx, store->arena, &row), OK);
}

/* Two of one purchase order, one of another connection, one of another organization, two tests. */
static enum status insert_rows(struct db_tx *tx, void *state)
{
    insert_connection(tx, state, "o-globex", "c-1");
    insert_connection(tx, state, "o-globex", "c-2");
    insert_connection(tx, state, "o-initech", "c-1");
    struct order_row row = sample("o-globex", "c-1", "po-1");
    insert(tx, &row);
    row = sample("o-globex", "c-1", "po-3");
    row.order.payload_id = "3@globex.example";
    row.order.state = ORDER_REFUSED;
    row.order.reason = NULL;
    row.order.details = NULL;
    row.order.has_total = false;
    row.order.line_count = 0;
    insert(tx, &row);
    row = sample("o-globex", "c-2", "po-2");
    row.order.state = ORDER_TEST;
    row.order.test = true;
    insert(tx, &row);
    row.order.id = "po-0";
    row.order.order_id = "PO-0";
    row.order.received_us = 7;
    insert(tx, &row);
    row = sample("o-initech", "c-1", "po-4");
    row.order.state = ORDER_FULFILLED;
    insert(tx, &row);
    return OK;
}

static void same_order(const struct order_row *row, const struct order_row *expected)
{
    const struct order *a = &row->order;
    const struct order *b = &expected->order;
    assert_string_equal(a->organization_id, b->organization_id);
    assert_string_equal(a->id, b->id);
    assert_string_equal(a->connection_id, b->connection_id);
    assert_string_equal(a->payload_id, b->payload_id);
    assert_string_equal(a->order_id, b->order_id);
    assert_string_equal(a->version, b->version);
    assert_int_equal(a->type, b->type);
    assert_string_equal(a->order_type, b->order_type);
    assert_string_equal(a->deployment_mode, b->deployment_mode);
    assert_int_equal(a->test, b->test);
    assert_int_equal(a->state, b->state);
    assert_string_equal(a->reason, b->reason);
    assert_true(a->has_total);
    assert_true(money_equal(a->total, b->total));
    assert_int_equal(a->order_date_us, b->order_date_us);
    assert_int_equal(a->received_us, b->received_us);
    assert_string_equal(a->document_id, b->document_id);
    assert_string_equal(a->details, b->details);
    assert_bytes(row->content_hash, "hash");
    assert_string_equal(row->answer, expected->answer);
}

static void same_lines(const struct order *order)
{
    const struct order_line *full = &order->lines[0];
    const struct order_line *bare = &order->lines[1];
    assert_int_equal(order->line_count, 2);
    assert_int_equal(full->number, 1);
    assert_string_equal(full->line_number, "10");
    assert_int_equal(full->quantity_micros, 1500000);
    assert_string_equal(full->part_id, "P-1");
    assert_string_equal(full->auxiliary_id, "aux-1");
    assert_true(full->has_price);
    assert_true(money_equal(full->unit_price, money_zero("USD")));
    assert_string_equal(full->description, "Lighthouse <1>");
    assert_string_equal(full->unit_of_measure, "EA");
    assert_string_equal(full->unspsc, "43232701");
    assert_string_equal(full->details, lines[0].details);
    assert_string_equal(full->request_line_id, "aux-1");
    assert_string_equal(full->outcome, "made agreement agmt-1");
    assert_int_equal(bare->number, 2);
    assert_null(bare->line_number);
    assert_null(bare->request_line_id);
    assert_false(bare->has_price);
    assert_string_equal(bare->part_id, "");
    assert_string_equal(bare->outcome, "");
}

static enum status find_rows(struct db_tx *tx, void *state)
{
    struct store *store = state;
    struct order_row expected = sample("o-globex", "c-1", "po-1");
    struct order_row row = {0};
    assert_int_equal(order_store_find(tx, store->arena, "po-1", &row), OK);
    same_order(&row, &expected);
    same_lines(&row.order);
    assert_int_equal(order_store_find(tx, store->arena, "po-3", &row), OK);
    assert_null(row.order.reason);
    assert_false(row.order.has_total);
    assert_int_equal(row.order.line_count, 0);
    assert_int_equal(order_store_find(tx, store->arena, "PO-1", &row), OK);
    assert_string_equal(row.order.id, "po-4");
    assert_int_equal(row.order.line_count, 2);
    assert_int_equal(order_store_find(tx, store->arena, "PO-0", &row), OK);
    assert_string_equal(row.order.id, "po-0");
    assert_int_equal(order_store_find(tx, store->arena, "PO-9", &row), NOT_FOUND);
    return OK;
}

static enum status insert_same_id(struct db_tx *tx, void *state)
{
    (void)state;
    struct order_row other = sample("o-globex", "c-2", "po-1");
    return order_store_insert(tx, &other);
}

static enum status insert_same_line_twice(struct db_tx *tx, void *state)
{
    (void)state;
    struct order_line twice[] = {lines[0], lines[0]};
    struct order_row row = sample("o-globex", "c-1", "po-9");
    row.order.order_id = "PO-9";
    row.order.lines = twice;
    return order_store_insert(tx, &row);
}

/* ORD-1: all of it is kept, what was not given as not given. */
static void an_order_comes_back_as_it_was(void **state)
{
    store_write(*state, insert_rows);
    store_read(*state, find_rows);
    assert_int_equal(store_try(*state, insert_same_id), CONFLICT);
    assert_int_equal(store_try(*state, insert_same_line_twice), CONFLICT);
    store_read(*state, find_rows);
}

static void has_ids(struct store *store, const struct order_rows *rows, const char *ids)
{
    struct buf found;
    buf_init(&found, store->arena, 1000);
    for (size_t i = 0; i < rows->count; i++)
        buf_printf(&found, "%s ", rows->items[i].order.id);
    assert_string_equal(buf_string(&found), ids);
}

static enum status find_same(struct db_tx *tx, void *state)
{
    static const struct {
        const char *organization_id, *connection_id, *payload_id, *by_payload, *order_id,
            *by_number;
    } cases[] = {
        {"o-globex", "c-1", "1@globex.example", "po-1 ", "PO-1", "po-1 "},
        {"o-globex", "c-1", "3@globex.example", "", "PO-0", ""}, /* po-3 was refused */
        {"o-globex", "c-2", "1@globex.example", "po-2 po-0 ", "PO-1", "po-2 "},
        {"o-initech", "c-1", "1@globex.example", "po-4 ", "PO-1", "po-4 "},
        {"o-initech", "c-2", "1@globex.example", "", "PO-1", ""},
    };
    struct store *store = state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct order_rows rows;
        struct db_statement *payload = order_store_ask_payload(
            tx, cases[i].organization_id, cases[i].connection_id, cases[i].payload_id);
        struct db_statement *number = order_store_ask_number(
            tx, cases[i].organization_id, cases[i].connection_id, cases[i].order_id);
        assert_int_equal(order_store_asked(payload, store->arena, &rows), OK);
        has_ids(store, &rows, cases[i].by_payload);
        assert_int_equal(order_store_asked(number, store->arena, &rows), OK);
        has_ids(store, &rows, cases[i].by_number);
    }
    return OK;
}

/* ORD-2: an order is the same only for the same buyer. */
static void repeats_are_looked_for_in_one_connection(void **state)
{
    store_write(*state, insert_rows);
    store_read(*state, find_same);
}

static enum status insert_many_repeats(struct db_tx *tx, void *state)
{
    struct store *store = state;
    struct order_rows rows;
    for (int i = 0; i < 25; i++) {
        struct order_row row =
            sample("o-globex", "c-1", arena_printf(store->arena, "po-%02d", 24 - i));
        insert(tx, &row);
    }
    struct db_statement *asked = order_store_ask_payload(tx, "o-globex", "c-1", "1@globex.example");
    assert_int_equal(order_store_asked(asked, store->arena, &rows), OK);
    assert_int_equal(rows.count, 20);
    assert_string_equal(rows.items[0].order.id, "po-24");
    assert_string_equal(rows.items[19].order.id, "po-05");
    return OK;
}

static void at_most_twenty_newest_first(void **state)
{
    store_write(*state, insert_many_repeats);
}

static enum status insert_long(struct db_tx *tx, void *state)
{
    enum { LONG = 500 };
    struct store *store = state;
    struct order_row row = sample("o-globex", "c-1", "po-1");
    struct order_row found = {0};
    row.order.lines = arena_array(store->arena, LONG, sizeof *row.order.lines);
    row.order.line_count = LONG;
    for (int i = 0; i < LONG; i++)
        row.order.lines[i].number = LONG - i;
    insert(tx, &row);
    assert_int_equal(order_store_find(tx, store->arena, "po-1", &found), OK);
    assert_int_equal(found.order.line_count, LONG);
    for (int i = 0; i < LONG; i++)
        assert_int_equal(found.order.lines[i].number, i + 1);
    return OK;
}

static void no_line_of_a_long_order_is_lost(void **state)
{
    store_write(*state, insert_long);
}

static enum status list_rows(struct db_tx *tx, void *state)
{
    static const struct {
        const char *order_state;
        int64_t limit;
        const char *ids;
    } cases[] = {
        {NULL, 10, "po-4 po-3 po-2 po-1 po-0 "},
        {NULL, 2, "po-4 po-3 "},
        {"needs_attention", 10, "po-1 "},
        {"test", 10, "po-2 po-0 "},
        {"test", 1, "po-2 "},
        {"none", 10, ""},
    };
    struct store *store = state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct order_rows rows;
        assert_int_equal(order_store_list(tx, store->arena, &(struct scope){NULL, NULL},
                                          cases[i].order_state, cases[i].limit, &rows),
                         OK);
        has_ids(store, &rows, cases[i].ids);
    }
    return OK;
}

static void orders_are_listed_newest_first(void **state)
{
    store_write(*state, insert_rows);
    store_read(*state, list_rows);
}

static enum status count_tests(struct db_tx *tx, void *state)
{
    (void)state;
    int64_t count = -1;
    int64_t since_us = -1;
    assert_int_equal(order_store_count_tests(tx, "o-globex", "c-2", &count, &since_us), OK);
    assert_int_equal(count, 2);
    assert_int_equal(since_us, 7);
    assert_int_equal(order_store_count_tests(tx, "o-globex", "c-1", &count, &since_us), OK);
    assert_int_equal(count, 0);
    assert_int_equal(since_us, 0);
    assert_int_equal(order_store_count_tests(tx, "o-initech", "c-2", &count, &since_us), OK);
    assert_int_equal(count, 0);
    return OK;
}

/* CON-7 */
static void orders_that_bought_nothing_are_counted(void **state)
{
    store_write(*state, insert_rows);
    store_read(*state, count_tests);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_case(an_order_comes_back_as_it_was),
        store_case(repeats_are_looked_for_in_one_connection),
        store_case(at_most_twenty_newest_first),
        store_case(no_line_of_a_long_order_is_lost),
        store_case(orders_are_listed_newest_first),
        store_case(orders_that_bought_nothing_are_counted),
    };
    return cmocka_run_group_tests_name("store/order", tests, NULL, NULL);
}
