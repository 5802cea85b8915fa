#include "cxml_unit.h"

#include <string.h>

#include "base/text.h"

/* PUN-1 (INTEROP C5; cXML guide p. 34-37) */
static void codes_of_statuses(void **state)
{
    static const struct {
        enum status status;
        enum cxml_code code;
        int http;
        const char *text;
    } table[] = {
        {OK, 200, 200, "OK"},
        {BAD_INPUT, 400, 200, "Bad Request"},
        {UNAUTHENTICATED, 401, 200, "Unauthorized"},
        {DENIED, 403, 200, "Forbidden"},
        {NOT_FOUND, 400, 200, "Bad Request"},
        {CONFLICT, 409, 200, "Conflict"},
        {TOO_LARGE, 400, 200, "Bad Request"},
        {UNAVAILABLE, 560, 503, "Temporary Server Error"},
        {UNCERTAIN, 560, 503, "Temporary Server Error"},
        {FAILED, 500, 500, "Internal Server Error"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        enum cxml_code code = cxml_code_of(table[i].status);
        assert_int_equal(code, table[i].code);
        assert_string_equal(cxml_code_text(code), table[i].text);
        assert_int_equal(cxml_http_status(code), table[i].http);
    }
    assert_string_equal(cxml_code_text(CXML_NO_CONTENT), "No Content");
    assert_string_equal(cxml_code_text(CXML_NOT_ACCEPTABLE), "Not Acceptable");
    assert_string_equal(cxml_code_text(CXML_NOT_IMPLEMENTED), "Not Implemented");
    assert_int_equal(cxml_http_status(CXML_NOT_ACCEPTABLE), 200);
    assert_int_equal(cxml_http_status(CXML_NOT_IMPLEMENTED), 200);
}

static enum status read_request(void **state, const char *text, struct cxml_request *out)
{
    struct fault fault;
    return cxml_request_read(*state, read_xml(*state, bytes_of(text)), out, &fault);
}

/* PUN-1 */
static void a_request(void **state)
{
    struct cxml_request request;
    static const char text[] =
        "<cXML payloadID=' 1@b\n' xml:lang='de-DE'><Header>"
        "<From><Credential domain='DUNS'><Identity> 1 </Identity></Credential>"
        "<Credential domain='X'><Identity>2</Identity></Credential></From>"
        "<To><Credential domain='DUNS'><Identity>3</Identity></Credential></To>"
        "<Sender><Credential domain='N'><Identity>4</Identity><SharedSecret>s&amp;t</SharedSecret>"
        "</Credential><UserAgent>U</UserAgent></Sender></Header>"
        "<Request deploymentMode='TEST'><ProfileRequest/></Request></cXML>";
    assert_int_equal(read_request(state, text, &request), OK);
    assert_string_equal(request.payload_id, "1@b");
    assert_string_equal(request.language, "de-DE");
    assert_int_equal(request.claim.from.count, 2);
    assert_string_equal(request.claim.from.items[0].domain, "DUNS");
    assert_string_equal(request.claim.from.items[0].identity, "1");
    assert_string_equal(request.claim.from.items[1].domain, "X");
    assert_string_equal(request.claim.to.items[0].identity, "3");
    assert_string_equal(request.claim.sender.items[0].identity, "4");
    assert_string_equal(request.claim.shared_secret, "s&t");
    assert_true(request.claim.test);
    assert_string_equal(request.body->name, "ProfileRequest");
}

/* PUN-1: whatever the order, whatever is missing (INTEROP C3, C4, C7) */
static void careless_requests(void **state)
{
    struct cxml_request request;
    static const char reordered[] =
        "<cXML><Request deploymentMode='production'><OrderRequest/></Request><Header>"
        "<Sender><UserAgent>U</UserAgent><Credential domain='DUNS'><SharedSecret>s</SharedSecret>"
        "<Identity>5</Identity><Identity>6</Identity></Credential></Sender>"
        "<From><Credential/></From></Header></cXML>";
    assert_int_equal(read_request(state, reordered, &request), OK);
    assert_string_equal(request.payload_id, "");
    assert_true(text_starts(request.language, "en"));
    assert_string_equal(request.claim.sender.items[0].identity, "5");
    assert_string_equal(request.claim.shared_secret, "s");
    assert_string_equal(request.claim.from.items[0].domain, "");
    assert_string_equal(request.claim.from.items[0].identity, "");
    assert_int_equal(request.claim.to.count, 0);
    assert_false(request.claim.test);
    assert_string_equal(request.body->name, "OrderRequest");
    assert_int_equal(read_request(state, "<cXML/>", &request), OK);
    assert_null(request.claim.shared_secret);
    assert_null(request.body);
    assert_int_equal(read_request(state, "<cXML><Request/></cXML>", &request), OK);
    assert_null(request.body);
}

/* PUN-1 */
static void no_requests(void **state)
{
    struct cxml_request request;
    assert_int_equal(
        read_request(state, "<cXML><Response><Status code='200'/></Response></cXML>", &request),
        OK);
    assert_null(request.body);
    assert_int_equal(
        read_request(state, "<cXML><Message><PunchOutOrderMessage/></Message></cXML>", &request),
        OK);
    assert_null(request.body);
    assert_int_equal(read_request(state, "<html/>", &request), BAD_INPUT);
    assert_int_equal(read_request(state, "<cxml/>", &request), BAD_INPUT);
}

/* INTEROP C3: something unique, then @ and our host. PUN-1 */
static void payload_ids(void **state)
{
    static const char *const pairs[][2] = {
        {"https://market.example", "7@market.example"},
        {"http://market.example:8080", "7@market.example"},
        {"https://market.example/shop", "7@market.example"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        struct app app = {.public_url = pairs[i][0]};
        struct ctx ctx = {.app = &app, .arena = *state};
        assert_string_equal(cxml_payload_id(&ctx, "7"), pairs[i][1]);
    }
}

static void write_body(struct xml_writer *w, const void *state)
{
    xml_leaf(w, "Body", state);
}

/* PUN-1: a Response has no Header, a payloadID, a timestamp without Z, a Status */
static void responses(void **state)
{
    struct cxml_answer answer = {.code = CXML_FORBIDDEN,
                                 .message = "<no> & \"never\"",
                                 .payload_id = "7@market.example",
                                 .now_us = MARKET_START_US,
                                 .version = "1.2.020"};
    struct buf out = cxml_write_response(*state, &answer, write_body, "x");
    assert_false(out.overflow);
    assert_true(text_starts(buf_string(&out), "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"));
    const struct xml_document *document = read_xml(*state, buf_bytes(&out));
    assert_string_equal(document->doctype, "http://xml.cxml.org/schemas/cXML/1.2.020/cXML.dtd");
    const struct xml_node *root = document->root;
    assert_string_equal(root->name, "cXML");
    assert_string_equal(xml_attribute(root, "payloadID"), "7@market.example");
    assert_string_equal(xml_attribute(root, "timestamp"), "2026-11-22T21:30:00+00:00");
    assert_null(xml_child(root, "Header"));
    const struct xml_node *response = root->first;
    assert_string_equal(response->name, "Response");
    assert_null(response->next);
    const struct xml_node *status = response->first;
    assert_string_equal(status->name, "Status");
    assert_string_equal(xml_attribute(status, "code"), "403");
    assert_string_equal(xml_attribute(status, "text"), "Forbidden");
    assert_string_equal(xml_text(status), answer.message);
    assert_string_equal(xml_text(xml_child(response, "Body")), "x");
    out = cxml_write_response(*state, &answer, NULL, NULL);
    response = read_xml(*state, buf_bytes(&out))->root->first;
    assert_null(response->first->next);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(codes_of_statuses), unit_case(a_request),   unit_case(careless_requests),
        unit_case(no_requests),       unit_case(payload_ids), unit_case(responses),
    };
    xml_library_start();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
