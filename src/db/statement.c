#include <string.h>

#include "base/arena.h"
#include "db/connection.h"

void connection_close(struct connection *connection)
{
    if (connection == NULL)
        return;
    connection_forget_statements(connection);
    connection->backend->close(connection);
}

void connection_forget_statements(struct connection *connection)
{
    for (size_t i = 0; i < STATEMENT_BUCKETS; i++) {
        struct db_statement *statement = connection->statements[i];
        while (statement != NULL) {
            struct db_statement *next = statement->next;
            connection->backend->release(statement);
            statement = next;
        }
        connection->statements[i] = NULL;
    }
}

void tx_start(struct db_tx *tx, struct connection *connection, bool read_only)
{
    memset(tx, 0, sizeof *tx);
    tx->connection = connection;
    tx->read_only = read_only;
    tx->dead.tx = tx;
}

static const struct backend *backend_of(const struct db_statement *statement)
{
    return statement->tx->connection->backend;
}

/* A mistake in the program, told with the statement it was made with. */
static void misuse(struct db_tx *tx, const char *what, int n, const char *sql)
{
    if (tx->status == OK)
        tx->status = fault_set(&tx->fault, FAILED, "%s %d in: %s", what, n, sql);
}

/* Puts it back into the cache. */
static void close_statement(struct db_statement *statement)
{
    struct db_statement **at = &statement->tx->open;
    while (*at != statement)
        at = &(*at)->next_open;
    *at = statement->next_open;
    backend_of(statement)->reset(statement);
    statement->tx = NULL;
    statement->row = false;
}

enum status tx_run(struct db_tx *tx, db_work *work, void *state)
{
    enum status status = work(tx, state);
    while (tx->open != NULL)
        close_statement(tx->open);
    if (status == OK && tx->status == OK && !tx->read_only)
        tx->connection->backend->settle(tx);
    return status == OK ? tx->status : status;
}

enum status tx_script(struct db_tx *tx, const char *script)
{
    if (tx->status == OK)
        tx->connection->backend->script(tx, script);
    return tx->status;
}

struct db_statement *db_prepare(struct db_tx *tx, const struct db_sql *sql)
{
    if (tx->status != OK)
        return &tx->dead;
    struct connection *connection = tx->connection;
    struct db_statement **bucket =
        &connection->statements[((uintptr_t)sql >> 3) % STATEMENT_BUCKETS];
    struct db_statement *statement = *bucket;
    while (statement != NULL && (statement->sql != sql || statement->tx != NULL))
        statement = statement->next;
    if (statement == NULL) {
        statement = connection->backend->compile(connection, sql, &tx->status, &tx->fault);
        if (statement == NULL)
            return &tx->dead;
        statement->next = *bucket;
        *bucket = statement;
    }
    if (tx->read_only && statement->writes) {
        tx->status =
            fault_set(&tx->fault, FAILED, "this writes, but stands in a db_read: %s", sql->text);
        return &tx->dead;
    }
    statement->tx = tx;
    statement->next_open = tx->open;
    tx->open = statement;
    statement->row = false;
    statement->finished = false;
    memset(statement->bound, 0, sizeof statement->bound);
    return statement;
}

static void bind(struct db_statement *statement, int n, struct db_value value)
{
    if (statement->tx->status != OK)
        return;
    if (n < 1 || n > statement->parameters) {
        misuse(statement->tx, "there is no parameter", n, statement->sql->text);
        return;
    }
    statement->bound[n] = true;
    backend_of(statement)->bind(statement, n, &value);
}

void db_bind_text(struct db_statement *statement, int n, const char *text)
{
    struct bytes bytes = {(const unsigned char *)text, text == NULL ? 0 : strlen(text)};
    bind(statement, n, (struct db_value){.kind = VALUE_TEXT, .bytes = bytes});
}

