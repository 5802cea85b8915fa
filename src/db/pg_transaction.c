#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/text.h"
#include "db/pg.h"

/* How long a commit that was not answered is looked for before it is given up as UNCERTAIN. */
enum { RESOLVE_SECONDS = 15, RESOLVE_PAUSE_MS = 100 };

static struct pg_connection *own(struct connection *connection)
{
    return (struct pg_connection *)connection;
}

bool pg_in_transaction(const struct connection *connection)
{
    return ((const struct pg_connection *)connection)->in_transaction;
}

/* Goes out with the first statement. */
static enum status begin_read(struct pg_connection *connection, struct fault *fault)
{
    enum status status = pg_revive(connection, fault);
    if (status == OK)
        status =
            pg_queue_control(connection, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", fault);
    connection->in_transaction = status == OK;
    return status;
}

static enum status queue_lanes(struct pg_connection *connection, struct fault *fault)
{
    static const char sql[] = "SELECT lane FROM punchoutd_lane WHERE lane = ANY ($1::int[]) "
                              "ORDER BY lane FOR UPDATE";
    char lanes[200];
    const char *const values[] = {lanes};
    size_t used = 0;
    for (int lane = 0; lane < 64; lane++) {
        if ((connection->base.lanes >> lane & 1) != 0)
            used += (size_t)snprintf(lanes + used, sizeof lanes - used, "%c%d",
                                     used == 0 ? '{' : ',', lane);
    }
    snprintf(lanes + used, sizeof lanes - used, "}");
    if (connection->base.lanes == 0)
        return OK;
    if (connection->lost ||
        PQsendQueryParams(connection->handle, sql, 1, NULL, values, NULL, NULL, 0) != 1)
        return pg_lost(connection, fault);
    return pg_queue(connection, (struct pg_command){.kind = PG_CONTROL, .sql = sql}, fault);
}

/* Waits until the connection is known to work and nobody else writes in the group's lanes. */
static enum status enter_lanes(struct pg_connection *connection, struct fault *fault)
{
    enum status status = pg_revive(connection, fault);
    if (status == OK)
        status =
            pg_queue_control(connection, "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE", fault);
    if (status == OK)
        status = queue_lanes(connection, fault);
    return status == OK ? pg_collect(connection, fault) : status;
}

static enum status begin_write(struct pg_connection *connection, struct fault *fault)
{
    enum status status = enter_lanes(connection, fault);
    /* Nothing was run so far, so a connection that was lost meanwhile is simply made anew. */
    if (connection->lost)
        status = enter_lanes(connection, fault);
    connection->in_transaction = status == OK;
    if (status != OK && !connection->lost && pg_queue_control(connection, "ROLLBACK", NULL) == OK)
        pg_collect(connection, NULL);
    return status;
}

static enum status save(struct pg_connection *connection, struct fault *fault)
{
    enum status status = OK;
    if (connection->deferrable)
        status = pg_queue_control(connection, "SET CONSTRAINTS ALL DEFERRED", fault);
    return status == OK ? pg_queue_control(connection, "SAVEPOINT work", fault) : status;
}

/* What is queued may fail, and what follows in the same queue would be left out then. */
static enum status after_queue(struct pg_connection *connection, const char *sql,
                               struct fault *fault)
{
    pg_collect(connection, NULL);
    return pg_queue_control(connection, sql, fault);
}

static enum status roll_back(struct pg_connection *connection, struct fault *fault)
{
    enum status status = after_queue(connection, "ROLLBACK", fault);
    /* Its answer is taken before the next BEGIN's. */
    pg_flush(connection);
    connection->in_transaction = false;
    return status;
}

enum status pg_control(struct connection *base, enum control control, struct fault *fault)
{
    struct pg_connection *connection = own(base);
    switch (control) {
    case CONTROL_BEGIN_READ:
        return begin_read(connection, fault);
    case CONTROL_BEGIN_WRITE:
        return begin_write(connection, fault);
    case CONTROL_SAVE:
        return save(connection, fault);
    case CONTROL_KEEP:
        return pg_queue_control(connection, "RELEASE SAVEPOINT work", fault);
    case CONTROL_UNDO:
        return after_queue(connection, "ROLLBACK TO SAVEPOINT work", fault);
    case CONTROL_ROLLBACK:
        return roll_back(connection, fault);
    case CONTROL_COMMIT:
        return pg_commit(base, fault);
    case CONTROLS:
        break;
    }
    panic("no such control");
}

/* Notes the group's number in the transaction that it stands for. */
static enum status queue_mark(struct pg_connection *connection, struct fault *fault)
{
    static const char sql[] =
        "INSERT INTO punchoutd_commit (writer, number) VALUES ($1, $2) ON CONFLICT (writer) DO "
        "UPDATE SET number = excluded.number, at = excluded.at";
    char number[24];
    const char *const values[] = {connection->writer_id, number};
    snprintf(number, sizeof number, "%lld", (long long)++connection->group_number);
    if (PQsendQueryParams(connection->handle, sql, 2, NULL, values, NULL, NULL, 0) != 1)
        return pg_lost(connection, fault);
    return pg_queue(connection, (struct pg_command){.kind = PG_CONTROL, .sql = sql}, fault);
}

/* Whether the last group is there; false in `*known`: that could not be learnt. */
static bool look_for_mark(struct pg_connection *connection, bool *known)
{
    static const char sql[] =
        "SELECT 1 FROM punchoutd_commit WHERE writer = $1 AND number >= $2::bigint";
    char number[24];
    const char *const values[] = {connection->writer_id, number};
    snprintf(number, sizeof number, "%lld", (long long)connection->group_number);
    *known = false;
    bool found = false;
    if (enter_lanes(connection, NULL) == OK && PQexitPipelineMode(connection->handle) == 1) {
        PGresult *result = PQexecParams(connection->handle, sql, 2, NULL, values, NULL, NULL, 0);
        *known = PQresultStatus(result) == PGRES_TUPLES_OK;
        found = *known && PQntuples(result) == 1;
        PQclear(result);
        if (PQenterPipelineMode(connection->handle) != 1)
            pg_lost(connection, NULL);
    }
    roll_back(connection, NULL);
    return found;
}

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/*
 * The connection was lost while committing. Once the group's lanes are ours again, the old
 * transaction has ended, one way or the other. (A group of write-behind alone has no lanes; nobody
 * waits for its answer.)
 */
static enum status resolve(struct pg_connection *connection, struct fault *fault)
{
    const struct timespec pause = {0, RESOLVE_PAUSE_MS * 1000000L};
    int64_t until_ms = now_ms() + RESOLVE_SECONDS * INT64_C(1000);
    do {
        bool known;
        bool found = look_for_mark(connection, &known);
        if (known)
            return found ? OK
                         : fault_set(fault, UNAVAILABLE,
                                     "the connection to %s was lost before the change was stored: "
                                     "try again",
                                     connection->base.name);
        nanosleep(&pause, NULL);
    } while (now_ms() < until_ms);
    return fault_set(fault, UNCERTAIN,
                     "the connection to %s was lost while storing, and PostgreSQL does not come "
                     "back: whether the change was stored is not known",
                     connection->base.name);
}

enum status pg_commit(struct connection *base, struct fault *fault)
{
    struct pg_connection *connection = own(base);
    enum status status = queue_mark(connection, fault);
    if (status == OK)
        status = pg_queue_control(connection, "COMMIT", fault);
    if (status == OK)
        status = pg_collect(connection, fault);
    connection->in_transaction = false;
    if (connection->lost)
        return resolve(connection, fault);
    if (status != OK)
        roll_back(connection, NULL);
    return status;
}

void pg_script(struct db_tx *tx, const char *script)
{
    struct pg_connection *connection = own(tx->connection);
    tx->status = pg_collect(connection, &tx->fault);
    if (tx->status != OK)
        return;
    if (PQexitPipelineMode(connection->handle) != 1) {
        tx->status = pg_lost(connection, &tx->fault);
        return;
    }
    PGresult *result = PQexec(connection->handle, script);
    ExecStatusType code = PQresultStatus(result);
    if (code != PGRES_COMMAND_OK && code != PGRES_TUPLES_OK)
        tx->status = pg_result_error(connection, result, NULL, &tx->fault);
    PQclear(result);
    /* It may have made such. */
    connection->deferrable = true;
    if (!connection->lost && PQenterPipelineMode(connection->handle) != 1)
        tx->status = pg_lost(connection, &tx->fault);
}

/* What was sent must have gone well before its savepoint is released. A deferred constraint would
 * fail the whole group's commit: let it fail this work alone. */
void pg_settle(struct db_tx *tx)
{
    struct pg_connection *connection = own(tx->connection);
    bool wait = connection->deferrable;
    for (size_t i = 0; !wait && i < connection->queued; i++)
        wait = connection->queue[i].kind == PG_SEND;
    if (connection->deferrable)
        tx->status = pg_queue_control(connection, "SET CONSTRAINTS ALL IMMEDIATE", &tx->fault);
    if (tx->status == OK && wait)
        tx->status = pg_collect(connection, &tx->fault);
}
