#include "store/agreement.h"

#include "base/arena.h"
#include "base/text.h"
#include "base/time.h"

enum { PARTS_MAX = 256, NEAR_DAYS = 30 };

#define COLUMNS                                                                                    \
    "organization_id, id, account_id, connection_id, request_id, request_item, product_id, "       \
    "offer_id, title, seller, terms, state, start_us, end_us, auto_renew, value_micros, "          \
    "currency, purchase_order_id, order_id, order_line, anchor_us, renews_id, "                    \
    "usage_order_id, usage_order_line"

static const struct db_sql insert = {"INSERT INTO agreement (" COLUMNS
                                     ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, "
                                     "$13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)"};
static const struct db_sql insert_charge = {
    "INSERT INTO agreement_charge (organization_id, agreement_id, number, kind, description, "
    "amount_micros, due_us, order_id, order_line) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"};
static const struct db_sql insert_entitlement = {
    "INSERT INTO entitlement (organization_id, agreement_id, dimension, name, quantity, unit) "
    "VALUES ($1, $2, $3, $4, $5, $6)"};
static const struct db_sql find = {"SELECT " COLUMNS " FROM agreement WHERE id = $1"};
static const struct db_sql list = {"SELECT " COLUMNS " FROM agreement ORDER BY id DESC LIMIT $1"};
/* The order by an expression keeps SQLite from walking the organization's primary key for it. */
static const struct db_sql of_order = {
    "SELECT " COLUMNS " FROM agreement WHERE organization_id = $1 AND purchase_order_id = $2 "
    "ORDER BY id || '' DESC LIMIT $3"};
static const struct db_sql list_of = {
    "SELECT " COLUMNS " FROM agreement WHERE organization_id = $1 AND ($2 = '' OR account_id = $2) "
    "ORDER BY id DESC LIMIT $3"};
static const struct db_sql of_product = {
    "SELECT " COLUMNS " FROM agreement WHERE organization_id = $1 AND account_id = $2 AND "
    "product_id = $3 AND state = 'ACTIVE' ORDER BY id DESC LIMIT $4"};
#define OF_OFFER                                                                                   \
    "FROM agreement WHERE organization_id = $1 AND account_id = $2 AND product_id = $3 AND "       \
    "offer_id = $4 AND end_us "
static const struct db_sql endless = {"SELECT id " OF_OFFER
                                      "= 0 AND state = 'ACTIVE' ORDER BY id DESC LIMIT 1"};
static const struct db_sql with_end = {"SELECT id " OF_OFFER "<> 0 ORDER BY id DESC LIMIT 100"};
static const struct db_sql charges = {
    "SELECT number, kind, description, amount_micros, due_us, "
    "invoice_id, credits_id, order_id, order_line FROM agreement_charge WHERE "
    "organization_id = $1 AND agreement_id = $2 ORDER BY number"};
static const struct db_sql entitlements = {
    "SELECT dimension, name, quantity, unit FROM entitlement WHERE organization_id = $1 AND "
    "agreement_id = $2 ORDER BY dimension"};

static const struct db_sql of_line = {
    "SELECT i.agreement_id, CASE WHEN EXISTS (SELECT 1 FROM approval_request_line m WHERE "
    "m.organization_id = l.organization_id AND m.request_id = l.request_id AND m.item = l.item AND "
    "m.number > l.number) THEN 0 ELSE 1 END FROM approval_request_line l JOIN "
    "approval_request_item i ON i.organization_id = l.organization_id AND i.request_id = "
    "l.request_id AND i.number = l.item WHERE l.organization_id = $1 AND l.id = $2 AND "
    "i.agreement_id IS NOT NULL"};
static const struct db_sql update = {
    "UPDATE agreement SET state = $3, value_micros = $4, end_us = $5, auto_renew = $6 WHERE "
    "organization_id = $1 AND id = $2 AND state = 'ACTIVE' RETURNING id"};
