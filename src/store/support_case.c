#include "store/support_case.h"

#include "base/arena.h"
#include "base/text.h"

#define SELECT                                                                                     \
    "SELECT s.organization_id, o.name, s.id, s.connection_id, c.name, s.kind, s.state, "           \
    "s.opened_us, s.changed_us FROM support_case s JOIN organization o ON o.id = "                 \
    "s.organization_id JOIN connection c ON c.organization_id = s.organization_id AND c.id = "     \
    "s.connection_id"

static const struct db_sql insert = {
    "INSERT INTO support_case (organization_id, id, connection_id, kind, state, opened_us, "
    "changed_us) VALUES ($1, $2, $3, $4, $5, $6, $6)"};
static const struct db_sql list = {SELECT " WHERE ($1 = '' OR s.organization_id = $1) AND "
                                          "($2 = '' OR s.connection_id = $2) ORDER BY s.changed_us "
                                          "DESC, s.id DESC"};
static const struct db_sql find = {SELECT " WHERE s.id = $1"};
static const struct db_sql move = {"UPDATE support_case SET state = $4, changed_us = $5 WHERE "
                                   "organization_id = $1 AND id = $2 AND state = $3"};
static const struct db_sql close_all = {
    "UPDATE support_case SET state = 'removed', changed_us = $4 WHERE organization_id = $1 AND "
    "connection_id = $2 AND id <> $3 AND state NOT IN ('production', 'removed', 'withdrawn')"};
static const struct db_sql say = {
    "INSERT INTO support_message (organization_id, case_id, id, at_us, side, author, move, text) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"};
static const struct db_sql messages = {"SELECT id, at_us, side, author, move, text FROM "
                                       "support_message WHERE organization_id = $1 AND "
                                       "case_id = $2 ORDER BY at_us, id"};

struct sql_list support_case_store_sql(void)
{
    static const struct db_sql *const all[] = {&insert, &list,     &find,     &move,
                                               &say,    &messages, &close_all};
    return SQL_LIST(all);
}

enum status case_store_insert(struct db_tx *tx, const struct case_row *row)
{
    struct db_statement *s = db_prepare(tx, &insert);
    db_bind_text(s, 1, row->organization_id);
    db_bind_text(s, 2, row->id);
    db_bind_text(s, 3, row->connection_id);
    db_bind_text(s, 4, case_kind_name(row->kind));
    db_bind_text(s, 5, case_state_name(row->state));
    db_bind_int(s, 6, row->opened_us);
    return db_run(s);
}

static struct case_row read_row(struct db_statement *s, struct arena *arena)
{
    struct case_row row = {
        .organization_id = db_text(s, 0, arena),
        .organization_name = db_text(s, 1, arena),
        .id = db_text(s, 2, arena),
        .connection_id = db_text(s, 3, arena),
        .connection_name = db_text(s, 4, arena),
        .opened_us = db_int(s, 7),
        .changed_us = db_int(s, 8),
    };
    /* Names that this program does not know read as what asks for nothing. */
    if (!case_kind_parse(db_text(s, 5, arena), &row.kind))
        row.kind = CASE_REMOVAL;
    if (!case_state_parse(db_text(s, 6, arena), &row.state))
        row.state = CASE_WITHDRAWN;
    return row;
}

enum status case_store_list(struct db_tx *tx, struct arena *arena, const char *organization_id,
                            const char *connection_id, struct case_rows *out)
{
    struct db_statement *s = db_prepare(tx, &list);
    size_t capacity = 0;
    *out = (struct case_rows){0};
    db_bind_text(s, 1, text_or_empty(organization_id));
    db_bind_text(s, 2, text_or_empty(connection_id));
    while (db_step(s)) {
        out->items = arena_grow(arena, out->items, out->count, &capacity, sizeof *out->items);
        out->items[out->count++] = read_row(s, arena);
    }
    return db_done(s);
}

enum status case_store_find(struct db_tx *tx, struct arena *arena, const char *id,
                            struct case_row *out)
{
    struct db_statement *s = db_prepare(tx, &find);
    db_bind_text(s, 1, id);
    bool found = db_step(s);
    if (found)
        *out = read_row(s, arena);
    enum status st = db_done(s);
    return st == OK && !found ? NOT_FOUND : st;
}

enum status case_store_move(struct db_tx *tx, const struct case_row *row, enum case_state to,
                            int64_t now_us)
{
    struct db_statement *s = db_prepare(tx, &move);
    db_bind_text(s, 1, row->organization_id);
    db_bind_text(s, 2, row->id);
    db_bind_text(s, 3, case_state_name(row->state));
    db_bind_text(s, 4, case_state_name(to));
    db_bind_int(s, 5, now_us);
    enum status st = db_run(s);
    return st == OK && db_changes(tx) == 0 ? CONFLICT : st;
}

enum status case_store_close(struct db_tx *tx, const char *organization_id,
                             const char *connection_id, const char *except_id, int64_t now_us)
{
    struct db_statement *s = db_prepare(tx, &close_all);
    db_bind_text(s, 1, organization_id);
    db_bind_text(s, 2, connection_id);
    db_bind_text(s, 3, except_id);
    db_bind_int(s, 4, now_us);
    return db_send(s);
}

enum status case_store_say(struct db_tx *tx, const struct case_message *message)
{
    struct db_statement *s = db_prepare(tx, &say);
    db_bind_text(s, 1, message->organization_id);
    db_bind_text(s, 2, message->case_id);
    db_bind_text(s, 3, message->id);
    db_bind_int(s, 4, message->at_us);
    db_bind_text(s, 5, message->side == SIDE_BUYER ? "buyer" : "operator");
    db_bind_text(s, 6, message->author);
    db_bind_text(s, 7, message->move);
    db_bind_text(s, 8, message->text);
    return db_send(s);
}

enum status case_store_messages(struct db_tx *tx, struct arena *arena, const struct case_row *row,
                                struct case_messages *out)
{
    struct db_statement *s = db_prepare(tx, &messages);
    size_t capacity = 0;
    *out = (struct case_messages){0};
    db_bind_text(s, 1, row->organization_id);
    db_bind_text(s, 2, row->id);
    while (db_step(s)) {
        out->items = arena_grow(arena, out->items, out->count, &capacity, sizeof *out->items);
        out->items[out->count++] = (struct case_message){
            .organization_id = row->organization_id,
            .case_id = row->id,
            .id = db_text(s, 0, arena),
            .at_us = db_int(s, 1),
            .side = text_equal(db_text(s, 2, arena), "operator") ? SIDE_OPERATOR : SIDE_BUYER,
            .author = db_text(s, 3, arena),
            .move = db_text(s, 4, arena),
            .text = db_text(s, 5, arena),
        };
    }
    return db_done(s);
}
