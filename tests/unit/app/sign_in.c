#include "people.h"

#include "app/audit.h"

static struct sign_in amelia_signs_in(const struct people *people, const char *password)
{
    return (struct sign_in){REALM_BUYER, people->globex, "amelia", password, "192.0.2.1", "B",
                            NULL};
}

static const char *amelia(struct people *people)
{
    const char *link;
    people_system(people);
    assert_int_equal(user_invite(people->ctx, people->globex, "amelia", &link), OK);
    return people_join(people, link);
}

static enum status look(struct people *people, const char *token)
{
    struct who who;
    return sign_in_session(people->ctx, REALM_BUYER, token, &who);
}

/* ACC-3: idle for an hour, or twelve hours old: over, and not a moment before. */
static void sessions_end_by_themselves(void **state)
{
    struct people people = people_open(*state);
    const char *token = amelia(&people);
    market_wait(people.market, SESSION_IDLE_MINUTES * TIME_MINUTE_US);
    assert_int_equal(look(&people, token), OK);
    market_wait(people.market, SESSION_IDLE_MINUTES * TIME_MINUTE_US + 1);
    people_refused(&people, look(&people, token), NOT_FOUND, "Sign in again");

    struct signed_in in;
    struct sign_in asked = amelia_signs_in(&people, PASSWORD);
    assert_int_equal(sign_in_password(people.ctx, &asked, &in), OK);
    for (int i = 0; i < 2 * SESSION_ABSOLUTE_HOURS; i++) {
        assert_int_equal(look(&people, in.token), OK);
        market_wait(people.market, TIME_HOUR_US / 2);
    }
    assert_int_equal(look(&people, in.token), OK);
    market_wait(people.market, 1);
    assert_int_equal(look(&people, in.token), NOT_FOUND);
    assert_int_equal(sign_in_forget(people.ctx), OK);
}

/* ACC-3: five for nothing, then longer each time; forgotten after an hour, and by the right one. */
static void failures_make_wait(void **state)
{
    struct people people = people_open(*state);
    struct signed_in in;
    amelia(&people);
    struct sign_in wrong = amelia_signs_in(&people, "not this one at all");
    struct sign_in right = amelia_signs_in(&people, PASSWORD);
    for (int i = 0; i < SIGN_IN_FAILURES; i++)
        people_refused(&people, sign_in_password(people.ctx, &wrong, &in), UNAUTHENTICATED,
                       "did not match");
    people_refused(&people, sign_in_password(people.ctx, &right, &in), TOO_LARGE, "30 seconds");
    right.address = "198.51.100.7"; /* nobody is locked out by strangers elsewhere */
    assert_int_equal(sign_in_password(people.ctx, &right, &in), OK);
    right.address = wrong.address;
    people_refused(&people, sign_in_password(people.ctx, &right, &in), TOO_LARGE, "seconds");
    market_wait(people.market, 30 * TIME_SECOND_US);
    people_refused(&people, sign_in_password(people.ctx, &wrong, &in), UNAUTHENTICATED, "did not");
    people_refused(&people, sign_in_password(people.ctx, &right, &in), TOO_LARGE, "60 seconds");
    market_wait(people.market, TIME_MINUTE_US);
    assert_int_equal(sign_in_password(people.ctx, &right, &in), OK);
    assert_int_equal(sign_in_password(people.ctx, &wrong, &in), UNAUTHENTICATED);
    assert_int_equal(sign_in_password(people.ctx, &right, &in), OK);
}

/* ACC-3: from many addresses at once there is a limit too, with a shorter wait. */
static void many_addresses_do_not_help(void **state)
{
    struct people people = people_open(*state);
    struct signed_in in;
    enum status st = OK;
    int tries = 0;
    for (; tries < 12 * SIGN_IN_FAILURES && st != TOO_LARGE; tries++) {
        const struct sign_in guess = {REALM_BUYER,
                                      people.globex,
                                      "ben",
                                      "a guess it",
                                      arena_printf(*state, "2001:db8:%x::%x", tries, tries),
                                      "B",
                                      NULL};
        st = sign_in_password(people.ctx, &guess, &in);
    }
    assert_int_equal(tries, 10 * SIGN_IN_FAILURES + 1);
    people_refused(&people, st, TOO_LARGE, "1 second");
}

/* ACC-3: an IPv6 host has 2^64 addresses: they count as one. */
static void a_network_is_one_address(void **state)
{
    struct people people = people_open(*state);
    struct signed_in in;
    for (int i = 0; i <= SIGN_IN_FAILURES; i++) {
        const struct sign_in guess = {REALM_BUYER,
                                      people.globex,
                                      "ben",
                                      "a guess it",
                                      arena_printf(*state, "2001:db8:1:2:%x::1", i),
                                      "B",
                                      NULL};
        assert_int_equal(sign_in_password(people.ctx, &guess, &in),
                         i < SIGN_IN_FAILURES ? UNAUTHENTICATED : TOO_LARGE);
    }
}

