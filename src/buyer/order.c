#include "buyer/order.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "buyer/amount.h"
#include "buyer/settings.h"
#include "xml/writer.h"

enum { DOCUMENT_LIMIT = 4 << 20 };

static void header(struct arena *arena, struct xml_writer *w, const struct order *order)
{
    const char *company = order->envelope.connection->company;
    xml_open(w, "OrderRequestHeader");
    xml_attr(w, "orderID", order->order_id);
    xml_attr(w, "orderDate", order->envelope.timestamp);
    xml_attr(w, "orderType", "regular");
    xml_attr(w, "type", "new");
    xml_attr(w, "requisitionID", order->requisition_id);
    envelope_money(w, "Total", order->cart->currency, amount_wire(arena, order->cart->total_micro));
    envelope_address(w, "ShipTo", company, order->requester);
    envelope_address(w, "BillTo", company, NULL);
    envelope_contact(w, order->requester);
    envelope_text(w, "Comments",
                  arena_printf(arena, "Requested by %s, approved by %s.", order->requester->full,
                               order->approver->full));
    envelope_extrinsic(w, "RequesterEmail", order->requester->email);
    envelope_extrinsic(w, "ApproverEmail", order->approver->email);
    xml_close(w);
}

static void item_id(struct xml_writer *w, const struct cart_line *line)
{
    xml_open(w, "ItemID");
    xml_leaf(w, "SupplierPartID", line->part_id);
    if (!text_empty(line->auxiliary_id))
        xml_leaf(w, "SupplierPartAuxiliaryID", line->auxiliary_id);
    xml_close(w);
}

static void classification(struct xml_writer *w, const struct cart_line *line)
{
    bool known = !text_empty(line->class_code);
    xml_open(w, "Classification");
    xml_attr(w, "domain", known ? line->class_domain : "NotAvailable");
    xml_put(w, known ? line->class_code : "NotAvailable");
    xml_close(w);
}

static void distribution(struct arena *arena, struct xml_writer *w, const struct cart_line *line,
                         const char *currency)
{
    xml_open(w, "Distribution");
    xml_open(w, "Accounting");
    xml_attr(w, "name", "DistributionCharge");
    xml_open(w, "AccountingSegment");
    xml_attr(w, "id", "610");
    envelope_text(w, "Name", "Cost center");
    envelope_text(w, "Description", "Engineering");
    xml_close(w);
    xml_close(w);
    envelope_money(w, "Charge", currency, amount_wire(arena, line->amount_micro));
    xml_close(w);
}

static void item(struct arena *arena, struct xml_writer *w, const struct order *order, size_t i)
{
    const struct cart_line *line = &order->cart->lines[i];
    xml_open(w, "ItemOut");
    xml_attr(w, "quantity", amount_quantity(arena, line->quantity_micro));
    xml_attr(w, "lineNumber", arena_printf(arena, "%zu", i + 1));
    xml_attr(w, "requisitionID", order->requisition_id);
    item_id(w, line);
    xml_open(w, "ItemDetail");
    envelope_money(w, "UnitPrice", order->cart->currency,
                   amount_wire(arena, line->unit_price_micro));
    envelope_text(w, "Description", line->description);
    xml_leaf(w, "UnitOfMeasure", line->unit);
    classification(w, line);
    xml_close(w);
    distribution(arena, w, line, order->cart->currency);
    xml_close(w);
}

const char *order_write(struct arena *arena, const struct order *order)
{
    struct buf buf;
    buf_init(&buf, arena, DOCUMENT_LIMIT);
    struct xml_writer w;
    xml_writer_start(&w, &buf, false);
    envelope_open(&w, &order->envelope);
    xml_open(&w, "OrderRequest");
    header(arena, &w, order);
    for (size_t i = 0; i < order->cart->count; i++)
        item(arena, &w, order, i);
    xml_close(&w);
    envelope_close(&w);
    return buf.overflow ? NULL : buf_string(&buf);
}
