#include "cli/backup.h"

#include <sys/stat.h>

#include "base/arena.h"
#include "base/buf.h"
#include "cli/command.h"
#include "cli/migrate.h"
#include "cli/output.h"
#include "db/copy.h"

static enum status count(struct db_tx *tx, void *state)
{
    return counts_store_read(tx, state);
}

enum status backup_count(struct db *db, struct counts *out, struct fault *fault)
{
    return db_read(db, count, out, fault);
}

void backup_write_counts(struct json_writer *w, const struct counts *counts)
{
    json_write_member_int(w, "orders", counts->orders);
    json_write_member_int(w, "agreements", counts->agreements);
    json_write_member_int(w, "documents", counts->documents);
}

const char *backup_counts(struct arena *arena, const struct counts *counts)
{
    return arena_printf(arena, "%lld orders, %lld agreements and %lld documents",
                        (long long)counts->orders, (long long)counts->agreements,
                        (long long)counts->documents);
}

/* That there is a marketplace which this program can bring back. */
static enum status check(const struct invocation *invocation, struct fault *fault)
{
    struct home home;
    size_t migrations;
    enum status st =
        home_open(invocation->arena, invocation->data, DB_READ_ONLY, false, &home, fault);
    if (st == OK)
        st = migrate_count(invocation->arena, home.db, &migrations, fault);
    home_close(&home);
    return st;
}

static enum status make(const struct invocation *invocation, struct fault *fault)
{
    struct db_copied copied;
    struct db_copy_options options = {.to = invocation->to,
                                      .live = true,
                                      .migrations =
                                          db_migrations_of(invocation->arena, &migration_files),
                                      .migration_count = migration_files.count};
    enum status st = home_database(invocation->arena, invocation->data, &options.from, fault);
    if (st != OK)
        return st;
    return db_is_server(options.from) ? db_copy(&options, invocation->arena, &copied, fault)
                                      : db_copy_pages(options.from, options.to, fault);
}

/* From the file itself. */
static enum status count_file(const char *path, struct counts *out, struct fault *fault)
{
    struct db *db;
    struct db_options options = {.path = path, .mode = DB_READ_ONLY};
    enum status st = db_open(&options, &db, fault);
    if (st == OK)
        st = backup_count(db, out, fault);
    db_close(db);
    return st;
}

static void print(const struct invocation *invocation, const struct counts *counts)
{
    struct arena *arena = invocation->arena;
    const char *key = arena_printf(arena, "%s/punchoutd.key", invocation->data);
    const char *conf = arena_printf(arena, "%s/punchoutd.conf", invocation->data);
    struct stat info = {0};
    struct json_writer w;
    struct buf text;
    stat(invocation->to, &info);
    if (!invocation->json) {
        fprintf(invocation->out,
                "%s holds %s (%lld bytes).\n\n"
                "Keep, in another place, what is not in it:\n"
                "  %s   without it the secrets in the backup can't be read\n"
                "  %s\n\n"
                "Bring it back:  punchoutd restore %s --data DIR, with the key in DIR\n",
                invocation->to, backup_counts(arena, counts), (long long)info.st_size, key, conf,
                invocation->to);
        return;
    }
    output_json_start(&w, &text, arena);
    json_write_object(&w);
    json_write_member_text(&w, "file", invocation->to);
    json_write_member_int(&w, "bytes", info.st_size);
    backup_write_counts(&w, counts);
    json_write_name(&w, "keep");
    json_write_array(&w);
    json_write_text(&w, key);
    json_write_text(&w, conf);
    json_write_close(&w);
    json_write_close(&w);
    output_json_end(&w, &text, invocation->out);
}

static enum status run(struct invocation *invocation, struct fault *fault)
{
    struct counts counts = {0};
    if (invocation->data == NULL || invocation->to == NULL || invocation->verb != NULL)
        return command_usage(&command_backup, fault);
    enum status st = check(invocation, fault);
    if (st == OK)
        st = make(invocation, fault);
    if (st == OK)
        st = count_file(invocation->to, &counts, fault);
    if (st == OK)
        print(invocation, &counts);
    return st;
}

const struct command command_backup = {
    "backup", "--data DIR --to FILE [--json]",
    "write the whole database into FILE, beside the running server; it is SQLite, whatever the "
    "database",
    run};
