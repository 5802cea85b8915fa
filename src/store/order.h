#ifndef STORE_ORDER_H
#define STORE_ORDER_H
/* Purchase orders and their lines. */
#include "domain/order.h"
#include "store/store.h"

/* What is kept beside the order itself: for recognising it again and for answering as at first. */
struct order_row {
    struct order order;
    struct bytes content_hash;
    const char *answer; /* the message that went with Status 200 */
};

struct order_rows {
    struct order_row *items; /* without lines */
    size_t count;
};

/* With its lines. */
enum status order_store_insert(struct db_tx *tx, const struct order_row *row);

/* Asks (db_ask) for the orders of a connection with this payload id, or with this purchase order
 * number, that were not refused; newest first, at most 20, without lines. */
struct db_statement *order_store_ask_payload(struct db_tx *tx, const char *organization_id,
                                             const char *connection_id, const char *payload_id);
struct db_statement *order_store_ask_number(struct db_tx *tx, const char *organization_id,
                                            const char *connection_id, const char *order_id);
/* Reads what was asked for, and ends the statement. */
enum status order_store_asked(struct db_statement *asked, struct arena *arena,
                              struct order_rows *out);

/* Moves it on, with what goes with that; CONFLICT where it is not in `from` any more,
 * or that does not lead there. */
enum status order_store_move(struct db_tx *tx, const char *organization_id, const char *id,
                             enum order_state from, enum order_state to, const char *reason);

/* State, reason and what became of the lines, of one that waited for a person. CONFLICT where it
 * does not any more, or its state can't follow. */
enum status order_store_decide(struct db_tx *tx, const struct order *order);

/* All of a connection with this purchase order number, newest first, at most 50, without lines. */
enum status order_store_versions(struct db_tx *tx, struct arena *arena, const struct order *order,
                                 struct order_rows *out);

/* What was released from a blanket order, whatever became of it: newest first, at most 200, without
 * lines. */
enum status order_store_releases(struct db_tx *tx, struct arena *arena, const struct order *blanket,
                                 struct order_rows *out);
/* What live releases have drawn on it, but for `except_id` (ours; NULL: all), in micro-units of its
 * currency. */
enum status order_store_drawn(struct db_tx *tx, const struct order *blanket, const char *except_id,
                              int64_t *out_micros);

/* By our id or, where there is none, the newest with this purchase order number; with lines. */
enum status order_store_find(struct db_tx *tx, struct arena *arena, const char *id,
                             struct order_row *out);
/* Whether a member account may see an order of its organization: it came over the account's own
 * connection, or bought for the account and for no other. */
enum status order_store_is_of(struct db_tx *tx, const struct order *order, const char *account_id,
                              bool *out);
/* Newest first; of an account those that order_store_is_of it. `state` NULL: all. */
enum status order_store_list(struct db_tx *tx, struct arena *arena, const struct scope *scope,
                             const char *state, int64_t limit, struct order_rows *out);

/* CON-7: orders of a connection that bought nothing because of test mode, and when the first came.
 */
enum status order_store_count_tests(struct db_tx *tx, const char *organization_id,
                                    const char *connection_id, int64_t *out_count,
                                    int64_t *out_since_us);

#endif
