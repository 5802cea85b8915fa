/* The table of taxes by seller of record (BIL-3). */
#include "app/tax.h"
#include "base/arena.h"
#include "base/text.h"
#include "cli/admin.h"

static enum status list(struct admin *admin)
{
    static const char *const names[] = {"seller", "name", "kind", "rate", "registration", "note"};
    struct tax_rows taxes;
    struct records records;
    enum status st = tax_list(&admin->ctx, &taxes);
    if (st != OK)
        return st;
    records_start(&records, admin, names, sizeof names / sizeof *names);
    for (size_t i = 0; i < taxes.count; i++) {
        const struct tax_row *row = &taxes.items[i];
        bool none = row->tax.kind == TAX_NONE;
        records_text(&records, row->seller_id);
        records_text(&records, row->seller_name);
        records_text(&records, tax_kind_name(row->tax.kind));
        records_text(&records, none ? NULL : tax_rate_text(admin->ctx.arena, row->tax.rate_ppm));
        records_text(&records, row->tax.registration);
        records_text(&records, row->tax.note);
    }
    records_print(&records, "taxes", "No sellers: load a catalogue first.");
    return OK;
}

static enum status set(struct admin *admin)
{
    const struct invocation *in = admin->invocation;
    const char *field;
    struct tax_input input = {.kind = text_or_empty(in->kind),
                              .rate = in->rate,
                              .registration = in->registration,
                              .note = in->description};
    return admin_say(admin, tax_set(&admin->ctx, in->object, &input, &field),
                     "puts this tax on invoices from now on");
}

static enum status remove_tax(struct admin *admin)
{
    const char *field;
    struct tax_input input = {.kind = tax_kind_name(TAX_NONE)};
    return admin_say(admin, tax_set(&admin->ctx, admin->invocation->object, &input, &field),
                     "puts no tax on invoices from now on");
}

static enum status run(struct invocation *invocation, struct fault *fault)
{
    static const struct admin_verb verbs[] = {
        {"list", false, false, ADMIN_READS, list},
        {"set", true, false, ADMIN_WRITES, set},
        {"remove", true, false, ADMIN_WRITES, remove_tax},
    };
    return admin_run(invocation, &command_tax,
                     (struct admin_verbs){verbs, sizeof verbs / sizeof *verbs}, fault);
}

const struct command command_tax = {
    "tax",
    "list|set SELLER --kind vat|gst|sales|other --rate PERCENT [--registration NUMBER] "
    "[--description NOTE]|remove SELLER --data DIR [--json]",
    "the tax that each seller of record puts on invoices", run};
