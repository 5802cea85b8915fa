#include "domain_unit.h"

#include "domain/connection.h"

static struct credentials section(const struct credential *items, size_t count)
{
    return (struct credentials){items, count};
}

static bool same(struct arena *arena, const char *domain, const char *identity,
                 const char *other_domain, const char *other_identity)
{
    struct credential a = {domain, identity};
    struct credential b = {other_domain, other_identity};
    return strcmp(credential_key(arena, &a), credential_key(arena, &b)) == 0;
}

/* INTEROP C4 */
static void credentials_are_compared_as_the_guide_says(void **state)
{
    assert_true(same(*state, "NetworkID", "AN01000000001", "networkid", "an01000000001"));
    assert_true(same(*state, "NetworkId", " AN01000000001\n", "Networkid", "AN01000000001"));
    assert_true(same(*state, " DUNS\t", "123456789", "duns", "123456789"));
    assert_true(same(*state, "DUNS", "Acme Inc", "DUNS", "ACME INC"));
    assert_false(same(*state, "DUNS", "123456789", "NetworkID", "123456789"));
    assert_false(same(*state, "DUNS", "123456789", "DUNS", "12345678"));
    assert_false(same(*state, "AribaNetworkUserId", "Admin@acme.example", "AribaNetworkUserId",
                      "admin@acme.example"));
    assert_true(same(*state, "AribaNetworkUserId", " Admin@acme.example ", "aribanetworkuserid",
                     "Admin@acme.example"));
}

/* CON-6 */
static void a_test_identity_is_its_owners(void **state)
{
    assert_true(same(*state, "NetworkID", "AN01000000001-T", "NetworkID", "AN01000000001"));
    assert_true(same(*state, "NetworkID", " an01000000001-t ", "NetworkID", "AN01000000001"));
    assert_true(same(*state, " NetworkID ", "AN01000000001-T", "NetworkID", "AN01000000001"));
    assert_false(same(*state, "DUNS", "123456789-T", "DUNS", "123456789"));
    assert_false(same(*state, "NetworkID", "AN01000000001T", "NetworkID", "AN01000000001"));
    assert_false(same(*state, "NetworkID", "AN01000000001-T-T", "NetworkID", "AN01000000001"));
}

/* CON-6 */
static void tells_test_identities(void **state)
{
    (void)state;
    static const struct {
        const char *domain;
        const char *identity;
        bool test;
    } cases[] = {
        {"NetworkID", "AN01000000001-T", true},
        {"networkid", "AN01000000001-t", true},
        {"AribaNetworkID", "AN0-T", true},
        {"NetworkID", "AN01000000001-T \r\n", true},
        {" NetworkID\n", "AN01000000001-T", true},
        {"NetworkID", "AN01000000001", false},
        {"NetworkID", "AN-T01", false},
        {"NetworkID", "-T", false},
        {"NetworkID", "", false},
        {"NetworkID", "T", false},
        {"DUNS", "123456789-T", false},
        {"AribaNetworkUserId", "admin-T", false},
        {"NetworkIDs", "AN0-T", false},
        {"Network", "AN0-T", false},
        {"", "AN0-T", false},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct credential credential = {cases[i].domain, cases[i].identity};
        if (credential_is_test(&credential) != cases[i].test)
            fail_msg("%s '%s'", cases[i].domain, cases[i].identity);
    }
    struct credential several[] = {{"DUNS", "123456789"}, {"NetworkID", "AN0-T"}};
    struct credentials all = section(several, 2);
    struct credentials first = section(several, 1);
    struct credentials none = section(NULL, 0);
    assert_true(credentials_test(&all));
    assert_false(credentials_test(&first));
    assert_false(credentials_test(&none));
}

