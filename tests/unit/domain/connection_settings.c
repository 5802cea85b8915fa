#include "unit.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "domain/connection_settings.h"

/* A form that is all right. */
static struct connection_settings coupa(void)
{
    return (struct connection_settings){
        .system = SYSTEM_COUPA,
        .name = " EMEA Coupa ",
        .description = "",
        .buyer_domain = "DUNS",
        .buyer_identity = "123456789",
        .sender_domain = "",
        .sender_identity = "",
        .instance = "https://Globex.coupahost.com/",
        .return_hosts = "",
        .sellers = "seller-1,\n seller-2",
        .redirect_url = "",
        .cart_encoding = "",
        .dtd_version = "",
        .unit_of_measure = "",
        .classification = "",
        .classification_table = "",
        .price_tolerance = "",
        .address_ranges = "",
        .client_certificate = "",
        .acknowledgement = "",
        .confirmation_url = "",
    };
}

static struct connection_settings ariba(const char *anid)
{
    struct connection_settings settings = coupa();
    settings.system = SYSTEM_ARIBA;
    settings.instance = "";
    settings.buyer_identity = anid;
    return settings;
}

static struct settings_problems
problems_of(struct arena *arena, const struct connection_settings *settings, struct connection *out)
{
    struct settings_problems problems = {.count = 0};
    *out = (struct connection){0};
    connection_settings_read(arena, settings, out, &problems);
    return problems;
}

/* One problem alone, beside that field, with these words. */
static void refused(struct arena *arena, const struct connection_settings *settings,
                    const char *field, const char *words)
{
    struct connection connection;
    struct settings_problems problems = problems_of(arena, settings, &connection);
    assert_int_equal(problems.count, 1);
    assert_string_equal(problems.items[0].field, field);
    if (strstr(problems.items[0].message, words) == NULL)
        fail_msg("%s: %s", field, problems.items[0].message);
}

/* CON-2, CON-12: what is not said, the system's preset says. */
static void coupa_is_set_up_with_little(void **state)
{
    struct connection c;
    struct connection_settings settings = coupa();
    assert_int_equal(problems_of(*state, &settings, &c).count, 0);
    assert_string_equal(c.name, "EMEA Coupa");
    assert_string_equal(c.instance_host, "globex.coupahost.com");
    assert_string_equal(c.return_hosts, "globex.coupahost.com");
    assert_string_equal(c.frame_ancestors, "https://globex.coupahost.com");
    assert_string_equal(c.sellers, "seller-1 seller-2");
    assert_string_equal(c.sender.identity, "123456789");
    assert_int_equal(c.cart_encoding, CART_BASE64);
    assert_string_equal(c.dtd_version, "1.2.014");
    assert_string_equal(c.unit_of_measure, "EA");
    assert_false(c.redirect);
}

/* One that was set up before there was an address to give: it can be changed all the same. */
static void hosts_can_stand_in_for_the_instance(void **state)
{
    struct connection c;
    struct connection_settings settings = coupa();
    settings.instance = "";
    refused(*state, &settings, "instance", "Give the address");
    settings.return_hosts = "*.coupahost.com";
    assert_int_equal(problems_of(*state, &settings, &c).count, 0);
    assert_string_equal(c.return_hosts, "*.coupahost.com");
    settings.redirect_url = "https://globex.coupahost.com/ask";
    refused(*state, &settings, "instance", "Give the address");
}

/* CON-4 */
static void anids_are_checked(void **state)
{
    static const char *const good[] = {"AN01000000033", "AN010000000331", "AN01000000033-T"};
    static const char *const bad[] = {"AN0100000003",    "AN0100000003311", "an01000000033",
                                      "AN01000000033-t", "AN0100000003x",   "01000000033"};
    struct connection c;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct connection_settings settings = ariba(good[i]);
        assert_int_equal(problems_of(*state, &settings, &c).count, 0);
    }
    assert_string_equal(c.buyer.domain, "NetworkID");
    assert_string_equal(c.sender.domain, "AribaNetworkUserId");
    assert_string_equal(c.return_hosts, "*.ariba.com");
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct connection_settings settings = ariba(bad[i]);
        refused(*state, &settings, "buyer_identity", "11 or 12 digits");
    }
}

