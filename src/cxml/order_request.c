#include "cxml/order_request.h"

#include "app/order.h"
#include "base/arena.h"
#include "base/text.h"
#include "cxml/details.h"

/* Notes the first thing that can't be read; the rest is read all the same, to be shown. */
static void note_defect(struct arena *arena, struct order *order, int line, const char *what,
                        const char *value)
{
    if (order->defect == NULL)
        order->defect = arena_printf(arena, "%s%s '%s' can't be read.",
                                     line == 0 ? "" : arena_printf(arena, "Line %d: ", line),
                                     line == 0 ? text_sentence(arena, what) : what,
                                     text_cut(arena, text_or_empty(value), 60));
}

static bool read_money(const struct xml_node *money, struct money *out)
{
    return money_parse(xml_text(money), text_or_empty(xml_attribute(money, "currency")), out);
}

static const char *classification(const struct xml_node *detail)
{
    const struct xml_node *node = xml_child(detail, "Classification");
    for (; node != NULL; node = xml_next(node)) {
        if (text_equal_nocase(text_or_empty(xml_attribute(node, "domain")), "UNSPSC"))
            return xml_text(node);
    }
    return "";
}

static void read_line(struct arena *arena, const struct xml_node *node, struct order *order,
                      struct order_line *out)
{
    const struct xml_node *id = xml_child(node, "ItemID");
    const struct xml_node *blanket = xml_child(node, "BlanketItemDetail");
    const struct xml_node *detail = blanket != NULL ? blanket : xml_child(node, "ItemDetail");
    const struct xml_node *price = xml_find(detail, "UnitPrice/Money");
    const char *quantity = xml_attribute(node, "quantity");
    *out = (struct order_line){
        .number = out->number,
        .line_number = xml_attribute(node, "lineNumber"),
        .part_id = xml_text(xml_child(id, "SupplierPartID")),
        .auxiliary_id = xml_text(xml_child(id, "SupplierPartAuxiliaryID")),
        .description = xml_text(xml_child(detail, "Description")),
        .unit_of_measure = xml_text(xml_child(detail, "UnitOfMeasure")),
        .unspsc = classification(detail),
        .details = cxml_line_details(arena, node),
    };
    if (!quantity_parse(quantity, &out->quantity_micros))
        note_defect(arena, order, out->number, "the quantity", quantity);
    if (price != NULL) {
        out->has_price = read_money(price, &out->unit_price);
        if (!out->has_price)
            note_defect(arena, order, out->number, "the unit price",
                        arena_printf(arena, "%s %s", xml_text(price),
                                     text_or_empty(xml_attribute(price, "currency"))));
    }
}

/* What a line of a blanket order may cost at most: of all its releases, else of the order. */
static void read_limit(struct arena *arena, const struct xml_node *blanket, struct order *order,
                       struct order_line *out)
{
    static const char *const names[] = {"MaxContractAmount/Money", "MaxAmount/Money",
                                        "OverallLimit/Money"};
    const struct xml_node *limit = NULL;
    for (size_t i = 0; limit == NULL && i < sizeof names / sizeof *names; i++)
        limit = xml_find(blanket, names[i]);
    if (limit == NULL)
        return;
    out->has_limit = read_money(limit, &out->limit);
    if (!out->has_limit)
        note_defect(arena, order, out->number, "the limit", xml_text(limit));
}

static void read_lines(struct arena *arena, const struct xml_node *body, struct order *out)
{
    const struct xml_node *first = xml_child(body, "ItemOut");
    size_t count = 0;
    for (const struct xml_node *node = first; node != NULL; node = xml_next(node))
        count++;
    out->lines = arena_array(arena, count, sizeof *out->lines);
    for (const struct xml_node *node = first; node != NULL; node = xml_next(node)) {
        struct order_line *line = &out->lines[out->line_count++];
        line->number = (int)out->line_count;
        read_line(arena, node, out, line);
        read_limit(arena, xml_child(node, "BlanketItemDetail"), out, line);
    }
}

/* A blanket order whose end nobody can read would be open for ever. */
static void read_date(struct arena *arena, const struct xml_node *header, const char *name,
                      struct order *order, int64_t *out_us)
{
    const char *text = xml_attribute(header, name);
    if (time_parse(text, out_us))
        return;
    *out_us = 0;
    if (!text_empty(text) && text_equal_nocase(order->order_type, "blanket"))
        note_defect(arena, order, 0, arena_printf(arena, "the %s", name), text);
}

/* Which order it is released from, or how long it is open for releases. */
static void read_blanket(struct arena *arena, const struct xml_node *header, struct order *out)
{
    read_date(arena, header, "effectiveDate", out, &out->effective_us);
    read_date(arena, header, "expirationDate", out, &out->expires_us);
    out->release_required =
        text_equal_nocase(text_or_empty(xml_attribute(header, "releaseRequired")), "yes");
    if (!text_equal_nocase(out->order_type, "release"))
        return;
    out->released_from = text_trim(arena, text_or_empty(xml_attribute(header, "agreementID")));
    out->released_payload_id =
        text_trim(arena, text_or_empty(xml_attribute(header, "agreementPayloadID")));
}

void cxml_order_read(struct arena *arena, const struct cxml_request *request, struct order *out)
{
    const struct xml_node *body = request->body;
    const struct xml_node *header = xml_child(body, "OrderRequestHeader");
    const struct xml_node *total = xml_find(header, "Total/Money");
    const char *type = text_or_empty(xml_attribute(header, "type"));
    *out = (struct order){
        .payload_id = request->payload_id,
        .order_id = text_trim(arena, text_or_empty(xml_attribute(header, "orderID"))),
        .version = text_or_empty(xml_attribute(header, "orderVersion")),
        .order_type = text_or_empty(xml_attribute(header, "orderType")),
        .deployment_mode = request->claim.test ? "test" : "production",
        .details = cxml_header_details(arena, header),
    };
    if (*type != '\0' && !order_type_parse(type, &out->type))
        note_defect(arena, out, 0, "the type", type);
    if (total != NULL) {
        out->has_total = read_money(total, &out->total);
        if (!out->has_total)
            note_defect(arena, out, 0, "the Total", xml_text(total));
    }
    if (!time_parse(xml_attribute(header, "orderDate"), &out->order_date_us))
        out->order_date_us = 0;
    read_blanket(arena, header, out);
    out->refers_to = text_trim(
        arena, text_or_empty(xml_attribute(xml_child(header, "DocumentReference"), "payloadID")));
    read_lines(arena, body, out);
}

struct cxml_outcome cxml_order_request(struct cxml_exchange *exchange)
{
    struct ctx *ctx = exchange->ctx;
    struct order order;
    struct order_answer answer;
    struct document document = {
        .direction = "in",
        .kind = "OrderRequest",
        .payload_id = exchange->request->payload_id,
        .request_id = "",
        .hash = exchange->hash,
        .content_type = exchange->content_type,
    };
    cxml_order_read(ctx->arena, exchange->request, &order);
    document_pack(ctx->arena, exchange->redacted, &document);
    enum status st = order_place(ctx, exchange->caller, &order, &document, &answer);
    struct cxml_outcome outcome = cxml_outcome_of(ctx, st, "");
    outcome.order_id = order.order_id;
    if (st != OK)
        return outcome;
    outcome.logged = true;
    outcome.code = answer.status == OK && exchange->caller->connection.status_updates
                       ? CXML_ACCEPTED
                       : cxml_code_of(answer.status);
    outcome.message = answer.message;
    outcome.payload_id = cxml_payload_id(ctx, answer.order_id);
    outcome.now_us = answer.answered_us;
    return outcome;
}
