#include "store/policy.h"

#include "base/arena.h"
#include "base/text.h"

#define COLUMNS                                                                                    \
    "account_id, id, name, description, default_version, last_version, created_us, updated_us"

static const struct db_sql insert = {
    "INSERT INTO policy (account_id, id, name, name_key, description, default_version, "
    "last_version, created_us, updated_us) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8) ON CONFLICT "
    "DO NOTHING"};
static const struct db_sql find = {"SELECT " COLUMNS
                                   " FROM policy WHERE account_id = $1 AND name_key = $2"};
static const struct db_sql list = {"SELECT " COLUMNS
                                   " FROM policy WHERE account_id = $1 ORDER BY name_key"};
static const struct db_sql set_versions = {
    "UPDATE policy SET default_version = $3, last_version = $4, updated_us = $5 WHERE account_id = "
    "$1 AND id = $2"};
static const struct db_sql delete_policy = {"DELETE FROM policy WHERE account_id = $1 AND id = $2"};
static const struct db_sql delete_versions = {
    "DELETE FROM policy_version WHERE account_id = $1 AND policy_id = $2"};
static const struct db_sql insert_version = {
    "INSERT INTO policy_version (account_id, policy_id, version, document, created_us) VALUES ($1, "
    "$2, $3, $4, $5)"};
static const struct db_sql versions = {
    "SELECT version, document, created_us FROM policy_version WHERE account_id = $1 AND policy_id "
    "= $2 ORDER BY version DESC"};
static const struct db_sql delete_version = {
    "DELETE FROM policy_version WHERE account_id = $1 AND policy_id = $2 AND version = $3"};
static const struct db_sql attach = {
    "INSERT INTO policy_attachment (account_id, principal_id, policy_arn, attached_us) VALUES ($1, "
    "$2, $3, $4) ON CONFLICT DO NOTHING"};
static const struct db_sql detach = {"DELETE FROM policy_attachment WHERE account_id = $1 AND "
                                     "principal_id = $2 AND policy_arn = $3"};
static const struct db_sql attached = {
    "SELECT t.principal_id, t.policy_arn, v.document FROM policy_attachment t LEFT JOIN policy p "
    "ON p.account_id = t.account_id AND t.policy_arn = 'arn:aws:iam::' || p.account_id || "
    "':policy/' || p.name LEFT JOIN policy_version v ON v.account_id = p.account_id AND "
    "v.policy_id = p.id AND v.version = p.default_version WHERE t.account_id = $1 AND ($2 = '' OR "
    "t.principal_id = $2) ORDER BY t.principal_id, t.policy_arn"};

struct sql_list policy_store_sql(void)
{
    static const struct db_sql *const all[] = {&insert,         &find,          &list,
                                               &set_versions,   &delete_policy, &delete_versions,
                                               &insert_version, &versions,      &delete_version,
                                               &attach,         &detach,        &attached};
    return SQL_LIST(all);
}

enum status policy_store_insert(struct db_tx *tx, struct arena *arena, const struct policy_row *row)
{
    struct db_statement *s = db_prepare(tx, &insert);
    db_bind_text(s, 1, row->account_id);
    db_bind_text(s, 2, row->id);
    db_bind_text(s, 3, row->name);
    db_bind_text(s, 4, text_lower(arena, row->name));
    db_bind_text(s, 5, row->description);
    db_bind_int(s, 6, row->default_version);
    db_bind_int(s, 7, row->last_version);
    db_bind_int(s, 8, row->created_us);
    enum status st = db_run(s);
    return st == OK && db_changes(tx) == 0 ? CONFLICT : st;
}

static struct policy_row read_row(struct db_statement *s, struct arena *arena)
{
    return (struct policy_row){
        .account_id = db_text(s, 0, arena),
        .id = db_text(s, 1, arena),
        .name = db_text(s, 2, arena),
        .description = db_text(s, 3, arena),
        .default_version = db_int(s, 4),
        .last_version = db_int(s, 5),
        .created_us = db_int(s, 6),
        .updated_us = db_int(s, 7),
    };
}

enum status policy_store_find(struct db_tx *tx, struct arena *arena, const char *account_id,
                              const char *name, struct policy_row *out)
{
    struct db_statement *s = db_prepare(tx, &find);
    db_bind_text(s, 1, account_id);
    db_bind_text(s, 2, text_lower(arena, name));
    bool found = db_step(s);
    if (found)
        *out = read_row(s, arena);
    enum status st = db_done(s);
    return st == OK && !found ? NOT_FOUND : st;
}

