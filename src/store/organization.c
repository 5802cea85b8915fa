#include "store/organization.h"

#include "base/arena.h"
#include "base/text.h"

#define ORGANIZATION                                                                               \
    "o.id, o.name, o.management_account_id, o.free_preapproved, o.byol_preapproved, "              \
    "o.standalone, o.created_us, o.self_service"
#define ACCOUNT                                                                                    \
    ORGANIZATION ", a.id, a.name, a.email, a.status, a.created_us, (SELECT MAX(m.joined_us) FROM " \
                 "membership m WHERE m.account_id = a.id AND m.organization_id = o.id), (SELECT "  \
                 "COUNT(*) FROM principal p WHERE p.account_id = a.id AND p.kind = 'root' AND "    \
                 "p.password_hash <> '')"
#define ACCOUNTS " FROM account a JOIN organization o ON o.id = a.organization_id"
#define ACCOUNTS_MATCH                                                                             \
    " WHERE ($1 = '' OR a.organization_id = $1) AND ($2 = '' OR LOWER(a.id || ' ' || a.name || ' " \
    "' || a.email) LIKE $2 ESCAPE '!')"
#define ORGANIZATIONS_MATCH                                                                        \
    " FROM organization o WHERE o.standalone = 0 AND ($1 = '' OR LOWER(o.id || ' ' || o.name || "  \
    "' ' || o.management_account_id) LIKE $1 ESCAPE '!')"

static const struct db_sql insert = {
    "INSERT INTO organization (id, name, management_account_id, free_preapproved, "
    "byol_preapproved, created_us, standalone) VALUES ($1, $2, $3, $4, $5, $6, $7)"};
static const struct db_sql find = {"SELECT " ORGANIZATION
                                   ", (SELECT COUNT(*) FROM account a WHERE a.organization_id = "
                                   "o.id) FROM organization o WHERE o.id = $1"};
static const struct db_sql count_organizations = {"SELECT COUNT(*)" ORGANIZATIONS_MATCH};
/* $2 is the column, $3 whether it descends. */
static const struct db_sql list_organizations = {
    "SELECT " ORGANIZATION
    ", (SELECT COUNT(*) FROM account a WHERE a.organization_id = o.id)" ORGANIZATIONS_MATCH
    " ORDER BY CASE WHEN $3 = 1 THEN '' WHEN $2 = 'id' THEN o.id WHEN $2 = 'created' THEN "
    "CAST(o.created_us AS TEXT) ELSE LOWER(o.name) END, CASE WHEN $3 = 0 THEN '' WHEN $2 = 'id' "
    "THEN o.id WHEN $2 = 'created' THEN CAST(o.created_us AS TEXT) ELSE LOWER(o.name) END DESC, "
    "o.id LIMIT $4 OFFSET $5"};
static const struct db_sql rename_organization = {
    "UPDATE organization SET name = $2, standalone = $3 WHERE id = $1"};
static const struct db_sql set_self_service = {
    "UPDATE organization SET self_service = $2 WHERE id = $1"};
static const struct db_sql insert_account = {
    "INSERT INTO account (organization_id, id, name, email, status, created_us) "
    "VALUES ($1, $2, $3, $4, $5, $6)"};
static const struct db_sql find_account = {"SELECT " ACCOUNT ACCOUNTS " WHERE a.id = $1"};
static const struct db_sql count_accounts = {"SELECT COUNT(*)" ACCOUNTS ACCOUNTS_MATCH};
/* $3 is the column, $4 whether it descends. */
static const struct db_sql list_accounts = {
    "SELECT " ACCOUNT ACCOUNTS ACCOUNTS_MATCH
    " ORDER BY CASE WHEN $4 = 1 THEN '' WHEN $3 = 'id' THEN a.id WHEN $3 = 'email' THEN "
    "LOWER(a.email) WHEN $3 = 'status' THEN a.status WHEN $3 = 'created' THEN CAST(a.created_us AS "
    "TEXT) WHEN $3 = 'organization' THEN LOWER(o.name) ELSE LOWER(a.name) END, CASE WHEN $4 = 0 "
    "THEN '' WHEN $3 = 'id' THEN a.id WHEN $3 = 'email' THEN LOWER(a.email) WHEN $3 = 'status' "
    "THEN a.status WHEN $3 = 'created' THEN CAST(a.created_us AS TEXT) WHEN $3 = 'organization' "
    "THEN LOWER(o.name) ELSE LOWER(a.name) END DESC, a.id LIMIT $5 OFFSET $6"};
