/* Webhooks of an organization (API-2). */
#include "app/webhook.h"
#include "base/text.h"
#include "cli/admin.h"

static enum status list(struct admin *admin)
{
    static const char *const names[] = {"id", "url", "created", "last_state", "last_message"};
    struct webhook_rows rows;
    struct records records;
    enum status st = webhook_list(&admin->ctx, admin->invocation->organization, &rows);
    if (st != OK)
        return st;
    records_start(&records, admin, names, sizeof names / sizeof *names);
    for (size_t i = 0; i < rows.count; i++) {
        const struct webhook_row *row = &rows.items[i];
        records_text(&records, row->webhook.id);
        records_text(&records, row->webhook.url);
        records_time(&records, row->webhook.created_us);
        records_text(&records, row->last_state);
        records_text(&records, row->last_message);
    }
    records_print(&records, "webhooks", "No webhooks.");
    return OK;
}

static enum status create(struct admin *admin)
{
    const struct invocation *in = admin->invocation;
    const char *secret;
    enum status st = webhook_create(&admin->ctx, in->organization, text_or_empty(in->to), &secret);
    if (st == OK)
        admin_tell(admin, "secret", secret, "The receiver checks with it; it is not shown again.");
    return st;
}

static enum status test(struct admin *admin)
{
    const struct invocation *in = admin->invocation;
    return admin_say(admin, webhook_test(&admin->ctx, in->organization, in->object),
                     "is sent a test when the server runs");
}

static enum status delete_webhook(struct admin *admin)
{
    const struct invocation *in = admin->invocation;
    return admin_say(admin, webhook_delete(&admin->ctx, in->organization, in->object),
                     "is told no more");
}

static enum status run(struct invocation *invocation, struct fault *fault)
{
    static const struct admin_verb verbs[] = {
        {"list", false, false, ADMIN_READS, list},
        {"create", false, false, ADMIN_WRITES, create},
        {"test", true, false, ADMIN_WRITES, test},
        {"delete", true, false, ADMIN_WRITES, delete_webhook},
    };
    return admin_run(invocation, &command_webhook,
                     (struct admin_verbs){verbs, sizeof verbs / sizeof *verbs}, fault);
}

const struct command command_webhook = {
    "webhook", "list|create --to URL|test ID|delete ID --organization ID --data DIR [--json]",
    "who is told of an organization's events by signed JSON", run};
