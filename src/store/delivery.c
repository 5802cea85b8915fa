#include "store/delivery.h"

#include "base/arena.h"
#include "base/text.h"

enum { BODY_AT = 14 }; /* the column after HEAD */

#define HEAD                                                                                       \
    "organization_id, id, kind, event, subject_id, connection_id, lane, state, attempts, due_us, " \
    "created_us, ended_us, recipient, payload_id"

static const struct db_sql insert = {
    "INSERT INTO delivery (" HEAD ", body) VALUES ($1, $2, $3, $4, $5, $6, $7, 'waiting', 0, $8, "
    "$8, 0, '', '', '')"};
static const struct db_sql due = {
    "SELECT " HEAD " FROM delivery d WHERE state = 'waiting' AND due_us <= $1 AND $2 NOT LIKE "
    "'% ' || lane || ' %' AND NOT EXISTS (SELECT 1 FROM delivery e WHERE e.organization_id = "
    "d.organization_id AND e.subject_id = d.subject_id AND e.kind = d.kind AND e.connection_id = "
    "d.connection_id AND (e.event = "
    "'invoice_test') = (d.event = 'invoice_test') AND e.state = 'waiting' "
    "AND e.id < d.id) ORDER BY due_us, id LIMIT $3"};
static const struct db_sql begin = {
    "UPDATE delivery SET attempts = attempts + 1, due_us = $4 WHERE organization_id = $1 AND id = "
    "$2 AND due_us = $3 AND state = 'waiting' RETURNING attempts, body"};
static const struct db_sql end = {
    "UPDATE delivery SET state = $4, due_us = $5, ended_us = $6, recipient = $7, payload_id = $8, "
    "body = $9, lane = $10 WHERE organization_id = $1 AND id = $2 AND attempts = $3 AND state = "
    "'waiting'"};
static const struct db_sql insert_attempt = {
    "INSERT INTO delivery_attempt (organization_id, delivery_id, number, at_us, elapsed_us, code, "
    "message, response) SELECT $1, $2, COALESCE(MAX(number), 0) + 1, $3, $4, $5, $6, $7 FROM "
    "delivery_attempt WHERE organization_id = $1 AND delivery_id = $2"};
static const struct db_sql resend = {
    "UPDATE delivery SET state = 'waiting', attempts = 0, due_us = $3, ended_us = 0, body = $4 "
    "WHERE organization_id = $1 AND id = $2 AND state <> 'delivered'"};
static const struct db_sql of_invoice = {
    "SELECT " HEAD " FROM delivery WHERE organization_id = $1 AND subject_id = $2 AND kind = "
    "'InvoiceDetailRequest' AND event = 'invoiced' ORDER BY id DESC LIMIT 1"};
static const struct db_sql give_up = {"UPDATE delivery SET state = 'failed', ended_us = $3 WHERE "
                                      "organization_id = $1 AND id = $2 AND state = 'waiting'"};
static const struct db_sql find = {"SELECT " HEAD ", body FROM delivery WHERE id = $1"};
static const struct db_sql list = {
    "SELECT " HEAD " FROM delivery WHERE ($1 = '' OR organization_id = $1) AND ($2 = '' OR "
    "subject_id = $2) AND ($3 = '' OR state = $3) ORDER BY id DESC LIMIT $4"};
static const struct db_sql attempts = {
    "SELECT number, at_us, elapsed_us, code, message, response FROM delivery_attempt WHERE "
    "organization_id = $1 AND delivery_id = $2 ORDER BY number"};

struct sql_list delivery_store_sql(void)
{
    static const struct db_sql *const all[] = {&insert,         &due,    &begin,   &end,
                                               &insert_attempt, &resend, &give_up, &of_invoice,
                                               &find,           &list,   &attempts};
    return SQL_LIST(all);
}

enum status delivery_store_insert(struct db_tx *tx, const struct delivery *delivery)
{
    struct db_statement *s = db_prepare(tx, &insert);
    db_bind_text(s, 1, delivery->organization_id);
    db_bind_text(s, 2, delivery->id);
    db_bind_text(s, 3, delivery_kind_name(delivery->kind));
    db_bind_text(s, 4, delivery_event_name(delivery->event));
    db_bind_text(s, 5, delivery->subject_id);
    db_bind_text(s, 6, delivery->connection_id);
    db_bind_text(s, 7, delivery->lane);
    db_bind_int(s, 8, delivery->created_us);
    return db_send(s);
}

/* False: a row that no version of this program writes. */
static bool read_head(struct db_statement *s, struct arena *arena, struct delivery *out)
{
    *out = (struct delivery){
        .organization_id = db_text(s, 0, arena),
        .id = db_text(s, 1, arena),
        .subject_id = db_text(s, 4, arena),
        .connection_id = db_text(s, 5, arena),
        .lane = db_text(s, 6, arena),
        .attempts = (int)db_int(s, 8),
        .due_us = db_int(s, 9),
        .created_us = db_int(s, 10),
        .ended_us = db_int(s, 11),
        .recipient = db_text(s, 12, arena),
        .payload_id = db_text(s, 13, arena),
        .body = "",
    };
    return delivery_kind_parse(db_text(s, 2, arena), &out->kind) &&
           delivery_event_parse(db_text(s, 3, arena), &out->event) &&
           delivery_state_parse(db_text(s, 7, arena), &out->state);
}

static enum status read_list(struct db_statement *s, struct arena *arena, struct delivery_list *out)
{
    size_t capacity = 0;
    *out = (struct delivery_list){0};
    while (db_step(s)) {
        out->items = arena_grow(arena, out->items, out->count, &capacity, sizeof *out->items);
        if (read_head(s, arena, &out->items[out->count]))
            out->count++;
    }
    return db_done(s);
}

