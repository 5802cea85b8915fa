#include "store_unit.h"

#include "store/request.h"

static struct request sample(const char *organization_id, const char *id, enum request_state state)
{
    return (struct request){
        .organization_id = organization_id,
        .id = id,
        .connection_id = "c-1",
        .session_id = "s-1",
        .state = state,
        .test = true,
        .requester_name = "Ada L.",
        .requester_email = "ada@globex.example",
        .created_us = 100,
        .expires_us = INT64_C(1700000000000000),
    };
}

static struct request_line sample_line(const char *request_id, const char *id, int number)
{
    return (struct request_line){
        .id = id,
        .request_id = request_id,
        .item = 1,
        .number = number,
        .part_id = "P-1",
        .line = {.type = LINE_MATERIAL,
                 .description = "Lighthouse",
                 .quantity_micros = INT64_C(120060000000),
                 .unit_price = money_of(10000, "USD"),
                 .amount = money_of(INT64_C(1200600000), "USD")},
        .unspsc = "43232701",
    };
}

static void insert(struct db_tx *tx, const char *organization_id, const char *id,
                   enum request_state state)
{
    struct request request = sample(organization_id, id, state);
    assert_int_equal(request_store_insert(tx, &request), OK);
}

static void add_line(struct db_tx *tx, const char *organization_id, const char *request_id,
                     const char *id, int number)
{
    struct request_line line = sample_line(request_id, id, number);
    assert_int_equal(request_store_add_line(tx, organization_id, &line), OK);
}

static enum status insert_whole(struct db_tx *tx, void *state)
{
    (void)state;
    struct request_item item = {
        .number = 2, .product_id = "prod-2", .offer_id = "o-2", .title = "B"};
    item.selection.budget = money_zero("USD");
    insert(tx, "o-globex", "req-1", REQUEST_IN_PROCUREMENT);
    assert_int_equal(request_store_add_item(tx, "o-globex", "req-1", &item), OK);
    item = (struct request_item){1, "prod-1", "o-1", "A", {.months = 12}, NULL};
    item.selection.quantities[3] = 7;
    item.selection.budget = money_of(5000000, "USD");
    item.selection.split = LINES_SPLIT;
    assert_int_equal(request_store_add_item(tx, "o-globex", "req-1", &item), OK);
    assert_int_equal(request_store_set_agreement(tx, "o-globex", "req-1", 1, "agmt-1"), OK);
    add_line(tx, "o-globex", "req-1", "aux-1", 2);
    struct request_line service = sample_line("req-1", "aux-2", 1);
    service.line.type = LINE_SERVICE;
    return request_store_add_line(tx, "o-globex", &service);
}

static void same_head(const struct request *request)
{
    assert_string_equal(request->organization_id, "o-globex");
    assert_string_equal(request->id, "req-1");
    assert_string_equal(request->connection_id, "c-1");
    assert_string_equal(request->session_id, "s-1");
    assert_int_equal(request->state, REQUEST_IN_PROCUREMENT);
    assert_true(request->test);
    assert_string_equal(request->requester_name, "Ada L.");
    assert_string_equal(request->requester_email, "ada@globex.example");
    assert_int_equal(request->created_us, 100);
    assert_int_equal(request->expires_us, INT64_C(1700000000000000));
}

static void same_line(const struct request_line *line)
{
    assert_string_equal(line->id, "aux-1");
    assert_string_equal(line->request_id, "req-1");
    assert_int_equal(line->item, 1);
    assert_int_equal(line->number, 2);
    assert_string_equal(line->part_id, "P-1");
    assert_int_equal(line->line.type, LINE_MATERIAL);
    assert_string_equal(line->line.description, "Lighthouse");
    assert_int_equal(line->line.quantity_micros, INT64_C(120060000000));
    assert_true(money_equal(line->line.unit_price, money_of(10000, "USD")));
    assert_true(money_equal(line->line.amount, money_of(INT64_C(1200600000), "USD")));
    assert_string_equal(line->unspsc, "43232701");
    assert_null(line->purchase_order_id);
    assert_int_equal(line->request_state, REQUEST_IN_PROCUREMENT);
    assert_true(line->request_test);
    assert_int_equal(line->request_expires_us, INT64_C(1700000000000000));
}