static const struct db_sql ended = {
    "SELECT " COLUMNS " FROM agreement WHERE state = 'ACTIVE' AND end_us <> 0 AND end_us <= $1 "
    "ORDER BY end_us, id LIMIT $2"};
static const struct db_sql ending = {
    "SELECT " COLUMNS " FROM agreement WHERE state = 'ACTIVE' AND end_us <> 0 AND end_us <= $2 AND "
    "end_us - $1 <= (end_us - start_us) / 4 AND end_told_us = 0 ORDER BY end_us, id LIMIT $3"};
static const struct db_sql tell_end = {
    "UPDATE agreement SET end_told_us = $3 WHERE organization_id = $1 AND id = $2 AND end_told_us "
    "= 0 AND state = 'ACTIVE' RETURNING id"};
static const struct db_sql move_item = {
    "UPDATE approval_request_item SET agreement_id = $3 WHERE organization_id = $1 AND "
    "agreement_id = $2"};
static const struct db_sql update_charge = {
    "UPDATE agreement_charge SET amount_micros = $4 WHERE organization_id = $1 AND agreement_id = "
    "$2 AND number = $3 AND invoice_id IS NULL"};
static const struct db_sql set_usage_order = {
    "UPDATE agreement SET usage_order_id = $3, usage_order_line = $4 WHERE organization_id = $1 "
    "AND id = $2"};
static const struct db_sql set_charge_order = {
    "UPDATE agreement_charge SET order_id = $4, order_line = $5 WHERE organization_id = $1 AND "
    "agreement_id = $2 AND number = $3 AND invoice_id IS NULL"};
static const struct db_sql move_agreements = {
    "UPDATE agreement SET purchase_order_id = $3 WHERE organization_id = $1 AND purchase_order_id "
    "= $2"};
static const struct db_sql move_lines = {
    "UPDATE approval_request_line SET purchase_order_id = $3 WHERE organization_id = $1 AND id IN "
    "(SELECT request_line_id FROM purchase_order_line WHERE organization_id = $1 AND "
    "purchase_order_id = $2) AND purchase_order_id = $2"};
static const struct db_sql insert_event = {
    "INSERT INTO agreement_event (organization_id, agreement_id, id, at_us, detail, "
    "purchase_order_id) VALUES ($1, $2, $3, $4, $5, $6)"};
static const struct db_sql events = {
    "SELECT id, at_us, detail, purchase_order_id FROM agreement_event WHERE organization_id = $1 "
    "AND agreement_id = $2 ORDER BY id"};

struct sql_list agreement_store_sql(void)
{
    static const struct db_sql *const all[] = {&insert,     &insert_charge,   &insert_entitlement,
                                               &find,       &ended,           &ending,
                                               &tell_end,   &move_item,       &list,
                                               &charges,    &entitlements,    &of_line,
                                               &update,     &update_charge,   &move_agreements,
                                               &move_lines, &insert_event,    &events,
                                               &list_of,    &set_usage_order, &set_charge_order,
                                               &of_product, &endless,         &with_end,
                                               &of_order};
    return SQL_LIST(all);
}

static enum status insert_parts(struct db_tx *tx, const struct agreement *agreement)
{
    enum status st = OK;
    for (size_t i = 0; st == OK && i < agreement->charge_count; i++) {
        const struct agreement_charge *charge = &agreement->charges[i];
        struct db_statement *s = db_prepare(tx, &insert_charge);
        db_bind_text(s, 1, agreement->organization_id);
        db_bind_text(s, 2, agreement->id);
        db_bind_int(s, 3, charge->number);
        db_bind_text(s, 4, charge_kind_name(charge->kind));
        db_bind_text(s, 5, charge->description);
        db_bind_int(s, 6, money_micros(charge->amount));
        db_bind_int(s, 7, charge->due_us);
        db_bind_text(s, 8, charge->order.number);
        db_bind_text(s, 9, charge->order.line);
        st = db_send(s);
    }
    for (size_t i = 0; st == OK && i < agreement->entitlement_count; i++) {
        const struct entitlement *entitlement = &agreement->entitlements[i];
        struct db_statement *s = db_prepare(tx, &insert_entitlement);
        db_bind_text(s, 1, agreement->organization_id);
        db_bind_text(s, 2, agreement->id);
        db_bind_text(s, 3, entitlement->dimension);
        db_bind_text(s, 4, entitlement->name);
        db_bind_int(s, 5, entitlement->quantity);
        db_bind_text(s, 6, entitlement->unit);
        st = db_send(s);
    }
    return st;
}

