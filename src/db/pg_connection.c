#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/text.h"
#include "db/pg.h"

enum { OLDEST_SERVER = 120000 };

/*
 * Every session. A commit is answered once it is on stable storage, whatever the server's default;
 * a session whose program hangs gives its locks back; byte strings come as hexadecimal.
 */
static const char session_setup[] =
    "SET client_min_messages = warning; SET jit = off; SET bytea_output = hex;"
    "SET idle_in_transaction_session_timeout = '15s';"
    "SELECT set_config('synchronous_commit', 'on', false) "
    "WHERE current_setting('synchronous_commit') = 'off';";

/*
 * A writer's last group by number, written with it: what tells whether it was stored where its
 * commit was not answered. And a row for each lane, which a group locks: rows, because not every
 * engine that speaks PostgreSQL's protocol has advisory locks that work across its nodes.
 */
static const char writer_setup[] =
    "BEGIN; SELECT pg_advisory_xact_lock(" PG_SETUP_LOCK ");"
    "CREATE TABLE IF NOT EXISTS punchoutd_lane (lane INTEGER PRIMARY KEY);"
    "INSERT INTO punchoutd_lane SELECT generate_series(0, 63) ON CONFLICT DO NOTHING;"
    "CREATE TABLE IF NOT EXISTS punchoutd_commit (writer TEXT PRIMARY KEY, number BIGINT NOT NULL, "
    "at TIMESTAMPTZ NOT NULL DEFAULT now());"
    "DELETE FROM punchoutd_commit WHERE at < now() - interval '7 days'; COMMIT;"
    "SELECT pg_advisory_lock_shared(" PG_WRITERS_LOCK ");";

static void ignore_notice(void *state, const char *message)
{
    (void)state;
    (void)message;
}

static const char *option(const PQconninfoOption *options, const char *keyword)
{
    for (; options->keyword != NULL; options++) {
        if (text_equal(options->keyword, keyword))
            return text_or_empty(options->val);
    }
    return "";
}

/* Moves past the next of a comma-separated list; its length in `*length`. */
static const char *next_item(const char *list, int *length)
{
    *length = (int)strcspn(list, ",");
    return list[*length] == ',' ? list + *length + 1 : list + *length;
}

enum status pg_describe(const char *path, char *out, size_t size, struct fault *fault)
{
    char *error = NULL;
    PQconninfoOption *options = PQconninfoParse(path, &error);
    /* libpq's message may quote what it took for something else: a piece of the password. */
    PQfreemem(error);
    if (options == NULL)
        return fault_set(fault, FAILED,
                         "the address of the database is not understood: it is "
                         "postgresql://USER:PASSWORD@HOST:PORT/NAME, with %%XX for what is not a "
                         "letter or digit in the password");
    const char *hosts = option(options, "host");
    const char *ports = option(options, "port");
    const char *database = option(options, "dbname");
    size_t used = 0;
    if (text_empty(hosts))
        hosts = text_empty(option(options, "hostaddr")) ? "local" : option(options, "hostaddr");
    while (*hosts != '\0' && used < size) {
        int host_length;
        int port_length;
        const char *host = hosts;
        const char *port = ports;
        hosts = next_item(hosts, &host_length);
        const char *rest = next_item(ports, &port_length);
        if (*rest != '\0')
            ports = rest;
        used += (size_t)snprintf(out + used, size - used, "%.*s:%.*s%s", host_length, host,
                                 port_length == 0 ? 4 : port_length,
                                 port_length == 0 ? "5432" : port, *hosts == '\0' ? "" : ",");
    }
    if (used < size && !text_empty(database))
        snprintf(out + used, size - used, "/%s", database);
    PQconninfoFree(options);
    return OK;
}

static PGconn *connect_to(const char *path)
{
    /* What stands before dbname the operator may set in the address, what follows not. Where a
     * server has gone silently it is noticed in a quarter of a minute. */
    static const char *const keywords[] = {"connect_timeout",  "target_session_attrs",
                                           "keepalives_idle",  "keepalives_interval",
                                           "keepalives_count", "tcp_user_timeout",
                                           "application_name", "dbname",
                                           "client_encoding",  NULL};
    const char *const values[] = {"5",     "read-write", "10", "5",    "1",
                                  "15000", "punchoutd",  path, "UTF8", NULL};
    PGconn *handle = PQconnectdbParams(keywords, values, 1);
    if (handle == NULL)
        panic("out of memory");
    PQsetNoticeProcessor(handle, ignore_notice, NULL);
    return handle;
}

/* Runs a script outside pipeline mode. */
static enum status run(struct pg_connection *connection, const char *script, struct fault *fault)
{
    PGresult *result = PQexec(connection->handle, script);
    ExecStatusType code = PQresultStatus(result);
    enum status status = code == PGRES_COMMAND_OK || code == PGRES_TUPLES_OK
                             ? OK
                             : pg_result_error(connection, result, NULL, fault);
    PQclear(result);
    return status;
}

static enum status configure(struct pg_connection *connection, struct fault *fault)
{
    PGconn *handle = connection->handle;
    char lock_timeout[64];
    const char *encoding = PQparameterStatus(handle, "server_encoding");
    if (PQserverVersion(handle) < OLDEST_SERVER)
        return fault_set(fault, FAILED,
                         "PostgreSQL at %s is too old: version 12 or later is needed",
                         connection->base.name);
    if (encoding == NULL || !text_equal(encoding, "UTF8"))
        return fault_set(fault, FAILED,
                         "the database %s is not in UTF-8: make one with CREATE DATABASE ... "
                         "ENCODING 'UTF8' TEMPLATE template0",
                         connection->base.name);
    snprintf(lock_timeout, sizeof lock_timeout, "SET lock_timeout = %d", connection->busy_ms);
    enum status status = run(connection, session_setup, fault);
    if (status == OK)
        status = run(connection, lock_timeout, fault);
    if (status != OK || !connection->writer)
        return status;
    if ((status = run(connection, writer_setup, fault)) != OK)
        return status;
    PGresult *result = PQexec(handle, "SELECT 1 FROM pg_constraint WHERE condeferrable LIMIT 1");
    connection->deferrable = PQntuples(result) != 0;
    PQclear(result);
    return OK;
}