static enum status find_whole(struct db_tx *tx, void *state)
{
    struct store *store = state;
    struct request request;
    assert_int_equal(request_store_find(tx, store->arena, "o-globex", "req-1", &request), OK);
    same_head(&request);
    assert_int_equal(request.item_count, 2);
    const struct request_item *item = &request.items[0];
    assert_int_equal(item->number, 1);
    assert_string_equal(item->product_id, "prod-1");
    assert_string_equal(item->offer_id, "o-1");
    assert_string_equal(item->title, "A");
    assert_int_equal(item->selection.months, 12);
    assert_int_equal(item->selection.quantities[3], 7);
    assert_true(money_equal(item->selection.budget, money_of(5000000, "USD")));
    assert_int_equal(item->selection.split, LINES_SPLIT);
    assert_string_equal(item->agreement_id, "agmt-1");
    assert_null(request.items[1].agreement_id);
    assert_int_equal(request.line_count, 2);
    assert_int_equal(request.lines[0].line.type, LINE_SERVICE);
    same_line(&request.lines[1]);
    assert_int_equal(request_store_find(tx, store->arena, "o-initech", "req-1", &request),
                     NOT_FOUND);
    assert_int_equal(request_store_find(tx, store->arena, "o-globex", "req-2", &request),
                     NOT_FOUND);
    return OK;
}

static enum status insert_same_id(struct db_tx *tx, void *state)
{
    (void)state;
    struct request request = sample("o-globex", "req-1", REQUEST_DRAFT);
    return request_store_insert(tx, &request);
}

static enum status add_same_item(struct db_tx *tx, void *state)
{
    (void)state;
    struct request_item item = {.number = 1, .product_id = "p", .offer_id = "o", .title = "A"};
    return request_store_add_item(tx, "o-globex", "req-1", &item);
}

static enum status add_same_line(struct db_tx *tx, void *state)
{
    (void)state;
    struct request_line line = sample_line("req-2", "aux-1", 3);
    return request_store_add_line(tx, "o-globex", &line);
}

/* CAT-9 */
static void a_request_comes_back_as_it_was(void **state)
{
    store_write(*state, insert_whole);
    store_read(*state, find_whole);
    assert_int_equal(store_try(*state, insert_same_id), CONFLICT);
    assert_int_equal(store_try(*state, add_same_item), CONFLICT);
    assert_int_equal(store_try(*state, add_same_line), CONFLICT);
    store_read(*state, find_whole);
}

static enum status edit_draft(struct db_tx *tx, void *state)
{
    struct store *store = state;
    struct request draft;
    struct request_item item = {.number = 1, .product_id = "p", .offer_id = "o", .title = "A"};
    insert(tx, "o-globex", "req-0", REQUEST_CANCELLED);
    insert(tx, "o-initech", "req-9", REQUEST_DRAFT);
    assert_int_equal(request_store_draft(tx, store->arena, "o-globex", "s-1", &draft), NOT_FOUND);
    insert(tx, "o-globex", "req-1", REQUEST_DRAFT);
    assert_int_equal(request_store_draft(tx, store->arena, "o-globex", "s-2", &draft), NOT_FOUND);
    assert_int_equal(request_store_add_item(tx, "o-globex", "req-1", &item), OK);
    item.number = 2;
    assert_int_equal(request_store_add_item(tx, "o-globex", "req-1", &item), OK);
    assert_int_equal(request_store_remove_item(tx, "o-globex", "req-1", 1), OK);
    assert_int_equal(request_store_remove_item(tx, "o-initech", "req-1", 2), OK);
    assert_int_equal(request_store_draft(tx, store->arena, "o-globex", "s-1", &draft), OK);
    assert_string_equal(draft.id, "req-1");
    assert_int_equal(draft.item_count, 1);
    assert_int_equal(draft.items[0].number, 2);
    return OK;
}

/* CAT-9: the cart of one session of one organization. */
static void a_session_has_its_draft(void **state)
{
    store_write(*state, edit_draft);
}

static int64_t events(struct db_tx *tx)
{
    static const struct db_sql sql = {
        "SELECT COUNT(*) FROM approval_request_event WHERE organization_id = 'o-globex' AND "
        "request_id = 'req-1' AND id = 'e-1' AND at_us = 77 AND state = 'in_procurement' AND "
        "detail = 'handed over'"};
    struct db_statement *s = db_prepare(tx, &sql);
    int64_t count = db_step(s) ? db_int(s, 0) : -1;
    assert_int_equal(db_done(s), OK);
    return count;
}

