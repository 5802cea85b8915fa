#ifndef STORE_DELIVERY_H
#define STORE_DELIVERY_H
/* The outbox: what is to leave the house, and what became of it. */
#include "domain/delivery.h"
#include "store/store.h"

struct delivery_list {
    struct delivery *items; /* without bodies */
    size_t count;
};

struct delivery_attempts {
    struct delivery_attempt *items;
    size_t count;
};

/* What a listing is narrowed to; NULL or "": not by that. */
struct delivery_filter {
    const char *organization_id;
    const char *subject_id;
    const char *state;
    int64_t limit;
};

/* A new one, due at once. What comes first about a subject is delivered first, each kind by
 * itself. */
enum status delivery_store_insert(struct db_tx *tx, const struct delivery *delivery);
/*
 * What may be tried now, the longest due first, without bodies. `busy` are lanes that are left out,
 * " a.example b.example ". Nothing is tried whose subject has something earlier of the same kind
 * waiting; tests and what they are tests of don't wait for each other.
 */
enum status delivery_store_due(struct db_tx *tx, struct arena *arena, int64_t now_us,
                               const char *busy, int64_t limit, struct delivery_list *out);
/* Begins an attempt of what was due: counts it, and puts it off until `until_us`. NOT_FOUND where
 * somebody else has begun one meanwhile. Reads the body. */
enum status delivery_store_begin(struct db_tx *tx, struct arena *arena, struct delivery *delivery,
                                 int64_t until_us);
/* The end of the attempt: all but what delivery_store_insert sets for good. CONFLICT where it was
 * not this one's any more. */
enum status delivery_store_end(struct db_tx *tx, const struct delivery *delivery,
                               const struct delivery_attempt *attempt);
/* To be tried again from the start, now, with this body, of what failed or waits. NOT_FOUND. */
enum status delivery_store_resend(struct db_tx *tx, const struct delivery *delivery,
                                  int64_t now_us);

/* Tries one that waits no more: what takes its place goes at once. None that waits: OK too. */
enum status delivery_store_give_up(struct db_tx *tx, const char *organization_id, const char *id,
                                   int64_t now_us);

/* The invoice as a document, tests excepted; without its body. NOT_FOUND: it was never to be sent.
 */
enum status delivery_store_of_invoice(struct db_tx *tx, struct arena *arena,
                                      const char *organization_id, const char *invoice_id,
                                      struct delivery *out);

enum status delivery_store_find(struct db_tx *tx, struct arena *arena, const char *id,
                                struct delivery *out);
/* Newest first. */
enum status delivery_store_list(struct db_tx *tx, struct arena *arena,
                                const struct delivery_filter *filter, struct delivery_list *out);
enum status delivery_store_attempts(struct db_tx *tx, struct arena *arena,
                                    const struct delivery *delivery, struct delivery_attempts *out);
#endif
