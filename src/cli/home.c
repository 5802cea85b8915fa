#include "cli/home.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/secret.h"
#include "base/arena.h"
#include "base/text.h"
#include "cli/settings.h"
#include "crypto/keyfile.h"
#include "store/catalogue.h"
#include "store/connection.h"

enum { SECRETS = 20 };

static const char *file_in(struct arena *arena, const char *directory, const char *name)
{
    return arena_printf(arena, "%s/%s", directory, name);
}

static const char *settings_of(struct arena *arena, const char *directory)
{
    return file_in(arena, directory, "punchoutd.conf");
}

/* The database that the directory's settings name; NULL: SQLite. */
static enum status find_database(struct arena *arena, const char *directory, const char **out,
                                 struct fault *fault)
{
    struct settings settings;
    enum status st = settings_read(arena, settings_of(arena, directory), &settings, fault);
    *out = st == OK ? settings.database : NULL;
    return st;
}

static const char *path_of(struct arena *arena, const char *directory, const char *database)
{
    return database != NULL ? database : file_in(arena, directory, "punchoutd.db");
}

enum status home_database(struct arena *arena, const char *directory, const char **out,
                          struct fault *fault)
{
    enum status st = find_database(arena, directory, out, fault);
    *out = path_of(arena, directory, *out);
    return st;
}

static enum status open_db(struct arena *arena, const char *directory, const char *database,
                           enum db_mode mode, struct home *out, struct fault *fault)
{
    struct db_options options = {.path = path_of(arena, directory, database), .mode = mode};
    return db_open(&options, &out->db, fault);
}

/* A database that is there need not hold anything: a file may have been cut to nothing. */
static enum status check_migrated(struct home *home, const char *directory, bool server,
                                  struct fault *fault)
{
    bool migrated;
    enum status st = db_is_migrated(home->db, &migrated, fault);
    if (st != OK || migrated)
        return st;
    if (server)
        return fault_set(fault, NOT_FOUND,
                         "The database that '%s/punchoutd.conf' names holds no marketplace. Make "
                         "one: punchoutd init --data %s",
                         directory, directory);
    return fault_set(fault, NOT_FOUND,
                     "The database '%s/punchoutd.db' is empty. Restore a backup; if there was no "
                     "marketplace, remove the file and make one: punchoutd init --data %s",
                     directory, directory);
}

static enum status check_file(struct arena *arena, const char *directory, struct fault *fault)
{
    const char *file = file_in(arena, directory, "punchoutd.db");
    if (access(file, F_OK) == 0)
        return OK;
    if (errno != ENOENT)
        return fault_set(fault, FAILED, "%s: %s", file, strerror(errno));
    return fault_set(fault, NOT_FOUND,
                     "There is no marketplace in '%s'. Make one: punchoutd init --data %s",
                     directory, directory);
}

enum status home_open(struct arena *arena, const char *directory, enum db_mode mode, bool with_key,
                      struct home *out, struct fault *fault)
{
    *out = (struct home){0};
    const char *database;
    enum status st = find_database(arena, directory, &database, fault);
    if (st == OK && database == NULL)
        st = check_file(arena, directory, fault);
    if (st != OK)
        return st;
    if (with_key)
        st = keyfile_load(file_in(arena, directory, "punchoutd.key"), &out->key, fault);
    if (st == OK)
        st = open_db(arena, directory, database, mode, out, fault);
    return st == OK ? check_migrated(out, directory, database != NULL, fault) : st;
}

void home_close(struct home *home)
{
    db_close(home->db);
    seal_key_release(&home->key);
}

enum status home_key_fits(struct db_tx *tx, struct arena *arena, const struct seal_key *key,
                          bool *out)
{
    struct bytes secrets[SECRETS];
    size_t count;
    enum status st = connection_store_secrets(tx, arena, SECRETS, secrets, &count);
    *out = st == OK && count == 0;
    for (size_t i = 0; st == OK && !*out && i < count; i++) {
        struct bytes secret;
        *out = unseal(arena, key, SECRET_LABEL, secrets[i], &secret) == OK;
    }
    return st;
}

