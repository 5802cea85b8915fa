#include "store_unit.h"

#include "store/document.h"

static struct document sample(const char *id)
{
    return (struct document){
        .organization_id = "o-globex",
        .id = id,
        .connection_id = "c-1",
        .direction = "in",
        .kind = "OrderRequest",
        .payload_id = "1@globex.example",
        .order_id = "PO-1",
        .request_id = "req-1",
        .at_us = INT64_C(1700000000000000),
        .elapsed_us = 1234,
        .status_code = 200,
        .remark = "made agreement agmt-1",
        .content_type = "text/xml; charset=\"utf-8\"",
        .size = 6000,
        .hash = {(const unsigned char *)"\0\1\2\3", 4},
        .body = {(const unsigned char *)"\x28\xB5\x2F\xFD\0body", 9},
    };
}

static enum status insert_rows(struct db_tx *tx, void *state)
{
    (void)state;
    struct document first = sample("d-1");
    struct document second = sample("d-3");
    struct document unknown = sample("d-2");
    second.payload_id = "2@globex.example";
    second.order_id = "PO-2";
    unknown.organization_id = unknown.connection_id = unknown.payload_id = "";
    unknown.order_id = unknown.request_id = "";
    unknown.body = blob("");
    assert_int_equal(document_store_insert(tx, &first), OK);
    assert_int_equal(document_store_insert(tx, &second), OK);
    return document_store_insert(tx, &unknown);
}

static void same_document(const struct document *document, const struct document *expected)
{
    assert_string_equal(document->organization_id, expected->organization_id);
    assert_string_equal(document->id, expected->id);
    assert_string_equal(document->connection_id, expected->connection_id);
    assert_string_equal(document->direction, expected->direction);
    assert_string_equal(document->kind, expected->kind);
    assert_string_equal(document->payload_id, expected->payload_id);
    assert_string_equal(document->order_id, expected->order_id);
    assert_string_equal(document->request_id, expected->request_id);
    assert_int_equal(document->at_us, expected->at_us);
    assert_int_equal(document->elapsed_us, expected->elapsed_us);
    assert_int_equal(document->status_code, expected->status_code);
    assert_string_equal(document->remark, expected->remark);
    assert_string_equal(document->content_type, expected->content_type);
    assert_int_equal(document->size, expected->size);
    assert_int_equal(document->hash.size, expected->hash.size);
    assert_memory_equal(document->hash.data, expected->hash.data, expected->hash.size);
}

static enum status find_rows(struct db_tx *tx, void *state)
{
    struct store *store = state;
    struct document expected = sample("d-1");
    struct document document;
    assert_int_equal(document_store_find(tx, store->arena, "d-1", &document), OK);
    same_document(&document, &expected);
    assert_int_equal(document.body.size, 9);
    assert_memory_equal(document.body.data, expected.body.data, 9);
    assert_int_equal(document_store_find(tx, store->arena, "d-2", &document), OK);
    assert_string_equal(document.organization_id, "");
    assert_int_equal(document.body.size, 0);
    assert_int_equal(document_store_find(tx, store->arena, "d-9", &document), NOT_FOUND);
    return OK;
}

static enum status insert_same_id(struct db_tx *tx, void *state)
{
    (void)state;
    struct document other = sample("d-1");
    return document_store_insert(tx, &other);
}

/* Of senders that are not known, too. */
static void a_document_comes_back_byte_for_byte(void **state)
{
    store_write(*state, insert_rows);
    store_read(*state, find_rows);
    assert_int_equal(store_try(*state, insert_same_id), CONFLICT);
    store_read(*state, find_rows);
}

static void lists(struct db_tx *tx, struct store *store, const struct document_filter *filter,
                  const char *ids)
{
    struct document_list list;
    struct buf found;
    buf_init(&found, store->arena, 1000);
    assert_int_equal(document_store_list(tx, store->arena, filter, &list), OK);
    for (size_t i = 0; i < list.count; i++) {
        buf_printf(&found, "%s ", list.items[i].id);
        assert_int_equal(list.items[i].body.size, 0);
    }
    assert_string_equal(buf_string(&found), ids);
}

static enum status list_rows(struct db_tx *tx, void *state)
{
    static const struct {
        struct document_filter filter;
        const char *ids;
    } cases[] = {
        {{NULL, NULL, NULL, 10}, "d-3 d-2 d-1 "},
        {{NULL, "", "", 10}, "d-3 d-2 d-1 "},
        {{NULL, NULL, NULL, 2}, "d-3 d-2 "},
        {{NULL, NULL, NULL, 0}, ""},
        {{NULL, "1@globex.example", NULL, 10}, "d-1 "},
        {{NULL, NULL, "PO-2", 10}, "d-3 "},
        {{NULL, "1@globex.example", "PO-2", 10}, ""},
        {{NULL, "1@GLOBEX.example", NULL, 10}, ""},
        {{"o-nobody", NULL, NULL, 10}, ""},
        {{"o-globex", NULL, "PO-2", 10}, "d-3 "},
        {{"o-initech", NULL, "PO-2", 10}, ""},
        {{"o-initech", "1@globex.example", NULL, 10}, ""},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        lists(tx, state, &cases[i].filter, cases[i].ids);
    return OK;
}

static void documents_are_listed_newest_first(void **state)
{
    store_write(*state, insert_rows);
    store_read(*state, list_rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_case(a_document_comes_back_byte_for_byte),
        store_case(documents_are_listed_newest_first),
    };
    return cmocka_run_group_tests_name("store/document", tests, NULL, NULL);
}
