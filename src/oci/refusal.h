#ifndef OCI_REFUSAL_H
#define OCI_REFUSAL_H
/* Why an OCI call leads no further, on a page that says what to do: a person sits in front of it.
 */
#include "http/reply.h"
#include "http/request.h"

enum oci_refusal {
    OCI_TAKEN, /* nothing is wrong */
    OCI_REPEATED,
    OCI_TOO_LONG,
    OCI_NO_CREDENTIALS,
    OCI_CREDENTIALS,
    OCI_FUNCTION,
    OCI_NO_HOOK_URL,
    OCI_HOOK_URL,
    OCI_NO_PRODUCT,
    OCI_PRODUCT,
    OCI_ADDRESS,
    OCI_DISABLED,
    OCI_SUSPENDED,
    OCI_ACCOUNT,
    OCI_TOO_MANY,
    OCI_UNAVAILABLE,
    OCI_FAULT,
    OCI_REFUSALS
};

/* Of HTTP, for the log and the connection's traffic; 200 for OCI_TAKEN. */
int oci_refusal_status(enum oci_refusal refusal);
/* The page's text. */
const char *oci_refusal_text(enum oci_refusal refusal);

/* The page; where the request's own address has parameters, a redirect to the page's address, so
 * that no password stays in the address bar and in the history. */
struct reply *oci_refuse(struct http_request *request, enum oci_refusal refusal);

/* GET /oci/refused/{reason} */
struct reply *oci_refused_get(struct http_request *request, void *state);

#endif
