#ifndef DOMAIN_INVOICE_H
#define DOMAIN_INVOICE_H
/* An invoice: charges of one account with one seller, in one currency, under one purchase order
 * (BIL-2, BIL-3). Amounts are before tax where nothing else is said. */
#include <stddef.h>

#include "base/status.h"
#include "domain/money.h"
#include "domain/tax.h"

struct invoice_line {
    int number; /* from 1 */
    const char *agreement_id;
    int charge_number; /* of the agreement */
    const char *description;
    struct money amount;
    const char *purchase_order_line; /* NULL where the invoice has no purchase order */
};

struct invoice {
    const char *organization_id;
    const char *id;
    const char *account_id;
    const char *seller;         /* of record, by name */
    const char *credits_id;     /* of a credit memo: the invoice it takes back from; else NULL */
    const char *purchase_order; /* its number; NULL: none, or not to be put on it (BIL-1) */
    int64_t issued_us;
    struct money amount; /* of the lines; of a credit memo less than nothing */
    struct tax tax;      /* as it was when it was issued */
    struct money tax_amount;
    struct invoice_line *lines;
    size_t line_count;
};

/* A charge that is to be invoiced, with what decides which invoice takes it. */
struct due_charge {
    const char *account_id;
    const char *seller;
    const char *order_id; /* the purchase order's number, or NULL */
    const char *order_line;
    const char *agreement_id;
    const char *title;
    const char *credits_id; /* the invoice that it takes back from, or NULL */
    int number;
    const char *description;
    struct money amount;
};

/* "X7Q2M4K9PA-000012": the organization's series, and the number in it. Series of one organization
 * each need nothing that all nodes share. */
char *invoice_id(struct arena *arena, const char *organization_id, int64_t sequence);

/* "Invoice X-000012", "Credit memo X-000013". */
char *invoice_title(struct arena *arena, const struct invoice *invoice);

/* What is to be paid: with tax. */
struct money invoice_total(const struct invoice *invoice);

/* Whether one invoice may have both. */
bool invoice_joins(const struct due_charge *a, const struct due_charge *b);

/*
 * The invoice for charges that join each other; id, organization and time are the caller's. With
 * `show_order` it carries the purchase order's number, and on each line the order's line, 1 where
 * the order named none. FAILED: the sum does not fit.
 */
enum status invoice_make(struct arena *arena, const struct due_charge *charges, size_t count,
                         bool show_order, struct invoice *out, struct fault *fault);

#endif
