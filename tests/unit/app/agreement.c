#include "fixture.h"

#include <string.h>

#include "app/agreement.h"
#include "base/text.h"

static struct agreement make(struct market *market, enum market_buyer buyer, const char *title)
{
    const struct product *product = market_product(market, title);
    struct connection connection = market_connection(market, buyer);
    struct request_item item = {.number = 3};
    const struct request wanted = {.id = "request-7"};
    struct agreement agreement;
    selection_preset(&product->offers[0], &item.selection);
    enum status st = agreement_make(&market->ctx, &connection, product, &product->offers[0], &item,
                                    &wanted, MARKET_START_US, &agreement);
    if (st != OK)
        fail_msg("%s: %s", status_name(st), market->ctx.fault.message);
    return agreement;
}

/* ORD-5: parties, offer, terms, start */
static void who_and_what(void **state)
{
    struct market *market = market_open(*state);
    struct agreement agreement = make(market, SOYLENT, "Lighthouse Observability");
    const struct connection *connection = &market->rows[SOYLENT].connection;
    assert_string_equal(agreement.organization_id, connection->organization_id);
    assert_string_equal(agreement.account_id, connection->account_id);
    assert_string_equal(agreement.connection_id, connection->id);
    assert_string_equal(agreement.request_id, "request-7");
    assert_int_equal(agreement.request_item, 3);
    assert_string_equal(agreement.offer_id, "offer-5h764dux2zjn7");
    assert_int_equal(agreement.state, AGREEMENT_ACTIVE);
    assert_true(agreement.start_us == MARKET_START_US);
    assert_null(agreement.purchase_order_id);
    assert_null(agreement.order_id);
    assert_null(agreement.order_line);
}

/* ORD-5: agmt- and 26 characters, all different, in the order they were made */
static void ids(void **state)
{
    struct market *market = market_open(*state);
    char last[40] = "";
    for (int i = 0; i < 50; i++) {
        struct agreement agreement = make(market, GLOBEX, "Postcard Mail Tester");
        assert_int_equal(strlen(agreement.id), 31);
        assert_true(text_starts(agreement.id, "agmt-"));
        assert_int_equal(strspn(agreement.id + 5, "0123456789abcdefghjkmnpqrstvwxyz"), 26);
        assert_true(strcmp(agreement.id, last) > 0);
        strcpy(last, agreement.id);
        market_wait(market, 1000);
    }
}

/* ORD-5: what can't be priced makes no agreement */
static void not_to_be_priced(void **state)
{
    struct market *market = market_open(*state);
    const struct product *product = market_product(market, "Lighthouse Observability");
    struct connection connection = market_connection(market, GLOBEX);
    struct request_item item = {.number = 1};
    const struct request wanted = {.id = "request-7"};
    struct agreement agreement;
    selection_preset(&product->offers[0], &item.selection);
    item.selection.months = 5;
    assert_int_equal(agreement_make(&market->ctx, &connection, product, &product->offers[0], &item,
                                    &wanted, MARKET_START_US, &agreement),
                     BAD_INPUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(who_and_what),
        unit_case(ids),
        unit_case(not_to_be_priced),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
