/* CAT-8: who signs in within a punchout is its requester. */
#include "factor.h"

#include "app/audit.h"
#include "app/browse.h"
#include "app/session_sign_in.h"
#include "app/setup.h"

static const char subscribes[] = MANAGED "AWSMarketplaceManageSubscriptions";

/* A session that nobody has signed in to yet, and its token. */
struct door {
    struct people people;
    struct session session;
    const char *token;
};

static struct session begin(struct people *people, const char *email, const char **out_token)
{
    static const struct db_sql demand = {
        "UPDATE connection SET requester = 'console' WHERE id = $1"};
    struct market *market = people->market;
    market_sql(market, &demand, market->rows[GLOBEX].connection.id);
    struct caller caller = market_caller(market, GLOBEX);
    struct setup setup = market_setup(market);
    const char *url;
    setup.requester_email = email;
    assert_int_equal(setup_start(people->ctx, &caller, &setup, &url), OK);
    assert_int_equal(session_begin(people->ctx, market_token(url), out_token), OK);
    return market_look(market, *out_token);
}

/* Globex's alma in the management account, and rita in a member's. */
static struct door open_door(struct arena *arena)
{
    struct door door = {.people = people_open(arena)};
    people_user(&door.people, door.people.globex, "alma", subscribes);
    people_user(&door.people, door.people.research, "rita", subscribes);
    people_system(&door.people);
    door.session = begin(&door.people, "ines@globex.example", &door.token);
    return door;
}

static struct sign_in as(const char *account, const char *name, const char *password)
{
    return (struct sign_in){.account = account,
                            .name = name,
                            .password = password,
                            .address = "192.0.2.1",
                            .browser = "B"};
}

static enum status try(struct door *door, const char *account, const char *name,
                       const char *password, struct session_entry *out)
{
    struct sign_in in = as(account, name, password);
    return session_sign_in(door->people.ctx, &door->session, door->token, &in, out);
}

static struct session entered(struct door *door, const char *account, const char *name,
                              const char **out_token)
{
    struct session_entry entry;
    if (try(door, account, name, PASSWORD, &entry) != OK || entry.token == NULL)
        fail_msg("%s", door->people.ctx->fault.message);
    *out_token = entry.token;
    return market_look(door->people.market, entry.token);
}

static enum status check(struct door *door, const struct session *session)
{
    return session_check_requester(door->people.ctx, session);
}

static int64_t events(struct door *door, const char *action)
{
    static const struct db_sql count = {
        "SELECT COUNT(*) FROM audit_event WHERE action || ' ' || outcome = $1"};
    return market_number(door->people.market, &count, action);
}

static void who_signs_in_is_the_requester(void **state)
{
    struct door door = open_door(*state);
    const char *token;
    assert_int_equal(check(&door, &door.session), UNAUTHENTICATED);
    struct session session = entered(&door, door.people.research, "rita", &token);
    assert_int_equal(check(&door, &session), OK);
    assert_string_equal(session.id, door.session.id);
    assert_string_equal(session.requester_name, "rita");
    assert_string_equal(session.requester_email, "x@globex.example");
    assert_string_equal(session.account_id, door.people.research);
    assert_string_equal(session.buyer_cookie, door.session.buyer_cookie);
    /* Whoever knew the address before is left outside (session fixation). */
    struct session old;
    assert_string_not_equal(token, door.token);
    assert_int_equal(session_find(door.people.ctx, door.token, &old), NOT_FOUND);
    assert_int_equal(events(&door, "signin:PunchOutLogin ok"), 1);
    assert_int_equal(events(&door, "signin:ConsoleLogin ok"), 3); /* two by their links */
    struct session_entry entry;
    assert_int_equal(try(&door, door.people.globex, "alma", PASSWORD, &entry), CONFLICT);
}

/* Another company's user is nobody here, whatever the password; and the trail is this company's. */
static void users_of_the_organization_alone(void **state)
{
    static const struct db_sql theirs = {
        "SELECT COUNT(*) FROM audit_event WHERE outcome = 'failed' AND organization_id = $1"};
    static const struct db_sql sessions = {
        "SELECT COUNT(*) FROM console_session WHERE browser LIKE $1"};
    struct door door = open_door(*state);
    struct session_entry entry;
    people_user(&door.people, door.people.initech, "peter", subscribes);
    people_system(&door.people);
    people_refused(&door.people, try(&door, door.people.initech, "peter", PASSWORD, &entry),
                   UNAUTHENTICATED, "did not match a user of Globex");
    people_refused(&door.people, try(&door, door.people.globex, "alma", "wrong", &entry),
                   UNAUTHENTICATED, "did not match a user of Globex");
    people_refused(&door.people, try(&door, "", "", "", &entry), UNAUTHENTICATED, "did not match");
    assert_int_equal(market_number(door.people.market, &theirs, door.session.organization_id), 3);
    assert_int_equal(market_number(door.people.market, &sessions, "Punchout%"), 0);
    assert_int_equal(check(&door, &door.session), UNAUTHENTICATED);
    assert_int_equal(market_look(door.people.market, door.token).ended, false);
}

