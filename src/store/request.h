#ifndef STORE_REQUEST_H
#define STORE_REQUEST_H
/* Approval requests with their items, lines and history. */
#include "domain/agreement.h"
#include "domain/request.h"
#include "store/store.h"

enum status request_store_insert(struct db_tx *tx, const struct request *request);
/* The session's draft; NOT_FOUND where there is none. Items are read, lines are not stored yet. */
enum status request_store_draft(struct db_tx *tx, struct arena *arena, const char *organization_id,
                                const char *session_id, struct request *out);
/* CON-8: gives the session the newest draft that its requester put together without one (operation
 * browse), ended since `since_us`; by email address, or by user name, without case, or, where the
 * session's requester has signed in, by who that is. It is for the
 * session's account from then on, where the session has one. `*out_account_id`: the draft's, which
 * may be ""; NULL: there is none. */
struct session_row;
enum status request_store_adopt(struct db_tx *tx, struct arena *arena,
                                const struct session_row *session, int64_t since_us,
                                const char **out_account_id);

/* The session's draft, if it has one, is the session's requester's, for the session's account. */
enum status request_store_set_requester(struct db_tx *tx, const struct session_row *session,
                                        bool *out_found);

/* What was asked for (db_ask) of one request. */
struct request_asked {
    struct db_statement *row;
    struct db_statement *items;
    struct db_statement *lines;
};

/* Asks for the request that a line belongs to, with its items and lines. */
struct request_asked request_store_ask_by_line(struct db_tx *tx, const char *organization_id,
                                               const char *line_id);
/* Reads what was asked for, and ends the statements. NOT_FOUND: there is no such line. */
enum status request_store_asked(const struct request_asked *asked, struct arena *arena,
                                struct request *out);
/* With items and lines. */
enum status request_store_find(struct db_tx *tx, struct arena *arena, const char *organization_id,
                               const char *id, struct request *out);

/* CONFLICT, now or at the end of the work, where it is not in `from` any more, or that does not
 * lead there; notes the move in its history under `event_id`. */
enum status request_store_move(struct db_tx *tx, const struct request *request,
                               enum request_state from, enum request_state to, const char *event_id,
                               int64_t now_us, const char *detail);

/* Requests in procurement whose time ran out before `now_us`, of any organization, at most `limit`;
 * without items and lines. */
enum status request_store_overdue(struct db_tx *tx, struct arena *arena, int64_t now_us,
                                  size_t limit, struct request **out, size_t *out_count);

enum status request_store_add_item(struct db_tx *tx, const char *organization_id,
                                   const char *request_id, const struct request_item *item);
enum status request_store_remove_item(struct db_tx *tx, const char *organization_id,
                                      const char *request_id, int number);
enum status request_store_set_agreement(struct db_tx *tx, const char *organization_id,
                                        const char *request_id, int item, const char *agreement_id);

enum status request_store_add_line(struct db_tx *tx, const char *organization_id,
                                   const struct request_line *line);
/* CONFLICT, now or at the end of the work, where another order has the line. */
enum status request_store_order_line(struct db_tx *tx, const char *organization_id,
                                     const char *line_id, const char *purchase_order_id);

struct request_lines {
    struct request_line *items;
    size_t count;
};

/* Asks (db_ask) for what an order line may stand for: of one connection, by auxiliary id, else open
 * ones by part id, oldest first, at most 50. */
struct db_statement *request_store_ask_candidates(struct db_tx *tx, const char *organization_id,
                                                  const char *connection_id,
                                                  const char *auxiliary_id, const char *part_id);
/* Reads what was asked for, and ends the statement. */
enum status request_store_candidates(struct db_statement *asked, struct arena *arena,
                                     struct request_lines *out);

/* Lines that came through the connection and can be ordered still, newest first, at most 50. */
enum status request_store_open_lines(struct db_tx *tx, struct arena *arena,
                                     const char *organization_id, const char *connection_id,
                                     struct request_lines *out);

/* ORD-6: whether a test order, which makes no agreement, came for a test request of the offer. */
enum status request_store_tested(struct db_tx *tx, const char *organization_id,
                                 const char *connection_id, const char *offer_id, bool *out);

/* An item of a request, and what it became; `agreement` has id, start and end, and no id where
 * there is none. */
struct requested {
    enum request_state state;
    bool test;
    int64_t created_us;
    const char *product_id;
    const char *title;
    const char *order_id; /* the purchase order's number, or NULL */
    const char *offer_id;
    enum line_split split;
    bool has_contract; /* an active one stands beside its agreement, of the same offer (ORD-6) */
    struct agreement agreement;
};

struct requested_list {
    struct requested *items;
    size_t count;
};

struct requested_by {
    const char *organization_id;
    const char *connection_id;
    const char *connection_account_id; /* whose requests name no account */
    const char *account_id;
    const char *email;
    bool waiting; /* of the newest, those that are in procurement */
};

/* All that left for the procurement system, newest first. */
enum status request_store_of_requester(struct db_tx *tx, struct arena *arena,
                                       const struct requested_by *by, int64_t limit,
                                       struct requested_list *out);

#endif
