#include "cxml_unit.h"

#include <string.h>

#include "base/text.h"
#include "cxml/return_form.h"

static struct session open_session(struct market *market, enum market_buyer buyer)
{
    struct caller caller = market_caller(market, buyer);
    return market_session(market, &caller);
}

static struct return_form write_form(struct market *market, const struct session *session,
                                     const struct request *request)
{
    struct return_form form;
    assert_int_equal(cxml_return_form(&market->ctx, session, request, &form), OK);
    return form;
}

static const struct xml_document *read_form(struct market *market, const struct return_form *form)
{
    struct bytes document = bytes_of(form->fields.items[0].value);
    if (text_equal(form->fields.items[0].name, "cXML-base64"))
        assert_true(text_from_base64(market->arena, form->fields.items[0].value, &document));
    assert_int_equal(document.size, form->document.size);
    assert_memory_equal(document.data, form->document.data, document.size);
    return read_xml(market->arena, document);
}

static struct request cart(struct market *market, const struct session *session)
{
    struct request request;
    assert_int_equal(cart_load(&market->ctx, session, &request), OK);
    return request;
}

static void assert_party(const struct xml_node *section, const struct credential *credential)
{
    const struct xml_node *node = xml_child(section, "Credential");
    assert_string_equal(xml_attribute(node, "domain"), credential->domain);
    assert_string_equal(xml_text(xml_child(node, "Identity")), credential->identity);
}

/* PUN-6 */
static void envelope(void **state)
{
    struct market *market = market_open(*state);
    struct session session = open_session(market, GLOBEX);
    market_add(market, &session, "Lighthouse Observability");
    struct request request = cart(market, &session);
    struct return_form form = write_form(market, &session, &request);
    assert_string_equal(form.action, "http://127.0.0.1/return");
    assert_string_equal(form.fields.items[0].name, "cXML-base64");
    const struct xml_document *document = read_form(market, &form);
    assert_string_equal(document->doctype, "http://xml.cxml.org/schemas/cXML/1.2.014/cXML.dtd");
    assert_string_equal(xml_attribute(document->root, "payloadID"), form.payload_id);
    assert_true(text_ends(form.payload_id, "@market.example"));
    const struct xml_node *header = xml_child(document->root, "Header");
    assert_party(xml_child(header, "From"), &session.connection.supplier);
    assert_party(xml_child(header, "To"), &session.connection.buyer);
    assert_party(xml_child(header, "Sender"), &session.connection.supplier);
    assert_non_null(xml_find(header, "Sender/UserAgent"));
    assert_null(xml_find(header, "Sender/Credential/SharedSecret"));
    const struct xml_node *message = xml_child(document->root, "Message");
    assert_string_equal(xml_attribute(message, "deploymentMode"), "production");
    assert_string_equal(xml_attribute(message, "inReplyTo"), session.payload_id);
    assert_null(xml_child(message, "Status"));
    const struct xml_node *order = xml_child(message, "PunchOutOrderMessage");
    assert_string_equal(xml_text(xml_child(order, "BuyerCookie")), "cookie-7");
    const struct xml_node *head = xml_child(order, "PunchOutOrderMessageHeader");
    assert_string_equal(xml_attribute(head, "operationAllowed"), "create");
    const struct xml_node *total = xml_find(head, "Total/Money");
    assert_string_equal(xml_attribute(total, "currency"), "USD");
    assert_string_equal(xml_text(total), "2400.00");
    char *everything = arena_text_n(*state, (const char *)form.document.data, form.document.size);
    assert_null(strstr(everything, market->secrets[GLOBEX]));
}

