#include "cxml/return_form.h"

#include "base/arena.h"
#include "base/text.h"
#include "cxml/envelope.h"

/* INTEROP D: longer texts are cut or refused by one system or another. */
enum { DESCRIPTION_LIMIT = 255, SHORT_NAME_LIMIT = 50 };

static void write_item(struct xml_writer *w, struct arena *arena, const struct session *session,
                       const struct request_line *line)
{
    xml_open(w, "ItemIn");
    xml_attr(w, "quantity", quantity_text(arena, line->line.quantity_micros));
    xml_attr(w, "lineNumber", arena_printf(arena, "%d", line->number));
    xml_open(w, "ItemID");
    xml_leaf(w, "SupplierPartID", line->part_id);
    xml_leaf(w, "SupplierPartAuxiliaryID", line->id);
    xml_close(w);
    xml_open(w, "ItemDetail");
    cxml_write_money(w, arena, "UnitPrice", line->line.unit_price);
    xml_open(w, "Description");
    xml_attr(w, "xml:lang", "en");
    xml_put(w, text_cut(arena, line->line.description, DESCRIPTION_LIMIT));
    xml_leaf(w, "ShortName", text_cut(arena, line->line.description, SHORT_NAME_LIMIT));
    xml_close(w);
    xml_leaf(w, "UnitOfMeasure", session->connection.unit_of_measure);
    xml_open(w, "Classification");
    xml_attr(w, "domain", "UNSPSC");
    xml_put(w, line->unspsc);
    xml_close(w);
    xml_open(w, "Extrinsic");
    xml_attr(w, "name", "LineType");
    xml_put(w, line_type_name(line->line.type));
    xml_close(w);
    xml_close(w);
    xml_close(w);
}

/* A cart has one currency; coming back without one needs some currency for its Total of nothing. */
static bool total_of(const struct request *request, struct money *out)
{
    *out = money_zero("USD");
    for (size_t i = 0; request != NULL && i < request->line_count; i++) {
        if (i == 0)
            *out = money_zero(request->lines[i].line.amount.currency);
        if (!money_add(out, request->lines[i].line.amount))
            return false;
    }
    return true;
}

static void write_status(struct xml_writer *w)
{
    xml_open(w, "Status");
    xml_attr(w, "code", "204");
    xml_attr(w, "text", cxml_code_text(CXML_NO_CONTENT));
    xml_close(w);
}

static void write_message(struct xml_writer *w, struct ctx *ctx, const struct session *session,
                          const struct request *request, struct money total)
{
    struct arena *arena = ctx->arena;
    xml_open(w, "Header");
    cxml_write_party(w, "From", &session->connection.supplier, NULL);
    cxml_write_party(w, "To", &session->connection.buyer, NULL);
    cxml_write_party(w, "Sender", &session->connection.supplier, NULL);
    xml_close(w);
    xml_open(w, "Message");
    xml_attr(w, "deploymentMode", session->test ? "test" : "production");
    if (*session->payload_id != '\0')
        xml_attr(w, "inReplyTo", session->payload_id);
    /* 204: the cart there stays as it is; an empty one would delete lines on edit (guide p. 86). */
    if (request == NULL)
        write_status(w);
    xml_open(w, "PunchOutOrderMessage");
    xml_leaf(w, "BuyerCookie", session->buyer_cookie);
    xml_open(w, "PunchOutOrderMessageHeader");
    xml_attr(w, "operationAllowed", "create");
    cxml_write_money(w, arena, "Total", total);
    xml_close(w);
    for (size_t i = 0; request != NULL && i < request->line_count; i++)
        write_item(w, arena, session, &request->lines[i]);
    xml_close(w);
    xml_close(w);
}

enum status cxml_return_form(struct ctx *ctx, const struct session *session,
                             const struct request *request, struct return_form *out)
{
    bool base64 = session->connection.cart_encoding == CART_BASE64;
    struct buf document;
    struct xml_writer w;
    struct money total;
    if (!total_of(request, &total))
        return fault_set(&ctx->fault, TOO_LARGE, "The request's total is too large an amount.");
    buf_init(&document, ctx->arena, CXML_LIMIT);
    out->payload_id = cxml_payload_id(ctx, ctx_new_id(ctx));
    xml_writer_start(&w, &document, !base64);
    cxml_open_document(&w, ctx->arena, session->connection.dtd_version, "cXML", out->payload_id,
                       ctx_now_us(ctx));
    write_message(&w, ctx, session, request, total);
    xml_close(&w);
    xml_writer_end(&w);
    if (document.overflow)
        return fault_set(&ctx->fault, TOO_LARGE, "The request is too large to be returned.");
    out->action = session->return_url;
    out->kind = "PunchOutOrderMessage";
    out->content_type = "text/xml";
    out->document = buf_bytes(&document);
    out->fields = (struct return_fields){arena_make(ctx->arena, struct return_field), 1};
    *out->fields.items = (struct return_field){"cXML-urlencoded", buf_string(&document)};
    if (base64) {
        struct buf encoded;
        buf_init(&encoded, ctx->arena, 2 * CXML_LIMIT);
        buf_base64(&encoded, document.data, document.length);
        *out->fields.items = (struct return_field){"cXML-base64", buf_string(&encoded)};
    }
    return OK;
}
