#ifndef APP_EINVOICING_H
#define APP_EINVOICING_H
/*
 * Invoices as documents for a connection's procurement system (BIL-4): where they go, and the way
 * there. A test is an issued invoice sent once more, with deploymentMode="test" and a code in its
 * comments; whoever reads it in the procurement system types the code here, which proves that
 * invoices arrive, and where people see them. Rights are those of app/procurement.h.
 */
#include "app/procurement.h"
#include "domain/einvoicing.h"
#include "store/delivery.h"

struct einvoicing_view {
    struct einvoicing einvoicing;
    const char *proposed_url; /* for a form that nobody has filled in yet */
    struct delivery test;     /* the last one; `id` NULL: there was none */
    struct delivery_attempts test_attempts;
    bool shows_orders; /* BIL-1: invoices carry purchase order numbers; without them none is sent */
    const char *sample; /* the invoice that a test would send, or "" */
};

enum status einvoicing_find(struct ctx *ctx, struct connection_key key,
                            struct einvoicing_view *out);
/* Sets the address and sends a test there. BAD_INPUT: no such address can be. CONFLICT: there is no
 * invoice to send. */
enum status einvoicing_send_test(struct ctx *ctx, struct connection_key key, const char *url);
/* ACTIVE with the test's code. BAD_INPUT: a wrong one. CONFLICT: no test waits for it, or too many
 * were wrong. */
enum status einvoicing_confirm(struct ctx *ctx, struct connection_key key, const char *code);
enum status einvoicing_suspend(struct ctx *ctx, struct connection_key key);
enum status einvoicing_resume(struct ctx *ctx, struct connection_key key);

/* Of a test, by its delivery: eight digits, which nobody can make without the key. */
const char *einvoicing_code(struct ctx *ctx, const char *delivery_id);

#endif
