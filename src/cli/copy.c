#include <sys/stat.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/home.h"
#include "cli/output.h"
#include "db/copy.h"

static bool is_directory(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

/* A data directory stands for its database. */
static enum status find(struct arena *arena, const char *place, const char **out,
                        struct fault *fault)
{
    *out = place;
    return db_is_server(place) || !is_directory(place) ? OK
                                                       : home_database(arena, place, out, fault);
}

static const char *sum_text(struct arena *arena, uint64_t sum)
{
    return arena_printf(arena, "%016llx", (unsigned long long)sum);
}

static void print_table(const struct invocation *invocation, const struct db_copied *copied)
{
    static const char *const headers[] = {"TABLE",         "ROWS FROM",   "ROWS TO",
                                          "CHECKSUM FROM", "CHECKSUM TO", "EQUAL"};
    struct arena *arena = invocation->arena;
    struct table table;
    table_start(&table, arena, headers, sizeof headers / sizeof *headers);
    for (size_t i = 0; i < copied->count; i++) {
        const struct db_copied_table *row = &copied->tables[i];
        table_cell(&table, row->name);
        table_cell(&table, arena_printf(arena, "%lld", (long long)row->rows_from));
        table_cell(&table, arena_printf(arena, "%lld", (long long)row->rows_to));
        table_cell(&table, sum_text(arena, row->sum_from));
        table_cell(&table, sum_text(arena, row->sum_to));
        table_cell(&table, db_copied_equal(row) ? "yes" : "NO");
    }
    table_print(&table, invocation->out, "There are no tables.");
}

/* The line of punchoutd.conf that leads to the copy; NULL where there must be none. A password is
 * not repeated. */
static const char *setting_for(const struct invocation *invocation, const char *to,
                               const struct db_copied *copied)
{
    return db_is_server(to) ? arena_printf(invocation->arena,
                                           "database = postgresql://USER:PASSWORD@%s", copied->to)
                            : NULL;
}

static void print_json(const struct invocation *invocation, const struct db_copied *copied,
                       bool equal, const char *setting)
{
    struct arena *arena = invocation->arena;
    struct json_writer w;
    struct buf text;
    output_json_start(&w, &text, arena);
    json_write_object(&w);
    json_write_member_text(&w, "from", copied->from);
    json_write_member_text(&w, "to", copied->to);
    json_write_member_bool(&w, "equal", equal);
    json_write_name(&w, "tables");
    json_write_array(&w);
    for (size_t i = 0; i < copied->count; i++) {
        const struct db_copied_table *row = &copied->tables[i];
        json_write_object(&w);
        json_write_member_text(&w, "name", row->name);
        json_write_member_int(&w, "rows_from", row->rows_from);
        json_write_member_int(&w, "rows_to", row->rows_to);
        json_write_member_text(&w, "checksum_from", sum_text(arena, row->sum_from));
        json_write_member_text(&w, "checksum_to", sum_text(arena, row->sum_to));
        json_write_member_bool(&w, "equal", db_copied_equal(row));
        json_write_close(&w);
    }
    json_write_close(&w);
    json_write_member_text(&w, "setting", setting);
    json_write_close(&w);
    output_json_end(&w, &text, invocation->out);
}

static void print_next(const struct invocation *invocation, const char *to, const char *setting)
{
    FILE *out = invocation->out;
    if (is_directory(invocation->to))
        fprintf(out,
                "\n%s is equal, and its settings name it already. It needs punchoutd.key of the "
                "marketplace it was copied from.\n",
                invocation->to);
    else if (setting != NULL)
        fprintf(out,
                "\nThe copy is equal. To use it, put this line into punchoutd.conf, with the "
                "address as you gave it:\n  %s\n",
                setting);
    else
        fprintf(out,
                "\nThe copy is equal. To use it, move %s to DIR/punchoutd.db and take the line "
                "`database` out of DIR/punchoutd.conf.\n",
                to);
}

static enum status run(struct invocation *invocation, struct fault *fault)
{
    struct arena *arena = invocation->arena;
    struct db_copied copied = {0};
    struct db_copy_options options = {.migrations = db_migrations_of(arena, &migration_files),
                                      .migration_count = migration_files.count};
    if (invocation->from == NULL || invocation->to == NULL || invocation->verb != NULL)
        return command_usage(&command_copy, fault);
    enum status st = find(arena, invocation->from, &options.from, fault);
    if (st == OK)
        st = find(arena, invocation->to, &options.to, fault);
    if (st != OK)
        return st;
    st = db_copy(&options, arena, &copied, fault);
    if (st != OK && copied.count == 0)
        return st;
    const char *setting = setting_for(invocation, options.to, &copied);
    if (invocation->json) {
        print_json(invocation, &copied, st == OK, setting);
    } else {
        print_table(invocation, &copied);
        if (st == OK)
            print_next(invocation, options.to, setting);
    }
    return st;
}

const struct command command_copy = {
    "copy", "--from PLACE --to PLACE [--json]",
    "move a marketplace to another database; a PLACE is a data directory, a SQLite file or "
    "postgresql://..., the first not in use, the second empty",
    run};
