#ifndef STORE_INVOICE_H
#define STORE_INVOICE_H
/* Invoices with their lines, and the charges that wait for one. */
#include "domain/invoice.h"
#include "store/store.h"

struct due_charges {
    struct due_charge *items;
    size_t count;
};

struct invoice_list {
    struct invoice *items; /* without lines */
    size_t count;
};

/* Ids of organizations that have charges due by `now_us`, at most `limit`. */
enum status invoice_store_due_organizations(struct db_tx *tx, struct arena *arena, int64_t now_us,
                                            size_t limit, const char **out, size_t *out_count);
/* Open charges that are due by `now_us`, of agreements that are active or have run to their end, at
 * most `limit`; those that join each other (domain/invoice.h) stand together. */
enum status invoice_store_due(struct db_tx *tx, struct arena *arena, const char *organization_id,
                              int64_t now_us, size_t limit, struct due_charges *out);
/* BIL-1: whether the organization's management account has created the service-linked role. */
enum status invoice_store_shows_orders(struct db_tx *tx, const char *organization_id,
                                       const char *role, bool *out);
/* The next number of the organization's series. */
enum status invoice_store_next(struct db_tx *tx, const char *organization_id, int64_t *out);
/* With its lines, whose charges are open no more. CONFLICT, now or at the end of the work, where
 * another invoice has one of them. */
enum status invoice_store_insert(struct db_tx *tx, const struct invoice *invoice);

/* What was given back of an agreement's lines on the invoice until now. */
enum status invoice_store_credited(struct db_tx *tx, const struct invoice *invoice,
                                   const char *agreement_id, struct money *out);
/* What memos have given back of the invoice until now, and the tax on that. */
enum status invoice_store_memos(struct db_tx *tx, const struct invoice *invoice,
                                struct money *out_amount, struct money *out_tax);
/* A charge of less than nothing, due now. */
enum status invoice_store_credit(struct db_tx *tx, const struct invoice *invoice,
                                 const char *agreement_id, struct money amount,
                                 const char *description, int64_t now_us);

/* With its lines. */
enum status invoice_store_find(struct db_tx *tx, struct arena *arena, const char *id,
                               struct invoice *out);
/* Newest first. */
enum status invoice_store_list(struct db_tx *tx, struct arena *arena, const struct scope *scope,
                               int64_t limit, struct invoice_list *out);

/* BIL-6: something whose numbers do not agree, and the two that ought to be the same. */
struct invoice_drift {
    const char *what; /* "agreement agmt-...: value and charges" */
    int64_t expected;
    int64_t found;
};

struct invoice_drifts {
    struct invoice_drift *items;
    size_t count;
};

/* The first of each kind, at most `limit`. */
enum status invoice_store_drifts(struct db_tx *tx, struct arena *arena, int64_t limit,
                                 struct invoice_drifts *out);

#endif