/* CON-6, INTEROP C4: one credential equals it and none of its domain says otherwise. */
static void a_section_names_whom_nothing_contradicts(void **state)
{
    (void)state;
    static const struct credential expected = {"DUNS", "123456789"};
    static const struct {
        struct credential items[3];
        size_t count;
        bool names, contradicts;
    } cases[] = {
        {{{"duns", " 123456789 "}}, 1, true, false},
        {{{"NetworkID", "AN1"}, {"DUNS", "123456789"}}, 2, true, false},
        {{{"DUNS", "123456789"}, {"Duns", "123456789"}}, 2, true, false},
        {{{"DUNS", "123456789"}, {"DUNS", "987654321"}}, 2, false, true},
        {{{"DUNS", "987654321"}, {"DUNS", "123456789"}}, 2, false, true},
        {{{"DUNS", "123456789"}, {" duns ", "987654321"}}, 2, false, true},
        {{{"DUNS", "987654321"}}, 1, false, true},
        {{{"NetworkID", "123456789"}}, 1, false, false},
        {{{"DUNS", ""}}, 1, false, true},
        {{{"", ""}}, 0, false, false},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct credentials credentials = section(cases[i].items, cases[i].count);
        if (credentials_name(&credentials, &expected) != cases[i].names ||
            credentials_contradict(&credentials, &expected) != cases[i].contradicts)
            fail_msg("case %zu", i);
    }
    static const struct credential network = {"NetworkID", "AN01000000001"};
    static const struct credential both[] = {{"NetworkID", "AN01000000001"},
                                             {"networkid", "an01000000001-t"}};
    struct credentials credentials = section(both, 2);
    assert_true(credentials_name(&credentials, &network));
}

/* INTEROP C4: whoever compares without making keys must come to what the keys say. */
static void compares_as_the_keys_do(void **state)
{
    static const struct credential list[] = {
        {"DUNS", "123456789"},
        {" duns ", "\n123456789 "},
        {"DUNS", "123456789-T"},
        {"NetworkID", "AN1"},
        {"networkid", "an1"},
        {"AribaNetworkID", "an1-t"},
        {"NetworkId ", " AN1-T "},
        {"NetworkID", "-T"},
        {"NetworkID", ""},
        {"AribaNetworkUserId", "sysadmin@ariba.com"},
        {"aribanetworkuserid", "SysAdmin@ariba.com"},
        {"AribaNetworkUserId", " sysadmin@ariba.com"},
        {"", ""},
        {"", "AN1"},
    };
    for (size_t i = 0; i < COUNT(list); i++) {
        for (size_t j = 0; j < COUNT(list); j++) {
            struct credentials one = section(&list[i], 1);
            bool same =
                strcmp(credential_key(*state, &list[i]), credential_key(*state, &list[j])) == 0;
            if (credentials_name(&one, &list[j]) != same)
                fail_msg("%s '%s', %s '%s'", list[i].domain, list[i].identity, list[j].domain,
                         list[j].identity);
        }
    }
}

static const char *refusal(struct arena *arena, const char *hosts, bool loopback, const char *url)
{
    struct connection connection = {.return_hosts = hosts, .allow_loopback = loopback};
    const char *reason = NULL;
    bool allowed = connection_allows_return(arena, &connection, url, &reason);
    if (!allowed && reason == NULL)
        fail_msg("%s is refused without a reason", url);
    return allowed ? NULL : reason;
}

static const char return_hosts[] = "good.com *.Coupa.example Buyer.Example.ORG";

/* PUN-6, CON-12 */
static void carts_return_to_the_hosts_of_the_connection(void **state)
{
    static const char *const cases[] = {
        "https://good.com",
        "https://good.com/",
        "https://good.com/punchout/return?id=7&next=http://elsewhere.com/#top",
        "https://good.com?x=user@evil.com",
        "https://good.com/a@b",
        "https://good.com:8443/x",
        "HTTPS://GOOD.COM/X",
        "https://acme.coupa.example/x",
        "https://a.b.coupa.example:443/x",
        "https://ACME.coupa.EXAMPLE/",
        "https://buyer.example.org/",
        "https://good.com/%0d%0a",
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *reason = refusal(*state, return_hosts, false, cases[i]);
        if (reason != NULL)
            fail_msg("%s: %s", cases[i], reason);
    }
}

