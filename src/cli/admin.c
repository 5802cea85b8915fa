#include "cli/admin.h"

#include <errno.h>
#include <string.h>

#include "app/who.h"
#include "base/text.h"
#include "cli/output.h"
#include "cli/settings.h"
#include "crypto/random.h"
#include "cxml/notice.h"

enum { FILE_MEGABYTES = 64 };

/* Where links of this marketplace lead: as `serve` has it. */
static enum status find_url(struct invocation *invocation, const char **out, struct fault *fault)
{
    struct settings settings;
    const char *conf = arena_printf(invocation->arena, "%s/punchoutd.conf", invocation->data);
    enum status st = settings_read(invocation->arena, conf, &settings, fault);
    if (st == OK)
        *out = settings.public_url != NULL
                   ? settings.public_url
                   : arena_printf(invocation->arena, "http://%s", settings.listen);
    return st;
}

static enum status run_verb(struct invocation *invocation, const struct admin_verb *verb,
                            struct fault *fault)
{
    struct home home;
    struct log log = {.fd = 2, .level = LOG_WARNING, .clock = clock_system()};
    struct app app = {
        .clock = log.clock, .entropy = crypto_entropy(), .notices = &cxml_notices, .log = &log};
    struct admin admin = {invocation,
                          {.app = &app, .arena = invocation->arena, .who = who_system()}};
    if (verb->access == ADMIN_ALONE) {
        enum status alone = verb->run(&admin);
        *fault = admin.ctx.fault;
        return alone;
    }
    enum status st = find_url(invocation, &app.public_url, fault);
    if (st != OK)
        return st;
    st = home_open(invocation->arena, invocation->data,
                   verb->access == ADMIN_WRITES ? DB_OFFLINE : DB_READ_ONLY, true, &home, fault);
    if (st == UNAVAILABLE && verb->access == ADMIN_WRITES) {
        struct fault reason = *fault;
        return fault_set(fault, st,
                         "%s. Stop the server for this; what its consoles can do needs no stop: "
                         "/console and /operator.",
                         reason.message);
    }
    if (st == OK) {
        app.db = home.db;
        app.key = home.key;
        st = verb->run(&admin);
        if (st != OK)
            *fault = admin.ctx.fault;
    }
    home_close(&home);
    seal_key_release(&app.key);
    return st;
}

enum status admin_run(struct invocation *invocation, const struct command *command,
                      struct admin_verbs verbs, struct fault *fault)
{
    for (size_t i = 0; i < verbs.count && invocation->verb != NULL; i++) {
        const struct admin_verb *verb = &verbs.items[i];
        if (!text_equal(verb->name, invocation->verb))
            continue;
        if ((invocation->data == NULL) != (verb->access == ADMIN_ALONE) ||
            verb->object != (invocation->object != NULL))
            return command_usage(command, fault);
        if (verb->account && invocation->account == NULL)
            return fault_set(fault, BAD_INPUT,
                             "Say which account: --account ID. See: punchoutd account list");
        return run_verb(invocation, verb, fault);
    }
    return command_usage(command, fault);
}

void records_start(struct records *records, struct admin *admin, const char *const *names,
                   size_t columns)
{
    *records = (struct records){.admin = admin, .names = names, .columns = columns};
}

void records_text(struct records *records, const char *text)
{
    records->cells = arena_grow(records->admin->ctx.arena, records->cells, records->count,
                                &records->capacity, sizeof *records->cells);
    records->cells[records->count++] = text;
}

void records_time(struct records *records, int64_t time_us)
{
    records_text(records, time_us == 0 ? NULL : time_cxml(records->admin->ctx.arena, time_us));
}

void records_bool(struct records *records, bool value)
{
    records_text(records, value ? "yes" : "no");
}

static void write_record(struct json_writer *w, const struct records *records, size_t first)
{
    json_write_object(w);
    for (size_t i = 0; i < records->columns; i++)
        json_write_member_text(w, records->names[i], records->cells[first + i]);
    json_write_close(w);
}

static const char *heading_of(struct arena *arena, const char *name)
{
    char *heading = arena_text(arena, name);
    for (char *c = heading; *c != '\0'; c++)
        *c = (char)(*c == '_' ? ' ' : *c >= 'a' && *c <= 'z' ? *c - 'a' + 'A' : *c);
    return heading;
}

