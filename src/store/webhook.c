#include "store/webhook.h"

#include "base/arena.h"
#include "base/text.h"

#define COLUMNS "w.organization_id, w.id, w.url, w.created_us, w.lane, w.secret_sealed"

static const struct db_sql list = {
    "SELECT " COLUMNS ", d.state, d.created_us, (SELECT a.message FROM delivery_attempt a WHERE "
    "a.organization_id = d.organization_id AND a.delivery_id = d.id ORDER BY a.number DESC LIMIT "
    "1) "
    "FROM webhook w LEFT JOIN delivery d ON d.organization_id = w.organization_id AND d.id = "
    "(SELECT "
    "MAX(l.id) FROM delivery l WHERE l.organization_id = w.organization_id AND l.kind = 'webhook' "
    "AND "
    "l.connection_id = w.id AND l.attempts > 0) WHERE w.organization_id = $1 ORDER BY w.slot"};
static const struct db_sql find = {"SELECT " COLUMNS
                                   " FROM webhook w WHERE w.organization_id = $1 AND w.id = $2"};
static const struct db_sql free_slot = {"SELECT slot FROM webhook WHERE organization_id = $1"};
static const struct db_sql insert = {
    "INSERT INTO webhook (organization_id, id, slot, url, lane, secret_sealed, created_us) VALUES "
    "($1, $2, $3, $4, $5, $6, $7)"};
static const struct db_sql delete_webhook = {
    "DELETE FROM webhook WHERE organization_id = $1 AND id = $2"};
static const struct db_sql tell = {
    "INSERT INTO delivery (organization_id, id, kind, event, subject_id, connection_id, lane, "
    "state, "
    "attempts, due_us, created_us, ended_us, recipient, payload_id, body) SELECT "
    "w.organization_id, "
    "$2 || '-' || w.slot, 'webhook', $3, $4, w.id, w.lane, 'waiting', 0, $6, $6, 0, '', '', '' "
    "FROM "
    "webhook w WHERE w.organization_id = $1 AND ($5 = '' OR w.id = $5)"};

struct sql_list webhook_store_sql(void)
{
    static const struct db_sql *const all[] = {&list,   &find,           &free_slot,
                                               &insert, &delete_webhook, &tell};
    return SQL_LIST(all);
}

static struct webhook_row read_row(struct db_statement *s, struct arena *arena)
{
    return (struct webhook_row){
        .webhook = {.organization_id = db_text(s, 0, arena),
                    .id = db_text(s, 1, arena),
                    .url = db_text(s, 2, arena),
                    .created_us = db_int(s, 3)},
        .lane = db_text(s, 4, arena),
        .secret_sealed = db_bytes(s, 5, arena),
        .last_state = "",
        .last_message = "",
    };
}

enum status webhook_store_list(struct db_tx *tx, struct arena *arena, const char *organization_id,
                               struct webhook_rows *out)
{
    struct db_statement *s = db_prepare(tx, &list);
    size_t capacity = 0;
    *out = (struct webhook_rows){0};
    db_bind_text(s, 1, organization_id);
    while (db_step(s)) {
        out->items = arena_grow(arena, out->items, out->count, &capacity, sizeof *out->items);
        struct webhook_row *row = &out->items[out->count++];
        *row = read_row(s, arena);
        row->last_state = text_or_empty(db_text(s, 6, arena));
        row->last_us = db_int(s, 7);
        row->last_message = text_or_empty(db_text(s, 8, arena));
    }
    return db_done(s);
}

enum status webhook_store_find(struct db_tx *tx, struct arena *arena, const char *organization_id,
                               const char *id, struct webhook_row *out)
{
    struct db_statement *s = db_prepare(tx, &find);
    db_bind_text(s, 1, organization_id);
    db_bind_text(s, 2, id);
    bool found = db_step(s);
    if (found)
        *out = read_row(s, arena);
    enum status st = db_done(s);
    return st == OK && !found ? NOT_FOUND : st;
}

enum status webhook_store_insert(struct db_tx *tx, const struct webhook_row *row)
{
    const struct webhook *webhook = &row->webhook;
    struct db_statement *s = db_prepare(tx, &free_slot);
    unsigned taken = 0;
    int64_t slot = 1;
    db_bind_text(s, 1, webhook->organization_id);
    while (db_step(s))
        taken |= 1u << db_int(s, 0);
    enum status st = db_done(s);
    while (slot <= WEBHOOKS_MAX && (taken & 1u << slot) != 0)
        slot++;
    if (st != OK || slot > WEBHOOKS_MAX)
        return st == OK ? CONFLICT : st;
    s = db_prepare(tx, &insert);
    db_bind_text(s, 1, webhook->organization_id);
    db_bind_text(s, 2, webhook->id);
    db_bind_int(s, 3, slot);
    db_bind_text(s, 4, webhook->url);
    db_bind_text(s, 5, row->lane);
    db_bind_bytes(s, 6, row->secret_sealed);
    db_bind_int(s, 7, webhook->created_us);
    return db_run(s);
}

enum status webhook_store_delete(struct db_tx *tx, const char *organization_id, const char *id)
{
    struct db_statement *s = db_prepare(tx, &delete_webhook);
    db_bind_text(s, 1, organization_id);
    db_bind_text(s, 2, id);
    enum status st = db_run(s);
    return st == OK && db_changes(tx) == 0 ? NOT_FOUND : st;
}

enum status webhook_store_tell(struct db_tx *tx, const char *organization_id, const char *id,
                               enum delivery_event event, const char *subject_id,
                               const char *only_id, int64_t now_us)
{
    struct db_statement *s = db_prepare(tx, &tell);
    db_bind_text(s, 1, organization_id);
    db_bind_text(s, 2, id);
    db_bind_text(s, 3, delivery_event_name(event));
    db_bind_text(s, 4, subject_id);
    db_bind_text(s, 5, text_or_empty(only_id));
    db_bind_int(s, 6, now_us);
    return db_send(s);
}
