#ifndef CLI_ADMIN_H
#define CLI_ADMIN_H
/* What the commands about accounts and access share: the use cases of app/, asked by who sits at
 * the machine (who_system), and records printed as a table or as JSON. */
#include "app/ctx.h"
#include "cli/command.h"
#include "cli/home.h"

struct admin {
    struct invocation *invocation;
    struct ctx ctx;
};

/* What follows a command's name. */
struct admin_verb {
    const char *name;
    bool object;  /* needs an object: it takes one exactly then */
    bool account; /* needs --account ID */
    enum { ADMIN_READS, ADMIN_WRITES, ADMIN_ALONE } access; /* ALONE: of no marketplace */
    enum status (*run)(struct admin *admin);
};

struct admin_verbs {
    const struct admin_verb *items;
    size_t count;
};

/* Finds the verb, opens the marketplace for reading or writing, runs. On SQLite what writes needs
 * the server to be stopped: the message says what else there is. */
enum status admin_run(struct invocation *invocation, const struct command *command,
                      struct admin_verbs verbs, struct fault *fault);

/* Records of named texts. */
struct records {
    struct admin *admin;
    const char *const *names; /* of the members of JSON; the table's headings in capitals */
    size_t columns;
    const char **cells;
    size_t count;
    size_t capacity;
};

void records_start(struct records *records, struct admin *admin, const char *const *names,
                   size_t columns);
/* The next member of the present record; NULL is null. */
void records_text(struct records *records, const char *text);
void records_time(struct records *records, int64_t time_us);
void records_bool(struct records *records, bool value);
/* {"KIND": [...]}, or a table, or `empty`. */
void records_print(const struct records *records, const char *kind, const char *empty);
/* The only record by itself: an object, or a line for each member. */
void records_print_one(const struct records *records);

/* A one-member record, such as a link that is shown once; then `sentence` for people. */
void admin_tell(struct admin *admin, const char *name, const char *value, const char *sentence);

/* "OBJECT WHAT." for people, where `st` is OK; hands it on. Programs have the exit code. */
enum status admin_say(struct admin *admin, enum status st, const char *what);

/* --overlap HOURS, a week where it was left out. */
enum status admin_overlap(struct admin *admin, int64_t *out_hours);

/* Puts the offers into the context; only what buys, meters and renews needs them. */
enum status admin_load_catalogue(struct admin *admin);

/* The whole of --file FILE, or `-` for what comes in. */
enum status admin_read_file(struct admin *admin, const char *path, const char **out);

#endif