enum status agreement_store_insert(struct db_tx *tx, const struct agreement *agreement)
{
    struct db_statement *s = db_prepare(tx, &insert);
    db_bind_text(s, 1, agreement->organization_id);
    db_bind_text(s, 2, agreement->id);
    db_bind_text(s, 3, agreement->account_id);
    db_bind_text(s, 4, agreement->connection_id);
    db_bind_text(s, 5, agreement->request_id);
    db_bind_int(s, 6, agreement->request_item);
    db_bind_text(s, 7, agreement->product_id);
    db_bind_text(s, 8, agreement->offer_id);
    db_bind_text(s, 9, agreement->title);
    db_bind_text(s, 10, agreement->seller);
    db_bind_text(s, 11, agreement->terms);
    db_bind_text(s, 12, agreement_state_name(agreement->state));
    db_bind_int(s, 13, agreement->start_us);
    db_bind_int(s, 14, agreement->end_us);
    db_bind_int(s, 15, agreement->auto_renew);
    db_bind_int(s, 16, money_micros(agreement->value));
    db_bind_text(s, 17, agreement->value.currency);
    db_bind_text(s, 18, agreement->purchase_order_id);
    db_bind_text(s, 19, agreement->order_id);
    db_bind_text(s, 20, agreement->order_line);
    db_bind_int(s, 21, agreement->anchor_us);
    db_bind_text(s, 22, agreement->renews_id);
    db_bind_text(s, 23, agreement->usage_order.number);
    db_bind_text(s, 24, agreement->usage_order.line);
    enum status st = db_send(s);
    return st == OK ? insert_parts(tx, agreement) : st;
}

static void read_row(struct db_statement *s, struct arena *arena, struct agreement *out)
{
    *out = (struct agreement){
        .organization_id = db_text(s, 0, arena),
        .id = db_text(s, 1, arena),
        .account_id = db_text(s, 2, arena),
        .connection_id = db_text(s, 3, arena),
        .request_id = db_text(s, 4, arena),
        .request_item = (int)db_int(s, 5),
        .product_id = db_text(s, 6, arena),
        .offer_id = db_text(s, 7, arena),
        .title = db_text(s, 8, arena),
        .seller = db_text(s, 9, arena),
        .terms = db_text(s, 10, arena),
        .start_us = db_int(s, 12),
        .end_us = db_int(s, 13),
        .auto_renew = db_int(s, 14) != 0,
        .value = money_of(db_int(s, 15), db_text(s, 16, arena)),
        .purchase_order_id = db_text(s, 17, arena),
        .order_id = db_text(s, 18, arena),
        .order_line = db_text(s, 19, arena),
        .anchor_us = db_int(s, 20),
        .renews_id = db_text(s, 21, arena),
        .usage_order = {db_text(s, 22, arena), db_text(s, 23, arena)},
    };
    if (!agreement_state_parse(db_text(s, 11, arena), &out->state))
        out->state = AGREEMENT_TERMINATED;
}

