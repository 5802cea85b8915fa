#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "db/pg.h"

/* Types by the numbers that every PostgreSQL gives them (pg_type.dat). */
enum { TYPE_ANY = 0, TYPE_BOOL = 16, TYPE_BYTEA = 17, TYPE_INT8 = 20, TYPE_TEXT = 25 };

/* A large value's memory is not kept. */
enum { VALUE_KEPT = 16 * 1024 };

struct pg_value {
    Oid type;
    bool null;
    int size;
    size_t capacity;
    char *data;
};

static struct pg_statement *own(const struct db_statement *statement)
{
    return (struct pg_statement *)statement;
}

static struct pg_connection *connection_of(const struct db_statement *statement)
{
    return (struct pg_connection *)statement->tx->connection;
}

/* Past a quoted text or a comment that begins at `at`, else `at`. */
static const char *skip_quoted(const char *at)
{
    if (at[0] == '-' && at[1] == '-')
        return at + strcspn(at, "\n");
    if (*at != '\'' && *at != '"')
        return at;
    const char *end = strchr(at + 1, *at);
    return end == NULL ? at + strlen(at) : end + 1;
}

/* How many parameters there are; -1 where they are not exactly $1 to $n. */
static int count_parameters(const char *at)
{
    bool seen[PARAMETERS_MAX + 1] = {false};
    int most = 0;
    while (*at != '\0') {
        const char *past = skip_quoted(at);
        if (past != at) {
            at = past;
            continue;
        }
        if (*at++ != '$')
            continue;
        char *end;
        long n = *at >= '1' && *at <= '9' ? strtol(at, &end, 10) : 0;
        if (n < 1 || n > PARAMETERS_MAX)
            return -1;
        seen[n] = true;
        most = n > most ? (int)n : most;
        at = end;
    }
    for (int n = 1; n <= most; n++) {
        if (!seen[n])
            return -1;
    }
    return most;
}

static bool starts_with_word(const char *text, const char *word)
{
    text += strspn(text, " \t\r\n(");
    char *start = strndup(text, strlen(word));
    if (start == NULL)
        panic("out of memory");
    bool same = text_equal_nocase(start, word);
    free(start);
    return same;
}

static void release(struct db_statement *base)
{
    struct pg_statement *statement = own(base);
    PQclear(statement->result);
    for (int i = 0; i < base->parameters; i++)
        free(statement->values[i].data);
    free(statement->values);
    free(statement);
}

/* The database sees it when it is run for the first time: the types are known then. */
static struct db_statement *compile(struct connection *connection, const struct db_sql *sql,
                                    enum status *status, struct fault *fault)
{
    (void)connection;
    int parameters = count_parameters(sql->text);
    if (parameters < 0) {
        *status = fault_set(fault, FAILED, "the parameters are not $1, $2, ... in: %s", sql->text);
        return NULL;
    }
    struct pg_statement *statement = calloc(1, sizeof *statement);
    if (statement == NULL)
        panic("out of memory");
    statement->values = calloc((size_t)parameters + 1, sizeof *statement->values);
    if (statement->values == NULL)
        panic("out of memory");
    statement->base.sql = sql;
    statement->base.parameters = parameters;
    statement->at = -1;
    /* What is hidden in a WITH, PostgreSQL's read-only transaction refuses. */
    statement->base.writes = !starts_with_word(sql->text, "SELECT") &&
                             !starts_with_word(sql->text, "WITH") &&
                             !starts_with_word(sql->text, "VALUES");
    return &statement->base;
}

static enum status check(struct connection *base, const struct db_sql *sql, struct fault *fault)
{
    struct pg_connection *connection = (struct pg_connection *)base;
    enum status status = OK;
    struct db_statement *statement = compile(base, sql, &status, fault);
    if (statement == NULL)
        return status;
    if (PQsendPrepare(connection->handle, "", sql->text, 0, NULL) != 1)
        status = pg_lost(connection, fault);
    if (status == OK)
        status = pg_queue(
            connection,
            (struct pg_command){.kind = PG_PREPARE, .statement = own(statement), .sql = sql->text},
            fault);
    if (status == OK)
        status = pg_collect(connection, fault);
    release(statement);
    return status;
}

