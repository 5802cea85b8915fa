#include "store/session.h"

#include "base/text.h"

static const struct db_sql insert = {
    "INSERT INTO punchout_session (organization_id, id, connection_id, setup_key, token_hash, "
    "payload_id, buyer_cookie, return_url, operation, test, requester_name, requester_email, "
    "language, selected_part, created_us, expires_us, ended_us, account_id, requester_account, "
    "requester_id, console_hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, "
    "$14, $15, $16, 0, $17, $18, $19, $20) ON CONFLICT (organization_id, setup_key) DO NOTHING"};

#define SELECT                                                                                     \
    "SELECT organization_id, id, connection_id, payload_id, buyer_cookie, return_url, operation, " \
    "test, requester_name, requester_email, language, selected_part, created_us, expires_us, "     \
    "ended_us, account_id, requester_account, requester_id, console_hash, token_hash FROM "        \
    "punchout_session WHERE organization_id = $1 AND "
static const struct db_sql by_token = {SELECT "token_hash = $2"};
static const struct db_sql by_id = {SELECT "id = $2"};

static const struct db_sql by_setup = {
    "SELECT 1 FROM punchout_session WHERE organization_id = $1 AND setup_key = $2"};

static const struct db_sql end = {"UPDATE punchout_session SET ended_us = $3 WHERE "
                                  "organization_id = $1 AND id = $2 AND ended_us = 0"};

static const struct db_sql set_account = {
    "UPDATE punchout_session SET account_id = $3 WHERE organization_id = $1 AND id = $2"};

static const struct db_sql identify = {
    "UPDATE punchout_session SET token_hash = $3, requester_name = $4, requester_email = $5, "
    "account_id = $6, requester_account = $7, requester_id = $8, console_hash = $9 WHERE "
    "organization_id = $1 AND id = $2 AND token_hash = $10 AND ended_us = 0"};

struct sql_list session_store_sql(void)
{
    static const struct db_sql *const all[] = {&insert, &by_token,    &by_id,   &by_setup,
                                               &end,    &set_account, &identify};
    return SQL_LIST(all);
}

enum status session_store_insert(struct db_tx *tx, const struct session_row *row)
{
    struct db_statement *s = db_prepare(tx, &insert);
    db_bind_text(s, 1, row->organization_id);
    db_bind_text(s, 2, row->id);
    db_bind_text(s, 3, row->connection_id);
    db_bind_bytes(s, 4, row->setup_key);
    db_bind_bytes(s, 5, row->token_hash);
    db_bind_text(s, 6, row->payload_id);
    db_bind_text(s, 7, row->buyer_cookie);
    db_bind_text(s, 8, row->return_url);
    db_bind_text(s, 9, row->operation);
    db_bind_int(s, 10, row->test);
    db_bind_text(s, 11, row->requester_name);
    db_bind_text(s, 12, row->requester_email);
    db_bind_text(s, 13, row->language);
    db_bind_text(s, 14, row->selected_part);
    db_bind_int(s, 15, row->created_us);
    db_bind_int(s, 16, row->expires_us);
    db_bind_text(s, 17, text_or_empty(row->account_id));
    db_bind_text(s, 18, text_or_empty(row->requester_account));
    db_bind_text(s, 19, text_or_empty(row->requester_id));
    db_bind_bytes(s, 20, row->console_hash);
    enum status st = db_run(s);
    return st == OK && db_changes(tx) == 0 ? CONFLICT : st;
}

/* Reads the one that was asked for. */
static enum status read_one(struct db_statement *s, struct arena *arena, struct session_row *out)
{
    bool found = db_step(s);
    if (found) {
        *out = (struct session_row){
            .organization_id = db_text(s, 0, arena),
            .id = db_text(s, 1, arena),
            .connection_id = db_text(s, 2, arena),
            .payload_id = db_text(s, 3, arena),
            .buyer_cookie = db_text(s, 4, arena),
            .return_url = db_text(s, 5, arena),
            .operation = db_text(s, 6, arena),
            .test = db_int(s, 7) != 0,
            .requester_name = db_text(s, 8, arena),
            .requester_email = db_text(s, 9, arena),
            .language = db_text(s, 10, arena),
            .selected_part = db_text(s, 11, arena),
            .created_us = db_int(s, 12),
            .expires_us = db_int(s, 13),
            .ended_us = db_int(s, 14),
            .account_id = db_text(s, 15, arena),
            .requester_account = db_text(s, 16, arena),
            .requester_id = db_text(s, 17, arena),
            .console_hash = db_bytes(s, 18, arena),
            .token_hash = db_bytes(s, 19, arena),
        };
    }
    enum status st = db_done(s);
    return st == OK && !found ? NOT_FOUND : st;
}

enum status session_store_by_token(struct db_tx *tx, struct arena *arena,
                                   const char *organization_id, struct bytes token_hash,
                                   struct session_row *out)
{
    struct db_statement *s = db_prepare(tx, &by_token);
    db_bind_text(s, 1, organization_id);
    db_bind_bytes(s, 2, token_hash);
    return read_one(s, arena, out);
}

enum status session_store_by_id(struct db_tx *tx, struct arena *arena, const char *organization_id,
                                const char *id, struct session_row *out)
{
    struct db_statement *s = db_prepare(tx, &by_id);
    db_bind_text(s, 1, organization_id);
    db_bind_text(s, 2, id);
    return read_one(s, arena, out);
}

enum status session_store_by_setup(struct db_tx *tx, const char *organization_id,
                                   struct bytes setup_key, bool *out_exists)
{
    struct db_statement *s = db_prepare(tx, &by_setup);
    db_bind_text(s, 1, organization_id);
    db_bind_bytes(s, 2, setup_key);
    *out_exists = db_step(s);
    return db_done(s);
}

enum status session_store_end(struct db_tx *tx, const char *organization_id, const char *id,
                              int64_t now_us)
{
    struct db_statement *s = db_prepare(tx, &end);
    db_bind_text(s, 1, organization_id);
    db_bind_text(s, 2, id);
    db_bind_int(s, 3, now_us);
    enum status st = db_run(s);
    return st == OK && db_changes(tx) == 0 ? CONFLICT : st;
}

enum status session_store_set_account(struct db_tx *tx, const char *organization_id, const char *id,
                                      const char *account_id)
{
    struct db_statement *s = db_prepare(tx, &set_account);
    db_bind_text(s, 1, organization_id);
    db_bind_text(s, 2, id);
    db_bind_text(s, 3, account_id);
    return db_run(s);
}

enum status session_store_identify(struct db_tx *tx, const struct session_row *row,
                                   struct bytes token_hash)
{
    struct db_statement *s = db_prepare(tx, &identify);
    db_bind_text(s, 1, row->organization_id);
    db_bind_text(s, 2, row->id);
    db_bind_bytes(s, 3, row->token_hash);
    db_bind_text(s, 4, row->requester_name);
    db_bind_text(s, 5, row->requester_email);
    db_bind_text(s, 6, row->account_id);
    db_bind_text(s, 7, row->requester_account);
    db_bind_text(s, 8, row->requester_id);
    db_bind_bytes(s, 9, row->console_hash);
    db_bind_bytes(s, 10, token_hash);
    enum status st = db_run(s);
    return st == OK && db_changes(tx) == 0 ? CONFLICT : st;
}