static enum status read_charges(struct db_tx *tx, struct arena *arena, struct agreement *out)
{
    struct db_statement *s = db_prepare(tx, &charges);
    db_bind_text(s, 1, out->organization_id);
    db_bind_text(s, 2, out->id);
    size_t capacity = 0;
    while (out->charge_count < PARTS_MAX && db_step(s)) {
        out->charges =
            arena_grow(arena, out->charges, out->charge_count, &capacity, sizeof *out->charges);
        struct agreement_charge *charge = &out->charges[out->charge_count++];
        charge->number = (int)db_int(s, 0);
        if (!charge_kind_parse(db_text(s, 1, arena), &charge->kind))
            charge->kind = CHARGE_UPFRONT;
        charge->description = db_text(s, 2, arena);
        charge->amount = money_of(db_int(s, 3), out->value.currency);
        charge->due_us = db_int(s, 4);
        charge->invoice_id = db_text(s, 5, arena);
        charge->credits_id = db_text(s, 6, arena);
        charge->order = (struct charge_order){db_text(s, 7, arena), db_text(s, 8, arena)};
    }
    return db_done(s);
}

static enum status read_entitlements(struct db_tx *tx, struct arena *arena, struct agreement *out)
{
    struct db_statement *s = db_prepare(tx, &entitlements);
    db_bind_text(s, 1, out->organization_id);
    db_bind_text(s, 2, out->id);
    size_t capacity = 0;
    while (out->entitlement_count < PARTS_MAX && db_step(s)) {
        out->entitlements = arena_grow(arena, out->entitlements, out->entitlement_count, &capacity,
                                       sizeof *out->entitlements);
        out->entitlements[out->entitlement_count++] = (struct entitlement){
            db_text(s, 0, arena), db_text(s, 1, arena), db_int(s, 2), db_text(s, 3, arena)};
    }
    return db_done(s);
}

enum status agreement_store_find(struct db_tx *tx, struct arena *arena, const char *id,
                                 struct agreement *out)
{
    struct db_statement *s = db_prepare(tx, &find);
    db_bind_text(s, 1, id);
    bool found = db_step(s);
    if (found)
        read_row(s, arena, out);
    enum status st = db_done(s);
    if (st == OK && !found)
        st = NOT_FOUND;
    if (st == OK)
        st = read_charges(tx, arena, out);
    return st == OK ? read_entitlements(tx, arena, out) : st;
}

static enum status read_list(struct db_statement *s, struct arena *arena,
                             struct agreement_list *out)
{
    size_t capacity = 0;
    *out = (struct agreement_list){0};
    while (db_step(s)) {
        out->items = arena_grow(arena, out->items, out->count, &capacity, sizeof *out->items);
        read_row(s, arena, &out->items[out->count++]);
    }
    return db_done(s);
}

enum status agreement_store_list(struct db_tx *tx, struct arena *arena, int64_t limit,
                                 struct agreement_list *out)
{
    struct db_statement *s = db_prepare(tx, &list);
    db_bind_int(s, 1, limit);
    return read_list(s, arena, out);
}

enum status agreement_store_of_order(struct db_tx *tx, struct arena *arena,
                                     const char *organization_id, const char *purchase_order_id,
                                     int64_t limit, struct agreement_list *out)
{
    struct db_statement *s = db_prepare(tx, &of_order);
    db_bind_text(s, 1, organization_id);
    db_bind_text(s, 2, purchase_order_id);
    db_bind_int(s, 3, limit);
    return read_list(s, arena, out);
}

enum status agreement_store_of_product(struct db_tx *tx, struct arena *arena,
                                       const char *organization_id, const char *account_id,
                                       const char *product_id, int64_t limit,
                                       struct agreement_list *out)
{
    struct db_statement *s = db_prepare(tx, &of_product);
    db_bind_text(s, 1, organization_id);
    db_bind_text(s, 2, account_id);
    db_bind_text(s, 3, product_id);
    db_bind_int(s, 4, limit);
    return read_list(s, arena, out);
}

enum status agreement_store_ended(struct db_tx *tx, struct arena *arena, int64_t now_us,
                                  int64_t limit, struct agreement_list *out)
{
    struct db_statement *s = db_prepare(tx, &ended);
    db_bind_int(s, 1, now_us);
    db_bind_int(s, 2, limit);
    return read_list(s, arena, out);
}

