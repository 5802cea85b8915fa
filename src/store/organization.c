#include "store/organization.h"

static const struct db_sql insert = {
    "INSERT INTO organization (id, name, management_account_id, free_preapproved, "
    "byol_preapproved, created_us) VALUES ($1, $2, $3, $4, $5, $6)"};

static const struct db_sql insert_account = {
    "INSERT INTO account (organization_id, id, name, email, status, created_us) "
    "VALUES ($1, $2, $3, $4, $5, $6)"};

struct sql_list organization_store_sql(void)
{
    static const struct db_sql *const all[] = {&insert, &insert_account};
    return SQL_LIST(all);
}

enum status organization_store_insert(struct db_tx *tx, const struct organization *organization)
{
    struct db_statement *s = db_prepare(tx, &insert);
    db_bind_text(s, 1, organization->id);
    db_bind_text(s, 2, organization->name);
    db_bind_text(s, 3, organization->management_account_id);
    db_bind_int(s, 4, organization->free_preapproved);
    db_bind_int(s, 5, organization->byol_preapproved);
    db_bind_int(s, 6, organization->created_us);
    return db_run(s);
}

enum status account_store_insert(struct db_tx *tx, const struct account *account)
{
    struct db_statement *s = db_prepare(tx, &insert_account);
    db_bind_text(s, 1, account->organization_id);
    db_bind_text(s, 2, account->id);
    db_bind_text(s, 3, account->name);
    db_bind_text(s, 4, account->email);
    db_bind_text(s, 5, account->status);
    db_bind_int(s, 6, account->created_us);
    return db_run(s);
}