/* ACC-3, ACC-9: who is unknown leaves the same trace as who is known, and not what was typed. */
static void unknown_ones_are_treated_alike(void **state)
{
    struct people people = people_open(*state);
    struct signed_in in;
    struct audit_list events;
    const struct sign_in nobody = {REALM_BUYER, people.globex, "mallory", "a secret typed here",
                                   "192.0.2.1", "B",           NULL};
    people_refused(&people, sign_in_password(people.ctx, &nobody, &in), UNAUTHENTICATED, "did not");
    struct fault unknown = people.ctx->fault;
    struct sign_in wrong = amelia_signs_in(&people, "not this one at all");
    assert_int_equal(sign_in_password(people.ctx, &wrong, &in), UNAUTHENTICATED);
    assert_string_equal(people.ctx->fault.message, unknown.message);
    const struct audit_filter operators = {.organization_id = "", .limit = 10};
    assert_int_equal(audit_lookup(people.ctx, &operators, &events), OK);
    assert_int_equal(events.count, 1);
    assert_string_equal(events.items[0].outcome, "failed");
    assert_string_equal(events.items[0].actor_name, AUDIT_HIDDEN);
    assert_string_equal(events.items[0].actor_kind, "nobody");
    const struct audit_filter globex = {.organization_id = people.globex_organization, .limit = 10};
    assert_int_equal(audit_lookup(people.ctx, &globex, &events), OK);
    assert_int_equal(events.count, 1);
    assert_string_equal(events.items[0].actor_name, "amelia@globex.example");
}

/* ACC-3: a link is good once, for seven days, and the newest alone. */
static void a_link_is_good_once(void **state)
{
    struct people people = people_open(*state);
    const char *first;
    const char *second;
    struct sign_up found;
    assert_int_equal(user_invite(people.ctx, people.globex, "ben", &first), OK);
    market_wait(people.market, 1);
    assert_int_equal(user_invite(people.ctx, people.globex, "ben", &second), OK);
    const char *token = strrchr(second, '/') + 1;
    people_refused(&people, sign_up_look(people.ctx, strrchr(first, '/') + 1, &found), NOT_FOUND,
                   "newer one");
    market_wait(people.market, LINK_DAYS * TIME_DAY_US);
    assert_int_equal(sign_up_look(people.ctx, token, &found), OK);
    assert_string_equal(found.name, "ben");
    assert_false(found.reset);
    market_wait(people.market, 1);
    people_refused(&people, sign_up_look(people.ctx, token, &found), NOT_FOUND, "run out");
    assert_int_equal(user_invite(people.ctx, people.globex, "ben", &second), OK);
    people_join(&people, second);
    people_refused(&people, sign_up_look(people.ctx, strrchr(second, '/') + 1, &found), NOT_FOUND,
                   "has been used");
    people_refused(&people, sign_up_look(people.ctx, "nonsense", &found), BAD_INPUT, "in full");
}

static void a_new_password_ends_sessions(void **state)
{
    struct people people = people_open(*state);
    const char *before = amelia(&people);
    const char *after = amelia(&people);
    assert_int_equal(look(&people, before), NOT_FOUND);
    assert_int_equal(look(&people, after), OK);
}

/* NIST SP 800-63B: long, and not what everybody tries first. */
static void passwords_are_long_and_uncommon(void **state)
{
    static const char *const bad[] = {"",
                                      "short",
                                      "elevenchars",
                                      "aaaaaaaaaaaaaaaaaa",
                                      "PasswordPassword",
                                      "Administrator2026!",
                                      "correcthorsebatterystaple",
                                      "amelia123456",
                                      "amelia.e1234"};
    char long_one[PASSWORD_MAX + 2];
    (void)state;
    memset(long_one, 'x', sizeof long_one);
    long_one[sizeof long_one - 1] = '\0';
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        if (password_problem(bad[i], "amelia", "amelia.e@globex.example") == NULL)
            fail_msg("'%s' is taken", bad[i]);
    }
    assert_non_null(password_problem(long_one, "amelia", "a@b.example"));
    assert_null(password_problem(PASSWORD, "amelia", "amelia@globex.example"));
    assert_null(
        password_problem("amelia rides a tandem to work", "amelia", "amelia@globex.example"));
    assert_null(password_problem("четыре зелёных кота", "", "ops@market.example"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(sessions_end_by_themselves),     unit_case(failures_make_wait),
        unit_case(many_addresses_do_not_help),     unit_case(a_network_is_one_address),
        unit_case(unknown_ones_are_treated_alike), unit_case(a_link_is_good_once),
        unit_case(a_new_password_ends_sessions),   unit_case(passwords_are_long_and_uncommon),
    };
    return cmocka_run_group_tests_name("app/sign_in", tests, NULL, NULL);
}
