#include "fixture.h"

#include <string.h>

#include "app/cart.h"
#include "base/text.h"

static struct session open_session(struct market *market, enum market_buyer buyer)
{
    struct caller caller = market_caller(market, buyer);
    return market_session(market, &caller);
}

static struct request cart(struct market *market, const struct session *session)
{
    struct request request;
    assert_int_equal(cart_load(&market->ctx, session, &request), OK);
    return request;
}

static enum status add(struct market *market, const struct session *session, const char *title,
                       const struct selection *selection)
{
    const struct product *product = market_product(market, title);
    return cart_add(&market->ctx, session, product->id, product->offers[0].id, selection);
}

static struct selection preset(struct market *market, const char *title)
{
    struct selection selection;
    selection_preset(&market_product(market, title)->offers[0], &selection);
    return selection;
}

/* CAT-4 */
static void begins_empty(void **state)
{
    struct market *market = market_open(*state);
    struct session session = open_session(market, GLOBEX);
    struct request request = cart(market, &session);
    assert_null(request.id);
    assert_int_equal(request.item_count, 0);
    assert_int_equal(request.line_count, 0);
    assert_int_equal(cart_remove(&market->ctx, &session, 1), OK);
}

/* CAT-4, CAT-9: until it is handed over a request is a draft */
static void a_draft(void **state)
{
    struct market *market = market_open(*state);
    struct session session = open_session(market, GLOBEX);
    market_add(market, &session, "Lighthouse Observability");
    market_add(market, &session, "Lighthouse Observability");
    struct request request = cart(market, &session);
    assert_int_equal(request.state, REQUEST_DRAFT);
    assert_int_equal(request.item_count, 2);
    assert_int_equal(request.items[0].number, 1);
    assert_int_equal(request.items[1].number, 2);
    assert_string_equal(request.items[0].title, "Lighthouse Observability");
    assert_int_equal(request.items[0].selection.months, 12);
    assert_int_equal(request.items[0].selection.quantities[0], 20);
    assert_string_equal(request.session_id, session.id);
    assert_string_equal(request.connection_id, session.connection.id);
    assert_string_equal(request.requester_name, "Ines Müller");
    assert_false(request.test);
    assert_true(request.expires_us == MARKET_START_US + 90 * TIME_DAY_US);
    assert_int_equal(request.line_count, 2);
    assert_string_not_equal(request.lines[0].id, request.lines[1].id);
    assert_true(strlen(request.lines[0].id) <= 100);
    assert_null(strpbrk(request.lines[0].id, "?{}"));
    struct request again = cart(market, &session);
    assert_string_equal(again.lines[0].id, request.lines[0].id);
    assert_string_equal(again.lines[1].id, request.lines[1].id);
}

static void assert_line(const struct request_line *line, enum line_type type, int64_t quantity,
                        const char *price, const char *amount, const char *unspsc)
{
    struct money expected;
    assert_int_equal(line->line.type, type);
    assert_true(line->line.quantity_micros == quantity * QUANTITY_ONE);
    assert_true(money_parse(price, "USD", &expected));
    assert_true(money_equal(line->line.unit_price, expected));
    assert_true(money_parse(amount, "USD", &expected));
    assert_true(money_equal(line->line.amount, expected));
    assert_string_equal(line->unspsc, unspsc);
}

/* CAT-5, CAT-6 */
static void lines_by_kind_of_offer(void **state)
{
    struct market *market = market_open(*state);
    struct session session = open_session(market, GLOBEX);
    static const char *const titles[] = {"Lighthouse Observability", "Streamline Log Search",
                                         "Quarry Data Warehouse",    "Keystone ERP",
                                         "Bulwark Firewall",         "Tally Time Tracking"};
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
        market_add(market, &session, titles[i]);
    struct request request = cart(market, &session);
    static const char uniform[] = "43232701";
    assert_int_equal(request.line_count, 6);
    assert_line(&request.lines[0], LINE_SERVICE, 1, "2400.00", "2400.00", uniform);
    assert_line(&request.lines[1], LINE_MATERIAL, 10000, "0.01", "100.00", uniform);
    assert_line(&request.lines[2], LINE_MATERIAL, 890000, "0.01", "8900.00", uniform);
    assert_line(&request.lines[3], LINE_MATERIAL, 850000, "0.01", "8500.00", uniform);
    assert_line(&request.lines[4], LINE_SERVICE, 1, "0.00", "0.00", uniform);
    assert_line(&request.lines[5], LINE_SERVICE, 1, "0.00", "0.00", uniform);
    assert_string_equal(request.lines[0].part_id, "HBA-LIGHTHOUSE-OBSERVABILITY-01");
    for (int i = 0; i < 6; i++) {
        assert_int_equal(request.lines[i].number, i + 1);
        assert_int_equal(request.lines[i].item, i + 1);
    }
}

