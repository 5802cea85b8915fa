#ifndef APP_EINVOICING_H
#define APP_EINVOICING_H
/*
 * Invoices as documents for a connection's procurement system (BIL-4): where they go, and the way
 * there. A test is an issued invoice sent once more, with deploymentMode="test" and a code in its
 * comments; whoever reads it in the procurement system types the code here, which proves that
 * invoices arrive, and where people see them. Until then nothing goes to a new address but tests.
 * Rights are those of app/procurement.h.
 */
#include "app/procurement.h"
#include "domain/einvoicing.h"
#include "domain/invoice.h"
#include "store/delivery.h"

struct einvoicing_view {
    struct einvoicing einvoicing;
    const char *proposed_url; /* for a form that nobody has filled in yet */
    struct delivery test;     /* the last one; `id` NULL: there was none */
    struct delivery_attempts test_attempts;
    bool shows_orders;  /* BIL-1: invoices carry purchase order numbers; without, none is sent */
    const char *sample; /* the invoice that a test would send, or "" */
};

enum status einvoicing_find(struct ctx *ctx, struct connection_key key,
                            struct einvoicing_view *out);
/* Sends a test to the address. BAD_INPUT: no such address can be. CONFLICT: there is no invoice to
 * send. */
enum status einvoicing_send_test(struct ctx *ctx, struct connection_key key, const char *url);
/* Invoices go from now on to where the last test went. `code` may have spaces and hyphens.
 * BAD_INPUT: a wrong one. CONFLICT: no test waits for its code, or too many were wrong. */
enum status einvoicing_confirm(struct ctx *ctx, struct connection_key key, const char *code);
/* CONFLICT: it is not active. */
enum status einvoicing_suspend(struct ctx *ctx, struct connection_key key);
/* CONFLICT: it is not suspended. */
enum status einvoicing_resume(struct ctx *ctx, struct connection_key key);

/* An invoice that has just been issued goes into the outbox, inside its transaction, where it may.
 */
enum status einvoicing_add(struct db_tx *tx, struct ctx *ctx, const struct invoice *invoice);
/* Why an invoice can't go into the outbox now, in words, or NULL: it can. `out` is of the
 * connection of its first line's agreement. */
enum status einvoicing_obstacle(struct db_tx *tx, struct ctx *ctx, const struct invoice *invoice,
                                struct einvoicing *out, const char **out_why);
/* Sends one that was not sent when it was issued: before the first code, or while suspended.
 * NOT_FOUND. CONFLICT: see einvoicing_obstacle. */
enum status einvoicing_send(struct ctx *ctx, const char *invoice_id);

/* Of a test, by its delivery: eight digits, which nobody can make without the key. */
const char *einvoicing_code(struct ctx *ctx, const char *delivery_id);

#endif
