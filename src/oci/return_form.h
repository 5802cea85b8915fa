#ifndef OCI_RETURN_FORM_H
#define OCI_RETURN_FORM_H
/*
 * The cart on its way back as NEW_ITEM fields (PUN-9; SAP Open Catalog Interface 4.0 and 5.0,
 * inbound section). Both versions get the same: what 5.0 adds are the fields of item hierarchies,
 * and our lines have none.
 */
#include "app/cart.h"
#include "oci/call.h"

/* A return_writer (app/ctx.h) for sessions that an OCI call began. TOO_LARGE: an amount or the
 * whole does not fit. */
enum status oci_return_form(struct ctx *ctx, const struct session *session,
                            const struct request *request, struct return_form *out);

/* What VALIDATE and BACKGROUND_SEARCH answer: lines that are in no request, whose ids are "". None
 * is an answer too. TOO_LARGE as above. */
enum status oci_answer_form(struct ctx *ctx, const struct connection *connection,
                            const struct oci_call *call, const struct request_line *lines,
                            size_t count, struct return_form *out);

#endif
