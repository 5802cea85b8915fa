/* CAT-8: the account that a punchout buys for, by an Extrinsic of its setup. */
#include "connecting.h"

#include "app/books.h"
#include "app/browse.h"
#include "app/delivery.h"
#include "app/member_account.h"
#include "app/owned.h"
#include "app/session.h"
#include "app/setup.h"

static const char *const titles[] = {"Lighthouse Observability", NULL};

/* Globex's connection as it is set here; `table` has R for the id of the research account. */
static struct caller by_extrinsic(struct people *people, const char *extrinsic, const char *table,
                                  bool fallback)
{
    struct caller caller = market_caller(people->market, GLOBEX);
    char *text = arena_text(people->ctx->arena, table);
    struct buf out;
    buf_init(&out, people->ctx->arena, 1000);
    for (; *text != '\0'; text++) {
        if (*text == 'R')
            buf_text(&out, people->research);
        else
            buf_char(&out, *text);
    }
    caller.connection.account_extrinsic = extrinsic;
    caller.connection.account_table = buf_string(&out);
    caller.connection.account_fallback = fallback;
    return caller;
}

static enum status set_up(struct people *people, const struct caller *caller, const char *value,
                          const char **out_url)
{
    struct setup setup = market_setup(people->market);
    setup.account_value = value;
    return setup_start(people->ctx, caller, &setup, out_url);
}

static struct session begin(struct people *people, const struct caller *caller, const char *value)
{
    const char *url = NULL;
    const char *token;
    if (set_up(people, caller, value, &url) != OK ||
        session_begin(people->ctx, market_token(url), &token) != OK)
        fail_msg("%s", people->ctx->fault.message);
    return market_look(people->market, token);
}

static void who_it_buys_for(void **state)
{
    struct people people = people_open(*state);
    struct caller table = by_extrinsic(&people, "CostCenter", "CC-7=R\n", false);
    struct caller id = by_extrinsic(&people, "AccountId", "", false);
    struct caller fallback = by_extrinsic(&people, "CostCenter", "CC-7=R\n", true);
    struct caller none = by_extrinsic(&people, "", "", false);
    assert_string_equal(begin(&people, &table, "cc-7").account_id, people.research);
    assert_string_equal(begin(&people, &id, people.research).account_id, people.research);
    assert_string_equal(begin(&people, &id, people.globex).account_id, people.globex);
    assert_string_equal(begin(&people, &fallback, "CC-8").account_id, people.globex);
    assert_string_equal(begin(&people, &fallback, "CC-7").account_id, people.research);
    assert_string_equal(begin(&people, &none, people.research).account_id, people.globex);
}

static void what_is_refused(void **state)
{
    struct people people = people_open(*state);
    struct caller table = by_extrinsic(&people, "CostCenter", "CC-7=R\n", false);
    struct caller id = by_extrinsic(&people, "AccountId", "", true);
    const char *url;
    people_refused(&people, set_up(&people, &table, "CC-8", &url), BAD_INPUT,
                   "'CostCenter' is 'CC-8', which stands for no account. Add it");
    people_refused(&people, set_up(&people, &table, " ", &url), BAD_INPUT,
                   "'CostCenter' is missing or empty");
    people_refused(&people, set_up(&people, &table, NULL, &url), BAD_INPUT, "is missing");
    /* Another company's account is not fallen back from: somebody meant an account. */
    people_refused(&people, set_up(&people, &id, people.initech, &url), DENIED,
                   "is not in the organization Globex");
    people_refused(&people, set_up(&people, &id, "999999999999", &url), DENIED,
                   "is not in the organization Globex");
    assert_int_equal(account_suspend(people.ctx, people.research), OK);
    people_refused(&people, set_up(&people, &table, "CC-7", &url), DENIED, "is suspended");
}