/* CON-8: on only with an address of the instance. */
static void redirects_stay_with_the_instance(void **state)
{
    struct connection c;
    struct connection_settings settings = coupa();
    settings.redirect = true;
    refused(*state, &settings, "redirect_url", "Give the address");
    settings.redirect_url = "https://globex.coupahost.com/ask?x=1";
    assert_int_equal(problems_of(*state, &settings, &c).count, 0);
    assert_string_equal(c.redirect_url, settings.redirect_url);
    settings.redirect_url = "HTTPS://GLOBEX.coupahost.com:443/ask";
    assert_int_equal(problems_of(*state, &settings, &c).count, 0);
    settings.redirect_url = "https://evil.example/ask";
    refused(*state, &settings, "redirect_url", "Its host is evil.example");
    settings.redirect_url = "http://globex.coupahost.com/ask";
    refused(*state, &settings, "redirect_url", "https://");
    settings.redirect_url = "https://globex.coupahost.com@evil.example/ask";
    refused(*state, &settings, "redirect_url", "characters");
    settings.redirect_url = "https://globex.coupahost.com.evil.example/";
    refused(*state, &settings, "redirect_url", "must be that of your Coupa");
    settings = ariba("AN01000000033");
    settings.redirect_url = "https://s1.ariba.com/ask";
    refused(*state, &settings, "redirect_url", "Only Coupa");
}

