#include "store/connection.h"

#include "base/arena.h"
#include "base/text.h"

#define COLUMNS                                                                                    \
    "c.organization_id, o.name, c.id, c.account_id, c.name, c.procurement_system, c.mode, "        \
    "c.status, c.buyer_domain, c.buyer_identity, c.supplier_domain, c.supplier_identity, "         \
    "c.sender_domain, c.sender_identity, c.secret_hash, c.secret_sealed, c.cart_encoding, "        \
    "c.dtd_version, c.classification, c.classification_table, c.unit_of_measure, "                 \
    "c.return_hosts, c.frame_ancestors, c.allow_loopback, c.price_tolerance_ppm, "                 \
    "o.free_preapproved, o.byol_preapproved, c.disabled_us, c.created_us, a.status"
#define FROM                                                                                       \
    " FROM connection c JOIN organization o ON o.id = c.organization_id LEFT JOIN account a ON "   \
    "a.id = c.account_id"

static const struct db_sql insert = {
    "INSERT INTO connection (organization_id, id, account_id, name, procurement_system, mode, "
    "status, buyer_key, buyer_domain, buyer_identity, supplier_domain, supplier_identity, "
    "sender_domain, sender_identity, secret_hash, secret_sealed, cart_encoding, dtd_version, "
    "classification, classification_table, unit_of_measure, return_hosts, frame_ancestors, "
    "allow_loopback, price_tolerance_ppm, disabled_us, created_us) VALUES ($1, $2, $3, $4, $5, "
    "$6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, "
    "$25, $26, $27)"};

static const struct db_sql find = {"SELECT " COLUMNS FROM
                                   " WHERE c.organization_id = $1 AND c.id = $2"};
static const struct db_sql by_buyer = {"SELECT " COLUMNS FROM
                                       " WHERE c.buyer_key = $1 ORDER BY c.id"};
static const struct db_sql all_rows = {"SELECT " COLUMNS FROM " ORDER BY c.created_us, c.id"};

static const struct db_sql secrets = {
    "SELECT secret_sealed FROM connection ORDER BY organization_id, id LIMIT $1"};

static const struct db_sql set_status = {
    "UPDATE connection SET status = $3, "
    "disabled_us = CASE WHEN $4 = 0 THEN disabled_us ELSE $4 END "
    "WHERE organization_id = $1 AND id = $2"};

static const struct db_sql disable_all = {
    "UPDATE connection SET status = 'disabled', disabled_us = $2 WHERE organization_id = $1 AND "
    "status = 'enabled'"};

struct sql_list connection_store_sql(void)
{
    static const struct db_sql *const all[] = {&insert,  &find,       &by_buyer,   &all_rows,
                                               &secrets, &set_status, &disable_all};
    return SQL_LIST(all);
}

enum status connection_store_insert(struct db_tx *tx, struct arena *arena,
                                    const struct connection_row *row)
{
    const struct connection *c = &row->connection;
    struct db_statement *s = db_prepare(tx, &insert);
    db_bind_text(s, 1, c->organization_id);
    db_bind_text(s, 2, c->id);
    db_bind_text(s, 3, c->account_id);
    db_bind_text(s, 4, c->name);
    db_bind_text(s, 5, procurement_system_name(c->system));
    db_bind_text(s, 6, connection_mode_name(c->mode));
    db_bind_text(s, 7, connection_status_name(c->status));
    db_bind_text(s, 8, credential_key(arena, &c->buyer));
    db_bind_text(s, 9, c->buyer.domain);
    db_bind_text(s, 10, c->buyer.identity);
    db_bind_text(s, 11, c->supplier.domain);
    db_bind_text(s, 12, c->supplier.identity);
    db_bind_text(s, 13, c->sender.domain);
    db_bind_text(s, 14, c->sender.identity);
    db_bind_bytes(s, 15, row->secret_hash);
    db_bind_bytes(s, 16, row->secret_sealed);
    db_bind_text(s, 17, c->cart_encoding == CART_BASE64 ? "base64" : "urlencoded");
    db_bind_text(s, 18, c->dtd_version);
    db_bind_text(s, 19, classification_profile_name(c->classification));
    db_bind_text(s, 20, c->classification_table);
    db_bind_text(s, 21, c->unit_of_measure);
    db_bind_text(s, 22, c->return_hosts);
    db_bind_text(s, 23, c->frame_ancestors);
    db_bind_int(s, 24, c->allow_loopback);
    db_bind_int(s, 25, c->price_tolerance_ppm);
    db_bind_int(s, 26, c->disabled_us);
    db_bind_int(s, 27, row->created_us);
    return db_run(s);
}