static void assert_item(const struct xml_node *item, const struct request_line *line,
                        const char *quantity, const char *price, const char *type)
{
    const struct xml_node *detail = xml_child(item, "ItemDetail");
    const struct xml_node *money = xml_find(detail, "UnitPrice/Money");
    const struct xml_node *class = xml_child(detail, "Classification");
    const struct xml_node *extrinsic = xml_child(detail, "Extrinsic");
    assert_string_equal(xml_attribute(item, "quantity"), quantity);
    assert_string_equal(xml_text(xml_find(item, "ItemID/SupplierPartID")), line->part_id);
    assert_string_equal(xml_text(xml_find(item, "ItemID/SupplierPartAuxiliaryID")), line->id);
    assert_string_equal(xml_text(money), price);
    assert_string_equal(xml_text(xml_child(detail, "UnitOfMeasure")), "EA");
    assert_string_equal(xml_text(xml_child(detail, "Description")), line->line.description);
    assert_string_equal(xml_attribute(class, "domain"), "UNSPSC");
    assert_string_equal(xml_text(class), line->unspsc);
    assert_string_equal(xml_attribute(extrinsic, "name"), "LineType");
    assert_string_equal(xml_text(extrinsic), type);
}

/* CAT-5, CAT-6, PUN-6 */
static void items(void **state)
{
    struct market *market = market_open(*state);
    struct session session = open_session(market, GLOBEX);
    market_add(market, &session, "Lighthouse Observability");
    market_add(market, &session, "Streamline Log Search");
    struct request request = cart(market, &session);
    struct return_form form = write_form(market, &session, &request);
    const struct xml_node *order =
        xml_find(read_form(market, &form)->root, "Message/PunchOutOrderMessage");
    const struct xml_node *item = xml_child(order, "ItemIn");
    assert_item(item, &request.lines[0], "1", "2400.00", "Service");
    item = xml_next(item);
    assert_item(item, &request.lines[1], "10000", "0.01", "Material");
    assert_null(xml_next(item));
    assert_string_equal(xml_text(xml_find(order, "PunchOutOrderMessageHeader/Total/Money")),
                        "2500.00");
}

/* CAT-5: yen have no decimals; C8: what EA is called there. PUN-6 */
static void other_currencies_and_units(void **state)
{
    struct market *market = market_open(*state);
    struct session session = open_session(market, GLOBEX);
    market_add(market, &session, "Mizunara Receipt Book");
    session.connection.unit_of_measure = "C62";
    struct request request = cart(market, &session);
    struct return_form form = write_form(market, &session, &request);
    const struct xml_node *order =
        xml_find(read_form(market, &form)->root, "Message/PunchOutOrderMessage");
    const struct xml_node *total = xml_find(order, "PunchOutOrderMessageHeader/Total/Money");
    assert_string_equal(xml_attribute(total, "currency"), "JPY");
    assert_string_equal(xml_text(total), "75000");
    assert_string_equal(xml_text(xml_find(order, "ItemIn/ItemDetail/UnitOfMeasure")), "C62");
}

/* PUN-6 (INTEROP C2): us-ascii, not escaped once more, what is beyond it as references */
static void urlencoded(void **state)
{
    struct market *market = market_open(*state);
    struct session session = open_session(market, INITECH);
    session.buyer_cookie = "<a href=\"x\">&amp; Zürich 山 \xF0\x9F\x94\x92</a>";
    market_add(market, &session, "Ågren Predictive Maintenance");
    struct request request = cart(market, &session);
    struct return_form form = write_form(market, &session, &request);
    assert_string_equal(form.fields.items[0].name, "cXML-urlencoded");
    assert_true(text_starts(form.fields.items[0].value, "<?xml"));
    for (const char *c = form.fields.items[0].value; *c != '\0'; c++)
        assert_true((unsigned char)*c < 0x80);
    const struct xml_node *message = xml_child(read_form(market, &form)->root, "Message");
    assert_string_equal(xml_attribute(message, "deploymentMode"), "test");
    const struct xml_node *order = xml_child(message, "PunchOutOrderMessage");
    assert_string_equal(xml_text(xml_child(order, "BuyerCookie")), session.buyer_cookie);
    assert_true(holds(xml_text(xml_find(order, "ItemIn/ItemDetail/Description")), "Ågren"));
}

