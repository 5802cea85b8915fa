#include "factor.h"

#include "app/profile.h"
#include "crypto/totp.h"

static const char *root_of(struct people *people)
{
    const char *token = people_root(people, people->globex);
    people_as(people, REALM_BUYER, token);
    return token;
}

static struct signed_in first_step(struct people *people)
{
    const struct sign_in asked = {.realm = REALM_BUYER,
                                  .account = "procurement@globex.example",
                                  .name = "",
                                  .password = PASSWORD,
                                  .address = "192.0.2.1",
                                  .browser = "B"};
    struct signed_in in;
    assert_int_equal(sign_in_password(people->ctx, &asked, &in), OK);
    return in;
}

/* ACC-3: after it the password alone opens nothing. */
static void a_second_factor_is_asked_for(void **state)
{
    struct people people = people_open(*state);
    const char **codes;
    struct who who;
    struct signed_in out;
    root_of(&people);
    struct totp_offer offer = people_enrol(&people, &codes);
    assert_non_null(strstr(offer.uri, "otpauth://totp/Marketplace:procurement%40globex.example"));
    struct signed_in in = first_step(&people);
    assert_true(in.needs_code);
    assert_int_equal(sign_in_session(people.ctx, REALM_BUYER, in.token, &who), NOT_FOUND);
    const char *used = people_code_at(&people, offer.secret, ctx_now_us(people.ctx));
    people_refused(&people,
                   sign_in_code(people.ctx, REALM_BUYER, in.token, used, "192.0.2.1", &out),
                   UNAUTHENTICATED, "used already");
    market_wait(people.market, 30 * TIME_SECOND_US);
    const char *next = people_code_at(&people, offer.secret, ctx_now_us(people.ctx));
    assert_int_equal(sign_in_code(people.ctx, REALM_BUYER, in.token, next, "192.0.2.1", &out), OK);
    assert_string_not_equal(out.token, in.token);
    assert_int_equal(sign_in_session(people.ctx, REALM_BUYER, out.token, &who), OK);
    assert_true(who.mfa);
    people_refused(&people,
                   sign_in_code(people.ctx, REALM_BUYER, in.token, next, "192.0.2.1", &out),
                   NOT_FOUND, "Begin again");
    in = first_step(&people);
    market_wait(people.market, PENDING_MINUTES * TIME_MINUTE_US + 1);
    people_refused(&people,
                   sign_in_code(people.ctx, REALM_BUYER, in.token, next, "192.0.2.1", &out),
                   NOT_FOUND, "took too long");
}

/* ACC-3: each recovery code is good once, however it is typed; codes are guessed five times. */
static void a_recovery_code_is_good_once(void **state)
{
    struct people people = people_open(*state);
    const char **codes;
    struct signed_in out;
    struct profile profile;
    root_of(&people);
    people_enrol(&people, &codes);
    struct signed_in in = first_step(&people);
    const char *typed = arena_printf(*state, " %.5s %s", codes[3], codes[3] + 6);
    assert_int_equal(sign_in_code(people.ctx, REALM_BUYER, in.token, typed, "192.0.2.1", &out), OK);
    people_as(&people, REALM_BUYER, out.token);
    assert_int_equal(profile_read(people.ctx, &profile), OK);
    assert_int_equal(profile.recovery_left, RECOVERY_CODES - 1);
    in = first_step(&people);
    for (int i = 0; i < SIGN_IN_FAILURES; i++)
        assert_int_equal(
            sign_in_code(people.ctx, REALM_BUYER, in.token, codes[3], "192.0.2.1", &out),
            UNAUTHENTICATED);
    assert_int_equal(sign_in_code(people.ctx, REALM_BUYER, in.token, codes[4], "192.0.2.1", &out),
                     TOO_LARGE);
}

