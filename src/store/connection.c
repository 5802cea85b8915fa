#include "store/connection.h"

#include "base/arena.h"
#include "base/text.h"

#define COLUMNS                                                                                    \
    "c.organization_id, o.name, c.id, c.account_id, c.name, c.procurement_system, c.mode, "        \
    "c.status, c.buyer_domain, c.buyer_identity, c.supplier_domain, c.supplier_identity, "         \
    "c.sender_domain, c.sender_identity, c.secret_hash, c.secret_sealed, c.cart_encoding, "        \
    "c.dtd_version, c.classification, c.classification_table, c.unit_of_measure, "                 \
    "c.return_hosts, c.frame_ancestors, c.allow_loopback, c.price_tolerance_ppm, "                 \
    "o.free_preapproved, o.byol_preapproved, c.disabled_us, c.created_us, a.status, "              \
    "c.description, c.instance_host, c.sellers, c.redirect, c.redirect_url, c.address_ranges, "    \
    "c.client_certificate, c.old_secret_hash, c.old_secret_sealed, c.old_secret_until_us, "        \
    "c.secret_since_us, o.self_service, c.confirmation_url, c.confirms, c.status_updates, "        \
    "c.single_line, c.account_extrinsic, c.account_table, c.account_fallback, c.requester, "       \
    "c.openid_issuer, c.openid_client_id, c.openid_secret_sealed"
#define FROM                                                                                       \
    " FROM connection c JOIN organization o ON o.id = c.organization_id LEFT JOIN account a ON "   \
    "a.id = c.account_id"

/* What settings say, in the order of bind_settings. */
#define SETTINGS                                                                                   \
    "name, description, mode, buyer_key, buyer_domain, buyer_identity, supplier_domain, "          \
    "supplier_identity, sender_domain, sender_identity, instance_host, return_hosts, "             \
    "frame_ancestors, sellers, redirect, redirect_url, cart_encoding, dtd_version, "               \
    "unit_of_measure, classification, classification_table, price_tolerance_ppm, "                 \
    "address_ranges, client_certificate, confirmation_url, confirms, status_updates, "             \
    "single_line, "                                                                                \
    "account_extrinsic, account_table, account_fallback, requester, openid_issuer, "               \
    "openid_client_id"

static const struct db_sql insert = {
    "INSERT INTO connection (organization_id, id, " SETTINGS
    ", account_id, procurement_system, status, secret_hash, secret_sealed, secret_since_us, "
    "allow_loopback, disabled_us, created_us) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, "
    "$11, "
    "$12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, "
    "$30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45)"};
static const struct db_sql update = {
    "UPDATE connection SET name = $3, description = $4, mode = $5, buyer_key = $6, buyer_domain = "
    "$7, buyer_identity = $8, supplier_domain = $9, supplier_identity = $10, sender_domain = $11, "
    "sender_identity = $12, instance_host = $13, return_hosts = $14, frame_ancestors = $15, "
    "sellers = $16, redirect = $17, redirect_url = $18, cart_encoding = $19, dtd_version = $20, "
    "unit_of_measure = $21, classification = $22, classification_table = $23, "
    "price_tolerance_ppm = $24, address_ranges = $25, client_certificate = $26, "
    "confirmation_url = $27, confirms = $28, status_updates = $29, single_line = $30, "
    "account_extrinsic = $31, account_table = $32, account_fallback = $33, requester = $34, "
    "openid_issuer = $35, openid_client_id = $36 "
    "WHERE organization_id = $1 AND id = $2"};
static const struct db_sql set_secret = {
    "UPDATE connection SET secret_hash = $3, secret_sealed = $4, secret_since_us = $5, "
    "old_secret_hash = $6, old_secret_sealed = $7, old_secret_until_us = $8 "
    "WHERE organization_id = $1 AND id = $2"};
static const struct db_sql set_openid_secret = {
    "UPDATE connection SET openid_secret_sealed = $3 WHERE organization_id = $1 AND id = $2"};
static const struct db_sql set_mode = {
    "UPDATE connection SET mode = $3 WHERE organization_id = $1 AND id = $2"};
static const struct db_sql remove_one = {
    "UPDATE connection SET status = 'removed', buyer_key = '', secret_hash = $3, secret_sealed = "
    "$3, old_secret_hash = NULL, old_secret_sealed = NULL, openid_secret_sealed = NULL, "
    "redirect = 0, disabled_us = $4 WHERE organization_id = $1 AND id = $2"};

static const struct db_sql find = {"SELECT " COLUMNS FROM
                                   " WHERE c.organization_id = $1 AND c.id = $2"};
static const struct db_sql by_buyer = {"SELECT " COLUMNS FROM
                                       " WHERE c.buyer_key = $1 ORDER BY c.id"};
static const struct db_sql list = {"SELECT " COLUMNS FROM " WHERE c.status <> 'removed' AND "
                                   "($1 = '' OR c.organization_id = $1) ORDER BY c.created_us, "
                                   "c.id"};