static void who_may_not_request(void **state)
{
    static const struct db_sql sessions = {
        "SELECT COUNT(*) FROM console_session WHERE browser LIKE $1"};
    struct door door = open_door(*state);
    struct session_entry entry;
    people_user(&door.people, door.people.globex, "nell", NULL);
    people_system(&door.people);
    people_refused(&door.people, try(&door, door.people.globex, "nell", PASSWORD, &entry), DENIED,
                   "aws-marketplace:Subscribe");
    assert_int_equal(events(&door, "aws-marketplace:Subscribe denied"), 1);
    assert_int_equal(market_number(door.people.market, &sessions, "Punchout%"), 0);
    assert_int_equal(check(&door, &door.session), UNAUTHENTICATED);
}

static void failures_make_wait(void **state)
{
    struct door door = open_door(*state);
    struct session_entry entry;
    for (int i = 0; i < SIGN_IN_FAILURES; i++)
        assert_int_equal(try(&door, door.people.globex, "alma", "wrong", &entry), UNAUTHENTICATED);
    people_refused(&door.people, try(&door, door.people.globex, "alma", PASSWORD, &entry),
                   TOO_LARGE, "30 seconds");
}

static void with_a_second_factor(void **state)
{
    struct door door = open_door(*state);
    struct ctx *ctx = door.people.ctx;
    const char **codes;
    struct session_entry entry;
    people_as(&door.people, REALM_BUYER, people_root(&door.people, door.people.globex));
    struct totp_offer offer = people_enrol(&door.people, &codes);
    people_system(&door.people);
    market_wait(door.people.market, TIME_MINUTE_US);
    assert_int_equal(try(&door, "procurement@globex.example", "", PASSWORD, &entry), OK);
    assert_null(entry.token);
    const char *pending = entry.pending;
    assert_int_equal(check(&door, &door.session), UNAUTHENTICATED);
    people_refused(&door.people,
                   session_sign_in_code(ctx, &door.session, door.token, pending, "000000",
                                        "192.0.2.1", &entry),
                   UNAUTHENTICATED, "This code is not right");
    people_refused(&door.people,
                   session_sign_in_code(ctx, &door.session, door.token, "nonsense", "000000",
                                        "192.0.2.1", &entry),
                   NOT_FOUND, "Begin again");
    const char *code = people_code_at(&door.people, offer.secret, ctx_now_us(ctx));
    assert_int_equal(
        session_sign_in_code(ctx, &door.session, door.token, pending, code, "192.0.2.1", &entry),
        OK);
    struct session session = market_look(door.people.market, entry.token);
    assert_int_equal(check(&door, &session), OK);
    assert_string_equal(session.requester_email, "procurement@globex.example");
}

/* The code of somebody else's first step, which was taken at the console, opens nothing. */
static void a_step_of_another_company(void **state)
{
    struct door door = open_door(*state);
    struct ctx *ctx = door.people.ctx;
    const char **codes;
    struct signed_in in;
    struct session_entry entry;
    people_as(&door.people, REALM_BUYER, people_root(&door.people, door.people.initech));
    people_enrol(&door.people, &codes);
    people_system(&door.people);
    struct sign_in asked = as(door.people.initech, "", PASSWORD);
    assert_int_equal(sign_in_password(ctx, &asked, &in), OK);
    people_refused(&door.people,
                   session_sign_in_code(ctx, &door.session, door.token, in.token, codes[0],
                                        "192.0.2.1", &entry),
                   DENIED, "You are not a user of Globex");
    assert_int_equal(check(&door, &door.session), UNAUTHENTICATED);
}

/* ACC-3: an hour without a page, and what ends console sessions else. Then the same user may go on,
 * and no other. */