static void reset(struct db_statement *base)
{
    struct pg_statement *statement = own(base);
    if (statement->asked && statement->result == NULL)
        pg_forget(connection_of(base), statement);
    PQclear(statement->result);
    statement->result = NULL;
    statement->asked = false;
    statement->at = -1;
    for (int i = 0; i < base->parameters; i++) {
        struct pg_value *value = &statement->values[i];
        if (value->capacity > VALUE_KEPT) {
            free(value->data);
            value->data = NULL;
            value->capacity = 0;
        }
    }
}

static void store(struct pg_value *value, const void *data, size_t size)
{
    if (size > value->capacity || value->data == NULL) {
        size_t capacity = size < 32 ? 32 : size;
        char *grown = realloc(value->data, capacity);
        if (grown == NULL)
            panic("out of memory");
        value->data = grown;
        value->capacity = capacity;
    }
    if (size > 0)
        memcpy(value->data, data, size);
    value->size = (int)size;
}

static void bind(struct db_statement *base, int n, const struct db_value *from)
{
    struct pg_value *value = &own(base)->values[n - 1];
    unsigned char number[8];
    value->null =
        from->kind == VALUE_NULL || (from->kind == VALUE_TEXT && from->bytes.data == NULL);
    value->type = TYPE_ANY;
    if (from->kind == VALUE_INT) {
        value->type = TYPE_INT8;
        for (int i = 0; i < 8; i++)
            number[i] = (unsigned char)((uint64_t)from->number >> (56 - 8 * i));
        store(value, number, sizeof number);
    } else if (from->kind != VALUE_NULL) {
        value->type = from->kind == VALUE_TEXT ? TYPE_TEXT : TYPE_BYTEA;
        if (from->bytes.size > INT32_MAX) {
            base->tx->status = fault_set(&base->tx->fault, TOO_LARGE,
                                         "a value is larger than the database can hold");
            return;
        }
        store(value, from->bytes.data, from->bytes.size);
    }
}

/*
 * PostgreSQL takes a parameter's type from where it stands, which is not always what is bound:
 * `CASE WHEN $1 = 0` would make it a small number. So each is given with its type, and the
 * statement prepared anew where that changes; a NULL of no type fits any.
 */
static enum status prepare(struct pg_statement *statement)
{
    struct pg_connection *connection = connection_of(&statement->base);
    struct db_tx *tx = statement->base.tx;
    const char *sql = statement->base.sql->text;
    bool same = statement->prepared != PG_UNKNOWN;
    for (int i = 0; i < statement->base.parameters; i++) {
        Oid type = statement->values[i].type;
        if (type == TYPE_ANY || type == statement->types[i])
            continue;
        statement->types[i] = type;
        same = false;
    }
    if (same)
        return OK;
    snprintf(statement->name, sizeof statement->name, "s%u", ++connection->statements);
    if (connection->lost || PQsendPrepare(connection->handle, statement->name, sql,
                                          statement->base.parameters, statement->types) != 1)
        return pg_lost(connection, &tx->fault);
    statement->prepared = PG_ASKED;
    return pg_queue(connection,
                    (struct pg_command){.kind = PG_PREPARE, .statement = statement, .sql = sql},
                    &tx->fault);
}

/* Sends the statement with what is bound to it. */
static enum status execute(struct pg_statement *statement, const struct pg_command *command)
{
    struct pg_connection *connection = connection_of(&statement->base);
    struct db_tx *tx = statement->base.tx;
    const char *values[PARAMETERS_MAX];
    int lengths[PARAMETERS_MAX];
    int formats[PARAMETERS_MAX];
    enum status status = prepare(statement);
    if (status != OK)
        return status;
    for (int i = 0; i < statement->base.parameters; i++) {
        const struct pg_value *value = &statement->values[i];
        values[i] = value->null ? NULL : value->data;
        lengths[i] = value->size;
        formats[i] = 1;
    }
    if (PQsendQueryPrepared(connection->handle, statement->name, statement->base.parameters, values,
                            lengths, formats, 0) != 1)
        return pg_lost(connection, &tx->fault);
    return pg_queue(connection, *command, &tx->fault);
}

