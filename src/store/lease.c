#include "store/lease.h"

static const struct db_sql take = {
    "INSERT INTO lease (name, holder, until_us) VALUES ($1, $2, $3) ON CONFLICT (name) DO UPDATE "
    "SET holder = $2, until_us = $3 WHERE lease.holder = $2 OR lease.until_us <= $4"};
static const struct db_sql release = {"DELETE FROM lease WHERE name = $1 AND holder = $2"};

struct sql_list lease_store_sql(void)
{
    static const struct db_sql *const all[] = {&take, &release};
    return SQL_LIST(all);
}

enum status lease_store_take(struct db_tx *tx, const struct lease *lease, int64_t now_us,
                             bool *out_held)
{
    struct db_statement *s = db_prepare(tx, &take);
    db_bind_text(s, 1, lease->name);
    db_bind_text(s, 2, lease->holder);
    db_bind_int(s, 3, lease->until_us);
    db_bind_int(s, 4, now_us);
    enum status st = db_run(s);
    *out_held = st == OK && db_changes(tx) == 1;
    return st;
}

enum status lease_store_release(struct db_tx *tx, const struct lease *lease)
{
    struct db_statement *s = db_prepare(tx, &release);
    db_bind_text(s, 1, lease->name);
    db_bind_text(s, 2, lease->holder);
    return db_run(s);
}
