#ifndef DB_PG_H
#define DB_PG_H
/*
 * The PostgreSQL back end. Commands are sent in libpq's pipeline mode: what needs no answer (BEGIN,
 * savepoints, db_send) goes out together with the next statement that does, and the answers are
 * taken in order. pg_connection.c connects and keeps that queue, pg_transaction.c steers
 * transactions, pg_statement.c runs statements, pg_error.c words what went wrong.
 */
#include <libpq-fe.h>

#include "db/connection.h"

struct pg_statement;

enum { PG_QUEUE = 256 };

/* The advisory lock under which writers prepare their tables ("punchout" in ASCII). */
#define PG_SETUP_LOCK "8103504477756028276"
/* And the one that every session that may write shares while it lasts: who has it alone, has the
 * database alone. */
#define PG_WRITERS_LOCK "8103504477756028277"

/* What an answer of the queue belongs to. */
struct pg_command {
    enum { PG_CONTROL, PG_PREPARE, PG_STEP, PG_SEND, PG_SYNC } kind;
    struct pg_statement *statement; /* of PREPARE, STEP */
    bool one;                       /* of SEND: a row must have changed, and only one */
    const char *sql;                /* for the message; NULL: a control */
};

struct pg_connection {
    struct connection base;
    PGconn *handle;
    const char *path;
    bool writer;
    int busy_ms;
    bool lost; /* to be made anew by the next BEGIN */
    bool in_transaction;
    bool deferrable; /* the schema has constraints that may be deferred to the commit */
    struct pg_command queue[PG_QUEUE];
    size_t queued;
    unsigned statements;  /* prepared so far: their names */
    char writer_id[40];   /* of this writer in punchoutd_commit */
    int64_t group_number; /* of its last group there */
};

struct pg_statement {
    struct db_statement base;
    char name[16];
    enum { PG_UNKNOWN, PG_ASKED, PG_KNOWN } prepared;
    Oid types[PARAMETERS_MAX];
    struct pg_value *values; /* by n - 1 */
    bool asked;              /* sent; the answer is in `result` or still to come */
    PGresult *result;
    int at; /* the row read last, -1 before the first */
};

/* host:port/name for messages, without user and password. FAILED: not an address of PostgreSQL. */
enum status pg_describe(const char *path, char *out, size_t size, struct fault *fault);

enum status pg_open(const char *path, const char *name, bool writer, int busy_ms,
                    struct connection **out, struct fault *fault);
void pg_close(struct connection *connection);
/* Connects anew where the connection was lost. */
enum status pg_revive(struct pg_connection *connection, struct fault *fault);
bool pg_is_lost(const struct connection *connection);

/* Notes what was sent; where the queue is full its answers are taken first, noted in `fault`. */
enum status pg_queue(struct pg_connection *connection, struct pg_command command,
                     struct fault *fault);
/* Nobody wants the statement's answer any more, should it still be to come. */
void pg_forget(struct pg_connection *connection, const struct pg_statement *statement);
/* Sends a command without parameters and notes it. */
enum status pg_queue_control(struct pg_connection *connection, const char *sql,
                             struct fault *fault);
/* Sends what is queued and takes all answers; the first error. */
enum status pg_collect(struct pg_connection *connection, struct fault *fault);
/* Sends what is queued, to be collected later. */
void pg_flush(struct pg_connection *connection);

enum status pg_control(struct connection *connection, enum control control, struct fault *fault);
enum status pg_commit(struct connection *connection, struct fault *fault);
bool pg_in_transaction(const struct connection *connection);
void pg_script(struct db_tx *tx, const char *script);
void pg_settle(struct db_tx *tx);

/* What an answer with an error means; notes where the connection is lost by it. */
enum status pg_result_error(struct pg_connection *connection, const PGresult *result,
                            const char *sql, struct fault *fault);
/* The same for an attempt to connect. */
enum status pg_connect_error(const PGconn *handle, const char *name, struct fault *fault);
enum status pg_lost(struct pg_connection *connection, struct fault *fault);

#endif
