#include "store/usage.h"

#include "base/arena.h"
#include "base/text.h"
#include "base/time.h"

#define MONTH                                                                                      \
    "m.organization_id, m.agreement_id, m.dimension, m.month_us, m.quantity_micros, "              \
    "m.amount_micros, m.charge_number, m.charged_micros, m.covered_micros"

static const struct db_sql find = {
    "SELECT dimension, quantity_micros, at_us, month_us, amount_micros FROM usage_record WHERE "
    "organization_id = $1 AND agreement_id = $2 AND id = $3"};
static const struct db_sql insert = {
    "INSERT INTO usage_record (organization_id, agreement_id, id, dimension, quantity_micros, "
    "at_us, received_us, month_us, amount_micros, covered_micros) VALUES ($1, $2, $3, $4, $5, $6, "
    "$7, $8, $9, $10)"};
static const struct db_sql add_to_month = {
    "INSERT INTO usage_month (organization_id, agreement_id, dimension, month_us, "
    "quantity_micros, amount_micros, covered_micros, charged_micros) VALUES ($1, $2, $3, $4, $5, "
    "$6, $7, 0) ON "
    "CONFLICT (organization_id, agreement_id, dimension, month_us) DO UPDATE SET quantity_micros = "
    "usage_month.quantity_micros + excluded.quantity_micros, amount_micros = "
    "usage_month.amount_micros + excluded.amount_micros, covered_micros = "
    "usage_month.covered_micros + excluded.covered_micros"};
static const struct db_sql covered = {
    "SELECT CAST(COALESCE(SUM(r.covered_micros), 0) AS BIGINT) FROM agreement a JOIN usage_record "
    "r "
    "ON r.organization_id = a.organization_id AND r.agreement_id = a.id WHERE a.organization_id = "
    "$1 AND a.account_id = $2 AND a.product_id = $3 AND a.offer_id = $4 AND r.dimension = $5 AND "
    "r.at_us >= $6 AND r.at_us < $7 AND r.covered_micros > 0"};
static const struct db_sql is_charged = {
    "SELECT COUNT(*) FROM usage_month WHERE organization_id = $1 AND agreement_id = $2 AND "
    "dimension = $3 AND month_us = $4 AND charge_number IS NOT NULL"};
static const struct db_sql months = {
    "SELECT " MONTH " FROM usage_month m WHERE m.organization_id = $1 AND m.agreement_id = $2 "
    "ORDER BY m.month_us, m.dimension"};
static const struct db_sql open = {
    "SELECT " MONTH ", a.currency FROM usage_month m JOIN agreement a ON a.organization_id = "
    "m.organization_id AND a.id = m.agreement_id WHERE m.charge_number IS NULL AND m.month_us < $1 "
    "ORDER BY m.month_us, m.agreement_id, m.dimension LIMIT $2"};
static const struct db_sql next_number = {
    "SELECT COALESCE(MAX(number), 0) + 1 FROM agreement_charge WHERE organization_id = $1 AND "
    "agreement_id = $2"};
static const struct db_sql insert_charge = {
    "INSERT INTO agreement_charge (organization_id, agreement_id, number, kind, description, "
    "amount_micros, due_us, order_id, order_line) SELECT $1, $2, $3, 'metered', $4, $5, $6, "
    "usage_order_id, usage_order_line FROM agreement WHERE organization_id = $1 AND id = $2"};
static const struct db_sql set_charge = {
    "UPDATE usage_month SET charge_number = $5, charged_micros = $6 WHERE organization_id = $1 AND "
    "agreement_id = $2 AND dimension = $3 AND month_us = $4 AND charge_number IS NULL"};

struct sql_list usage_store_sql(void)
{
    static const struct db_sql *const all[] = {&find,       &insert, &add_to_month, &is_charged,
                                               &months,     &open,   &next_number,  &insert_charge,
                                               &set_charge, &covered};
    return SQL_LIST(all);
}

enum status usage_store_find(struct db_tx *tx, struct arena *arena, const char *organization_id,
                             const char *agreement_id, const char *id, struct usage_record *out,
                             bool *out_known)
{
    struct db_statement *s = db_prepare(tx, &find);
    db_bind_text(s, 1, organization_id);
    db_bind_text(s, 2, agreement_id);
    db_bind_text(s, 3, id);
    *out_known = db_step(s);
    if (*out_known)
        *out = (struct usage_record){
            .id = id,
            .dimension = db_text(s, 0, arena),
            .quantity_micros = db_int(s, 1),
            .at_us = db_int(s, 2),
            .month_us = db_int(s, 3),
            .amount = {.micros = db_int(s, 4)},
        };
    return db_done(s);
}

enum status usage_store_insert(struct db_tx *tx, const char *organization_id,
                               const char *agreement_id, const struct usage_record *record,
                               int64_t received_us)
{
    struct db_statement *s = db_prepare(tx, &insert);
    db_bind_text(s, 1, organization_id);
    db_bind_text(s, 2, agreement_id);
    db_bind_text(s, 3, record->id);
    db_bind_text(s, 4, record->dimension);
    db_bind_int(s, 5, record->quantity_micros);
    db_bind_int(s, 6, record->at_us);
    db_bind_int(s, 7, received_us);
    db_bind_int(s, 8, record->month_us);
    db_bind_int(s, 9, money_micros(record->amount));
    db_bind_int(s, 10, record->covered_micros);
    enum status st = db_run(s);
    if (st != OK)
        return st;
    s = db_prepare(tx, &add_to_month);
    db_bind_text(s, 1, organization_id);
    db_bind_text(s, 2, agreement_id);
    db_bind_text(s, 3, record->dimension);
    db_bind_int(s, 4, record->month_us);
    db_bind_int(s, 5, record->quantity_micros);
    db_bind_int(s, 6, money_micros(record->amount));
    db_bind_int(s, 7, record->covered_micros);
    return db_run(s);
}

