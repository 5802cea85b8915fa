/* Metered usage (BIL-3): records from a file, and what came of them. */
#include "app/books.h"
#include "app/usage.h"
#include "base/text.h"
#include "cli/admin.h"
#include "store/catalogue.h"
#include "json/reader.h"

enum { FILE_LIMIT = 16 << 20, DEPTH_LIMIT = 5 };

static enum status read_record(const struct json_value *value, struct usage_record *out,
                               struct fault *fault)
{
    const char *quantity = json_read_as_text(json_read_member(value, "quantity"), "");
    const char *at = json_read_as_text(json_read_member(value, "at"), "");
    *out = (struct usage_record){
        .id = json_read_as_text(json_read_member(value, "id"), ""),
        .dimension = json_read_as_text(json_read_member(value, "dimension"), ""),
    };
    if (!quantity_parse(quantity, &out->quantity_micros))
        return fault_set(fault, BAD_INPUT, "Record '%.100s': the quantity '%.40s' can't be read.",
                         out->id, quantity);
    if (!time_parse(at, &out->at_us))
        return fault_set(fault, BAD_INPUT, "Record '%.100s': the time '%.40s' can't be read.",
                         out->id, at);
    return OK;
}

/* [{"id": "2026-11-01/7", "dimension": "calls", "quantity": "12.5", "at": "2026-11-01T..."}] */
static enum status read_records(struct admin *admin, struct usage_record **out, size_t *out_count)
{
    static const struct json_limits limits = {FILE_LIMIT, DEPTH_LIMIT};
    struct arena *arena = admin->ctx.arena;
    struct fault *fault = &admin->ctx.fault;
    const char *text;
    const struct json_value *root;
    enum status st = admin_read_file(admin, admin->invocation->file, &text);
    if (st == OK)
        st = json_read(arena, bytes_of(text), &limits, &root, fault);
    if (st == OK && json_read_kind(root) != JSON_KIND_ARRAY)
        return fault_set(fault, BAD_INPUT, "The file must hold an array of records.");
    if (st != OK)
        return st;
    *out_count = json_read_count(root);
    *out = arena_array(arena, *out_count, sizeof **out);
    for (size_t i = 0; st == OK && i < *out_count; i++)
        st = read_record(json_read_item(root, i), &(*out)[i], fault);
    return st;
}

static enum status record(struct admin *admin)
{
    struct usage_record *records = NULL;
    size_t count = 0, new_count;
    enum status st = read_records(admin, &records, &count);
    if (st == OK)
        st = admin_load_catalogue(admin);
    if (st != OK)
        return st;
    st = usage_record_all(&admin->ctx, admin->invocation->object, records, count, &new_count);
    if (st == OK)
        admin_tell(admin, "recorded", arena_printf(admin->ctx.arena, "%zu", new_count),
                   "Records that were known already are not counted.");
    return st;
}

static enum status list(struct admin *admin)
{
    static const char *const names[] = {"dimension", "month",    "quantity", "covered",
                                        "amount",    "currency", "charge"};
    struct arena *arena = admin->ctx.arena;
    struct agreement_book book;
    struct records records;
    enum status st = books_agreement(&admin->ctx, admin->invocation->object, &book);
    if (st != OK)
        return st;
    records_start(&records, admin, names, sizeof names / sizeof *names);
    for (size_t i = 0; i < book.usage.count; i++) {
        const struct usage_month *month = &book.usage.items[i];
        records_text(&records, month->dimension);
        records_text(&records, arena_printf(arena, "%.7s", time_date(arena, month->month_us)));
        records_text(&records, quantity_text(arena, month->quantity_micros));
        records_text(&records, quantity_text(arena, month->covered_micros));
        records_text(&records, money_amount(arena, month->amount));
        records_text(&records, month->amount.currency);
        records_text(&records, month->charge_number == 0
                                   ? NULL
                                   : arena_printf(arena, "%d", month->charge_number));
    }
    records_print(&records, "months", "Nothing was metered yet.");
    return OK;
}

static enum status run(struct invocation *invocation, struct fault *fault)
{
    static const struct admin_verb verbs[] = {
        {"record", true, false, ADMIN_WRITES, record},
        {"list", true, false, ADMIN_READS, list},
    };
    return admin_run(invocation, &command_meter,
                     (struct admin_verbs){verbs, sizeof verbs / sizeof *verbs}, fault);
}

const struct command command_meter = {
    "meter", "record AGREEMENT --file FILE|list AGREEMENT --data DIR [--json]",
    "what was used of an agreement: records from a JSON file, each id once; what it is by month",
    run};
