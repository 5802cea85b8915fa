#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "db/sqlite.h"

static struct sqlite_statement *own(const struct db_statement *statement)
{
    return (struct sqlite_statement *)statement;
}

static struct sqlite_connection *connection_of(const struct db_tx *tx)
{
    return (struct sqlite_connection *)tx->connection;
}

static void fail(struct db_tx *tx, int code)
{
    if (tx->status == OK)
        tx->status = sqlite_error(connection_of(tx), code, &tx->fault);
}

static void script(struct db_tx *tx, const char *text)
{
    int code = sqlite3_exec(connection_of(tx)->handle, text, NULL, NULL, NULL);
    if (code != SQLITE_OK)
        fail(tx, code);
}

/* A deferred foreign key would fail the whole group's commit: let it fail this work alone. */
static void settle(struct db_tx *tx)
{
    int unresolved = 0;
    int peak = 0;
    sqlite3_db_status(connection_of(tx)->handle, SQLITE_DBSTATUS_DEFERRED_FKS, &unresolved, &peak,
                      0);
    if (unresolved != 0)
        tx->status = fault_set(&tx->fault, CONFLICT, "FOREIGN KEY constraint failed");
}

/* SQLite numbers `$n` by first appearance, PostgreSQL by n: notes which is which. False where the
 * parameters are not exactly $1 to $count. */
static bool map_parameters(struct sqlite_statement *statement)
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
    statement->base.parameters = count;
    return true;
}

static void release(struct db_statement *statement)
{
    sqlite3_finalize(own(statement)->handle);
    free(statement);
}

static struct db_statement *compile(struct connection *base, const struct db_sql *sql,
                                    enum status *status, struct fault *fault)
{
    struct sqlite_connection *connection = (struct sqlite_connection *)base;
    struct sqlite_statement *statement = calloc(1, sizeof *statement);
    if (statement == NULL)
        panic("out of memory");
    const char *tail = NULL;
    statement->base.sql = sql;
    int code = sqlite3_prepare_v3(connection->handle, sql->text, -1, SQLITE_PREPARE_PERSISTENT,
                                  &statement->handle, &tail);
    if (code == SQLITE_ERROR)
        *status =
            fault_set(fault, FAILED, "%s in: %s", sqlite3_errmsg(connection->handle), sql->text);
    else if (code != SQLITE_OK)
        *status = sqlite_error(connection, code, fault);
    else if (statement->handle == NULL || tail[strspn(tail, " \t\r\n;")] != '\0')
        *status = fault_set(fault, FAILED, "not exactly one statement in: %s", sql->text);
    else if (!map_parameters(statement))
        *status = fault_set(fault, FAILED, "the parameters are not $1, $2, ... in: %s", sql->text);
    else {
        statement->base.writes = sqlite3_stmt_readonly(statement->handle) == 0;
        return &statement->base;
    }
    release(&statement->base);
    return NULL;
}

static enum status check(struct connection *connection, const struct db_sql *sql,
                         struct fault *fault)
{
    enum status status = OK;
    struct db_statement *statement = compile(connection, sql, &status, fault);
    if (statement != NULL)
        release(statement);
    return status;
}

static void reset(struct db_statement *statement)
{
    /* The code of reset repeats an error that step has noted already. */
    sqlite3_reset(own(statement)->handle);
    sqlite3_clear_bindings(own(statement)->handle);
}

static void bind(struct db_statement *statement, int n, const struct db_value *value)
{
    sqlite3_stmt *handle = own(statement)->handle;
    const char *data = (const char *)value->bytes.data;
    int index = own(statement)->index[n];
    int code = SQLITE_OK;
    if (value->kind == VALUE_INT)
        code = sqlite3_bind_int64(handle, index, value->number);
    else if (value->kind == VALUE_NULL || data == NULL)
        code = sqlite3_bind_null(handle, index);
    else if (value->kind == VALUE_TEXT)
        code =
            sqlite3_bind_text64(handle, index, data, value->bytes.size, SQLITE_STATIC, SQLITE_UTF8);
    else
        code = sqlite3_bind_blob64(handle, index, data, value->bytes.size, SQLITE_STATIC);
    if (code != SQLITE_OK)
        fail(statement->tx, code);
}

static bool step(struct db_statement *statement)
{
    struct db_tx *tx = statement->tx;
    int code = sqlite3_step(own(statement)->handle);
    if (code == SQLITE_ROW)
        return true;
    if (code != SQLITE_DONE)
        fail(tx, code);
    else if (statement->writes)
        tx->changes = sqlite3_changes64(connection_of(tx)->handle);
    return false;
}

static int columns(const struct db_statement *statement)
{
    return sqlite3_data_count(own(statement)->handle);
}

static bool is_null(const struct db_statement *statement, int column)
{
    return sqlite3_column_type(own(statement)->handle, column) == SQLITE_NULL;
}

static int64_t number(const struct db_statement *statement, int column)
{
    return sqlite3_column_int64(own(statement)->handle, column);
}

static struct bytes text(const struct db_statement *statement, int column)
{
    const unsigned char *data = sqlite3_column_text(own(statement)->handle, column);
    if (data == NULL)
        panic("out of memory in SQLite");
    return (struct bytes){data, (size_t)sqlite3_column_bytes(own(statement)->handle, column)};
}

static struct bytes bytes(const struct db_statement *statement, int column, struct arena *arena)
{
    const void *data = sqlite3_column_blob(own(statement)->handle, column);
    size_t size = (size_t)sqlite3_column_bytes(own(statement)->handle, column);
    return (struct bytes){(unsigned char *)arena_text_n(arena, data, size), size};
}

const struct backend sqlite_backend = {
    .words = {"INTEGER", "BLOB", "STRICT", "TEXT"},
    .ledger_exists = {"SELECT count(*) FROM sqlite_schema WHERE name = 'schema_migration'"},
    .one_process = true,
    .readers = 4,
    .writers = 1,
    .group = 128,
    .group_later = 512,
    .open = sqlite_open,
    .close = sqlite_close,
    .control = sqlite_control,
    .commit = sqlite_commit,
    .checkpoint = sqlite_checkpoint,
    .in_transaction = sqlite_in_transaction,
    .script = script,
    .settle = settle,
    .compile = compile,
    .check = check,
    .release = release,
    .reset = reset,
    .bind = bind,
    .step = step,
    .columns = columns,
    .is_null = is_null,
    .number = number,
    .text = text,
    .bytes = bytes,
};