static enum status read_number(struct db_statement *s, int64_t *out)
{
    *out = db_step(s) ? db_int(s, 0) : 0;
    return db_done(s);
}

enum status usage_store_covered(struct db_tx *tx, const struct offered *offered,
                                const struct usage_record *record, int64_t *out_micros)
{
    int64_t month_us = time_month_start(record->at_us);
    struct db_statement *s = db_prepare(tx, &covered);
    db_bind_text(s, 1, offered->organization_id);
    db_bind_text(s, 2, offered->account_id);
    db_bind_text(s, 3, offered->product_id);
    db_bind_text(s, 4, offered->offer_id);
    db_bind_text(s, 5, record->dimension);
    db_bind_int(s, 6, month_us);
    db_bind_int(s, 7, time_add_months(month_us, 1));
    return read_number(s, out_micros);
}

enum status usage_store_is_charged(struct db_tx *tx, const char *organization_id,
                                   const char *agreement_id, const struct usage_record *record,
                                   bool *out)
{
    int64_t count;
    struct db_statement *s = db_prepare(tx, &is_charged);
    db_bind_text(s, 1, organization_id);
    db_bind_text(s, 2, agreement_id);
    db_bind_text(s, 3, record->dimension);
    db_bind_int(s, 4, record->month_us);
    enum status st = read_number(s, &count);
    *out = count > 0;
    return st;
}

/* `currency` NULL: it is the last column. */
static enum status read_months(struct db_statement *s, struct arena *arena, const char *currency,
                               struct usage_months *out)
{
    size_t capacity = 0;
    *out = (struct usage_months){0};
    while (db_step(s)) {
        const char *of = currency != NULL ? currency : db_text(s, 9, arena);
        out->items = arena_grow(arena, out->items, out->count, &capacity, sizeof *out->items);
        out->items[out->count++] = (struct usage_month){
            .organization_id = db_text(s, 0, arena),
            .agreement_id = db_text(s, 1, arena),
            .dimension = db_text(s, 2, arena),
            .month_us = db_int(s, 3),
            .quantity_micros = db_int(s, 4),
            .amount = money_of(db_int(s, 5), of),
            .charged = !db_is_null(s, 6),
            .charge_number = db_is_null(s, 6) ? 0 : (int)db_int(s, 6),
            .payable = money_of(db_int(s, 7), of),
            .covered_micros = db_int(s, 8),
        };
    }
    return db_done(s);
}

enum status usage_store_months(struct db_tx *tx, struct arena *arena, const char *organization_id,
                               const char *agreement_id, const char *currency,
                               struct usage_months *out)
{
    struct db_statement *s = db_prepare(tx, &months);
    db_bind_text(s, 1, organization_id);
    db_bind_text(s, 2, agreement_id);
    return read_months(s, arena, currency, out);
}

enum status usage_store_open(struct db_tx *tx, struct arena *arena, int64_t before_us,
                             int64_t limit, struct usage_months *out)
{
    struct db_statement *s = db_prepare(tx, &open);
    db_bind_int(s, 1, before_us);
    db_bind_int(s, 2, limit);
    return read_months(s, arena, NULL, out);
}

static enum status add_charge(struct db_tx *tx, struct usage_month *month, const char *description,
                              int64_t due_us)
{
    int64_t number;
    struct db_statement *s = db_prepare(tx, &next_number);
    db_bind_text(s, 1, month->organization_id);
    db_bind_text(s, 2, month->agreement_id);
    enum status st = read_number(s, &number);
    if (st != OK)
        return st;
    month->charge_number = (int)number;
    s = db_prepare(tx, &insert_charge);
    db_bind_text(s, 1, month->organization_id);
    db_bind_text(s, 2, month->agreement_id);
    db_bind_int(s, 3, number);
    db_bind_text(s, 4, description);
    db_bind_int(s, 5, money_micros(month->payable));
    db_bind_int(s, 6, due_us);
    return db_run(s);
}

enum status usage_store_charge(struct db_tx *tx, struct usage_month *month, const char *description,
                               int64_t due_us)
{
    month->charge_number = 0;
    enum status st =
        money_is_zero(month->payable) ? OK : add_charge(tx, month, description, due_us);
    if (st != OK)
        return st;
    struct db_statement *s = db_prepare(tx, &set_charge);
    db_bind_text(s, 1, month->organization_id);
    db_bind_text(s, 2, month->agreement_id);
    db_bind_text(s, 3, month->dimension);
    db_bind_int(s, 4, month->month_us);
    db_bind_int(s, 5, month->charge_number);
    db_bind_int(s, 6, money_micros(month->payable));
    st = db_run(s);
    return st == OK && db_changes(tx) == 0 ? CONFLICT : st;
}