static const struct db_sql set_status = {"UPDATE account SET status = $2 WHERE id = $1"};
static const struct db_sql move = {
    "UPDATE account SET organization_id = $3 WHERE id = $1 AND organization_id = $2"};
static const struct db_sql leave = {"UPDATE membership SET left_us = $3 WHERE account_id = $1 AND "
                                    "organization_id = $2 AND left_us = 0"};
static const struct db_sql join_organization = {
    "INSERT INTO membership (account_id, organization_id, joined_us, left_us) VALUES ($1, $2, $3, "
    "0)"};
static const struct db_sql own = {
    "SELECT id FROM organization WHERE management_account_id = $1 AND standalone = 1"};
static const struct db_sql books = {"SELECT organization_id FROM membership WHERE account_id = $1 "
                                    "GROUP BY organization_id ORDER BY MAX(joined_us) DESC"};

struct sql_list organization_store_sql(void)
{
    static const struct db_sql *const all[] = {&insert,
                                               &find,
                                               &count_organizations,
                                               &list_organizations,
                                               &rename_organization,
                                               &set_self_service,
                                               &insert_account,
                                               &find_account,
                                               &count_accounts,
                                               &list_accounts,
                                               &set_status,
                                               &move,
                                               &leave,
                                               &join_organization,
                                               &own,
                                               &books};
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
    db_bind_int(s, 7, organization->standalone);
    return db_run(s);
}

static struct organization read_organization(struct db_statement *s, struct arena *arena)
{
    return (struct organization){
        .id = db_text(s, 0, arena),
        .name = db_text(s, 1, arena),
        .management_account_id = db_text(s, 2, arena),
        .free_preapproved = db_int(s, 3) != 0,
        .byol_preapproved = db_int(s, 4) != 0,
        .standalone = db_int(s, 5) != 0,
        .created_us = db_int(s, 6),
        .self_service = db_int(s, 7) != 0,
    };
}

enum status organization_store_find(struct db_tx *tx, struct arena *arena, const char *id,
                                    struct organization_row *out)
{
    struct db_statement *s = db_prepare(tx, &find);
    db_bind_text(s, 1, id);
    bool found = db_step(s);
    if (found)
        *out = (struct organization_row){read_organization(s, arena), db_int(s, 8)};
    enum status st = db_done(s);
    return st == OK && !found ? NOT_FOUND : st;
}

static enum status read_count(struct db_statement *s, int64_t *out)
{
    *out = db_step(s) ? db_int(s, 0) : 0;
    return db_done(s);
}

enum status organization_store_list(struct db_tx *tx, struct arena *arena,
                                    const struct store_page *page, struct organization_rows *out)
{
    size_t capacity = 0;
    const char *like = store_like(arena, page->text);
    *out = (struct organization_rows){0};
    struct db_statement *s = db_prepare(tx, &count_organizations);
    db_bind_text(s, 1, like);
    enum status st = read_count(s, &out->total);
    if (st != OK)
        return st;
    s = db_prepare(tx, &list_organizations);
    db_bind_text(s, 1, like);
    db_bind_text(s, 2, text_or_empty(page->sort));
    db_bind_int(s, 3, page->descending);
    db_bind_int(s, 4, page->limit);
    db_bind_int(s, 5, page->offset);
    while (db_step(s)) {
        out->items = arena_grow(arena, out->items, out->count, &capacity, sizeof *out->items);
        out->items[out->count++] =
            (struct organization_row){read_organization(s, arena), db_int(s, 8)};
    }
    return db_done(s);
}

enum status organization_store_rename(struct db_tx *tx, const char *id, const char *name,
                                      bool standalone)
{
    struct db_statement *s = db_prepare(tx, &rename_organization);
    db_bind_text(s, 1, id);
    db_bind_text(s, 2, name);
    db_bind_int(s, 3, standalone);
    return db_send_one(s);
}

static enum status join(struct db_tx *tx, const char *account_id, const char *organization_id,
                        int64_t now_us)
{
    struct db_statement *s = db_prepare(tx, &join_organization);
    db_bind_text(s, 1, account_id);
    db_bind_text(s, 2, organization_id);
    db_bind_int(s, 3, now_us);
    return db_send(s);
}

