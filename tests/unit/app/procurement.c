#include "people.h"

#include "app/procurement.h"
#include "app/support_case.h"
#include "app/traffic.h"

static struct procurement_put coupa_put(void)
{
    return (struct procurement_put){
        .settings = {.system = SYSTEM_COUPA,
                     .name = "EMEA Coupa",
                     .description = "",
                     .buyer_domain = "DUNS",
                     .buyer_identity = "123456789",
                     .sender_domain = "",
                     .sender_identity = "",
                     .instance = "https://emea.coupahost.com",
                     .return_hosts = "",
                     .sellers = "",
                     .redirect_url = "",
                     .cart_encoding = "",
                     .dtd_version = "",
                     .unit_of_measure = "",
                     .classification = "",
                     .classification_table = "",
                     .price_tolerance = "",
                     .address_ranges = "",
                     .client_certificate = ""},
        .test = true,
        .secret = "",
    };
}

/* Who sets procurement up at Globex. */
static void as_amelia(struct people *people)
{
    people_as(people, REALM_BUYER,
              people_user(people, people->globex, "ada",
                          MANAGED "AWSMarketplaceProcurementSystemAdminFullAccess"));
}

static void as_operator(struct people *people)
{
    static const struct who ada = {.kind = WHO_OPERATOR,
                                   .account_id = "",
                                   .organization_id = "",
                                   .principal_id = "op",
                                   .name = "ada@market.example",
                                   .email = "ada@market.example",
                                   .arn = "operator/ada@market.example",
                                   .address = "192.0.2.9"};
    people->ctx->who = &ada;
    people->ctx->request_id = "request";
}

static struct connection_key saved(struct people *people, const struct procurement_put *put)
{
    struct settings_problems problems;
    struct connection_key key = {NULL, NULL};
    if (procurement_put(people->ctx, put, &problems, &key.id) != OK)
        fail_msg("%s", people->ctx->fault.message);
    return key;
}

static struct connection_view found(struct people *people, struct connection_key key)
{
    struct connection_view view;
    if (procurement_find(people->ctx, key, &view) != OK)
        fail_msg("%s", people->ctx->fault.message);
    return view;
}

static const char *revealed(struct people *people, struct connection_key key)
{
    const char *secret;
    if (procurement_reveal(people->ctx, key, false, &secret) != OK)
        fail_msg("%s", people->ctx->fault.message);
    return secret;
}

static enum status claims(struct people *people, const struct connection *connection,
                          const char *secret)
{
    struct caller caller;
    const struct claim claim = {.kind = "PunchOutSetupRequest",
                                .from = {&connection->buyer, 1},
                                .to = {&connection->supplier, 1},
                                .sender = {&connection->sender, 1},
                                .shared_secret = secret};
    enum status st = connection_authenticate(people->ctx, &claim, &caller);
    if (st == OK)
        assert_string_equal(caller.connection.id, connection->id);
    return st;
}

/* CON-1, CON-2: saved disabled and in test mode, with a supplier id and a secret of its own. */
static void coupa_is_set_up(void **state)
{
    struct people people = people_open(*state);
    as_amelia(&people);
    struct procurement_put put = coupa_put();
    struct connection_key key = saved(&people, &put);
    struct connection_view view = found(&people, key);
    assert_int_equal(view.connection.status, CONNECTION_DISABLED);
    assert_int_equal(view.connection.mode, MODE_TEST);
    assert_string_equal(view.connection.account_id, people.globex);
    const char *secret = revealed(&people, key);
    assert_true(strlen(secret) >= 43);
    assert_int_equal(claims(&people, &view.connection, secret), OK);
    assert_int_equal(procurement_enable(people.ctx, key), OK);
    put.key = key;
    put.settings.name = "EMEA";
    put.test = false;
    saved(&people, &put);
    view = found(&people, key);
    assert_string_equal(view.connection.name, "EMEA");
    assert_int_equal(view.connection.mode, MODE_PRODUCTION);
    assert_int_equal(view.connection.status, CONNECTION_ENABLED);
    assert_string_equal(revealed(&people, key), secret);
    struct connection_views list;
    assert_int_equal(procurement_list(people.ctx, NULL, &list), OK);
    assert_int_equal(list.count, 2);
    put.settings.system = SYSTEM_ORACLE;
    struct settings_problems problems;
    people_refused(&people, procurement_put(people.ctx, &put, &problems, &key.id), CONFLICT,
                   "stays with its system");
}

