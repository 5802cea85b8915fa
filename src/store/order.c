#include "store/order.h"

#include "base/arena.h"
#include "base/text.h"

enum { SAME_MAX = 20, VERSIONS_MAX = 50, RELEASES_MAX = 200 };

#define COLUMNS                                                                                    \
    "organization_id, id, connection_id, payload_id, order_id, version, type, order_type, "        \
    "deployment_mode, test, state, reason, total_micros, currency, order_date_us, received_us, "   \
    "content_hash, answer, document_id, details, replaces_id, release_required, effective_us, "    \
    "expires_us, released_from, drawn_micros"

static const struct db_sql insert = {
    "INSERT INTO purchase_order (" COLUMNS
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, "
    "$19, $20, $21, $22, $23, $24, $25, $26)"};
static const struct db_sql insert_line = {
    "INSERT INTO purchase_order_line (organization_id, purchase_order_id, number, line_number, "
    "part_id, auxiliary_id, quantity_micros, unit_price_micros, currency, description, "
    "unit_of_measure, unspsc, details, request_line_id, outcome, limit_micros) VALUES ($1, $2, $3, "
    "$4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)"};
static const struct db_sql by_payload = {
    "SELECT " COLUMNS " FROM purchase_order WHERE organization_id = $1 AND connection_id = $2 AND "
    "payload_id = $3 AND state <> 'refused' ORDER BY id DESC LIMIT $4"};
static const struct db_sql by_number = {
    "SELECT " COLUMNS " FROM purchase_order WHERE organization_id = $1 AND connection_id = $2 AND "
    "order_id = $3 AND state <> 'refused' ORDER BY id DESC LIMIT $4"};
static const struct db_sql move = {
    "UPDATE purchase_order SET state = $4, reason = COALESCE($5, reason) WHERE organization_id = "
    "$1 AND id = $2 AND state = $3"};
/* What a member account sees of its organization's orders: those of its own connections, and those
 * that bought for it (CAT-8) and for nobody else, whose lines would be seen with them. */
#define OF_ACCOUNT                                                                                 \
    "(connection_id IN (SELECT c.id FROM connection c WHERE c.organization_id = $1 AND "           \
    "c.account_id = $3) OR (id IN (SELECT a.purchase_order_id FROM agreement a WHERE "             \
    "a.organization_id = $1 AND a.account_id = $3) AND NOT EXISTS (SELECT 1 FROM agreement b "     \
    "WHERE b.organization_id = $1 AND b.purchase_order_id = purchase_order.id AND b.account_id "   \
    "<> $3)))"
static const struct db_sql decide = {
    "UPDATE purchase_order SET state = $3, reason = $4 WHERE organization_id = $1 AND id = $2 AND "
    "state = 'needs_attention'"};
static const struct db_sql decide_line = {
    "UPDATE purchase_order_line SET request_line_id = $4, outcome = $5 WHERE organization_id = $1 "
    "AND purchase_order_id = $2 AND number = $3"};
static const struct db_sql by_id = {"SELECT " COLUMNS " FROM purchase_order WHERE id = $1"};
/* By connection, whose index finds it; the order by an expression keeps SQLite from walking all. */
static const struct db_sql newest_by_number = {
    "SELECT " COLUMNS " FROM purchase_order WHERE (organization_id, connection_id) IN (SELECT "
    "c.organization_id, c.id FROM connection c) AND order_id = $1 ORDER BY id || '' DESC LIMIT 1"};
static const struct db_sql list = {"SELECT " COLUMNS
                                   " FROM purchase_order WHERE ($1 = '' OR state = $1) "
                                   "ORDER BY id DESC LIMIT $2"};
static const struct db_sql versions = {
    "SELECT " COLUMNS " FROM purchase_order WHERE organization_id = $1 AND connection_id = $2 AND "
    "order_id = $3 ORDER BY id DESC LIMIT $4"};
static const struct db_sql list_of = {
    "SELECT " COLUMNS " FROM purchase_order WHERE organization_id = $1 AND ($2 = '' OR state = $2) "
    "AND ($3 = '' OR " OF_ACCOUNT ") ORDER BY id DESC LIMIT $4"};
static const struct db_sql is_of = {
    "SELECT 1 FROM purchase_order WHERE organization_id = $1 AND id = $2 AND " OF_ACCOUNT};
static const struct db_sql count_tests = {
    "SELECT COUNT(*), MIN(received_us) FROM purchase_order WHERE organization_id = $1 AND "
    "connection_id = $2 AND state = 'test'"};
static const struct db_sql lines = {
    "SELECT number, line_number, part_id, auxiliary_id, quantity_micros, unit_price_micros, "
    "currency, description, unit_of_measure, unspsc, details, request_line_id, outcome, "
    "limit_micros FROM "
    "purchase_order_line WHERE organization_id = $1 AND purchase_order_id = $2 ORDER BY number"};

