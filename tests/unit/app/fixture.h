#ifndef TESTS_UNIT_APP_FIXTURE_H
#define TESTS_UNIT_APP_FIXTURE_H
/*
 * A marketplace with the demo data: three buyers, 200 products, the clock standing at 22 November
 * 2026, 21:30 UTC, random numbers from a seed. What goes wrong while it is set up panics.
 */
#include "unit.h"

#include "app/cart.h"
#include "app/connection.h"
#include "app/order.h"
#include "domain/delivery.h"
#include "store/agreement.h"
#include "store/connection.h"
#include "store/document.h"
#include "store/order.h"

#define MARKET_START_US INT64_C(1795383000000000)

/* The demo connections, in the order they were made. */
enum market_buyer {
    GLOBEX,  /* Coupa, production, free products approved beforehand */
    INITECH, /* Coupa, test mode, carts in cXML-urlencoded */
    SOYLENT, /* through the Ariba network, production */
    MARKET_BUYERS
};

struct market {
    struct arena *arena;
    struct app app;
    struct ctx ctx; /* of `arena` */
    struct catalogue catalogue;
    struct connection_row rows[MARKET_BUYERS];
    const char *secrets[MARKET_BUYERS];
    _Atomic uint64_t seed;
};

struct market *market_open(struct arena *arena);
/* On a file that several threads use. */
struct market *market_serve(struct arena *arena, const char *path);

void market_wait(struct market *market, int64_t duration_us);

/* Runs a statement with one text parameter, for states that no use case makes yet. */
void market_sql(struct market *market, const struct db_sql *sql, const char *text);
/* The number that a SELECT with one text parameter gives. */
int64_t market_number(struct market *market, const struct db_sql *sql, const char *text);

/* Enables or disables a connection, now. */
void market_set_status(struct market *market, enum market_buyer buyer,
                       enum connection_status status);
/* The connection as the database has it now. */
struct connection market_connection(struct market *market, enum market_buyer buyer);

/* What the buyer's Header says when all is right. */
struct claim market_claim(const struct market *market, enum market_buyer buyer);
struct caller market_caller(struct market *market, enum market_buyer buyer);

/* A setup request of the caller's; every call has another payload id. */
struct setup market_setup(struct market *market);
/* What follows the last slash of a StartPage. */
const char *market_token(const char *url);
/* A session that has just begun. */
struct session market_session(struct market *market, const struct caller *caller);
/* The same session as it is now. */
struct session market_look(struct market *market, const char *token);

/* The mail of this event, which nobody has got yet; fails where there is not exactly one. */
const char *market_mail(struct market *market, enum delivery_event event);

const struct product *market_product(const struct market *market, const char *title);
/* Puts the product's preset into the cart, usage with a budget of 100.00. */
void market_add(struct market *market, const struct session *session, const char *title);
/* A request that was handed over, with the titled products in it (NULL ends them). */
struct request market_request(struct market *market, const struct caller *caller,
                              const char *const *titles);
/* The request as the database has it now. */
struct request market_request_now(struct market *market, const struct request *request);

/* The same for an agreement, with charges and entitlements. */
struct agreement market_agreement(struct market *market, const char *id);
struct agreement_list market_agreements(struct market *market, const char *purchase_order_id);
/* Fails unless the words are on the agreement's timeline. */
void market_happened(struct market *market, const char *id, const char *words);
struct order market_stored_order(struct market *market, const char *id);

/* Turns request lines into the order that a procurement system makes of them. */
struct order market_order(struct market *market, const char *order_id,
                          const struct request_line *lines, size_t count);
/* Books it under its payload id; panics where order_place does not give OK. */
struct order_answer market_place(struct market *market, const struct caller *caller,
                                 struct order *order);

struct document_list market_documents(struct market *market, const char *payload_id);
/* A document's bytes. */
struct bytes market_body(struct market *market, const char *id);

/* Ends what has ended and bills what is due, and fails where the numbers do not agree; how many
 * invoices came of it. */
int64_t market_bill(struct market *market);

bool holds(const char *text, const char *part);

#endif