/* CON-2: what is wrong is told beside its field, and nothing is saved. */
static void wrong_settings_are_refused(void **state)
{
    static const struct {
        const char *secret, *words;
    } secrets[] = {{"none", "none"},
                   {"NONE", "none"},
                   {"fifteen letters", "16"},
                   {"with a blank in it so", "blanks"}};
    struct people people = people_open(*state);
    struct settings_problems problems;
    const char *id;
    as_amelia(&people);
    for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++) {
        struct procurement_put put = coupa_put();
        put.secret = secrets[i].secret;
        people_refused(&people, procurement_put(people.ctx, &put, &problems, &id), BAD_INPUT,
                       secrets[i].words);
        assert_string_equal(problems.items[0].field, "secret");
    }
    struct procurement_put put = coupa_put();
    put.settings.name = "";
    put.settings.sellers = "nobody-we-know";
    people_refused(&people, procurement_put(people.ctx, &put, &problems, &id), BAD_INPUT, "name");
    assert_int_equal(problems.count, 2);
    assert_string_equal(problems.items[1].field, "sellers");
    struct connection_views list;
    assert_int_equal(procurement_list(people.ctx, NULL, &list), OK);
    assert_int_equal(list.count, 1);
}

/* ACC-7, ACC-10: the management account's alone, and never another organization's. */
static void it_is_the_management_accounts(void **state)
{
    struct people people = people_open(*state);
    struct procurement_put put = coupa_put();
    struct settings_problems problems;
    struct connection_views list;
    const char *id;
    as_amelia(&people);
    struct connection_key key = saved(&people, &put);
    people_as(&people, REALM_BUYER, people_root(&people, people.research));
    people_refused(&people, procurement_put(people.ctx, &put, &problems, &id), DENIED,
                   people.globex);
    people_refused(&people, procurement_list(people.ctx, NULL, &list), DENIED, people.globex);
    people_as(&people, REALM_BUYER, people_root(&people, people.initech));
    struct connection_view view;
    bool off;
    const struct connection_key foreign = {people.globex_organization, key.id};
    people_refused(&people, procurement_find(people.ctx, foreign, &view), NOT_FOUND, "no such");
    people_refused(&people, procurement_disable(people.ctx, foreign, &off), NOT_FOUND, "no such");
    put.key = foreign;
    people_refused(&people, procurement_put(people.ctx, &put, &problems, &id), NOT_FOUND,
                   "no such");
    people_as(&people, REALM_BUYER,
              people_user(&people, people.globex, "reader", MANAGED "ReadOnlyAccess"));
    people_refused(&people, procurement_enable(people.ctx, key), DENIED,
                   "PutProcurementSystemConfiguration");
    const char *secret;
    people_refused(&people, procurement_reveal(people.ctx, key, false, &secret), DENIED,
                   "PutProcurementSystemConfiguration");
}

/* SAP Ariba under an ANID, with what the operator has to choose from. */
static struct procurement_put ariba_put(struct people *people)
{
    struct supplier_rows suppliers;
    struct procurement_put put = coupa_put();
    assert_int_equal(procurement_suppliers(people->ctx, &suppliers), OK);
    assert_int_equal(suppliers.count, 1);
    assert_int_equal(suppliers.items[0].secret_sealed.size, 0);
    put.settings.system = SYSTEM_ARIBA;
    put.settings.instance = "";
    put.settings.buyer_identity = "AN01000000077-T";
    put.supplier_id = suppliers.items[0].id;
    return put;
}

