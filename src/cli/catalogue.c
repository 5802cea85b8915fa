/* What the marketplace offers (CAT-1): `export`, change the file, `check`, `load`. */
#include "app/catalogue.h"
#include "base/arena.h"
#include "base/text.h"
#include "cli/admin.h"
#include "domain/catalogue_json.h"

enum { FILE_LIMIT = 64 << 20 };

/* How many of its offers may be requested. */
static size_t offered(const struct product *product)
{
    size_t count = 0;
    for (size_t i = 0; i < product->offer_count; i++)
        count += !product->offers[i].withdrawn;
    return count;
}

static enum status list(struct admin *admin)
{
    static const char *const names[] = {"id", "part_id", "title", "seller", "type", "offers"};
    struct records records;
    enum status st = admin_load_catalogue(admin);
    if (st != OK)
        return st;
    const struct catalogue *catalogue = admin->ctx.app->catalogue;
    records_start(&records, admin, names, sizeof names / sizeof *names);
    for (size_t i = 0; i < catalogue->product_count; i++) {
        const struct product *product = &catalogue->products[i];
        records_text(&records, product->id);
        records_text(&records, product->part_id);
        records_text(&records, product->title);
        records_text(&records, product->seller->name);
        records_text(&records, product_type_name(product->type));
        records_text(&records, offered(product) == 0
                                   ? "withdrawn"
                                   : arena_printf(admin->ctx.arena, "%zu", offered(product)));
    }
    records_print(
        &records, "products",
        "No products yet: write a file (docs/catalogue.md), then punchoutd catalogue load "
        "--file FILE.");
    return OK;
}

static enum status export_file(struct admin *admin)
{
    struct buf text;
    enum status st = admin_load_catalogue(admin);
    if (st != OK)
        return st;
    buf_init(&text, admin->ctx.arena, FILE_LIMIT);
    catalogue_write(&text, admin->ctx.arena, admin->ctx.app->catalogue);
    if (text.overflow)
        return fault_set(&admin->ctx.fault, TOO_LARGE, "The catalogue is over 64 MB.");
    fputs(buf_string(&text), admin->invocation->out);
    return OK;
}

static void tell(struct admin *admin, const struct catalogue_change *change, const char *sentence)
{
    static const char *const names[] = {"new_products", "changed_products", "new_offers",
                                        "withdrawn_offers"};
    const size_t counts[] = {change->products, change->changed, change->offers, change->withdrawn};
    struct records records;
    records_start(&records, admin, names, sizeof names / sizeof *names);
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        records_text(&records, arena_printf(admin->ctx.arena, "%zu", counts[i]));
    records_print_one(&records);
    if (!admin->invocation->json)
        fprintf(admin->invocation->out, "%s\n", sentence);
}

static enum status read_file(struct admin *admin, bool check_only, const char *sentence)
{
    struct catalogue_change change;
    const char *text;
    enum status st = admin_read_file(admin, admin->invocation->file, &text);
    if (st == OK)
        st = catalogue_load(&admin->ctx, bytes_of(text), check_only, &change);
    if (st == OK)
        tell(admin, &change, sentence);
    return st;
}

static enum status check(struct admin *admin)
{
    return read_file(admin, true, "Nothing is changed yet: punchoutd catalogue load does it.");
}

static enum status load(struct admin *admin)
{
    return read_file(admin, false, "The server shows it once it has been started again.");
}

static enum status run(struct invocation *invocation, struct fault *fault)
{
    static const struct admin_verb verbs[] = {
        {"list", false, false, ADMIN_READS, list},
        {"export", false, false, ADMIN_READS, export_file},
        {"check", false, false, ADMIN_READS, check},
        {"load", false, false, ADMIN_WRITES, load},
    };
    return admin_run(invocation, &command_catalogue,
                     (struct admin_verbs){verbs, sizeof verbs / sizeof *verbs}, fault);
}

const struct command command_catalogue = {
    "catalogue", "list|export|check|load --data DIR [--file FILE] [--json]",
    "what the marketplace offers; export writes it as a file, check says what a changed file would "
    "do, load does it",
    run};
