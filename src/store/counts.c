#include "store/counts.h"

static const struct db_sql read = {
    "SELECT (SELECT count(*) FROM purchase_order), (SELECT count(*) FROM agreement), "
    "(SELECT count(*) FROM document)"};

struct sql_list counts_store_sql(void)
{
    static const struct db_sql *const all[] = {&read};
    return SQL_LIST(all);
}

enum status counts_store_read(struct db_tx *tx, struct counts *out)
{
    struct db_statement *s = db_prepare(tx, &read);
    *out = (struct counts){0};
    if (db_step(s))
        *out = (struct counts){db_int(s, 0), db_int(s, 1), db_int(s, 2)};
    return db_done(s);
}