/* Suspended between the steps: nothing is handed over, and no agreement is made. */
static void suspended_meanwhile(void **state)
{
    struct people people = people_open(*state);
    struct market *market = people.market;
    struct caller caller = by_extrinsic(&people, "CostCenter", "CC-7=R\n", false);
    struct session ordered = begin(&people, &caller, "CC-7");
    struct session open = begin(&people, &caller, "CC-7");
    struct request draft;
    struct return_form form;
    const char *url;
    const char *token;
    market_add(market, &ordered, titles[0]);
    market_add(market, &open, titles[0]);
    assert_int_equal(cart_load(people.ctx, &ordered, &draft), OK);
    assert_int_equal(cart_request_approval(people.ctx, &ordered, &form), OK);
    assert_int_equal(set_up(&people, &caller, "CC-7", &url), OK);
    assert_int_equal(account_suspend(people.ctx, people.research), OK);
    people_refused(&people, session_begin(people.ctx, market_token(url), &token), DENIED,
                   "is suspended");
    people_refused(&people, cart_request_approval(people.ctx, &open, &form), DENIED,
                   "is suspended");
    struct request request = market_request_now(market, &draft);
    struct order order = market_order(market, "PO-1", request.lines, request.line_count);
    assert_int_equal(market_place(market, &caller, &order).status, OK);
    struct order stored = market_stored_order(market, order.id);
    assert_int_equal(stored.state, ORDER_NEEDS_ATTENTION);
    assert_true(holds(stored.reason, "is suspended"));
}

static struct order buy(struct people *people, const struct caller *caller, const char *value,
                        const char *order_id)
{
    struct market *market = people->market;
    struct session session = begin(people, caller, value);
    struct request draft;
    struct return_form form;
    market_add(market, &session, titles[0]);
    assert_int_equal(cart_load(people->ctx, &session, &draft), OK);
    assert_int_equal(cart_request_approval(people->ctx, &session, &form), OK);
    struct request request = market_request_now(market, &draft);
    struct order order = market_order(market, order_id, request.lines, request.line_count);
    assert_int_equal(market_place(market, caller, &order).status, OK);
    return market_stored_order(market, order.id);
}

/* The books of a member: its orders, and no other account's. */
static void whose_it_is(void **state)
{
    struct people people = people_open(*state);
    struct market *market = people.market;
    struct caller caller = by_extrinsic(&people, "CostCenter", "CC-7=R\n", true);
    struct order theirs = buy(&people, &caller, "CC-7", "PO-1");
    struct order own = buy(&people, &caller, "", "PO-2");
    assert_string_equal(market_agreements(market, theirs.id).items[0].account_id, people.research);
    assert_string_equal(market_agreements(market, own.id).items[0].account_id, people.globex);
    struct requested_list list;
    struct session session = begin(&people, &caller, "CC-7");
    assert_int_equal(owned_requests(people.ctx, &session, &list), OK);
    assert_int_equal(list.count, 1);
    assert_string_equal(list.items[0].order_id, "PO-1");
    session = begin(&people, &caller, "");
    assert_int_equal(owned_requests(people.ctx, &session, &list), OK);
    assert_int_equal(list.count, 1);
    assert_string_equal(list.items[0].order_id, "PO-2");
    struct agreement_list agreements;
    assert_int_equal(
        owned_agreements(people.ctx, &session, market_product(market, titles[0])->id, &agreements),
        OK);
    assert_int_equal(agreements.count, 1);
    people_as(&people, REALM_BUYER, people_root(&people, people.research));
    struct order_rows orders;
    struct order_book book;
    assert_int_equal(books_orders(people.ctx, NULL, &orders), OK);
    assert_int_equal(orders.count, 1);
    assert_string_equal(orders.items[0].order.order_id, "PO-1");
    assert_int_equal(books_order(people.ctx, theirs.id, &book), OK);
    assert_int_equal(books_order(people.ctx, own.id, &book), NOT_FOUND);
    people_as(&people, REALM_BUYER, people_root(&people, people.globex));
    assert_int_equal(books_orders(people.ctx, NULL, &orders), OK);
    assert_int_equal(orders.count, 2);
}

/* The line of a request that is in procurement. */
static void handed_over(struct people *people, const struct caller *caller, const char *value,
                        struct request_line *out)
{
    struct session session = begin(people, caller, value);
    struct request draft;
    struct return_form form;
    market_add(people->market, &session, titles[0]);
    assert_int_equal(cart_load(people->ctx, &session, &draft), OK);
    assert_int_equal(cart_request_approval(people->ctx, &session, &form), OK);
    *out = market_request_now(people->market, &draft).lines[0];
}

