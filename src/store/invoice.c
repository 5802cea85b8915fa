#include "store/invoice.h"

#include "base/arena.h"
#include "base/text.h"

#define OPEN "c.invoice_id IS NULL AND c.kind <> 'usage' AND c.amount_micros <> 0"
#define COLUMNS                                                                                    \
    "organization_id, id, account_id, seller, purchase_order, issued_us, amount_micros, "          \
    "currency, credits_id, tax_kind, tax_rate_ppm, tax_micros, tax_registration, tax_note"

static const struct db_sql due_organizations = {
    "SELECT o.id FROM organization o WHERE EXISTS (SELECT 1 FROM agreement_charge c WHERE "
    "c.organization_id = o.id AND " OPEN " AND c.due_us <= $1) ORDER BY o.id LIMIT $2"};
/* Those that are due longest, by their index; only these are put together, however many there are.
 */
static const struct db_sql due = {
    "SELECT account_id, seller, charge_order, charge_line, agreement_id, title, number, "
    "description, amount_micros, currency, credits_id FROM (SELECT a.account_id, a.seller, CASE "
    "WHEN c.order_id IS NULL THEN a.order_id ELSE NULLIF(c.order_id, '') END AS charge_order, CASE "
    "WHEN c.order_id IS NULL THEN a.order_line ELSE c.order_line END AS charge_line, "
    "c.agreement_id, a.title, c.number, c.description, c.amount_micros, a.currency, c.credits_id "
    "FROM agreement_charge c JOIN agreement a ON a.organization_id = c.organization_id AND a.id = "
    "c.agreement_id WHERE c.organization_id = $1 AND " OPEN " AND c.due_us <= $2 "
    "ORDER BY c.due_us, c.agreement_id, c.number LIMIT 5 * $3) oldest ORDER BY account_id, "
    "seller, currency, charge_order, credits_id, agreement_id, number LIMIT $3"};
static const struct db_sql shows_orders = {
    "SELECT COUNT(*) FROM service_role r JOIN organization o ON o.management_account_id = "
    "r.account_id WHERE o.id = $1 AND r.name = $2"};
static const struct db_sql next_number = {
    "UPDATE organization SET last_invoice = last_invoice + 1 WHERE id = $1 RETURNING last_invoice"};
