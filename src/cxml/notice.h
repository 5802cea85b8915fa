#ifndef CXML_NOTICE_H
#define CXML_NOTICE_H
/*
 * What a procurement system is told after an order: ConfirmationRequest (cXML guide, chapter
 * "Confirmations") and StatusUpdateRequest (ORD-7), InvoiceDetailRequest (chapter "Invoices",
 * BIL-4). The marketplace is the sender and shows the connection's shared secret, which is put in
 * only when the document leaves: what is kept has asterisks in its place, and in that of a test
 * invoice's code.
 */
#include "app/ctx.h"

extern const struct notice_protocol cxml_notices;

#endif
