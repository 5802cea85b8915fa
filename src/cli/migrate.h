#ifndef CLI_MIGRATE_H
#define CLI_MIGRATE_H
/* Migrations told as they are applied, for migrate and restore. */
#include "cli/home.h"
#include "json/writer.h"

/* How many of this program's migrations the database has; 0 too where it has no ledger yet.
 * CONFLICT as db_migrate. */
enum status migrate_count(struct arena *arena, struct db *db, size_t *out, struct fault *fault);

/* Applies what is missing; `*before` is what migrate_count said. */
enum status migrate_run(struct arena *arena, struct home *home, size_t *before,
                        struct fault *fault);

/* The member "applied": the names of those from `before` on. */
void migrate_write(struct json_writer *w, size_t before);
/* The same for people; "" where there are none. */
const char *migrate_names(struct arena *arena, size_t before);

#endif