#define RELEASED                                                                                   \
    " FROM purchase_order WHERE organization_id = $1 AND connection_id = $2 AND released_from = "  \
    "$3 AND test = $4"
static const struct db_sql releases = {"SELECT " COLUMNS RELEASED " ORDER BY id DESC LIMIT $5"};
static const struct db_sql drawn = {"SELECT CAST(COALESCE(SUM(drawn_micros), 0) AS BIGINT)" RELEASED
                                    " AND state IN ('fulfilled', 'test') AND id <> $5"};
#undef RELEASED

struct sql_list order_store_sql(void)
{
    static const struct db_sql *const all[] = {
        &insert,  &insert_line, &by_payload, &by_number, &by_id,  &newest_by_number,
        &list,    &count_tests, &lines,      &move,      &decide, &decide_line,
        &list_of, &versions,    &releases,   &drawn,     &is_of};
    return SQL_LIST(all);
}

static enum status insert_one_line(struct db_tx *tx, const struct order *order,
                                   const struct order_line *line)
{
    struct db_statement *s = db_prepare(tx, &insert_line);
    db_bind_text(s, 1, order->organization_id);
    db_bind_text(s, 2, order->id);
    db_bind_int(s, 3, line->number);
    db_bind_text(s, 4, line->line_number);
    db_bind_text(s, 5, text_or_empty(line->part_id));
    db_bind_text(s, 6, text_or_empty(line->auxiliary_id));
    db_bind_int(s, 7, line->quantity_micros);
    if (line->has_price)
        db_bind_int(s, 8, money_micros(line->unit_price));
    else
        db_bind_null(s, 8);
    db_bind_text(s, 9,
                 line->has_price   ? line->unit_price.currency
                 : line->has_limit ? line->limit.currency
                                   : NULL);
    db_bind_text(s, 10, text_or_empty(line->description));
    db_bind_text(s, 11, text_or_empty(line->unit_of_measure));
    db_bind_text(s, 12, text_or_empty(line->unspsc));
    db_bind_text(s, 13, line->details == NULL ? "[]" : line->details);
    db_bind_text(s, 14, line->request_line_id);
    db_bind_text(s, 15, text_or_empty(line->outcome));
    if (line->has_limit)
        db_bind_int(s, 16, money_micros(line->limit));
    else
        db_bind_null(s, 16);
    return db_send(s);
}

enum status order_store_insert(struct db_tx *tx, const struct order_row *row)
{
    const struct order *order = &row->order;
    struct db_statement *s = db_prepare(tx, &insert);
    db_bind_text(s, 1, order->organization_id);
    db_bind_text(s, 2, order->id);
    db_bind_text(s, 3, order->connection_id);
    db_bind_text(s, 4, order->payload_id);
    db_bind_text(s, 5, order->order_id);
    db_bind_text(s, 6, order->version);
    db_bind_text(s, 7, order_type_name(order->type));
    db_bind_text(s, 8, order->order_type);
    db_bind_text(s, 9, order->deployment_mode);
    db_bind_int(s, 10, order->test);
    db_bind_text(s, 11, order_state_name(order->state));
    db_bind_text(s, 12, order->reason);
    if (order->has_total) {
        db_bind_int(s, 13, money_micros(order->total));
        db_bind_text(s, 14, order->total.currency);
    } else {
        db_bind_null(s, 13);
        db_bind_null(s, 14);
    }
    db_bind_int(s, 15, order->order_date_us);
    db_bind_int(s, 16, order->received_us);
    db_bind_bytes(s, 17, row->content_hash);
    db_bind_text(s, 18, row->answer);
    db_bind_text(s, 19, order->document_id);
    db_bind_text(s, 20, order->details == NULL ? "[]" : order->details);
    db_bind_text(s, 21, order->replaces_id);
    db_bind_int(s, 22, order->release_required);
    db_bind_int(s, 23, order->effective_us);
    db_bind_int(s, 24, order->expires_us);
    db_bind_text(s, 25, text_empty(order->released_from) ? NULL : order->released_from);
    db_bind_int(s, 26, order->drawn_micros);
    enum status st = db_send(s);
    for (size_t i = 0; st == OK && i < order->line_count; i++)
        st = insert_one_line(tx, order, &order->lines[i]);
    return st;
}