static void read_row(struct db_statement *s, struct arena *arena, struct connection_row *out)
{
    struct connection *c = &out->connection;
    c->organization_id = db_text(s, 0, arena);
    c->organization_name = db_text(s, 1, arena);
    c->id = db_text(s, 2, arena);
    c->account_id = db_text(s, 3, arena);
    c->name = db_text(s, 4, arena);
    /* Names that this program does not know read as the most careful value. */
    if (!procurement_system_parse(db_text(s, 5, arena), &c->system))
        c->system = SYSTEM_CXML;
    if (!connection_mode_parse(db_text(s, 6, arena), &c->mode))
        c->mode = MODE_TEST;
    if (!connection_status_parse(db_text(s, 7, arena), &c->status))
        c->status = CONNECTION_DISABLED;
    c->buyer = (struct credential){db_text(s, 8, arena), db_text(s, 9, arena)};
    c->supplier = (struct credential){db_text(s, 10, arena), db_text(s, 11, arena)};
    c->sender = (struct credential){db_text(s, 12, arena), db_text(s, 13, arena)};
    out->secret_hash = db_bytes(s, 14, arena);
    out->secret_sealed = db_bytes(s, 15, arena);
    c->cart_encoding =
        text_equal(db_text(s, 16, arena), "urlencoded") ? CART_URLENCODED : CART_BASE64;
    c->dtd_version = db_text(s, 17, arena);
    if (!classification_profile_parse(db_text(s, 18, arena), &c->classification))
        c->classification = CLASSIFY_UNIFORM;
    c->classification_table = db_text(s, 19, arena);
    c->unit_of_measure = db_text(s, 20, arena);
    c->return_hosts = db_text(s, 21, arena);
    c->frame_ancestors = db_text(s, 22, arena);
    c->allow_loopback = db_int(s, 23) != 0;
    c->price_tolerance_ppm = db_int(s, 24);
    c->free_preapproved = db_int(s, 25) != 0;
    c->byol_preapproved = db_int(s, 26) != 0;
    c->disabled_us = db_int(s, 27);
    out->created_us = db_int(s, 28);
    c->account_suspended = text_equal(text_or_empty(db_text(s, 29, arena)), "SUSPENDED");
}

static enum status read_rows(struct db_statement *s, struct arena *arena,
                             struct connection_rows *out)
{
    size_t capacity = 0;
    *out = (struct connection_rows){0};
    while (db_step(s)) {
        out->items = arena_grow(arena, out->items, out->count, &capacity, sizeof *out->items);
        read_row(s, arena, &out->items[out->count++]);
    }
    return db_done(s);
}

enum status connection_store_find(struct db_tx *tx, struct arena *arena,
                                  const char *organization_id, const char *id,
                                  struct connection_row *out)
{
    struct db_statement *s = db_prepare(tx, &find);
    db_bind_text(s, 1, organization_id);
    db_bind_text(s, 2, id);
    bool found = db_step(s);
    if (found)
        read_row(s, arena, out);
    enum status st = db_done(s);
    return st == OK && !found ? NOT_FOUND : st;
}

enum status connection_store_by_buyer(struct db_tx *tx, struct arena *arena, const char *buyer_key,
                                      struct connection_rows *out)
{
    struct db_statement *s = db_prepare(tx, &by_buyer);
    db_bind_text(s, 1, buyer_key);
    return read_rows(s, arena, out);
}

enum status connection_store_all(struct db_tx *tx, struct arena *arena, struct connection_rows *out)
{
    return read_rows(db_prepare(tx, &all_rows), arena, out);
}

enum status connection_store_secrets(struct db_tx *tx, struct arena *arena, size_t limit,
                                     struct bytes *out, size_t *count)
{
    struct db_statement *s = db_prepare(tx, &secrets);
    *count = 0;
    db_bind_int(s, 1, (int64_t)limit);
    while (db_step(s))
        out[(*count)++] = db_bytes(s, 0, arena);
    return db_done(s);
}

enum status connection_store_set_status(struct db_tx *tx, const char *organization_id,
                                        const char *id, enum connection_status status,
                                        int64_t disabled_us)
{
    struct db_statement *s = db_prepare(tx, &set_status);
    db_bind_text(s, 1, organization_id);
    db_bind_text(s, 2, id);
    db_bind_text(s, 3, connection_status_name(status));
    db_bind_int(s, 4, disabled_us);
    enum status st = db_run(s);
    return st == OK && db_changes(tx) == 0 ? NOT_FOUND : st;
}

enum status connection_store_disable_all(struct db_tx *tx, const char *organization_id,
                                         int64_t now_us)
{
    struct db_statement *s = db_prepare(tx, &disable_all);
    db_bind_text(s, 1, organization_id);
    db_bind_int(s, 2, now_us);
    return db_send(s);
}
