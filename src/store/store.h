#ifndef STORE_STORE_H
#define STORE_STORE_H
/* Rules that hold for every aggregate's file here: functions run inside a transaction, rows are
 * read into the arena given, NOT_FOUND is a normal result, and the statements are named constants
 * next to the code that binds and reads them, listed so that a test can prepare each on every
 * database. */
#include "db/db.h"

struct arena;

struct sql_list {
    const struct db_sql *const *items;
    size_t count;
};

struct sql_list access_key_store_sql(void);
struct sql_list audit_store_sql(void);
struct sql_list organization_store_sql(void);
struct sql_list policy_store_sql(void);
struct sql_list principal_store_sql(void);
struct sql_list service_role_store_sql(void);
struct sql_list sign_in_store_sql(void);
struct sql_list connection_store_sql(void);
struct sql_list catalogue_store_sql(void);
struct sql_list session_store_sql(void);
struct sql_list request_store_sql(void);
struct sql_list order_store_sql(void);
struct sql_list invoice_store_sql(void);
struct sql_list agreement_store_sql(void);
struct sql_list delivery_store_sql(void);
struct sql_list einvoicing_store_sql(void);
struct sql_list document_store_sql(void);
struct sql_list lease_store_sql(void);
struct sql_list recipient_store_sql(void);
struct sql_list rate_store_sql(void);
struct sql_list counts_store_sql(void);
struct sql_list supplier_store_sql(void);
struct sql_list support_case_store_sql(void);
struct sql_list traffic_store_sql(void);
struct sql_list tax_store_sql(void);
struct sql_list usage_store_sql(void);
struct sql_list webhook_store_sql(void);

/* Whose rows are read: of all organizations where the first is NULL, of all of its accounts where
 * the second is. */
struct scope {
    const char *organization_id;
    const char *account_id;
};

#define SQL_LIST(array) ((struct sql_list){(array), sizeof(array) / sizeof *(array)})

/* What a search box's text is as a pattern: `LOWER(column) LIKE $1 ESCAPE '!'`. "" for none. */
const char *store_like(struct arena *arena, const char *text);

#endif
