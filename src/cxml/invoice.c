#include "cxml/invoice.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "cxml/envelope.h"

/* Tests of one invoice are told apart by the end of their delivery's id. */
enum { DESCRIPTION_LIMIT = 255, TEST_SUFFIX = 6 };

static void write_text(struct xml_writer *w, const char *name, const char *text)
{
    xml_open(w, name);
    xml_attr(w, "xml:lang", "en");
    xml_put(w, text);
    xml_close(w);
}

static const char *invoice_number(struct arena *arena, const struct order_notice *notice)
{
    const char *end = notice->id + strlen(notice->id);
    if (notice->event != EVENT_INVOICE_TEST)
        return notice->invoice->id;
    return arena_printf(arena, "%s-TEST-%s", notice->invoice->id,
                        strlen(notice->id) > TEST_SUFFIX ? end - TEST_SUFFIX : notice->id);
}

/* A memo must name the document that it takes back from. */
static void write_credited(struct xml_writer *w, struct arena *arena,
                           const struct order_notice *notice)
{
    xml_open(w, "DocumentReference");
    xml_attr(w, "payloadID", notice->credited_payload_id);
    xml_close(w);
    xml_open(w, "InvoiceIDInfo");
    xml_attr(w, "invoiceID", notice->credited->id);
    xml_attr(w, "invoiceDate", time_cxml(arena, notice->credited->issued_us));
    xml_close(w);
}

/* Tax offices want the number of who invoices. */
static void write_seller(struct xml_writer *w, const struct invoice *invoice)
{
    if (invoice->tax.kind == TAX_NONE || text_empty(invoice->tax.registration))
        return;
    xml_open(w, "InvoicePartner");
    xml_open(w, "Contact");
    xml_attr(w, "role", "from");
    write_text(w, "Name", invoice->seller);
    xml_close(w);
    xml_open(w, "IdReference");
    xml_attr(w, "identifier", invoice->tax.registration);
    xml_attr(w, "domain", "supplierTaxID");
    xml_close(w);
    xml_close(w);
}

/* The flags of both indicators are off: tax, and nothing else, is told of all lines together. */
static void write_header(struct xml_writer *w, struct arena *arena,
                         const struct order_notice *notice)
{
    bool test = notice->event == EVENT_INVOICE_TEST;
    xml_open(w, "InvoiceDetailRequestHeader");
    xml_attr(w, "invoiceID", invoice_number(arena, notice));
    xml_attr(w, "purpose",
             notice->invoice->credits_id != NULL ? "lineLevelCreditMemo" : "standard");
    xml_attr(w, "operation", "new");
    xml_attr(w, "invoiceDate", time_cxml(arena, test ? notice->at_us : notice->invoice->issued_us));
    xml_open(w, "InvoiceDetailHeaderIndicator");
    xml_close(w);
    xml_open(w, "InvoiceDetailLineIndicator");
    xml_close(w);
    write_seller(w, notice->invoice);
    if (notice->invoice->credits_id != NULL)
        write_credited(w, arena, notice);
    if (test) {
        write_text(w, "Comments",
                   arena_printf(arena,
                                "This is a test of invoice %s: do not pay it. Code " CXML_CODE_MARK
                                ": enter it in the marketplace's console, at the connection's "
                                "e-invoices.",
                                notice->invoice->id));
    }
    xml_close(w);
}

/* The order's line that a line of the invoice names; NULL where the order has none such. */
static const struct order_line *ordered_line(struct arena *arena, const struct order *order,
                                             const char *number)
{
    for (size_t i = 0; i < order->line_count; i++) {
        const struct order_line *line = &order->lines[i];
        if (text_equal(text_empty(line->line_number) ? arena_printf(arena, "%d", line->number)
                                                     : line->line_number,
                       number))
            return line;
    }
    return order->line_count == 1 ? &order->lines[0] : NULL;
}

/* As the order counts and prices it, where the amount is a whole number of it, else one of the
 * amount: procurement systems compare quantity and unit price with the order's. What is given back
 * is less than none of it. */
static int64_t quantity_of(const struct order_line *line, struct money amount,
                           struct money *out_price)
{
    int64_t quantity;
    if (line != NULL && line->has_price && !money_is_zero(line->unit_price) &&
        money_same_currency(line->unit_price, amount) &&
        money_divide(amount, line->unit_price, &quantity) && quantity % QUANTITY_ONE == 0) {
        *out_price = line->unit_price;
        return quantity;
    }
    bool back = money_is_negative(amount);
    *out_price = back ? money_negative(amount) : amount;
    return back ? -QUANTITY_ONE : QUANTITY_ONE;
}