/* Of what came before under an order's number, a member account sees what was its own alone. */
static void an_order_that_was_for_two(void **state)
{
    struct people people = people_open(*state);
    struct market *market = people.market;
    struct caller caller = by_extrinsic(&people, "CostCenter", "CC-7=R\n", true);
    struct request_line lines[2];
    struct order_book book;
    struct document document;
    struct bytes body;
    handed_over(&people, &caller, "CC-7", &lines[0]);
    handed_over(&people, &caller, "", &lines[1]);
    struct order first = market_order(market, "PO-1", lines, 2);
    first.lines[1].unit_price = money_of(1, "USD");
    assert_int_equal(market_place(market, &caller, &first).status, OK);
    assert_int_equal(market_stored_order(market, first.id).state, ORDER_NEEDS_ATTENTION);
    struct order order = market_order(market, "PO-1", lines, 1);
    order.type = ORDER_UPDATE;
    order.version = "2";
    assert_int_equal(market_place(market, &caller, &order).status, OK);
    assert_int_equal(market_stored_order(market, order.id).state, ORDER_FULFILLED);
    people_as(&people, REALM_BUYER, people_root(&people, people.research));
    assert_int_equal(books_order(people.ctx, order.id, &book), OK);
    assert_int_equal(book.versions.count, 1);
    assert_int_equal(book.documents.count, 1);
    assert_string_equal(book.documents.items[0].id, order.document_id);
    assert_int_equal(books_document(people.ctx, order.id, order.document_id, &document, &body), OK);
    assert_int_equal(books_document(people.ctx, order.id, first.document_id, &document, &body),
                     NOT_FOUND);
    people_as(&people, REALM_BUYER, people_root(&people, people.globex));
    assert_int_equal(books_order(people.ctx, order.id, &book), OK);
    assert_int_equal(book.versions.count, 2);
    assert_int_equal(book.documents.count, 2);
    assert_int_equal(books_document(people.ctx, order.id, first.document_id, &document, &body), OK);
}

/* The addresses that the mail about an order goes to. */
static const char *mailed(struct people *people)
{
    struct delivery_list list;
    struct dispatch dispatch = {0};
    assert_int_equal(delivery_due(people->ctx, " ", 100, &list), OK);
    for (size_t i = 0; i < list.count; i++) {
        if (list.items[i].kind == DELIVERY_MAIL && list.items[i].event == EVENT_BOOKED)
            assert_int_equal(delivery_begin(people->ctx, &list.items[i], &dispatch), OK);
    }
    assert_non_null(dispatch.delivery.recipient);
    return dispatch.delivery.recipient;
}

/* One order for two accounts is the management account's alone to see. */
static void an_order_for_two(void **state)
{
    struct people people = people_open(*state);
    struct market *market = people.market;
    struct caller caller = by_extrinsic(&people, "CostCenter", "CC-7=R\n", true);
    struct request_line lines[2];
    handed_over(&people, &caller, "", &lines[0]);
    handed_over(&people, &caller, "CC-7", &lines[1]);
    struct order order = market_order(market, "PO-1", lines, 2);
    assert_int_equal(market_place(market, &caller, &order).status, OK);
    assert_int_equal(market_agreements(market, order.id).count, 2);
    const char *to = mailed(&people);
    assert_true(holds(to, "procurement@globex.example"));
    assert_false(holds(to, "research@globex.example"));
    people_as(&people, REALM_BUYER, people_root(&people, people.research));
    struct order_rows orders;
    struct order_book book;
    assert_int_equal(books_orders(people.ctx, NULL, &orders), OK);
    assert_int_equal(orders.count, 0);
    assert_int_equal(books_order(people.ctx, order.id, &book), NOT_FOUND);
    struct agreement_list agreements;
    assert_int_equal(books_agreements(people.ctx, &agreements), OK);
    assert_int_equal(agreements.count, 1);
}

/* CAT-2: a private offer is for the account that is bought for. */
static void private_offers(void **state)
{
    struct people people = people_open(*state);
    struct caller caller = by_extrinsic(&people, "CostCenter", "CC-7=R\n", true);
    struct product *product = &people.market->catalogue.products[0];
    const struct offer *offer = &product->offers[0];
    struct selection selection;
    struct session member = begin(&people, &caller, "CC-7");
    struct session management = begin(&people, &caller, "");
    selection_preset(offer, &selection);
    product->offers[0].account_id = people.research;
    assert_int_equal(cart_add(people.ctx, &member, product->id, offer->id, &selection), OK);
    assert_int_equal(cart_add(people.ctx, &management, product->id, offer->id, &selection),
                     NOT_FOUND);
    product->offers[0].account_id = people.globex;
    struct request draft;
    assert_int_equal(cart_load(people.ctx, &member, &draft), NOT_FOUND);
    product->offers[0].account_id = NULL;
}

