/* BUY-1: what the stand-in sends, read back. */
#include "buyer_unit.h"

#include "buyer/mask.h"
#include "buyer/order.h"
#include "buyer/setup.h"

static const struct xml_node *write_setup(struct arena *arena, const char *user_id)
{
    struct settings *settings = unit_settings(arena, "http://127.0.0.1:8080");
    struct entropy entropy = unit_entropy(arena);
    const struct user *user = settings_user(settings, user_id);
    struct setup setup = {.envelope = envelope_new(arena, user->connection, UNIT_NOW_US, &entropy),
                          .user = user,
                          .buyer_cookie = "c00kie",
                          .return_url = "http://localhost:8081/checkout?id=1&x=y"};
    return unit_parse(arena, setup_write(arena, &setup));
}

static const char *text_at(const struct xml_node *root, const char *path)
{
    return xml_text(xml_find(root, path));
}

static void coupa_setup(void **state)
{
    const struct xml_node *root = write_setup(*state, "amelia.ortiz");
    assert_string_equal(xml_attribute(root, "timestamp"), "2026-11-22T21:30:00+00:00");
    assert_true(text_ends(xml_attribute(root, "payloadID"), "@coupa.globex.example"));
    assert_string_equal(text_at(root, "Header/From/Credential/Identity"), "GLOBEX1");
    assert_string_equal(text_at(root, "Header/To/Credential/Identity"), "079928354");
    assert_string_equal(text_at(root, "Header/Sender/Credential/SharedSecret"),
                        "not-a-real-secret");
    assert_string_equal(text_at(root, "Header/Sender/UserAgent"), "Coupa Procurement 1.0");
    assert_null(xml_find(root, "Header/Path"));
    assert_null(xml_attribute(xml_child(root, "Request"), "deploymentMode"));
    const struct xml_node *setup = xml_find(root, "Request/PunchOutSetupRequest");
    assert_string_equal(xml_attribute(setup, "operation"), "create");
    assert_string_equal(text_at(setup, "BuyerCookie"), "c00kie");
    assert_string_equal(text_at(setup, "BrowserFormPost/URL"),
                        "http://localhost:8081/checkout?id=1&x=y");
    assert_string_equal(unit_extrinsic(setup, "FirstName"), "Amelia");
    assert_string_equal(unit_extrinsic(setup, "LastName"), "Ortiz");
    assert_string_equal(unit_extrinsic(setup, "UniqueName"), "amelia.ortiz@globex.example");
    assert_string_equal(unit_extrinsic(setup, "BusinessUnit"), "Globex");
    assert_string_equal(xml_attribute(xml_child(setup, "Contact"), "role"), "endUser");
    assert_null(xml_child(setup, "ShipTo"));
    assert_string_equal(text_at(setup, "SupplierSetup/URL"), "http://127.0.0.1:8080/setup");
}

static void ariba_setup(void **state)
{
    const struct xml_node *root = write_setup(*state, "noor.haddad");
    assert_string_equal(text_at(root, "Header/From/Credential/Identity"), "AN01000000001-T");
    assert_string_equal(text_at(root, "Header/Sender/Credential/Identity"), "sysadmin@ariba.com");
    assert_string_equal(text_at(root, "Header/Path/Node/Credential/Identity"), "AN01000000001-T");
    assert_string_equal(xml_attribute(xml_find(root, "Header/OriginalDocument"), "payloadID"),
                        xml_attribute(root, "payloadID"));
    assert_string_equal(xml_attribute(xml_child(root, "Request"), "deploymentMode"), "test");
    const struct xml_node *setup = xml_find(root, "Request/PunchOutSetupRequest");
    assert_string_equal(unit_extrinsic(setup, "UserFullName"), "Noor Haddad");
    assert_string_equal(text_at(setup, "ShipTo/Address/PostalAddress/City"), "Oakland");
}

