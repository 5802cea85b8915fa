/* The marketplace's identities in business networks, which buyers of SAP Ariba choose from. */
#include "app/procurement.h"
#include "base/text.h"
#include "cli/admin.h"

static enum status list(struct admin *admin)
{
    static const char *const names[] = {"id", "name", "domain", "identity", "created"};
    struct supplier_rows suppliers;
    struct records records;
    enum status st = procurement_suppliers(&admin->ctx, &suppliers);
    if (st != OK)
        return st;
    records_start(&records, admin, names, sizeof names / sizeof *names);
    for (size_t i = 0; i < suppliers.count; i++) {
        const struct supplier_row *row = &suppliers.items[i];
        records_text(&records, row->id);
        records_text(&records, row->name);
        records_text(&records, row->credential.domain);
        records_text(&records, row->credential.identity);
        records_time(&records, row->created_us);
    }
    records_print(&records, "suppliers", "No identities.");
    return OK;
}

/* The secret comes from a file, so that no list of processes shows it. */
static enum status create(struct admin *admin)
{
    const struct invocation *in = admin->invocation;
    struct settings_problems problems;
    const char *secret;
    enum status st = admin_read_file(admin, in->file, &secret);
    if (st == OK)
        st = procurement_add_supplier(&admin->ctx, in->object, text_or_empty(in->identity),
                                      text_trim(admin->ctx.arena, secret), &problems);
    return admin_say(admin, st, "can be chosen");
}

static enum status rotate(struct admin *admin)
{
    const struct invocation *in = admin->invocation;
    const char *secret;
    int64_t hours;
    enum status st = admin_overlap(admin, &hours);
    if (st == OK)
        st = admin_read_file(admin, in->file, &secret);
    if (st == OK)
        st = procurement_rotate_supplier(&admin->ctx, in->object,
                                         text_trim(admin->ctx.arena, secret), hours);
    return admin_say(admin, st, "has another secret now, in all its connections");
}

static enum status run(struct invocation *invocation, struct fault *fault)
{
    static const struct admin_verb verbs[] = {
        {"list", false, false, ADMIN_READS, list},
        {"create", true, false, ADMIN_WRITES, create},
        {"rotate", true, false, ADMIN_WRITES, rotate},
    };
    return admin_run(invocation, &command_supplier,
                     (struct admin_verbs){verbs, sizeof verbs / sizeof *verbs}, fault);
}

const struct command command_supplier = {
    "supplier",
    "list|create NAME --identity ANID|rotate ID [--overlap HOURS] --file SECRET --data DIR "
    "[--json]",
    "who the marketplace is in SAP Business Network; SECRET is a file with the shared secret", run};