/* CAT-5, CAT-6: split, on a connection that classifies by type of line */
static void split_lines(void **state)
{
    struct market *market = market_open(*state);
    struct session session = open_session(market, INITECH);
    struct selection selection = preset(market, "Quarry Data Warehouse");
    selection.budget = money_of(100 * QUANTITY_ONE, "USD");
    selection.split = LINES_SPLIT;
    assert_int_equal(add(market, &session, "Quarry Data Warehouse", &selection), OK);
    struct request request = cart(market, &session);
    assert_int_equal(request.item_count, 1);
    assert_int_equal(request.line_count, 2);
    assert_line(&request.lines[0], LINE_SERVICE, 1, "8800.00", "8800.00", "81162000");
    assert_line(&request.lines[1], LINE_MATERIAL, 10000, "0.01", "100.00", "43232701");
    assert_int_equal(request.lines[0].item, 1);
    assert_int_equal(request.lines[1].item, 1);
    assert_string_not_equal(request.lines[0].id, request.lines[1].id);
    assert_true(request.test);
}

/* CAT-4 */
static void what_cannot_be_added(void **state)
{
    struct market *market = market_open(*state);
    struct session session = open_session(market, GLOBEX);
    const struct product *lighthouse = market_product(market, "Lighthouse Observability");
    const struct product *usage = market_product(market, "Streamline Log Search");
    struct selection right = preset(market, "Lighthouse Observability");
    struct selection wrong = right;
    struct ctx *ctx = &market->ctx;
    assert_int_equal(cart_add(ctx, &session, "prod-x", lighthouse->offers[0].id, &right),
                     NOT_FOUND);
    assert_int_equal(cart_add(ctx, &session, lighthouse->id, "offer-x", &right), NOT_FOUND);
    assert_int_equal(cart_add(ctx, &session, lighthouse->id, usage->offers[0].id, &right),
                     NOT_FOUND);
    wrong.months = 7;
    assert_int_equal(add(market, &session, lighthouse->title, &wrong), BAD_INPUT);
    wrong = right;
    wrong.quantities[0] = 0;
    assert_int_equal(add(market, &session, lighthouse->title, &wrong), BAD_INPUT);
    assert_true(holds(ctx->fault.message, "Monitored hosts"));
    wrong.quantities[0] = 5001;
    assert_int_equal(add(market, &session, lighthouse->title, &wrong), BAD_INPUT);
    wrong = preset(market, usage->title);
    assert_int_equal(add(market, &session, usage->title, &wrong), BAD_INPUT);
    assert_true(holds(ctx->fault.message, "Budget"));
    wrong.budget = money_of(QUANTITY_ONE, "EUR");
    assert_int_equal(add(market, &session, usage->title, &wrong), BAD_INPUT);
    wrong.budget = money_of(-QUANTITY_ONE, "USD");
    assert_int_equal(add(market, &session, usage->title, &wrong), BAD_INPUT);
    assert_int_equal(cart(market, &session).item_count, 0);
}

/* CAT-4: a cart has one Total and so one currency */
static void one_currency(void **state)
{
    struct market *market = market_open(*state);
    struct session session = open_session(market, GLOBEX);
    struct selection yen = preset(market, "Mizunara Receipt Book");
    market_add(market, &session, "Bulwark Firewall");
    assert_int_equal(add(market, &session, "Mizunara Receipt Book", &yen), CONFLICT);
    assert_true(holds(market->ctx.fault.message, "USD"));
    assert_true(holds(market->ctx.fault.message, "JPY"));
    market_add(market, &session, "Lighthouse Observability");
    assert_int_equal(cart_remove(&market->ctx, &session, 1), OK);
    assert_int_equal(cart_remove(&market->ctx, &session, 2), OK);
    assert_int_equal(add(market, &session, "Mizunara Receipt Book", &yen), OK);
    struct request request = cart(market, &session);
    assert_int_equal(request.line_count, 1);
    assert_string_equal(request.lines[0].line.amount.currency, "JPY");
    assert_true(money_micros(request.lines[0].line.amount) == 75000 * QUANTITY_ONE);
}

static void full(void **state)
{
    struct market *market = market_open(*state);
    struct session session = open_session(market, GLOBEX);
    struct selection selection = preset(market, "Bulwark Firewall");
    for (int i = 0; i < CART_ITEMS_MAX; i++)
        assert_int_equal(add(market, &session, "Bulwark Firewall", &selection), OK);
    assert_int_equal(add(market, &session, "Bulwark Firewall", &selection), TOO_LARGE);
    assert_int_equal(cart(market, &session).item_count, CART_ITEMS_MAX);
    assert_int_equal(cart_remove(&market->ctx, &session, 7), OK);
    assert_int_equal(add(market, &session, "Bulwark Firewall", &selection), OK);
    struct request request = cart(market, &session);
    assert_int_equal(request.item_count, CART_ITEMS_MAX);
    for (size_t i = 1; i < request.item_count; i++)
        assert_true(request.items[i].number > request.items[i - 1].number);
}