/* CON-12: each wrong value has its own message, beside its field. */
static void wrong_values_are_told_beside_their_fields(void **state)
{
    static const struct {
        size_t member;
        const char *value, *field, *words;
    } wrong[] = {
#define WRONG(member, value, words)                                                                \
    {offsetof(struct connection_settings, member), value, #member, words}
        WRONG(name, "  ", "name"),
        WRONG(name, "1234567890123456789012345678901234567890123456789012345678901", "60"),
        WRONG(buyer_domain, "", "domain"),
        WRONG(buyer_identity, "\t", "buyer id"),
        WRONG(sender_identity, "77", ""),
        WRONG(instance, "http://globex.coupahost.com", "https://"),
        WRONG(instance, "globex", "not an address"),
        WRONG(return_hosts, "ok.example https://other.example/x", "not a host"),
        WRONG(return_hosts, "*", "not a host"),
        WRONG(cart_encoding, "xml", "base64"),
        WRONG(dtd_version, "latest", "1.2.014"),
        WRONG(unit_of_measure, "a very long unit", "10"),
        WRONG(classification, "own", "uniform"),
        WRONG(classification, "table", "your codes"),
        WRONG(classification_table, "saas=8116", "8 digits"),
        WRONG(price_tolerance, "101", "100"),
        WRONG(price_tolerance, "0,5", "0.5"),
        WRONG(price_tolerance, "1.23456", "0.5"),
        WRONG(address_ranges, "10.0.0.0/33", "'10.0.0.0/33'"),
        WRONG(client_certificate, "abc", "64 hexadecimal"),
        WRONG(acknowledgement, "202", "200 or 201"),
        WRONG(acknowledgement, "201", "where your system takes"),
        WRONG(confirmation_url, "http://127.0.0.1:80/", "https://"),
        WRONG(confirmation_url, "https://globex/x", "not an address"),
        WRONG(confirmation_url, "https://a.example/<", "characters"),
#undef WRONG
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct connection_settings settings = coupa();
        const char *field = wrong[i].field;
        memcpy((char *)&settings + wrong[i].member, &wrong[i].value, sizeof wrong[i].value);
        if (text_equal(field, "sender_identity"))
            field = "sender_domain";
        else if (text_equal(field, "classification") && text_equal(wrong[i].value, "table"))
            field = "classification_table";
        else if (text_equal(wrong[i].value, "201"))
            field = "confirmation_url";
        refused(*state, &settings, field, wrong[i].words);
    }
}

/* What a form shows again is what was saved. */
static void settings_come_back(void **state)
{
    struct connection c, again;
    struct connection_settings settings = coupa();
    settings.redirect = true;
    settings.redirect_url = "https://globex.coupahost.com/ask";
    settings.return_hosts = "*.more.example";
    settings.price_tolerance = "0.525";
    settings.sender_domain = "NetworkID";
    settings.sender_identity = "hub";
    settings.address_ranges = "203.0.113.0/24, 2001:db8::/32";
    settings.confirmations = true;
    settings.single_line = true;
    settings.acknowledgement = "201";
    settings.confirmation_url = " https://globex.coupahost.com/cxml ";
    settings.client_certificate =
        "AA:bb00112233445566778899aabbccddeeff00112233445566778899aabbccdd";
    assert_int_equal(problems_of(*state, &settings, &c).count, 0);
    assert_int_equal(c.price_tolerance_ppm, 5250);
    assert_int_equal(strlen(c.client_certificate), 64);
    settings = connection_settings_of(*state, &c);
    assert_string_equal(settings.price_tolerance, "0.525");
    assert_string_equal(settings.return_hosts, "*.more.example");
    assert_int_equal(problems_of(*state, &settings, &again).count, 0);
    assert_string_equal(again.return_hosts, c.return_hosts);
    assert_string_equal(again.frame_ancestors, c.frame_ancestors);
    assert_string_equal(again.address_ranges, "203.0.113.0/24 2001:db8::/32");
    assert_string_equal(again.sender.identity, "hub");
    assert_string_equal(again.confirmation_url, "https://globex.coupahost.com/cxml");
    assert_true(again.confirms && again.status_updates && again.single_line);
    assert_int_equal(again.price_tolerance_ppm, 5250);
}

/* CON-12, PUN-9: SAP OCI has a user name, and units of three characters */
static void sap_oci(void **state)
{
    struct connection connection;
    struct connection_settings settings = coupa();
    settings.system = SYSTEM_OCI;
    settings.buyer_identity = " globex-oci ";
    settings.instance = "https://sap.globex.example";
    assert_int_equal(problems_of(*state, &settings, &connection).count, 0);
    assert_string_equal(connection.buyer.domain, OCI_DOMAIN);
    assert_string_equal(connection.buyer.identity, "globex-oci");
    assert_string_equal(connection.sender.identity, "globex-oci");
    assert_string_equal(connection.unit_of_measure, "EA");
    assert_string_equal(connection.return_hosts, "sap.globex.example");
    struct connection_settings again = connection_settings_of(*state, &connection);
    assert_int_equal(problems_of(*state, &again, &connection).count, 0);
    settings.unit_of_measure = "EACH";
    refused(*state, &settings, "unit_of_measure", "3 characters");
    settings.unit_of_measure = "PCE";
    settings.buyer_identity = "";
    refused(*state, &settings, "buyer_identity", "Give the user name");
    settings.buyer_identity = "globex oci";
    refused(*state, &settings, "buyer_identity", "letters, digits");
    settings.buyer_identity = "globex";
    /* CAT-8: who writes the call can write another person's address into it. */
    settings.requester = "openid";
    settings.openid_issuer = "https://login.globex.example";
    settings.openid_client_id = "market";
    refused(*state, &settings, "requester", "proves nothing");
    settings.requester = "console";
    assert_int_equal(problems_of(*state, &settings, &connection).count, 0);
    settings.sender_domain = "DUNS";
    settings.sender_identity = "1";
    refused(*state, &settings, "sender_domain", "no sender");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(coupa_is_set_up_with_little),
        unit_case(hosts_can_stand_in_for_the_instance),
        unit_case(anids_are_checked),
        unit_case(redirects_stay_with_the_instance),
        unit_case(wrong_values_are_told_beside_their_fields),
        unit_case(settings_come_back),
        unit_case(sap_oci),
    };
    return cmocka_run_group_tests_name("domain/connection_settings", tests, NULL, NULL);
}