static enum status begin_session(struct pg_connection *connection, struct fault *fault)
{
    connection->handle = connect_to(connection->path);
    enum status status = PQstatus(connection->handle) == CONNECTION_OK
                             ? configure(connection, fault)
                             : pg_connect_error(connection->handle, connection->base.name, fault);
    if (status == OK && PQenterPipelineMode(connection->handle) != 1)
        status = pg_lost(connection, fault);
    connection->lost = status != OK;
    return status;
}

enum status pg_revive(struct pg_connection *connection, struct fault *fault)
{
    if (!connection->lost)
        return OK;
    connection_forget_statements(&connection->base);
    PQfinish(connection->handle);
    connection->queued = 0;
    return begin_session(connection, fault);
}

bool pg_is_lost(const struct connection *connection)
{
    return ((const struct pg_connection *)connection)->lost;
}

enum status pg_open(const char *path, const char *name, bool writer, int busy_ms,
                    struct connection **out, struct fault *fault)
{
    unsigned char random[16];
    *out = NULL;
    struct pg_connection *connection = calloc(1, sizeof *connection);
    if (connection == NULL || getrandom(random, sizeof random, 0) != (ssize_t)sizeof random)
        panic("out of memory or of random numbers");
    for (size_t i = 0; i < sizeof random; i++)
        snprintf(connection->writer_id + 2 * i, 3, "%02x", random[i]);
    connection->base.backend = &pg_backend;
    connection->base.name = name;
    connection->path = path;
    connection->writer = writer;
    connection->busy_ms = busy_ms;
    enum status status = begin_session(connection, fault);
    if (status != OK)
        connection_close(&connection->base);
    else
        *out = &connection->base;
    return status;
}

void pg_close(struct connection *base)
{
    struct pg_connection *connection = (struct pg_connection *)base;
    PQfinish(connection->handle);
    free(connection);
}

enum status pg_queue(struct pg_connection *connection, struct pg_command command,
                     struct fault *fault)
{
    connection->queue[connection->queued++] = command;
    /* The answers of a long queue would fill the way back. Two syncs must find room yet. */
    return connection->queued < PG_QUEUE - 2 ? OK : pg_collect(connection, fault);
}

void pg_forget(struct pg_connection *connection, const struct pg_statement *statement)
{
    for (size_t i = 0; i < connection->queued; i++) {
        if (connection->queue[i].kind == PG_STEP && connection->queue[i].statement == statement)
            connection->queue[i].kind = PG_SEND;
    }
}

enum status pg_queue_control(struct pg_connection *connection, const char *sql, struct fault *fault)
{
    if (connection->lost ||
        PQsendQueryParams(connection->handle, sql, 0, NULL, NULL, NULL, NULL, 0) != 1)
        return pg_lost(connection, fault);
    return pg_queue(connection, (struct pg_command){.kind = PG_CONTROL}, fault);
}

/* Takes one command's answer. */
static enum status take_answer(struct pg_connection *connection, const struct pg_command *command,
                               struct fault *fault)
{
    PGresult *result = PQgetResult(connection->handle);
    ExecStatusType code = PQresultStatus(result);
    bool good = code == PGRES_COMMAND_OK || code == PGRES_TUPLES_OK;
    enum status status = OK;
    if (command->kind == PG_SYNC && code == PGRES_PIPELINE_SYNC) {
        PQclear(result);
        return OK;
    }
    if (result == NULL || command->kind == PG_SYNC)
        status = pg_lost(connection, fault);
    else if (code == PGRES_EMPTY_QUERY)
        status = fault_set(fault, FAILED, "not exactly one statement in: %s",
                           text_or_empty(command->sql));
    else if (!good && code != PGRES_PIPELINE_ABORTED)
        status = pg_result_error(connection, result, command->sql, fault);
    else if (good && command->one && !text_equal(PQcmdTuples(result), "1"))
        status = not_one_row(fault);
    if (command->kind == PG_PREPARE)
        command->statement->prepared = good ? PG_KNOWN : PG_UNKNOWN;
    if (command->kind == PG_STEP && good) {
        command->statement->result = result;
        result = NULL;
    }
    PQclear(result);
    /* A command's answers end with NULL. */
    while (!connection->lost && (result = PQgetResult(connection->handle)) != NULL)
        PQclear(result);
    return status;
}

void pg_flush(struct pg_connection *connection)
{
    if (connection->lost)
        return;
    if (PQpipelineSync(connection->handle) != 1)
        pg_lost(connection, NULL);
    else
        connection->queue[connection->queued++] = (struct pg_command){.kind = PG_SYNC};
}

enum status pg_collect(struct pg_connection *connection, struct fault *fault)
{
    if (connection->queued == 0 && !connection->lost)
        return OK;
    pg_flush(connection);
    if (connection->lost)
        return pg_lost(connection, fault);
    enum status status = OK;
    for (size_t i = 0; i < connection->queued; i++) {
        enum status one =
            take_answer(connection, &connection->queue[i], status == OK ? fault : NULL);
        if (status == OK)
            status = one;
    }
    /* Taken, or lost with the connection. */
    connection->queued = 0;
    return status;
}
