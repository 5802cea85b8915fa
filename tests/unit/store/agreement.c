#include "store_unit.h"

#include "base/text.h"
#include "store/agreement.h"

static struct agreement sample(struct arena *arena, const char *id, const char *request_id)
{
    struct agreement_charge charges[] = {
        {1,
         CHARGE_INSTALMENT,
         "Instalment 1 of 2",
         money_of(INT64_C(4000000000), "JPY"),
         100,
         NULL,
         NULL,
         {"PO-2", "20"}},
        {2, CHARGE_USAGE, "Usage", money_of(1, "JPY"), 0, NULL, NULL, {NULL, NULL}},
    };
    struct entitlement entitlements[] = {
        {"calls", "Calls", -1, "call"},
        {"seats", "Seats", INT64_C(1000000000), "seat"},
    };
    return (struct agreement){
        .organization_id = "o-globex",
        .id = id,
        .account_id = "111111111111",
        .connection_id = "c-1",
        .request_id = request_id,
        .request_item = 2,
        .product_id = "prod-1",
        .offer_id = "offer-1",
        .title = "Lighthouse",
        .seller = "Harbour Analytics",
        .terms = "Standard Contract",
        .state = AGREEMENT_SUPERSEDED,
        .start_us = INT64_C(1700000000000000),
        .end_us = INT64_C(1800000000000000),
        .auto_renew = true,
        .value = money_of(INT64_C(4000000001), "JPY"),
        .purchase_order_id = "po-1",
        .order_id = "PO-1",
        .order_line = "10",
        .usage_order = {"", NULL},
        .charges = arena_copy(arena, charges, sizeof charges),
        .charge_count = COUNT(charges),
        .entitlements = arena_copy(arena, entitlements, sizeof entitlements),
        .entitlement_count = COUNT(entitlements),
    };
}

static enum status insert_rows(struct db_tx *tx, void *state)
{
    struct store *store = state;
    struct agreement first = sample(store->arena, "agmt-1", "req-1");
    struct agreement second = sample(store->arena, "agmt-2", "req-2");
    struct agreement other = sample(store->arena, "agmt-3", "req-1");
    second.purchase_order_id = second.order_id = second.order_line = NULL;
    second.charge_count = second.entitlement_count = 0;
    second.end_us = 0;
    second.auto_renew = false;
    other.organization_id = "o-initech";
    other.charge_count = 1;
    assert_int_equal(agreement_store_insert(tx, &first), OK);
    assert_int_equal(agreement_store_insert(tx, &second), OK);
    return agreement_store_insert(tx, &other);
}

static void same_agreement(const struct agreement *a, const struct agreement *expected)
{
    assert_string_equal(a->organization_id, expected->organization_id);
    assert_string_equal(a->id, expected->id);
    assert_string_equal(a->account_id, expected->account_id);
    assert_string_equal(a->connection_id, expected->connection_id);
    assert_string_equal(a->request_id, expected->request_id);
    assert_int_equal(a->request_item, expected->request_item);
    assert_string_equal(a->product_id, expected->product_id);
    assert_string_equal(a->offer_id, expected->offer_id);
    assert_string_equal(a->title, expected->title);
    assert_string_equal(a->seller, expected->seller);
    assert_string_equal(a->terms, expected->terms);
    assert_int_equal(a->state, expected->state);
    assert_int_equal(a->start_us, expected->start_us);
    assert_int_equal(a->end_us, expected->end_us);
    assert_int_equal(a->auto_renew, expected->auto_renew);
    assert_true(money_equal(a->value, expected->value));
    assert_string_equal(a->purchase_order_id, expected->purchase_order_id);
    assert_string_equal(a->order_id, expected->order_id);
    assert_string_equal(a->order_line, expected->order_line);
    assert_string_equal(a->usage_order.number, expected->usage_order.number);
    assert_null(a->usage_order.line);
}

static void same_parts(const struct agreement *a, const struct agreement *expected)
{
    assert_int_equal(a->charge_count, expected->charge_count);
    for (size_t i = 0; i < a->charge_count; i++) {
        assert_int_equal(a->charges[i].number, expected->charges[i].number);
        assert_int_equal(a->charges[i].kind, expected->charges[i].kind);
        assert_string_equal(a->charges[i].description, expected->charges[i].description);
        assert_true(money_equal(a->charges[i].amount, expected->charges[i].amount));
        assert_int_equal(a->charges[i].due_us, expected->charges[i].due_us);
        assert_string_equal(text_or_empty(a->charges[i].order.number),
                            text_or_empty(expected->charges[i].order.number));
        assert_string_equal(text_or_empty(a->charges[i].order.line),
                            text_or_empty(expected->charges[i].order.line));
    }
    assert_int_equal(a->entitlement_count, expected->entitlement_count);
    for (size_t i = 0; i < a->entitlement_count; i++) {
        assert_string_equal(a->entitlements[i].dimension, expected->entitlements[i].dimension);
        assert_string_equal(a->entitlements[i].name, expected->entitlements[i].name);
        assert_int_equal(a->entitlements[i].quantity, expected->entitlements[i].quantity);
        assert_string_equal(a->entitlements[i].unit, expected->entitlements[i].unit);
    }
}