static void ask(struct db_statement *base)
{
    struct pg_statement *statement = own(base);
    statement->asked = true;
    base->tx->status = execute(
        statement,
        &(struct pg_command){.kind = PG_STEP, .statement = statement, .sql = base->sql->text});
}

static bool step(struct db_statement *base)
{
    struct pg_statement *statement = own(base);
    struct db_tx *tx = base->tx;
    if (base->finished)
        return false;
    if (statement->at < 0) {
        if (!statement->asked)
            ask(base);
        if (tx->status == OK)
            tx->status = pg_collect(connection_of(base), &tx->fault);
        if (tx->status != OK || statement->result == NULL)
            return false;
        if (base->writes)
            tx->changes = strtoll(PQcmdTuples(statement->result), NULL, 10);
    }
    return ++statement->at < PQntuples(statement->result);
}

static void send_it(struct db_statement *base, bool one)
{
    base->tx->status = execute(
        own(base), &(struct pg_command){.kind = PG_SEND, .one = one, .sql = base->sql->text});
}

static int columns(const struct db_statement *base)
{
    return PQnfields(own(base)->result);
}

static bool is_null(const struct db_statement *base, int column)
{
    return PQgetisnull(own(base)->result, own(base)->at, column) == 1;
}

static struct bytes text(const struct db_statement *base, int column)
{
    const struct pg_statement *statement = own(base);
    return (struct bytes){
        (const unsigned char *)PQgetvalue(statement->result, statement->at, column),
        (size_t)PQgetlength(statement->result, statement->at, column)};
}

static int64_t number(const struct db_statement *base, int column)
{
    const char *value = (const char *)text(base, column).data;
    if (PQftype(own(base)->result, column) == TYPE_BOOL)
        return *value == 't';
    return strtoll(value, NULL, 10);
}

static unsigned char digit(unsigned char c)
{
    return (unsigned char)(c <= '9' ? c - '0' : c - 'a' + 10);
}

/* \x and two digits a byte. */
static struct bytes bytes(const struct db_statement *base, int column, struct arena *arena)
{
    struct bytes hex = text(base, column);
    bool encoded = PQftype(own(base)->result, column) == TYPE_BYTEA && hex.size >= 2;
    if (!encoded)
        return (struct bytes){
            (unsigned char *)arena_text_n(arena, (const char *)hex.data, hex.size), hex.size};
    size_t size = (hex.size - 2) / 2;
    unsigned char *out = arena_alloc(arena, size + 1);
    for (size_t i = 0; i < size; i++)
        out[i] = (unsigned char)(digit(hex.data[2 + 2 * i]) << 4 | digit(hex.data[3 + 2 * i]));
    return (struct bytes){out, size};
}

const struct backend pg_backend = {
    .words = {"BIGINT", "BYTEA", "", "TEXT COLLATE \"C\""},
    .ledger_exists = {"SELECT count(to_regclass('schema_migration'))"},
    .readers = 8,
    /* Each waits for the answers of its own statements, so that together they keep the server busy.
     */
    .writers = 4,
    /* PostgreSQL keeps up to 64 subtransactions of a session in shared memory. */
    .group = 60,
    .group_later = 60,
    .open = pg_open,
    .close = pg_close,
    .control = pg_control,
    .commit = pg_commit,
    .in_transaction = pg_in_transaction,
    .is_lost = pg_is_lost,
    .script = pg_script,
    .settle = pg_settle,
    .compile = compile,
    .check = check,
    .release = release,
    .reset = reset,
    .bind = bind,
    .step = step,
    .send = send_it,
    .ask = ask,
    .columns = columns,
    .is_null = is_null,
    .number = number,
    .text = text,
    .bytes = bytes,
};
