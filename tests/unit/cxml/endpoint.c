#include "cxml_unit.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "cxml/endpoint.h"

static const char *const addresses[] = {"/cxml", "/v1/punchout/setup", "/v1/orders", "/v1/profile"};

enum { ADDRESSES = sizeof addresses / sizeof *addresses };

/* PUN-1: every address takes every request; the answer is text/xml in HTTP 200 */
static void every_address(void **state)
{
    struct market *market = market_open(*state);
    for (size_t i = 0; i < ADDRESSES; i++) {
        const struct sent sent = {.target = addresses[i]};
        struct received got = send_request(market, &sent, setup_body(market, ""));
        assert_string_equal(got.code, "200");
        assert_string_equal(xml_attribute(xml_child(got.response, "Status"), "text"), "OK");
        assert_int_equal(got.http.status, 200);
        assert_string_equal(got.http.content_type, "text/xml; charset=UTF-8");
        assert_null(xml_child(got.root, "Header"));
        assert_true(cxml_takes_path(addresses[i]));
    }
    assert_false(cxml_takes_path("/"));
    assert_false(cxml_takes_path("/cxml/x"));
}

/* PUN-1: the ping (guide p. 41-42) */
static void ping(void **state)
{
    struct market *market = market_open(*state);
    struct http_server_options options = cxml_site(market);
    for (size_t i = 0; i < ADDRESSES; i++) {
        struct http_loopback_request request = {.target = addresses[i]};
        struct http_answer answer = http_loopback(*state, &options, &request);
        assert_int_equal(answer.status, 200);
        const struct xml_node *status =
            xml_find(read_xml(*state, answer.body)->root, "Response/Status");
        assert_string_equal(xml_attribute(status, "code"), "200");
        assert_string_equal(xml_text(status), "Ping Response Message");
    }
}

/* PUN-1, INTEROP C13: the answer's DOCTYPE is the connection's */
static void versions(void **state)
{
    struct market *market = market_open(*state);
    struct received got =
        send_request(market, &(struct sent){.buyer = SOYLENT}, "<ProfileRequest/>");
    assert_string_equal(read_xml(*state, got.http.body)->doctype,
                        "http://xml.cxml.org/schemas/cXML/1.2.020/cXML.dtd");
    got = send_request(market, &(struct sent){.secret = "wrong"}, "<ProfileRequest/>");
    assert_string_equal(read_xml(*state, got.http.body)->doctype,
                        "http://xml.cxml.org/schemas/cXML/1.2.014/cXML.dtd");
}

/* PUN-1 */
static void what_is_no_request_of_ours(void **state)
{
    struct market *market = market_open(*state);
    struct received got = send_request(market, &(struct sent){0}, "<QuoteRequest/>");
    assert_string_equal(got.code, "450");
    assert_true(holds(got.message, "QuoteRequest"));
    got = send_request(market, &(struct sent){.secret = "wrong"}, "<QuoteRequest/>");
    assert_string_equal(got.code, "401");
    got = send_request(market, &(struct sent){0}, "");
    assert_string_equal(got.code, "400");
    const char *message = sent_document(market, &(struct sent){0}, "<ProfileRequest/>");
    char *renamed = arena_text(*state, message);
    for (char *at; (at = strstr(renamed, "Request>")) != NULL;)
        memcpy(at, "Message>", strlen("Message>"));
    got = send_bytes(market, &(struct sent){0}, bytes_of(renamed));
    assert_string_not_equal(got.code, "200");
    assert_int_equal(got.http.status, 200);
}

/* PUN-1: what can't be read is 406 (INTEROP C5) */
static void what_cannot_be_read(void **state)
{
    static const char *const documents[] = {
        "",
        "hello",
        "<cXML>",
        "<html><body/></html>",
        "{\"a\":1}",
        "<cXML>&undeclared;</cXML>",
        "<!DOCTYPE cXML [<!ENTITY a 'b'>]><cXML>&a;</cXML>",
        "\xFF\xFE",
    };
    struct market *market = market_open(*state);
    for (size_t i = 0; i < sizeof documents / sizeof *documents; i++) {
        struct received got = send_bytes(market, &(struct sent){0}, bytes_of(documents[i]));
        assert_string_equal(got.code, "406");
        assert_int_equal(got.http.status, 200);
        assert_true(strlen(got.message) > 10);
    }
    struct received got = send_bytes(market, &(struct sent){.type = "multipart/related"},
                                     bytes_of("--b\r\n\r\n<cXML/>"));
    assert_string_equal(got.code, "406");
}

/* PUN-1 (INTEROP C1): mislabelled XML is XML */
static void content_types(void **state)
{
    static const char *const types[] = {
        "text/xml",
        "application/xml",
        "application/x-www-form-urlencoded",
        "text/plain",
        "application/xml; charset=\"utf-8\"",
        "text/xml; charset=us-ascii",
        "*/*",
        "garbage",
    };
    struct market *market = market_open(*state);
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        struct received got =
            send_request(market, &(struct sent){.type = types[i]}, setup_body(market, ""));
        assert_string_equal(got.code, "200");
    }
    for (int big = 0; big < 2; big++) {
        const char *text = sent_document(market, &(struct sent){0}, setup_body(market, ""));
        char *unnamed = arena_text(*state, strstr(text, "<!DOCTYPE"));
        struct received got =
            send_bytes(market, &(struct sent){.type = "text/xml"}, utf16(*state, unnamed, big));
        assert_string_equal(got.code, "200");
    }
}

