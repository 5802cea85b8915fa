#include "cxml_unit.h"

#include <string.h>

#include "base/text.h"
#include "cxml/endpoint.h"

enum { DOCUMENT_LIMIT = 1 << 20 };

static const char *section(struct arena *arena, const char *name,
                           const struct credential *credential, const char *secret)
{
    struct buf out;
    buf_init(&out, arena, DOCUMENT_LIMIT);
    buf_printf(&out, "<%s><Credential domain=\"", name);
    buf_xml(&out, credential->domain);
    buf_text(&out, "\"><Identity>");
    buf_xml(&out, credential->identity);
    buf_text(&out, "</Identity>");
    if (secret != NULL) {
        buf_text(&out, "<SharedSecret>");
        buf_xml(&out, secret);
        buf_text(&out, "</SharedSecret>");
    }
    buf_printf(&out, "</Credential>%s</%s>",
               secret != NULL ? "<UserAgent>Test 1.0</UserAgent>" : "", name);
    return buf_string(&out);
}

const char *sent_document(struct market *market, const struct sent *sent, const char *body)
{
    struct arena *arena = market->arena;
    const struct connection *connection = &market->rows[sent->buyer].connection;
    const char *secret = sent->secret != NULL ? sent->secret : market->secrets[sent->buyer];
    const char *payload_id = sent->payload_id != NULL
                                 ? sent->payload_id
                                 : arena_printf(arena, "%s@buyer", ctx_new_id(&market->ctx));
    return arena_printf(
        arena,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<!DOCTYPE cXML SYSTEM \"http://xml.cxml.org/schemas/cXML/1.2.014/cXML.dtd\">\n"
        "<cXML payloadID=\"%s\" timestamp=\"2026-11-22T21:30:00+00:00\" xml:lang=\"en-US\">"
        "<Header>%s%s%s</Header><Request%s%s>%s</Request></cXML>",
        payload_id, section(arena, "From", &connection->buyer, NULL),
        section(arena, "To", &connection->supplier, NULL),
        section(arena, "Sender", &connection->sender, secret), sent->attributes != NULL ? " " : "",
        text_or_empty(sent->attributes), body);
}

const char *setup_body(struct market *market, const char *inner)
{
    return arena_printf(market->arena,
                        "<PunchOutSetupRequest operation=\"create\"><BuyerCookie>c-7</BuyerCookie>"
                        "%s<BrowserFormPost><URL>http://127.0.0.1/return?id=1&amp;x=2</URL>"
                        "</BrowserFormPost></PunchOutSetupRequest>",
                        inner);
}

const char *order_body(struct market *market, const char *order_id,
                       const struct request_line *lines, size_t count)
{
    struct arena *arena = market->arena;
    struct buf out;
    buf_init(&out, arena, DOCUMENT_LIMIT);
    buf_printf(&out,
               "<OrderRequest><OrderRequestHeader orderID=\"%s\" "
               "orderDate=\"2026-11-22T21:00:00+00:00\" type=\"new\" orderType=\"regular\"><Total>"
               "<Money currency=\"USD\">1.00</Money></Total></OrderRequestHeader>",
               order_id);
    for (size_t i = 0; i < count; i++)
        buf_printf(&out,
                   "<ItemOut quantity=\"%s\" lineNumber=\"%zu\"><ItemID><SupplierPartID>%s"
                   "</SupplierPartID><SupplierPartAuxiliaryID>%s</SupplierPartAuxiliaryID></ItemID>"
                   "<ItemDetail><UnitPrice><Money currency=\"%s\">%s</Money></UnitPrice>"
                   "<Description xml:lang=\"en\">x</Description><UnitOfMeasure>EA</UnitOfMeasure>"
                   "</ItemDetail></ItemOut>",
                   quantity_text(arena, lines[i].line.quantity_micros), i + 1, lines[i].part_id,
                   lines[i].id, lines[i].line.unit_price.currency,
                   money_amount(arena, lines[i].line.unit_price));
    buf_text(&out, "</OrderRequest>");
    return buf_string(&out);
}

static struct reply *refuse(struct http_request *request, void *state, int status,
                            const char *reason)
{
    return cxml_refuse(request, state, status, reason);
}

struct http_server_options cxml_site(struct market *market)
{
    struct http_server_options options = {.state = &market->app, .refuse = refuse};
    options.routes = cxml_routes(&options.route_count);
    return options;
}

const struct xml_document *read_xml(struct arena *arena, struct bytes bytes)
{
    static const struct xml_limits limits = {.bytes = 64 << 20, .depth = 100, .nodes = 1000000};
    struct xml_document *document;
    struct fault fault;
    if (xml_read(arena, bytes, NULL, &limits, &document, &fault) != OK)
        fail_msg("%s in\n%.*s", fault.message, (int)bytes.size, (const char *)bytes.data);
    return document;
}

struct received send_bytes(struct market *market, const struct sent *sent, struct bytes body)
{
    struct http_server_options options = cxml_site(market);
    struct http_loopback_request request = {
        .method = "POST",
        .target = sent->target != NULL ? sent->target : "/cxml",
        .content_type = sent->type != NULL ? sent->type : "text/xml; charset=UTF-8",
        .body = body,
    };
    struct received received = {.http = http_loopback(market->arena, &options, &request)};
    received.root = read_xml(market->arena, received.http.body)->root;
    received.response = xml_child(received.root, "Response");
    const struct xml_node *status = xml_child(received.response, "Status");
    assert_non_null(status);
    received.code = xml_attribute(status, "code");
    received.message = xml_text(status);
    return received;
}

struct received send_request(struct market *market, const struct sent *sent, const char *body)
{
    return send_bytes(market, sent, bytes_of(sent_document(market, sent, body)));
}

struct bytes utf16(struct arena *arena, const char *text, bool big_endian)
{
    size_t length = strlen(text);
    unsigned char *out = arena_array(arena, length + 1, 2);
    out[big_endian ? 0 : 1] = 0xFE;
    out[big_endian ? 1 : 0] = 0xFF;
    for (size_t i = 0; i < length; i++)
        out[2 * (i + 1) + (big_endian ? 1 : 0)] = (unsigned char)text[i];
    return (struct bytes){out, 2 * (length + 1)};
}
