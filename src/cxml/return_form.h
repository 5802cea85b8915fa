#ifndef CXML_RETURN_FORM_H
#define CXML_RETURN_FORM_H
/* PunchOutOrderMessage: the cart on its way back through the browser (PUN-6; cXML guide p. 38-41
 * and 84-92). */
#include "app/cart.h"

/* A return_writer (app/ctx.h). TOO_LARGE: the cart makes a document over 4 MiB. */
enum status cxml_return_form(struct ctx *ctx, const struct session *session,
                             const struct request *request, struct return_form *out);

#endif