enum status policy_store_list(struct db_tx *tx, struct arena *arena, const char *account_id,
                              struct policy_rows *out)
{
    struct db_statement *s = db_prepare(tx, &list);
    size_t capacity = 0;
    db_bind_text(s, 1, account_id);
    *out = (struct policy_rows){0};
    while (db_step(s)) {
        out->items = arena_grow(arena, out->items, out->count, &capacity, sizeof *out->items);
        out->items[out->count++] = read_row(s, arena);
    }
    return db_done(s);
}

enum status policy_store_set_versions(struct db_tx *tx, const char *account_id, const char *id,
                                      int64_t default_version, int64_t last_version, int64_t now_us)
{
    struct db_statement *s = db_prepare(tx, &set_versions);
    db_bind_text(s, 1, account_id);
    db_bind_text(s, 2, id);
    db_bind_int(s, 3, default_version);
    db_bind_int(s, 4, last_version);
    db_bind_int(s, 5, now_us);
    return db_send_one(s);
}

static enum status delete_by(struct db_tx *tx, const struct db_sql *sql, const char *account_id,
                             const char *id)
{
    struct db_statement *s = db_prepare(tx, sql);
    db_bind_text(s, 1, account_id);
    db_bind_text(s, 2, id);
    return db_send(s);
}

enum status policy_store_delete(struct db_tx *tx, const char *account_id, const char *id)
{
    enum status st = delete_by(tx, &delete_versions, account_id, id);
    return st == OK ? delete_by(tx, &delete_policy, account_id, id) : st;
}

enum status policy_store_insert_version(struct db_tx *tx, const char *account_id, const char *id,
                                        const struct policy_version_row *version)
{
    struct db_statement *s = db_prepare(tx, &insert_version);
    db_bind_text(s, 1, account_id);
    db_bind_text(s, 2, id);
    db_bind_int(s, 3, version->version);
    db_bind_text(s, 4, version->document);
    db_bind_int(s, 5, version->created_us);
    return db_send(s);
}

enum status policy_store_versions(struct db_tx *tx, struct arena *arena, const char *account_id,
                                  const char *id, struct policy_version_rows *out)
{
    struct db_statement *s = db_prepare(tx, &versions);
    size_t capacity = 0;
    db_bind_text(s, 1, account_id);
    db_bind_text(s, 2, id);
    *out = (struct policy_version_rows){0};
    while (db_step(s)) {
        out->items = arena_grow(arena, out->items, out->count, &capacity, sizeof *out->items);
        out->items[out->count++] =
            (struct policy_version_row){db_int(s, 0), db_text(s, 1, arena), db_int(s, 2)};
    }
    return db_done(s);
}

enum status policy_store_delete_version(struct db_tx *tx, const char *account_id, const char *id,
                                        int64_t version)
{
    struct db_statement *s = db_prepare(tx, &delete_version);
    db_bind_text(s, 1, account_id);
    db_bind_text(s, 2, id);
    db_bind_int(s, 3, version);
    enum status st = db_run(s);
    return st == OK && db_changes(tx) == 0 ? NOT_FOUND : st;
}

enum status attachment_store_insert(struct db_tx *tx, const char *account_id,
                                    const char *principal_id, const char *policy_arn,
                                    int64_t now_us)
{
    struct db_statement *s = db_prepare(tx, &attach);
    db_bind_text(s, 1, account_id);
    db_bind_text(s, 2, principal_id);
    db_bind_text(s, 3, policy_arn);
    db_bind_int(s, 4, now_us);
    enum status st = db_run(s);
    return st == OK && db_changes(tx) == 0 ? CONFLICT : st;
}

enum status attachment_store_delete(struct db_tx *tx, const char *account_id,
                                    const char *principal_id, const char *policy_arn)
{
    struct db_statement *s = db_prepare(tx, &detach);
    db_bind_text(s, 1, account_id);
    db_bind_text(s, 2, principal_id);
    db_bind_text(s, 3, policy_arn);
    enum status st = db_run(s);
    return st == OK && db_changes(tx) == 0 ? NOT_FOUND : st;
}

enum status attachment_store_list(struct db_tx *tx, struct arena *arena, const char *account_id,
                                  const char *principal_id, struct attachments *out)
{
    struct db_statement *s = db_prepare(tx, &attached);
    size_t capacity = 0;
    db_bind_text(s, 1, account_id);
    db_bind_text(s, 2, text_or_empty(principal_id));
    *out = (struct attachments){0};
    while (db_step(s)) {
        out->items = arena_grow(arena, out->items, out->count, &capacity, sizeof *out->items);
        out->items[out->count++] =
            (struct attachment){db_text(s, 0, arena), db_text(s, 1, arena), db_text(s, 2, arena)};
    }
    return db_done(s);
}