static void order_has_every_line(void **state)
{
    struct arena *arena = *state;
    struct settings *settings = unit_settings(arena, "http://127.0.0.1:8080");
    struct entropy entropy = unit_entropy(arena);
    const struct user *user = settings_user(settings, "amelia.ortiz");
    const struct cart_line lines[] = {{.quantity_micro = 40000000000,
                                       .unit_price_micro = 10000,
                                       .amount_micro = 400000000,
                                       .description = "Tom & Jerry",
                                       .unit = "EA",
                                       .part_id = "p<1",
                                       .auxiliary_id = "a1",
                                       .class_domain = "UNSPSC",
                                       .class_code = "43232701"},
                                      {.quantity_micro = 1000000,
                                       .unit_price_micro = 0,
                                       .description = "Free",
                                       .unit = "EA",
                                       .part_id = "p2",
                                       .auxiliary_id = "",
                                       .class_code = ""}};
    struct cart cart = {.currency = "EUR", .total_micro = 400000000, .lines = lines, .count = 2};
    struct order order = {.envelope = envelope_new(arena, user->connection, UNIT_NOW_US, &entropy),
                          .order_id = "PO-1001",
                          .requisition_id = "R-1",
                          .requester = user,
                          .approver = user->colleague,
                          .cart = &cart};
    const struct xml_node *root = unit_parse(arena, order_write(arena, &order));
    const struct xml_node *header = xml_find(root, "Request/OrderRequest/OrderRequestHeader");
    assert_string_equal(xml_attribute(header, "orderID"), "PO-1001");
    assert_string_equal(xml_attribute(header, "type"), "new");
    assert_string_equal(text_at(header, "Total/Money"), "400.00");
    assert_string_equal(text_at(header, "BillTo/Address/Name"), "Globex");
    const struct xml_node *item = xml_find(root, "Request/OrderRequest/ItemOut");
    assert_string_equal(xml_attribute(item, "lineNumber"), "1");
    assert_string_equal(xml_attribute(item, "quantity"), "40000");
    assert_string_equal(text_at(item, "ItemID/SupplierPartID"), "p<1");
    assert_string_equal(text_at(item, "ItemID/SupplierPartAuxiliaryID"), "a1");
    assert_string_equal(text_at(item, "ItemDetail/UnitPrice/Money"), "0.01");
    assert_string_equal(text_at(item, "ItemDetail/Description"), "Tom & Jerry");
    assert_string_equal(text_at(item, "ItemDetail/Classification"), "43232701");
    item = xml_next(item);
    assert_string_equal(xml_attribute(item, "lineNumber"), "2");
    assert_null(xml_find(item, "ItemID/SupplierPartAuxiliaryID"));
    assert_string_equal(text_at(item, "ItemDetail/Classification"), "NotAvailable");
}

static void secrets_are_masked(void **state)
{
    assert_string_equal(
        mask_secrets(*state, "<a><SharedSecret>x&lt;y</SharedSecret><b/><sharedsecret a='1'>z</a>"),
        "<a><SharedSecret>********</SharedSecret><b/><sharedsecret a='1'>********");
    assert_string_equal(mask_secrets(*state, "<SharedSecret/><b>t</b>"), "<SharedSecret/><b>t</b>");
    assert_string_equal(mask_secrets(*state, "<SharedSecret>open"), "<SharedSecret>********");
    assert_string_equal(mask_secrets(*state, "<SharedSecret><![CDATA[x</y]]></SharedSecret>"),
                        "<SharedSecret>********</SharedSecret>");
    assert_string_equal(mask_secrets(*state, "<CredentialMac type=\"t\">m</CredentialMac>"),
                        "<CredentialMac type=\"t\">********</CredentialMac>");
    assert_string_equal(mask_secrets(*state, "<SharedSecret"), "<SharedSecret");
}

int main(void)
{
    const struct CMUnitTest tests[] = {unit_case(coupa_setup), unit_case(ariba_setup),
                                       unit_case(order_has_every_line),
                                       unit_case(secrets_are_masked)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