/* A draft that the member's user put together and was sent on with; gives the user's session. */
static void send_on(struct people *people)
{
    static const struct db_sql redirect = {
        "UPDATE connection SET redirect = 1, redirect_url = 'https://globex.coupahost.com/x' WHERE "
        "id = $1"};
    const char *token;
    const char *url;
    const char *id = people->market->rows[GLOBEX].connection.id;
    market_sql(people->market, &redirect, id);
    people_as(
        people, REALM_BUYER,
        people_user(people, people->research, "rita", MANAGED "AWSMarketplaceManageSubscriptions"));
    assert_int_equal(browse_begin(people->ctx, id, &token), OK);
    struct session session = market_look(people->market, token);
    assert_string_equal(session.account_id, people->research);
    market_add(people->market, &session, titles[0]);
    assert_int_equal(browse_send_on(people->ctx, &session, &url), OK);
    people_system(people);
}

static struct session as_rita(struct people *people, const struct caller *caller, const char *value)
{
    struct setup setup = market_setup(people->market);
    const char *url;
    const char *token;
    setup.requester_name = "rita";
    setup.requester_email = "rita@globex.example";
    setup.account_value = value;
    assert_int_equal(setup_start(people->ctx, caller, &setup, &url), OK);
    assert_int_equal(session_begin(people->ctx, market_token(url), &token), OK);
    return market_look(people->market, token);
}

/* CON-8: whose member was sent on buys for that member, unless the setup says for whom. */
static void redirect_of_a_member(void **state)
{
    struct people people = people_open(*state);
    struct caller none = by_extrinsic(&people, "", "", false);
    struct request draft;
    send_on(&people);
    struct session session = as_rita(&people, &none, NULL);
    assert_string_equal(session.account_id, people.research);
    assert_int_equal(cart_load(people.ctx, &session, &draft), OK);
    assert_int_equal(draft.item_count, 1);
    assert_string_equal(draft.account_id, people.research);
}

static void redirect_with_an_extrinsic(void **state)
{
    struct people people = people_open(*state);
    struct caller table = by_extrinsic(&people, "CostCenter", "CC-7=R\n", true);
    struct request draft;
    send_on(&people);
    struct session session = as_rita(&people, &table, "");
    assert_string_equal(session.account_id, people.globex);
    assert_int_equal(cart_load(people.ctx, &session, &draft), OK);
    assert_int_equal(draft.item_count, 1);
    assert_string_equal(draft.account_id, people.globex);
}

/* CON-12: accounts of the table are the organization's. */
static void a_table_is_saved(void **state)
{
    struct people people = people_open(*state);
    struct settings_problems problems;
    const char *id;
    as_amelia(&people);
    struct procurement_put put = coupa_put();
    put.settings.account_extrinsic = "CostCenter";
    put.settings.account_table =
        arena_printf(people.ctx->arena, "CC-7=%s\nCC-1=%s", people.research, people.globex);
    put.settings.account_fallback = true;
    struct connection_key key = saved(&people, &put);
    struct connection connection = found(&people, key).connection;
    assert_string_equal(connection.account_extrinsic, "CostCenter");
    assert_true(connection.account_fallback);
    struct connection_settings again = connection_settings_of(people.ctx->arena, &connection);
    assert_true(again.account_fallback);
    assert_string_equal(again.account_table, arena_printf(people.ctx->arena, "CC-7=%s\nCC-1=%s\n",
                                                          people.research, people.globex));
    put.settings.account_table = arena_printf(people.ctx->arena, "CC-9=%s", people.initech);
    for (int i = 0; i < 2; i++) {
        put.key = i == 0 ? key : (struct connection_key){NULL, NULL};
        assert_int_equal(procurement_put(people.ctx, &put, &problems, &id), BAD_INPUT);
        assert_int_equal(problems.count, 1);
        assert_string_equal(problems.items[0].field, "account_table");
        assert_true(holds(problems.items[0].message, "'CC-9': your organization has no account"));
    }
    assert_true(holds(found(&people, key).connection.account_table, "CC-7"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(who_it_buys_for),
        unit_case(what_is_refused),
        unit_case(suspended_meanwhile),
        unit_case(whose_it_is),
        unit_case(an_order_for_two),
        unit_case(an_order_that_was_for_two),
        unit_case(private_offers),
        unit_case(redirect_of_a_member),
        unit_case(redirect_with_an_extrinsic),
        unit_case(a_table_is_saved),
    };
    return cmocka_run_group_tests_name("app/member_account", tests, NULL, NULL);
}
