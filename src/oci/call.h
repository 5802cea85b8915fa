#ifndef OCI_CALL_H
#define OCI_CALL_H
/*
 * An OCI call (SAP Open Catalog Interface 4.0 and 5.0, outbound section): the parameters that the
 * buyer's browser, or its SAP system itself, comes with. OCI leaves the names of user and password
 * to the catalogue; ours are the usual ones, USERNAME and PASSWORD.
 */
#include "base/status.h"
#include "http/request.h"
#include "oci/refusal.h"

struct arena;

enum oci_function { OCI_SHOP, OCI_DETAIL, OCI_VALIDATE, OCI_BACKGROUND_SEARCH };

/* What a form that goes back says besides its items. */
struct oci_way_back {
    const char *target;  /* a frame's name: ~TARGET, returntarget; else _top */
    const char *ok_code; /* ~OkCode, else ADDI: add to the shopping cart */
    const char *caller;  /* ~CALLER, else CTLG: an external catalogue */
    const char *charset; /* http_content_charset, or "": UTF-8 */
};

/* Texts are never NULL; "" was not given. */
struct oci_call {
    enum oci_function function;
    const char *username;
    const char *password;
    const char *hook_url; /* as it came: nothing is presumed about its form */
    const char *product_id;
    int64_t quantity_micros; /* 0: not given, or no quantity */
    const char *search;
    const char *vendor; /* the buyer's own number for us, which goes back */
    const char *requester_name;
    const char *requester_email;
    struct oci_way_back way_back;
};

const char *
oci_function_name(enum oci_function function); /* "BACKGROUND_SEARCH"; "" for OCI_SHOP */

/* Names are compared without case. What is wrong with it, as far as it alone can tell. */
enum oci_refusal oci_call_read(struct arena *arena, struct http_fields fields,
                               struct oci_call *out);

/* CAT-8: the value of a parameter of the buyer's own, by its name without case; NULL where it was
 * not given, or `name` is "". */
const char *oci_call_value(struct http_fields fields, const char *name);
/* Whether it was given more than once. */
bool oci_call_repeats(struct http_fields fields, const char *name);

/* The parameters for the document log, as a form would send them, whatever looks like a password
 * blanked. */
struct bytes oci_call_document(struct arena *arena, struct http_fields fields);

/* As a session keeps it, and back. */
const char *oci_way_back_write(struct arena *arena, const struct oci_way_back *way_back);
void oci_way_back_read(struct arena *arena, const char *text, struct oci_way_back *out);

#endif
