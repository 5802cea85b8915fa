#include "people.h"

#include "app/access_key.h"
#include "app/signature.h"

static const struct signature_field listed_headers[] = {
    {"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"},
    {"host", "iam.amazonaws.com"},
    {"X-Amz-Date", "20150830T123600Z"}};
static const struct signature_field listed_query[] = {{"Version", "2010-05-08"},
                                                      {"Action", "ListUsers"}};

/* ACC-4: the worked example of the AWS General Reference. */
static void a_signature_is_that_of_the_reference(void **state)
{
    const struct signed_request request = {
        .method = "GET", .path = "/", .query = {listed_query, 2}, .headers = {listed_headers, 3}};
    assert_string_equal(signature_of(*state, &request, "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
                                     "20150830T123600Z", "20150830/us-east-1/iam/aws4_request",
                                     "content-type;host;x-amz-date"),
                        "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7");
}

struct call {
    struct people people;
    const char *key, *secret;
    const char *scope, *date, *names, *body, *sent_body, *authorization;
    struct who who;
    enum signature_problem problem;
};

static struct call begin(void **state)
{
    struct call call = {.people = people_open(*state),
                        .scope = "20261122/us-east-1/sts/aws4_request",
                        .date = "20261122T213000Z",
                        .names = "host;x-amz-date",
                        .body = "Action=GetCallerIdentity"};
    assert_int_equal(
        access_key_create(call.people.ctx, call.people.globex, "amelia", &call.key, &call.secret),
        OK);
    return call;
}

static enum status send(struct call *call)
{
    struct arena *arena = call->people.ctx->arena;
    struct signature_field headers[] = {
        {"Host", "m.example"}, {"x-amz-date", call->date}, {"Authorization", NULL}};
    struct signed_request request = {
        .method = "POST", .path = "/", .headers = {headers, 2}, .body = bytes_of(call->body)};
    headers[2].value = arena_printf(
        arena, "AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s", call->key,
        call->scope, call->names,
        signature_of(arena, &request, call->secret, call->date, call->scope, call->names));
    if (call->authorization != NULL)
        headers[2].value = call->authorization;
    request.headers.count = 3;
    if (call->sent_body != NULL)
        request.body = bytes_of(call->sent_body);
    return signature_verify(call->people.ctx, &request, &call->who, &call->problem);
}

/* ACC-4: it says who the caller is, with what is attached. */
static void a_key_signs_for_its_user(void **state)
{
    struct call call = begin(state);
    assert_int_equal(send(&call), OK);
    assert_string_equal(call.who.name, "amelia");
    assert_int_equal(call.who.policy_count, 2);
    assert_false(call.who.mfa);
}

static void what_is_wrong_is_refused(void **state)
{
    struct call call = begin(state);
    call.sent_body = "Action=Something";
    people_refused(&call.people, send(&call), UNAUTHENTICATED, "does not match");
    assert_int_equal(call.problem, SIGNATURE_WRONG);
    call = begin(state);
    call.secret = "another";
    assert_int_equal(send(&call), UNAUTHENTICATED);
    call = begin(state);
    call.date = "20261122T211500Z"; /* a quarter of an hour ago */
    people_refused(&call.people, send(&call), UNAUTHENTICATED, "clock");
    call.date = "20261122T211501Z";
    assert_int_equal(send(&call), OK);
    call.date = "20261122T214500Z";
    assert_int_equal(send(&call), UNAUTHENTICATED);
    call = begin(state);
    call.scope = "20261121/us-east-1/sts/aws4_request";
    people_refused(&call.people, send(&call), BAD_INPUT, "of the same day");
    call = begin(state);
    call.names = "x-amz-date";
    people_refused(&call.people, send(&call), BAD_INPUT, "host");
    call = begin(state);
    call.key = "AKIAAAAAAAAAAAAAAAAA";
    people_refused(&call.people, send(&call), UNAUTHENTICATED, "no active access key");
    call = begin(state);
    assert_int_equal(
        access_key_set_active(call.people.ctx, call.people.globex, "amelia", call.key, false), OK);
    assert_int_equal(send(&call), UNAUTHENTICATED);
    assert_int_equal(call.problem, SIGNATURE_UNKNOWN_KEY);
    call = begin(state);
    assert_int_equal(account_suspend(call.people.ctx, call.people.globex), OK);
    people_refused(&call.people, send(&call), DENIED, "suspended");
    assert_int_equal(call.problem, SIGNATURE_NOT_ADMITTED);
}

static void nonsense_is_answered(void **state)
{
    static const char *const headers[] = {
        "",
        "Basic eDp5",
        "AWS4-HMAC-SHA256",
        "AWS4-HMAC-SHA256 Credential=, SignedHeaders=, Signature=",
        "AWS4-HMAC-SHA256 Credential=a/b/c, SignedHeaders=host;x-amz-date, Signature=00",
        "AWS4-HMAC-SHA256 Credential=a/20261122/r/s/aws4_request,SignedHeaders=host;x-amz-date"};
    struct call call = begin(state);
    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
        call.authorization = headers[i];
        assert_int_equal(send(&call), BAD_INPUT);
        assert_int_equal(call.problem, SIGNATURE_INCOMPLETE);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(a_signature_is_that_of_the_reference),
        unit_case(a_key_signs_for_its_user),
        unit_case(what_is_wrong_is_refused),
        unit_case(nonsense_is_answered),
    };
    return cmocka_run_group_tests_name("app/signature", tests, NULL, NULL);
}