/* CON-13 */
static void overlaps_are_refused(void **state)
{
    struct people people = people_open(*state);
    struct settings_problems problems;
    as_operator(&people);
    struct procurement_put put = ariba_put(&people);
    put.key.organization_id = people.globex_organization;
    put.settings.buyer_identity = "AN01000000033"; /* Soylent's */
    struct connection_key key = saved(&people, &put);
    key.organization_id = people.globex_organization;
    struct case_rows cases;
    assert_int_equal(case_list(people.ctx, &cases), OK);
    people_refused(&people,
                   case_make_move(people.ctx, cases.items[0].id, "send_instructions", "Do this."),
                   CONFLICT, "another organization");
    assert_int_equal(found(&people, key).connection.status, CONNECTION_WAITING);
    /* Saved again under another ANID it is free. */
    put.key = key;
    put.settings.buyer_identity = "AN01000000044";
    assert_int_equal(procurement_put(people.ctx, &put, &problems, &key.id), OK);
    assert_int_equal(case_make_move(people.ctx, cases.items[0].id, "send_instructions", "Do this."),
                     OK);
    /* And of the enabled one not to be taken back. */
    put.settings.buyer_identity = "AN01000000033";
    people_refused(&people, procurement_put(people.ctx, &put, &problems, &key.id), BAD_INPUT,
                   "credentials");
    assert_string_equal(problems.items[0].field, "buyer_identity");
}

/* Two connections of one buyer id are told apart by the supplier that is named (CON-13). */
static void one_buyer_has_several_connections(void **state)
{
    struct people people = people_open(*state);
    as_amelia(&people);
    struct procurement_put put = coupa_put();
    put.secret = "the-very-same-shared-secret";
    struct connection_view views[2];
    for (int i = 0; i < 2; i++) {
        struct connection_key key = saved(&people, &put);
        assert_int_equal(procurement_enable(people.ctx, key), OK);
        views[i] = found(&people, key);
    }
    for (int i = 0; i < 2; i++)
        assert_int_equal(claims(&people, &views[i].connection, put.secret), OK);
}

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
    assert_int_equal(procurement_remove(people.ctx, key), OK);
}

/* CON-9, CON-8 */
static void disabling_tells_of_the_redirect(void **state)
{
    struct people people = people_open(*state);
    bool off;
    as_amelia(&people);
    struct procurement_put put = coupa_put();
    put.settings.redirect = true;
    put.settings.redirect_url = "https://emea.coupahost.com/ask";
    struct connection_key one = saved(&people, &put);
    struct connection_key two = saved(&people, &put);
    assert_int_equal(procurement_enable(people.ctx, one), OK);
    assert_int_equal(procurement_enable(people.ctx, two), OK);
    assert_int_equal(procurement_disable(people.ctx, one, &off), OK);
    assert_false(off);
    assert_int_equal(procurement_disable(people.ctx, two, &off), OK);
    assert_true(off);
    assert_int_equal(procurement_disable(people.ctx, two, &off), OK);
    assert_false(off);
    assert_true(found(&people, two).connection.redirect); /* and can be undone */
}

/* CON-13: sellers without offers. */
static void nothing_to_request_is_not_enabled(void **state)
{
    struct people people = people_open(*state);
    as_amelia(&people);
    struct procurement_put put = coupa_put();
    struct seller silent = {.id = "silent", .name = "Silent Inc"};
    struct catalogue *catalogue = &people.market->catalogue;
    struct seller *sellers =
        arena_array(*state, catalogue->seller_count + 1, sizeof *catalogue->sellers);
    memcpy(sellers, catalogue->sellers, catalogue->seller_count * sizeof *sellers);
    sellers[catalogue->seller_count] = silent;
    catalogue->sellers = sellers;
    catalogue->seller_count++;
    put.settings.sellers = "silent";
    struct connection_key key = saved(&people, &put);
    people_refused(&people, procurement_enable(people.ctx, key), CONFLICT, "no offers");
}

