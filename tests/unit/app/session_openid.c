/* CAT-8: the identity that a provider has vouched for becomes the requester, or does not. */
#include "people.h"

#include "app/browse.h"
#include "app/session_openid.h"
#include "app/session_sign_in.h"
#include "app/setup.h"

static const struct openid_identity ada = {"u-1", "ADA@globex.example", "Ada Byron"};

struct door {
    struct people people;
    struct session session;
    const char *token;
};

static void demand(struct door *door, const char *proof)
{
    const char *sql = arena_printf(door->people.ctx->arena,
                                   "UPDATE connection SET requester = '%s' WHERE id = $1", proof);
    struct db_sql *statement = arena_make(door->people.ctx->arena, struct db_sql);
    *statement = (struct db_sql){sql};
    market_sql(door->people.market, statement, door->people.market->rows[GLOBEX].connection.id);
}

static void begin(struct door *door, const char *email)
{
    struct market *market = door->people.market;
    struct caller caller = market_caller(market, GLOBEX);
    struct setup setup = market_setup(market);
    const char *url;
    setup.requester_email = email;
    assert_int_equal(setup_start(door->people.ctx, &caller, &setup, &url), OK);
    assert_int_equal(session_begin(door->people.ctx, market_token(url), &door->token), OK);
    door->session = market_look(market, door->token);
}

static struct door open_door(struct arena *arena, const char *email)
{
    struct door door = {.people = people_open(arena)};
    demand(&door, "openid");
    begin(&door, email);
    return door;
}

static const char *leave(struct door *door)
{
    struct openid_attempt attempt;
    const char *state;
    assert_int_equal(session_openid_begin(door->people.ctx, &door->session, &attempt, &state), OK);
    assert_true(strlen(attempt.verifier) >= 43); /* RFC 7636 section 4.1 */
    return state;
}

static enum status come_back(struct door *door, const char *state)
{
    struct openid_attempt attempt;
    return session_openid_open(door->people.ctx, state, &attempt, &door->session);
}

static enum status finish(struct door *door, const struct openid_identity *identity)
{
    return session_openid_finish(door->people.ctx, &door->session, identity, "192.0.2.1");
}

static enum status check(struct door *door)
{
    door->session = market_look(door->people.market, door->token);
    return session_check_requester(door->people.ctx, &door->session);
}

static int64_t events(struct door *door, const char *outcome)
{
    static const struct db_sql count = {"SELECT COUNT(*) FROM audit_event WHERE action = "
                                        "'signin:PunchOutLogin' AND outcome = $1"};
    return market_number(door->people.market, &count, outcome);
}

static void the_way_there_and_back(void **state)
{
    struct door door = open_door(*state, "ada@globex.example");
    const char *sealed = leave(&door);
    assert_int_equal(check(&door), UNAUTHENTICATED);
    assert_int_equal(come_back(&door, sealed), OK);
    assert_int_equal(finish(&door, &ada), OK);
    assert_int_equal(check(&door), OK);
    assert_string_equal(door.session.requester_name, "Ada Byron");
    assert_string_equal(door.session.account_id, door.people.globex);
    assert_int_equal(events(&door, "ok"), 1);
    /* The same person may come again, and nobody else under the address. */
    assert_int_equal(finish(&door, &ada), OK);
    static const struct openid_identity other = {"u-2", "ada@globex.example", "Ada"};
    people_refused(&door.people, finish(&door, &other), CONFLICT, "Somebody else");
    assert_int_equal(events(&door, "denied"), 1);
}

/* Two at once, both of whom the session was nobody's to. */
static void who_is_quicker(void **state)
{
    static const struct openid_identity other = {"u-2", "ada@globex.example", "Ada"};
    struct door door = open_door(*state, "ada@globex.example");
    const struct session before = door.session;
    assert_int_equal(finish(&door, &ada), OK);
    door.session = before;
    people_refused(&door.people, finish(&door, &other), CONFLICT, "Somebody else");
    assert_int_equal(check(&door), OK);
    assert_string_equal(door.session.requester_id, "u-1");
}

static void another_person(void **state)
{
    static const struct openid_identity mallory = {"u-9", "mallory@globex.example", "M"};
    struct door door = open_door(*state, "ada@globex.example");
    people_refused(&door.people, finish(&door, &mallory), DENIED, "another person's");
    assert_int_equal(events(&door, "denied"), 1);
    assert_int_equal(events(&door, "ok"), 0);
    assert_int_equal(check(&door), UNAUTHENTICATED);
}

