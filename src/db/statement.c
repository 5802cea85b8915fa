#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "db/connection.h"

void tx_start(struct db_tx *tx, struct connection *connection, bool read_only)
{
    memset(tx, 0, sizeof *tx);
    tx->connection = connection;
    tx->read_only = read_only;
    tx->dead.tx = tx;
}

enum status tx_fail(struct db_tx *tx, int code)
{
    if (tx->status == OK)
        tx->status = connection_error(tx->connection, code, &tx->fault);
    return tx->status;
}

/* A mistake in the program, told with the statement it was made with. */
static void misuse(struct db_tx *tx, const char *what, int n, const char *sql)
{
    if (tx->status == OK)
        tx->status = fault_set(&tx->fault, FAILED, "%s %d in: %s", what, n, sql);
}

enum status tx_run(struct db_tx *tx, db_work *work, void *state)
{
    enum status status = work(tx, state);
    while (tx->open != NULL)
        statement_close(tx->open);
    if (status == OK)
        status = tx->status;
    if (status != OK || tx->read_only)
        return status;
    /* A deferred foreign key would fail the whole group's commit: let it fail this work alone. */
    int unresolved = 0;
    int peak = 0;
    sqlite3_db_status(tx->connection->handle, SQLITE_DBSTATUS_DEFERRED_FKS, &unresolved, &peak, 0);
    if (unresolved != 0)
        return fault_set(&tx->fault, CONFLICT, "FOREIGN KEY constraint failed");
    return OK;
}

enum status tx_script(struct db_tx *tx, const char *script)
{
    if (tx->status != OK)
        return tx->status;
    int code = sqlite3_exec(tx->connection->handle, script, NULL, NULL, NULL);
    return code == SQLITE_OK ? OK : tx_fail(tx, code);
}

/* SQLite numbers `$n` by first appearance, PostgreSQL by n: notes which is which. False where the
 * parameters are not exactly $1 to $count. */
static bool map_parameters(struct db_statement *statement)
{
    int count = sqlite3_bind_parameter_count(statement->handle);
    if (count > PARAMETERS_MAX)
        return false;
    for (int i = 1; i <= count; i++) {
        const char *name = sqlite3_bind_parameter_name(statement->handle, i);
        if (name == NULL || name[0] != '$' || name[1] < '1' || name[1] > '9')
            return false;
        char *end;
        long n = strtol(name + 1, &end, 10);
        if (*end != '\0' || n > count)
            return false;
        statement->index[n] = (unsigned char)i;
    }
    statement->parameters = count;
    return true;
}

/* Compiles `sql`; NULL with status and message where that fails. */
static struct db_statement *compile(struct connection *connection, const struct db_sql *sql,
                                    enum status *status, struct fault *fault)
{
    struct db_statement *statement = calloc(1, sizeof *statement);
    if (statement == NULL)
        panic("out of memory");
    const char *tail = NULL;
    statement->sql = sql;
    int code = sqlite3_prepare_v3(connection->handle, sql->text, -1, SQLITE_PREPARE_PERSISTENT,
                                  &statement->handle, &tail);
    if (code == SQLITE_ERROR)
        *status =
            fault_set(fault, FAILED, "%s in: %s", sqlite3_errmsg(connection->handle), sql->text);
    else if (code != SQLITE_OK)
        *status = connection_error(connection, code, fault);
    else if (statement->handle == NULL || tail[strspn(tail, " \t\r\n;")] != '\0')
        *status = fault_set(fault, FAILED, "not exactly one statement in: %s", sql->text);
    else if (!map_parameters(statement))
        *status = fault_set(fault, FAILED, "the parameters are not $1, $2, ... in: %s", sql->text);
    else
        return statement;
    statement_free(statement);
    return NULL;
}

enum status statement_check(struct connection *connection, const struct db_sql *sql,
                            struct fault *fault)
{
    enum status status = OK;
    struct db_statement *statement = compile(connection, sql, &status, fault);
    if (statement != NULL)
        statement_free(statement);
    return status;
}

void statement_free(struct db_statement *statement)
{
    sqlite3_finalize(statement->handle);
    free(statement);
}