static const char *const wrong_urls[] = {
    "",
    "good.com",
    "//good.com",
    "/relative",
    "https:",
    "https:/good.com",
    "https://",
    "https:///evil.com",
    "https:///good.com",
    "http://good.com/",
    "ftp://good.com/",
    "javascript:alert(1)//https://good.com",
    "JavaScript:alert(1)",
    "data:text/html,x",
    " https://good.com",
    "\thttps://good.com",
    "https://evil.com",
    "https://evil.com/good.com",
    "https://evil.com?good.com",
    "https://evil.com#good.com",
    "https://good.com.evil.com",
    "https://evilgood.com",
    "https://www.good.com",
    "https://good.com.",
    "https://.good.com",
    "https://coupa.example",
    "https://.coupa.example",
    "https://evilcoupa.example",
    "https://acme.coupa.example.",
    "https://acme.coupa.example.evil.com",
    "https://evil.com%2f.coupa.example",
    "https://evil.com%00.coupa.example",
    "https://evil.com%23.coupa.example/",
    "https://evil.com;.coupa.example/",
    "https://[evil.com].coupa.example/",
    "https://good.com@evil.com",
    "https://good.com:443@evil.com",
    "https://user@good.com",
    "https://user:secret@good.com",
    "https://@good.com",
    "https://evil.com\\@good.com",
    "https://evil.com\\.coupa.example",
    "https:\\\\good.com",
    "https://good.com:443:evil.com",
    "https://good.com:evil.com",
    "https://good.com:44%33",
    "https://good.com:-1",
    "https://good.com\n.evil.com",
    "https://good.com/\r\nX: y",
    "https://go\tod.com",
    "https://good.com/a b",
    "https://good.com/\x7F",
    "https://good.com/\xC3\xA9",
    ("https://good\xE3\x80\x82"
     "com"),
    "https://good.com/\"><script>",
    "https://%67ood.com",
    "https://[::1]/",
    "https://localhost/",
    "https://127.0.0.1/",
    "http://localhost/",
    "http://127.0.0.1:8080/",
};

/* PUN-6: no way around the list of hosts. */
static void carts_return_nowhere_else(void **state)
{
    for (size_t i = 0; i < COUNT(wrong_urls); i++) {
        if (refusal(*state, return_hosts, false, wrong_urls[i]) == NULL)
            fail_msg("%s is allowed", wrong_urls[i]);
    }
}

/* PUN-6: without hosts, or with a list that says nothing, nowhere at all. */
static void an_empty_list_allows_nothing(void **state)
{
    static const char *const lists[] = {"", " ", "*.", "*", "*. ", "."};
    static const char *const urls[] = {"https://good.com", "https://", "https://good.com.",
                                       "https://a.b/", "https:///x"};
    for (size_t i = 0; i < COUNT(lists); i++) {
        for (size_t j = 0; j < COUNT(urls); j++) {
            if (refusal(*state, lists[i], false, urls[j]) == NULL)
                fail_msg("'%s' allows %s", lists[i], urls[j]);
        }
    }
}

/* PUN-6: demo connections only. */
static void loopback_is_for_demo_connections(void **state)
{
    static const char *const fine[] = {
        "http://127.0.0.1/",      "http://127.0.0.1:8080/x", "http://localhost:3000",
        "HTTP://LocalHost/",      "http://[::1]/",           "http://[::1]:8080/x",
        "https://localhost:8443", "https://good.com/",
    };
    static const char *const wrong[] = {
        "http://good.com/",
        "http://127.0.0.1.evil.com/",
        "http://localhost.evil.com/",
        "http://127.0.0.1@evil.com",
        "http://evil.com/127.0.0.1",
        "http://[::1]evil.com/",
        "http://[::2]/",
        "http://[::1",
        "http://localhost:80@evil.com/",
        "http://evil.com#localhost",
        "http:///localhost",
        "http://10.0.0.1/",
        "http://169.254.169.254/",
        "http://0.0.0.0/",
        "http://localhost\\.evil.com/",
        "http://localhost:x/",
    };
    for (size_t i = 0; i < COUNT(fine); i++) {
        const char *reason = refusal(*state, "good.com", true, fine[i]);
        if (reason != NULL)
            fail_msg("%s: %s", fine[i], reason);
    }
    for (size_t i = 0; i < COUNT(wrong); i++) {
        if (refusal(*state, "good.com", true, wrong[i]) == NULL)
            fail_msg("%s is allowed", wrong[i]);
    }
}

