#include "store/recipient.h"

#include "base/arena.h"
#include "base/text.h"

static const struct db_sql requesters = {
    "SELECT DISTINCT r.requester_email FROM purchase_order_line p JOIN approval_request_line l ON "
    "l.organization_id = p.organization_id AND l.id = p.request_line_id JOIN approval_request r ON "
    "r.organization_id = l.organization_id AND r.id = l.request_id WHERE p.organization_id = $1 "
    "AND p.purchase_order_id = $2 ORDER BY r.requester_email"};
static const struct db_sql account = {"SELECT email FROM account WHERE id = $1"};
static const struct db_sql admins = {
    "SELECT DISTINCT p.email FROM organization o JOIN policy_attachment a ON a.account_id = "
    "o.management_account_id JOIN principal p ON p.account_id = a.account_id AND p.id = "
    "a.principal_id WHERE o.id = $1 AND a.policy_arn IN ($2, $3) AND p.status = 'ACTIVE' ORDER BY "
    "p.email"};
static const struct db_sql management = {
    "SELECT a.email FROM organization o JOIN account a ON a.id = o.management_account_id WHERE "
    "o.id = $1"};

struct sql_list recipient_store_sql(void)
{
    static const struct db_sql *const all[] = {&requesters, &account, &admins, &management};
    return SQL_LIST(all);
}

static bool known(const struct recipients *recipients, const char *address)
{
    for (size_t i = 0; i < recipients->count; i++) {
        if (text_equal_nocase(recipients->items[i], address))
            return true;
    }
    return false;
}

static enum status append(struct db_statement *s, struct arena *arena, struct recipients *out)
{
    while (db_step(s)) {
        const char *address = text_trim(arena, text_or_empty(db_text(s, 0, arena)));
        if (text_empty(address) || known(out, address))
            continue;
        const char **items = arena_array(arena, out->count + 1, sizeof *items);
        for (size_t i = 0; i < out->count; i++)
            items[i] = out->items[i];
        items[out->count++] = address;
        out->items = items;
    }
    return db_done(s);
}

enum status recipient_store_requesters(struct db_tx *tx, struct arena *arena,
                                       const char *organization_id, const char *order_id,
                                       struct recipients *out)
{
    struct db_statement *s = db_prepare(tx, &requesters);
    db_bind_text(s, 1, organization_id);
    db_bind_text(s, 2, order_id);
    return append(s, arena, out);
}

enum status recipient_store_account(struct db_tx *tx, struct arena *arena, const char *account_id,
                                    struct recipients *out)
{
    struct db_statement *s = db_prepare(tx, &account);
    db_bind_text(s, 1, account_id);
    return append(s, arena, out);
}

enum status recipient_store_admins(struct db_tx *tx, struct arena *arena,
                                   const char *organization_id, const char *const policies[2],
                                   struct recipients *out)
{
    size_t before = out->count;
    struct db_statement *s = db_prepare(tx, &admins);
    db_bind_text(s, 1, organization_id);
    db_bind_text(s, 2, policies[0]);
    db_bind_text(s, 3, policies[1]);
    enum status st = append(s, arena, out);
    if (st != OK || out->count > before)
        return st;
    s = db_prepare(tx, &management);
    db_bind_text(s, 1, organization_id);
    return append(s, arena, out);
}