enum status agreement_store_ending(struct db_tx *tx, struct arena *arena, int64_t now_us,
                                   int64_t limit, struct agreement_list *out)
{
    struct db_statement *s = db_prepare(tx, &ending);
    db_bind_int(s, 1, now_us);
    db_bind_int(s, 2, now_us + NEAR_DAYS * TIME_DAY_US);
    db_bind_int(s, 3, limit);
    return read_list(s, arena, out);
}

enum status agreement_store_tell_end(struct db_tx *tx, const struct agreement *agreement,
                                     int64_t now_us)
{
    struct db_statement *s = db_prepare(tx, &tell_end);
    db_bind_text(s, 1, agreement->organization_id);
    db_bind_text(s, 2, agreement->id);
    db_bind_int(s, 3, now_us);
    bool told = db_step(s);
    enum status st = db_done(s);
    return st == OK && !told ? NOT_FOUND : st;
}

enum status agreement_store_move_item(struct db_tx *tx, const struct agreement *renewal)
{
    struct db_statement *s = db_prepare(tx, &move_item);
    db_bind_text(s, 1, renewal->organization_id);
    db_bind_text(s, 2, renewal->renews_id);
    db_bind_text(s, 3, renewal->id);
    return db_run(s);
}

enum status agreement_store_list_of(struct db_tx *tx, struct arena *arena,
                                    const struct scope *scope, int64_t limit,
                                    struct agreement_list *out)
{
    if (text_empty(scope->organization_id))
        return agreement_store_list(tx, arena, limit, out);
    struct db_statement *s = db_prepare(tx, &list_of);
    db_bind_text(s, 1, scope->organization_id);
    db_bind_text(s, 2, text_or_empty(scope->account_id));
    db_bind_int(s, 3, limit);
    return read_list(s, arena, out);
}

enum status agreement_store_set_orders(struct db_tx *tx, const struct agreement *agreement)
{
    struct db_statement *s = db_prepare(tx, &set_usage_order);
    db_bind_text(s, 1, agreement->organization_id);
    db_bind_text(s, 2, agreement->id);
    db_bind_text(s, 3, agreement->usage_order.number);
    db_bind_text(s, 4, agreement->usage_order.line);
    enum status st = db_run(s);
    for (size_t i = 0; st == OK && i < agreement->charge_count; i++) {
        const struct agreement_charge *charge = &agreement->charges[i];
        s = db_prepare(tx, &set_charge_order);
        db_bind_text(s, 1, agreement->organization_id);
        db_bind_text(s, 2, agreement->id);
        db_bind_int(s, 3, charge->number);
        db_bind_text(s, 4, charge->order.number);
        db_bind_text(s, 5, charge->order.line);
        st = db_run(s);
    }
    return st;
}

enum status agreement_store_of_line(struct db_tx *tx, struct arena *arena,
                                    const char *organization_id, const char *request_line_id,
                                    struct agreement *out, bool *out_last)
{
    struct db_statement *s = db_prepare(tx, &of_line);
    const char *id = NULL;
    db_bind_text(s, 1, organization_id);
    db_bind_text(s, 2, request_line_id);
    if (db_step(s)) {
        id = db_text(s, 0, arena);
        *out_last = db_int(s, 1) != 0;
    }
    enum status st = db_done(s);
    if (st == OK && id == NULL)
        return NOT_FOUND;
    return st == OK ? agreement_store_find(tx, arena, id, out) : st;
}

