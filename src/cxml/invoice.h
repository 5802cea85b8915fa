#ifndef CXML_INVOICE_H
#define CXML_INVOICE_H
/* InvoiceDetailRequest (BIL-4; cXML guide, chapter "Invoices"; INTEROP C10, C11). */
#include "app/delivery.h"
#include "xml/writer.h"

/* Every version that Coupa and SAP Business Network take has what is written here. */
#define CXML_INVOICE_VERSION "1.2.020"

/* Stands for the code of a test until it is sent. */
#define CXML_CODE_MARK "########"

/* Which purchase order it is: by its number and its document. */
void cxml_write_order_reference(struct xml_writer *w, const struct order *order);

/* What is in the Request: the invoice under its purchase order, line by line; as a test it is
 * another invoice, which says so. */
void cxml_write_invoice(struct xml_writer *w, struct arena *arena,
                        const struct order_notice *notice);

#endif
