#ifndef TESTS_UNIT_CXML_CXML_UNIT_H
#define TESTS_UNIT_CXML_CXML_UNIT_H
/* Documents as buyers send them to a market (tests/unit/app/fixture.h), and the answers. */
#include "fixture.h"

#include "cxml/envelope.h"
#include "http/loopback.h"

/* What differs from a good document of the buyer's. */
struct sent {
    enum market_buyer buyer;
    const char *secret;     /* NULL: the right one */
    const char *payload_id; /* NULL: a new one */
    const char *attributes; /* of Request, NULL: none */
    const char *target;     /* NULL: /cxml */
    const char *type;       /* Content-Type, NULL: text/xml; charset=UTF-8 */
};

/* A whole document around what stands in Request. */
const char *sent_document(struct market *market, const struct sent *sent, const char *body);
/* A PunchOutSetupRequest with this inside it, before BrowserFormPost. */
const char *setup_body(struct market *market, const char *inner);
/* An OrderRequest of these lines. */
const char *order_body(struct market *market, const char *order_id,
                       const struct request_line *lines, size_t count);

struct received {
    struct http_answer http;
    const struct xml_node *root;
    const struct xml_node *response;
    const char *code; /* of its Status */
    const char *message;
};

struct http_server_options cxml_site(struct market *market);
/* Sends any bytes. The answer must be a cXML Response, whatever was sent. */
struct received send_bytes(struct market *market, const struct sent *sent, struct bytes body);
struct received send_request(struct market *market, const struct sent *sent, const char *body);

/* The tree of a document that must be readable. */
const struct xml_document *read_xml(struct arena *arena, struct bytes bytes);
/* A text of one byte a character as UTF-16 with its byte order mark. */
struct bytes utf16(struct arena *arena, const char *text, bool big_endian);

#endif
