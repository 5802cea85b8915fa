#include "cxml_unit.h"

#include <string.h>

#include "cxml/details.h"

static const struct xml_node *root_of(void **state, const char *text)
{
    return read_xml(*state, bytes_of(text))->root;
}

/* ORD-1 */
static void headers(void **state)
{
    const struct xml_node *header =
        root_of(state, "<OrderRequestHeader orderID='1'><Total><Money currency='USD'>1</Money>"
                       "</Total><ShipTo><Address isoCountryCode='DE'><Name xml:lang='de'>Einkauf "
                       "\"Süd\"</Name></Address></ShipTo><Comments>a &amp; b</Comments>"
                       "<Extrinsic name='CostCenter'>4711</Extrinsic></OrderRequestHeader>");
    assert_string_equal(
        cxml_header_details(*state, header),
        "[{\"name\":\"ShipTo\",\"children\":[{\"name\":\"Address\",\"attributes\":"
        "{\"isoCountryCode\":\"DE\"},\"children\":[{\"name\":\"Name\",\"attributes\":{\"lang\":"
        "\"de\"},\"text\":\"Einkauf \\\"Süd\\\"\"}]}]},{\"name\":\"Comments\",\"text\":\"a & b\"},"
        "{\"name\":\"Extrinsic\",\"attributes\":{\"name\":\"CostCenter\"},\"text\":\"4711\"}]");
    assert_string_equal(cxml_header_details(*state, NULL), "[]");
}

/* ORD-1: Payment may hold a card's number */
static void payment_is_left_out(void **state)
{
    const struct xml_node *header =
        root_of(state, "<OrderRequestHeader><Payment><PCard number='4111111111111111'/></Payment>"
                       "<Tax><Description>VAT</Description></Tax></OrderRequestHeader>");
    const char *details = cxml_header_details(*state, header);
    assert_null(strstr(details, "4111"));
    assert_null(strstr(details, "Payment"));
    assert_non_null(strstr(details, "VAT"));
}

/* ORD-1 */
static void lines(void **state)
{
    const struct xml_node *item = root_of(
        state, "<ItemOut quantity='1'><ItemID><SupplierPartID>P</SupplierPartID></ItemID>"
               "<ItemDetail><UnitPrice><Money>1</Money></UnitPrice><Extrinsic name='LineType'>"
               "Service</Extrinsic></ItemDetail><Distribution><Accounting name='x'/></Distribution>"
               "<Comments>now</Comments></ItemOut>");
    assert_string_equal(
        cxml_line_details(*state, item),
        "[{\"name\":\"Distribution\",\"children\":[{\"name\":\"Accounting\",\"attributes\":"
        "{\"name\":\"x\"}}]},{\"name\":\"Comments\",\"text\":\"now\"},{\"name\":\"Extrinsic\","
        "\"attributes\":{\"name\":\"LineType\"},\"text\":\"Service\"}]");
    assert_string_equal(cxml_line_details(*state, root_of(state, "<ItemOut/>")), "[]");
}

/* ORD-1, ORD-2: attributes tell one order from another too; orderDate may be renewed */
static void attributes(void **state)
{
    const struct xml_node *header =
        root_of(state, "<OrderRequestHeader orderID='1' orderDate='2026-11-22' type='new' "
                       "orderType='release' orderVersion='2' agreementID='A-7'/>");
    assert_string_equal(
        cxml_header_details(*state, header),
        "[{\"name\":\"OrderRequestHeader\",\"attributes\":{\"agreementID\":\"A-7\"}}]");
    const struct xml_node *item =
        root_of(state, "<ItemOut quantity='1' lineNumber='2' requestedDeliveryDate='2026-12-01'>"
                       "<Comments>c</Comments></ItemOut>");
    assert_string_equal(cxml_line_details(*state, item),
                        "[{\"name\":\"ItemOut\",\"attributes\":{\"requestedDeliveryDate\":"
                        "\"2026-12-01\"}},{\"name\":\"Comments\",\"text\":\"c\"}]");
}

/* ORD-1: without a limit on what a buyer sends there is one on what is kept twice */
static void limits(void **state)
{
    struct buf text;
    buf_init(&text, *state, 4 << 20);
    buf_text(&text, "<OrderRequestHeader><Comments>");
    for (int i = 0; i < 200000; i++)
        buf_text(&text, "1234567890");
    buf_text(&text, "</Comments></OrderRequestHeader>");
    assert_string_equal(cxml_header_details(*state, root_of(state, buf_string(&text))), "[]");
    buf_init(&text, *state, 4 << 20);
    for (int i = 0; i < 90; i++)
        buf_text(&text, "<a>");
    for (int i = 0; i < 90; i++)
        buf_text(&text, "</a>");
    const char *deep = cxml_header_details(*state, root_of(state, buf_string(&text)));
    assert_in_range(strlen(deep), 10, 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(headers), unit_case(payment_is_left_out), unit_case(lines), unit_case(attributes),
        unit_case(limits),
    };
    xml_library_start();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
