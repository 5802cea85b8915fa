#include "people.h"

#include "app/access.h"
#include "app/audit.h"

enum { EVENTS = 700 }; /* more than are read at a time */

static void write_events(struct people *people, int count)
{
    for (int i = 0; i < count; i++)
        assert_int_equal(audit_write(people->ctx,
                                     &(struct audit_entry){
                                         .organization_id = people->globex_organization,
                                         .account_id = people->globex,
                                         .action = "iam:CreateUser",
                                         .resource = arena_printf(people->ctx->arena, "user/%d", i),
                                         .detail = "{\"n\":\"1\"}",
                                     }),
                         OK);
}

static struct audit_verdict verify(struct people *people)
{
    struct audit_verdict verdict;
    assert_int_equal(audit_verify(people->ctx, people->globex_organization, &verdict), OK);
    return verdict;
}

static struct audit_verdict after(void **state, const struct db_sql *sql)
{
    struct people people = people_open(*state);
    write_events(&people, EVENTS);
    struct audit_verdict whole = verify(&people);
    assert_null(whole.problem);
    assert_int_equal(whole.events, EVENTS);
    market_sql(people.market, sql, people.globex_organization);
    return verify(&people);
}

/* ACC-9: a row that was edited, taken out, put in or cut off shows, and where. */
static void what_was_done_to_it_shows(void **state)
{
    static const struct db_sql edited = {
        "UPDATE audit_event SET actor_name = 'somebody' WHERE organization_id = $1 AND sequence = "
        "650"};
    static const struct db_sql removed = {
        "DELETE FROM audit_event WHERE organization_id = $1 AND sequence = 3"};
    static const struct db_sql cut = {
        "DELETE FROM audit_event WHERE organization_id = $1 AND sequence > 690"};
    static const struct db_sql swapped = {
        "UPDATE audit_event SET detail = '{}' WHERE organization_id = $1 AND sequence = 1"};
    static const struct db_sql headless = {"DELETE FROM audit_head WHERE organization_id = $1"};
    static const struct db_sql shortened = {
        "UPDATE audit_head SET sequence = 699 WHERE organization_id = $1"};
    static const struct {
        const struct db_sql *sql;
        int64_t sequence;
        const char *words;
    } cases[] = {{&edited, 650, "was changed"},   {&removed, 3, "missing here"},
                 {&cut, 691, "cut off"},          {&swapped, 1, "was changed"},
                 {&headless, 1, "note of where"}, {&shortened, 699, "note of where"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct audit_verdict verdict = after(state, cases[i].sql);
        assert_non_null(verdict.problem);
        assert_non_null(strstr(verdict.problem, cases[i].words));
        assert_int_equal(verdict.bad_sequence, cases[i].sequence);
    }
}

static size_t found(struct people *people, struct audit_filter filter)
{
    struct audit_list events;
    filter.organization_id = people->globex_organization;
    filter.limit = 100;
    assert_int_equal(audit_lookup(people->ctx, &filter, &events), OK);
    return events.count;
}

static void filters(void **state)
{
    struct people people = people_open(*state);
    write_events(&people, 3);
    market_wait(people.market, TIME_DAY_US);
    write_events(&people, 2);
    assert_int_equal(found(&people, (struct audit_filter){.text = "USER/1"}), 2);
    assert_int_equal(found(&people, (struct audit_filter){.text = "%"}), 0);
    assert_int_equal(found(&people, (struct audit_filter){.outcome = "denied"}), 0);
    assert_int_equal(found(&people, (struct audit_filter){.from_us = MARKET_START_US + 1}), 2);
    assert_int_equal(found(&people, (struct audit_filter){.until_us = MARKET_START_US + 1}), 3);
    assert_int_equal(found(&people, (struct audit_filter){.before_sequence = 3}), 2);
    assert_int_equal(found(&people, (struct audit_filter){.account_id = people.research}), 0);
}

/* ACC-9: each denial; a member sees what concerns its account, the management account all. */
static void denials_are_kept_and_seen(void **state)
{
    struct people people = people_open(*state);
    struct audit_list events;
    const struct audit_filter any = {.limit = 100};
    const char *token = people_user(&people, people.research, "nell", NULL);
    const struct who *nell = people_as(&people, REALM_BUYER, token);
    people_refused(&people, access_check(people.ctx, "iam:ListUsers", "*"), DENIED,
                   "is not authorized to perform: iam:ListUsers on resource: *");
    assert_false(access_allows(people.ctx, "iam:ListUsers", "*"));
    assert_string_equal(nell->name, "nell");
    people_as(&people, REALM_BUYER, people_root(&people, people.globex));
    assert_int_equal(audit_lookup(people.ctx, &any, &events), OK);
    size_t all = events.count;
    size_t denied = 0;
    for (size_t i = 0; i < all; i++)
        denied += text_equal(events.items[i].outcome, "denied") &&
                  text_equal(events.items[i].actor_name, "nell") &&
                  text_equal(events.items[i].request_id, "request");
    assert_int_equal(denied, 1);
    people_as(&people, REALM_BUYER, people_root(&people, people.research));
    assert_int_equal(audit_lookup(people.ctx, &any, &events), OK);
    assert_true(events.count > 0);
    for (size_t i = 0; i < events.count; i++)
        assert_string_equal(events.items[i].account_id, people.research);
    people_as(&people, REALM_BUYER, people_root(&people, people.initech));
    assert_int_equal(audit_lookup(people.ctx, &any, &events), OK);
    for (size_t i = 0; i < events.count; i++)
        assert_string_equal(events.items[i].organization_id, people.initech_organization);
}

static void lines_are_cloudtrails(void **state)
{
    struct buf line;
    buf_init(&line, *state, 4096);
    const struct audit_event event = {
        .organization_id = "o-1",
        .sequence = 7,
        .id = "e",
        .at_us = MARKET_START_US,
        .account_id = "1",
        .actor_kind = "user",
        .actor_id = "AIDA1",
        .actor_name = "a\"b",
        .action = "iam:CreateUser",
        .resource = "arn",
        .outcome = "denied",
        .address = "192.0.2.1",
        .request_id = "r",
        .detail = audit_detail(*state, "userName", "x\n", "no", NULL, NULL)};
    audit_json(&event, &line);
    assert_string_equal(
        buf_string(&line),
        "{\"eventVersion\":\"1.08\",\"eventTime\":\"2026-11-22T21:30:00+00:00\",\"eventSource\":"
        "\"iam.amazonaws.com\",\"eventName\":\"CreateUser\",\"eventID\":\"e\",\"requestID\":\"r\","
        "\"sourceIPAddress\":\"192.0.2.1\",\"recipientAccountId\":\"1\",\"organizationId\":\"o-1\","
        "\"sequenceNumber\":7,\"userIdentity\":{\"type\":\"IAMUser\",\"principalId\":\"AIDA1\","
        "\"userName\":\"a\\\"b\"},\"errorCode\":\"AccessDenied\",\"resources\":[{\"ARN\":\"arn\"}],"
        "\"requestParameters\":{\"userName\":\"x\\u000a\"}}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(what_was_done_to_it_shows),
        unit_case(filters),
        unit_case(denials_are_kept_and_seen),
        unit_case(lines_are_cloudtrails),
    };
    return cmocka_run_group_tests_name("app/audit", tests, NULL, NULL);
}
