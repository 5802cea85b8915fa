#include "fixture.h"

#include <string.h>

#include "app/session.h"
#include "app/setup.h"
#include "base/text.h"

static const char *start_token(struct market *market, enum market_buyer buyer)
{
    struct caller caller = market_caller(market, buyer);
    struct setup setup = market_setup(market);
    const char *url = NULL;
    assert_int_equal(setup_start(&market->ctx, &caller, &setup, &url), OK);
    return market_token(url);
}

/* PUN-4: once, and both of two sessions have tokens of their own */
static void opens_once(void **state)
{
    struct market *market = market_open(*state);
    const char *start = start_token(market, GLOBEX);
    const char *token;
    const char *other;
    assert_int_equal(session_begin(&market->ctx, start, &token), OK);
    assert_int_equal(session_begin(&market->ctx, start, &other), CONFLICT);
    assert_true(holds(market->ctx.fault.message, "used"));
    market_look(market, token);
    assert_int_equal(session_begin(&market->ctx, start_token(market, GLOBEX), &other), OK);
    assert_string_not_equal(token, other);
    assert_true(strlen(token) >= 32);
    assert_string_not_equal(market_look(market, token).id, market_look(market, other).id);
}

/* PUN-4 */
static void opens_for_a_short_time(void **state)
{
    struct market *market = market_open(*state);
    const char *first = start_token(market, GLOBEX);
    const char *second = start_token(market, GLOBEX);
    const char *token;
    market_wait(market, SETUP_MINUTES * TIME_MINUTE_US);
    assert_int_equal(session_begin(&market->ctx, first, &token), OK);
    market_wait(market, 1);
    assert_int_equal(session_begin(&market->ctx, second, &token), DENIED);
    assert_int_equal(session_begin(&market->ctx, "nonsense", &token), BAD_INPUT);
}

/* CON-9: the connection was disabled between setup and StartPage */
static void opens_on_enabled_connections(void **state)
{
    struct market *market = market_open(*state);
    const char *start = start_token(market, GLOBEX);
    const char *token;
    market_set_status(market, GLOBEX, CONNECTION_DISABLED);
    assert_int_equal(session_begin(&market->ctx, start, &token), DENIED);
    market_set_status(market, GLOBEX, CONNECTION_ENABLED);
    assert_int_equal(session_begin(&market->ctx, start, &token), OK);
}

/* PUN-5 */
static void what_it_holds(void **state)
{
    struct market *market = market_open(*state);
    const char *token;
    assert_int_equal(session_begin(&market->ctx, start_token(market, GLOBEX), &token), OK);
    struct session session = market_look(market, token);
    assert_string_equal(session.connection.id, market->rows[GLOBEX].connection.id);
    assert_string_equal(session.organization_id, session.connection.organization_id);
    assert_string_equal(session.buyer_cookie, "cookie-7");
    assert_string_equal(session.return_url, "http://127.0.0.1/return");
    assert_string_equal(session.operation, "create");
    assert_string_equal(session.requester_name, "Ines Müller");
    assert_string_equal(session.requester_email, "ines@globex.example");
    assert_string_equal(session.language, "en-US");
    assert_string_equal(session.selected_part, "");
    assert_true(session.created_us == MARKET_START_US);
    assert_true(session.expires_us == MARKET_START_US + SESSION_HOURS * TIME_HOUR_US);
    assert_false(session.ended);
    assert_false(session.test);
}

/* PUN-5: the token itself is nowhere in the database */
static void tokens_are_stored_hashed(void **state)
{
    static const struct db_sql sql = {
        "SELECT COUNT(*) FROM punchout_session WHERE CAST(token_hash AS TEXT) = $1 OR id = $1"};
    struct market *market = market_open(*state);
    const char *token;
    assert_int_equal(session_begin(&market->ctx, start_token(market, GLOBEX), &token), OK);
    assert_int_equal(market_number(market, &sql, token), 0);
}

/* PUN-5 */
static void finding(void **state)
{
    struct market *market = market_open(*state);
    const char *token;
    struct session session;
    assert_int_equal(session_begin(&market->ctx, start_token(market, GLOBEX), &token), OK);
    assert_int_equal(session_find(&market->ctx, "unknown", &session), NOT_FOUND);
    assert_int_equal(session_find(&market->ctx, "", &session), NOT_FOUND);
    assert_int_equal(session_find(&market->ctx, "unknown.o-unknown", &session), NOT_FOUND);
    /* A token is whole or nobody's. */
    assert_int_equal(
        session_find(&market->ctx, arena_printf(market->ctx.arena, "x%s", token), &session),
        NOT_FOUND);
    market_wait(market, SESSION_HOURS * TIME_HOUR_US);
    assert_int_equal(session_find(&market->ctx, token, &session), OK);
    market_wait(market, 1);
    assert_int_equal(session_find(&market->ctx, token, &session), DENIED);
}

/* PUN-5: who comes back to it late is told so, not that it never was */
static void ended_sessions_are_found(void **state)
{
    struct market *market = market_open(*state);
    const char *token;
    struct return_form form;
    assert_int_equal(session_begin(&market->ctx, start_token(market, GLOBEX), &token), OK);
    struct session session = market_look(market, token);
    assert_int_equal(cart_cancel(&market->ctx, &session, &form), OK);
    assert_true(market_look(market, token).ended);
}

/* CON-6: by the document, or by the connection as it is now */
static void test_treatment(void **state)
{
    static const struct db_sql to_test = {"UPDATE connection SET mode = 'test' WHERE id = $1"};
    static const struct db_sql to_production = {
        "UPDATE connection SET mode = 'production' WHERE id = $1"};
    struct market *market = market_open(*state);
    struct caller caller = market_caller(market, GLOBEX);
    caller.test = true;
    assert_true(market_session(market, &caller).test);
    const char *token;
    assert_int_equal(session_begin(&market->ctx, start_token(market, GLOBEX), &token), OK);
    assert_false(market_look(market, token).test);
    market_sql(market, &to_test, market->rows[GLOBEX].connection.id);
    assert_true(market_look(market, token).test);
    const char *begun_as_test;
    assert_int_equal(session_begin(&market->ctx, start_token(market, GLOBEX), &begun_as_test), OK);
    market_sql(market, &to_production, market->rows[GLOBEX].connection.id);
    assert_true(market_look(market, begun_as_test).test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(opens_once),
        unit_case(opens_for_a_short_time),
        unit_case(opens_on_enabled_connections),
        unit_case(what_it_holds),
        unit_case(tokens_are_stored_hashed),
        unit_case(finding),
        unit_case(ended_sessions_are_found),
        unit_case(test_treatment),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
