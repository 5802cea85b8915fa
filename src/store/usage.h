#ifndef STORE_USAGE_H
#define STORE_USAGE_H
/* Metered usage: each record once, and its sums by month. */
#include "domain/usage.h"
#include "store/agreement.h"

struct usage_months {
    struct usage_month *items;
    size_t count;
};

/* `*out_known`: a record of that id is there, which is read into `out`, whose currency is the
 * caller's. */
enum status usage_store_find(struct db_tx *tx, struct arena *arena, const char *organization_id,
                             const char *agreement_id, const char *id, struct usage_record *out,
                             bool *out_known);
/* A new one, which is added to its month. */
enum status usage_store_insert(struct db_tx *tx, const char *organization_id,
                               const char *agreement_id, const struct usage_record *record,
                               int64_t received_us);
/* How much of the usage of the record's dimension, in the month it was used in, is covered so far
 * over all agreements of the account over the offer (ORD-6). */
enum status usage_store_covered(struct db_tx *tx, const struct offered *offered,
                                const struct usage_record *record, int64_t *out_micros);
/* Whether that month's charge was made. */
enum status usage_store_is_charged(struct db_tx *tx, const char *organization_id,
                                   const char *agreement_id, const struct usage_record *record,
                                   bool *out);
/* All of an agreement, oldest first. */
enum status usage_store_months(struct db_tx *tx, struct arena *arena, const char *organization_id,
                               const char *agreement_id, const char *currency,
                               struct usage_months *out);
/* Months before `before_us` without a charge, of any organization, at most `limit`. */
enum status usage_store_open(struct db_tx *tx, struct arena *arena, int64_t before_us,
                             int64_t limit, struct usage_months *out);
/* Its charge, due when the month is over; where there is something to pay, a charge of the
 * agreement under the next number, which is set. CONFLICT: it was made meanwhile. */
enum status usage_store_charge(struct db_tx *tx, struct usage_month *month, const char *description,
                               int64_t due_us);

#endif
