#ifndef CLI_HOME_H
#define CLI_HOME_H
/* A data directory: punchoutd.key, punchoutd.conf and, where that names no other database,
 * punchoutd.db. */
#include "base/embedded.h"
#include "crypto/seal.h"
#include "db/db.h"
#include "db/migrate.h"

struct arena;
struct catalogue;

/* Files built into the program (src/cli/meson.build). */
extern const struct embedded_files migration_files;
extern const struct embedded_files demo_files;

struct home {
    struct db *db;
    struct seal_key key; /* only where it was asked for */
};

/*
 * Opens the database of `directory` and, with `with_key`, its key. NOT_FOUND: it was never
 * initialised. Other statuses as db_open and keyfile_load. home_close gives both back.
 */
enum status home_open(struct arena *arena, const char *directory, enum db_mode mode, bool with_key,
                      struct home *out, struct fault *fault);
void home_close(struct home *home);

/* The path for db_open of the database that belongs to `directory`; it need not be there. */
enum status home_database(struct arena *arena, const char *directory, const char **out,
                          struct fault *fault);

/* The database that a marketplace is to be made in: `asked` (db_is_server), or where it is NULL
 * what the settings name, or SQLite (`*out` NULL). `*write`: the settings are to name it yet.
 * CONFLICT: they name another, or there is a marketplace in the directory already. */
enum status home_vacancy(struct arena *arena, const char *directory, const char *asked,
                         const char **out, bool *write, struct fault *fault);

/* Makes the directory (mode 0700, may exist), its key, its settings file and an empty database:
 * `database` (db_is_server), which is written into the settings file, or where it is NULL what that
 * names, or SQLite. CONFLICT: there is a marketplace already, in the directory or the database. */
enum status home_create(struct arena *arena, const char *directory, const char *database,
                        int64_t now_us, struct home *out, struct fault *fault);

/* Whether the key belongs to the database: whether it opens one of its secrets, of which some may
 * be damaged. It does where there are none. */
enum status home_key_fits(struct db_tx *tx, struct arena *arena, const struct seal_key *key,
                          bool *out);
/* That the key of `directory` belongs to its database; CONFLICT where not. */
enum status home_check_key(struct arena *arena, const char *directory, struct home *home,
                           struct fault *fault);

/* Brings the schema up to this program's. */
enum status home_migrate(struct home *home, int64_t now_us, struct fault *fault);

/* The offers, for what serves, buys or meters. */
enum status home_load_catalogue(struct db *db, struct arena *arena, struct catalogue *out,
                                struct fault *fault);

#endif
