/* API-2: webhooks of an organization, and who is told of what. */
#include "store_unit.h"

#include "base/text.h"
#include "store/delivery.h"
#include "store/webhook.h"

static struct webhook_row sample(const char *organization_id, const char *id)
{
    return (struct webhook_row){
        .webhook = {.organization_id = organization_id,
                    .id = id,
                    .url = "https://hooks.example/",
                    .created_us = 7},
        .lane = "hooks.example",
        .secret_sealed = {(const unsigned char *)"sealed", 6},
    };
}

static enum status insert_rows(struct db_tx *tx, void *state)
{
    struct store *store = state;
    struct webhook_row other = sample("o-initech", "w-other");
    for (int i = 1; i <= WEBHOOKS_MAX; i++) {
        struct webhook_row row = sample("o-globex", arena_printf(store->arena, "w-%d", i));
        assert_int_equal(webhook_store_insert(tx, &row), OK);
    }
    return webhook_store_insert(tx, &other);
}

static enum status insert_one_more(struct db_tx *tx, void *state)
{
    struct webhook_row row = sample("o-globex", "w-9");
    (void)state;
    return webhook_store_insert(tx, &row);
}

static enum status delete_one(struct db_tx *tx, void *state)
{
    (void)state;
    assert_int_equal(webhook_store_delete(tx, "o-initech", "w-2"), NOT_FOUND);
    return webhook_store_delete(tx, "o-globex", "w-2");
}

static enum status find_row(struct db_tx *tx, void *state)
{
    struct store *store = state;
    struct webhook_row row;
    assert_int_equal(webhook_store_find(tx, store->arena, "o-globex", "w-1", &row), OK);
    assert_string_equal(row.webhook.url, "https://hooks.example/");
    assert_int_equal(row.webhook.created_us, 7);
    assert_string_equal(row.lane, "hooks.example");
    assert_int_equal(row.secret_sealed.size, 6);
    assert_int_equal(webhook_store_find(tx, store->arena, "o-initech", "w-1", &row), NOT_FOUND);
    return OK;
}

static void at_most_five(void **state)
{
    store_write(*state, insert_rows);
    store_read(*state, find_row);
    assert_int_equal(store_try(*state, insert_one_more), CONFLICT);
    store_write(*state, delete_one);
    assert_int_equal(store_try(*state, insert_one_more), OK);
}

static enum status tell(struct db_tx *tx, void *state)
{
    (void)state;
    assert_int_equal(webhook_store_tell(tx, "o-globex", "e1", EVENT_BOOKED, "po-1", NULL, 10), OK);
    assert_int_equal(webhook_store_tell(tx, "o-globex", "e2", EVENT_CHANGED, "po-1", NULL, 11), OK);
    assert_int_equal(webhook_store_tell(tx, "o-globex", "e3", EVENT_WEBHOOK_TEST, "w-3", "w-3", 12),
                     OK);
    return webhook_store_tell(tx, "o-soylent", "e4", EVENT_BOOKED, "po-9", NULL, 10);
}

/* Each webhook gets the events of one subject one after the other, whatever the others do. */
static enum status look(struct db_tx *tx, void *state)
{
    struct store *store = state;
    struct delivery_list due;
    struct webhook_rows rows;
    size_t booked = 0, changed = 0, tests = 0;
    assert_int_equal(delivery_store_due(tx, store->arena, 20, " ", 100, &due), OK);
    for (size_t i = 0; i < due.count; i++) {
        booked += due.items[i].event == EVENT_BOOKED;
        changed += due.items[i].event == EVENT_CHANGED;
        tests += due.items[i].event == EVENT_WEBHOOK_TEST;
        assert_int_equal(due.items[i].kind, DELIVERY_WEBHOOK);
        assert_string_equal(due.items[i].lane, "hooks.example");
    }
    assert_int_equal(booked, WEBHOOKS_MAX);
    assert_int_equal(changed, 0);
    assert_int_equal(tests, 1);
    assert_int_equal(webhook_store_list(tx, store->arena, "o-globex", &rows), OK);
    assert_int_equal(rows.count, WEBHOOKS_MAX);
    assert_string_equal(rows.items[2].webhook.id, "w-3");
    assert_string_equal(rows.items[2].last_state, ""); /* nothing was tried */
    assert_int_equal(webhook_store_list(tx, store->arena, "o-initech", &rows), OK);
    assert_string_equal(rows.items[0].last_state, "");
    return OK;
}

/* What waits behind a failure does not hide it. */
static enum status fail_the_test(struct db_tx *tx, void *state)
{
    struct store *store = state;
    struct delivery_list due;
    struct webhook_rows rows;
    assert_int_equal(delivery_store_due(tx, store->arena, 20, " ", 100, &due), OK);
    for (size_t i = 0; i < due.count; i++) {
        struct delivery *delivery = &due.items[i];
        if (delivery->event != EVENT_WEBHOOK_TEST)
            continue;
        assert_int_equal(delivery_store_begin(tx, store->arena, delivery, 100), OK);
        delivery->state = DELIVERY_FAILED;
        assert_int_equal(delivery_store_end(tx, delivery,
                                            &(struct delivery_attempt){
                                                .at_us = 13, .code = 410, .message = "HTTP 410"}),
                         OK);
    }
    assert_int_equal(webhook_store_tell(tx, "o-globex", "e5", EVENT_BOOKED, "po-2", NULL, 14), OK);
    assert_int_equal(webhook_store_list(tx, store->arena, "o-globex", &rows), OK);
    assert_string_equal(rows.items[2].last_state, "failed");
    assert_string_equal(rows.items[2].last_message, "HTTP 410");
    assert_int_equal(rows.items[2].last_us, 12);
    return OK;
}

static void all_of_the_organization_are_told(void **state)
{
    store_write(*state, insert_rows);
    store_write(*state, tell);
    store_read(*state, look);
    store_write(*state, fail_the_test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_case(at_most_five),
        store_case(all_of_the_organization_are_told),
    };
    return cmocka_run_group_tests_name("store/webhook", tests, NULL, NULL);
}
