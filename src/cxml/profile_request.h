#ifndef CXML_PROFILE_REQUEST_H
#define CXML_PROFILE_REQUEST_H
/* ProfileRequest (cXML guide p. 46-54; PUN-2): what this server takes and where. */
#include "cxml/handler.h"

struct cxml_outcome cxml_profile_request(struct cxml_exchange *exchange);

#endif