static void write_reference(struct xml_writer *w, struct arena *arena,
                            const struct invoice_line *line, const struct order_line *ordered)
{
    xml_open(w, "InvoiceDetailItemReference");
    xml_attr(w, "lineNumber", line->purchase_order_line);
    if (ordered != NULL && !text_empty(ordered->part_id)) {
        xml_open(w, "ItemID");
        xml_leaf(w, "SupplierPartID", ordered->part_id);
        if (!text_empty(ordered->auxiliary_id))
            xml_leaf(w, "SupplierPartAuxiliaryID", ordered->auxiliary_id);
        xml_close(w);
    }
    write_text(w, "Description", text_cut(arena, line->description, DESCRIPTION_LIMIT));
    xml_close(w);
}

static void write_item(struct xml_writer *w, struct arena *arena, const struct order_notice *notice,
                       const struct invoice_line *line)
{
    const struct order_line *ordered =
        ordered_line(arena, notice->order, line->purchase_order_line);
    struct money price;
    int64_t quantity = quantity_of(ordered, line->amount, &price);
    xml_open(w, "InvoiceDetailItem");
    xml_attr(w, "invoiceLineNumber", arena_printf(arena, "%d", line->number));
    xml_attr(w, "quantity", quantity_text(arena, quantity));
    xml_leaf(w, "UnitOfMeasure",
             ordered != NULL && !text_empty(ordered->unit_of_measure)
                 ? ordered->unit_of_measure
                 : notice->connection->unit_of_measure);
    cxml_write_money(w, arena, "UnitPrice", price);
    write_reference(w, arena, line, ordered);
    cxml_write_money(w, arena, "SubtotalAmount", line->amount);
    xml_close(w);
}

static void write_tax(struct xml_writer *w, struct arena *arena, const struct invoice *invoice)
{
    const struct tax *tax = &invoice->tax;
    xml_open(w, "Tax");
    cxml_put_money(w, arena, invoice->tax_amount);
    if (tax->kind == TAX_NONE) {
        write_text(w, "Description", "No tax");
        xml_close(w);
        return;
    }
    write_text(w, "Description", tax_title(arena, tax));
    xml_open(w, "TaxDetail");
    xml_attr(w, "purpose", "tax");
    xml_attr(w, "category", tax_kind_name(tax->kind));
    xml_attr(w, "percentageRate", tax_rate_text(arena, tax->rate_ppm));
    cxml_write_money(w, arena, "TaxableAmount", invoice->amount);
    cxml_write_money(w, arena, "TaxAmount", invoice->tax_amount);
    if (!text_empty(tax->note))
        write_text(w, "Description", tax->note);
    xml_close(w);
    xml_close(w);
}

static void write_summary(struct xml_writer *w, struct arena *arena, const struct invoice *invoice)
{
    xml_open(w, "InvoiceDetailSummary");
    cxml_write_money(w, arena, "SubtotalAmount", invoice->amount);
    write_tax(w, arena, invoice);
    cxml_write_money(w, arena, "NetAmount", invoice_total(invoice));
    cxml_write_money(w, arena, "DueAmount", invoice_total(invoice));
    xml_close(w);
}

/* One that did not come from this system has no document to refer to. */
static void write_order(struct xml_writer *w, const struct order *order)
{
    xml_open(w, "InvoiceDetailOrderInfo");
    if (text_empty(order->payload_id)) {
        xml_open(w, "OrderIDInfo");
        xml_attr(w, "orderID", order->order_id);
        xml_close(w);
    } else {
        cxml_write_order_reference(w, order);
    }
    if (!text_empty(order->released_from)) {
        xml_open(w, "MasterAgreementIDInfo");
        xml_attr(w, "agreementID", order->released_from);
        xml_close(w);
    }
    xml_close(w);
}

void cxml_write_invoice(struct xml_writer *w, struct arena *arena,
                        const struct order_notice *notice)
{
    const struct invoice *invoice = notice->invoice;
    xml_open(w, "InvoiceDetailRequest");
    write_header(w, arena, notice);
    xml_open(w, "InvoiceDetailOrder");
    write_order(w, notice->order);
    for (size_t i = 0; i < invoice->line_count; i++)
        write_item(w, arena, notice, &invoice->lines[i]);
    xml_close(w);
    write_summary(w, arena, invoice);
    xml_close(w);
}