static const struct db_sql forgotten = {
    "SELECT " COLUMNS FROM
    " WHERE c.mode = 'test' AND c.status = 'enabled' AND c.test_told_us <= $1 AND EXISTS (SELECT 1 "
    "FROM purchase_order p WHERE p.organization_id = c.organization_id AND p.connection_id = c.id "
    "AND p.state = 'test' AND p.received_us <= $1) AND EXISTS (SELECT 1 FROM purchase_order p "
    "WHERE p.organization_id = c.organization_id AND p.connection_id = c.id AND p.state = 'test' "
    "AND p.received_us > c.test_told_us) ORDER BY c.organization_id, c.id LIMIT $2"};
static const struct db_sql tell_test = {
    "UPDATE connection SET test_told_us = $4 WHERE organization_id = $1 AND id = $2 AND "
    "test_told_us <= $3"};

static const struct db_sql secrets = {
    "SELECT secret_sealed FROM connection WHERE status <> 'removed' ORDER BY organization_id, id "
    "LIMIT $1"};

static const struct db_sql set_status = {
    "UPDATE connection SET status = $3, "
    "disabled_us = CASE WHEN $4 = 0 THEN disabled_us ELSE $4 END "
    "WHERE organization_id = $1 AND id = $2"};

static const struct db_sql disable_all = {
    "UPDATE connection SET status = 'disabled', disabled_us = $2 WHERE organization_id = $1 AND "
    "status = 'enabled'"};

struct sql_list connection_store_sql(void)
{
    static const struct db_sql *const all[] = {
        &insert, &update,  &set_secret, &set_mode,    &remove_one, &find,      &by_buyer,
        &list,   &secrets, &set_status, &disable_all, &forgotten,  &tell_test, &set_openid_secret};
    return SQL_LIST(all);
}

static void bind_settings(struct db_statement *s, struct arena *arena, const struct connection *c)
{
    db_bind_text(s, 1, c->organization_id);
    db_bind_text(s, 2, c->id);
    db_bind_text(s, 3, c->name);
    db_bind_text(s, 4, text_or_empty(c->description));
    db_bind_text(s, 5, connection_mode_name(c->mode));
    db_bind_text(s, 6, credential_key(arena, &c->buyer));
    db_bind_text(s, 7, c->buyer.domain);
    db_bind_text(s, 8, c->buyer.identity);
    db_bind_text(s, 9, c->supplier.domain);
    db_bind_text(s, 10, c->supplier.identity);
    db_bind_text(s, 11, c->sender.domain);
    db_bind_text(s, 12, c->sender.identity);
    db_bind_text(s, 13, text_or_empty(c->instance_host));
    db_bind_text(s, 14, c->return_hosts);
    db_bind_text(s, 15, c->frame_ancestors);
    db_bind_text(s, 16, text_or_empty(c->sellers));
    db_bind_int(s, 17, c->redirect);
    db_bind_text(s, 18, text_or_empty(c->redirect_url));
    db_bind_text(s, 19, c->cart_encoding == CART_BASE64 ? "base64" : "urlencoded");
    db_bind_text(s, 20, c->dtd_version);
    db_bind_text(s, 21, c->unit_of_measure);
    db_bind_text(s, 22, classification_profile_name(c->classification));
    db_bind_text(s, 23, c->classification_table);
    db_bind_int(s, 24, c->price_tolerance_ppm);
    db_bind_text(s, 25, text_or_empty(c->address_ranges));
    db_bind_text(s, 26, text_or_empty(c->client_certificate));
    db_bind_text(s, 27, text_or_empty(c->confirmation_url));
    db_bind_int(s, 28, c->confirms);
    db_bind_int(s, 29, c->status_updates);
    db_bind_int(s, 30, c->single_line);
    db_bind_text(s, 31, text_or_empty(c->account_extrinsic));
    db_bind_text(s, 32, text_or_empty(c->account_table));
    db_bind_int(s, 33, c->account_fallback);
    db_bind_text(s, 34, requester_proof_name(c->requester));
    db_bind_text(s, 35, text_or_empty(c->openid_issuer));
    db_bind_text(s, 36, text_or_empty(c->openid_client_id));
}

enum status connection_store_insert(struct db_tx *tx, struct arena *arena,
                                    const struct connection_row *row)
{
    const struct connection *c = &row->connection;
    struct db_statement *s = db_prepare(tx, &insert);
    bind_settings(s, arena, c);
    db_bind_text(s, 37, c->account_id);
    db_bind_text(s, 38, procurement_system_name(c->system));
    db_bind_text(s, 39, connection_status_name(c->status));
    db_bind_bytes(s, 40, row->secret_hash);
    db_bind_bytes(s, 41, row->secret_sealed);
    db_bind_int(s, 42, row->created_us);
    db_bind_int(s, 43, c->allow_loopback);
    db_bind_int(s, 44, c->disabled_us);
    db_bind_int(s, 45, row->created_us);
    return db_run(s);
}

/* NOT_FOUND where the statement changed nothing. */
static enum status run_on_one(struct db_tx *tx, struct db_statement *s)
{
    enum status st = db_run(s);
    return st == OK && db_changes(tx) == 0 ? NOT_FOUND : st;
}

