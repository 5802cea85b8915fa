#ifndef APP_ACCESS_H
#define APP_ACCESS_H
/*
 * Deny by default: every use case that reads or changes an account begins with one of these. What
 * is denied goes to the audit trail before the answer does (ACC-9), so none of them may run inside
 * a transaction. Messages name action and resource as IAM's do.
 */
#include "app/ctx.h"
#include "app/who.h"
#include "domain/policy.h"

/* The ARN of something in the asker's account: "user/amelia", "policy/Buyers", "root". */
const char *access_arn(struct ctx *ctx, const char *account_id, const char *path);

/* Whether the asker may do `action` ("iam:CreateUser") on `resource` ("*" where the action has
 * none). OK for root and SYSTEM; a user by its policies, with aws:username, aws:userid,
 * aws:PrincipalAccount, aws:PrincipalArn, aws:PrincipalOrgID, aws:PrincipalType, aws:SourceIp,
 * aws:CurrentTime, aws:EpochTime, aws:MultiFactorAuthPresent, aws:SecureTransport as keys. DENIED;
 * UNAUTHENTICATED for nobody. An operator is DENIED. */
enum status access_check(struct ctx *ctx, const char *action, const char *resource);

/* The same without a trace in the audit trail, for pages that show or hide what may be done. */
bool access_allows(struct ctx *ctx, const char *action, const char *resource);

/* What a user's policies say, for the simulator. */
struct policy_verdict access_verdict(struct ctx *ctx, const char *action, const char *resource);

/* OK for an operator and SYSTEM only. `action` is "operator:CreateAccount" and the like. */
enum status access_operator(struct ctx *ctx, const char *action, const char *resource);

/* access_check and ACC-7: the configuration of a procurement system is for a standalone account or
 * the management account of an organization; a member is DENIED with a message that names it. */
enum status access_configuration(struct ctx *ctx, const char *action);

#endif
