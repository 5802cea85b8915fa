#include "app/access.h"

#include "app/audit.h"
#include "base/arena.h"
#include "base/text.h"

const char *access_arn(struct ctx *ctx, const char *account_id, const char *path)
{
    return arena_printf(ctx->arena, "arn:aws:iam::%s:%s", account_id, path);
}

static struct policy_key key_of(struct arena *arena, const char *name, const char *value)
{
    const char **values = arena_alloc(arena, sizeof *values);
    *values = value;
    return (struct policy_key){name, values, 1};
}

/* What IAM calls the request context: what is known of who asks, when, and from where. */
struct policy_verdict access_verdict(struct ctx *ctx, const char *action, const char *resource)
{
    struct arena *arena = ctx->arena;
    const struct who *who = ctx->who;
    const struct policy_key principal[] = {
        key_of(arena, "aws:username", who->name),
        key_of(arena, "aws:userid", who->principal_id),
        key_of(arena, "aws:PrincipalAccount", who->account_id),
        key_of(arena, "aws:PrincipalArn", who->arn),
        key_of(arena, "aws:PrincipalType", "User"),
        key_of(arena, "aws:PrincipalOrgID", who->organization_id),
    };
    int64_t now_us = ctx_now_us(ctx);
    const struct policy_key request[] = {
        key_of(arena, "aws:CurrentTime", time_cxml(arena, now_us)),
        key_of(arena, "aws:EpochTime",
               arena_printf(arena, "%lld", (long long)(now_us / TIME_SECOND_US))),
        key_of(arena, "aws:MultiFactorAuthPresent", who->mfa ? "true" : "false"),
        key_of(arena, "aws:SecureTransport",
               text_starts(text_or_empty(ctx->app->public_url), "https:") ? "true" : "false"),
        key_of(arena, "aws:SourceIp", who->address),
    };
    size_t principals = sizeof principal / sizeof *principal;
    size_t keys = sizeof request / sizeof *request;
    const struct policy_request question = {
        .action = action,
        .resource = resource,
        .principal = {principal, who->standalone ? principals - 1 : principals},
        .context = {request, text_empty(who->address) ? keys - 1 : keys},
    };
    return policy_evaluate(who->policies, who->policy_count, &question);
}

/* In the words of IAM, which administrators look up. */
static enum status deny(struct ctx *ctx, const char *action, const char *resource,
                        const struct policy_verdict *verdict)
{
    const struct who *who = ctx->who;
    if (verdict->decision == POLICY_EXPLICIT_DENY)
        return fault_set(&ctx->fault, DENIED,
                         "%s is not authorized to perform: %s on resource: %s with an explicit "
                         "deny in the policy %s.",
                         who->arn, action, resource, who->policy_arns[verdict->policy]);
    return fault_set(&ctx->fault, DENIED,
                     "%s is not authorized to perform: %s on resource: %s because no policy "
                     "attached to it allows that.",
                     who->arn, action, resource);
}

static enum status record_denial(struct ctx *ctx, const char *action, const char *resource)
{
    struct fault reason = ctx->fault;
    enum status st = audit_write(
        ctx, &(struct audit_entry){
                 .organization_id = ctx->who->organization_id,
                 .account_id = ctx->who->account_id,
                 .action = action,
                 .resource = resource,
                 .outcome = AUDIT_DENIED,
                 .detail = audit_detail(ctx->arena, "reason", reason.message, (char *)NULL),
             });
    if (st != OK)
        return st;
    ctx->fault = reason;
    return DENIED;
}

static enum status decide(struct ctx *ctx, const char *action, const char *resource)
{
    if (ctx->who == NULL || ctx->who->kind == WHO_NOBODY)
        return fault_set(&ctx->fault, UNAUTHENTICATED, "Sign in first.");
    if (ctx->who->kind == WHO_ROOT || ctx->who->kind == WHO_SYSTEM)
        return OK;
    if (ctx->who->kind == WHO_OPERATOR)
        return fault_set(&ctx->fault, DENIED, "%s is for buyers; operators have no part in it.",
                         action);
    struct policy_verdict verdict = access_verdict(ctx, action, resource);
    return verdict.decision == POLICY_ALLOWED ? OK : deny(ctx, action, resource, &verdict);
}

enum status access_check(struct ctx *ctx, const char *action, const char *resource)
{
    enum status st = decide(ctx, action, resource);
    return st == DENIED ? record_denial(ctx, action, resource) : st;
}

bool access_allows(struct ctx *ctx, const char *action, const char *resource)
{
    struct fault before = ctx->fault;
    bool allowed = decide(ctx, action, resource) == OK;
    ctx->fault = before;
    return allowed;
}

enum status access_operator(struct ctx *ctx, const char *action, const char *resource)
{
    if (ctx->who == NULL || ctx->who->kind == WHO_NOBODY)
        return fault_set(&ctx->fault, UNAUTHENTICATED, "Sign in first.");
    if (ctx->who->kind == WHO_OPERATOR || ctx->who->kind == WHO_SYSTEM)
        return OK;
    fault_set(&ctx->fault, DENIED, "%s is for the operators of the marketplace.", action);
    return record_denial(ctx, action, resource);
}

enum status access_configuration(struct ctx *ctx, const char *action)
{
    const struct who *who = ctx->who;
    if (who_is_buyer(who) && !who->standalone &&
        !text_equal(who->account_id, who->management_account_id)) {
        fault_set(&ctx->fault, DENIED,
                  "%s is not authorized to perform: %s, because in an organization only the "
                  "management account may, which is %s.",
                  who->arn, action, who->management_account_id);
        return record_denial(ctx, action, "*");
    }
    return access_check(ctx, action, "*");
}
