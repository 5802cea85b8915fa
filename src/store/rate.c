#include "store/rate.h"

/* So that the nodes share what is left to the last, and the database is asked seldom before. */
enum { SHARE = 16 };

static const struct db_sql find = {
    "SELECT taken FROM rate_window WHERE bucket = $1 AND start_us = $2"};
static const struct db_sql set = {
    "INSERT INTO rate_window (bucket, start_us, taken) VALUES ($1, $2, $3) "
    "ON CONFLICT (bucket, start_us) DO UPDATE SET taken = $3"};
static const struct db_sql forget = {"DELETE FROM rate_window WHERE start_us < $1"};

struct sql_list rate_store_sql(void)
{
    static const struct db_sql *const all[] = {&find, &set, &forget};
    return SQL_LIST(all);
}

enum status rate_store_take(struct db_tx *tx, const char *bucket, int64_t start_us, int64_t limit,
                            int64_t *out_granted)
{
    struct db_statement *s = db_prepare(tx, &find);
    db_bind_text(s, 1, bucket);
    db_bind_int(s, 2, start_us);
    int64_t taken = db_step(s) ? db_int(s, 0) : 0;
    enum status st = db_done(s);
    int64_t left = limit > taken ? limit - taken : 0;
    *out_granted = left > SHARE ? left / SHARE : left > 0;
    if (st != OK || left == 0)
        return st;
    s = db_prepare(tx, &set);
    db_bind_text(s, 1, bucket);
    db_bind_int(s, 2, start_us);
    db_bind_int(s, 3, taken + *out_granted);
    return db_send(s);
}

enum status rate_store_forget(struct db_tx *tx, int64_t before_us)
{
    struct db_statement *s = db_prepare(tx, &forget);
    db_bind_int(s, 1, before_us);
    return db_send(s);
}
