#include "store/audit.h"

#include "base/arena.h"
#include "base/text.h"

#define COLUMNS                                                                                    \
    "organization_id, sequence, id, at_us, account_id, actor_kind, actor_id, actor_name, action, " \
    "resource, outcome, address, request_id, detail, hash"

static const struct db_sql insert = {
    "INSERT INTO audit_event (" COLUMNS
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)"};
static const struct db_sql head = {
    "SELECT sequence, hash, seal FROM audit_head WHERE organization_id = $1"};
static const struct db_sql set_head = {
    "INSERT INTO audit_head (organization_id, sequence, hash, seal) VALUES ($1, $2, $3, $4) ON "
    "CONFLICT (organization_id) DO UPDATE SET sequence = $2, hash = $3, seal = $4"};
static const struct db_sql list = {
    "SELECT " COLUMNS " FROM audit_event WHERE organization_id = $1 AND ($2 = '' OR account_id = "
    "$2) AND ($3 = '' OR LOWER(action || ' ' || resource || ' ' || actor_name || ' ' || request_id "
    "|| ' ' || address) LIKE $3 ESCAPE '!') AND ($4 = '' OR outcome = $4) AND at_us >= $5 AND "
    "(at_us < $6 OR $6 = 0) AND (sequence < $7 OR $7 = 0) ORDER BY sequence DESC LIMIT $8"};
static const struct db_sql after = {"SELECT " COLUMNS " FROM audit_event WHERE organization_id = "
                                    "$1 AND sequence > $2 ORDER BY sequence LIMIT $3"};
static const struct db_sql chains = {
    "SELECT organization_id FROM audit_head UNION SELECT DISTINCT organization_id FROM audit_event "
    "ORDER BY 1"};

struct sql_list audit_store_sql(void)
{
    static const struct db_sql *const all[] = {&insert, &head, &set_head, &list, &after, &chains};
    return SQL_LIST(all);
}

enum status audit_store_insert(struct db_tx *tx, const struct audit_row *row)
{
    struct db_statement *s = db_prepare(tx, &insert);
    db_bind_text(s, 1, row->organization_id);
    db_bind_int(s, 2, row->sequence);
    db_bind_text(s, 3, row->id);
    db_bind_int(s, 4, row->at_us);
    db_bind_text(s, 5, row->account_id);
    db_bind_text(s, 6, row->actor_kind);
    db_bind_text(s, 7, row->actor_id);
    db_bind_text(s, 8, row->actor_name);
    db_bind_text(s, 9, row->action);
    db_bind_text(s, 10, row->resource);
    db_bind_text(s, 11, row->outcome);
    db_bind_text(s, 12, row->address);
    db_bind_text(s, 13, row->request_id);
    db_bind_text(s, 14, row->detail);
    db_bind_bytes(s, 15, row->hash);
    return db_send(s);
}

enum status audit_store_head(struct db_tx *tx, struct arena *arena, const char *organization_id,
                             struct audit_head *out)
{
    struct db_statement *s = db_prepare(tx, &head);
    db_bind_text(s, 1, organization_id);
    *out = (struct audit_head){0};
    if (db_step(s))
        *out = (struct audit_head){db_int(s, 0), db_bytes(s, 1, arena), db_bytes(s, 2, arena)};
    return db_done(s);
}

enum status audit_store_set_head(struct db_tx *tx, const char *organization_id,
                                 const struct audit_head *new_head)
{
    struct db_statement *s = db_prepare(tx, &set_head);
    db_bind_text(s, 1, organization_id);
    db_bind_int(s, 2, new_head->sequence);
    db_bind_bytes(s, 3, new_head->hash);
    db_bind_bytes(s, 4, new_head->seal);
    return db_send(s);
}

static enum status read_rows(struct db_statement *s, struct arena *arena, struct audit_rows *out)
{
    size_t capacity = 0;
    *out = (struct audit_rows){0};
    while (db_step(s)) {
        out->items = arena_grow(arena, out->items, out->count, &capacity, sizeof *out->items);
        out->items[out->count++] = (struct audit_row){
            .organization_id = db_text(s, 0, arena),
            .sequence = db_int(s, 1),
            .id = db_text(s, 2, arena),
            .at_us = db_int(s, 3),
            .account_id = db_text(s, 4, arena),
            .actor_kind = db_text(s, 5, arena),
            .actor_id = db_text(s, 6, arena),
            .actor_name = db_text(s, 7, arena),
            .action = db_text(s, 8, arena),
            .resource = db_text(s, 9, arena),
            .outcome = db_text(s, 10, arena),
            .address = db_text(s, 11, arena),
            .request_id = db_text(s, 12, arena),
            .detail = db_text(s, 13, arena),
            .hash = db_bytes(s, 14, arena),
        };
    }
    return db_done(s);
}

enum status audit_store_list(struct db_tx *tx, struct arena *arena, const struct audit_query *query,
                             struct audit_rows *out)
{
    struct db_statement *s = db_prepare(tx, &list);
    db_bind_text(s, 1, query->organization_id);
    db_bind_text(s, 2, text_or_empty(query->account_id));
    db_bind_text(s, 3, store_like(arena, query->text));
    db_bind_text(s, 4, text_or_empty(query->outcome));
    db_bind_int(s, 5, query->from_us);
    db_bind_int(s, 6, query->until_us);
    db_bind_int(s, 7, query->before_sequence);
    db_bind_int(s, 8, query->limit);
    return read_rows(s, arena, out);
}

enum status audit_store_after(struct db_tx *tx, struct arena *arena, const char *organization_id,
                              int64_t sequence, int64_t limit, struct audit_rows *out)
{
    struct db_statement *s = db_prepare(tx, &after);
    db_bind_text(s, 1, organization_id);
    db_bind_int(s, 2, sequence);
    db_bind_int(s, 3, limit);
    return read_rows(s, arena, out);
}

enum status audit_store_chains(struct db_tx *tx, struct arena *arena, const char ***out,
                               size_t *out_count)
{
    struct db_statement *s = db_prepare(tx, &chains);
    size_t capacity = 0;
    *out = NULL;
    *out_count = 0;
    while (db_step(s)) {
        *out = arena_grow(arena, *out, *out_count, &capacity, sizeof **out);
        (*out)[(*out_count)++] = db_text(s, 0, arena);
    }
    return db_done(s);
}
