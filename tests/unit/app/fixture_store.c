/* Looks into the database of a market. */
#include "fixture.h"

#include <string.h>

#include "base/text.h"
#include "store/request.h"

struct look {
    struct market *market;
    const char *id;
    const char *other;
    const struct db_sql *sql;
    void *out;
};

static void read_or_panic(struct market *market, db_work *work, struct look *look)
{
    struct fault fault = {.message = ""};
    enum status st = db_read(market->app.db, work, look, &fault);
    if (st != OK)
        panic("market: %s: %s", status_name(st), fault.message);
}

static void write_or_panic(struct market *market, db_work *work, struct look *look)
{
    struct fault fault = {.message = ""};
    enum status st = db_write(market->app.db, work, look, &fault);
    if (st != OK)
        panic("market: %s: %s", status_name(st), fault.message);
}

static enum status run_sql(struct db_tx *tx, void *state)
{
    struct look *look = state;
    struct db_statement *s = db_prepare(tx, look->sql);
    db_bind_text(s, 1, look->id);
    return db_run(s);
}

void market_sql(struct market *market, const struct db_sql *sql, const char *text)
{
    write_or_panic(market, run_sql, &(struct look){.id = text, .sql = sql});
}

static enum status read_number(struct db_tx *tx, void *state)
{
    struct look *look = state;
    struct db_statement *s = db_prepare(tx, look->sql);
    db_bind_text(s, 1, look->id);
    if (db_step(s))
        *(int64_t *)look->out = db_int(s, 0);
    return db_done(s);
}

int64_t market_number(struct market *market, const struct db_sql *sql, const char *text)
{
    int64_t number = -1;
    read_or_panic(market, read_number, &(struct look){.id = text, .sql = sql, .out = &number});
    return number;
}

struct status_change {
    const struct connection *connection;
    enum connection_status status;
    int64_t now_us;
};

static enum status set_status(struct db_tx *tx, void *state)
{
    const struct status_change *change = state;
    return connection_store_set_status(tx, change->connection->organization_id,
                                       change->connection->id, change->status,
                                       change->status == CONNECTION_DISABLED ? change->now_us : 0);
}

void market_set_status(struct market *market, enum market_buyer buyer,
                       enum connection_status status)
{
    struct status_change change = {&market->rows[buyer].connection, status,
                                   ctx_now_us(&market->ctx)};
    enum status st = db_write(market->app.db, set_status, &change, NULL);
    if (st != OK)
        panic("market: no status: %s", status_name(st));
}

static enum status find_connection(struct db_tx *tx, void *state)
{
    struct look *look = state;
    struct connection_row row;
    enum status st = connection_store_find(tx, look->market->arena, look->other, look->id, &row);
    if (st == OK)
        *(struct connection *)look->out = row.connection;
    return st;
}

struct connection market_connection(struct market *market, enum market_buyer buyer)
{
    const struct connection *connection = &market->rows[buyer].connection;
    struct connection now;
    struct look look = {market, connection->id, connection->organization_id, NULL, &now};
    read_or_panic(market, find_connection, &look);
    return now;
}

static enum status find_request(struct db_tx *tx, void *state)
{
    struct look *look = state;
    return request_store_find(tx, look->market->arena, look->other, look->id, look->out);
}

struct request market_request_now(struct market *market, const struct request *request)
{
    struct request now;
    struct look look = {market, request->id, request->organization_id, NULL, &now};
    read_or_panic(market, find_request, &look);
    return now;
}

static enum status find_agreement(struct db_tx *tx, void *state)
{
    struct look *look = state;
    return agreement_store_find(tx, look->market->arena, look->id, look->out);
}

struct agreement market_agreement(struct market *market, const char *id)
{
    struct agreement agreement;
    struct look look = {.market = market, .id = id, .out = &agreement};
    read_or_panic(market, find_agreement, &look);
    return agreement;
}

static enum status list_agreements(struct db_tx *tx, void *state)
{
    struct look *look = state;
    struct arena *arena = look->market->arena;
    struct order_row row;
    if (look->id == NULL)
        return agreement_store_list(tx, arena, 1000, look->out);
    enum status st = order_store_find(tx, arena, look->id, &row);
    return st == OK ? agreement_store_of_order(tx, arena, row.order.organization_id, look->id, 1000,
                                               look->out)
                    : st;
}

struct agreement_list market_agreements(struct market *market, const char *purchase_order_id)
{
    struct agreement_list list;
    struct look look = {.market = market, .id = purchase_order_id, .out = &list};
    read_or_panic(market, list_agreements, &look);
    return list;
}

static enum status find_order(struct db_tx *tx, void *state)
{
    struct look *look = state;
    struct order_row row;
    enum status st = order_store_find(tx, look->market->arena, look->id, &row);
    if (st == OK)
        *(struct order *)look->out = row.order;
    return st;
}

struct order market_stored_order(struct market *market, const char *id)
{
    struct order order;
    struct look look = {.market = market, .id = id, .out = &order};
    read_or_panic(market, find_order, &look);
    return order;
}

static enum status list_documents(struct db_tx *tx, void *state)
{
    struct look *look = state;
    struct document_filter filter = {.payload_id = look->id, .limit = 1000};
    return document_store_list(tx, look->market->arena, &filter, look->out);
}

struct document_list market_documents(struct market *market, const char *payload_id)
{
    struct document_list list;
    struct look look = {.market = market, .id = payload_id, .out = &list};
    read_or_panic(market, list_documents, &look);
    return list;
}

static enum status find_document(struct db_tx *tx, void *state)
{
    struct look *look = state;
    return document_store_find(tx, look->market->arena, look->id, look->out);
}

struct bytes market_body(struct market *market, const char *id)
{
    struct document document;
    struct bytes body;
    struct fault fault;
    struct look look = {.market = market, .id = id, .out = &document};
    read_or_panic(market, find_document, &look);
    if (document_unpack(market->arena, &document, &body, &fault) != OK)
        panic("market: %s", fault.message);
    return body;
}