static const struct db_sql insert = {
    "INSERT INTO invoice (" COLUMNS
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"};
static const struct db_sql insert_line = {
    "INSERT INTO invoice_line (organization_id, invoice_id, number, agreement_id, charge_number, "
    "description, amount_micros, purchase_order_line) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"};
static const struct db_sql close_charge = {
    "UPDATE agreement_charge SET invoice_id = $4 WHERE organization_id = $1 AND agreement_id = $2 "
    "AND number = $3 AND invoice_id IS NULL"};
static const struct db_sql find = {"SELECT " COLUMNS " FROM invoice WHERE id = $1"};
static const struct db_sql list = {"SELECT " COLUMNS
                                   " FROM invoice ORDER BY issued_us DESC, id DESC LIMIT $1"};
static const struct db_sql list_of = {
    "SELECT " COLUMNS " FROM invoice WHERE organization_id = $1 AND ($2 = '' OR account_id = $2) "
    "ORDER BY issued_us DESC, id DESC LIMIT $3"};
static const struct db_sql lines = {
    "SELECT number, agreement_id, charge_number, description, amount_micros, purchase_order_line "
    "FROM invoice_line WHERE organization_id = $1 AND invoice_id = $2 ORDER BY number"};

/* Each gives an id and two numbers that ought to be the same. */
static const struct db_sql value_drift = {
    "SELECT a.id, a.value_micros, CAST(COALESCE(SUM(c.amount_micros), 0) AS BIGINT) FROM agreement "
    "a LEFT JOIN agreement_charge c ON c.organization_id = a.organization_id AND c.agreement_id = "
    "a.id AND c.kind NOT IN ('metered', 'credit') GROUP BY a.organization_id, a.id, a.value_micros "
    "HAVING "
    "a.value_micros <> "
    "COALESCE(SUM(c.amount_micros), 0) ORDER BY a.id LIMIT $1"};
static const struct db_sql charge_drift = {
    "SELECT c.agreement_id, c.amount_micros, COALESCE(l.amount_micros, 0) FROM agreement_charge c "
    "LEFT JOIN invoice_line l ON l.organization_id = c.organization_id AND l.invoice_id = "
    "c.invoice_id AND l.agreement_id = c.agreement_id AND l.charge_number = c.number WHERE "
    "c.invoice_id IS NOT NULL AND (l.number IS NULL OR l.amount_micros <> c.amount_micros) ORDER "
    "BY c.agreement_id LIMIT $1"};
static const struct db_sql line_drift = {
    "SELECT l.invoice_id, CAST(0 AS BIGINT), l.amount_micros FROM invoice_line l LEFT JOIN "
    "agreement_charge c ON c.organization_id = l.organization_id AND c.agreement_id = "
    "l.agreement_id AND c.number = l.charge_number AND c.invoice_id = l.invoice_id WHERE c.number "
    "IS NULL ORDER BY l.invoice_id LIMIT $1"};
static const struct db_sql amount_drift = {
    "SELECT i.id, i.amount_micros, CAST(COALESCE(SUM(l.amount_micros), 0) AS BIGINT) FROM invoice "
    "i LEFT JOIN invoice_line l ON l.organization_id = i.organization_id AND l.invoice_id = i.id "
    "GROUP BY i.organization_id, i.id, i.amount_micros HAVING i.amount_micros <> "
    "COALESCE(SUM(l.amount_micros), 0) ORDER BY i.id LIMIT $1"};
static const struct db_sql usage_drift = {
    "SELECT m.agreement_id, m.amount_micros, CAST(COALESCE(SUM(r.amount_micros), 0) AS BIGINT) "
    "FROM "
    "usage_month m LEFT JOIN usage_record r ON r.organization_id = m.organization_id AND "
    "r.agreement_id = m.agreement_id AND r.dimension = m.dimension AND r.month_us = m.month_us "
    "GROUP BY m.organization_id, m.agreement_id, m.dimension, m.month_us, m.amount_micros HAVING "
    "m.amount_micros <> COALESCE(SUM(r.amount_micros), 0) ORDER BY m.agreement_id LIMIT $1"};
static const struct db_sql metered_drift = {
    "SELECT c.agreement_id, c.amount_micros, COALESCE(m.charged_micros, 0) FROM agreement_charge c "
    "LEFT JOIN usage_month m ON m.organization_id = c.organization_id AND m.agreement_id = "
    "c.agreement_id AND m.charge_number = c.number WHERE c.kind = 'metered' AND c.amount_micros <> "
    "COALESCE(m.charged_micros, 0) ORDER BY c.agreement_id LIMIT $1"};
static const struct db_sql credit_drift = {
    "SELECT i.id, i.amount_micros, CAST(-SUM(c.amount_micros) AS BIGINT) FROM invoice i JOIN "
    "agreement_charge c ON c.organization_id = i.organization_id AND c.credits_id = i.id GROUP BY "
    "i.organization_id, i.id, i.amount_micros HAVING -SUM(c.amount_micros) > i.amount_micros ORDER "
    "BY i.id LIMIT $1"};
static const struct db_sql credited = {
    "SELECT CAST(-COALESCE(SUM(amount_micros), 0) AS BIGINT) FROM agreement_charge WHERE "
    "organization_id = $1 AND credits_id = $2 AND agreement_id = $3"};
static const struct db_sql insert_credit = {
    "INSERT INTO agreement_charge (organization_id, agreement_id, number, kind, description, "
    "amount_micros, due_us, credits_id, order_id, order_line) SELECT $1, $2, COALESCE(MAX(number), "
    "0) + 1, 'credit', $3, $4, $5, $6, MIN(CASE WHEN invoice_id = $6 THEN order_id END), MIN(CASE "
    "WHEN invoice_id = $6 THEN order_line END) FROM agreement_charge WHERE organization_id = $1 "
    "AND "
    "agreement_id = $2"};
static const struct db_sql memos = {
    "SELECT CAST(-COALESCE(SUM(amount_micros), 0) AS BIGINT), CAST(-COALESCE(SUM(tax_micros), 0) "
    "AS "
    "BIGINT) FROM invoice WHERE organization_id = $1 AND credits_id = $2"};
static const struct db_sql tax_drift = {
    "SELECT i.id, i.tax_micros, CAST(-SUM(m.tax_micros) AS BIGINT) FROM invoice i JOIN invoice m "
    "ON "
    "m.organization_id = i.organization_id AND m.credits_id = i.id GROUP BY i.organization_id, "
    "i.id, "
    "i.amount_micros, i.tax_micros HAVING -SUM(m.tax_micros) > i.tax_micros OR "
    "(-SUM(m.amount_micros) = i.amount_micros AND -SUM(m.tax_micros) <> i.tax_micros) ORDER BY "
    "i.id "
    "LIMIT $1"};
static const struct db_sql number_drift = {
    "SELECT o.id, o.last_invoice, COUNT(i.id) FROM organization o LEFT JOIN invoice i ON "
    "i.organization_id = o.id GROUP BY o.id, o.last_invoice HAVING o.last_invoice <> COUNT(i.id) "
    "ORDER BY o.id LIMIT $1"};

static const struct {
    const struct db_sql *sql;
    const char *kind, *what;
} drifts[] = {
    {&value_drift, "agreement", "its value and the sum of its charges without usage"},
    {&charge_drift, "agreement", "a charge that is invoiced and the line it stands on"},
    {&line_drift, "invoice", "a charge that says it is on this invoice and the line for it"},
    {&amount_drift, "invoice", "its amount and the sum of its lines"},
    {&usage_drift, "agreement", "what was used in a month and its records"},
    {&metered_drift, "agreement", "a charge for usage and the month it is for"},
    {&credit_drift, "invoice", "its amount and what was given back of it, which is more"},
    {&tax_drift, "invoice", "its tax and what was given back of it"},
    {&number_drift, "organization", "its last invoice number and how many invoices there are"},
};

struct sql_list invoice_store_sql(void)
{
    static const struct db_sql *const all[] = {&due_organizations,
                                               &due,
                                               &shows_orders,
                                               &next_number,
                                               &insert,
                                               &insert_line,
                                               &close_charge,
                                               &find,
                                               &list,
                                               &list_of,
                                               &lines,
                                               &value_drift,
                                               &charge_drift,
                                               &line_drift,
                                               &amount_drift,
                                               &number_drift,
                                               &usage_drift,
                                               &metered_drift,
                                               &credit_drift,
                                               &credited,
                                               &insert_credit,
                                               &memos,
                                               &tax_drift};
    return SQL_LIST(all);
}

enum status invoice_store_due_organizations(struct db_tx *tx, struct arena *arena, int64_t now_us,
                                            size_t limit, const char **out, size_t *out_count)
{
    struct db_statement *s = db_prepare(tx, &due_organizations);
    *out_count = 0;
    db_bind_int(s, 1, now_us);
    db_bind_int(s, 2, (int64_t)limit);
    while (*out_count < limit && db_step(s))
        out[(*out_count)++] = db_text(s, 0, arena);
    return db_done(s);
}

enum status invoice_store_due(struct db_tx *tx, struct arena *arena, const char *organization_id,
                              int64_t now_us, size_t limit, struct due_charges *out)
{
    struct db_statement *s = db_prepare(tx, &due);
    size_t capacity = 0;
    *out = (struct due_charges){0};
    db_bind_text(s, 1, organization_id);
    db_bind_int(s, 2, now_us);
    db_bind_int(s, 3, (int64_t)limit);
    while (db_step(s)) {
        out->items = arena_grow(arena, out->items, out->count, &capacity, sizeof *out->items);
        out->items[out->count++] = (struct due_charge){
            .account_id = db_text(s, 0, arena),
            .seller = db_text(s, 1, arena),
            .order_id = db_text(s, 2, arena),
            .order_line = db_text(s, 3, arena),
            .agreement_id = db_text(s, 4, arena),
            .title = db_text(s, 5, arena),
            .number = (int)db_int(s, 6),
            .description = db_text(s, 7, arena),
            .amount = money_of(db_int(s, 8), db_text(s, 9, arena)),
            .credits_id = db_text(s, 10, arena),
        };
    }
    return db_done(s);
}

enum status invoice_store_shows_orders(struct db_tx *tx, const char *organization_id,
                                       const char *role, bool *out)
{
    struct db_statement *s = db_prepare(tx, &shows_orders);
    db_bind_text(s, 1, organization_id);
    db_bind_text(s, 2, role);
    *out = db_step(s) && db_int(s, 0) > 0;
    return db_done(s);
}

enum status invoice_store_next(struct db_tx *tx, const char *organization_id, int64_t *out)
{
    struct db_statement *s = db_prepare(tx, &next_number);
    db_bind_text(s, 1, organization_id);
    bool found = db_step(s);
    if (found)
        *out = db_int(s, 0);
    enum status st = db_done(s);
    return st == OK && !found ? NOT_FOUND : st;
}

static enum status insert_one_line(struct db_tx *tx, const struct invoice *invoice,
                                   const struct invoice_line *line)
{
    struct db_statement *s = db_prepare(tx, &insert_line);
    db_bind_text(s, 1, invoice->organization_id);
    db_bind_text(s, 2, invoice->id);
    db_bind_int(s, 3, line->number);
    db_bind_text(s, 4, line->agreement_id);
    db_bind_int(s, 5, line->charge_number);
    db_bind_text(s, 6, line->description);
    db_bind_int(s, 7, money_micros(line->amount));
    db_bind_text(s, 8, line->purchase_order_line);
    enum status st = db_send(s);
    if (st != OK)
        return st;
    s = db_prepare(tx, &close_charge);
    db_bind_text(s, 1, invoice->organization_id);
    db_bind_text(s, 2, line->agreement_id);
    db_bind_int(s, 3, line->charge_number);
    db_bind_text(s, 4, invoice->id);
    return db_send_one(s);
}

enum status invoice_store_insert(struct db_tx *tx, const struct invoice *invoice)
{
    struct db_statement *s = db_prepare(tx, &insert);
    db_bind_text(s, 1, invoice->organization_id);
    db_bind_text(s, 2, invoice->id);
    db_bind_text(s, 3, invoice->account_id);
    db_bind_text(s, 4, invoice->seller);
    db_bind_text(s, 5, invoice->purchase_order);
    db_bind_int(s, 6, invoice->issued_us);
    db_bind_int(s, 7, money_micros(invoice->amount));
    db_bind_text(s, 8, invoice->amount.currency);
    db_bind_text(s, 9, invoice->credits_id);
    bool taxed = invoice->tax.kind != TAX_NONE;
    db_bind_text(s, 10, taxed ? tax_kind_name(invoice->tax.kind) : NULL);
    db_bind_int(s, 11, invoice->tax.rate_ppm);
    db_bind_int(s, 12, money_micros(invoice->tax_amount));
    db_bind_text(s, 13, text_or_empty(invoice->tax.registration));
    db_bind_text(s, 14, text_or_empty(invoice->tax.note));
    enum status st = db_send(s);
    for (size_t i = 0; st == OK && i < invoice->line_count; i++)
        st = insert_one_line(tx, invoice, &invoice->lines[i]);
    return st;
}

enum status invoice_store_credited(struct db_tx *tx, const struct invoice *invoice,
                                   const char *agreement_id, struct money *out)
{
    struct db_statement *s = db_prepare(tx, &credited);
    db_bind_text(s, 1, invoice->organization_id);
    db_bind_text(s, 2, invoice->id);
    db_bind_text(s, 3, agreement_id);
    *out = money_of(db_step(s) ? db_int(s, 0) : 0, invoice->amount.currency);
    return db_done(s);
}

enum status invoice_store_memos(struct db_tx *tx, const struct invoice *invoice,
                                struct money *out_amount, struct money *out_tax)
{
    struct db_statement *s = db_prepare(tx, &memos);
    db_bind_text(s, 1, invoice->organization_id);
    db_bind_text(s, 2, invoice->id);
    bool found = db_step(s);
    *out_amount = money_of(found ? db_int(s, 0) : 0, invoice->amount.currency);
    *out_tax = money_of(found ? db_int(s, 1) : 0, invoice->amount.currency);
    return db_done(s);
}

enum status invoice_store_credit(struct db_tx *tx, const struct invoice *invoice,
                                 const char *agreement_id, struct money amount,
                                 const char *description, int64_t now_us)
{
    struct db_statement *s = db_prepare(tx, &insert_credit);
    db_bind_text(s, 1, invoice->organization_id);
    db_bind_text(s, 2, agreement_id);
    db_bind_text(s, 3, description);
    db_bind_int(s, 4, money_micros(money_negative(amount)));
    db_bind_int(s, 5, now_us);
    db_bind_text(s, 6, invoice->id);
    return db_run(s);
}

static void read_row(struct db_statement *s, struct arena *arena, struct invoice *out)
{
    *out = (struct invoice){
        .organization_id = db_text(s, 0, arena),
        .id = db_text(s, 1, arena),
        .account_id = db_text(s, 2, arena),
        .seller = db_text(s, 3, arena),
        .purchase_order = db_text(s, 4, arena),
        .issued_us = db_int(s, 5),
        .amount = money_of(db_int(s, 6), db_text(s, 7, arena)),
        .credits_id = db_text(s, 8, arena),
        .tax = {.rate_ppm = db_int(s, 10),
                .registration = db_text(s, 12, arena),
                .note = db_text(s, 13, arena)},
        .tax_amount = money_of(db_int(s, 11), db_text(s, 7, arena)),
    };
    const char *kind = db_text(s, 9, arena);
    if (kind != NULL && !tax_kind_parse(kind, &out->tax.kind))
        out->tax.kind = TAX_OTHER;
}

static enum status read_lines(struct db_tx *tx, struct arena *arena, struct invoice *out)
{
    struct db_statement *s = db_prepare(tx, &lines);
    size_t capacity = 0;
    db_bind_text(s, 1, out->organization_id);
    db_bind_text(s, 2, out->id);
    while (db_step(s)) {
        out->lines = arena_grow(arena, out->lines, out->line_count, &capacity, sizeof *out->lines);
        out->lines[out->line_count++] = (struct invoice_line){
            .number = (int)db_int(s, 0),
            .agreement_id = db_text(s, 1, arena),
            .charge_number = (int)db_int(s, 2),
            .description = db_text(s, 3, arena),
            .amount = money_of(db_int(s, 4), out->amount.currency),
            .purchase_order_line = db_text(s, 5, arena),
        };
    }
    return db_done(s);
}

enum status invoice_store_find(struct db_tx *tx, struct arena *arena, const char *id,
                               struct invoice *out)
{
    struct db_statement *s = db_prepare(tx, &find);
    db_bind_text(s, 1, id);
    bool found = db_step(s);
    if (found)
        read_row(s, arena, out);
    enum status st = db_done(s);
    if (st == OK && !found)
        return NOT_FOUND;
    return st == OK ? read_lines(tx, arena, out) : st;
}

enum status invoice_store_list(struct db_tx *tx, struct arena *arena, const struct scope *scope,
                               int64_t limit, struct invoice_list *out)
{
    bool all = text_empty(scope->organization_id);
    struct db_statement *s = db_prepare(tx, all ? &list : &list_of);
    size_t capacity = 0;
    *out = (struct invoice_list){0};
    if (!all) {
        db_bind_text(s, 1, scope->organization_id);
        db_bind_text(s, 2, text_or_empty(scope->account_id));
    }
    db_bind_int(s, all ? 1 : 3, limit);
    while (db_step(s)) {
        out->items = arena_grow(arena, out->items, out->count, &capacity, sizeof *out->items);
        read_row(s, arena, &out->items[out->count++]);
    }
    return db_done(s);
}

enum status invoice_store_drifts(struct db_tx *tx, struct arena *arena, int64_t limit,
                                 struct invoice_drifts *out)
{
    enum status st = OK;
    size_t capacity = 0;
    *out = (struct invoice_drifts){0};
    for (size_t i = 0; st == OK && i < sizeof drifts / sizeof *drifts; i++) {
        struct db_statement *s = db_prepare(tx, drifts[i].sql);
        db_bind_int(s, 1, limit);
        while (db_step(s)) {
            out->items = arena_grow(arena, out->items, out->count, &capacity, sizeof *out->items);
            out->items[out->count++] =
                (struct invoice_drift){arena_printf(arena, "%s %s: %s", drifts[i].kind,
                                                    db_text(s, 0, arena), drifts[i].what),
                                       db_int(s, 1), db_int(s, 2)};
        }
        st = db_done(s);
    }
    return st;
}
