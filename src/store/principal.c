#include "store/principal.h"

#include "base/arena.h"
#include "base/text.h"

#define COLUMNS                                                                                    \
    "account_id, id, kind, name, email, status, password_hash, password_us, invitation, "          \
    "totp_sealed, totp_step, created_us, signed_in_us"

static const struct db_sql insert = {
    "INSERT INTO principal (account_id, id, kind, name, name_key, email, email_key, status, "
    "password_hash, password_us, invitation, totp_step, created_us, signed_in_us) VALUES ($1, $2, "
    "$3, $4, $5, $6, $7, $8, '', 0, $9, 0, $10, 0) ON CONFLICT DO NOTHING"};
static const struct db_sql find = {"SELECT " COLUMNS
                                   " FROM principal WHERE account_id = $1 AND id = $2"};
static const struct db_sql by_name = {
    "SELECT " COLUMNS " FROM principal WHERE account_id = $1 AND name_key = $2 AND kind <> 'root'"};
static const struct db_sql root_by_email = {
    "SELECT " COLUMNS " FROM principal WHERE email_key = $1 AND kind = 'root'"};
static const struct db_sql list = {"SELECT " COLUMNS " FROM principal WHERE account_id = $1 AND "
                                   "kind <> 'root' ORDER BY name_key"};
static const struct db_sql set_password = {
    "UPDATE principal SET password_hash = $3, password_us = $4, invitation = 0 WHERE account_id = "
    "$1 AND id = $2"};
static const struct db_sql set_invitation = {
    "UPDATE principal SET invitation = $3 WHERE account_id = $1 AND id = $2"};
static const struct db_sql set_status = {
    "UPDATE principal SET status = $3 WHERE account_id = $1 AND id = $2"};
static const struct db_sql set_email = {
    "UPDATE principal SET name = $3, name_key = $4, email = $5, email_key = $4 WHERE account_id = "
    "$1 AND id = $2 AND NOT EXISTS (SELECT 1 FROM principal p WHERE p.account_id = $1 AND "
    "p.name_key = $4 AND p.id <> $2)"};
static const struct db_sql set_totp = {
    "UPDATE principal SET totp_sealed = $3, totp_step = $4 WHERE account_id = $1 AND id = $2"};
static const struct db_sql use_step = {
    "UPDATE principal SET totp_step = $3 WHERE account_id = $1 AND id = $2 AND totp_step < $3"};
static const struct db_sql signed_in = {
    "UPDATE principal SET signed_in_us = $3 WHERE account_id = $1 AND id = $2"};
static const struct db_sql delete_principal = {
    "DELETE FROM principal WHERE account_id = $1 AND id = $2"};
static const struct db_sql delete_sessions = {
    "DELETE FROM console_session WHERE account_id = $1 AND principal_id = $2"};
static const struct db_sql delete_codes = {
    "DELETE FROM recovery_code WHERE account_id = $1 AND principal_id = $2"};
static const struct db_sql delete_attachments = {
    "DELETE FROM policy_attachment WHERE account_id = $1 AND principal_id = $2"};
static const struct db_sql delete_keys = {
    "DELETE FROM access_key WHERE account_id = $1 AND principal_id = $2"};
static const struct db_sql insert_code = {
    "INSERT INTO recovery_code (account_id, principal_id, code_hash, used_us) VALUES ($1, $2, $3, "
    "0)"};
static const struct db_sql use_code = {
    "UPDATE recovery_code SET used_us = $4 WHERE account_id = $1 AND principal_id = $2 AND "
    "code_hash = $3 AND used_us = 0"};
static const struct db_sql count_codes = {
    "SELECT COUNT(*) FROM recovery_code WHERE account_id = $1 AND principal_id = $2 AND used_us = "
    "0"};

