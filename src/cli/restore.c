#include "base/arena.h"
#include "base/buf.h"
#include "cli/backup.h"
#include "cli/command.h"
#include "cli/migrate.h"
#include "cli/output.h"
#include "cli/settings.h"
#include "crypto/keyfile.h"
#include "db/copy.h"

struct restoring {
    struct invocation *invocation;
    struct arena *arena;
    const char *file;
    const char *database; /* NULL: SQLite */
    bool write_settings;
    struct seal_key key;
    size_t migrations; /* that the backup has */
    struct counts counts;
};

static enum status load_key(struct restoring *restoring, struct fault *fault)
{
    const char *data = restoring->invocation->data;
    const char *path = arena_printf(restoring->arena, "%s/punchoutd.key", data);
    enum status st = keyfile_load(path, &restoring->key, fault);
    return st != NOT_FOUND
               ? st
               : fault_set(fault, NOT_FOUND,
                           "There is no '%s'. Put the key that belongs to the backup there first: "
                           "without it the secrets in it can't be read.",
                           path);
}

static enum status check_key(struct db_tx *tx, struct restoring *restoring)
{
    bool fits;
    enum status st = home_key_fits(tx, restoring->arena, &restoring->key, &fits);
    return st != OK || fits
               ? st
               : fault_set(db_fault(tx), CONFLICT,
                           "The key '%s/punchoutd.key' does not belong to %s: it opens none of the "
                           "secrets in it. Put the key there that was kept with the backup.",
                           restoring->invocation->data, restoring->file);
}

static enum status look_into(struct db_tx *tx, void *state)
{
    struct restoring *restoring = state;
    enum status st = db_count_migrations(tx, restoring->arena,
                                         db_migrations_of(restoring->arena, &migration_files),
                                         migration_files.count, &restoring->migrations);
    return st == OK ? check_key(tx, restoring) : st;
}

/* That the file is a backup, whole, of this program's, and under this key. */
static enum status check_file(struct restoring *restoring, struct fault *fault)
{
    struct db *db = NULL;
    struct db_options options = {.path = restoring->file, .mode = DB_READ_ONLY};
    enum status st = db_check_file(restoring->file, restoring->file, fault);
    if (st == OK)
        st = db_open(&options, &db, fault);
    if (st == OK)
        st = db_read(db, look_into, restoring, fault);
    db_close(db);
    return st;
}

static enum status fill(struct restoring *restoring, struct fault *fault)
{
    struct arena *arena = restoring->arena;
    const char *data = restoring->invocation->data;
    struct db_copied copied;
    struct db_copy_options options = {.from = restoring->file,
                                      .to = restoring->database,
                                      .live = true,
                                      .migrations = db_migrations_of(arena, &migration_files),
                                      .migration_count = migration_files.count};
    enum status st =
        restoring->database != NULL
            ? db_copy(&options, arena, &copied, fault)
            : db_copy_pages(restoring->file, arena_printf(arena, "%s/punchoutd.db", data), fault);
    if (st == OK && restoring->write_settings)
        st = settings_write(arena, arena_printf(arena, "%s/punchoutd.conf", data),
                            restoring->database, fault);
    return st;
}

static enum status bring_up(struct restoring *restoring, struct fault *fault)
{
    struct home home;
    size_t before;
    enum status st =
        home_open(restoring->arena, restoring->invocation->data, DB_OFFLINE, false, &home, fault);
    if (st == OK)
        st = migrate_run(restoring->arena, &home, &before, fault);
    if (st == OK)
        st = backup_count(home.db, &restoring->counts, fault);
    home_close(&home);
    return st;
}

static void print(const struct restoring *restoring)
{
    const struct invocation *invocation = restoring->invocation;
    struct json_writer w;
    struct buf text;
    if (!invocation->json) {
        fprintf(invocation->out, "Restored: %s.\n",
                backup_counts(restoring->arena, &restoring->counts));
        if (restoring->migrations < migration_files.count)
            fprintf(invocation->out, "Brought up to this program by %s.\n",
                    migrate_names(restoring->arena, restoring->migrations));
        fprintf(invocation->out, "\nStart it:  punchoutd serve --data %s\n", invocation->data);
        return;
    }
    output_json_start(&w, &text, restoring->arena);
    json_write_object(&w);
    json_write_member_text(&w, "data", invocation->data);
    backup_write_counts(&w, &restoring->counts);
    migrate_write(&w, restoring->migrations);
    json_write_close(&w);
    output_json_end(&w, &text, invocation->out);
}

static enum status run(struct invocation *invocation, struct fault *fault)
{
    struct restoring restoring = {
        .invocation = invocation, .arena = invocation->arena, .file = invocation->verb};
    if (invocation->data == NULL || invocation->verb == NULL || invocation->object != NULL)
        return command_usage(&command_restore, fault);
    enum status st = home_vacancy(invocation->arena, invocation->data, invocation->database,
                                  &restoring.database, &restoring.write_settings, fault);
    if (st == OK)
        st = load_key(&restoring, fault);
    if (st == OK)
        st = check_file(&restoring, fault);
    seal_key_release(&restoring.key);
    if (st == OK)
        st = fill(&restoring, fault);
    if (st == OK)
        st = bring_up(&restoring, fault);
    if (st == OK)
        print(&restoring);
    return st;
}

const struct command command_restore = {
    "restore", "FILE --data DIR [--database URL] [--json]",
    "make a marketplace in DIR from a backup; DIR holds the key that belongs to it, and no "
    "database yet",
    run};
