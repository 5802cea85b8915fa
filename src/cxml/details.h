#ifndef CXML_DETAILS_H
#define CXML_DETAILS_H
/* What an order says beyond what is matched (ORD-1: Extrinsics, Comments, Distribution, Tax,
 * Shipping, addresses), kept as JSON in the document's own terms: [{"name", "attributes", "text",
 * "children"}]. */
#include "xml/reader.h"

/* All of OrderRequestHeader but Total and Payment, which may hold a card number. The attributes
 * that struct order does not have come first, as an element of their own. */
const char *cxml_header_details(struct arena *arena, const struct xml_node *header);
/* The same of ItemOut but ItemID, and of its ItemDetail the Extrinsics. */
const char *cxml_line_details(struct arena *arena, const struct xml_node *item);

#endif
