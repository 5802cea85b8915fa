/* Policies (ACC-5, ACC-6). */
#include "app/policies.h"

#include "base/text.h"
#include "cli/admin.h"

static enum status list(struct admin *admin)
{
    static const char *const names[] = {"name", "kind", "version", "users", "description"};
    const struct list_query query = {.limit = (size_t)admin->invocation->limit};
    struct arena *arena = admin->ctx.arena;
    struct policy_list policies;
    struct records records;
    enum status st =
        policies_list(&admin->ctx, admin->invocation->account, NULL, &query, &policies);
    if (st != OK)
        return st;
    records_start(&records, admin, names, sizeof names / sizeof *names);
    for (size_t i = 0; i < policies.count; i++) {
        const struct policy_view *policy = &policies.items[i];
        records_text(&records, policy->name);
        records_text(&records, policy->managed ? "managed" : "own");
        records_text(&records, arena_printf(arena, "v%lld", (long long)policy->default_version));
        records_text(&records, arena_printf(arena, "%zu", policy->attached));
        records_text(&records, policy->description);
    }
    records_print(&records, "policies", "No policies.");
    return OK;
}

/* The document alone, so that it can go into a file. */
static enum status show(struct admin *admin)
{
    struct policy_version_view *versions;
    size_t count;
    enum status st = policies_versions(&admin->ctx, admin->invocation->account,
                                       admin->invocation->object, &versions, &count);
    for (size_t i = 0; st == OK && i < count; i++) {
        if (versions[i].is_default)
            fprintf(admin->invocation->out, "%s\n", versions[i].document);
    }
    return st;
}

static enum status create(struct admin *admin)
{
    const struct invocation *in = admin->invocation;
    const char *document;
    const char *arn;
    enum status st = admin_read_file(admin, in->file, &document);
    if (st == OK)
        st = policies_create(&admin->ctx, in->account, in->object, in->description, document, &arn);
    if (st == OK)
        admin_tell(admin, "arn", arn, "The policy is created:");
    return st;
}

static enum status update(struct admin *admin)
{
    const struct invocation *in = admin->invocation;
    const char *document;
    int64_t version;
    enum status st = admin_read_file(admin, in->file, &document);
    if (st == OK)
        st = policies_new_version(&admin->ctx, in->account, in->object, document, &version);
    if (st == OK)
        fprintf(in->out, "%s applies in version v%lld.\n", in->object, (long long)version);
    return st;
}

static enum status delete_policy(struct admin *admin)
{
    enum status st =
        policies_delete(&admin->ctx, admin->invocation->account, admin->invocation->object);
    if (st == OK)
        fprintf(admin->invocation->out, "%s is deleted.\n", admin->invocation->object);
    return st;
}

static enum status simulate(struct admin *admin)
{
    static const char *const names[] = {"allowed", "decision", "policy", "statement", "reason"};
    const struct invocation *in = admin->invocation;
    const struct simulation asked = {.user = text_or_empty(in->user),
                                     .action = in->object,
                                     .resource = text_or_empty(in->resource),
                                     .address = ""};
    struct simulated answer;
    struct records records;
    enum status st = policies_simulate(&admin->ctx, in->account, &asked, &answer);
    if (st != OK)
        return st;
    records_start(&records, admin, names, sizeof names / sizeof *names);
    records_bool(&records, answer.allowed);
    records_text(&records, policy_decision_name(answer.verdict.decision));
    records_text(&records, answer.policy_arn);
    records_text(&records, answer.statement);
    records_text(&records, answer.reason);
    records_print_one(&records);
    return OK;
}

static enum status check(struct admin *admin)
{
    const struct policy *policy;
    const char *document;
    enum status st = admin_read_file(admin, admin->invocation->file, &document);
    if (st == OK)
        st = policy_parse(admin->ctx.arena, bytes_of(document), &policy, &admin->ctx.fault);
    if (st == OK)
        fputs("The policy is well-formed.\n", admin->invocation->out);
    return st;
}

static enum status run(struct invocation *invocation, struct fault *fault)
{
    static const struct admin_verb verbs[] = {
        {"list", false, true, ADMIN_READS, list},
        {"show", true, true, ADMIN_READS, show},
        {"create", true, true, ADMIN_WRITES, create},
        {"update", true, true, ADMIN_WRITES, update},
        {"delete", true, true, ADMIN_WRITES, delete_policy},
        {"simulate", true, true, ADMIN_READS, simulate},
        {"check", false, false, ADMIN_ALONE, check},
    };
    return admin_run(invocation, &command_policy,
                     (struct admin_verbs){verbs, sizeof verbs / sizeof *verbs}, fault);
}

const struct command command_policy = {
    "policy",
    "list|show NAME|create NAME|update NAME|delete NAME|simulate ACTION --account ID --data DIR, "
    "or "
    "check: [--file FILE] [--description TEXT] [--user NAME] [--resource ARN] [--json]",
    "IAM policies; simulate says whether --user may do ACTION and which statement decides", run};