enum status organization_store_set_self_service(struct db_tx *tx, const char *id, bool allowed)
{
    struct db_statement *s = db_prepare(tx, &set_self_service);
    db_bind_text(s, 1, id);
    db_bind_int(s, 2, allowed);
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
    enum status st = db_run(s);
    return st == OK ? join(tx, account->id, account->organization_id, account->created_us) : st;
}

static struct account_row read_account(struct db_statement *s, struct arena *arena)
{
    struct organization organization = read_organization(s, arena);
    return (struct account_row){
        .account =
            {
                .organization_id = organization.id,
                .id = db_text(s, 8, arena),
                .name = db_text(s, 9, arena),
                .email = db_text(s, 10, arena),
                .status = db_text(s, 11, arena),
                .created_us = db_int(s, 12),
            },
        .organization = organization,
        .joined_us = db_int(s, 13),
        .signed_up = db_int(s, 14) > 0,
    };
}

enum status account_store_find(struct db_tx *tx, struct arena *arena, const char *id,
                               struct account_row *out)
{
    struct db_statement *s = db_prepare(tx, &find_account);
    db_bind_text(s, 1, id);
    bool found = db_step(s);
    if (found)
        *out = read_account(s, arena);
    enum status st = db_done(s);
    return st == OK && !found ? NOT_FOUND : st;
}

enum status account_store_list(struct db_tx *tx, struct arena *arena, const char *organization_id,
                               const struct store_page *page, struct account_rows *out)
{
    size_t capacity = 0;
    const char *like = store_like(arena, page->text);
    *out = (struct account_rows){0};
    struct db_statement *s = db_prepare(tx, &count_accounts);
    db_bind_text(s, 1, text_or_empty(organization_id));
    db_bind_text(s, 2, like);
    enum status st = read_count(s, &out->total);
    if (st != OK)
        return st;
    s = db_prepare(tx, &list_accounts);
    db_bind_text(s, 1, text_or_empty(organization_id));
    db_bind_text(s, 2, like);
    db_bind_text(s, 3, text_or_empty(page->sort));
    db_bind_int(s, 4, page->descending);
    db_bind_int(s, 5, page->limit);
    db_bind_int(s, 6, page->offset);
    while (db_step(s)) {
        out->items = arena_grow(arena, out->items, out->count, &capacity, sizeof *out->items);
        out->items[out->count++] = read_account(s, arena);
    }
    return db_done(s);
}

enum status account_store_set_status(struct db_tx *tx, const char *id, const char *status)
{
    struct db_statement *s = db_prepare(tx, &set_status);
    db_bind_text(s, 1, id);
    db_bind_text(s, 2, status);
    return db_send_one(s);
}

enum status account_store_move(struct db_tx *tx, const char *id, const char *from, const char *to,
                               int64_t now_us)
{
    struct db_statement *s = db_prepare(tx, &leave);
    db_bind_text(s, 1, id);
    db_bind_text(s, 2, from);
    db_bind_int(s, 3, now_us);
    enum status st = db_send(s);
    if (st != OK)
        return st;
    s = db_prepare(tx, &move);
    db_bind_text(s, 1, id);
    db_bind_text(s, 2, from);
    db_bind_text(s, 3, to);
    st = db_send_one(s);
    return st == OK ? join(tx, id, to, now_us) : st;
}

enum status account_store_own_organization(struct db_tx *tx, struct arena *arena, const char *id,
                                           const char **out)
{
    struct db_statement *s = db_prepare(tx, &own);
    db_bind_text(s, 1, id);
    bool found = db_step(s);
    if (found)
        *out = db_text(s, 0, arena);
    enum status st = db_done(s);
    return st == OK && !found ? NOT_FOUND : st;
}

enum status account_store_books(struct db_tx *tx, struct arena *arena, const char *id,
                                const char *const **out, size_t *out_count)
{
    struct db_statement *s = db_prepare(tx, &books);
    const char **items = NULL;
    size_t capacity = 0;
    db_bind_text(s, 1, id);
    *out_count = 0;
    while (db_step(s)) {
        items = arena_grow(arena, items, *out_count, &capacity, sizeof *items);
        items[(*out_count)++] = db_text(s, 0, arena);
    }
    *out = items;
    return db_done(s);
}
