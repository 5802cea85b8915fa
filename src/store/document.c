#include "store/document.h"

#include "base/arena.h"
#include "base/text.h"

#define COLUMNS                                                                                    \
    "organization_id, id, connection_id, direction, kind, payload_id, order_id, request_id, "      \
    "at_us, elapsed_us, status_code, remark, content_type, size, hash"

static const struct db_sql insert = {"INSERT INTO document (" COLUMNS
                                     ", body) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, "
                                     "$11, $12, $13, $14, $15, $16)"};
static const struct db_sql find = {"SELECT " COLUMNS ", body FROM document WHERE id = $1"};
/* Newest first by the index of payload ids, which ends in the id. */
static const struct db_sql insert_inbound = {
    "INSERT INTO document (" COLUMNS
    ", body) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12 || COALESCE(CASE $12 WHEN "
    "'' THEN '' ELSE ' ' END || 'The payload id was used before, by document ' || "
    "(SELECT id FROM document WHERE organization_id = $1 AND payload_id = $6 AND direction = 'in' "
    "AND hash <> $15 AND $1 <> '' AND $6 <> '' ORDER BY id DESC LIMIT 1) || '.', ''), $13, $14, "
    "$15, $16)"};
static const struct db_sql list = {"SELECT " COLUMNS
                                   " FROM document WHERE ($1 = '' OR organization_id = $1) "
                                   "ORDER BY id DESC LIMIT $2"};
/* Of the organization $3, or of each and of nobody's: so an index that begins with it finds them,
 * where all documents would be walked else. The order by an expression keeps SQLite from that. */
#define SELECT_OF                                                                                  \
    "SELECT " COLUMNS " FROM document WHERE organization_id IN (SELECT CAST($3 AS TEXT) WHERE $3 " \
    "<> '' UNION ALL SELECT id FROM organization WHERE $3 = '' UNION ALL SELECT '' WHERE $3 = "    \
    "'') AND "
static const struct db_sql of_payload = {
    SELECT_OF "payload_id = $1 AND ($4 = '' OR order_id = $4) ORDER BY id || '' DESC LIMIT $2"};
static const struct db_sql of_order = {
    SELECT_OF "order_id = $1 AND order_id <> '' ORDER BY id || '' DESC LIMIT $2"};

struct sql_list document_store_sql(void)
{
    static const struct db_sql *const all[] = {&insert, &insert_inbound, &find,
                                               &list,   &of_payload,     &of_order};
    return SQL_LIST(all);
}

static enum status insert_by(struct db_tx *tx, const struct db_sql *sql,
                             const struct document *document)
{
    struct db_statement *s = db_prepare(tx, sql);
    db_bind_text(s, 1, document->organization_id);
    db_bind_text(s, 2, document->id);
    db_bind_text(s, 3, document->connection_id);
    db_bind_text(s, 4, document->direction);
    db_bind_text(s, 5, document->kind);
    db_bind_text(s, 6, document->payload_id);
    db_bind_text(s, 7, document->order_id);
    db_bind_text(s, 8, document->request_id);
    db_bind_int(s, 9, document->at_us);
    db_bind_int(s, 10, document->elapsed_us);
    db_bind_int(s, 11, document->status_code);
    db_bind_text(s, 12, document->remark);
    db_bind_text(s, 13, document->content_type);
    db_bind_int(s, 14, document->size);
    db_bind_bytes(s, 15, document->hash);
    db_bind_bytes(s, 16, document->body);
    return db_send(s);
}

enum status document_store_insert(struct db_tx *tx, const struct document *document)
{
    return insert_by(tx, &insert, document);
}

enum status document_store_insert_inbound(struct db_tx *tx, const struct document *document)
{
    return insert_by(tx, &insert_inbound, document);
}

static struct document read_row(struct db_statement *s, struct arena *arena)
{
    return (struct document){
        .organization_id = db_text(s, 0, arena),
        .id = db_text(s, 1, arena),
        .connection_id = db_text(s, 2, arena),
        .direction = db_text(s, 3, arena),
        .kind = db_text(s, 4, arena),
        .payload_id = db_text(s, 5, arena),
        .order_id = db_text(s, 6, arena),
        .request_id = db_text(s, 7, arena),
        .at_us = db_int(s, 8),
        .elapsed_us = db_int(s, 9),
        .status_code = db_int(s, 10),
        .remark = db_text(s, 11, arena),
        .content_type = db_text(s, 12, arena),
        .size = db_int(s, 13),
        .hash = db_bytes(s, 14, arena),
    };
}

enum status document_store_find(struct db_tx *tx, struct arena *arena, const char *id,
                                struct document *out)
{
    struct db_statement *s = db_prepare(tx, &find);
    db_bind_text(s, 1, id);
    bool found = db_step(s);
    if (found) {
        *out = read_row(s, arena);
        out->body = db_bytes(s, 15, arena);
    }
    enum status st = db_done(s);
    return st == OK && !found ? NOT_FOUND : st;
}

enum status document_store_list(struct db_tx *tx, struct arena *arena,
                                const struct document_filter *filter, struct document_list *out)
{
    bool by_payload = !text_empty(filter->payload_id);
    bool by_order = !by_payload && !text_empty(filter->order_id);
    struct db_statement *s = db_prepare(tx, by_payload ? &of_payload
                                            : by_order ? &of_order
                                                       : &list);
    const char *of = by_payload ? filter->payload_id
                     : by_order ? filter->order_id
                                : filter->organization_id;
    db_bind_text(s, 1, text_or_empty(of));
    db_bind_int(s, 2, filter->limit);
    if (by_payload || by_order)
        db_bind_text(s, 3, text_or_empty(filter->organization_id));
    if (by_payload)
        db_bind_text(s, 4, text_or_empty(filter->order_id));
    size_t capacity = 0;
    *out = (struct document_list){0};
    while (db_step(s)) {
        out->items = arena_grow(arena, out->items, out->count, &capacity, sizeof *out->items);
        out->items[out->count++] = read_row(s, arena);
    }
    return db_done(s);
}