static void says_why_a_cart_may_not_return(void **state)
{
    static const struct {
        const char *url;
        const char *word;
    } cases[] = {
        {"http://good.com/", "https://"},     {"javascript:x", "https://"},
        {"https://a@good.com/", "user name"}, {"https://good.com/\n", "characters"},
        {"https://evil.com/", "host"},        {"https://good.com:x/", "port"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *reason = refusal(*state, return_hosts, false, cases[i].url);
        if (reason == NULL || strstr(reason, cases[i].word) == NULL)
            fail_msg("%s: %s", cases[i].url, reason == NULL ? "allowed" : reason);
    }
}

/* CON-1, CON-6, CON-12 */
static void names_read_back(void **state)
{
    (void)state;
    enum procurement_system system = SYSTEM_COUPA;
    enum connection_mode mode = MODE_PRODUCTION;
    enum connection_status status = CONNECTION_WAITING;
    enum classification_profile profile = CLASSIFY_TABLE;
    for (int i = SYSTEM_COUPA; i <= SYSTEM_CXML; i++) {
        assert_true(
            procurement_system_parse(procurement_system_name((enum procurement_system)i), &system));
        assert_int_equal(system, i);
    }
    for (int i = MODE_TEST; i <= MODE_PRODUCTION; i++) {
        assert_true(connection_mode_parse(connection_mode_name((enum connection_mode)i), &mode));
        assert_int_equal(mode, i);
    }
    for (int i = CONNECTION_ENABLED; i <= CONNECTION_REMOVED; i++) {
        assert_true(
            connection_status_parse(connection_status_name((enum connection_status)i), &status));
        assert_int_equal(status, i);
    }
    for (int i = CLASSIFY_UNIFORM; i <= CLASSIFY_TABLE; i++) {
        assert_true(classification_profile_parse(
            classification_profile_name((enum classification_profile)i), &profile));
        assert_int_equal(profile, i);
    }
    assert_string_equal(procurement_system_name(SYSTEM_COUPA), "coupa");
    assert_string_equal(procurement_system_label(SYSTEM_COUPA), "Coupa");
    assert_string_equal(procurement_system_label(SYSTEM_ARIBA), "SAP Ariba");
    assert_string_equal(connection_mode_name(MODE_TEST), "test");
    assert_string_equal(connection_status_name(CONNECTION_ENABLED), "enabled");
    assert_false(procurement_system_parse("Coupa", &system));
    assert_false(connection_mode_parse("", &mode));
    assert_false(connection_status_parse("gone", &status));
    assert_false(classification_profile_parse("own", &profile));
}

/* CON-12, CON-13 */
static void ranges_and_sellers_limit(void **state)
{
    struct connection connection = {.address_ranges = "", .sellers = ""};
    assert_true(connection_admits(*state, &connection, "198.51.100.1"));
    assert_true(connection_sells(&connection, "seller-1"));
    connection.address_ranges = "203.0.113.0/24 2001:db8::/32 192.0.2.7";
    assert_true(connection_admits(*state, &connection, "203.0.113.255"));
    assert_true(connection_admits(*state, &connection, "::ffff:203.0.113.9"));
    assert_true(connection_admits(*state, &connection, "2001:db8:1::1"));
    assert_true(connection_admits(*state, &connection, "192.0.2.7"));
    assert_false(connection_admits(*state, &connection, "192.0.2.8"));
    assert_false(connection_admits(*state, &connection, "203.0.114.1"));
    assert_false(connection_admits(*state, &connection, ""));
    connection.sellers = "seller-10 seller-2";
    assert_true(connection_sells(&connection, "seller-2"));
    assert_false(connection_sells(&connection, "seller-1"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(credentials_are_compared_as_the_guide_says),
        unit_case(a_test_identity_is_its_owners),
        unit_case(ranges_and_sellers_limit),
        unit_case(tells_test_identities),
        unit_case(a_section_names_whom_nothing_contradicts),
        unit_case(compares_as_the_keys_do),
        unit_case(carts_return_to_the_hosts_of_the_connection),
        unit_case(carts_return_nowhere_else),
        unit_case(an_empty_list_allows_nothing),
        unit_case(loopback_is_for_demo_connections),
        unit_case(says_why_a_cart_may_not_return),
        unit_case(names_read_back),
    };
    return cmocka_run_group_tests_name("domain/connection", tests, NULL, NULL);
}
