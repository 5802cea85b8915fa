#include "connecting.h"

#include "app/traffic.h"

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

/* CON-11: the network's secret, for all buyers at once, with overlap. */
static void a_networks_secret_is_changed_for_all(void **state)
{
    struct people people = people_open(*state);
    struct supplier_rows suppliers;
    const char *old = people.market->secrets[SOYLENT];
    const struct connection soylent = people.market->rows[SOYLENT].connection;
    const struct connection_key key = {soylent.organization_id, soylent.id};
    const char *secret;
    as_operator(&people);
    people_refused(&people, procurement_rotate(people.ctx, key, "", 24, &secret), CONFLICT,
                   "one secret for all buyers");
    assert_int_equal(procurement_suppliers(people.ctx, &suppliers), OK);
    const char *id = suppliers.items[0].id;
    people_refused(&people, procurement_rotate_supplier(people.ctx, id, "none", 24), BAD_INPUT,
                   "none");
    people_refused(&people,
                   procurement_rotate_supplier(people.ctx, "nobody", "a-new-network-secret", 24),
                   NOT_FOUND, "no such");
    assert_int_equal(procurement_rotate_supplier(people.ctx, id, "a-new-network-secret", 24), OK);
    assert_int_equal(claims(&people, &soylent, old), OK);
    assert_int_equal(claims(&people, &soylent, "a-new-network-secret"), OK);
    market_wait(people.market, 25 * TIME_HOUR_US);
    assert_int_equal(claims(&people, &soylent, old), UNAUTHENTICATED);
    assert_int_equal(claims(&people, &soylent, "a-new-network-secret"), OK);
    const struct connection *globex = &people.market->rows[GLOBEX].connection;
    assert_int_equal(claims(&people, globex, people.market->secrets[GLOBEX]), OK);
    as_amelia(&people);
    people_refused(&people, procurement_rotate_supplier(people.ctx, id, "a-new-network-secret", 0),
                   DENIED, "operators");
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(coupa_is_set_up),
        unit_case(wrong_settings_are_refused),
        unit_case(it_is_the_management_accounts),
        unit_case(overlaps_are_refused),
        unit_case(one_buyer_has_several_connections),
        unit_case(disabling_tells_of_the_redirect),
        unit_case(nothing_to_request_is_not_enabled),
        unit_case(secrets_rotate_with_overlap),
        unit_case(a_networks_secret_is_changed_for_all),
        unit_case(failures_are_noted),
    };
    return cmocka_run_group_tests_name("app/procurement", tests, NULL, NULL);
}
