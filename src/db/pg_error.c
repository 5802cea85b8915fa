#include <string.h>

#include "base/text.h"
#include "db/pg.h"

enum status pg_lost(struct pg_connection *connection, struct fault *fault)
{
    connection->lost = true;
    connection->in_transaction = false;
    connection->queued = 0;
    return fault_set(fault, UNAVAILABLE,
                     "the connection to %s was lost: try again; if that does not help, see whether "
                     "PostgreSQL runs",
                     connection->base.name);
}

/* What PostgreSQL's error codes mean to us; a code of two characters stands for its class. Where
 * there is no message of ours, PostgreSQL's stands with the statement. */
static const struct {
    const char *code;
    enum status status;
    const char *message; /* %s: the database */
} meanings[] = {
    {"23", CONFLICT, NULL},
    {"22021", BAD_INPUT, "a text is not UTF-8, or holds a character that cannot be stored"},
    {"22P05", BAD_INPUT, "a text holds a character that cannot be stored"},
    {"40", UNAVAILABLE, "another change to %s got in the way: try again"},
    {"55P03", UNAVAILABLE,
     "%s is locked: another node has been writing for too long. If it does not end, look for the "
     "session in pg_stat_activity"},
    {"57014", UNAVAILABLE, "%s took too long to answer"},
    {"53100", UNAVAILABLE, "the disk that holds %s is full: make room on it"},
    {"53300", UNAVAILABLE, "%s takes no more connections: raise its max_connections"},
    {"53", UNAVAILABLE, NULL},
    {"54", TOO_LARGE, NULL},
};

static bool ends_connection(const char *code)
{
    return text_starts(code, "08") || text_equal(code, "57P01") || text_equal(code, "57P02") ||
           text_equal(code, "57P03") || text_equal(code, "25P03");
}

static enum status say(enum status status, const char *name, const char *message, const char *sql,
                       struct fault *fault)
{
    if (sql == NULL || status == CONFLICT)
        return fault_set(fault, status, "%s (%s)", message, name);
    return fault_set(fault, status, "%s in: %s", message, sql);
}

enum status pg_result_error(struct pg_connection *connection, const PGresult *result,
                            const char *sql, struct fault *fault)
{
    const char *name = connection->base.name;
    const char *code = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    if (code == NULL || message == NULL || ends_connection(code))
        return pg_lost(connection, fault);
    if (text_equal(code, "25006")) {
        /* A writer's server has become a replica: the next BEGIN looks for its successor. */
        if (connection->writer)
            return pg_lost(connection, fault);
        return fault_set(fault, FAILED, "this writes, but stands in a db_read: %s",
                         text_or_empty(sql));
    }
    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++) {
        if (!text_starts(code, meanings[i].code))
            continue;
        if (meanings[i].message == NULL)
            return say(meanings[i].status, name, message, sql, fault);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        return fault_set(fault, meanings[i].status, meanings[i].message, name);
#pragma GCC diagnostic pop
    }
    return say(FAILED, name, message, sql, fault);
}

/* libpq tells an attempt that failed in words only, one line a host; they hold no password. */
enum status pg_connect_error(const PGconn *handle, const char *name, struct fault *fault)
{
    const char *said = PQerrorMessage(handle);
    /* Of the rest nobody knows what it quotes. */
    if (strstr(said, "connection to server") == NULL)
        said = "its options are not right";
    int length = (int)strcspn(said, "\n");
    if (PQconnectionNeedsPassword(handle))
        return fault_set(fault, FAILED,
                         "PostgreSQL at %s wants a password: put it into the setting `database`",
                         name);
    if (strstr(said, "authentication failed") != NULL)
        return fault_set(fault, FAILED, "wrong user or password for PostgreSQL at %s", name);
    /* Starting up, shutting down, in recovery mode, not yet accepting connections. */
    if (strstr(said, "the database system is") != NULL)
        return fault_set(fault, UNAVAILABLE,
                         "PostgreSQL at %s is starting or stopping: try again in a moment", name);
    if (strstr(said, "too many") != NULL || strstr(said, "remaining connection slots") != NULL)
        return fault_set(fault, UNAVAILABLE,
                         "PostgreSQL at %s takes no more connections: raise its max_connections",
                         name);
    if (strstr(said, "FATAL:") != NULL)
        return fault_set(fault, FAILED, "PostgreSQL at %s refuses us: %.*s", name, length, said);
    return fault_set(fault, UNAVAILABLE,
                     "PostgreSQL at %s cannot be reached: see whether it runs and the address in "
                     "the setting `database` is right (%.*s)",
                     name, length, said);
}