struct db_statement *db_prepare(struct db_tx *tx, const struct db_sql *sql)
{
    if (tx->status != OK)
        return &tx->dead;
    struct db_statement **bucket =
        &tx->connection->statements[((uintptr_t)sql >> 3) % STATEMENT_BUCKETS];
    struct db_statement *statement = *bucket;
    while (statement != NULL && (statement->sql != sql || statement->tx != NULL))
        statement = statement->next;
    if (statement == NULL) {
        statement = compile(tx->connection, sql, &tx->status, &tx->fault);
        if (statement == NULL)
            return &tx->dead;
        statement->next = *bucket;
        *bucket = statement;
    }
    if (tx->read_only && sqlite3_stmt_readonly(statement->handle) == 0) {
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

void statement_close(struct db_statement *statement)
{
    struct db_statement **at = &statement->tx->open;
    while (*at != statement)
        at = &(*at)->next_open;
    *at = statement->next_open;
    /* The code of reset repeats an error that db_step has noted already. */
    sqlite3_reset(statement->handle);
    sqlite3_clear_bindings(statement->handle);
    statement->tx = NULL;
    statement->row = false;
}

/* SQLite's number of `$n`, or 0 where nothing is to be bound. */
static int bind_index(struct db_statement *statement, int n)
{
    if (statement->tx->status != OK)
        return 0;
    if (n < 1 || n > statement->parameters) {
        misuse(statement->tx, "there is no parameter", n, statement->sql->text);
        return 0;
    }
    statement->bound[n] = true;
    return statement->index[n];
}

static void bound(struct db_statement *statement, int code)
{
    if (code != SQLITE_OK)
        tx_fail(statement->tx, code);
}

void db_bind_text(struct db_statement *statement, int n, const char *text)
{
    int index = bind_index(statement, n);
    if (index == 0)
        return;
    if (text == NULL)
        bound(statement, sqlite3_bind_null(statement->handle, index));
    else
        bound(statement, sqlite3_bind_text64(statement->handle, index, text, strlen(text),
                                             SQLITE_TRANSIENT, SQLITE_UTF8));
}

void db_bind_int(struct db_statement *statement, int n, int64_t number)
{
    int index = bind_index(statement, n);
    if (index != 0)
        bound(statement, sqlite3_bind_int64(statement->handle, index, number));
}

void db_bind_bytes(struct db_statement *statement, int n, struct bytes bytes)
{
    int index = bind_index(statement, n);
    if (index != 0)
        bound(statement, sqlite3_bind_blob64(statement->handle, index,
                                             bytes.size == 0 ? "" : (const void *)bytes.data,
                                             bytes.size, SQLITE_TRANSIENT));
}

void db_bind_null(struct db_statement *statement, int n)
{
    int index = bind_index(statement, n);
    if (index != 0)
        bound(statement, sqlite3_bind_null(statement->handle, index));
}

bool db_step(struct db_statement *statement)
{
    struct db_tx *tx = statement->tx;
    bool first = !statement->row;
    statement->row = false;
    if (tx->status != OK || statement->finished)
        return false;
    for (int n = 1; first && n <= statement->parameters; n++) {
        if (!statement->bound[n]) {
            misuse(tx, "nothing was bound to parameter", n, statement->sql->text);
            return false;
        }
    }
    int code = sqlite3_step(statement->handle);
    if (code == SQLITE_ROW) {
        statement->row = true;
        return true;
    }
    statement->finished = true;
    if (code != SQLITE_DONE)
        tx_fail(tx, code);
    else if (sqlite3_stmt_readonly(statement->handle) == 0)
        tx->changes = sqlite3_changes64(tx->connection->handle);
    return false;
}

static bool readable(struct db_statement *statement, int column)
{
    if (!statement->row)
        return false;
    if (column >= 0 && column < sqlite3_data_count(statement->handle))
        return true;
    misuse(statement->tx, "there is no column", column, statement->sql->text);
    return false;
}

const char *db_text(struct db_statement *statement, int column, struct arena *arena)
{
    if (!readable(statement, column))
        return NULL;
    const unsigned char *text = sqlite3_column_text(statement->handle, column);
    if (text == NULL)
        return NULL;
    return arena_text_n(arena, (const char *)text,
                        (size_t)sqlite3_column_bytes(statement->handle, column));
}

int64_t db_int(struct db_statement *statement, int column)
{
    return readable(statement, column) ? sqlite3_column_int64(statement->handle, column) : 0;
}

struct bytes db_bytes(struct db_statement *statement, int column, struct arena *arena)
{
    if (db_is_null(statement, column))
        return (struct bytes){NULL, 0};
    const void *data = sqlite3_column_blob(statement->handle, column);
    size_t size = (size_t)sqlite3_column_bytes(statement->handle, column);
    return (struct bytes){(unsigned char *)arena_text_n(arena, data, size), size};
}

bool db_is_null(struct db_statement *statement, int column)
{
    return !readable(statement, column) ||
           sqlite3_column_type(statement->handle, column) == SQLITE_NULL;
}

enum status db_done(struct db_statement *statement)
{
    struct db_tx *tx = statement->tx;
    if (statement == &tx->dead)
        return tx->status;
    /* A statement that writes is only over, and its constraints checked, after its last row. */
    if (statement->row && sqlite3_stmt_readonly(statement->handle) == 0) {
        while (db_step(statement))
            ;
    }
    statement_close(statement);
    return tx->status;
}

enum status db_run(struct db_statement *statement)
{
    while (db_step(statement))
        ;
    return db_done(statement);
}

int64_t db_changes(const struct db_tx *tx)
{
    return tx->changes;
}

struct fault *db_fault(struct db_tx *tx)
{
    return &tx->fault;
}
