#ifndef DOMAIN_TAX_H
#define DOMAIN_TAX_H
/* The tax that a seller of record puts on its invoices (BIL-3): one rate a seller. */
#include "base/status.h"
#include "domain/money.h"

enum tax_kind { TAX_NONE, TAX_VAT, TAX_GST, TAX_SALES, TAX_OTHER };

enum { TAX_TEXT_MAX = 200 }; /* characters of a registration or a note */

struct tax {
    enum tax_kind kind;       /* NONE: nothing is said of tax, and the rest is not used */
    int64_t rate_ppm;         /* 0 to 1,000,000 */
    const char *registration; /* the seller's number with the tax office, or "" */
    const char *note;         /* "Reverse charge", or "" */
};

const char *tax_kind_name(enum tax_kind kind);  /* as stored, and cXML's category: "vat" */
const char *tax_kind_label(enum tax_kind kind); /* "VAT" */
bool tax_kind_parse(const char *name, enum tax_kind *out);

/* A percentage such as 19, 7.7, 8.1% or 8.1 %: 0 to 100, at most four decimals. */
bool tax_rate_parse(const char *text, int64_t *out_ppm);
char *tax_rate_text(struct arena *arena, int64_t rate_ppm);  /* "7.7" */
char *tax_title(struct arena *arena, const struct tax *tax); /* "VAT 7.7 %" */

/* Of what is invoiced, rounded half away from zero to the currency's minor unit. */
struct money tax_of(const struct tax *tax, struct money amount);

/*
 * Of a credit memo over `amount` (less than nothing), where `before` was given back of the same
 * invoice before, with `tax_before` (both not less than nothing). Rounded over all memos together,
 * so that giving back all of an invoice gives back exactly its tax. False: does not fit.
 */
bool tax_of_credit(const struct tax *tax, struct money amount, struct money before,
                   struct money tax_before, struct money *out);

#endif