static enum status insert_two(struct db_tx *tx, void *state)
{
    (void)state;
    insert(tx, "o-globex", "req-1", REQUEST_DRAFT);
    insert(tx, "o-initech", "req-1", REQUEST_DRAFT);
    return OK;
}

struct move {
    enum request_state from, to;
    const char *event_id;
    int64_t at_us;
    const char *detail;
};

static enum status move_request(struct db_tx *tx, void *state)
{
    const struct move *move = state;
    struct request request = sample("o-globex", "req-1", REQUEST_DRAFT);
    return request_store_move(tx, &request, move->from, move->to, move->event_id, move->at_us,
                              move->detail);
}

static enum status look_at_moved(struct db_tx *tx, void *state)
{
    struct store *store = state;
    struct request request;
    assert_int_equal(events(tx), 1);
    assert_int_equal(request_store_find(tx, store->arena, "o-globex", "req-1", &request), OK);
    assert_int_equal(request.state, REQUEST_IN_PROCUREMENT);
    assert_int_equal(request_store_find(tx, store->arena, "o-initech", "req-1", &request), OK);
    assert_int_equal(request.state, REQUEST_DRAFT);
    return OK;
}

/* CAT-9: only from the state it is believed to be in, with a note in its history. */
static void a_request_moves_once(void **state)
{
    struct store *store = *state;
    struct move early = {REQUEST_ORDERED, REQUEST_FULFILLED, "e-0", 76, "x"};
    struct move right = {REQUEST_DRAFT, REQUEST_IN_PROCUREMENT, "e-1", 77, "handed over"};
    struct move again = {REQUEST_DRAFT, REQUEST_IN_PROCUREMENT, "e-2", 78, "again"};
    store_write(store, insert_two);
    assert_int_equal(db_write(store->db, move_request, &early, NULL), CONFLICT);
    assert_int_equal(db_write(store->db, move_request, &right, NULL), OK);
    assert_int_equal(db_write(store->db, move_request, &again, NULL), CONFLICT);
    store_read(store, look_at_moved);
}

static enum status insert_one_line(struct db_tx *tx, void *state)
{
    (void)state;
    insert(tx, "o-globex", "req-1", REQUEST_IN_PROCUREMENT);
    add_line(tx, "o-globex", "req-1", "aux-1", 1);
    return OK;
}

struct line_order {
    const char *organization_id, *line_id, *purchase_order_id;
};

static enum status order_line(struct db_tx *tx, void *state)
{
    const struct line_order *line = state;
    return request_store_order_line(tx, line->organization_id, line->line_id,
                                    line->purchase_order_id);
}

static enum status look_at_ordered(struct db_tx *tx, void *state)
{
    struct store *store = state;
    struct request request;
    assert_int_equal(request_store_find(tx, store->arena, "o-globex", "req-1", &request), OK);
    assert_string_equal(request.lines[0].purchase_order_id, "po-1");
    return OK;
}

/* ORD-2: what was ordered is not ordered again. */
static void a_line_is_ordered_once(void **state)
{
    static const struct {
        struct line_order line;
        enum status status;
    } cases[] = {
        {{"o-initech", "aux-1", "po-1"}, CONFLICT}, {{"o-globex", "aux-9", "po-1"}, CONFLICT},
        {{"o-globex", "aux-1", "po-1"}, OK},        {{"o-globex", "aux-1", "po-2"}, CONFLICT},
        {{"o-globex", "aux-1", "po-1"}, CONFLICT},
    };
    struct store *store = *state;
    store_write(store, insert_one_line);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct line_order line = cases[i].line;
        assert_int_equal(db_write(store->db, order_line, &line, NULL), cases[i].status);
    }
    store_read(store, look_at_ordered);
}

static void finds(struct db_tx *tx, struct store *store, const char *organization_id,
                  const char *connection_id, const char *auxiliary_id, const char *part_id,
                  const char *ids)
{
    struct request_lines lines;
    struct buf found;
    buf_init(&found, store->arena, 1000);
    struct db_statement *asked =
        request_store_ask_candidates(tx, organization_id, connection_id, auxiliary_id, part_id);
    assert_int_equal(request_store_candidates(asked, store->arena, &lines), OK);
    for (size_t i = 0; i < lines.count; i++)
        buf_printf(&found, "%s ", lines.items[i].id);
    assert_string_equal(buf_string(&found), ids);
}

