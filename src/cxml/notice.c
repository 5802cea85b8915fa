#include "cxml/notice.h"

#include <string.h>

#include "app/delivery.h"
#include "base/arena.h"
#include "base/text.h"
#include "cxml/envelope.h"
#include "cxml/invoice.h"
#include "xml/reader.h"
#include "xml/writer.h"

/* Coupa takes order confirmations of this version (INTEROP C11). */
#define COUPA_VERSION "1.2.036"
#define SECRET_MARK   "********"
#define SECRET_PLACE  "<SharedSecret>" SECRET_MARK "</SharedSecret>"
#define CODE_PLACE    "Code " CXML_CODE_MARK

static const char *version_of(const struct connection *connection, enum delivery_kind kind)
{
    if (kind == DELIVERY_INVOICE)
        return CXML_INVOICE_VERSION;
    return connection->system == SYSTEM_COUPA ? COUPA_VERSION : connection->dtd_version;
}

static const char *dtd_of(enum delivery_kind kind)
{
    return kind == DELIVERY_INVOICE        ? "InvoiceDetail"
           : kind == DELIVERY_CONFIRMATION ? "Fulfill"
                                           : "cXML";
}

static void write_order_payload(struct xml_writer *w, const struct order *order)
{
    xml_open(w, "DocumentReference");
    xml_attr(w, "payloadID", order->payload_id);
    xml_close(w);
}

void cxml_write_order_reference(struct xml_writer *w, const struct order *order)
{
    xml_open(w, "OrderReference");
    /* orderDate would have to be the buyer's text to the letter, which is in the document alone. */
    xml_attr(w, "orderID", order->order_id);
    write_order_payload(w, order);
    xml_close(w);
}

static const char *confirmation_type(enum delivery_event event)
{
    return event == EVENT_BOOKED || event == EVENT_OPENED || event == EVENT_CHANGED ? "accept"
           : event == EVENT_REJECTED                                                ? "reject"
                                                                                    : "except";
}

/* One confirmation stands for the whole order; a later one takes its place. */
static void write_confirmation(struct xml_writer *w, struct arena *arena,
                               const struct order_notice *notice)
{
    const struct order *order = notice->order;
    const char *type = confirmation_type(notice->event);
    xml_open(w, "ConfirmationRequest");
    xml_open(w, "ConfirmationHeader");
    xml_attr(w, "confirmID", notice->id);
    xml_attr(w, "operation", "new");
    xml_attr(w, "type", type);
    xml_attr(w, "noticeDate", time_cxml(arena, notice->at_us));
    if (!text_equal(type, "accept")) {
        xml_open(w, "Comments");
        xml_attr(w, "xml:lang", "en");
        xml_put(w, order->reason);
        xml_close(w);
    }
    xml_close(w);
    cxml_write_order_reference(w, order);
    xml_close(w);
}

static void write_status_update(struct xml_writer *w, struct arena *arena,
                                const struct order_notice *notice)
{
    bool good = notice->event != EVENT_REJECTED;
    enum cxml_code code = good ? CXML_OK : CXML_CONFLICT;
    xml_open(w, "StatusUpdateRequest");
    write_order_payload(w, notice->order);
    xml_open(w, "Status");
    xml_attr(w, "code", arena_printf(arena, "%d", code));
    xml_attr(w, "text", cxml_code_text(code));
    xml_attr(w, "xml:lang", "en");
    xml_put(w, good ? arena_printf(arena, "Order %s is %s.", notice->order->order_id,
                                   delivery_event_name(notice->event))
                    : notice->order->reason);
    xml_close(w);
    xml_close(w);
}

static const char *write(struct ctx *ctx, struct order_notice *notice)
{
    const struct connection *connection = notice->connection;
    bool test = notice->order->test || notice->event == EVENT_INVOICE_TEST;
    struct buf document;
    struct xml_writer w;
    notice->payload_id = cxml_payload_id(ctx, notice->id);
    buf_init(&document, ctx->arena, CXML_LIMIT);
    xml_writer_start(&w, &document, false);
    cxml_open_document(&w, ctx->arena, version_of(connection, notice->kind), dtd_of(notice->kind),
                       notice->payload_id, notice->at_us);
    xml_open(&w, "Header");
    cxml_write_party(&w, "From", &connection->supplier, NULL);
    cxml_write_party(&w, "To", &connection->buyer, NULL);
    cxml_write_party(&w, "Sender", &connection->supplier, SECRET_MARK);
    xml_close(&w);
    xml_open(&w, "Request");
    xml_attr(&w, "deploymentMode", test ? "test" : "production");
    if (notice->kind == DELIVERY_INVOICE)
        cxml_write_invoice(&w, ctx->arena, notice);
    else if (notice->kind == DELIVERY_CONFIRMATION)
        write_confirmation(&w, ctx->arena, notice);
    else
        write_status_update(&w, ctx->arena, notice);
    xml_close(&w);
    xml_close(&w);
    xml_writer_end(&w);
    return buf_string(&document);
}

/* `text` in the place of `mark` within the first `place`. */
static const char *put_at(struct arena *arena, const char *document, const char *place,
                          const char *mark, const char *text)
{
    const char *at = strstr(document, place);
    struct buf out;
    if (at == NULL)
        return document;
    at = strstr(at, mark);
    buf_init(&out, arena, CXML_LIMIT);
    buf_put(&out, document, (size_t)(at - document));
    buf_xml(&out, text);
    buf_text(&out, at + strlen(mark));
    return buf_string(&out);
}

static const char *put_secrets(struct arena *arena, const char *document, const char *secret,
                               const char *code)
{
    document = put_at(arena, document, SECRET_PLACE, SECRET_MARK, secret);
    return code == NULL ? document : put_at(arena, document, CODE_PLACE, CXML_CODE_MARK, code);
}

static const char *problem(struct arena *arena, const char *text)
{
    static const struct xml_limits limits = {CXML_LIMIT, 100, 100000};
    struct xml_document *document;
    struct cxml_request request;
    struct fault fault;
    enum status st = xml_read(arena, bytes_of(text), NULL, &limits, &document, &fault);
    if (st == OK)
        st = cxml_request_read(arena, document, &request, &fault);
    if (st != OK)
        return arena_text(arena, fault.message);
    if (request.body == NULL)
        return "The document holds no Request.";
    return strstr(text, SECRET_PLACE) != NULL ? NULL
                                              : "Leave " SECRET_PLACE
                                                " as it is: the secret is put in when it is sent.";
}

const struct notice_protocol cxml_notices = {write, put_secrets, problem};
