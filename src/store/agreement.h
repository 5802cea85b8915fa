#ifndef STORE_AGREEMENT_H
#define STORE_AGREEMENT_H
/* Agreements with their charges and entitlements. */
#include "domain/agreement.h"
#include "store/store.h"

struct agreement_list {
    struct agreement *items; /* without charges and entitlements */
    size_t count;
};

enum status agreement_store_insert(struct db_tx *tx, const struct agreement *agreement);
enum status agreement_store_find(struct db_tx *tx, struct arena *arena, const char *id,
                                 struct agreement *out);
/* What has happened to one since it was made. */
struct agreement_event {
    const char *organization_id;
    const char *agreement_id;
    const char *id;
    int64_t at_us;
    const char *detail;
    const char *purchase_order_id; /* that did it, or NULL */
};

struct agreement_events {
    struct agreement_event *items; /* oldest first */
    size_t count;
};

/* The agreement that an ordered request line belongs to, with its parts; `*out_last`: the line is
 * the last of several that it came of, or the only one. NOT_FOUND. */
enum status agreement_store_of_line(struct db_tx *tx, struct arena *arena,
                                    const char *organization_id, const char *request_line_id,
                                    struct agreement *out, bool *out_last);
/* State, value, end, whether it renews, and the amounts of charges that are on no
 * invoice. CONFLICT: it is not active any more. */
enum status agreement_store_update(struct db_tx *tx, const struct agreement *agreement);
/* From one purchase order (our ids) to the one that takes its place, with the request lines. */
enum status agreement_store_move_order(struct db_tx *tx, const char *organization_id,
                                       const char *from_id, const char *to_id);
enum status agreement_store_add_event(struct db_tx *tx, const struct agreement_event *event);
enum status agreement_store_events(struct db_tx *tx, struct arena *arena,
                                   const struct agreement *agreement, struct agreement_events *out);

/* Newest first. */
enum status agreement_store_list_of(struct db_tx *tx, struct arena *arena,
                                    const struct scope *scope, int64_t limit,
                                    struct agreement_list *out);
/* Active ones that have ended by `now_us`, the longest ended first. */
enum status agreement_store_ended(struct db_tx *tx, struct arena *arena, int64_t now_us,
                                  int64_t limit, struct agreement_list *out);
/* Active ones of whose term a quarter, or 30 days, is left at `now_us`, and nobody was told. */
enum status agreement_store_ending(struct db_tx *tx, struct arena *arena, int64_t now_us,
                                   int64_t limit, struct agreement_list *out);
/* Notes that somebody was told. NOT_FOUND: before, or it is over. */
enum status agreement_store_tell_end(struct db_tx *tx, const struct agreement *agreement,
                                     int64_t now_us);
/* The purchase orders of the usage to come and of the charges that are on no invoice (BIL-2). */
enum status agreement_store_set_orders(struct db_tx *tx, const struct agreement *agreement);
/* The item that the agreement came of belongs to the one that renews it, so that changes of its
 * purchase order find that. */
enum status agreement_store_move_item(struct db_tx *tx, const struct agreement *renewal);
/* Active ones of an account over a product, newest first. */
enum status agreement_store_of_product(struct db_tx *tx, struct arena *arena,
                                       const char *organization_id, const char *account_id,
                                       const char *product_id, int64_t limit,
                                       struct agreement_list *out);
/* ORD-6: of an account over an offer. `*out_id`: the newest active one without an end, or NULL. */
struct offered {
    const char *organization_id;
    const char *account_id;
    const char *product_id;
    const char *offer_id;
};
enum status agreement_store_endless(struct db_tx *tx, struct arena *arena,
                                    const struct offered *offered, const char **out_id);
/* Those with an end, of any state, with their parts, the newest 100. */
enum status agreement_store_with_end(struct db_tx *tx, struct arena *arena,
                                     const struct offered *offered, struct agreement_list *out);

/* Newest first: of one purchase order (our id), and of all. */
enum status agreement_store_of_order(struct db_tx *tx, struct arena *arena,
                                     const char *organization_id, const char *purchase_order_id,
                                     int64_t limit, struct agreement_list *out);
enum status agreement_store_list(struct db_tx *tx, struct arena *arena, int64_t limit,
                                 struct agreement_list *out);

#endif
