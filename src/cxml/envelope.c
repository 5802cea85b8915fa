#include "cxml/envelope.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"

enum { CREDENTIALS_MAX = 20 };

enum cxml_code cxml_code_of(enum status status)
{
    switch (status) {
    case OK:
        return CXML_OK;
    case BAD_INPUT:
    case NOT_FOUND:
    case TOO_LARGE:
        return CXML_BAD_REQUEST;
    case UNAUTHENTICATED:
        return CXML_UNAUTHORIZED;
    case DENIED:
        return CXML_FORBIDDEN;
    case CONFLICT:
        return CXML_CONFLICT;
    case UNAVAILABLE:
    case UNCERTAIN:
        return CXML_TEMPORARY_ERROR;
    case FAILED:
        break;
    }
    return CXML_SERVER_ERROR;
}

const char *cxml_code_text(enum cxml_code code)
{
    switch (code) {
    case CXML_OK:
        return "OK";
    case CXML_ACCEPTED:
        return "Accepted";
    case CXML_NO_CONTENT:
        return "No Content";
    case CXML_BAD_REQUEST:
        return "Bad Request";
    case CXML_UNAUTHORIZED:
        return "Unauthorized";
    case CXML_FORBIDDEN:
        return "Forbidden";
    case CXML_NOT_ACCEPTABLE:
        return "Not Acceptable";
    case CXML_CONFLICT:
        return "Conflict";
    case CXML_NOT_IMPLEMENTED:
        return "Not Implemented";
    case CXML_SERVER_ERROR:
        return "Internal Server Error";
    case CXML_TEMPORARY_ERROR:
        return "Temporary Server Error";
    }
    return "";
}

int cxml_http_status(enum cxml_code code)
{
    return code == CXML_SERVER_ERROR ? 500 : code == CXML_TEMPORARY_ERROR ? 503 : 200;
}

/* The credentials of From, To or Sender. A second Identity in one Credential is ignored, as in
 * Coupa's published sample (INTEROP C4). */
static struct credentials read_section(struct arena *arena, const struct xml_node *section)
{
    struct credential *items = arena_array(arena, CREDENTIALS_MAX, sizeof *items);
    size_t count = 0;
    const struct xml_node *node = xml_child(section, "Credential");
    for (; node != NULL && count < CREDENTIALS_MAX; node = xml_next(node)) {
        items[count++] = (struct credential){
            .domain = text_or_empty(xml_attribute(node, "domain")),
            .identity = xml_text(xml_child(node, "Identity")),
        };
    }
    return (struct credentials){items, count};
}

/* The guide's samples have CredentialMac beside SharedSecret's place, or around UserAgent: wherever
 * in Sender it stands, it is meant (INTEROP C4). */
static struct credential_mac read_mac(const struct xml_node *header)
{
    const struct xml_node *mac = xml_find(header, "Sender/Credential/CredentialMac");
    if (mac == NULL)
        mac = xml_find(header, "Sender/CredentialMac");
    if (mac == NULL)
        return (struct credential_mac){0};
    return (struct credential_mac){
        .type = text_or_empty(xml_attribute(mac, "type")),
        .algorithm = text_or_empty(xml_attribute(mac, "algorithm")),
        .creation_date = text_or_empty(xml_attribute(mac, "creationDate")),
        .expiration_date = text_or_empty(xml_attribute(mac, "expirationDate")),
        .value = xml_text(mac),
    };
}

enum status cxml_request_read(struct arena *arena, const struct xml_document *document,
                              struct cxml_request *out, struct fault *fault)
{
    const struct xml_node *root = document->root;
    *out = (struct cxml_request){.payload_id = "", .language = "en-US"};
    if (!text_equal(root->name, "cXML"))
        return fault_set(fault, BAD_INPUT,
                         "The document's root is <%.60s>; this address takes cXML.", root->name);
    const struct xml_node *header = xml_child(root, "Header");
    const struct xml_node *request = xml_child(root, "Request");
    out->payload_id = text_trim(arena, text_or_empty(xml_attribute(root, "payloadID")));
    if (!text_empty(xml_attribute(root, "lang")))
        out->language = xml_attribute(root, "lang");
    out->claim.from = read_section(arena, xml_child(header, "From"));
    out->claim.to = read_section(arena, xml_child(header, "To"));
    out->claim.sender = read_section(arena, xml_child(header, "Sender"));
    const struct xml_node *secret = xml_find(header, "Sender/Credential/SharedSecret");
    out->claim.shared_secret = secret == NULL ? NULL : xml_text(secret);
    out->claim.mac = read_mac(header);
    const char *mode = xml_attribute(request, "deploymentMode");
    out->claim.test = mode != NULL && text_equal_nocase(mode, "test");
    out->body = request == NULL ? NULL : request->first;
    return OK;
}

char *cxml_payload_id(struct ctx *ctx, const char *unique)
{
    const char *host = strstr(ctx->app->public_url, "://");
    host = host == NULL ? ctx->app->public_url : host + strlen("://");
    return arena_printf(ctx->arena, "%s@%s", unique,
                        arena_text_n(ctx->arena, host, strcspn(host, "/:")));
}

void cxml_open_document(struct xml_writer *w, struct arena *arena, const char *version,
                        const char *dtd, const char *payload_id, int64_t now_us)
{
    xml_declare(w, "cXML",
                arena_printf(arena, "http://xml.cxml.org/schemas/cXML/%s/%s.dtd", version, dtd));
    xml_open(w, "cXML");
    xml_attr(w, "payloadID", payload_id);
    xml_attr(w, "timestamp", time_cxml(arena, now_us));
    xml_attr(w, "xml:lang", "en-US");
}

void cxml_put_money(struct xml_writer *w, struct arena *arena, struct money money)
{
    xml_open(w, "Money");
    xml_attr(w, "currency", money.currency);
    xml_put(w, money_amount(arena, money));
    xml_close(w);
}

void cxml_write_money(struct xml_writer *w, struct arena *arena, const char *name,
                      struct money money)
{
    xml_open(w, name);
    cxml_put_money(w, arena, money);
    xml_close(w);
}

void cxml_write_party(struct xml_writer *w, const char *section,
                      const struct credential *credential, const char *secret)
{
    xml_open(w, section);
    xml_open(w, "Credential");
    xml_attr(w, "domain", credential->domain);
    xml_leaf(w, "Identity", credential->identity);
    if (secret != NULL)
        xml_leaf(w, "SharedSecret", secret);
    xml_close(w);
    if (text_equal(section, "Sender"))
        xml_leaf(w, "UserAgent", "punchoutd");
    xml_close(w);
}

struct buf cxml_write_response(struct arena *arena, const struct cxml_answer *answer,
                               void (*body)(struct xml_writer *w, const void *state),
                               const void *state)
{
    struct buf out;
    struct xml_writer w;
    buf_init(&out, arena, CXML_LIMIT);
    xml_writer_start(&w, &out, false);
    cxml_open_document(&w, arena, answer->version, "cXML", answer->payload_id, answer->now_us);
    xml_open(&w, "Response");
    xml_open(&w, "Status");
    xml_attr(&w, "code", arena_printf(arena, "%d", answer->code));
    xml_attr(&w, "text", cxml_code_text(answer->code));
    xml_attr(&w, "xml:lang", "en");
    xml_put(&w, answer->message);
    xml_close(&w);
    if (body != NULL)
        body(&w, state);
    xml_close(&w);
    xml_close(&w);
    xml_writer_end(&w);
    return out;
}
