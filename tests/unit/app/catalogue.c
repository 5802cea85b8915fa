#include "fixture.h"

#include <string.h>

#include "app/catalogue.h"
#include "app/who.h"
#include "base/buf.h"
#include "base/text.h"
#include "domain/catalogue_json.h"
#include "store/catalogue.h"

static const char erp[] = "\"id\": \"prod-vkd4trmzw66uh\"";
static const char erp_offer[] = "\"id\": \"offer-q6gpoxs7n3cr4\"";

/* The file that `punchoutd catalogue export` writes. */
static const char *exported(struct market *market)
{
    struct buf text;
    buf_init(&text, market->arena, 4 << 20);
    catalogue_write(&text, market->arena, &market->catalogue);
    return buf_string(&text);
}

/* The text with the first `from` behind `after` made `to`. */
static const char *with(struct market *market, const char *text, const char *after,
                        const char *from, const char *to)
{
    const char *at = strstr(text, after);
    at = at == NULL ? NULL : strstr(at, from);
    if (at == NULL)
        fail_msg("there is no %s behind %s", from, after);
    return arena_printf(market->arena, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
}

static enum status load(struct db_tx *tx, void *state)
{
    struct market *market = state;
    return catalogue_store_load(tx, market->arena, &market->catalogue);
}

/* As by an operator; a server that starts now has it. */
static struct catalogue_change loaded(struct market *market, const char *text)
{
    struct catalogue_change change;
    market->ctx.who = who_system();
    if (catalogue_load(&market->ctx, bytes_of(text), false, &change) != OK)
        fail_msg("%s", market->ctx.fault.message);
    assert_int_equal(db_read(market->app.db, load, market, NULL), OK);
    return change;
}

static void refused(struct market *market, const char *text, const char *words)
{
    struct catalogue_change change;
    market->ctx.who = who_system();
    assert_int_equal(catalogue_load(&market->ctx, bytes_of(text), false, &change), BAD_INPUT);
    if (!holds(market->ctx.fault.message, words))
        fail_msg("%s", market->ctx.fault.message);
}

/* CAT-1: what is exported loads again, and changes nothing. */
static void a_file_goes_out_and_in(void **state)
{
    struct market *market = market_open(*state);
    const char *text = exported(market);
    struct catalogue_change change = loaded(market, text);
    assert_int_equal(change.products + change.changed + change.offers + change.withdrawn, 0);
    assert_string_equal(exported(market), text);
}

static void products_are_added_and_changed(void **state)
{
    struct market *market = market_open(*state);
    const char *text = with(market, exported(market), erp, "\"Keystone ERP\"", "\"Keystone 2\"");
    text =
        with(market, text, "\"products\": [", "[",
             "[{\"id\": \"prod-new\", \"part_id\": \"NEW-1\", \"title\": \"New\", \"seller\": "
             "\"seller-kl7npd4puibdl\", \"type\": \"saas\", \"offers\": [{\"id\": \"offer-new\", "
             "\"pricing\": \"free\", \"currency\": \"EUR\", \"durations\": [], \"dimensions\": "
             "[], \"schedule\": []}]},");
    struct catalogue_change seen;
    market->ctx.who = who_system();
    assert_int_equal(catalogue_load(&market->ctx, bytes_of(text), true, &seen), OK);
    assert_int_equal(db_read(market->app.db, load, market, NULL), OK);
    assert_null(catalogue_product(&market->catalogue, "prod-new"));
    struct catalogue_change change = loaded(market, text);
    assert_memory_equal(&change, &seen, sizeof change);
    assert_int_equal(change.products, 1);
    assert_int_equal(change.changed, 1);
    assert_int_equal(change.offers, 1);
    assert_string_equal(market->catalogue.products[0].id, "prod-new");
    assert_string_equal(catalogue_product(&market->catalogue, "prod-vkd4trmzw66uh")->title,
                        "Keystone 2");
}

/* CAT-2: requests, orders and agreements name what was offered. */
static void what_was_offered_stays(void **state)
{
    struct market *market = market_open(*state);
    const char *text = exported(market);
    refused(market, with(market, text, erp, "prod-vkd4trmzw66uh", "prod-other"),
            "product prod-vkd4trmzw66uh is missing. What was offered once stays");
    refused(market, with(market, text, erp, "KFB-KEYSTONE-ERP-01", "OTHER"),
            "its part_id was 'KFB-KEYSTONE-ERP-01' and stays that");
    refused(market, with(market, text, erp, "offer-q6gpoxs7n3cr4", "offer-other"),
            "offer offer-q6gpoxs7n3cr4 is missing");
    refused(market, with(market, text, erp_offer, "\"percent\": ", "\"percent\": 1"),
            "product prod-vkd4trmzw66uh: an instalment needs after_months and a percent of 1 to");
    refused(market, with(market, text, erp_offer, "\"pricing\"", "\"withdrawn\": 1, \"pricing\""),
            "product prod-vkd4trmzw66uh: an offer's withdrawn must be true or false");
    refused(market, with(market, text, erp_offer, "\"price\": \"", "\"price\": \"1"),
            "An offer never changes: give the new one an id of its own");
    refused(market,
            with(market, text, "\"sellers\"", "\"id\": \"seller-kl7npd4puibdl\"",
                 "\"id\": \"seller-other\""),
            "its seller is not among the sellers");
}

/* ORD-6: whether it takes two approvals is part of what was offered. */
static void a_type_keeps_an_offer_as_it_was(void **state)
{
    struct market *market = market_open(*state);
    const char *text = exported(market);
    const struct product *product = NULL;
    for (size_t i = 0; product == NULL; i++) {
        const struct product *one = &market->catalogue.products[i];
        if (one->type == PRODUCT_SAAS && one->offers[0].pricing == PRICING_CONTRACT_USAGE)
            product = one;
    }
    refused(market, with(market, text, product->id, "\"type\": \"saas\"", "\"type\": \"ami\""),
            "its type makes one approval of two, or two of one");
    text = with(market, text, product->id, "\"type\": \"saas\"", "\"type\": \"data\"");
    assert_int_equal(loaded(market, text).changed, 1);
}

/* What may be loaded is what a check finds good. */
static void a_check_refuses_what_does_not_go_in(void **state)
{
    struct market *market = market_open(*state);
    struct buf long_text;
    struct catalogue_change change;
    buf_init(&long_text, market->arena, 2 << 20);
    buf_text(&long_text, "\"summary\": \"");
    for (int i = 0; i < 1 << 18; i++)
        buf_text(&long_text, "long ");
    const char *text =
        with(market, exported(market), erp, "\"summary\": \"", buf_string(&long_text));
    market->ctx.who = who_system();
    for (int check_only = 0; check_only < 2; check_only++) {
        assert_int_equal(catalogue_load(&market->ctx, bytes_of(text), check_only == 1, &change),
                         TOO_LARGE);
        assert_true(holds(market->ctx.fault.message, "its definition is over 1 MiB"));
    }
}

static void ids_stand_for_one(void **state)
{
    struct market *market = market_open(*state);
    const char *text = exported(market);
    refused(market, with(market, text, erp, "prod-vkd4trmzw66uh", "prod-5x3kqkcxzudxp"),
            "product prod-5x3kqkcxzudxp is there twice");
    refused(market, with(market, text, erp, "KFB-KEYSTONE-ERP-01", "BHT-LOG-SEARCH-01"),
            "products prod-czdnancwrix4b and prod-vkd4trmzw66uh have the same part_id");
    refused(market, with(market, text, erp, "offer-q6gpoxs7n3cr4", "offer-5h764dux2zjn7"),
            "offer offer-5h764dux2zjn7 is of product prod-");
    refused(market,
            with(market, text, "\"sellers\"", "[",
                 "[{\"id\": \"seller-kl7npd4puibdl\", \"name\": \"X\"},"),
            "seller seller-kl7npd4puibdl is there twice");
}

static void a_private_offer_is_for_somebody(void **state)
{
    struct market *market = market_open(*state);
    struct caller caller = market_caller(market, GLOBEX);
    struct request request =
        market_request(market, &caller, (const char *const[]){"Keystone ERP", NULL});
    struct order order = market_order(market, "PO-1", request.lines, request.line_count);
    assert_int_equal(market_place(market, &caller, &order).status, OK);
    const char *agreement = market_agreements(market, order.id).items[0].id;
    const char *offer = "\"offers\": [{\"id\": \"offer-x\", \"pricing\": \"free\", \"currency\": "
                        "\"USD\", \"account\": \"%s\", \"replaces\": \"%s\"},";
    const char *text = exported(market);
    refused(market,
            with(market, text, erp, "\"offers\": [",
                 arena_printf(market->arena, offer, "123456789012", agreement)),
            "offer offer-x is for account 123456789012, which is not there");
    refused(market,
            with(market, text, erp, "\"offers\": [",
                 arena_printf(market->arena, offer, caller.connection.account_id, "agmt-x")),
            "offer offer-x replaces agmt-x, which is no agreement of account");
    text = with(market, text, erp, "\"offers\": [",
                arena_printf(market->arena, offer, caller.connection.account_id, agreement));
    assert_int_equal(loaded(market, text).offers, 1);
}

/* Nobody can request it any more; what is in procurement is still booked, and nothing renews. */
static void what_is_withdrawn_goes_on_to_its_end(void **state)
{
    struct market *market = market_open(*state);
    struct caller caller = market_caller(market, GLOBEX);
    struct request request =
        market_request(market, &caller, (const char *const[]){"Keystone ERP", NULL});
    const char *text = with(market, exported(market), erp_offer, erp_offer,
                            "\"withdrawn\": true, \"id\": \"offer-q6gpoxs7n3cr4\"");
    struct catalogue_change change = loaded(market, text);
    assert_int_equal(change.withdrawn, 1);
    assert_int_equal(change.changed, 1);
    assert_int_equal(loaded(market, exported(market)).withdrawn, 0);

    const struct product *product = market_product(market, "Keystone ERP");
    assert_false(offer_is_for(&product->offers[0], caller.connection.account_id));
    struct session session = market_session(market, &caller);
    struct selection selection = {0};
    assert_int_equal(
        cart_add(&market->ctx, &session, product->id, "offer-q6gpoxs7n3cr4", &selection),
        NOT_FOUND);
    struct order order = market_order(market, "PO-2", request.lines, request.line_count);
    assert_int_equal(market_place(market, &caller, &order).status, OK);
    assert_int_equal(market_stored_order(market, order.id).state, ORDER_FULFILLED);
}

static void buyers_do_not_load(void **state)
{
    struct market *market = market_open(*state);
    struct catalogue_change change;
    const char *text = exported(market);
    market->ctx.who = NULL;
    assert_int_not_equal(catalogue_load(&market->ctx, bytes_of(text), true, &change), OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(a_file_goes_out_and_in),
        unit_case(products_are_added_and_changed),
        unit_case(what_was_offered_stays),
        unit_case(a_type_keeps_an_offer_as_it_was),
        unit_case(a_check_refuses_what_does_not_go_in),
        unit_case(ids_stand_for_one),
        unit_case(a_private_offer_is_for_somebody),
        unit_case(what_is_withdrawn_goes_on_to_its_end),
        unit_case(buyers_do_not_load),
    };
    return cmocka_run_group_tests_name("app/catalogue", tests, NULL, NULL);
}