struct sql_list principal_store_sql(void)
{
    static const struct db_sql *const all[] = {&insert,
                                               &find,
                                               &by_name,
                                               &root_by_email,
                                               &list,
                                               &set_password,
                                               &set_invitation,
                                               &set_status,
                                               &set_email,
                                               &set_totp,
                                               &use_step,
                                               &signed_in,
                                               &insert_code,
                                               &use_code,
                                               &count_codes,
                                               &delete_principal,
                                               &delete_sessions,
                                               &delete_codes,
                                               &delete_attachments,
                                               &delete_keys};
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

enum status principal_store_insert(struct db_tx *tx, struct arena *arena,
                                   const struct principal *principal)
{
    bool is_operator = text_equal(principal->kind, "operator");
    struct db_statement *s = of(tx, &insert, principal->account_id, principal->id);
    db_bind_text(s, 3, principal->kind);
    db_bind_text(s, 4, principal->name);
    db_bind_text(s, 5, text_lower(arena, is_operator ? principal->email : principal->name));
    db_bind_text(s, 6, principal->email);
    db_bind_text(s, 7, text_lower(arena, principal->email));
    db_bind_text(s, 8, principal->status);
    db_bind_int(s, 9, principal->invitation);
    db_bind_int(s, 10, principal->created_us);
    enum status st = db_run(s);
    return st == OK && db_changes(tx) == 0 ? CONFLICT : st;
}

static struct principal read_row(struct db_statement *s, struct arena *arena)
{
    return (struct principal){
        .account_id = db_text(s, 0, arena),
        .id = db_text(s, 1, arena),
        .kind = db_text(s, 2, arena),
        .name = db_text(s, 3, arena),
        .email = db_text(s, 4, arena),
        .status = db_text(s, 5, arena),
        .password_hash = db_text(s, 6, arena),
        .password_us = db_int(s, 7),
        .invitation = db_int(s, 8),
        .totp_sealed = db_bytes(s, 9, arena),
        .totp_step = db_int(s, 10),
        .created_us = db_int(s, 11),
        .signed_in_us = db_int(s, 12),
    };
}

static enum status read_one(struct db_statement *s, struct arena *arena, struct principal *out)
{
    bool found = db_step(s);
    if (found)
        *out = read_row(s, arena);
    enum status st = db_done(s);
    return st == OK && !found ? NOT_FOUND : st;
}

enum status principal_store_find(struct db_tx *tx, struct arena *arena, const char *account_id,
                                 const char *id, struct principal *out)
{
    return read_one(of(tx, &find, account_id, id), arena, out);
}

enum status principal_store_by_name(struct db_tx *tx, struct arena *arena, const char *account_id,
                                    const char *name, struct principal *out)
{
    return read_one(of(tx, &by_name, account_id, text_lower(arena, name)), arena, out);
}

enum status principal_store_root_by_email(struct db_tx *tx, struct arena *arena, const char *email,
                                          struct principal *out)
{
    struct db_statement *s = db_prepare(tx, &root_by_email);
    db_bind_text(s, 1, text_lower(arena, email));
    return read_one(s, arena, out);
}

enum status principal_store_list(struct db_tx *tx, struct arena *arena, const char *account_id,
                                 struct principal_rows *out)
{
    struct db_statement *s = db_prepare(tx, &list);
    db_bind_text(s, 1, account_id);
    size_t capacity = 0;
    *out = (struct principal_rows){0};
    while (db_step(s)) {
        out->items = arena_grow(arena, out->items, out->count, &capacity, sizeof *out->items);
        out->items[out->count++] = read_row(s, arena);
    }
    return db_done(s);
}

enum status principal_store_set_password(struct db_tx *tx, const char *account_id, const char *id,
                                         const char *password_hash, int64_t now_us)
{
    struct db_statement *s = of(tx, &set_password, account_id, id);
    db_bind_text(s, 3, password_hash);
    db_bind_int(s, 4, now_us);
    return db_send_one(s);
}

enum status principal_store_set_invitation(struct db_tx *tx, const char *account_id, const char *id,
                                           int64_t invitation)
{
    struct db_statement *s = of(tx, &set_invitation, account_id, id);
    db_bind_int(s, 3, invitation);
    return db_send_one(s);
}

enum status principal_store_set_status(struct db_tx *tx, const char *account_id, const char *id,
                                       const char *status)
{
    struct db_statement *s = of(tx, &set_status, account_id, id);
    db_bind_text(s, 3, status);
    return db_send_one(s);
}

enum status principal_store_set_email(struct db_tx *tx, struct arena *arena, const char *account_id,
                                      const char *id, const char *name, const char *email)
{
    struct db_statement *s = of(tx, &set_email, account_id, id);
    db_bind_text(s, 3, name);
    db_bind_text(s, 4, text_lower(arena, email));
    db_bind_text(s, 5, email);
    enum status st = db_run(s);
    return st == OK && db_changes(tx) == 0 ? CONFLICT : st;
}

enum status principal_store_set_totp(struct db_tx *tx, const char *account_id, const char *id,
                                     struct bytes sealed, int64_t step)
{
    struct db_statement *s = of(tx, &set_totp, account_id, id);
    if (sealed.size > 0)
        db_bind_bytes(s, 3, sealed);
    else
        db_bind_null(s, 3);
    db_bind_int(s, 4, step);
    enum status st = db_send_one(s);
    return st == OK && sealed.size == 0 ? db_run(of(tx, &delete_codes, account_id, id)) : st;
}

enum status principal_store_use_step(struct db_tx *tx, const char *account_id, const char *id,
                                     int64_t step)
{
    struct db_statement *s = of(tx, &use_step, account_id, id);
    db_bind_int(s, 3, step);
    enum status st = db_run(s);
    return st == OK && db_changes(tx) == 0 ? CONFLICT : st;
}

enum status principal_store_signed_in(struct db_tx *tx, const char *account_id, const char *id,
                                      int64_t now_us)
{
    struct db_statement *s = of(tx, &signed_in, account_id, id);
    db_bind_int(s, 3, now_us);
    return db_send_one(s);
}

enum status principal_store_delete(struct db_tx *tx, const char *account_id, const char *id)
{
    static const struct db_sql *const all[] = {&delete_sessions, &delete_codes, &delete_attachments,
                                               &delete_keys, &delete_principal};
    enum status st = OK;
    for (size_t i = 0; st == OK && i < sizeof all / sizeof *all; i++)
        st = db_run(of(tx, all[i], account_id, id));
    return st;
}

enum status recovery_store_replace(struct db_tx *tx, const char *account_id, const char *id,
                                   const struct bytes *hashes, size_t count)
{
    enum status st = db_run(of(tx, &delete_codes, account_id, id));
    for (size_t i = 0; st == OK && i < count; i++) {
        struct db_statement *s = of(tx, &insert_code, account_id, id);
        db_bind_bytes(s, 3, hashes[i]);
        st = db_send(s);
    }
    return st;
}

enum status recovery_store_use(struct db_tx *tx, const char *account_id, const char *id,
                               struct bytes hash, int64_t now_us)
{
    struct db_statement *s = of(tx, &use_code, account_id, id);
    db_bind_bytes(s, 3, hash);
    db_bind_int(s, 4, now_us);
    enum status st = db_run(s);
    return st == OK && db_changes(tx) == 0 ? NOT_FOUND : st;
}

enum status recovery_store_left(struct db_tx *tx, const char *account_id, const char *id,
                                int64_t *out)
{
    struct db_statement *s = of(tx, &count_codes, account_id, id);
    *out = db_step(s) ? db_int(s, 0) : 0;
    return db_done(s);
}
