/* The audit trail (ACC-9). */
#include "app/audit.h"

#include "base/text.h"
#include "cli/admin.h"

enum { PAGE = 1000, LINE_LIMIT = 64 * 1024 };

static struct audit_filter filter_of(const struct admin *admin, size_t limit)
{
    return (struct audit_filter){.organization_id = text_or_empty(admin->invocation->organization),
                                 .account_id = admin->invocation->account,
                                 .limit = limit};
}

static enum status list(struct admin *admin)
{
    static const char *const names[] = {"time", "action", "resource", "who", "address", "outcome"};
    long limit = admin->invocation->limit;
    const struct audit_filter filter = filter_of(admin, limit > PAGE ? PAGE : (size_t)limit);
    struct audit_list events;
    struct records records;
    enum status st = audit_lookup(&admin->ctx, &filter, &events);
    if (st != OK)
        return st;
    records_start(&records, admin, names, sizeof names / sizeof *names);
    for (size_t i = 0; i < events.count; i++) {
        records_time(&records, events.items[i].at_us);
        records_text(&records, events.items[i].action);
        records_text(&records, events.items[i].resource);
        records_text(&records, events.items[i].actor_name);
        records_text(&records, events.items[i].address);
        records_text(&records, events.items[i].outcome);
    }
    records_print(&records, "events", "Nothing has happened.");
    return OK;
}

/* One chain, or where none is named all. */
static enum status each_chain(struct admin *admin,
                              enum status (*work)(struct admin *admin, const char *organization_id))
{
    const char **chains = &admin->invocation->organization;
    size_t count = 1;
    enum status st = OK;
    if (admin->invocation->organization == NULL)
        st = audit_chains(&admin->ctx, &chains, &count);
    for (size_t i = 0; st == OK && i < count; i++)
        st = work(admin, chains[i]);
    return st;
}

static enum status export_chain(struct admin *admin, const char *organization_id)
{
    struct audit_filter filter = filter_of(admin, PAGE);
    struct audit_list events = {.more = true};
    enum status st = OK;
    filter.organization_id = organization_id;
    while (st == OK && events.more) {
        struct ctx page = admin->ctx;
        page.arena = arena_new();
        st = audit_lookup(&page, &filter, &events);
        for (size_t i = 0; st == OK && i < events.count; i++) {
            struct buf line;
            buf_init(&line, page.arena, LINE_LIMIT);
            audit_json(&events.items[i], &line);
            fprintf(admin->invocation->out, "%s\n", buf_string(&line));
        }
        if (st == OK && events.count > 0)
            filter.before_sequence = events.items[events.count - 1].sequence;
        admin->ctx.fault = page.fault;
        arena_free(page.arena);
    }
    return st;
}

static enum status export_all(struct admin *admin)
{
    return each_chain(admin, export_chain);
}

static const char *name_of(const char *organization_id)
{
    return text_empty(organization_id) ? "operators" : organization_id;
}

static enum status verify_chain(struct admin *admin, const char *organization_id)
{
    struct audit_verdict verdict;
    enum status st = audit_verify(&admin->ctx, organization_id, &verdict);
    if (st != OK)
        return st;
    if (verdict.problem != NULL)
        return fault_set(
            &admin->ctx.fault, FAILED, "The audit trail of %s was changed, from event %lld on: %s",
            name_of(organization_id), (long long)verdict.bad_sequence, verdict.problem);
    fprintf(admin->invocation->out, "%s: %lld events, whole.\n", name_of(organization_id),
            (long long)verdict.events);
    return OK;
}

static enum status verify(struct admin *admin)
{
    return each_chain(admin, verify_chain);
}

static enum status run(struct invocation *invocation, struct fault *fault)
{
    static const struct admin_verb verbs[] = {
        {"list", false, false, ADMIN_READS, list},
        {"export", false, false, ADMIN_READS, export_all},
        {"verify", false, false, ADMIN_READS, verify},
    };
    return admin_run(invocation, &command_audit,
                     (struct admin_verbs){verbs, sizeof verbs / sizeof *verbs}, fault);
}

const struct command command_audit = {
    "audit",
    "list|export|verify --data DIR [--organization ID] [--account ID] [--limit N] [--json]",
    "who did what; list without --organization shows the operators' trail, export and verify take "
    "all; export writes JSON lines in CloudTrail's names",
    run};
