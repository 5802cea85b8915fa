#ifndef CXML_ORDER_REQUEST_H
#define CXML_ORDER_REQUEST_H
/* OrderRequest (cXML guide p. 105-136; ORD-1 to ORD-3). */
#include "cxml/handler.h"
#include "domain/order.h"

/* Reads what the document says, whatever its order. What can't be read at all is named in `defect`.
 */
void cxml_order_read(struct arena *arena, const struct cxml_request *request, struct order *out);

struct cxml_outcome cxml_order_request(struct cxml_exchange *exchange);

#endif