static void how_it_ends(void **state)
{
    struct door door = open_door(*state);
    struct ctx *ctx = door.people.ctx;
    struct session_entry entry;
    struct session session = entered(&door, door.people.globex, "alma", &door.token);
    market_add(door.people.market, &session, "Lighthouse Observability");
    market_wait(door.people.market, 50 * TIME_MINUTE_US);
    ctx->hurried = true; /* that it was used is to be written, which waits */
    assert_int_equal(check(&door, &session), UNAVAILABLE);
    assert_true(ctx->would_wait);
    ctx->hurried = ctx->would_wait = false;
    assert_int_equal(check(&door, &session), OK);
    market_wait(door.people.market, 50 * TIME_MINUTE_US);
    assert_int_equal(check(&door, &session), OK);
    market_wait(door.people.market, 61 * TIME_MINUTE_US);
    assert_int_equal(check(&door, &session), UNAUTHENTICATED);
    door.session = session;
    people_refused(&door.people, try(&door, door.people.research, "rita", PASSWORD, &entry),
                   CONFLICT, "Somebody else has signed in to this session");
    session = entered(&door, door.people.globex, "alma", &door.token);
    struct request draft;
    assert_int_equal(cart_load(ctx, &session, &draft), OK);
    assert_int_equal(draft.item_count, 1);
    assert_int_equal(check(&door, &session), OK);
    assert_int_equal(user_suspend(ctx, door.people.globex, "alma"), OK);
    assert_int_equal(check(&door, &session), UNAUTHENTICATED);
    door.session = session;
    people_refused(&door.people, try(&door, door.people.globex, "alma", PASSWORD, &entry), DENIED,
                   "suspended");
}

/* Each page asks again: the account may have moved, and the policy may be gone. */
static void rights_end_it(void **state)
{
    struct door door = open_door(*state);
    struct session session = entered(&door, door.people.research, "rita", &door.token);
    assert_int_equal(check(&door, &session), OK);
    assert_int_equal(user_detach(door.people.ctx, door.people.research, "rita", subscribes), OK);
    assert_int_equal(check(&door, &session), UNAUTHENTICATED);
    assert_int_equal(user_attach(door.people.ctx, door.people.research, "rita", subscribes), OK);
    assert_int_equal(check(&door, &session), OK);
    assert_int_equal(account_move(door.people.ctx, door.people.research, NULL), OK);
    assert_int_equal(check(&door, &session), UNAUTHENTICATED);
}

/* With the cart the sign-in goes too. */
static void the_cart_goes_back(void **state)
{
    static const struct db_sql sessions = {
        "SELECT COUNT(*) FROM console_session WHERE browser LIKE $1"};
    struct door door = open_door(*state);
    struct return_form form;
    struct session session = entered(&door, door.people.globex, "alma", &door.token);
    market_add(door.people.market, &session, "Lighthouse Observability");
    assert_int_equal(market_number(door.people.market, &sessions, "Punchout (Globex Coupa), B"), 1);
    assert_int_equal(cart_request_approval(door.people.ctx, &session, &form), OK);
    assert_int_equal(market_number(door.people.market, &sessions, "Punchout%"), 0);
}

/* A connection that believed, and does not any more: what is in the cart is theirs who sign in. */
static void demanded_meanwhile(void **state)
{
    static const struct db_sql believe = {
        "UPDATE connection SET requester = 'believed' WHERE id = $1"};
    struct door door = open_door(*state);
    const char *token;
    struct request draft;
    const char *id = door.session.connection.id;
    market_sql(door.people.market, &believe, id);
    struct session believed = market_look(door.people.market, door.token);
    assert_int_equal(check(&door, &believed), OK);
    market_add(door.people.market, &believed, "Lighthouse Observability");
    assert_int_equal(check(&door, &door.session), UNAUTHENTICATED);
    struct session session = entered(&door, door.people.research, "rita", &token);
    assert_int_equal(cart_load(door.people.ctx, &session, &draft), OK);
    assert_int_equal(draft.item_count, 1);
    assert_string_equal(draft.requester_name, "rita");
    assert_string_equal(draft.account_id, door.people.research);
}

/* CON-8: what they put together at the console is in the cart of who signs in, and of nobody whose
 * address the procurement system says it is. */
