#include "connecting.h"

/* CON-4, CON-5: the whole way of SAP Ariba, and who may do what on it. */
static void ariba_goes_live(void **state)
{
    struct people people = people_open(*state);
    struct settings_problems problems;
    struct case_rows cases;
    as_amelia(&people);
    const struct who *buyer = people.ctx->who;
    struct procurement_put put = ariba_put(&people);
    const char *supplier_id = put.supplier_id;
    put.supplier_id = NULL;
    const char *id;
    people_refused(&people, procurement_put(people.ctx, &put, &problems, &id), BAD_INPUT, "Choose");
    assert_string_equal(problems.items[0].field, "supplier");
    put.supplier_id = supplier_id;
    put.test = false;
    struct connection_key key = saved(&people, &put);
    assert_int_equal(found(&people, key).connection.mode, MODE_TEST);
    people_refused(&people, procurement_enable(people.ctx, key), CONFLICT, "waits");
    const char *secret;
    people_refused(&people, procurement_reveal(people.ctx, key, false, &secret), NOT_FOUND,
                   "buyers don't need it");
    assert_int_equal(case_list(people.ctx, &cases), OK);
    assert_int_equal(cases.count, 1);
    const char *id_of_case = cases.items[0].id;
    people_refused(&people, case_make_move(people.ctx, id_of_case, "send_instructions", "Go"),
                   CONFLICT, "Requested");
    as_operator(&people);
    market_wait(people.market, TIME_SECOND_US);
    people_refused(&people, case_make_move(people.ctx, id_of_case, "send_instructions", " "),
                   BAD_INPUT, "Write the instructions");
    struct case_view view;
    assert_int_equal(case_find(people.ctx, id_of_case, &view), OK);
    const char *text = case_instructions(people.ctx, &view.connection);
    assert_non_null(strstr(text, "AN01000000900"));
    assert_int_equal(case_make_move(people.ctx, id_of_case, "send_instructions", text), OK);
    people.ctx->who = buyer;
    struct connection_view now = found(&people, key);
    assert_int_equal(now.connection.status, CONNECTION_ENABLED);
    assert_int_equal(claims(&people, &now.connection, people.market->secrets[SOYLENT]), OK);
    people_refused(&people, procurement_set_test(people.ctx, key, false), DENIED, "operator ends");
    put.key = key;
    people_refused(&people, procurement_put(people.ctx, &put, &problems, &id), BAD_INPUT,
                   "operator ends");
    assert_string_equal(problems.items[0].field, "test");
    market_wait(people.market, TIME_SECOND_US);
    assert_int_equal(case_make_move(people.ctx, id_of_case, "start_testing", ""), OK);
    assert_int_equal(case_say(people.ctx, id_of_case, "It works."), OK);
    assert_int_equal(case_make_move(people.ctx, id_of_case, "request_go_live", ""), OK);
    as_operator(&people);
    assert_int_equal(case_make_move(people.ctx, id_of_case, "go_live", "Welcome."), OK);
    people.ctx->who = buyer;
    assert_int_equal(found(&people, key).connection.mode, MODE_PRODUCTION);
    assert_int_equal(case_find(people.ctx, id_of_case, &view), OK);
    assert_int_equal(view.row.state, CASE_PRODUCTION);
    assert_int_equal(view.messages.count, 6);
    assert_int_equal(view.messages.items[1].side, SIDE_OPERATOR);
    people_as(&people, REALM_BUYER, people_root(&people, people.initech));
    people_refused(&people, case_find(people.ctx, id_of_case, &view), NOT_FOUND, "no such case");
}

/* CON-5: allowed by the operator, the buyer ends test mode and removes alone. */
static void buyers_may_be_let_alone(void **state)
{
    struct people people = people_open(*state);
    struct connection_key key = {NULL, people.market->rows[SOYLENT].connection.id};
    const char *organization = people.market->rows[SOYLENT].connection.organization_id;
    const char *account = people.market->rows[SOYLENT].connection.account_id;
    people_as(&people, REALM_BUYER, people_root(&people, account));
    const struct who *buyer = people.ctx->who;
    assert_int_equal(procurement_set_test(people.ctx, key, true), OK);
    people_refused(&people, procurement_set_test(people.ctx, key, false), DENIED, "operator");
    people_refused(&people, procurement_set_self_service(people.ctx, organization, true), DENIED,
                   "operators");
    as_operator(&people);
    assert_int_equal(procurement_set_self_service(people.ctx, organization, true), OK);
    people.ctx->who = buyer;
    assert_int_equal(procurement_set_test(people.ctx, key, false), OK);
    const char *id;
    struct case_view view;
    assert_int_equal(case_ask_removal(people.ctx, key, "", &id), OK);
    assert_int_equal(procurement_remove(people.ctx, key), OK);
    assert_int_equal(case_find(people.ctx, id, &view), OK);
    assert_int_equal(view.row.state, CASE_REMOVED); /* nobody waits for anybody any more */
}

/* CON-10: asked for by the buyer, done by the operator; the secret is destroyed. */
static void removal_is_the_operators(void **state)
{
    struct people people = people_open(*state);
    as_amelia(&people);
    const struct who *buyer = people.ctx->who;
    struct procurement_put put = coupa_put();
    struct connection_key key = saved(&people, &put);
    struct connection_view view = found(&people, key);
    const char *secret = revealed(&people, key);
    const char *id;
    people_refused(&people, procurement_remove(people.ctx, key), DENIED, "operator removes");
    assert_int_equal(case_ask_removal(people.ctx, key, "We leave.", &id), OK);
    const char *again;
    people_refused(&people, case_ask_removal(people.ctx, key, "", &again), CONFLICT, "already");
    as_operator(&people);
    assert_int_equal(case_make_move(people.ctx, id, "remove", ""), OK);
    people.ctx->who = buyer;
    struct connection_view gone;
    people_refused(&people, procurement_find(people.ctx, key, &gone), NOT_FOUND, "no such");
    assert_int_equal(claims(&people, &view.connection, secret), UNAUTHENTICATED);
    struct case_view closed;
    assert_int_equal(case_find(people.ctx, id, &closed), OK);
    assert_int_equal(closed.row.state, CASE_REMOVED);
    assert_string_equal(closed.row.connection_name, "EMEA Coupa");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(ariba_goes_live),
        unit_case(buyers_may_be_let_alone),
        unit_case(removal_is_the_operators),
    };
    return cmocka_run_group_tests_name("app/support_case", tests, NULL, NULL);
}
