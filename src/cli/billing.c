/* Billing by hand, and its proof (BIL-6). */
#include "app/billing.h"
#include "base/text.h"
#include "cli/admin.h"

static enum status bill(struct admin *admin)
{
    int64_t issued;
    enum status st = admin_load_catalogue(admin);
    if (st == OK)
        st = billing_run(&admin->ctx, &issued);
    if (st == OK)
        admin_tell(admin, "issued", arena_printf(admin->ctx.arena, "%lld", (long long)issued),
                   "Invoices were issued for all that is due.");
    return st;
}

static enum status verify(struct admin *admin)
{
    static const char *const names[] = {"what", "expected_micros", "found_micros"};
    struct arena *arena = admin->ctx.arena;
    struct invoice_drifts drifts;
    struct records records;
    enum status st = billing_verify(&admin->ctx, &drifts);
    if (st != OK)
        return st;
    records_start(&records, admin, names, sizeof names / sizeof *names);
    for (size_t i = 0; i < drifts.count; i++) {
        records_text(&records, drifts.items[i].what);
        records_text(&records, arena_printf(arena, "%lld", (long long)drifts.items[i].expected));
        records_text(&records, arena_printf(arena, "%lld", (long long)drifts.items[i].found));
    }
    records_print(&records, "drifts", "All numbers agree.");
    return drifts.count == 0
               ? OK
               : fault_set(&admin->ctx.fault, FAILED,
                           "%zu numbers do not agree: the database was changed by something else, "
                           "or this is a defect. Keep a backup of it as it is.",
                           drifts.count);
}

static enum status run(struct invocation *invocation, struct fault *fault)
{
    static const struct admin_verb verbs[] = {
        {"run", false, false, ADMIN_WRITES, bill},
        {"verify", false, false, ADMIN_READS, verify},
    };
    return admin_run(invocation, &command_billing,
                     (struct admin_verbs){verbs, sizeof verbs / sizeof *verbs}, fault);
}

const struct command command_billing = {
    "billing", "run|verify --data DIR [--json]",
    "issue invoices for what is due, as the server does every 20 seconds; prove that agreements, "
    "charges and invoices add up",
    run};