static void redirect(void **state)
{
    static const struct db_sql on = {
        "UPDATE connection SET redirect = 1, redirect_url = 'https://globex.coupahost.com/x' WHERE "
        "id = $1"};
    struct door door = open_door(*state);
    struct ctx *ctx = door.people.ctx;
    const char *console;
    const char *browsing;
    const char *url;
    const char *token;
    struct request draft;
    struct signed_in in;
    market_sql(door.people.market, &on, door.session.connection.id);
    struct sign_in asked = as(door.people.research, "rita", PASSWORD);
    assert_int_equal(sign_in_password(ctx, &asked, &in), OK);
    console = in.token;
    people_as(&door.people, REALM_BUYER, console);
    assert_int_equal(browse_begin(ctx, door.session.connection.id, &browsing), OK);
    people_system(&door.people);
    struct session browse = market_look(door.people.market, browsing);
    assert_int_equal(check(&door, &browse), OK); /* at the console */
    market_add(door.people.market, &browse, "Lighthouse Observability");
    assert_int_equal(browse_send_on(ctx, &browse, &url), OK);
    struct who who;
    assert_int_equal(sign_in_session(ctx, REALM_BUYER, console, &who), OK); /* and still there */
    door.session = begin(&door.people, "x@globex.example", &door.token);
    assert_int_equal(cart_load(ctx, &door.session, &draft), OK);
    assert_int_equal(draft.item_count, 0);
    struct session other = entered(&door, door.people.globex, "alma", &token);
    assert_int_equal(cart_load(ctx, &other, &draft), OK);
    assert_int_equal(draft.item_count, 0); /* the same email address, and another person */
    door.session = begin(&door.people, "ines@globex.example", &door.token);
    struct session session = entered(&door, door.people.research, "rita", &token);
    assert_int_equal(cart_load(ctx, &session, &draft), OK);
    assert_int_equal(draft.item_count, 1);
    assert_string_equal(draft.account_id, door.people.research);
}

/* ACC-3: who looks around from the console does so while signed in there, whatever is demanded of
 * punchouts. */
static void from_the_console(void **state)
{
    static const struct db_sql on = {
        "UPDATE connection SET requester = 'believed', redirect = 1, redirect_url = "
        "'https://globex.coupahost.com/x' WHERE id = $1"};
    struct door door = open_door(*state);
    struct ctx *ctx = door.people.ctx;
    const char *browsing;
    struct signed_in in;
    market_sql(door.people.market, &on, door.session.connection.id);
    door.session = market_look(door.people.market, door.token);
    assert_int_equal(check(&door, &door.session), OK);
    struct sign_in asked = as(door.people.research, "rita", PASSWORD);
    assert_int_equal(sign_in_password(ctx, &asked, &in), OK);
    people_as(&door.people, REALM_BUYER, in.token);
    assert_int_equal(browse_begin(ctx, door.session.connection.id, &browsing), OK);
    people_system(&door.people);
    struct session browse = market_look(door.people.market, browsing);
    assert_int_equal(check(&door, &browse), OK);
    assert_int_equal(sign_out(ctx, REALM_BUYER, in.token), OK);
    assert_int_equal(check(&door, &browse), UNAUTHENTICATED);
}

/* An Extrinsic of the setup says which account it is, whoever signs in. */
static void with_an_extrinsic(void **state)
{
    static const struct db_sql names = {
        "UPDATE connection SET account_extrinsic = 'AccountId' WHERE id = $1"};
    struct door door = open_door(*state);
    struct ctx *ctx = door.people.ctx;
    const char *url;
    const char *token;
    market_sql(door.people.market, &names, door.session.connection.id);
    struct caller caller = market_caller(door.people.market, GLOBEX);
    struct setup setup = market_setup(door.people.market);
    setup.account_value = door.people.research;
    caller.connection.account_extrinsic = "AccountId";
    caller.connection.account_table = "";
    assert_int_equal(setup_start(ctx, &caller, &setup, &url), OK);
    assert_int_equal(session_begin(ctx, market_token(url), &door.token), OK);
    door.session = market_look(door.people.market, door.token);
    struct session session = entered(&door, door.people.globex, "alma", &token);
    assert_string_equal(session.account_id, door.people.research);
    assert_string_equal(session.requester_name, "alma");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(who_signs_in_is_the_requester),
        unit_case(users_of_the_organization_alone),
        unit_case(who_may_not_request),
        unit_case(failures_make_wait),
        unit_case(with_a_second_factor),
        unit_case(a_step_of_another_company),
        unit_case(how_it_ends),
        unit_case(rights_end_it),
        unit_case(the_cart_goes_back),
        unit_case(demanded_meanwhile),
        unit_case(redirect),
        unit_case(from_the_console),
        unit_case(with_an_extrinsic),
    };
    return cmocka_run_group_tests_name("app/session_sign_in", tests, NULL, NULL);
}