struct key_check {
    struct arena *arena;
    const struct seal_key *key;
    bool fits;
};

static enum status look_for_key(struct db_tx *tx, void *state)
{
    struct key_check *check = state;
    return home_key_fits(tx, check->arena, check->key, &check->fits);
}

enum status home_check_key(struct arena *arena, const char *directory, struct home *home,
                           struct fault *fault)
{
    struct key_check check = {.arena = arena, .key = &home->key};
    enum status st = db_read(home->db, look_for_key, &check, fault);
    return st != OK || check.fits
               ? st
               : fault_set(fault, CONFLICT,
                           "The key '%s/punchoutd.key' does not belong to this database: it opens "
                           "none of the secrets in it. Put the key back that the marketplace was "
                           "made with.",
                           directory);
}

static enum status check_vacant(struct home *home, struct fault *fault)
{
    bool migrated;
    enum status st = db_is_migrated(home->db, &migrated, fault);
    return st != OK || !migrated
               ? st
               : fault_set(fault, CONFLICT,
                           "There is a marketplace in this database already. Choose another, or "
                           "copy the key and the settings of the directory that it belongs to.");
}

enum status home_vacancy(struct arena *arena, const char *directory, const char *asked,
                         const char **out, bool *write, struct fault *fault)
{
    *write = false;
    if (access(file_in(arena, directory, "punchoutd.db"), F_OK) == 0)
        return fault_set(fault, CONFLICT,
                         "There is a marketplace in '%s' already. Choose another directory, or "
                         "remove this one if you don't need it.",
                         directory);
    if (asked != NULL && !db_is_server(asked))
        return fault_set(fault, BAD_INPUT,
                         "--database takes postgresql://USER:PASSWORD@HOST:PORT/NAME.");
    enum status st = find_database(arena, directory, out, fault);
    if (st == OK && asked != NULL && *out != NULL && !text_equal(asked, *out))
        return fault_set(fault, CONFLICT, "'%s' names another database already.",
                         settings_of(arena, directory));
    *write = *out == NULL;
    if (asked != NULL)
        *out = asked;
    return st;
}

enum status home_create(struct arena *arena, const char *directory, const char *database,
                        int64_t now_us, struct home *out, struct fault *fault)
{
    *out = (struct home){0};
    bool write = false;
    if (mkdir(directory, 0700) != 0 && errno != EEXIST)
        return fault_set(fault, FAILED, "%s: %s", directory, strerror(errno));
    enum status st = home_vacancy(arena, directory, database, &database, &write, fault);
    if (st == OK && database != NULL) {
        st = open_db(arena, directory, database, DB_OFFLINE, out, fault);
        if (st == OK)
            st = check_vacant(out, fault);
    }
    const char *key = file_in(arena, directory, "punchoutd.key");
    if (st == OK && (st = keyfile_create(key, fault)) == CONFLICT)
        st = OK;
    if (st == OK)
        st = keyfile_load(key, &out->key, fault);
    if (st == OK && write)
        st = settings_write(arena, settings_of(arena, directory), database, fault);
    if (st == OK && database == NULL)
        st = open_db(arena, directory, NULL, DB_OFFLINE, out, fault);
    return st == OK ? home_migrate(out, now_us, fault) : st;
}

enum status home_migrate(struct home *home, int64_t now_us, struct fault *fault)
{
    return db_migrate_files(home->db, &migration_files, now_us, fault);
}

struct catalogue_load {
    struct arena *arena;
    struct catalogue *out;
};

static enum status load_catalogue(struct db_tx *tx, void *state)
{
    struct catalogue_load *load = state;
    return catalogue_store_load(tx, load->arena, load->out);
}

enum status home_load_catalogue(struct db *db, struct arena *arena, struct catalogue *out,
                                struct fault *fault)
{
    struct catalogue_load load = {arena, out};
    return db_read(db, load_catalogue, &load, fault);
}
