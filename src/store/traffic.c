#include "store/traffic.h"

#include "base/arena.h"
#include "base/text.h"

#define COLUMNS                                                                                    \
    "organization_id, connection_id, kind, first_us, last_us, failed_us, failed_code, "            \
    "failed_message"

static const struct db_sql note = {
    "INSERT INTO connection_traffic AS t (" COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8) "
    "ON CONFLICT (organization_id, connection_id, kind) DO UPDATE SET "
    "first_us = CASE WHEN t.first_us = 0 THEN excluded.first_us ELSE t.first_us END, "
    "last_us = CASE WHEN excluded.last_us > t.last_us THEN excluded.last_us ELSE t.last_us END, "
    "failed_code = CASE WHEN excluded.failed_us > t.failed_us THEN excluded.failed_code ELSE "
    "t.failed_code END, "
    "failed_message = CASE WHEN excluded.failed_us > t.failed_us THEN excluded.failed_message ELSE "
    "t.failed_message END, "
    "failed_us = CASE WHEN excluded.failed_us > t.failed_us THEN excluded.failed_us ELSE "
    "t.failed_us END"};
static const struct db_sql list = {
    "SELECT " COLUMNS " FROM connection_traffic WHERE ($1 = '' OR organization_id = $1) AND "
    "($2 = '' OR connection_id = $2) ORDER BY organization_id, connection_id, kind"};

struct sql_list traffic_store_sql(void)
{
    static const struct db_sql *const all[] = {&note, &list};
    return SQL_LIST(all);
}

enum status traffic_store_note(struct db_tx *tx, const struct traffic_row *row)
{
    struct db_statement *s = db_prepare(tx, &note);
    db_bind_text(s, 1, row->organization_id);
    db_bind_text(s, 2, row->connection_id);
    db_bind_text(s, 3, row->kind);
    db_bind_int(s, 4, row->first_us);
    db_bind_int(s, 5, row->last_us);
    db_bind_int(s, 6, row->failed_us);
    db_bind_int(s, 7, row->failed_code);
    db_bind_text(s, 8, row->failed_message);
    return db_send(s);
}

enum status traffic_store_list(struct db_tx *tx, struct arena *arena, const char *organization_id,
                               const char *connection_id, struct traffic_rows *out)
{
    struct db_statement *s = db_prepare(tx, &list);
    size_t capacity = 0;
    *out = (struct traffic_rows){0};
    db_bind_text(s, 1, text_or_empty(organization_id));
    db_bind_text(s, 2, text_or_empty(connection_id));
    while (db_step(s)) {
        out->items = arena_grow(arena, out->items, out->count, &capacity, sizeof *out->items);
        out->items[out->count++] = (struct traffic_row){
            .organization_id = db_text(s, 0, arena),
            .connection_id = db_text(s, 1, arena),
            .kind = db_text(s, 2, arena),
            .first_us = db_int(s, 3),
            .last_us = db_int(s, 4),
            .failed_us = db_int(s, 5),
            .failed_code = db_int(s, 6),
            .failed_message = db_text(s, 7, arena),
        };
    }
    return db_done(s);
}
