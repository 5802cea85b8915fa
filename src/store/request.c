#include "store/request.h"

#include "base/arena.h"
#include "base/text.h"
#include "store/request_row.h"
#include "store/session.h"

enum { ROWS_MAX = 200, CANDIDATES_MAX = 50 };

#define REQUEST_COLUMNS                                                                            \
    "organization_id, id, connection_id, session_id, state, test, requester_name, "                \
    "requester_email, created_us, expires_us, account_id"
#define LINE_COLUMNS                                                                               \
    "l.id, l.request_id, l.item, l.number, l.part_id, l.line_type, l.description, "                \
    "l.quantity_micros, l.unit_price_micros, l.amount_micros, l.currency, l.unspsc, "              \
    "l.purchase_order_id, r.state, r.test, r.expires_us FROM approval_request_line l JOIN "        \
    "approval_request r ON r.organization_id = l.organization_id AND r.id = l.request_id "

static const struct db_sql insert = {"INSERT INTO approval_request (" REQUEST_COLUMNS
                                     ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"};
#define OF_LINE                                                                                    \
    "= (SELECT request_id FROM approval_request_line WHERE organization_id = $1 AND id = $2)"

static const struct db_sql draft = {"SELECT " REQUEST_COLUMNS
                                    " FROM approval_request WHERE organization_id = $1 AND "
                                    "session_id = $2 AND state = 'draft'"};
#define FIND "SELECT " REQUEST_COLUMNS " FROM approval_request WHERE organization_id = $1 AND id "
static const struct db_sql find = {FIND "= $2"};
static const struct db_sql find_by_line = {FIND OF_LINE};
static const struct db_sql move = {"UPDATE approval_request SET state = $4 WHERE "
                                   "organization_id = $1 AND id = $2 AND state = $3"};
static const struct db_sql insert_event = {
    "INSERT INTO approval_request_event (organization_id, request_id, id, at_us, state, detail) "
    "VALUES ($1, $2, $3, $4, $5, $6)"};
static const struct db_sql insert_item = {
    "INSERT INTO approval_request_item (organization_id, request_id, number, product_id, "
    "offer_id, title, selection) VALUES ($1, $2, $3, $4, $5, $6, $7)"};
static const struct db_sql remove_item = {"DELETE FROM approval_request_item WHERE "
                                          "organization_id = $1 AND request_id = $2 AND "
                                          "number = $3"};
#define ITEMS                                                                                      \
    "SELECT number, product_id, offer_id, title, selection, agreement_id FROM "                    \
    "approval_request_item WHERE organization_id = $1 AND request_id "
static const struct db_sql items = {ITEMS "= $2 ORDER BY number"};
static const struct db_sql items_by_line = {ITEMS OF_LINE " ORDER BY number"};
static const struct db_sql set_agreement = {
    "UPDATE approval_request_item SET agreement_id = $4 WHERE organization_id = $1 AND "
    "request_id = $2 AND number = $3"};
static const struct db_sql insert_line = {
    "INSERT INTO approval_request_line (organization_id, id, request_id, item, number, part_id, "
    "line_type, description, quantity_micros, unit_price_micros, amount_micros, currency, unspsc) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"};
#define LINES "SELECT " LINE_COLUMNS "WHERE l.organization_id = $1 AND l.request_id "
static const struct db_sql lines = {LINES "= $2 ORDER BY l.number"};
static const struct db_sql lines_by_line = {LINES OF_LINE " ORDER BY l.number"};
/* Not IS NULL: PostgreSQL would walk the index of open lines instead of going to this one. */
static const struct db_sql order_line = {
    "UPDATE approval_request_line SET purchase_order_id = $3 WHERE organization_id = $1 AND "
    "id = $2 AND COALESCE(purchase_order_id, '') = ''"};
static const struct db_sql by_auxiliary = {
    "SELECT " LINE_COLUMNS
    "WHERE l.organization_id = $1 AND r.connection_id = $2 AND l.id = $3 LIMIT $4"};
static const struct db_sql by_part = {
    "SELECT " LINE_COLUMNS
    "WHERE l.organization_id = $1 AND r.connection_id = $2 AND l.part_id = $3 AND "
    "l.purchase_order_id IS NULL AND r.state = 'in_procurement' ORDER BY l.id LIMIT $4"};

/* The order by an expression keeps SQLite from walking all lines of the organization for it. */
static const struct db_sql open_lines = {
    "SELECT " LINE_COLUMNS
    "WHERE l.organization_id = $1 AND r.connection_id = $2 AND l.purchase_order_id IS NULL AND "
    "r.state = 'in_procurement' ORDER BY l.id || '' DESC LIMIT $3"};

static const struct db_sql overdue = {"SELECT " REQUEST_COLUMNS
                                      " FROM approval_request WHERE state = 'in_procurement' AND "
                                      "expires_us < $1 ORDER BY expires_us LIMIT $2"};

static const struct db_sql adopt = {
    "UPDATE approval_request SET session_id = $2, account_id = CASE WHEN $8 = '' THEN account_id "
    "ELSE $8 END WHERE organization_id = $1 AND id = (SELECT r.id "
    "FROM punchout_session s JOIN approval_request r ON r.organization_id = s.organization_id AND "
    "r.session_id = s.id WHERE s.organization_id = $1 AND s.connection_id = $3 AND s.operation = "
    "'browse' AND s.ended_us > $4 AND s.test = $5 AND r.state = 'draft' AND "
    "CASE WHEN $9 = '' THEN LOWER(s.requester_email) = LOWER($6) OR LOWER(s.requester_name) = "
    "LOWER($7) ELSE s.requester_account = $9 AND s.requester_id = $10 END "
    "ORDER BY s.ended_us DESC LIMIT 1) RETURNING account_id"};

/* The newest requests by their index first, then what belongs to them: in one step SQLite would
 * walk all requests of the organization. */
static const struct db_sql of_requester = {
    "SELECT r.state, r.test, r.created_us, i.product_id, i.title, (SELECT MIN(p.order_id) FROM "
    "approval_request_line l JOIN purchase_order p ON p.organization_id = l.organization_id AND "
    "p.id = l.purchase_order_id WHERE l.organization_id = i.organization_id AND l.request_id = "
    "i.request_id AND l.item = i.number), a.id, a.start_us, a.end_us, a.state, i.offer_id, "
    "i.selection, CASE WHEN EXISTS (SELECT 1 FROM agreement c WHERE c.organization_id = "
    "a.organization_id AND c.account_id = a.account_id AND c.product_id = a.product_id AND "
    "c.offer_id = a.offer_id AND c.state = 'ACTIVE' AND c.end_us <> 0) THEN 1 ELSE 0 END FROM "
    "(SELECT organization_id, id, state, test, created_us FROM approval_request WHERE "
    "organization_id = $1 AND connection_id = $2 AND LOWER(requester_email) = LOWER($3) AND CASE "
    "WHEN account_id = '' THEN $6 ELSE account_id END = $5 AND state <> 'draft' ORDER BY id DESC "
    "LIMIT $4) r JOIN approval_request_item i ON i.organization_id = r.organization_id AND "
    "i.request_id = r.id LEFT JOIN agreement a ON a.organization_id = i.organization_id AND a.id = "
    "i.agreement_id WHERE $7 = 0 OR r.state = 'in_procurement' ORDER BY r.id DESC, i.number LIMIT "
    "$4"};

static const struct db_sql set_requester = {
    "UPDATE approval_request SET requester_name = $3, requester_email = $4, account_id = $5 WHERE "
    "organization_id = $1 AND session_id = $2 AND state = 'draft'"};

/* Its lines are only ordered after, or with, that of the usage. */
static const struct db_sql tested = {
    "SELECT 1 FROM approval_request r JOIN approval_request_item i ON i.organization_id = "
    "r.organization_id AND i.request_id = r.id JOIN approval_request_line l ON l.organization_id = "
    "r.organization_id AND l.request_id = r.id AND l.item = i.number WHERE r.organization_id = $1 "
    "AND r.connection_id = $2 AND r.test = 1 AND i.offer_id = $3 AND l.purchase_order_id IS NOT "
    "NULL LIMIT 1"};

struct sql_list request_store_sql(void)
{
    static const struct db_sql *const all[] = {
        &insert,      &draft,        &find,         &find_by_line, &items_by_line, &lines_by_line,
        &move,        &insert_event, &insert_item,  &remove_item,  &items,         &set_agreement,
        &insert_line, &lines,        &order_line,   &by_auxiliary, &overdue,       &by_part,
        &adopt,       &open_lines,   &of_requester, &tested,       &set_requester};
    return SQL_LIST(all);
}

enum status request_store_insert(struct db_tx *tx, const struct request *request)
{
    struct db_statement *s = db_prepare(tx, &insert);
    db_bind_text(s, 1, request->organization_id);
    db_bind_text(s, 2, request->id);
    db_bind_text(s, 3, request->connection_id);
    db_bind_text(s, 4, request->session_id);
    db_bind_text(s, 5, request_state_name(request->state));
    db_bind_int(s, 6, request->test);
    db_bind_text(s, 7, request->requester_name);
    db_bind_text(s, 8, request->requester_email);
    db_bind_int(s, 9, request->created_us);
    db_bind_int(s, 10, request->expires_us);
    db_bind_text(s, 11, text_or_empty(request->account_id));
    return db_send(s);
}

/* The two parameters of the statements by request or by line. */
static struct db_statement *ask_two(struct db_tx *tx, const struct db_sql *sql,
                                    const char *organization_id, const char *second)
{
    struct db_statement *s = db_prepare(tx, sql);
    db_bind_text(s, 1, organization_id);
    db_bind_text(s, 2, second);
    db_ask(s);
    return s;
}

static enum status read_items(struct db_statement *s, struct arena *arena, struct request *out)
{
    size_t capacity = 0;
    while (out->item_count < ROWS_MAX && db_step(s)) {
        out->items = arena_grow(arena, out->items, out->item_count, &capacity, sizeof *out->items);
        struct request_item *item = &out->items[out->item_count++];
        item->number = (int)db_int(s, 0);
        item->product_id = db_text(s, 1, arena);
        item->offer_id = db_text(s, 2, arena);
        item->title = db_text(s, 3, arena);
        selection_parse(db_text(s, 4, arena), &item->selection);
        item->agreement_id = db_text(s, 5, arena);
    }
    return db_done(s);
}

static void read_line(struct db_statement *s, struct arena *arena, struct request_line *out)
{
    const char *currency = db_text(s, 10, arena);
    out->id = db_text(s, 0, arena);
    out->request_id = db_text(s, 1, arena);
    out->item = (int)db_int(s, 2);
    out->number = (int)db_int(s, 3);
    out->part_id = db_text(s, 4, arena);
    out->line = (struct line){
        .type = text_equal(db_text(s, 5, arena), line_type_name(LINE_SERVICE)) ? LINE_SERVICE
                                                                               : LINE_MATERIAL,
        .description = db_text(s, 6, arena),
        .quantity_micros = db_int(s, 7),
        .unit_price = money_of(db_int(s, 8), currency),
        .amount = money_of(db_int(s, 9), currency),
    };
    out->unspsc = db_text(s, 11, arena);
    out->purchase_order_id = db_text(s, 12, arena);
    if (!request_state_parse(db_text(s, 13, arena), &out->request_state))
        out->request_state = REQUEST_NEEDS_ATTENTION;
    out->request_test = db_int(s, 14) != 0;
    out->request_expires_us = db_int(s, 15);
}

static enum status read_lines(struct db_statement *s, struct arena *arena, size_t limit,
                              struct request_line **out, size_t *count)
{
    size_t capacity = 0;
    *out = NULL;
    *count = 0;
    while (*count < limit && db_step(s)) {
        *out = arena_grow(arena, *out, *count, &capacity, sizeof **out);
        read_line(s, arena, &(*out)[(*count)++]);
    }
    return db_done(s);
}

static void read_row(struct db_statement *s, struct arena *arena, struct request *out)
{
    *out = (struct request){
        .organization_id = db_text(s, 0, arena),
        .id = db_text(s, 1, arena),
        .connection_id = db_text(s, 2, arena),
        .session_id = db_text(s, 3, arena),
        .test = db_int(s, 5) != 0,
        .requester_name = db_text(s, 6, arena),
        .requester_email = db_text(s, 7, arena),
        .created_us = db_int(s, 8),
        .expires_us = db_int(s, 9),
        .account_id = db_text(s, 10, arena),
    };
    if (!request_state_parse(db_text(s, 4, arena), &out->state))
        out->state = REQUEST_NEEDS_ATTENTION;
}

/* Without items and lines. */
static enum status read_request(struct db_statement *s, struct arena *arena, struct request *out)
{
    bool found = db_step(s);
    if (found)
        read_row(s, arena, out);
    enum status st = db_done(s);
    return st == OK && !found ? NOT_FOUND : st;
}

enum status request_store_overdue(struct db_tx *tx, struct arena *arena, int64_t now_us,
                                  size_t limit, struct request **out, size_t *out_count)
{
    struct db_statement *s = db_prepare(tx, &overdue);
    db_bind_int(s, 1, now_us);
    db_bind_int(s, 2, (int64_t)limit);
    size_t capacity = 0;
    *out = NULL;
    *out_count = 0;
    while (*out_count < limit && db_step(s)) {
        *out = arena_grow(arena, *out, *out_count, &capacity, sizeof **out);
        read_row(s, arena, &(*out)[(*out_count)++]);
    }
    return db_done(s);
}

enum status request_store_draft(struct db_tx *tx, struct arena *arena, const char *organization_id,
                                const char *session_id, struct request *out)
{
    struct db_statement *s = db_prepare(tx, &draft);
    db_bind_text(s, 1, organization_id);
    db_bind_text(s, 2, session_id);
    enum status st = read_request(s, arena, out);
    return st != OK ? st : read_items(ask_two(tx, &items, organization_id, out->id), arena, out);
}

enum status request_store_adopt(struct db_tx *tx, struct arena *arena,
                                const struct session_row *session, int64_t since_us,
                                const char **out_account_id)
{
    struct db_statement *s = db_prepare(tx, &adopt);
    db_bind_text(s, 1, session->organization_id);
    db_bind_text(s, 2, session->id);
    db_bind_text(s, 3, session->connection_id);
    db_bind_int(s, 4, since_us);
    db_bind_int(s, 5, session->test);
    db_bind_text(s, 6, session->requester_email);
    db_bind_text(s, 7, session->requester_name);
    db_bind_text(s, 8, text_or_empty(session->account_id));
    db_bind_text(s, 9, text_or_empty(session->requester_account));
    db_bind_text(s, 10, text_or_empty(session->requester_id));
    *out_account_id = db_step(s) ? db_text(s, 0, arena) : NULL;
    return db_done(s);
}

enum status request_store_set_requester(struct db_tx *tx, const struct session_row *session,
                                        bool *out_found)
{
    struct db_statement *s = db_prepare(tx, &set_requester);
    db_bind_text(s, 1, session->organization_id);
    db_bind_text(s, 2, session->id);
    db_bind_text(s, 3, session->requester_name);
    db_bind_text(s, 4, session->requester_email);
    db_bind_text(s, 5, session->account_id);
    enum status st = db_run(s);
    *out_found = st == OK && db_changes(tx) > 0;
    return st;
}

struct request_asked request_store_ask_by_line(struct db_tx *tx, const char *organization_id,
                                               const char *line_id)
{
    return (struct request_asked){
        .row = ask_two(tx, &find_by_line, organization_id, line_id),
        .items = ask_two(tx, &items_by_line, organization_id, line_id),
        .lines = ask_two(tx, &lines_by_line, organization_id, line_id),
    };
}

enum status request_store_asked(const struct request_asked *asked, struct arena *arena,
                                struct request *out)
{
    enum status st = read_request(asked->row, arena, out);
    if (st == OK)
        st = read_items(asked->items, arena, out);
    return st == OK ? read_lines(asked->lines, arena, ROWS_MAX, &out->lines, &out->line_count) : st;
}

enum status request_store_find(struct db_tx *tx, struct arena *arena, const char *organization_id,
                               const char *id, struct request *out)
{
    struct request_asked asked = {
        .row = ask_two(tx, &find, organization_id, id),
        .items = ask_two(tx, &items, organization_id, id),
        .lines = ask_two(tx, &lines, organization_id, id),
    };
    return request_store_asked(&asked, arena, out);
}

enum status request_store_move(struct db_tx *tx, const struct request *request,
                               enum request_state from, enum request_state to, const char *event_id,
                               int64_t now_us, const char *detail)
{
    if (!request_state_may_become(from, to))
        return CONFLICT;
    struct db_statement *s = db_prepare(tx, &move);
    db_bind_text(s, 1, request->organization_id);
    db_bind_text(s, 2, request->id);
    db_bind_text(s, 3, request_state_name(from));
    db_bind_text(s, 4, request_state_name(to));
    enum status st = db_send_one(s);
    if (st != OK)
        return st;
    s = db_prepare(tx, &insert_event);
    db_bind_text(s, 1, request->organization_id);
    db_bind_text(s, 2, request->id);
    db_bind_text(s, 3, event_id);
    db_bind_int(s, 4, now_us);
    db_bind_text(s, 5, request_state_name(to));
    db_bind_text(s, 6, detail);
    return db_send(s);
}

enum status request_store_add_item(struct db_tx *tx, const char *organization_id,
                                   const char *request_id, const struct request_item *item)
{
    struct arena *arena = arena_new();
    struct db_statement *s = db_prepare(tx, &insert_item);
    db_bind_text(s, 1, organization_id);
    db_bind_text(s, 2, request_id);
    db_bind_int(s, 3, item->number);
    db_bind_text(s, 4, item->product_id);
    db_bind_text(s, 5, item->offer_id);
    db_bind_text(s, 6, item->title);
    db_bind_text(s, 7, selection_text(arena, &item->selection));
    enum status st = db_send(s);
    arena_free(arena);
    return st;
}

enum status request_store_remove_item(struct db_tx *tx, const char *organization_id,
                                      const char *request_id, int number)
{
    struct db_statement *s = db_prepare(tx, &remove_item);
    db_bind_text(s, 1, organization_id);
    db_bind_text(s, 2, request_id);
    db_bind_int(s, 3, number);
    return db_send(s);
}

enum status request_store_set_agreement(struct db_tx *tx, const char *organization_id,
                                        const char *request_id, int item, const char *agreement_id)
{
    struct db_statement *s = db_prepare(tx, &set_agreement);
    db_bind_text(s, 1, organization_id);
    db_bind_text(s, 2, request_id);
    db_bind_int(s, 3, item);
    db_bind_text(s, 4, agreement_id);
    return db_send(s);
}

enum status request_store_add_line(struct db_tx *tx, const char *organization_id,
                                   const struct request_line *line)
{
    struct db_statement *s = db_prepare(tx, &insert_line);
    db_bind_text(s, 1, organization_id);
    db_bind_text(s, 2, line->id);
    db_bind_text(s, 3, line->request_id);
    db_bind_int(s, 4, line->item);
    db_bind_int(s, 5, line->number);
    db_bind_text(s, 6, line->part_id);
    db_bind_text(s, 7, line_type_name(line->line.type));
    db_bind_text(s, 8, line->line.description);
    db_bind_int(s, 9, line->line.quantity_micros);
    db_bind_int(s, 10, money_micros(line->line.unit_price));
    db_bind_int(s, 11, money_micros(line->line.amount));
    db_bind_text(s, 12, line->line.amount.currency);
    db_bind_text(s, 13, line->unspsc);
    return db_send(s);
}

enum status request_store_order_line(struct db_tx *tx, const char *organization_id,
                                     const char *line_id, const char *purchase_order_id)
{
    struct db_statement *s = db_prepare(tx, &order_line);
    db_bind_text(s, 1, organization_id);
    db_bind_text(s, 2, line_id);
    db_bind_text(s, 3, purchase_order_id);
    return db_send_one(s);
}

struct db_statement *request_store_ask_candidates(struct db_tx *tx, const char *organization_id,
                                                  const char *connection_id,
                                                  const char *auxiliary_id, const char *part_id)
{
    bool by_id = !text_empty(auxiliary_id);
    struct db_statement *s = db_prepare(tx, by_id ? &by_auxiliary : &by_part);
    db_bind_text(s, 1, organization_id);
    db_bind_text(s, 2, connection_id);
    db_bind_text(s, 3, by_id ? auxiliary_id : text_or_empty(part_id));
    db_bind_int(s, 4, by_id ? 1 : CANDIDATES_MAX);
    db_ask(s);
    return s;
}

enum status request_store_candidates(struct db_statement *asked, struct arena *arena,
                                     struct request_lines *out)
{
    return read_lines(asked, arena, CANDIDATES_MAX, &out->items, &out->count);
}

enum status request_store_open_lines(struct db_tx *tx, struct arena *arena,
                                     const char *organization_id, const char *connection_id,
                                     struct request_lines *out)
{
    struct db_statement *s = db_prepare(tx, &open_lines);
    db_bind_text(s, 1, organization_id);
    db_bind_text(s, 2, connection_id);
    db_bind_int(s, 3, CANDIDATES_MAX);
    return read_lines(s, arena, CANDIDATES_MAX, &out->items, &out->count);
}

enum status request_store_of_requester(struct db_tx *tx, struct arena *arena,
                                       const struct requested_by *by, int64_t limit,
                                       struct requested_list *out)
{
    struct db_statement *s = db_prepare(tx, &of_requester);
    size_t capacity = 0;
    *out = (struct requested_list){0};
    db_bind_text(s, 1, by->organization_id);
    db_bind_text(s, 2, by->connection_id);
    db_bind_text(s, 3, by->email);
    db_bind_int(s, 4, limit);
    db_bind_text(s, 5, by->account_id);
    db_bind_text(s, 6, by->connection_account_id);
    db_bind_int(s, 7, by->waiting);
    while (db_step(s)) {
        out->items = arena_grow(arena, out->items, out->count, &capacity, sizeof *out->items);
        struct requested *one = &out->items[out->count++];
        *one = (struct requested){
            .test = db_int(s, 1) != 0,
            .created_us = db_int(s, 2),
            .product_id = db_text(s, 3, arena),
            .title = db_text(s, 4, arena),
            .order_id = db_text(s, 5, arena),
            .offer_id = db_text(s, 10, arena),
            .has_contract = db_int(s, 12) != 0,
            .agreement = {.id = db_text(s, 6, arena),
                          .start_us = db_int(s, 7),
                          .end_us = db_int(s, 8),
                          .state = AGREEMENT_TERMINATED},
        };
        struct selection selection;
        selection_parse(db_text(s, 11, arena), &selection);
        one->split = selection.split;
        if (!request_state_parse(db_text(s, 0, arena), &one->state))
            one->state = REQUEST_NEEDS_ATTENTION;
        if (one->agreement.id != NULL)
            agreement_state_parse(db_text(s, 9, arena), &one->agreement.state);
    }
    return db_done(s);
}

enum status request_store_tested(struct db_tx *tx, const char *organization_id,
                                 const char *connection_id, const char *offer_id, bool *out)
{
    struct db_statement *s = db_prepare(tx, &tested);
    db_bind_text(s, 1, organization_id);
    db_bind_text(s, 2, connection_id);
    db_bind_text(s, 3, offer_id);
    *out = db_step(s);
    return db_done(s);
}
