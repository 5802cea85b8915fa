#include "store/supplier.h"

#include "base/arena.h"

#define COLUMNS "id, name, domain, identity, secret_hash, secret_sealed, created_us"

static const struct db_sql insert = {"INSERT INTO supplier_identity (" COLUMNS
                                     ") VALUES ($1, $2, $3, $4, $5, $6, $7)"};
static const struct db_sql list = {"SELECT " COLUMNS " FROM supplier_identity ORDER BY name, id"};
static const struct db_sql find = {"SELECT " COLUMNS " FROM supplier_identity WHERE id = $1"};

static const struct db_sql set_secret = {
    "UPDATE supplier_identity SET secret_hash = $2, secret_sealed = $3 WHERE id = $1"};

struct sql_list supplier_store_sql(void)
{
    static const struct db_sql *const all[] = {&insert, &list, &find, &set_secret};
    return SQL_LIST(all);
}

enum status supplier_store_insert(struct db_tx *tx, const struct supplier_row *row)
{
    struct db_statement *s = db_prepare(tx, &insert);
    db_bind_text(s, 1, row->id);
    db_bind_text(s, 2, row->name);
    db_bind_text(s, 3, row->credential.domain);
    db_bind_text(s, 4, row->credential.identity);
    db_bind_bytes(s, 5, row->secret_hash);
    db_bind_bytes(s, 6, row->secret_sealed);
    db_bind_int(s, 7, row->created_us);
    return db_run(s);
}

static struct supplier_row read_row(struct db_statement *s, struct arena *arena)
{
    return (struct supplier_row){
        .id = db_text(s, 0, arena),
        .name = db_text(s, 1, arena),
        .credential = {db_text(s, 2, arena), db_text(s, 3, arena)},
        .secret_hash = db_bytes(s, 4, arena),
        .secret_sealed = db_bytes(s, 5, arena),
        .created_us = db_int(s, 6),
    };
}

enum status supplier_store_list(struct db_tx *tx, struct arena *arena, struct supplier_rows *out)
{
    struct db_statement *s = db_prepare(tx, &list);
    size_t capacity = 0;
    *out = (struct supplier_rows){0};
    while (db_step(s)) {
        out->items = arena_grow(arena, out->items, out->count, &capacity, sizeof *out->items);
        out->items[out->count++] = read_row(s, arena);
    }
    return db_done(s);
}

enum status supplier_store_set_secret(struct db_tx *tx, const struct supplier_row *row)
{
    struct db_statement *s = db_prepare(tx, &set_secret);
    db_bind_text(s, 1, row->id);
    db_bind_bytes(s, 2, row->secret_hash);
    db_bind_bytes(s, 3, row->secret_sealed);
    return db_run(s);
}

enum status supplier_store_find(struct db_tx *tx, struct arena *arena, const char *id,
                                struct supplier_row *out)
{
    struct db_statement *s = db_prepare(tx, &find);
    db_bind_text(s, 1, id);
    bool found = db_step(s);
    if (found)
        *out = read_row(s, arena);
    enum status st = db_done(s);
    return st == OK && !found ? NOT_FOUND : st;
}
