#include "store/tax.h"

#include "base/arena.h"

#define COLUMNS "s.id, s.name, t.kind, t.rate_ppm, t.registration, t.note, t.changed_us"

static const struct db_sql list = {
    "SELECT " COLUMNS " FROM seller s LEFT JOIN seller_tax t ON t.seller_id = s.id ORDER BY "
    "s.name, s.id"};
/* Asked for each invoice. SQLite keeps this order: there are fewer taxes than sellers. */
static const struct db_sql of_seller = {
    "SELECT " COLUMNS
    " FROM seller_tax t CROSS JOIN seller s WHERE s.id = t.seller_id AND s.name = "
    "$1 ORDER BY s.id LIMIT 1"};
static const struct db_sql put = {
    "INSERT INTO seller_tax (seller_id, kind, rate_ppm, registration, note, changed_us) VALUES "
    "($1, "
    "$2, $3, $4, $5, $6) ON CONFLICT (seller_id) DO UPDATE SET kind = excluded.kind, rate_ppm = "
    "excluded.rate_ppm, registration = excluded.registration, note = excluded.note, changed_us = "
    "excluded.changed_us"};
static const struct db_sql delete_tax = {"DELETE FROM seller_tax WHERE seller_id = $1"};

struct sql_list tax_store_sql(void)
{
    static const struct db_sql *const all[] = {&list, &of_seller, &put, &delete_tax};
    return SQL_LIST(all);
}

static struct tax_row read_row(struct db_statement *s, struct arena *arena)
{
    struct tax_row row = {.seller_id = db_text(s, 0, arena), .seller_name = db_text(s, 1, arena)};
    const char *kind = db_text(s, 2, arena);
    if (kind == NULL)
        return row;
    row.tax = (struct tax){.kind = TAX_OTHER,
                           .rate_ppm = db_int(s, 3),
                           .registration = db_text(s, 4, arena),
                           .note = db_text(s, 5, arena)};
    row.changed_us = db_int(s, 6);
    tax_kind_parse(kind, &row.tax.kind);
    return row;
}

enum status tax_store_list(struct db_tx *tx, struct arena *arena, struct tax_rows *out)
{
    struct db_statement *s = db_prepare(tx, &list);
    size_t capacity = 0;
    *out = (struct tax_rows){0};
    while (db_step(s)) {
        out->items = arena_grow(arena, out->items, out->count, &capacity, sizeof *out->items);
        out->items[out->count++] = read_row(s, arena);
    }
    return db_done(s);
}

enum status tax_store_of_seller(struct db_tx *tx, struct arena *arena, const char *name,
                                struct tax *out)
{
    struct db_statement *s = db_prepare(tx, &of_seller);
    db_bind_text(s, 1, name);
    *out = db_step(s) ? read_row(s, arena).tax : (struct tax){.kind = TAX_NONE};
    return db_done(s);
}

enum status tax_store_put(struct db_tx *tx, const struct tax_row *row)
{
    bool none = row->tax.kind == TAX_NONE;
    struct db_statement *s = db_prepare(tx, none ? &delete_tax : &put);
    db_bind_text(s, 1, row->seller_id);
    if (!none) {
        db_bind_text(s, 2, tax_kind_name(row->tax.kind));
        db_bind_int(s, 3, row->tax.rate_ppm);
        db_bind_text(s, 4, row->tax.registration);
        db_bind_text(s, 5, row->tax.note);
        db_bind_int(s, 6, row->changed_us);
    }
    return db_run(s);
}