void db_bind_int(struct db_statement *statement, int n, int64_t number)
{
    bind(statement, n, (struct db_value){.kind = VALUE_INT, .number = number});
}

void db_bind_bytes(struct db_statement *statement, int n, struct bytes bytes)
{
    if (bytes.size == 0)
        bytes.data = (const unsigned char *)"";
    bind(statement, n, (struct db_value){.kind = VALUE_BYTES, .bytes = bytes});
}

void db_bind_null(struct db_statement *statement, int n)
{
    bind(statement, n, (struct db_value){.kind = VALUE_NULL});
}

/* Whether it may be run: no error so far, everything bound. */
static bool ready(struct db_statement *statement)
{
    struct db_tx *tx = statement->tx;
    if (tx->status != OK || statement->finished)
        return false;
    for (int n = 1; n <= statement->parameters; n++) {
        if (!statement->bound[n]) {
            misuse(tx, "nothing was bound to parameter", n, statement->sql->text);
            return false;
        }
    }
    return true;
}

enum status not_one_row(struct fault *fault)
{
    return fault_set(fault, CONFLICT, "what was to be changed has changed meanwhile");
}

bool db_step(struct db_statement *statement)
{
    bool first = !statement->row;
    statement->row = false;
    if (first ? !ready(statement) : statement->tx->status != OK)
        return false;
    statement->row = backend_of(statement)->step(statement);
    statement->finished = !statement->row;
    return statement->row;
}

static bool readable(struct db_statement *statement, int column)
{
    if (!statement->row)
        return false;
    if (column >= 0 && column < backend_of(statement)->columns(statement))
        return true;
    misuse(statement->tx, "there is no column", column, statement->sql->text);
    return false;
}

bool db_is_null(struct db_statement *statement, int column)
{
    return !readable(statement, column) || backend_of(statement)->is_null(statement, column);
}

const char *db_text(struct db_statement *statement, int column, struct arena *arena)
{
    if (db_is_null(statement, column))
        return NULL;
    struct bytes text = backend_of(statement)->text(statement, column);
    return arena_text_n(arena, (const char *)text.data, text.size);
}

int64_t db_int(struct db_statement *statement, int column)
{
    return db_is_null(statement, column) ? 0 : backend_of(statement)->number(statement, column);
}

struct bytes db_bytes(struct db_statement *statement, int column, struct arena *arena)
{
    if (db_is_null(statement, column))
        return (struct bytes){NULL, 0};
    return backend_of(statement)->bytes(statement, column, arena);
}

enum status db_done(struct db_statement *statement)
{
    struct db_tx *tx = statement->tx;
    if (statement == &tx->dead)
        return tx->status;
    /* A statement that writes is only over, and its constraints checked, after its last row. */
    while (statement->row && statement->writes)
        db_step(statement);
    close_statement(statement);
    return tx->status;
}

enum status db_run(struct db_statement *statement)
{
    while (db_step(statement))
        ;
    return db_done(statement);
}

void db_ask(struct db_statement *statement)
{
    struct db_tx *tx = statement->tx;
    if (statement != &tx->dead && tx->connection->backend->ask != NULL && ready(statement))
        tx->connection->backend->ask(statement);
}

static enum status send(struct db_statement *statement, bool one)
{
    struct db_tx *tx = statement->tx;
    if (statement != &tx->dead && tx->connection->backend->send != NULL) {
        if (ready(statement))
            backend_of(statement)->send(statement, one);
        return db_done(statement);
    }
    if (db_run(statement) == OK && one && tx->changes != 1)
        tx->status = not_one_row(&tx->fault);
    return tx->status;
}

enum status db_send(struct db_statement *statement)
{
    return send(statement, false);
}

enum status db_send_one(struct db_statement *statement)
{
    return send(statement, true);
}

int64_t db_changes(const struct db_tx *tx)
{
    return tx->changes;
}

struct fault *db_fault(struct db_tx *tx)
{
    return &tx->fault;
}
