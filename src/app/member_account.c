#include "app/member_account.h"

#include "base/arena.h"
#include "base/text.h"
#include "domain/member_account.h"
#include "store/organization.h"

enum { SHOWN_LIMIT = 100 };

static bool is_own(const struct connection *connection, const char *account_id)
{
    return text_empty(account_id) || text_equal(account_id, connection->account_id);
}

enum status member_account_obstacle(struct db_tx *tx, struct arena *arena,
                                    const struct connection *connection, const char *account_id,
                                    const char **out)
{
    struct account_row row;
    *out = NULL;
    if (is_own(connection, account_id))
        return OK;
    enum status st = account_store_find(tx, arena, account_id, &row);
    if (st == NOT_FOUND ||
        (st == OK && !text_equal(row.organization.id, connection->organization_id)))
        *out = arena_printf(arena, "the account %s is not in the organization %s", account_id,
                            connection->organization_name);
    else if (st == OK && !text_equal(row.account.status, "ACTIVE"))
        *out = arena_printf(arena,
                            "the account %s is suspended, which the marketplace's operator can end",
                            account_id);
    return st == NOT_FOUND ? OK : st;
}

struct looking {
    struct ctx *ctx;
    const struct connection *connection;
    const char *account_id;
    const char *obstacle;
};

static enum status look(struct db_tx *tx, void *state)
{
    struct looking *l = state;
    return member_account_obstacle(tx, l->ctx->arena, l->connection, l->account_id, &l->obstacle);
}

static enum status stands_for_nothing(struct ctx *ctx, const struct connection *c,
                                      const char *value)
{
    const char *trimmed = text_cut(ctx->arena, text_trim(ctx->arena, value), SHOWN_LIMIT);
    if (text_empty(trimmed))
        return fault_set(&ctx->fault, BAD_INPUT,
                         "The Extrinsic '%s' is missing or empty: the connection '%s' finds by it "
                         "the account that is bought for. Have the procurement system send it, or "
                         "change 'Account by Extrinsic' in the connection's settings.",
                         c->account_extrinsic, c->name);
    if (text_empty(c->account_table))
        return fault_set(&ctx->fault, BAD_INPUT,
                         "The Extrinsic '%s' is '%s', which is not the id of an account (12 "
                         "digits). Correct it in the procurement system, or say in the settings of "
                         "the connection '%s' which account it stands for.",
                         c->account_extrinsic, trimmed, c->name);
    return fault_set(&ctx->fault, BAD_INPUT,
                     "The Extrinsic '%s' is '%s', which stands for no account. Add it to the "
                     "accounts in the settings of the connection '%s' in the marketplace's "
                     "console, or correct it in the procurement system.",
                     c->account_extrinsic, trimmed, c->name);
}

enum status member_account_choose(struct ctx *ctx, const struct connection *connection,
                                  const char *value, const char **out_account_id)
{
    struct looking l = {.ctx = ctx, .connection = connection};
    *out_account_id = "";
    if (text_empty(connection->account_extrinsic))
        return OK;
    *out_account_id = connection->account_id;
    l.account_id = member_account_of(ctx->arena, connection, text_or_empty(value));
    if (l.account_id == NULL)
        return connection->account_fallback
                   ? OK
                   : stands_for_nothing(ctx, connection, text_or_empty(value));
    *out_account_id = l.account_id;
    if (is_own(connection, l.account_id))
        return OK;
    if (!ctx_may_wait(ctx))
        return UNAVAILABLE;
    enum status st = db_read(ctx->app->db, look, &l, &ctx->fault);
    if (st != OK || l.obstacle == NULL)
        return st;
    return fault_set(&ctx->fault, DENIED,
                     "The Extrinsic '%s' is '%s', but %s. Who set the connection '%s' up can "
                     "change what the value stands for.",
                     connection->account_extrinsic,
                     text_cut(ctx->arena, text_trim(ctx->arena, value), SHOWN_LIMIT), l.obstacle,
                     connection->name);
}

enum status member_account_check_table(struct db_tx *tx, struct arena *arena,
                                       const struct connection *connection,
                                       struct settings_problems *problems)
{
    const char *at = connection->account_table;
    const char *value;
    const char *account_id;
    while (member_account_next(arena, &at, &value, &account_id)) {
        struct account_row row;
        enum status st =
            is_own(connection, account_id) ? OK : account_store_find(tx, arena, account_id, &row);
        if (st != OK && st != NOT_FOUND)
            return st;
        if (is_own(connection, account_id) ||
            (st == OK && text_equal(row.organization.id, connection->organization_id)))
            continue;
        settings_problem_add(problems, "account_table",
                             arena_printf(arena,
                                          "'%s': your organization has no account %s. Its accounts "
                                          "are listed under Organization.",
                                          text_cut(arena, value, SHOWN_LIMIT), account_id));
        return fault_set(db_fault(tx), BAD_INPUT, "The organization has no account %s.",
                         account_id);
    }
    return OK;
}

enum status member_account_check(struct db_tx *tx, struct ctx *ctx, const struct session *session)
{
    const char *obstacle;
    enum status st = member_account_obstacle(tx, ctx->arena, &session->connection,
                                             session->account_id, &obstacle);
    return st == OK && obstacle != NULL
               ? fault_set(db_fault(tx), DENIED, "This can't be requested any more: %s.", obstacle)
               : st;
}
