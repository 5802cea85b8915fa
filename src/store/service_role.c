#include "store/service_role.h"

#include "base/arena.h"

static const struct db_sql insert = {"INSERT INTO service_role (account_id, name, created_us) "
                                     "VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"};
static const struct db_sql list = {
    "SELECT name, created_us FROM service_role WHERE account_id = $1 ORDER BY name"};
static const struct db_sql delete_role = {
    "DELETE FROM service_role WHERE account_id = $1 AND name = $2"};

struct sql_list service_role_store_sql(void)
{
    static const struct db_sql *const all[] = {&insert, &list, &delete_role};
    return SQL_LIST(all);
}

enum status service_role_store_insert(struct db_tx *tx, const char *account_id, const char *name,
                                      int64_t now_us)
{
    struct db_statement *s = db_prepare(tx, &insert);
    db_bind_text(s, 1, account_id);
    db_bind_text(s, 2, name);
    db_bind_int(s, 3, now_us);
    enum status st = db_run(s);
    return st == OK && db_changes(tx) == 0 ? CONFLICT : st;
}

enum status service_role_store_list(struct db_tx *tx, struct arena *arena, const char *account_id,
                                    struct service_role_rows *out)
{
    struct db_statement *s = db_prepare(tx, &list);
    size_t capacity = 0;
    db_bind_text(s, 1, account_id);
    *out = (struct service_role_rows){0};
    while (db_step(s)) {
        out->items = arena_grow(arena, out->items, out->count, &capacity, sizeof *out->items);
        out->items[out->count++] = (struct service_role_row){db_text(s, 0, arena), db_int(s, 1)};
    }
    return db_done(s);
}

enum status service_role_store_delete(struct db_tx *tx, const char *account_id, const char *name)
{
    struct db_statement *s = db_prepare(tx, &delete_role);
    db_bind_text(s, 1, account_id);
    db_bind_text(s, 2, name);
    enum status st = db_run(s);
    return st == OK && db_changes(tx) == 0 ? NOT_FOUND : st;
}
