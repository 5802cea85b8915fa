#ifndef BUYER_CART_H
#define BUYER_CART_H
/* The cart that the supplier's page posts back by way of the browser: a PunchOutOrderMessage in a
 * form field (INTEROP C2, C8). */
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "http/request.h"

struct arena;

struct cart_line {
    int64_t quantity_micro;
    int64_t unit_price_micro;
    int64_t amount_micro;
    const char *description;
    const char *unit; /* UnitOfMeasure */
    const char *part_id;
    const char *auxiliary_id;
    const char *class_domain; /* of the first Classification, UNSPSC where there is one */
    const char *class_code;
    const char *line_type; /* Extrinsic LineType; "" where there is none */
};

struct cart {
    const char *buyer_cookie;
    int status; /* of the Message; 0 where it has none */
    const char *status_text;
    const char *currency;
    int64_t total_micro; /* the sum of the lines */
    const char *warning; /* what a careful buyer would ask the supplier about, or NULL */
    const struct cart_line *lines;
    size_t count;
    const char *document; /* as it came, decoded */
};

/*
 * Finds cXML-base64, else cXML-urlencoded, in the form and reads it.
 * BAD_INPUT: neither is there, it is not cXML, or a line lacks what a requisition needs. What was
 * read by then stays in `out`: the document and the cookie first.
 */
enum status cart_read(struct arena *arena, struct http_fields form, struct cart *out,
                      struct fault *fault);

/* A copy that lives in another arena. */
struct cart cart_copy(struct arena *arena, const struct cart *cart);

#endif
