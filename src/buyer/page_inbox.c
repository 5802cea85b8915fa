/*
 * What the supplier sends after an order: ConfirmationRequest, StatusUpdateRequest and
 * InvoiceDetailRequest. A machine's address, so it answers in cXML, with Coupa's codes (INTEROP
 * C11): 401 for a secret that is not the connection's, 417 for an order that is not known, 406 for
 * what can't be read.
 */
#include "base/arena.h"
#include "base/log.h"
#include "base/text.h"
#include "buyer/routes.h"
#include "xml/reader.h"
#include "xml/writer.h"

enum { ANSWER_LIMIT = 16 * 1024 };

static const struct xml_limits limits = {.bytes = 256 * 1024, .depth = 40, .nodes = 10000};

/* What came, and what is said to it. */
struct message {
    const struct xml_node *body; /* the child of Request, NULL: there is none */
    const char *order_id;        /* "" where it names none */
    const char *payload_id;      /* of the order */
    const char *secret;
    const char *verdict; /* for people */
    int code;
    const char *text;
};

static void judge(struct message *message, int code, const char *text, const char *verdict)
{
    message->code = code;
    message->text = text;
    message->verdict = verdict;
}

static void read_message(struct http_request *request, struct message *out)
{
    struct xml_document *document;
    struct fault fault;
    *out = (struct message){.order_id = "", .payload_id = "", .secret = ""};
    if (xml_read(request->arena, request->body, NULL, &limits, &document, &fault) != OK) {
        judge(out, 406, "Not Acceptable", arena_text(request->arena, fault.message));
        return;
    }
    const struct xml_node *asked = xml_child(document->root, "Request");
    out->secret = xml_text(xml_find(document->root, "Header/Sender/Credential/SharedSecret"));
    out->body = asked == NULL ? NULL : asked->first;
    const struct xml_node *order = xml_child(out->body, "OrderReference");
    if (order == NULL)
        order = xml_find(out->body, "InvoiceDetailOrder/InvoiceDetailOrderInfo/OrderReference");
    out->order_id = text_or_empty(xml_attribute(order, "orderID"));
    out->payload_id = text_or_empty(xml_attribute(
        xml_child(order != NULL ? order : out->body, "DocumentReference"), "payloadID"));
}

static bool is(const struct message *message, const char *name)
{
    return message->body != NULL && text_equal(message->body->name, name);
}

/* The order that it is about, by its payload id as by its number. With the lock held. */
static const struct requisition *find_order(struct desk *desk, const struct message *message)
{
    for (uint64_t id = desk_last_requisition(desk); id > 0; id--) {
        const struct requisition *one = desk_requisition(desk, id);
        if (one == NULL)
            break;
        if (one->order_id != NULL && text_equal(one->payload_id, message->payload_id) &&
            (is(message, "StatusUpdateRequest") || text_equal(one->order_id, message->order_id)))
            return one;
    }
    return NULL;
}

static const char *say_invoice(struct arena *arena, const struct xml_node *body)
{
    const struct xml_node *head = xml_child(body, "InvoiceDetailRequestHeader");
    const struct xml_node *due = xml_find(body, "InvoiceDetailSummary/NetAmount/Money");
    const char *comments = xml_text(xml_child(head, "Comments"));
    return arena_printf(arena, "Invoice %s of %s %s%s%s",
                        text_or_empty(xml_attribute(head, "invoiceID")), xml_text(due),
                        text_or_empty(xml_attribute(due, "currency")),
                        text_empty(comments) ? "" : ". ", comments);
}

/* For people, or NULL: it is nothing that is taken here. */
static const char *say(struct arena *arena, const struct message *message)
{
    if (is(message, "ConfirmationRequest"))
        return arena_printf(
            arena, "The supplier says: %s",
            text_or_empty(xml_attribute(xml_child(message->body, "ConfirmationHeader"), "type")));
    if (is(message, "StatusUpdateRequest"))
        return arena_printf(
            arena, "The supplier's status: %s",
            text_or_empty(xml_attribute(xml_child(message->body, "Status"), "code")));
    return is(message, "InvoiceDetailRequest") ? say_invoice(arena, message->body) : NULL;
}

/* With the lock held. */
static const struct requisition *answer(struct arena *arena, struct desk *desk,
                                        struct message *message)
{
    if (message->code != 0)
        return NULL;
    const char *said = say(arena, message);
    if (said == NULL) {
        judge(message, 450, "Not Implemented",
              "Only ConfirmationRequest, StatusUpdateRequest and InvoiceDetailRequest are taken "
              "here.");
        return NULL;
    }
    const struct requisition *order = find_order(desk, message);
    if (order == NULL) {
        judge(message, 417, "Expectation Failed",
              "There is no order of that number and payloadID here.");
        return NULL;
    }
    if (!text_equal(message->secret, order->requester->connection->shared_secret)) {
        judge(message, 401, "Unauthorized", "The shared secret is not that of the connection.");
        return NULL;
    }
    judge(message, 200, "OK", said);
    return order;
}

static const char *write_answer(struct arena *arena, const struct buyer *buyer,
                                const struct message *message)
{
    struct buf out;
    struct xml_writer w;
    buf_init(&out, arena, ANSWER_LIMIT);
    xml_writer_start(&w, &out, false);
    xml_declare(&w, "cXML", "http://xml.cxml.org/schemas/cXML/1.2.036/Fulfill.dtd");
    xml_open(&w, "cXML");
    xml_attr(&w, "payloadID",
             arena_printf(arena, "%s@buyer.example",
                          uuid_new(arena, desk_now_us(buyer->desk), desk_entropy(buyer->desk))));
    xml_attr(&w, "timestamp", time_cxml(arena, desk_now_us(buyer->desk)));
    xml_open(&w, "Response");
    xml_open(&w, "Status");
    xml_attr(&w, "code", arena_printf(arena, "%d", message->code));
    xml_attr(&w, "text", message->text);
    xml_attr(&w, "xml:lang", "en");
    xml_put(&w, message->verdict);
    xml_close(&w);
    xml_close(&w);
    xml_close(&w);
    xml_writer_end(&w);
    return buf_string(&out);
}

struct reply *page_inbox(struct http_request *request, void *state)
{
    const struct buyer *buyer = state;
    struct arena *arena = request->arena;
    struct message message;
    read_message(request, &message);
    desk_lock(buyer->desk);
    const struct requisition *order = answer(arena, buyer->desk, &message);
    const char *response = write_answer(arena, buyer, &message);
    /* What is about no order of ours is only in the log. */
    if (order != NULL)
        desk_add_exchange(
            buyer->desk,
            &(struct exchange){.requisition = order->id,
                               .title = message.body->name,
                               .request = arena_text_n(arena, (const char *)request->body.data,
                                                       request->body.size),
                               .response = response,
                               .verdict = message.verdict,
                               .http_status = 200});
    desk_unlock(buyer->desk);
    log_write(buyer->log, message.code == 200 ? LOG_INFO : LOG_WARNING, "the supplier's message",
              LOG_FIELDS({"order", message.order_id}, {"verdict", message.verdict}));
    return reply_text(request, 200, "text/xml; charset=UTF-8", response);
}