static void read_row(struct db_statement *s, struct arena *arena, struct order_row *out)
{
    struct order *order = &out->order;
    order->organization_id = db_text(s, 0, arena);
    order->id = db_text(s, 1, arena);
    order->connection_id = db_text(s, 2, arena);
    order->payload_id = db_text(s, 3, arena);
    order->order_id = db_text(s, 4, arena);
    order->version = db_text(s, 5, arena);
    if (!order_type_parse(db_text(s, 6, arena), &order->type))
        order->type = ORDER_NEW;
    order->order_type = db_text(s, 7, arena);
    order->deployment_mode = db_text(s, 8, arena);
    order->test = db_int(s, 9) != 0;
    if (!order_state_parse(db_text(s, 10, arena), &order->state))
        order->state = ORDER_NEEDS_ATTENTION;
    order->reason = db_text(s, 11, arena);
    order->has_total = !db_is_null(s, 12);
    if (order->has_total)
        order->total = money_of(db_int(s, 12), db_text(s, 13, arena));
    order->order_date_us = db_int(s, 14);
    order->received_us = db_int(s, 15);
    out->content_hash = db_bytes(s, 16, arena);
    out->answer = db_text(s, 17, arena);
    order->document_id = db_text(s, 18, arena);
    order->details = db_text(s, 19, arena);
    order->replaces_id = db_text(s, 20, arena);
    order->release_required = db_int(s, 21) != 0;
    order->effective_us = db_int(s, 22);
    order->expires_us = db_int(s, 23);
    order->released_from = db_text(s, 24, arena);
    order->drawn_micros = db_int(s, 25);
}

static enum status read_rows(struct db_statement *s, struct arena *arena, size_t limit,
                             struct order_rows *out)
{
    size_t capacity = 0;
    *out = (struct order_rows){0};
    while (out->count < limit && db_step(s)) {
        out->items = arena_grow(arena, out->items, out->count, &capacity, sizeof *out->items);
        read_row(s, arena, &out->items[out->count++]);
    }
    return db_done(s);
}

static struct db_statement *ask_same(struct db_tx *tx, const struct db_sql *sql,
                                     const char *organization_id, const char *connection_id,
                                     const char *value)
{
    struct db_statement *s = db_prepare(tx, sql);
    db_bind_text(s, 1, organization_id);
    db_bind_text(s, 2, connection_id);
    db_bind_text(s, 3, value);
    db_bind_int(s, 4, SAME_MAX);
    db_ask(s);
    return s;
}

struct db_statement *order_store_ask_payload(struct db_tx *tx, const char *organization_id,
                                             const char *connection_id, const char *payload_id)
{
    return ask_same(tx, &by_payload, organization_id, connection_id, payload_id);
}

struct db_statement *order_store_ask_number(struct db_tx *tx, const char *organization_id,
                                            const char *connection_id, const char *order_id)
{
    return ask_same(tx, &by_number, organization_id, connection_id, order_id);
}

enum status order_store_asked(struct db_statement *asked, struct arena *arena,
                              struct order_rows *out)
{
    return read_rows(asked, arena, SAME_MAX, out);
}

enum status order_store_move(struct db_tx *tx, const char *organization_id, const char *id,
                             enum order_state from, enum order_state to, const char *reason)
{
    if (!order_state_may_become(from, to))
        return CONFLICT;
    struct db_statement *s = db_prepare(tx, &move);
    db_bind_text(s, 1, organization_id);
    db_bind_text(s, 2, id);
    db_bind_text(s, 3, order_state_name(from));
    db_bind_text(s, 4, order_state_name(to));
    db_bind_text(s, 5, reason);
    enum status st = db_run(s);
    return st == OK && db_changes(tx) == 0 ? CONFLICT : st;
}

enum status order_store_decide(struct db_tx *tx, const struct order *order)
{
    if (!order_state_may_become(ORDER_NEEDS_ATTENTION, order->state))
        return CONFLICT;
    struct db_statement *s = db_prepare(tx, &decide);
    db_bind_text(s, 1, order->organization_id);
    db_bind_text(s, 2, order->id);
    db_bind_text(s, 3, order_state_name(order->state));
    db_bind_text(s, 4, order->reason);
    enum status st = db_run(s);
    if (st == OK && db_changes(tx) == 0)
        return CONFLICT;
    for (size_t i = 0; st == OK && i < order->line_count; i++) {
        s = db_prepare(tx, &decide_line);
        db_bind_text(s, 1, order->organization_id);
        db_bind_text(s, 2, order->id);
        db_bind_int(s, 3, order->lines[i].number);
        db_bind_text(s, 4, order->lines[i].request_line_id);
        db_bind_text(s, 5, text_or_empty(order->lines[i].outcome));
        st = db_run(s);
    }
    return st;
}

