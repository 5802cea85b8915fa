#ifndef CXML_SETUP_REQUEST_H
#define CXML_SETUP_REQUEST_H
/* PunchOutSetupRequest (cXML guide p. 79-83): reads it, order-free, and answers with the StartPage.
 */
#include "cxml/handler.h"

struct cxml_outcome cxml_setup_request(struct cxml_exchange *exchange);

#endif
