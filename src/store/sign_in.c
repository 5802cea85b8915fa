#include "store/sign_in.h"

#include "base/arena.h"

#define COLUMNS                                                                                    \
    "account_id, token_hash, principal_id, stage, address, browser, created_us, seen_us, "         \
    "expires_us"

static const struct db_sql insert = {"INSERT INTO console_session (" COLUMNS
                                     ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"};
static const struct db_sql find = {
    "SELECT " COLUMNS " FROM console_session WHERE account_id = $1 AND token_hash = $2"};
static const struct db_sql list = {"SELECT " COLUMNS " FROM console_session WHERE account_id = $1 "
                                   "AND principal_id = $2 AND stage = 'full' ORDER BY created_us "
                                   "DESC"};
static const struct db_sql seen = {
    "UPDATE console_session SET seen_us = $3 WHERE account_id = $1 AND token_hash = $2"};
static const struct db_sql delete_one = {
    "DELETE FROM console_session WHERE account_id = $1 AND token_hash = $2"};
static const struct db_sql delete_others = {
    "DELETE FROM console_session WHERE account_id = $1 AND principal_id = $2 AND token_hash <> $3"};
static const struct db_sql delete_account = {"DELETE FROM console_session WHERE account_id = $1"};
static const struct db_sql find_failures = {
    "SELECT failures, last_us FROM sign_in_failure WHERE bucket = $1"};
static const struct db_sql add_failure = {
    "INSERT INTO sign_in_failure (bucket, failures, last_us) VALUES ($1, 1, $3) ON CONFLICT "
    "(bucket) DO UPDATE SET failures = CASE WHEN sign_in_failure.last_us < $2 THEN 1 ELSE "
    "sign_in_failure.failures + 1 END, last_us = $3"};
static const struct db_sql clear_failures = {"DELETE FROM sign_in_failure WHERE bucket = $1"};
static const struct db_sql forget_sessions = {"DELETE FROM console_session WHERE expires_us < $1"};
static const struct db_sql forget_failures = {"DELETE FROM sign_in_failure WHERE last_us < $1"};

struct sql_list sign_in_store_sql(void)
{
    static const struct db_sql *const all[] = {
        &insert,          &find,           &list,          &seen,        &delete_one,
        &delete_others,   &delete_account, &find_failures, &add_failure, &clear_failures,
        &forget_sessions, &forget_failures};
    return SQL_LIST(all);
}

enum status console_session_store_insert(struct db_tx *tx, const struct console_session *session)
{
    struct db_statement *s = db_prepare(tx, &insert);
    db_bind_text(s, 1, session->account_id);
    db_bind_bytes(s, 2, session->token_hash);
    db_bind_text(s, 3, session->principal_id);
    db_bind_text(s, 4, session->stage);
    db_bind_text(s, 5, session->address);
    db_bind_text(s, 6, session->browser);
    db_bind_int(s, 7, session->created_us);
    db_bind_int(s, 8, session->seen_us);
    db_bind_int(s, 9, session->expires_us);
    return db_send(s);
}

static struct console_session read_row(struct db_statement *s, struct arena *arena)
{
    return (struct console_session){
        .account_id = db_text(s, 0, arena),
        .token_hash = db_bytes(s, 1, arena),
        .principal_id = db_text(s, 2, arena),
        .stage = db_text(s, 3, arena),
        .address = db_text(s, 4, arena),
        .browser = db_text(s, 5, arena),
        .created_us = db_int(s, 6),
        .seen_us = db_int(s, 7),
        .expires_us = db_int(s, 8),
    };
}

enum status console_session_store_find(struct db_tx *tx, struct arena *arena,
                                       const char *account_id, struct bytes token_hash,
                                       struct console_session *out)
{
    struct db_statement *s = db_prepare(tx, &find);
    db_bind_text(s, 1, account_id);
    db_bind_bytes(s, 2, token_hash);
    bool found = db_step(s);
    if (found)
        *out = read_row(s, arena);
    enum status st = db_done(s);
    return st == OK && !found ? NOT_FOUND : st;
}

enum status console_session_store_list(struct db_tx *tx, struct arena *arena,
                                       const char *account_id, const char *principal_id,
                                       struct console_sessions *out)
{
    struct db_statement *s = db_prepare(tx, &list);
    db_bind_text(s, 1, account_id);
    db_bind_text(s, 2, principal_id);
    size_t capacity = 0;
    *out = (struct console_sessions){0};
    while (db_step(s)) {
        out->items = arena_grow(arena, out->items, out->count, &capacity, sizeof *out->items);
        out->items[out->count++] = read_row(s, arena);
    }
    return db_done(s);
}

enum status console_session_store_seen(struct db_tx *tx, const char *account_id,
                                       struct bytes token_hash, int64_t now_us)
{
    struct db_statement *s = db_prepare(tx, &seen);
    db_bind_text(s, 1, account_id);
    db_bind_bytes(s, 2, token_hash);
    db_bind_int(s, 3, now_us);
    return db_send(s);
}

enum status console_session_store_delete(struct db_tx *tx, const char *account_id,
                                         struct bytes token_hash)
{
    struct db_statement *s = db_prepare(tx, &delete_one);
    db_bind_text(s, 1, account_id);
    db_bind_bytes(s, 2, token_hash);
    return db_send(s);
}

enum status console_session_store_delete_others(struct db_tx *tx, const char *account_id,
                                                const char *principal_id, struct bytes token_hash)
{
    struct db_statement *s = db_prepare(tx, &delete_others);
    db_bind_text(s, 1, account_id);
    db_bind_text(s, 2, principal_id);
    db_bind_bytes(s, 3, token_hash);
    return db_send(s);
}

enum status console_session_store_delete_all(struct db_tx *tx, const char *account_id,
                                             const char *principal_id)
{
    static const struct bytes none = {(const unsigned char *)"", 0}; /* no session's hash */
    return console_session_store_delete_others(tx, account_id, principal_id, none);
}

enum status console_session_store_delete_account(struct db_tx *tx, const char *account_id)
{
    struct db_statement *s = db_prepare(tx, &delete_account);
    db_bind_text(s, 1, account_id);
    return db_send(s);
}

enum status sign_in_failure_store_find(struct db_tx *tx, struct bytes bucket,
                                       struct sign_in_failures *out)
{
    struct db_statement *s = db_prepare(tx, &find_failures);
    db_bind_bytes(s, 1, bucket);
    *out = (struct sign_in_failures){0};
    if (db_step(s))
        *out = (struct sign_in_failures){db_int(s, 0), db_int(s, 1)};
    return db_done(s);
}

enum status sign_in_failure_store_add(struct db_tx *tx, struct bytes bucket, int64_t since_us,
                                      int64_t now_us)
{
    struct db_statement *s = db_prepare(tx, &add_failure);
    db_bind_bytes(s, 1, bucket);
    db_bind_int(s, 2, since_us);
    db_bind_int(s, 3, now_us);
    return db_send(s);
}

enum status sign_in_failure_store_clear(struct db_tx *tx, struct bytes bucket)
{
    struct db_statement *s = db_prepare(tx, &clear_failures);
    db_bind_bytes(s, 1, bucket);
    return db_send(s);
}

static enum status forget(struct db_tx *tx, const struct db_sql *sql, int64_t before_us)
{
    struct db_statement *s = db_prepare(tx, sql);
    db_bind_int(s, 1, before_us);
    return db_send(s);
}

enum status sign_in_store_forget(struct db_tx *tx, int64_t now_us, int64_t since_us)
{
    enum status st = forget(tx, &forget_sessions, now_us);
    return st == OK ? forget(tx, &forget_failures, since_us) : st;
}