void records_print(const struct records *records, const char *kind, const char *empty)
{
    const struct invocation *invocation = records->admin->invocation;
    struct arena *arena = invocation->arena;
    if (invocation->json) {
        struct json_writer w;
        struct buf text;
        output_json_start(&w, &text, arena);
        json_write_object(&w);
        json_write_name(&w, kind);
        json_write_array(&w);
        for (size_t i = 0; i < records->count; i += records->columns)
            write_record(&w, records, i);
        json_write_close(&w);
        json_write_close(&w);
        output_json_end(&w, &text, invocation->out);
        return;
    }
    const char **headings = arena_array(arena, records->columns, sizeof *headings);
    struct table table;
    for (size_t i = 0; i < records->columns; i++)
        headings[i] = heading_of(arena, records->names[i]);
    table_start(&table, arena, headings, records->columns);
    for (size_t i = 0; i < records->count; i++)
        table_cell(&table, records->cells[i] == NULL ? "-" : records->cells[i]);
    table_print(&table, invocation->out, empty);
}

void records_print_one(const struct records *records)
{
    const struct invocation *invocation = records->admin->invocation;
    if (invocation->json) {
        struct json_writer w;
        struct buf text;
        output_json_start(&w, &text, invocation->arena);
        write_record(&w, records, 0);
        output_json_end(&w, &text, invocation->out);
        return;
    }
    for (size_t i = 0; i < records->columns; i++)
        fprintf(invocation->out, "%-22s %s\n", records->names[i],
                records->cells[i] == NULL ? "-" : records->cells[i]);
}

void admin_tell(struct admin *admin, const char *name, const char *value, const char *sentence)
{
    struct records records;
    if (admin->invocation->json) {
        records_start(&records, admin, &name, 1);
        records_text(&records, value);
        records_print_one(&records);
    } else {
        fprintf(admin->invocation->out, "%s\n%s\n", sentence, value);
    }
}

enum status admin_say(struct admin *admin, enum status st, const char *what)
{
    if (st == OK && !admin->invocation->json)
        fprintf(admin->invocation->out, "%s %s.\n", admin->invocation->object, what);
    return st;
}

enum status admin_overlap(struct admin *admin, int64_t *out_hours)
{
    const char *overlap = admin->invocation->overlap;
    *out_hours = 7 * 24;
    return overlap == NULL || text_to_int(overlap, out_hours)
               ? OK
               : fault_set(&admin->ctx.fault, BAD_INPUT, "--overlap takes a number of hours.");
}

enum status admin_read_file(struct admin *admin, const char *path, const char **out)
{
    struct buf text;
    char part[4096];
    size_t size;
    struct fault *fault = &admin->ctx.fault;
    if (path == NULL)
        return fault_set(fault, BAD_INPUT,
                         "Say which file: --file FILE, or --file - for what comes in.");
    FILE *file = text_equal(path, "-") ? stdin : fopen(path, "r");
    if (file == NULL)
        return fault_set(fault, NOT_FOUND, "%s can't be read: %s", path, strerror(errno));
    buf_init(&text, admin->ctx.arena, (size_t)FILE_MEGABYTES << 20);
    while ((size = fread(part, 1, sizeof part, file)) > 0)
        buf_put(&text, part, size);
    int problem = ferror(file) ? errno : 0; /* of a directory, say */
    if (file != stdin)
        fclose(file);
    if (problem != 0)
        return fault_set(fault, BAD_INPUT, "%s can't be read: %s", path, strerror(problem));
    if (text.overflow)
        return fault_set(fault, TOO_LARGE, "%s is larger than %d MB.", path, FILE_MEGABYTES);
    *out = buf_string(&text);
    return OK;
}

enum status admin_load_catalogue(struct admin *admin)
{
    struct app *app = arena_make(admin->ctx.arena, struct app);
    struct catalogue *catalogue = arena_make(admin->ctx.arena, struct catalogue);
    *app = *admin->ctx.app;
    app->catalogue = catalogue;
    admin->ctx.app = app;
    return home_load_catalogue(app->db, admin->ctx.arena, catalogue, &admin->ctx.fault);
}
