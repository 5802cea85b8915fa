/* Orders through the door: from bytes to agreements. */
#include "cxml_unit.h"

#include <string.h>

#include "base/text.h"

static const char *const lighthouse[] = {"Lighthouse Observability", NULL};

static struct request requested(struct market *market, enum market_buyer buyer)
{
    struct caller caller = market_caller(market, buyer);
    return market_request(market, &caller, lighthouse);
}

/* ORD-1, ORD-2, ORD-3: a bare Status, and the same bytes to a repeat */
static void an_order(void **state)
{
    struct market *market = market_open(*state);
    struct request request = requested(market, GLOBEX);
    const struct sent sent = {.payload_id = "1@b", .target = "/v1/orders"};
    const char *body = order_body(market, "PO-1", request.lines, 1);
    struct received got = send_request(market, &sent, body);
    assert_string_equal(got.code, "200");
    assert_string_equal(xml_attribute(got.response->first, "text"), "OK");
    assert_null(got.response->first->next);
    assert_true(holds(got.message, "PO-1"));
    struct agreement_list list = market_agreements(market, NULL);
    assert_int_equal(list.count, 1);
    assert_string_equal(list.items[0].order_id, "PO-1");
    assert_string_equal(list.items[0].order_line, "1");
    market_wait(market, TIME_DAY_US);
    struct received again = send_request(market, &sent, body);
    assert_int_equal(again.http.body.size, got.http.body.size);
    assert_memory_equal(again.http.body.data, got.http.body.data, got.http.body.size);
    struct received resent = send_request(market, &(struct sent){.payload_id = "2@b"}, body);
    assert_memory_equal(resent.http.body.data, got.http.body.data, got.http.body.size);
    assert_int_equal(market_agreements(market, NULL).count, 1);
}

/* ORD-3: kept for a person, answered with 200 */
static void needs_attention(void **state)
{
    struct market *market = market_open(*state);
    struct request request = requested(market, GLOBEX);
    request.lines[0].line.unit_price = money_of(QUANTITY_ONE, "USD");
    struct received got =
        send_request(market, &(struct sent){0}, order_body(market, "PO-1", request.lines, 1));
    assert_string_equal(got.code, "200");
    assert_true(holds(got.message, "price"));
    assert_int_equal(market_agreements(market, NULL).count, 0);
}

/* ORD-1 */
static void refused(void **state)
{
    struct market *market = market_open(*state);
    struct received got = send_request(market, &(struct sent){.payload_id = "1@b"},
                                       order_body(market, "PO-1", NULL, 0));
    assert_string_equal(got.code, "400");
    assert_int_equal(got.http.status, 200);
    struct document_list list = market_documents(market, "1@b");
    assert_int_equal(list.count, 1);
    assert_true(list.items[0].status_code == 400);
    assert_string_equal(list.items[0].order_id, "PO-1");
    market_set_status(market, GLOBEX, CONNECTION_WAITING);
    got = send_request(market, &(struct sent){0}, order_body(market, "PO-1", NULL, 0));
    assert_string_not_equal(got.code, "200");
}

/* CON-6 */
static void test_mode(void **state)
{
    struct market *market = market_open(*state);
    struct request request = requested(market, INITECH);
    struct received got = send_request(market, &(struct sent){.buyer = INITECH},
                                       order_body(market, "PO-1", request.lines, 1));
    assert_string_equal(got.code, "200");
    assert_true(holds(got.message, "Test mode"));
    assert_int_equal(market_agreements(market, NULL).count, 0);
}

/* ORD-1, OPS-3: with an attachment; all of it is kept, but for the secret */
static void attachments(void **state)
{
    struct market *market = market_open(*state);
    struct request request = requested(market, GLOBEX);
    const struct sent sent = {.payload_id = "1@b",
                              .type = "multipart/related; boundary=\"--=b\"; type=\"text/xml\""};
    const char *document =
        sent_document(market, &sent, order_body(market, "PO-1", request.lines, 1));
    struct buf body;
    buf_init(&body, *state, 1 << 20);
    buf_text(&body,
             "----=b\r\nContent-Type: text/xml\r\nContent-Transfer-Encoding: base64\r\n\r\n");
    buf_base64(&body, document, strlen(document));
    buf_text(&body, "\r\n----=b\r\nContent-Type: text/plain\r\nContent-ID: <a@b>\r\n\r\nattached "
                    "words\r\n----=b--\r\n");
    struct received got = send_bytes(market, &sent, buf_bytes(&body));
    assert_string_equal(got.code, "200");
    assert_int_equal(market_agreements(market, NULL).count, 1);
    struct document_list list = market_documents(market, "1@b");
    struct bytes stored = market_body(market, list.items[0].id);
    const char *text = arena_text_n(*state, (const char *)stored.data, stored.size);
    assert_non_null(strstr(text, "attached words"));
    assert_non_null(strstr(text, "PO-1"));
    assert_null(strstr(text, market->secrets[GLOBEX]));
    struct buf secret;
    buf_init(&secret, *state, 1 << 20);
    buf_base64(&secret, document, strlen(document));
    assert_null(strstr(text, buf_string(&secret)));
    assert_true(text_starts(list.items[0].content_type, "multipart/related"));
}

/* ORD-1: other encodings */
static void wide_orders(void **state)
{
    struct market *market = market_open(*state);
    struct request request = requested(market, GLOBEX);
    const struct sent sent = {.payload_id = "1@b", .type = "text/xml"};
    const char *document =
        sent_document(market, &sent, order_body(market, "PO-1", request.lines, 1));
    struct received got =
        send_bytes(market, &sent, utf16(*state, strstr(document, "<!DOCTYPE"), true));
    assert_string_equal(got.code, "200");
    assert_int_equal(market_agreements(market, NULL).count, 1);
    struct document_list list = market_documents(market, "1@b");
    struct bytes stored = market_body(market, list.items[0].id);
    struct bytes secret = utf16(*state, market->secrets[GLOBEX], true);
    assert_null(memmem(stored.data, stored.size, secret.data + 2, secret.size - 2));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(an_order),  unit_case(needs_attention), unit_case(refused),
        unit_case(test_mode), unit_case(attachments),     unit_case(wide_orders),
    };
    xml_library_start();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
