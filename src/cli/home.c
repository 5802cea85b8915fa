#include "cli/home.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "crypto/keyfile.h"
#include "db/migrate.h"

static const char settings_text[] =
    "# Settings of punchoutd. What is commented out shows the default.\n"
    "\n"
    "# listen = 127.0.0.1:8080\n"
    "\n"
    "# The address buyers reach this server by, without a slash at the end. Every address we send\n"
    "# begins with it.\n"
    "# public_url = https://marketplace.example.com\n"
    "\n"
    "# workers = 64\n"
    "# log_level = info\n";

static const char *file_in(struct arena *arena, const char *directory, const char *name)
{
    return arena_printf(arena, "%s/%s", directory, name);
}

static enum status open_db(struct arena *arena, const char *directory, enum db_mode mode,
                           struct home *out, struct fault *fault)
{
    struct db_options options = {.path = file_in(arena, directory, "punchoutd.db"), .mode = mode};
    return db_open(&options, &out->db, fault);
}

enum status home_open(struct arena *arena, const char *directory, enum db_mode mode, bool with_key,
                      struct home *out, struct fault *fault)
{
    *out = (struct home){0};
    if (access(file_in(arena, directory, "punchoutd.db"), F_OK) != 0)
        return fault_set(fault, NOT_FOUND,
                         "There is no marketplace in '%s'. Make one: punchoutd init --data %s",
                         directory, directory);
    enum status st = OK;
    if (with_key)
        st = keyfile_load(file_in(arena, directory, "punchoutd.key"), &out->key, fault);
    return st == OK ? open_db(arena, directory, mode, out, fault) : st;
}

void home_close(struct home *home)
{
    db_close(home->db);
    seal_key_release(&home->key);
}

static enum status write_settings(const char *path, struct fault *fault)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (fd < 0 && errno == EEXIST)
        return OK;
    size_t size = strlen(settings_text);
    bool written = fd >= 0 && write(fd, settings_text, size) == (ssize_t)size;
    if (fd >= 0)
        close(fd);
    return written ? OK : fault_set(fault, FAILED, "%s: %s", path, strerror(errno));
}

enum status home_create(struct arena *arena, const char *directory, int64_t now_us,
                        struct home *out, struct fault *fault)
{
    *out = (struct home){0};
    if (mkdir(directory, 0700) != 0 && errno != EEXIST)
        return fault_set(fault, FAILED, "%s: %s", directory, strerror(errno));
    if (access(file_in(arena, directory, "punchoutd.db"), F_OK) == 0)
        return fault_set(fault, CONFLICT,
                         "There is a marketplace in '%s' already. Choose another directory, or "
                         "remove this one if you don't need it.",
                         directory);
    const char *key = file_in(arena, directory, "punchoutd.key");
    enum status st = keyfile_create(key, fault);
    if (st == OK || st == CONFLICT)
        st = keyfile_load(key, &out->key, fault);
    if (st == OK)
        st = write_settings(file_in(arena, directory, "punchoutd.conf"), fault);
    if (st == OK)
        st = open_db(arena, directory, DB_OFFLINE, out, fault);
    return st == OK ? home_migrate(arena, out, now_us, fault) : st;
}

enum status home_migrate(struct arena *arena, struct home *home, int64_t now_us,
                         struct fault *fault)
{
    size_t count = migration_files.count;
    struct db_migration *list = arena_array(arena, count, sizeof *list);
    for (size_t i = 0; i < count; i++) {
        const struct embedded_file *file = &migration_files.files[i];
        list[i] = (struct db_migration){(int)strtol(file->name, NULL, 10), file->name,
                                        (const char *)file->data};
    }
    return db_migrate(home->db, list, count, now_us, fault);
}