/* CON-11: both secrets for a while, then the new one alone; which was used is known. */
static void secrets_rotate_with_overlap(void **state)
{
    struct people people = people_open(*state);
    struct traffic *traffic = traffic_new();
    people.market->app.traffic = traffic;
    as_amelia(&people);
    struct procurement_put put = coupa_put();
    struct connection_key key = saved(&people, &put);
    struct connection_view view = found(&people, key);
    const char *first = revealed(&people, key);
    const char *second;
    people_refused(&people, procurement_rotate(people.ctx, key, "short", 24, &second), BAD_INPUT,
                   "16");
    people_refused(&people, procurement_rotate(people.ctx, key, "", 91 * 24, &second), BAD_INPUT,
                   "90 days");
    assert_int_equal(procurement_rotate(people.ctx, key, "", 24, &second), OK);
    assert_string_not_equal(first, second);
    assert_int_equal(claims(&people, &view.connection, first), OK);
    assert_int_equal(claims(&people, &view.connection, second), OK);
    db_drain(people.market->app.db);
    view = found(&people, key);
    assert_true(view.old_secret_until_us > 0);
    assert_true(connection_traffic(&view, TRAFFIC_SECRET).last_us > 0);
    assert_true(connection_traffic(&view, TRAFFIC_OLD_SECRET).last_us > 0);
    const char *old;
    assert_int_equal(procurement_reveal(people.ctx, key, true, &old), OK);
    assert_string_equal(old, first);
    market_wait(people.market, 25 * TIME_HOUR_US);
    assert_int_equal(claims(&people, &view.connection, first), UNAUTHENTICATED);
    assert_int_equal(claims(&people, &view.connection, second), OK);
    const char *third;
    people_system(&people);
    key.organization_id = people.globex_organization;
    assert_int_equal(procurement_rotate(people.ctx, key, "", 24, &third), OK);
    assert_int_equal(procurement_end_overlap(people.ctx, key), OK);
    assert_int_equal(claims(&people, &view.connection, second), UNAUTHENTICATED);
    assert_int_equal(claims(&people, &view.connection, third), OK);
    people.market->app.traffic = NULL;
    traffic_free(traffic);
}

/* CON-3: what failed is said in words that help, to its own administrator alone. */
static void failures_are_noted(void **state)
{
    static const struct {
        const char *secret, *words;
    } wrong[] = {{"none", "Secret field is empty"},
                 {NULL, "No shared secret"},
                 {"something else altogether", "not the one of this connection"}};
    struct people people = people_open(*state);
    struct traffic *traffic = traffic_new();
    people.market->app.traffic = traffic;
    as_amelia(&people);
    struct procurement_put put = coupa_put();
    struct connection_key key = saved(&people, &put);
    struct connection_view view = found(&people, key);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        market_wait(people.market, TIME_SECOND_US);
        assert_int_equal(claims(&people, &view.connection, wrong[i].secret), UNAUTHENTICATED);
        db_drain(people.market->app.db);
        struct connection_view now = found(&people, key);
        struct traffic_row row = connection_traffic(&now, "PunchOutSetupRequest");
        assert_int_equal(row.failed_code, 401);
        assert_non_null(strstr(row.failed_message, wrong[i].words));
        assert_int_equal(row.first_us, 0);
    }
    people.market->app.traffic = NULL;
    traffic_free(traffic);
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
        unit_case(coupa_is_set_up),
        unit_case(wrong_settings_are_refused),
        unit_case(it_is_the_management_accounts),
        unit_case(overlaps_are_refused),
        unit_case(one_buyer_has_several_connections),
        unit_case(ariba_goes_live),
        unit_case(buyers_may_be_let_alone),
        unit_case(disabling_tells_of_the_redirect),
        unit_case(nothing_to_request_is_not_enabled),
        unit_case(secrets_rotate_with_overlap),
        unit_case(failures_are_noted),
        unit_case(removal_is_the_operators),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