/* PUN-6: BuyerCookie verbatim, in either encoding */
static void cookies(void **state)
{
    static const char *const cookies[] = {
        "1", "a]]>b", "<!-- x -->", "&lt;", "line\nline", "a  b", "'\"", "\xC3\xA4\xE5\xB1\xB1",
    };
    struct market *market = market_open(*state);
    struct session session = open_session(market, GLOBEX);
    for (size_t i = 0; i < 2 * sizeof cookies / sizeof *cookies; i++) {
        session.connection.cart_encoding = i % 2 == 0 ? CART_BASE64 : CART_URLENCODED;
        session.buyer_cookie = cookies[i / 2];
        struct return_form form = write_form(market, &session, NULL);
        const struct xml_node *order =
            xml_find(read_form(market, &form)->root, "Message/PunchOutOrderMessage");
        assert_string_equal(xml_text(xml_child(order, "BuyerCookie")), cookies[i / 2]);
    }
}

/* INTEROP D: 255 bytes of Description, 50 of ShortName, never half a character. PUN-6 */
static void long_descriptions(void **state)
{
    struct market *market = market_open(*state);
    struct session session = open_session(market, GLOBEX);
    market_add(market, &session, "Lighthouse Observability");
    struct request request = cart(market, &session);
    struct buf text;
    buf_init(&text, *state, 4096);
    for (int i = 0; i < 200; i++)
        buf_text(&text, "ü");
    request.lines[0].line.description = buf_string(&text);
    struct return_form form = write_form(market, &session, &request);
    const struct xml_node *description =
        xml_find(read_form(market, &form)->root,
                 "Message/PunchOutOrderMessage/ItemIn/ItemDetail/Description");
    assert_non_null(xml_attribute(description, "lang"));
    assert_int_equal(strlen(xml_text(description)), 254);
    assert_int_equal(strlen(xml_text(xml_child(description, "ShortName"))), 50);
    assert_true(text_starts(request.lines[0].line.description, xml_text(description)));
}

/* INTEROP D: some take white space around a text for a part of it. PUN-6 */
static void no_white_space_next_to_text(void **state)
{
    struct market *market = market_open(*state);
    struct session session = open_session(market, INITECH);
    market_add(market, &session, "Lighthouse Observability");
    struct request request = cart(market, &session);
    struct return_form form = write_form(market, &session, &request);
    const char *description = strstr(form.fields.items[0].value, "<Description");
    assert_non_null(description);
    description = strchr(description, '>') + 1;
    const char *end = strstr(description, "</Description>");
    assert_null(memchr(description, '\n', (size_t)(end - description)));
}

/* PUN-6 (INTEROP C8): Cancel is a Status 204, never an empty cart alone */
static void cancelling(void **state)
{
    struct market *market = market_open(*state);
    for (enum market_buyer buyer = GLOBEX; buyer < MARKET_BUYERS; buyer++) {
        struct session session = open_session(market, buyer);
        struct return_form form = write_form(market, &session, NULL);
        const struct xml_node *message = xml_child(read_form(market, &form)->root, "Message");
        const struct xml_node *status = message->first;
        assert_string_equal(status->name, "Status");
        assert_string_equal(xml_attribute(status, "code"), "204");
        assert_string_equal(xml_attribute(status, "text"), "No Content");
        const struct xml_node *order = xml_child(message, "PunchOutOrderMessage");
        assert_string_equal(xml_text(xml_child(order, "BuyerCookie")), "cookie-7");
        assert_null(xml_child(order, "ItemIn"));
    }
}

/* CON-6, CON-7: `test` in every document of it */
static void test_mode(void **state)
{
    struct market *market = market_open(*state);
    struct caller caller = market_caller(market, GLOBEX);
    caller.test = true;
    struct session session = market_session(market, &caller);
    struct return_form form = write_form(market, &session, NULL);
    const struct xml_node *message = xml_child(read_form(market, &form)->root, "Message");
    assert_string_equal(xml_attribute(message, "deploymentMode"), "test");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(envelope),
        unit_case(items),
        unit_case(other_currencies_and_units),
        unit_case(urlencoded),
        unit_case(cookies),
        unit_case(long_descriptions),
        unit_case(no_white_space_next_to_text),
        unit_case(cancelling),
        unit_case(test_mode),
    };
    xml_library_start();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