static enum status find_rows(struct db_tx *tx, void *state)
{
    struct store *store = state;
    struct agreement expected = sample(store->arena, "agmt-1", "req-1");
    struct agreement found;
    assert_int_equal(agreement_store_find(tx, store->arena, "agmt-1", &found), OK);
    same_agreement(&found, &expected);
    same_parts(&found, &expected);
    assert_int_equal(agreement_store_find(tx, store->arena, "agmt-2", &found), OK);
    assert_null(found.purchase_order_id);
    assert_null(found.order_id);
    assert_null(found.order_line);
    assert_int_equal(found.end_us, 0);
    assert_false(found.auto_renew);
    assert_int_equal(found.charge_count, 0);
    assert_int_equal(found.entitlement_count, 0);
    assert_int_equal(agreement_store_find(tx, store->arena, "agmt-3", &found), OK);
    assert_int_equal(found.charge_count, 1);
    assert_int_equal(agreement_store_find(tx, store->arena, "agmt-9", &found), NOT_FOUND);
    return OK;
}

/* ORD-5 */
static void an_agreement_comes_back_as_it_was(void **state)
{
    store_write(*state, insert_rows);
    store_read(*state, find_rows);
}

/* All of them where `purchase_order_id` is NULL. */
static void lists(struct db_tx *tx, struct store *store, const char *purchase_order_id,
                  int64_t limit, const char *ids)
{
    struct agreement_list list;
    struct buf found;
    buf_init(&found, store->arena, 1000);
    enum status st = purchase_order_id == NULL
                         ? agreement_store_list(tx, store->arena, limit, &list)
                         : agreement_store_of_order(tx, store->arena, "o-globex", purchase_order_id,
                                                    limit, &list);
    assert_int_equal(st, OK);
    for (size_t i = 0; i < list.count; i++)
        buf_printf(&found, "%s ", list.items[i].id);
    assert_string_equal(buf_string(&found), ids);
}

static enum status list_rows(struct db_tx *tx, void *state)
{
    lists(tx, state, NULL, 10, "agmt-3 agmt-2 agmt-1 ");
    lists(tx, state, NULL, 2, "agmt-3 agmt-2 ");
    lists(tx, state, "po-1", 10, "agmt-1 ");
    lists(tx, state, "po-9", 10, "");
    return OK;
}

static void agreements_are_listed_newest_first(void **state)
{
    store_write(*state, insert_rows);
    store_read(*state, list_rows);
}

static enum status insert_second_of_item(struct db_tx *tx, void *state)
{
    struct store *store = state;
    struct agreement again = sample(store->arena, "agmt-9", "req-1");
    return agreement_store_insert(tx, &again);
}

static enum status insert_same_id(struct db_tx *tx, void *state)
{
    struct store *store = state;
    struct agreement again = sample(store->arena, "agmt-1", "req-9");
    return agreement_store_insert(tx, &again);
}

static enum status insert_twice_entitled(struct db_tx *tx, void *state)
{
    struct store *store = state;
    struct agreement agreement = sample(store->arena, "agmt-9", "req-9");
    agreement.entitlements[1].dimension = "calls";
    return agreement_store_insert(tx, &agreement);
}

/* ORD-2: never two agreements from one item, and none of a failed insert stays. */
static void an_item_makes_one_agreement(void **state)
{
    store_write(*state, insert_rows);
    assert_int_equal(store_try(*state, insert_second_of_item), CONFLICT);
    assert_int_equal(store_try(*state, insert_same_id), CONFLICT);
    assert_int_equal(store_try(*state, insert_twice_entitled), CONFLICT);
    store_read(*state, find_rows);
    store_read(*state, list_rows);
}

static enum status update_first(struct db_tx *tx, void *state)
{
    struct store *store = state;
    struct agreement agreement = sample(store->arena, "agmt-1", "req-1");
    agreement.state = AGREEMENT_EXPIRED;
    return agreement_store_update(tx, &agreement);
}

static enum status insert_active(struct db_tx *tx, void *state)
{
    struct store *store = state;
    struct agreement agreement = sample(store->arena, "agmt-1", "req-1");
    agreement.state = AGREEMENT_ACTIVE;
    return agreement_store_insert(tx, &agreement);
}

/* ORD-5: of two nodes that end it at once the second finds it ended. */
static void what_is_over_is_not_updated(void **state)
{
    store_write(*state, insert_active);
    assert_int_equal(store_try(*state, update_first), OK);
    assert_int_equal(store_try(*state, update_first), CONFLICT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_case(an_agreement_comes_back_as_it_was),
        store_case(agreements_are_listed_newest_first),
        store_case(an_item_makes_one_agreement),
        store_case(what_is_over_is_not_updated),
    };
    return cmocka_run_group_tests_name("store/agreement", tests, NULL, NULL);
}