static const char *kept(struct market *market, const char *payload_id)
{
    struct document_list list = market_documents(market, payload_id);
    assert_int_equal(list.count, 1);
    struct bytes body = market_body(market, list.items[0].id);
    assert_true((size_t)list.items[0].size == body.size);
    return arena_text_n(market->arena, (const char *)body.data, body.size);
}

/* OPS-3: raw bytes but for the secret, with what became of them */
static void the_document_log(void **state)
{
    struct market *market = market_open(*state);
    const struct sent sent = {.payload_id = "1@b"};
    const char *document = sent_document(market, &sent, setup_body(market, ""));
    send_bytes(market, &sent, bytes_of(document));
    const char *body = kept(market, "1@b");
    assert_int_equal(strlen(body), strlen(document));
    assert_null(strstr(body, market->secrets[GLOBEX]));
    size_t before = (size_t)(strstr(document, market->secrets[GLOBEX]) - document);
    size_t length = strlen(market->secrets[GLOBEX]);
    assert_memory_equal(body, document, before);
    assert_int_equal(strspn(body + before, "*"), length);
    assert_string_equal(body + before + length, document + before + length);
    const struct document *row = &market_documents(market, "1@b").items[0];
    assert_string_equal(row->organization_id, market->rows[GLOBEX].connection.organization_id);
    assert_string_equal(row->connection_id, market->rows[GLOBEX].connection.id);
    assert_string_equal(row->kind, "PunchOutSetupRequest");
    assert_string_equal(row->direction, "in");
    assert_true(row->status_code == 200);
    send_request(market, &(struct sent){.payload_id = "2@b", .secret = "a wrong secret"},
                 setup_body(market, ""));
    assert_null(strstr(kept(market, "2@b"), "a wrong secret"));
    row = &market_documents(market, "2@b").items[0];
    assert_string_equal(row->organization_id, "");
    assert_true(row->status_code == 401);
}

/* OPS-3, PUN-1: what can't be read is kept too, without its secret */
static void unreadable_documents_are_kept(void **state)
{
    struct market *market = market_open(*state);
    send_bytes(market, &(struct sent){0},
               bytes_of("<cXML><SharedSecret>hidden</SharedSecret><broken"));
    const char *body = kept(market, "");
    assert_string_equal(body, "<cXML><SharedSecret>******</SharedSecret><broken");
    assert_true(market_documents(market, "").items[0].status_code == 406);
}

/* OPS-4: the payloadID in each line, the secret in none */
static void the_log(void **state)
{
    struct market *market = market_open(*state);
    int ends[2];
    char text[4096] = "";
    assert_int_equal(pipe(ends), 0);
    struct log log = {.fd = ends[1], .level = LOG_INFO, .clock = market->app.clock};
    market->app.log = &log;
    send_request(market, &(struct sent){.payload_id = "7@b"}, setup_body(market, ""));
    close(ends[1]);
    assert_true(read(ends[0], text, sizeof text - 1) > 0);
    close(ends[0]);
    assert_non_null(strstr(text, "\"7@b\""));
    assert_non_null(strstr(text, "Globex Coupa"));
    assert_null(strstr(text, market->secrets[GLOBEX]));
    assert_null(strstr(text, "/punchout/start/"));
}

/* PUN-1: what the server itself refuses is cXML too */
static void refused_by_the_server(void **state)
{
    struct market *market = market_open(*state);
    struct http_server_options options = cxml_site(market);
    static const struct {
        const char *method, *target;
        int status;
        const char *code;
        size_t size;
    } cases[] = {
        {"PUT", "/cxml", 405, "400", 1},
        {"POST", "/nowhere", 404, "400", 1},
        {"POST", "/cxml", 200, "400", (16 << 20) + 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct http_loopback_request request = {
            .method = cases[i].method,
            .target = cases[i].target,
            .content_type = "text/xml",
            .body = {arena_alloc(*state, cases[i].size), cases[i].size},
        };
        struct http_answer answer = http_loopback(*state, &options, &request);
        assert_int_equal(answer.status, cases[i].status);
        const struct xml_node *status =
            xml_find(read_xml(*state, answer.body)->root, "Response/Status");
        assert_string_equal(xml_attribute(status, "code"), cases[i].code);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(every_address),
        unit_case(ping),
        unit_case(versions),
        unit_case(what_is_no_request_of_ours),
        unit_case(what_cannot_be_read),
        unit_case(content_types),
        unit_case(the_document_log),
        unit_case(unreadable_documents_are_kept),
        unit_case(the_log),
        unit_case(refused_by_the_server),
    };
    xml_library_start();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
