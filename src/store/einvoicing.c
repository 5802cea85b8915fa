#include "store/einvoicing.h"

#include "base/arena.h"

#define COLUMNS                                                                                    \
    "e.organization_id, e.connection_id, e.url, e.state, e.test_url, e.test_delivery_id, "         \
    "e.tries, "                                                                                    \
    "e.changed_us"

static const struct db_sql find = {
    "SELECT " COLUMNS " FROM einvoicing e WHERE e.organization_id = $1 AND e.connection_id = $2"};
static const struct db_sql of_agreement = {
    "SELECT " COLUMNS " FROM agreement a LEFT JOIN purchase_order p ON p.organization_id = "
    "a.organization_id AND p.id = a.purchase_order_id JOIN einvoicing e ON e.organization_id = "
    "a.organization_id AND e.connection_id = COALESCE(p.connection_id, a.connection_id) WHERE "
    "a.organization_id = $1 AND a.id = $2"};
static const struct db_sql put = {
    "INSERT INTO einvoicing (organization_id, connection_id, url, state, test_url, "
    "test_delivery_id, tries, changed_us) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT "
    "(organization_id, connection_id) "
    "DO UPDATE SET url = excluded.url, state = excluded.state, test_url = "
    "excluded.test_url, test_delivery_id = "
    "excluded.test_delivery_id, tries = excluded.tries, changed_us = excluded.changed_us"};
static const struct db_sql sample = {
    "SELECT i.id FROM invoice i JOIN invoice_line l ON l.organization_id = i.organization_id AND "
    "l.invoice_id = i.id JOIN agreement a ON a.organization_id = l.organization_id AND a.id = "
    "l.agreement_id JOIN purchase_order p ON p.organization_id = a.organization_id AND p.id = "
    "a.purchase_order_id WHERE i.organization_id = $1 AND p.connection_id = $2 AND "
    "i.purchase_order IS NOT NULL AND i.credits_id IS NULL ORDER BY i.issued_us DESC, i.id DESC "
    "LIMIT 1"};

struct sql_list einvoicing_store_sql(void)
{
    static const struct db_sql *const all[] = {&find, &of_agreement, &put, &sample};
    return SQL_LIST(all);
}

static enum status read_one(struct db_statement *s, struct arena *arena, struct einvoicing *out)
{
    if (db_step(s)) {
        *out = (struct einvoicing){
            .organization_id = db_text(s, 0, arena),
            .connection_id = db_text(s, 1, arena),
            .url = db_text(s, 2, arena),
            .test_url = db_text(s, 4, arena),
            .test_delivery_id = db_text(s, 5, arena),
            .tries = (int)db_int(s, 6),
            .changed_us = db_int(s, 7),
        };
        if (!einvoicing_state_parse(db_text(s, 3, arena), &out->state))
            out->state = EINVOICING_OFF;
    }
    return db_done(s);
}

static enum status find_by(struct db_tx *tx, const struct db_sql *sql, struct arena *arena,
                           const char *organization_id, const char *id, struct einvoicing *out)
{
    struct db_statement *s = db_prepare(tx, sql);
    db_bind_text(s, 1, organization_id);
    db_bind_text(s, 2, id);
    *out = (struct einvoicing){
        .organization_id = organization_id, .url = "", .test_url = "", .test_delivery_id = ""};
    return read_one(s, arena, out);
}

enum status einvoicing_store_find(struct db_tx *tx, struct arena *arena,
                                  const char *organization_id, const char *connection_id,
                                  struct einvoicing *out)
{
    enum status st = find_by(tx, &find, arena, organization_id, connection_id, out);
    out->connection_id = connection_id;
    return st;
}

enum status einvoicing_store_of_agreement(struct db_tx *tx, struct arena *arena,
                                          const char *organization_id, const char *agreement_id,
                                          struct einvoicing *out)
{
    return find_by(tx, &of_agreement, arena, organization_id, agreement_id, out);
}

enum status einvoicing_store_put(struct db_tx *tx, const struct einvoicing *einvoicing)
{
    struct db_statement *s = db_prepare(tx, &put);
    db_bind_text(s, 1, einvoicing->organization_id);
    db_bind_text(s, 2, einvoicing->connection_id);
    db_bind_text(s, 3, einvoicing->url);
    db_bind_text(s, 4, einvoicing_state_name(einvoicing->state));
    db_bind_text(s, 5, einvoicing->test_url);
    db_bind_text(s, 6, einvoicing->test_delivery_id);
    db_bind_int(s, 7, einvoicing->tries);
    db_bind_int(s, 8, einvoicing->changed_us);
    return db_run(s);
}

enum status einvoicing_store_sample(struct db_tx *tx, struct arena *arena,
                                    const char *organization_id, const char *connection_id,
                                    const char **out)
{
    struct db_statement *s = db_prepare(tx, &sample);
    db_bind_text(s, 1, organization_id);
    db_bind_text(s, 2, connection_id);
    *out = db_step(s) ? db_text(s, 0, arena) : "";
    return db_done(s);
}
