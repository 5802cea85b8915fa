#ifndef DB_CONNECTION_H
#define DB_CONNECTION_H
/*
 * One connection to a database and the transaction on it, whichever database it is: what db.c,
 * writer.c, migrate.c and statement.c share with the back ends. A back end is a table of functions
 * (sqlite.h, pg.h); its connections and statements begin with the structs below. A connection is
 * used by one thread at a time.
 */
#include "db/db.h"

enum { STATEMENT_BUCKETS = 256, PARAMETERS_MAX = 99, WRITERS_MAX = 8 };

/*
 * Keys are shared out to 64 lanes; a group of writes has those of its works, one bit each. On a
 * database that several processes write a group holds its lanes until it has ended.
 */
#define ALL_LANES UINT64_MAX

/* Statements that steer a transaction. */
enum control {
    CONTROL_BEGIN_READ,
    CONTROL_BEGIN_WRITE,
    CONTROL_COMMIT,
    CONTROL_ROLLBACK,
    CONTROL_SAVE,
    CONTROL_KEEP,
    CONTROL_UNDO,
    CONTROLS
};

struct connection {
    const struct backend *backend;
    const char *name; /* of the database, for messages: never holds a password */
    uint64_t lanes;   /* of the group that the next BEGIN_WRITE begins */
    struct db_statement *statements[STATEMENT_BUCKETS]; /* by address of the db_sql */
    struct connection *next;                            /* in the pool of idle readers */
};

struct db_statement {
    const struct db_sql *sql;
    struct db_statement *next;      /* in its bucket */
    struct db_statement *next_open; /* in its transaction */
    struct db_tx *tx;               /* NULL: idle in the cache */
    int parameters;
    bool writes;
    bool bound[PARAMETERS_MAX + 1]; /* by n */
    bool row;                       /* columns may be read */
    bool finished;                  /* stepping again would start it anew */
};

struct db_tx {
    struct connection *connection;
    enum status status; /* of the first error; sticks */
    bool read_only;
    int64_t changes;
    struct db_statement *open;
    struct db_statement dead; /* what db_prepare gives where it cannot give a real one */
    struct fault fault;
};

/* What is bound to a parameter; copied by the back end. */
struct db_value {
    enum { VALUE_NULL, VALUE_INT, VALUE_TEXT, VALUE_BYTES } kind;
    int64_t number;
    struct bytes bytes; /* of a text too; data NULL in a text: SQL's NULL */
};

struct backend {
    const char *words[4];        /* INT64, BYTES, STRICT and TEXT as migrations need them */
    struct db_sql ledger_exists; /* one row: 1 where schema_migration is there, else 0 */
    bool one_process;            /* who writes holds the lock file */
    int readers;                 /* connections for db_read of a server */
    int writers;                 /* threads and connections that write for a server */
    int group;                   /* works that are committed together, at most */
    int group_later;             /* the same where nobody waits for any of them */

    /* Opens and configures. Statuses as db_open. `path` and the name outlive the connection. */
    enum status (*open)(const char *path, const char *name, bool writer, int busy_ms,
                        struct connection **out, struct fault *fault);
    /* Frees it; connection_close has freed the statements. */
    void (*close)(struct connection *connection);

    /* OK, or what the error means with a message. May be sent with the statement that follows. */
    enum status (*control)(struct connection *connection, enum control control,
                           struct fault *fault);
    /* Commits; where that fails the transaction is rolled back. UNCERTAIN: it may have happened. */
    enum status (*commit)(struct connection *connection, struct fault *fault);
    /* Between transactions: what the database leaves to its user. `idle`: nobody waits for the
     * connection, so what could be left for later is done now. NULL: nothing. */
    void (*checkpoint)(struct connection *connection, bool idle);
    /* False: the database has rolled the transaction back by itself. */
    bool (*in_transaction)(const struct connection *connection);
    /* The connection was lost: the next BEGIN makes a new one. NULL: never. */
    bool (*is_lost)(const struct connection *connection);

    /* Runs a script of many statements inside the transaction, noting an error in it. */
    void (*script)(struct db_tx *tx, const char *script);
    /* At the end of a work without errors: waits for what was sent and checks what is deferred. */
    void (*settle)(struct db_tx *tx);

    /* Prepares; NULL with status and message where that fails. */
    struct db_statement *(*compile)(struct connection *connection, const struct db_sql *sql,
                                    enum status *status, struct fault *fault);
    /* Prepares, so that the database has seen it, and throws it away: OK or FAILED. */
    enum status (*check)(struct connection *connection, const struct db_sql *sql,
                         struct fault *fault);
    void (*release)(struct db_statement *statement);
    /* Forgets rows and values. */
    void (*reset)(struct db_statement *statement);
    void (*bind)(struct db_statement *statement, int n, const struct db_value *value);
    /* True: a row is there. Notes errors and changes in the transaction. */
    bool (*step)(struct db_statement *statement);
    /* Runs it, leaving its outcome to a later call. NULL: step does. */
    void (*send)(struct db_statement *statement, bool one);
    /* Runs it, leaving its rows to a later step. NULL: step does. */
    void (*ask)(struct db_statement *statement);
    int (*columns)(const struct db_statement *statement);
    bool (*is_null)(const struct db_statement *statement, int column);
    int64_t (*number)(const struct db_statement *statement, int column);
    struct bytes (*text)(const struct db_statement *statement, int column);
    struct bytes (*bytes)(const struct db_statement *statement, int column, struct arena *arena);
};

extern const struct backend sqlite_backend;
extern const struct backend pg_backend;

/* NULL is a no-op. */
void connection_close(struct connection *connection);
/* Frees the cached statements; none may be open. */
void connection_forget_statements(struct connection *connection);

void tx_start(struct db_tx *tx, struct connection *connection, bool read_only);
/* Calls `work`, ends the statements it left open and gives the status that counts. */
enum status tx_run(struct db_tx *tx, db_work *work, void *state);
/* Runs a script of many statements inside the transaction. */
enum status tx_script(struct db_tx *tx, const char *script);

/* CONFLICT: a statement of db_send_one changed no row, or several. */
enum status not_one_row(struct fault *fault);

#endif
