#include "fixture.h"

#include <string.h>

#include "oci/product_line.h"

static struct request_line line_of(struct market *market, const char *title, int64_t quantity)
{
    struct connection connection = market_caller(market, GLOBEX).connection;
    const struct oci_buyer buyer = {&connection, connection.account_id};
    struct request_line line;
    assert_int_equal(oci_product_line(&market->ctx, &buyer, market_product(market, title),
                                      quantity * QUANTITY_ONE, &line),
                     OK);
    return line;
}

/* PUN-9: a service line is sold once, a material line as often as it is asked */
static void quantities(void **state)
{
    struct market *market = market_open(*state);
    struct request_line line = line_of(market, "Lighthouse Observability", 7);
    assert_int_equal(line.line.type, LINE_SERVICE);
    assert_int_equal(line.line.quantity_micros, QUANTITY_ONE);
    assert_string_equal(money_amount(*state, line.line.unit_price), "2400.00");
    assert_string_equal(line.id, "");
    assert_string_equal(line.unspsc, "43232701");
    line = line_of(market, "Streamline Log Search", 0);
    assert_int_equal(line.line.type, LINE_MATERIAL);
    assert_int_equal(line.line.quantity_micros, QUANTITY_ONE);
    assert_string_equal(money_amount(*state, line.line.unit_price), "0.01");
    line = line_of(market, "Streamline Log Search", 250);
    assert_int_equal(line.line.quantity_micros, 250 * QUANTITY_ONE);
}

/* PUN-9: everything that is shown has a line */
static void every_product(void **state)
{
    struct market *market = market_open(*state);
    struct connection connection = market_caller(market, GLOBEX).connection;
    const struct oci_buyer buyer = {&connection, connection.account_id};
    for (size_t i = 0; i < market->catalogue.product_count; i++) {
        const struct product *product = &market->catalogue.products[i];
        struct request_line line;
        if (oci_product(&market->ctx, &buyer, product->part_id) == NULL)
            continue;
        assert_ptr_equal(oci_product(&market->ctx, &buyer, product->part_id), product);
        assert_ptr_equal(oci_product(&market->ctx, &buyer, product->id), product);
        assert_int_equal(oci_product_line(&market->ctx, &buyer, product, 0, &line), OK);
        assert_int_equal(strlen(line.unspsc), 8);
        assert_true(strlen(line.part_id) <= 40);
    }
}

/* CON-13, CAT-2: what the connection's requesters may not see is not there */
static void hidden(void **state)
{
    struct market *market = market_open(*state);
    struct connection connection = market_caller(market, GLOBEX).connection;
    const struct oci_buyer buyer = {&connection, connection.account_id};
    const struct product *product = market_product(market, "Lighthouse Observability");
    struct request_line line;
    assert_null(oci_product(&market->ctx, &buyer, "nothing"));
    assert_null(oci_product(&market->ctx, &buyer, ""));
    connection.sellers = "another-seller";
    assert_null(oci_product(&market->ctx, &buyer, product->id));
    assert_int_equal(oci_product_line(&market->ctx, &buyer, product, 0, &line), NOT_FOUND);
}

/* CAT-2, CAT-8: a private offer is for the account that the call buys for */
static void private_offers(void **state)
{
    struct market *market = market_open(*state);
    struct connection connection = market_caller(market, GLOBEX).connection;
    const struct oci_buyer management = {&connection, connection.account_id};
    const struct oci_buyer member = {&connection, "210987654321"};
    struct product *product = &market->catalogue.products[0];
    struct request_line line;
    for (size_t i = 0; i < product->offer_count; i++)
        product->offers[i].account_id = member.account_id;
    assert_ptr_equal(oci_product(&market->ctx, &member, product->id), product);
    assert_int_equal(oci_product_line(&market->ctx, &member, product, 0, &line), OK);
    assert_null(oci_product(&market->ctx, &management, product->id));
    assert_int_equal(oci_product_line(&market->ctx, &management, product, 0, &line), NOT_FOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(quantities),
        unit_case(every_product),
        unit_case(hidden),
        unit_case(private_offers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
