#ifndef APP_BILLING_H
#define APP_BILLING_H
/* From charges that are due to invoices (BIL-1, BIL-3), and the proof that both agree (BIL-6). */
#include "app/ctx.h"
#include "store/invoice.h"

/*
 * The server's own work, for every organization: makes the charges of months of usage that
 * are over, and issues invoices for what is due now. An invoice
 * and the charges on it are stored together or not at all, so that it may be stopped at any moment,
 * run twice, and on several nodes at once: each charge is on one invoice. Where `ctx->ends` is set
 * meanwhile, what is left stays due. `*out_issued` is set whatever the status.
 */
enum status billing_run(struct ctx *ctx, int64_t *out_issued);

/* For operators and SYSTEM. OK also where something does not agree: the list tells, at most 100 of
 * a kind. */
enum status billing_verify(struct ctx *ctx, struct invoice_drifts *out);

#endif