static void an_offer_is_for_one_and_for_a_while(void **state)
{
    struct people people = people_open(*state);
    struct totp_offer offer;
    const char **codes;
    root_of(&people);
    assert_int_equal(profile_totp_offer(people.ctx, &offer), OK);
    const char *code = people_code_at(&people, offer.secret, ctx_now_us(people.ctx));
    people_refused(&people, profile_totp_confirm(people.ctx, offer.token, "000000", &codes),
                   UNAUTHENTICATED, "clock");
    people_as(&people, REALM_BUYER, people_root(&people, people.initech));
    people_refused(&people, profile_totp_confirm(people.ctx, offer.token, code, &codes), BAD_INPUT,
                   "Begin again");
    root_of(&people);
    people_enrol(&people, &codes);
    people_refused(&people, profile_totp_offer(people.ctx, &offer), CONFLICT, "already");
    people_refused(&people, profile_totp_remove(people.ctx, "wrong"), UNAUTHENTICATED, "password");
    assert_int_equal(profile_recovery_codes(people.ctx, PASSWORD, &codes), OK);
    assert_int_equal(profile_totp_remove(people.ctx, PASSWORD), OK);
    assert_false(first_step(&people).needs_code);
}

/* ACC-3: a changed password ends the other sessions; the present one must be known. */
static void a_password_is_changed_by_who_knows_it(void **state)
{
    struct people people = people_open(*state);
    struct who who;
    root_of(&people);
    struct signed_in other = first_step(&people);
    people_refused(&people, profile_change_password(people.ctx, "wrong", "another good one 7"),
                   UNAUTHENTICATED, "present password");
    people_refused(&people, profile_change_password(people.ctx, PASSWORD, "short"), BAD_INPUT,
                   "12 characters");
    assert_int_equal(profile_change_password(people.ctx, PASSWORD, "another good one 7"), OK);
    assert_int_equal(sign_in_session(people.ctx, REALM_BUYER, other.token, &who), NOT_FOUND);
    for (int i = 0; i < SIGN_IN_FAILURES; i++)
        profile_change_password(people.ctx, "wrong", "another good one 8");
    people_refused(&people, profile_change_password(people.ctx, "wrong", "another good one 8"),
                   TOO_LARGE, "Try again");
}

static void sessions_can_be_ended(void **state)
{
    struct people people = people_open(*state);
    struct profile profile;
    struct who who;
    root_of(&people);
    struct signed_in other = first_step(&people);
    struct signed_in third = first_step(&people);
    assert_int_equal(profile_read(people.ctx, &profile), OK);
    assert_int_equal(profile.session_count, 3);
    int current = 0;
    for (size_t i = 0; i < 3; i++)
        current += profile.sessions[i].current;
    assert_int_equal(current, 1);
    assert_int_equal(sign_in_session(people.ctx, REALM_BUYER, other.token, &who), OK);
    assert_int_equal(profile_end_session(people.ctx, who.session_key), OK);
    assert_int_equal(sign_in_session(people.ctx, REALM_BUYER, other.token, &who), NOT_FOUND);
    assert_int_equal(sign_in_session(people.ctx, REALM_BUYER, third.token, &who), OK);
    const char *theirs = who.session_key;
    people_as(&people, REALM_BUYER, people_user(&people, people.globex, "ruth", NULL));
    assert_int_equal(profile_end_session(people.ctx, theirs), NOT_FOUND);
    people_as(&people, REALM_BUYER, people_root(&people, people.initech));
    assert_int_equal(profile_end_session(people.ctx, theirs), NOT_FOUND);
    assert_int_equal(profile_end_session(people.ctx, NULL), OK);
    assert_int_equal(sign_in_session(people.ctx, REALM_BUYER, third.token, &who), OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(a_second_factor_is_asked_for),
        unit_case(a_recovery_code_is_good_once),
        unit_case(an_offer_is_for_one_and_for_a_while),
        unit_case(a_password_is_changed_by_who_knows_it),
        unit_case(sessions_can_be_ended),
    };
    return cmocka_run_group_tests_name("app/profile", tests, NULL, NULL);
}