static enum status insert_candidates(struct db_tx *tx, void *state)
{
    (void)state;
    struct request elsewhere = sample("o-globex", "req-4", REQUEST_IN_PROCUREMENT);
    insert(tx, "o-globex", "req-1", REQUEST_IN_PROCUREMENT);
    insert(tx, "o-globex", "req-2", REQUEST_IN_PROCUREMENT);
    insert(tx, "o-globex", "req-3", REQUEST_CANCELLED);
    elsewhere.connection_id = "c-2";
    assert_int_equal(request_store_insert(tx, &elsewhere), OK);
    insert(tx, "o-initech", "req-1", REQUEST_IN_PROCUREMENT);
    add_line(tx, "o-globex", "req-2", "aux-2", 1);
    add_line(tx, "o-globex", "req-1", "aux-1", 1);
    add_line(tx, "o-globex", "req-1", "aux-5", 2);
    add_line(tx, "o-globex", "req-3", "aux-3", 1);
    add_line(tx, "o-globex", "req-4", "aux-4", 1);
    add_line(tx, "o-initech", "req-1", "aux-6", 1);
    return request_store_order_line(tx, "o-globex", "aux-5", "po-1");
}

static enum status find_candidates(struct db_tx *tx, void *state)
{
    struct store *store = state;
    finds(tx, store, "o-globex", "c-1", NULL, "P-1", "aux-1 aux-2 ");
    finds(tx, store, "o-globex", "c-1", "", "P-1", "aux-1 aux-2 ");
    finds(tx, store, "o-globex", "c-1", NULL, "P-2", "");
    finds(tx, store, "o-globex", "c-1", NULL, NULL, "");
    finds(tx, store, "o-globex", "c-2", NULL, "P-1", "aux-4 ");
    finds(tx, store, "o-initech", "c-1", NULL, "P-1", "aux-6 ");
    finds(tx, store, "o-initech", "c-2", NULL, "P-1", "");
    finds(tx, store, "o-globex", "c-1", "aux-2", "P-9", "aux-2 ");
    /* What was ordered or called off is found by its id, so that the answer can say so. */
    finds(tx, store, "o-globex", "c-1", "aux-5", "P-1", "aux-5 ");
    finds(tx, store, "o-globex", "c-1", "aux-3", "P-1", "aux-3 ");
    finds(tx, store, "o-globex", "c-1", "aux-4", "P-1", "");
    finds(tx, store, "o-globex", "c-1", "aux-6", "P-1", "");
    finds(tx, store, "o-initech", "c-1", "aux-1", "P-1", "");
    return OK;
}

/* ORD-3: never of another organization, never of another connection. */
static void candidates_are_the_connections_own(void **state)
{
    store_write(*state, insert_candidates);
    store_read(*state, find_candidates);
}

static enum status insert_many_candidates(struct db_tx *tx, void *state)
{
    struct store *store = state;
    struct request_lines lines;
    insert(tx, "o-globex", "req-1", REQUEST_IN_PROCUREMENT);
    for (int i = 59; i >= 0; i--)
        add_line(tx, "o-globex", "req-1", arena_printf(store->arena, "aux-%02d", i), i + 1);
    struct db_statement *asked = request_store_ask_candidates(tx, "o-globex", "c-1", NULL, "P-1");
    assert_int_equal(request_store_candidates(asked, store->arena, &lines), OK);
    assert_int_equal(lines.count, 50);
    assert_string_equal(lines.items[0].id, "aux-00");
    assert_string_equal(lines.items[49].id, "aux-49");
    return OK;
}

static void at_most_fifty_oldest_first(void **state)
{
    store_write(*state, insert_many_candidates);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_case(a_request_comes_back_as_it_was),
        store_case(a_session_has_its_draft),
        store_case(a_request_moves_once),
        store_case(a_line_is_ordered_once),
        store_case(candidates_are_the_connections_own),
        store_case(at_most_fifty_oldest_first),
    };
    return cmocka_run_group_tests_name("store/request", tests, NULL, NULL);
}
