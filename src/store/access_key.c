#include "store/access_key.h"

#include "base/arena.h"
#include "base/text.h"

#define COLUMNS                                                                                    \
    "account_id, id, principal_id, secret_sealed, status, created_us, used_us, used_service"

static const struct db_sql insert = {"INSERT INTO access_key (" COLUMNS
                                     ") VALUES ($1, $2, $3, $4, $5, $6, 0, '')"};
static const struct db_sql find = {"SELECT " COLUMNS " FROM access_key WHERE id = $1"};
static const struct db_sql list = {"SELECT " COLUMNS
                                   " FROM access_key WHERE account_id = $1 AND ($2 = '' OR "
                                   "principal_id = $2) ORDER BY created_us, id"};
static const struct db_sql set_status = {
    "UPDATE access_key SET status = $3 WHERE account_id = $1 AND id = $2"};
static const struct db_sql used = {
    "UPDATE access_key SET used_us = $3, used_service = $4 WHERE account_id = $1 AND id = $2"};
static const struct db_sql delete_key = {
    "DELETE FROM access_key WHERE account_id = $1 AND id = $2"};

struct sql_list access_key_store_sql(void)
{
    static const struct db_sql *const all[] = {&insert,     &find, &list,
                                               &set_status, &used, &delete_key};
    return SQL_LIST(all);
}

static struct db_statement *of(struct db_tx *tx, const struct db_sql *sql, const char *account_id,
                               const char *id)
{
    struct db_statement *s = db_prepare(tx, sql);
    db_bind_text(s, 1, account_id);
    db_bind_text(s, 2, id);
    return s;
}

enum status access_key_store_insert(struct db_tx *tx, const struct access_key_row *row)
{
    struct db_statement *s = of(tx, &insert, row->account_id, row->id);
    db_bind_text(s, 3, row->principal_id);
    db_bind_bytes(s, 4, row->secret_sealed);
    db_bind_text(s, 5, row->status);
    db_bind_int(s, 6, row->created_us);
    return db_send(s);
}

static struct access_key_row read_row(struct db_statement *s, struct arena *arena)
{
    return (struct access_key_row){
        .account_id = db_text(s, 0, arena),
        .id = db_text(s, 1, arena),
        .principal_id = db_text(s, 2, arena),
        .secret_sealed = db_bytes(s, 3, arena),
        .status = db_text(s, 4, arena),
        .created_us = db_int(s, 5),
        .used_us = db_int(s, 6),
        .used_service = db_text(s, 7, arena),
    };
}

enum status access_key_store_find(struct db_tx *tx, struct arena *arena, const char *id,
                                  struct access_key_row *out)
{
    struct db_statement *s = db_prepare(tx, &find);
    db_bind_text(s, 1, id);
    bool found = db_step(s);
    if (found)
        *out = read_row(s, arena);
    enum status st = db_done(s);
    return st == OK && !found ? NOT_FOUND : st;
}

enum status access_key_store_list(struct db_tx *tx, struct arena *arena, const char *account_id,
                                  const char *principal_id, struct access_key_rows *out)
{
    struct db_statement *s = of(tx, &list, account_id, text_or_empty(principal_id));
    size_t capacity = 0;
    *out = (struct access_key_rows){0};
    while (db_step(s)) {
        out->items = arena_grow(arena, out->items, out->count, &capacity, sizeof *out->items);
        out->items[out->count++] = read_row(s, arena);
    }
    return db_done(s);
}

enum status access_key_store_set_status(struct db_tx *tx, const char *account_id, const char *id,
                                        const char *status)
{
    struct db_statement *s = of(tx, &set_status, account_id, id);
    db_bind_text(s, 3, status);
    return db_send_one(s);
}

enum status access_key_store_used(struct db_tx *tx, const char *account_id, const char *id,
                                  int64_t now_us, const char *service)
{
    struct db_statement *s = of(tx, &used, account_id, id);
    db_bind_int(s, 3, now_us);
    db_bind_text(s, 4, service);
    return db_send(s);
}

enum status access_key_store_delete(struct db_tx *tx, const char *account_id, const char *id)
{
    return db_send_one(of(tx, &delete_key, account_id, id));
}