enum status agreement_store_update(struct db_tx *tx, const struct agreement *agreement)
{
    struct db_statement *s = db_prepare(tx, &update);
    db_bind_text(s, 1, agreement->organization_id);
    db_bind_text(s, 2, agreement->id);
    db_bind_text(s, 3, agreement_state_name(agreement->state));
    db_bind_int(s, 4, money_micros(agreement->value));
    db_bind_int(s, 5, agreement->end_us);
    db_bind_int(s, 6, agreement->auto_renew);
    bool active = db_step(s);
    enum status st = db_done(s);
    if (st == OK && !active)
        return CONFLICT;
    for (size_t i = 0; st == OK && i < agreement->charge_count; i++) {
        const struct agreement_charge *charge = &agreement->charges[i];
        s = db_prepare(tx, &update_charge);
        db_bind_text(s, 1, agreement->organization_id);
        db_bind_text(s, 2, agreement->id);
        db_bind_int(s, 3, charge->number);
        db_bind_int(s, 4, money_micros(charge->amount));
        st = db_run(s);
    }
    return st;
}

enum status agreement_store_move_order(struct db_tx *tx, const char *organization_id,
                                       const char *from_id, const char *to_id)
{
    const struct db_sql *const both[] = {&move_agreements, &move_lines};
    enum status st = OK;
    for (size_t i = 0; st == OK && i < 2; i++) {
        struct db_statement *s = db_prepare(tx, both[i]);
        db_bind_text(s, 1, organization_id);
        db_bind_text(s, 2, from_id);
        db_bind_text(s, 3, to_id);
        st = db_run(s);
    }
    return st;
}

enum status agreement_store_add_event(struct db_tx *tx, const struct agreement_event *event)
{
    struct db_statement *s = db_prepare(tx, &insert_event);
    db_bind_text(s, 1, event->organization_id);
    db_bind_text(s, 2, event->agreement_id);
    db_bind_text(s, 3, event->id);
    db_bind_int(s, 4, event->at_us);
    db_bind_text(s, 5, event->detail);
    db_bind_text(s, 6, event->purchase_order_id);
    return db_run(s);
}

enum status agreement_store_events(struct db_tx *tx, struct arena *arena,
                                   const struct agreement *agreement, struct agreement_events *out)
{
    struct db_statement *s = db_prepare(tx, &events);
    size_t capacity = 0;
    db_bind_text(s, 1, agreement->organization_id);
    db_bind_text(s, 2, agreement->id);
    *out = (struct agreement_events){0};
    while (db_step(s)) {
        out->items = arena_grow(arena, out->items, out->count, &capacity, sizeof *out->items);
        out->items[out->count++] = (struct agreement_event){
            .organization_id = agreement->organization_id,
            .agreement_id = agreement->id,
            .id = db_text(s, 0, arena),
            .at_us = db_int(s, 1),
            .detail = db_text(s, 2, arena),
            .purchase_order_id = db_text(s, 3, arena),
        };
    }
    return db_done(s);
}

static struct db_statement *ask_offered(struct db_tx *tx, const struct db_sql *sql,
                                        const struct offered *offered)
{
    struct db_statement *s = db_prepare(tx, sql);
    db_bind_text(s, 1, offered->organization_id);
    db_bind_text(s, 2, offered->account_id);
    db_bind_text(s, 3, offered->product_id);
    db_bind_text(s, 4, offered->offer_id);
    return s;
}

enum status agreement_store_endless(struct db_tx *tx, struct arena *arena,
                                    const struct offered *offered, const char **out_id)
{
    struct db_statement *s = ask_offered(tx, &endless, offered);
    *out_id = db_step(s) ? db_text(s, 0, arena) : NULL;
    return db_done(s);
}

enum status agreement_store_with_end(struct db_tx *tx, struct arena *arena,
                                     const struct offered *offered, struct agreement_list *out)
{
    struct db_statement *s = ask_offered(tx, &with_end, offered);
    size_t capacity = 0;
    *out = (struct agreement_list){0};
    while (db_step(s)) {
        out->items = arena_grow(arena, out->items, out->count, &capacity, sizeof *out->items);
        out->items[out->count++] = (struct agreement){.id = db_text(s, 0, arena)};
    }
    enum status st = db_done(s);
    for (size_t i = 0; st == OK && i < out->count; i++)
        st = agreement_store_find(tx, arena, out->items[i].id, &out->items[i]);
    return st;
}
