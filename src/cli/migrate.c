#include "cli/migrate.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/time.h"
#include "cli/command.h"
#include "cli/output.h"

struct counting {
    struct arena *arena;
    size_t count;
};

static enum status count(struct db_tx *tx, void *state)
{
    struct counting *counting = state;
    return db_count_migrations(tx, counting->arena,
                               db_migrations_of(counting->arena, &migration_files),
                               migration_files.count, &counting->count);
}

enum status migrate_count(struct arena *arena, struct db *db, size_t *out, struct fault *fault)
{
    struct counting counting = {arena, 0};
    enum status st = db_read(db, count, &counting, fault);
    *out = counting.count;
    return st == NOT_FOUND ? OK : st;
}

enum status migrate_run(struct arena *arena, struct home *home, size_t *before, struct fault *fault)
{
    struct clock clock = clock_system();
    enum status st = migrate_count(arena, home->db, before, fault);
    return st == OK ? home_migrate(home, clock_now_us(&clock), fault) : st;
}

void migrate_write(struct json_writer *w, size_t before)
{
    json_write_name(w, "applied");
    json_write_array(w);
    for (size_t i = before; i < migration_files.count; i++)
        json_write_text(w, migration_files.files[i].name);
    json_write_close(w);
}

const char *migrate_names(struct arena *arena, size_t before)
{
    const char *names = "";
    for (size_t i = before; i < migration_files.count; i++)
        names = arena_printf(arena, "%s%s%s", names, i == before ? "" : ", ",
                             migration_files.files[i].name);
    return names;
}

static void print(const struct invocation *invocation, size_t before)
{
    struct json_writer w;
    struct buf text;
    if (invocation->json) {
        output_json_start(&w, &text, invocation->arena);
        json_write_object(&w);
        json_write_member_int(&w, "migrations", (int64_t)migration_files.count);
        migrate_write(&w, before);
        json_write_close(&w);
        output_json_end(&w, &text, invocation->out);
    } else if (before == migration_files.count) {
        fprintf(invocation->out, "Nothing to do: the database has all %zu migrations.\n", before);
    } else {
        fprintf(invocation->out, "Applied: %s.\n", migrate_names(invocation->arena, before));
    }
}

static enum status run(struct invocation *invocation, struct fault *fault)
{
    struct home home;
    size_t before = 0;
    if (invocation->data == NULL || invocation->verb != NULL)
        return command_usage(&command_migrate, fault);
    enum status st =
        home_open(invocation->arena, invocation->data, DB_OFFLINE, false, &home, fault);
    if (st == OK)
        st = migrate_run(invocation->arena, &home, &before, fault);
    if (st == OK)
        print(invocation, before);
    home_close(&home);
    return st;
}

const struct command command_migrate = {
    "migrate", "--data DIR [--json]",
    "bring the database up to this program, as serve does when it starts; with SQLite the server "
    "must be stopped",
    run};