static void read_line(struct db_statement *s, struct arena *arena, struct order_line *out)
{
    *out = (struct order_line){
        .number = (int)db_int(s, 0),
        .line_number = db_text(s, 1, arena),
        .part_id = db_text(s, 2, arena),
        .auxiliary_id = db_text(s, 3, arena),
        .quantity_micros = db_int(s, 4),
        .has_price = !db_is_null(s, 5),
        .description = db_text(s, 7, arena),
        .unit_of_measure = db_text(s, 8, arena),
        .unspsc = db_text(s, 9, arena),
        .details = db_text(s, 10, arena),
        .request_line_id = db_text(s, 11, arena),
        .outcome = db_text(s, 12, arena),
    };
    if (out->has_price)
        out->unit_price = money_of(db_int(s, 5), db_text(s, 6, arena));
    out->has_limit = !db_is_null(s, 13);
    if (out->has_limit)
        out->limit = money_of(db_int(s, 13), db_text(s, 6, arena));
}

static enum status read_lines(struct db_tx *tx, struct arena *arena, struct order *order)
{
    size_t capacity = 0;
    struct db_statement *s = db_prepare(tx, &lines);
    db_bind_text(s, 1, order->organization_id);
    db_bind_text(s, 2, order->id);
    while (db_step(s)) {
        order->lines =
            arena_grow(arena, order->lines, order->line_count, &capacity, sizeof *order->lines);
        read_line(s, arena, &order->lines[order->line_count++]);
    }
    return db_done(s);
}

enum status order_store_find(struct db_tx *tx, struct arena *arena, const char *id,
                             struct order_row *out)
{
    const struct db_sql *const ways[] = {&by_id, &newest_by_number};
    for (size_t i = 0; i < 2; i++) {
        struct order_rows rows;
        struct db_statement *s = db_prepare(tx, ways[i]);
        db_bind_text(s, 1, id);
        enum status st = read_rows(s, arena, 1, &rows);
        if (st != OK)
            return st;
        if (rows.count == 1) {
            *out = rows.items[0];
            return read_lines(tx, arena, &out->order);
        }
    }
    return NOT_FOUND;
}

enum status order_store_list(struct db_tx *tx, struct arena *arena, const struct scope *scope,
                             const char *state, int64_t limit, struct order_rows *out)
{
    bool all = text_empty(scope->organization_id);
    struct db_statement *s = db_prepare(tx, all ? &list : &list_of);
    int at = 0;
    if (!all)
        db_bind_text(s, ++at, scope->organization_id);
    db_bind_text(s, ++at, text_or_empty(state));
    if (!all)
        db_bind_text(s, ++at, text_or_empty(scope->account_id));
    db_bind_int(s, ++at, limit);
    return read_rows(s, arena, (size_t)limit, out);
}

enum status order_store_is_of(struct db_tx *tx, const struct order *order, const char *account_id,
                              bool *out)
{
    struct db_statement *s = db_prepare(tx, &is_of);
    db_bind_text(s, 1, order->organization_id);
    db_bind_text(s, 2, order->id);
    db_bind_text(s, 3, account_id);
    *out = db_step(s);
    return db_done(s);
}

enum status order_store_versions(struct db_tx *tx, struct arena *arena, const struct order *order,
                                 struct order_rows *out)
{
    struct db_statement *s = db_prepare(tx, &versions);
    db_bind_text(s, 1, order->organization_id);
    db_bind_text(s, 2, order->connection_id);
    db_bind_text(s, 3, order->order_id);
    db_bind_int(s, 4, VERSIONS_MAX);
    return read_rows(s, arena, VERSIONS_MAX, out);
}

static void bind_blanket(struct db_statement *s, const struct order *blanket)
{
    db_bind_text(s, 1, blanket->organization_id);
    db_bind_text(s, 2, blanket->connection_id);
    db_bind_text(s, 3, blanket->order_id);
    db_bind_int(s, 4, blanket->test);
}

enum status order_store_releases(struct db_tx *tx, struct arena *arena, const struct order *blanket,
                                 struct order_rows *out)
{
    struct db_statement *s = db_prepare(tx, &releases);
    bind_blanket(s, blanket);
    db_bind_int(s, 5, RELEASES_MAX);
    return read_rows(s, arena, RELEASES_MAX, out);
}

enum status order_store_drawn(struct db_tx *tx, const struct order *blanket, const char *except_id,
                              int64_t *out_micros)
{
    struct db_statement *s = db_prepare(tx, &drawn);
    bind_blanket(s, blanket);
    db_bind_text(s, 5, text_or_empty(except_id));
    *out_micros = db_step(s) ? db_int(s, 0) : 0;
    return db_done(s);
}

enum status order_store_count_tests(struct db_tx *tx, const char *organization_id,
                                    const char *connection_id, int64_t *out_count,
                                    int64_t *out_since_us)
{
    struct db_statement *s = db_prepare(tx, &count_tests);
    db_bind_text(s, 1, organization_id);
    db_bind_text(s, 2, connection_id);
    if (db_step(s)) {
        *out_count = db_int(s, 0);
        *out_since_us = db_int(s, 1);
    }
    return db_done(s);
}
