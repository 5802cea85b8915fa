/* "May this user do that, and which statement decides?" */
#include <string.h>

#include "app/access.h"
#include "app/iam.h"
#include "app/policies.h"
#include "app/sign_in.h"
#include "base/arena.h"
#include "base/text.h"
#include "domain/managed_policy.h"
#include "store/organization.h"
#include "store/policy.h"

struct job {
    struct iam iam;
    const struct simulation *asked;
    struct who who; /* whom it is about */
    struct attachments attached;
};

static enum status read_person(struct db_tx *tx, void *state)
{
    struct job *job = state;
    struct ctx *ctx = job->iam.ctx;
    struct principal user;
    struct account_row account;
    enum status st = account_store_find(tx, ctx->arena, job->iam.account_id, &account);
    if (st != OK)
        return st;
    job->who = (struct who){
        .kind = WHO_ROOT,
        .account_id = account.account.id,
        .organization_id = account.organization.id,
        .management_account_id = account.organization.management_account_id,
        .standalone = account.organization.standalone,
        .principal_id = account.account.id,
        .name = account.account.email,
        .arn = access_arn(ctx, account.account.id, "root"),
        .address = job->asked->address,
        .mfa = job->asked->mfa,
    };
    if (text_empty(job->asked->user))
        return OK;
    st = iam_user(tx, &job->iam, job->asked->user, &user);
    if (st != OK)
        return st;
    job->who.kind = WHO_USER;
    job->who.principal_id = user.id;
    job->who.name = user.name;
    job->who.arn = access_arn(ctx, user.account_id, arena_printf(ctx->arena, "user/%s", user.name));
    st = attachment_store_list(tx, ctx->arena, user.account_id, user.id, &job->attached);
    return st == OK ? sign_in_policies(tx, ctx, &user, &job->who) : st;
}

/* Actions about the configuration of a procurement system, to which ACC-7 applies. */
static bool is_configuration(const char *action)
{
    return text_equal_nocase(action, "aws-marketplace:PutProcurementSystemConfiguration") ||
           text_equal_nocase(action, "aws-marketplace:DescribeProcurementSystemConfiguration");
}

static const char *document_of(const struct attachment *item)
{
    const struct managed_policy *managed = managed_policy_find(item->policy_arn);
    return managed != NULL ? (const char *)managed_policy_document(managed, managed->versions).data
                           : text_or_empty(item->document);
}

static void explain(struct ctx *ctx, const struct job *job, struct simulated *out)
{
    const struct who *who = &job->who;
    const struct policy_verdict *verdict = &out->verdict;
    bool member = !who->standalone && !text_equal(who->account_id, who->management_account_id);
    out->allowed = verdict->decision == POLICY_ALLOWED;
    if (verdict->decision != POLICY_IMPLICIT_DENY && who->kind == WHO_USER) {
        const struct attachment *item = &job->attached.items[verdict->policy];
        out->policy_arn = item->policy_arn;
        out->policy_name = strrchr(item->policy_arn, '/') + 1;
        out->statement =
            policy_statement_text(ctx->arena, bytes_of(document_of(item)), verdict->statement);
    }
    if (is_configuration(job->asked->action) && member) {
        out->allowed = false;
        out->reason = arena_printf(ctx->arena,
                                   "No: in an organization only the management account, %s, may "
                                   "configure procurement systems, whatever its policies say.",
                                   who->management_account_id);
    } else if (who->kind == WHO_ROOT) {
        out->reason = "Yes: the root user may do all that its account may.";
    } else if (verdict->decision == POLICY_IMPLICIT_DENY) {
        out->reason = "No: no statement of any attached policy allows it.";
    } else {
        out->reason = arena_printf(ctx->arena, "%s by statement %zu of %s.",
                                   verdict->decision == POLICY_ALLOWED ? "Yes: allowed"
                                                                       : "No: denied explicitly",
                                   verdict->statement + 1, out->policy_name);
    }
}

enum status policies_simulate(struct ctx *ctx, const char *account_id,
                              const struct simulation *simulation, struct simulated *out)
{
    struct job job = {.asked = simulation};
    enum status st = iam_open(ctx, account_id, "iam:SimulatePrincipalPolicy", NULL, &job.iam);
    if (st != OK)
        return st;
    const char *colon = strchr(simulation->action, ':');
    if (colon == NULL || colon == simulation->action || colon[1] == '\0' ||
        strpbrk(simulation->action, "*? ") != NULL)
        return fault_set(&ctx->fault, BAD_INPUT,
                         "An action is a service and a name, such as iam:ListUsers.");
    st = iam_read(&job.iam, read_person, &job);
    if (st != OK)
        return st;
    struct ctx theirs = *ctx;
    theirs.who = &job.who;
    *out = (struct simulated){0};
    out->verdict.decision = POLICY_ALLOWED;
    if (job.who.kind == WHO_USER)
        out->verdict =
            access_verdict(&theirs, simulation->action,
                           text_empty(simulation->resource) ? "*" : simulation->resource);
    explain(ctx, &job, out);
    return OK;
}