static void states_that_are_not_taken(void **state)
{
    struct door door = open_door(*state, "ada@globex.example");
    const char *sealed = leave(&door);
    struct return_form form;
    people_refused(&door.people, come_back(&door, ""), BAD_INPUT, "began here");
    people_refused(&door.people, come_back(&door, "nonsense"), BAD_INPUT, "began here");
    market_wait(door.people.market, OPENID_MINUTES * TIME_MINUTE_US);
    assert_int_equal(come_back(&door, sealed), OK);
    market_wait(door.people.market, 1);
    people_refused(&door.people, come_back(&door, sealed), DENIED, "10 minutes");
    sealed = leave(&door);
    demand(&door, "console");
    people_refused(&door.people, come_back(&door, sealed), DENIED, "over");
    demand(&door, "openid");
    assert_int_equal(come_back(&door, sealed), OK);
    assert_int_equal(cart_cancel(door.people.ctx, &door.session, &form), OK);
    people_refused(&door.people, come_back(&door, sealed), DENIED, "over");
    people_refused(&door.people, finish(&door, &ada), CONFLICT, "over");
    struct openid_attempt attempt;
    begin(&door, "");
    people_refused(&door.people,
                   session_openid_begin(door.people.ctx, &door.session, &attempt, &sealed),
                   BAD_INPUT, "as UserEmail with each punchout");
}

/* PUN-9: the address of an OCI call is the browser's to write, so it vouches for nobody. */
static void the_call_of_a_browser(void **state)
{
    static const struct db_sql oci = {
        "UPDATE connection SET procurement_system = 'oci' WHERE id = $1"};
    struct door door = open_door(*state, "ada@globex.example");
    struct openid_attempt attempt;
    const char *sealed;
    market_sql(door.people.market, &oci, door.session.connection.id);
    door.session = market_look(door.people.market, door.token);
    people_refused(&door.people,
                   session_openid_begin(door.people.ctx, &door.session, &attempt, &sealed),
                   BAD_INPUT, "SAP OCI");
}

/* A change of the setting asks for what it says now. */
static void another_demand(void **state)
{
    struct door door = open_door(*state, "ada@globex.example");
    assert_int_equal(finish(&door, &ada), OK);
    assert_int_equal(check(&door), OK);
    demand(&door, "console");
    assert_int_equal(check(&door), UNAUTHENTICATED);
    demand(&door, "believed");
    assert_int_equal(check(&door), OK);
}

/* CON-8: who was sent on is known by the address; a name that is only shown proves nothing. */
static void redirect(void **state)
{
    static const struct db_sql on = {
        "UPDATE connection SET redirect = 1, redirect_url = 'https://globex.coupahost.com/x' WHERE "
        "id = $1"};
    static const struct openid_identity named = {"u-3", "bob@globex.example", "rita"};
    static const struct openid_identity rita = {"u-4", "X@globex.example", "Rita R."};
    struct door door = open_door(*state, "bob@globex.example");
    struct ctx *ctx = door.people.ctx;
    struct request draft;
    const char *token;
    const char *url;
    market_sql(door.people.market, &on, door.session.connection.id);
    people_as(&door.people, REALM_BUYER,
              people_user(&door.people, door.people.research, "rita",
                          MANAGED "AWSMarketplaceManageSubscriptions"));
    assert_int_equal(browse_begin(ctx, door.session.connection.id, &token), OK);
    people_system(&door.people);
    struct session browse = market_look(door.people.market, token);
    assert_int_equal(session_check_requester(ctx, &browse), OK);
    market_add(door.people.market, &browse, "Lighthouse Observability");
    assert_int_equal(browse_send_on(ctx, &browse, &url), OK);
    assert_int_equal(finish(&door, &named), OK);
    assert_int_equal(check(&door), OK);
    assert_int_equal(cart_load(ctx, &door.session, &draft), OK);
    assert_int_equal(draft.item_count, 0);
    begin(&door, "x@globex.example");
    const struct session before = door.session;
    assert_int_equal(finish(&door, &rita), OK);
    assert_int_equal(check(&door), OK);
    assert_int_equal(cart_load(ctx, &door.session, &draft), OK);
    assert_int_equal(draft.item_count, 1);
    assert_string_equal(door.session.account_id, door.people.research);
    /* Signing in once more changes neither the account nor whose the draft is, nor does doing it
     * twice at once. */
    assert_int_equal(finish(&door, &rita), OK);
    door.session = before;
    assert_int_equal(finish(&door, &rita), OK);
    assert_int_equal(check(&door), OK);
    assert_string_equal(door.session.account_id, door.people.research);
    assert_int_equal(cart_load(ctx, &door.session, &draft), OK);
    assert_string_equal(draft.account_id, door.people.research);
    assert_string_equal(draft.requester_name, "Rita R.");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(the_way_there_and_back),
        unit_case(who_is_quicker),
        unit_case(another_person),
        unit_case(states_that_are_not_taken),
        unit_case(the_call_of_a_browser),
        unit_case(another_demand),
        unit_case(redirect),
    };
    return cmocka_run_group_tests_name("app/session_openid", tests, NULL, NULL);
}
