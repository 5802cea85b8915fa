#include "check/connection.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "domain/member_account.h"

/* A place that carts may go back to. None is sent there: it only has to be allowed. */
static const char *return_url(struct arena *arena, const struct connection *connection)
{
    const char *host = connection->return_hosts;
    bool below = text_starts(host, "*.");
    host += below ? 2 : 0;
    return arena_printf(arena, "https://%s%s/punchout/checkout?id=check", below ? "check." : "",
                        arena_text_n(arena, host, strcspn(host, " ")));
}

/* CAT-8: some value of the Extrinsic by which the account is found, if it must have one. */
static const char *account_value(struct arena *arena, const struct connection *connection)
{
    const char *at = connection->account_table;
    const char *value;
    const char *account_id;
    return member_account_next(arena, &at, &value, &account_id) ? value : connection->account_id;
}

enum status check_connection(struct ctx *ctx, struct connection_key key, struct connection *out,
                             struct check_report *report)
{
    const char *secret;
    enum status st = procurement_check_begin(ctx, key, out, &secret);
    if (st != OK)
        return st;
    const struct check_target target = {
        .url = ctx->app->public_url,
        .system = procurement_system_name(out->system),
        .system_label =
            out->system == SYSTEM_CXML ? "The system" : procurement_system_label(out->system),
        .company = out->organization_name,
        .from = {out->buyer.domain, out->buyer.identity},
        .to = {out->supplier.domain, out->supplier.identity},
        .sender = {out->sender.domain, out->sender.identity},
        .secret = secret,
        .return_url = return_url(ctx->arena, out),
        .extrinsic = text_empty(out->account_extrinsic) ? NULL : out->account_extrinsic,
        .extrinsic_value = account_value(ctx->arena, out),
        .now_us = ctx_now_us(ctx),
        .entropy = ctx->app->entropy,
    };
    check_run(ctx->arena, &target, report);
    procurement_check_end(ctx);
    return OK;
}
