#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H
/* What a command of `punchoutd` is: a row in main's table, a function, its own file. */
#include <stdbool.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/status.h"

struct invocation {
    struct arena *arena;
    FILE *out;
    const char *verb;         /* list, show ...; NULL where none was given */
    const char *object;       /* an id or a name; NULL where none was given */
    const char *data;         /* --data DIR */
    const char *database;     /* --database URL */
    const char *from;         /* --from PLACE */
    const char *to;           /* --to FILE, --to PLACE */
    const char *listen;       /* --listen ADDR:PORT */
    const char *payload_id;   /* --payload ID */
    const char *order_id;     /* --order NUMBER */
    const char *state;        /* --state NAME */
    const char *account;      /* --account ID */
    const char *organization; /* --organization ID */
    const char *name;         /* --name NAME */
    const char *email;        /* --email ADDRESS */
    const char *user;         /* --user NAME */
    const char *policy;       /* --policy ARN */
    const char *resource;     /* --resource ARN */
    const char *file;         /* --file FILE */
    const char *description;  /* --description TEXT */
    const char *identity;     /* --identity ANID */
    const char *overlap;      /* --overlap HOURS */
    const char *kind;         /* --kind NAME */
    const char *rate;         /* --rate PERCENT */
    const char *registration; /* --registration NUMBER */
    long limit;               /* --limit N, 100 where not given */
    bool json, demo, raw;
};

struct command {
    const char *name;
    const char *usage;   /* what follows the name */
    const char *summary; /* one line */
    /* Prints to invocation->out; the message of another status than OK is printed by main. */
    enum status (*run)(struct invocation *invocation, struct fault *fault);
};

extern const struct command command_init;
extern const struct command command_backup;
extern const struct command command_restore;
extern const struct command command_migrate;
extern const struct command command_copy;
extern const struct command command_order;
extern const struct command command_agreement;
extern const struct command command_invoice;
extern const struct command command_catalogue;
extern const struct command command_tax;
extern const struct command command_webhook;
extern const struct command command_billing;
extern const struct command command_delivery;
extern const struct command command_meter;
extern const struct command command_document;
extern const struct command command_connection;
extern const struct command command_case;
extern const struct command command_supplier;
extern const struct command command_account;
extern const struct command command_organization;
extern const struct command command_user;
extern const struct command command_policy;
extern const struct command command_key;
extern const struct command command_role;
extern const struct command command_operator;
extern const struct command command_audit;

/* BAD_INPUT with the command's usage. */
enum status command_usage(const struct command *command, struct fault *fault);

#endif