enum status delivery_store_due(struct db_tx *tx, struct arena *arena, int64_t now_us,
                               const char *busy, int64_t limit, struct delivery_list *out)
{
    struct db_statement *s = db_prepare(tx, &due);
    db_bind_int(s, 1, now_us);
    db_bind_text(s, 2, busy);
    db_bind_int(s, 3, limit);
    return read_list(s, arena, out);
}

enum status delivery_store_begin(struct db_tx *tx, struct arena *arena, struct delivery *delivery,
                                 int64_t until_us)
{
    struct db_statement *s = db_prepare(tx, &begin);
    db_bind_text(s, 1, delivery->organization_id);
    db_bind_text(s, 2, delivery->id);
    db_bind_int(s, 3, delivery->due_us);
    db_bind_int(s, 4, until_us);
    bool begun = db_step(s);
    if (begun) {
        delivery->attempts = (int)db_int(s, 0);
        delivery->body = db_text(s, 1, arena);
    }
    enum status st = db_done(s);
    return st == OK && !begun ? NOT_FOUND : st;
}

static enum status add_attempt(struct db_tx *tx, const struct delivery *delivery,
                               const struct delivery_attempt *attempt)
{
    struct db_statement *s = db_prepare(tx, &insert_attempt);
    db_bind_text(s, 1, delivery->organization_id);
    db_bind_text(s, 2, delivery->id);
    db_bind_int(s, 3, attempt->at_us);
    db_bind_int(s, 4, attempt->elapsed_us);
    db_bind_int(s, 5, attempt->code);
    db_bind_text(s, 6, attempt->message);
    db_bind_bytes(s, 7, attempt->response);
    return db_run(s);
}

enum status delivery_store_end(struct db_tx *tx, const struct delivery *delivery,
                               const struct delivery_attempt *attempt)
{
    struct db_statement *s = db_prepare(tx, &end);
    db_bind_text(s, 1, delivery->organization_id);
    db_bind_text(s, 2, delivery->id);
    db_bind_int(s, 3, delivery->attempts);
    db_bind_text(s, 4, delivery_state_name(delivery->state));
    db_bind_int(s, 5, delivery->due_us);
    db_bind_int(s, 6, delivery->ended_us);
    db_bind_text(s, 7, delivery->recipient);
    db_bind_text(s, 8, delivery->payload_id);
    db_bind_text(s, 9, delivery->body);
    db_bind_text(s, 10, delivery->lane);
    enum status st = db_run(s);
    if (st == OK && db_changes(tx) == 0)
        return CONFLICT;
    return st == OK ? add_attempt(tx, delivery, attempt) : st;
}

enum status delivery_store_resend(struct db_tx *tx, const struct delivery *delivery, int64_t now_us)
{
    struct db_statement *s = db_prepare(tx, &resend);
    db_bind_text(s, 1, delivery->organization_id);
    db_bind_text(s, 2, delivery->id);
    db_bind_int(s, 3, now_us);
    db_bind_text(s, 4, delivery->body);
    enum status st = db_run(s);
    return st == OK && db_changes(tx) == 0 ? NOT_FOUND : st;
}

enum status delivery_store_of_invoice(struct db_tx *tx, struct arena *arena,
                                      const char *organization_id, const char *invoice_id,
                                      struct delivery *out)
{
    struct db_statement *s = db_prepare(tx, &of_invoice);
    db_bind_text(s, 1, organization_id);
    db_bind_text(s, 2, invoice_id);
    bool found = db_step(s) && read_head(s, arena, out);
    enum status st = db_done(s);
    return st == OK && !found ? NOT_FOUND : st;
}

enum status delivery_store_give_up(struct db_tx *tx, const char *organization_id, const char *id,
                                   int64_t now_us)
{
    struct db_statement *s = db_prepare(tx, &give_up);
    db_bind_text(s, 1, organization_id);
    db_bind_text(s, 2, id);
    db_bind_int(s, 3, now_us);
    return db_run(s);
}

enum status delivery_store_find(struct db_tx *tx, struct arena *arena, const char *id,
                                struct delivery *out)
{
    struct db_statement *s = db_prepare(tx, &find);
    db_bind_text(s, 1, id);
    bool found = db_step(s) && read_head(s, arena, out);
    if (found)
        out->body = db_text(s, BODY_AT, arena);
    enum status st = db_done(s);
    return st == OK && !found ? NOT_FOUND : st;
}

enum status delivery_store_list(struct db_tx *tx, struct arena *arena,
                                const struct delivery_filter *filter, struct delivery_list *out)
{
    struct db_statement *s = db_prepare(tx, &list);
    db_bind_text(s, 1, text_or_empty(filter->organization_id));
    db_bind_text(s, 2, text_or_empty(filter->subject_id));
    db_bind_text(s, 3, text_or_empty(filter->state));
    db_bind_int(s, 4, filter->limit);
    return read_list(s, arena, out);
}

enum status delivery_store_attempts(struct db_tx *tx, struct arena *arena,
                                    const struct delivery *delivery, struct delivery_attempts *out)
{
    struct db_statement *s = db_prepare(tx, &attempts);
    size_t capacity = 0;
    db_bind_text(s, 1, delivery->organization_id);
    db_bind_text(s, 2, delivery->id);
    *out = (struct delivery_attempts){0};
    while (db_step(s)) {
        out->items = arena_grow(arena, out->items, out->count, &capacity, sizeof *out->items);
        out->items[out->count++] = (struct delivery_attempt){
            .number = (int)db_int(s, 0),
            .at_us = db_int(s, 1),
            .elapsed_us = db_int(s, 2),
            .code = (int)db_int(s, 3),
            .message = db_text(s, 4, arena),
            .response = db_bytes(s, 5, arena),
        };
    }
    return db_done(s);
}