enum status connection_store_update(struct db_tx *tx, struct arena *arena,
                                    const struct connection *connection)
{
    struct db_statement *s = db_prepare(tx, &update);
    bind_settings(s, arena, connection);
    return run_on_one(tx, s);
}

enum status connection_store_set_secret(struct db_tx *tx, const struct connection_row *row)
{
    struct db_statement *s = db_prepare(tx, &set_secret);
    db_bind_text(s, 1, row->connection.organization_id);
    db_bind_text(s, 2, row->connection.id);
    db_bind_bytes(s, 3, row->secret_hash);
    db_bind_bytes(s, 4, row->secret_sealed);
    db_bind_int(s, 5, row->secret_since_us);
    db_bind_bytes(s, 6, row->old_secret_hash);
    db_bind_bytes(s, 7, row->old_secret_sealed);
    db_bind_int(s, 8, row->old_secret_until_us);
    return run_on_one(tx, s);
}

enum status connection_store_set_openid_secret(struct db_tx *tx, const struct connection_row *row)
{
    struct db_statement *s = db_prepare(tx, &set_openid_secret);
    db_bind_text(s, 1, row->connection.organization_id);
    db_bind_text(s, 2, row->connection.id);
    db_bind_bytes(s, 3, row->openid_secret_sealed);
    return run_on_one(tx, s);
}

enum status connection_store_set_mode(struct db_tx *tx, const char *organization_id, const char *id,
                                      enum connection_mode mode)
{
    struct db_statement *s = db_prepare(tx, &set_mode);
    db_bind_text(s, 1, organization_id);
    db_bind_text(s, 2, id);
    db_bind_text(s, 3, connection_mode_name(mode));
    return run_on_one(tx, s);
}

enum status connection_store_remove(struct db_tx *tx, const char *organization_id, const char *id,
                                    int64_t now_us)
{
    struct db_statement *s = db_prepare(tx, &remove_one);
    db_bind_text(s, 1, organization_id);
    db_bind_text(s, 2, id);
    db_bind_bytes(s, 3, bytes_of(""));
    db_bind_int(s, 4, now_us);
    return run_on_one(tx, s);
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
    c->description = db_text(s, 30, arena);
    c->instance_host = db_text(s, 31, arena);
    c->sellers = db_text(s, 32, arena);
    c->redirect = db_int(s, 33) != 0;
    c->redirect_url = db_text(s, 34, arena);
    c->address_ranges = db_text(s, 35, arena);
    c->client_certificate = db_text(s, 36, arena);
    out->old_secret_hash = db_bytes(s, 37, arena);
    out->old_secret_sealed = db_bytes(s, 38, arena);
    out->old_secret_until_us = db_int(s, 39);
    out->secret_since_us = db_int(s, 40);
    out->self_service = db_int(s, 41) != 0;
    c->confirmation_url = db_text(s, 42, arena);
    c->confirms = db_int(s, 43) != 0;
    c->status_updates = db_int(s, 44) != 0;
    c->single_line = db_int(s, 45) != 0;
    c->account_extrinsic = db_text(s, 46, arena);
    c->account_table = db_text(s, 47, arena);
    c->account_fallback = db_int(s, 48) != 0;
    if (!requester_proof_parse(db_text(s, 49, arena), &c->requester))
        c->requester = REQUESTER_CONSOLE;
    c->openid_issuer = db_text(s, 50, arena);
    c->openid_client_id = db_text(s, 51, arena);
    out->openid_secret_sealed = db_bytes(s, 52, arena);
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

enum status connection_store_forgotten(struct db_tx *tx, struct arena *arena, int64_t before_us,
                                       int64_t limit, struct connection_rows *out)
{
    struct db_statement *s = db_prepare(tx, &forgotten);
    db_bind_int(s, 1, before_us);
    db_bind_int(s, 2, limit);
    return read_rows(s, arena, out);
}

enum status connection_store_tell_test(struct db_tx *tx, const char *organization_id,
                                       const char *id, int64_t before_us, int64_t now_us)
{
    struct db_statement *s = db_prepare(tx, &tell_test);
    db_bind_text(s, 1, organization_id);
    db_bind_text(s, 2, id);
    db_bind_int(s, 3, before_us);
    db_bind_int(s, 4, now_us);
    return run_on_one(tx, s);
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

enum status connection_store_list(struct db_tx *tx, struct arena *arena,
                                  const char *organization_id, struct connection_rows *out)
{
    struct db_statement *s = db_prepare(tx, &list);
    db_bind_text(s, 1, text_or_empty(organization_id));
    return read_rows(s, arena, out);
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
    return run_on_one(tx, s);
}

enum status connection_store_disable_all(struct db_tx *tx, const char *organization_id,
                                         int64_t now_us)
{
    struct db_statement *s = db_prepare(tx, &disable_all);
    db_bind_text(s, 1, organization_id);
    db_bind_int(s, 2, now_us);
    return db_send(s);
}