/* PUN-5: several sessions side by side */
static void carts_are_apart(void **state)
{
    struct market *market = market_open(*state);
    struct session one = open_session(market, GLOBEX);
    struct session two = open_session(market, GLOBEX);
    market_add(market, &one, "Lighthouse Observability");
    assert_int_equal(cart(market, &two).item_count, 0);
    market_add(market, &two, "Keystone ERP");
    assert_int_equal(cart_remove(&market->ctx, &two, 1), OK);
    assert_int_equal(cart(market, &two).item_count, 0);
    struct request request = cart(market, &one);
    assert_int_equal(request.item_count, 1);
    assert_string_equal(request.items[0].title, "Lighthouse Observability");
}

/* CAT-4: on = subscribed at once, nothing is sent; twice is one agreement */
static void subscribing(void **state)
{
    struct market *market = market_open(*state);
    struct session session = open_session(market, GLOBEX);
    const struct product *product = market_product(market, "Postcard Mail Tester");
    const char *first = NULL;
    const char *second = NULL;
    assert_true(cart_is_preapproved(&session, &product->offers[0]));
    assert_int_equal(
        cart_subscribe(&market->ctx, &session, product->id, product->offers[0].id, &first), OK);
    assert_int_equal(
        cart_subscribe(&market->ctx, &session, product->id, product->offers[0].id, &second), OK);
    assert_string_equal(first, second);
    struct agreement_list list = market_agreements(market, NULL);
    assert_int_equal(list.count, 1);
    struct agreement agreement = market_agreement(market, first);
    assert_int_equal(agreement.state, AGREEMENT_ACTIVE);
    assert_string_equal(agreement.title, "Postcard Mail Tester");
    assert_true(money_is_zero(agreement.value));
    assert_null(agreement.purchase_order_id);
    assert_null(agreement.order_id);
    assert_int_equal(agreement.entitlement_count, 1);
    assert_true(agreement.entitlements[0].quantity == -1);
    struct request request = {.id = agreement.request_id,
                              .organization_id = agreement.organization_id};
    assert_int_equal(market_request_now(market, &request).state, REQUEST_FULFILLED);
    assert_int_equal(cart(market, &session).item_count, 0);
}

/* CAT-4, CON-6 */
static void not_to_be_subscribed(void **state)
{
    static const struct db_sql both = {
        "UPDATE organization SET free_preapproved = 1, byol_preapproved = 1 WHERE name <> $1"};
    struct market *market = market_open(*state);
    const struct product *byol = market_product(market, "Bulwark Firewall");
    const struct product *trial = market_product(market, "Tally Time Tracking");
    struct session session = open_session(market, GLOBEX);
    const char *id = "?";
    struct ctx *ctx = &market->ctx;
    assert_false(cart_is_preapproved(&session, &byol->offers[0]));
    assert_int_equal(cart_subscribe(ctx, &session, byol->id, byol->offers[0].id, &id), DENIED);
    assert_int_equal(cart_subscribe(ctx, &session, byol->id, "offer-x", &id), NOT_FOUND);
    market_sql(market, &both, "");
    session = open_session(market, GLOBEX);
    assert_int_equal(cart_subscribe(ctx, &session, trial->id, trial->offers[0].id, &id), DENIED);
    assert_int_equal(market_agreements(market, NULL).count, 0);
    assert_int_equal(cart_subscribe(ctx, &session, byol->id, byol->offers[0].id, &id), OK);
    assert_non_null(id);
    session = open_session(market, INITECH);
    assert_int_equal(cart_subscribe(ctx, &session, byol->id, byol->offers[0].id, &id), OK);
    assert_null(id);
    assert_int_equal(market_agreements(market, NULL).count, 1);
}

/* CON-9: as what is to be approved */
static void subscribing_meanwhile_closed(void **state)
{
    static const struct db_sql suspend = {
        "UPDATE account SET status = 'SUSPENDED' WHERE id = (SELECT account_id FROM connection "
        "WHERE id = $1)"};
    struct market *market = market_open(*state);
    struct session session = open_session(market, GLOBEX);
    const struct product *product = market_product(market, "Postcard Mail Tester");
    const char *offer_id = product->offers[0].id;
    const char *id;
    market_set_status(market, GLOBEX, CONNECTION_DISABLED);
    session.connection = market_connection(market, GLOBEX);
    assert_int_equal(cart_subscribe(&market->ctx, &session, product->id, offer_id, &id), DENIED);
    market_set_status(market, GLOBEX, CONNECTION_ENABLED);
    market_sql(market, &suspend, session.connection.id);
    session.connection = market_connection(market, GLOBEX);
    assert_int_equal(cart_subscribe(&market->ctx, &session, product->id, offer_id, &id), DENIED);
    assert_int_equal(market_agreements(market, NULL).count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(begins_empty),
        unit_case(a_draft),
        unit_case(lines_by_kind_of_offer),
        unit_case(split_lines),
        unit_case(what_cannot_be_added),
        unit_case(one_currency),
        unit_case(full),
        unit_case(carts_are_apart),
        unit_case(subscribing),
        unit_case(subscribing_meanwhile_closed),
        unit_case(not_to_be_subscribed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
