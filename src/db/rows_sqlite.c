
#include "base/arena.h"
#include "db/lock.h"
#include "db/rows.h"
#include "db/sqlite.h"

enum { SQL_MAX = 64 * 1024 };

struct row_writer {
    struct db_tx *tx;
    size_t columns;
    sqlite3_stmt *insert;
};

static struct sqlite_connection *own(const struct db_tx *tx)
{
    return (struct sqlite_connection *)tx->connection;
}

static enum status fail(struct db_tx *tx, int code)
{
    if (tx->status == OK)
        tx->status = sqlite_error(own(tx), code, &tx->fault);
    return tx->status;
}

static enum status hold(struct connection *connection, const char *path, int *lock,
                        struct fault *fault)
{
    (void)connection;
    return lock_take(path, lock, fault);
}

/* A new file is thrown away where anything goes wrong with it, and synced as a whole: no journal,
 * no waiting, and what is copied need not fit into memory. */
static enum status tune(struct connection *connection, bool fresh, struct fault *fault)
{
    struct sqlite_connection *sqlite = (struct sqlite_connection *)connection;
    if (!fresh)
        return OK;
    int code =
        sqlite3_exec(sqlite->handle,
                     "PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF; PRAGMA cache_spill=ON;"
                     "PRAGMA foreign_keys=OFF",
                     NULL, NULL, NULL);
    return code == SQLITE_OK ? OK : sqlite_error(sqlite, code, fault);
}

static enum status drop_references(struct db_tx *tx, struct arena *arena, const char **references)
{
    (void)arena;
    *references = NULL;
    return tx->status;
}

static enum status check_references(struct db_tx *tx, const char *references)
{
    sqlite3_stmt *check;
    (void)references;
    int code = sqlite3_prepare_v2(own(tx)->handle, "PRAGMA foreign_key_check", -1, &check, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_step(check);
    if (code == SQLITE_ROW)
        tx->status =
            fault_set(&tx->fault, FAILED, "a row of the table %s refers to one of %s that is gone",
                      (const char *)sqlite3_column_text(check, 0),
                      (const char *)sqlite3_column_text(check, 2));
    else if (code != SQLITE_DONE)
        fail(tx, code);
    sqlite3_finalize(check);
    return tx->status;
}

static sqlite3_stmt *prepare(struct db_tx *tx, struct buf *sql)
{
    sqlite3_stmt *statement = NULL;
    if (sql->overflow)
        panic("a table has too many columns to be copied");
    int code = sqlite3_prepare_v3(own(tx)->handle, buf_string(sql), -1, 0, &statement, NULL);
    if (code != SQLITE_OK)
        fail(tx, code);
    return statement;
}

static void put_columns(struct buf *sql, const struct table *table)
{
    for (size_t i = 0; i < table->column_count; i++)
        buf_printf(sql, "%s\"%s\"", i == 0 ? "" : ", ", table->columns[i].name);
}

static void get_value(sqlite3_stmt *statement, int column, struct db_value *out)
{
    *out = (struct db_value){.kind = VALUE_NULL};
    switch (sqlite3_column_type(statement, column)) {
    case SQLITE_NULL:
        return;
    case SQLITE_INTEGER:
        out->kind = VALUE_INT;
        out->number = sqlite3_column_int64(statement, column);
        return;
    case SQLITE_BLOB:
        out->kind = VALUE_BYTES;
        out->bytes.data = sqlite3_column_blob(statement, column);
        break;
    default:
        out->kind = VALUE_TEXT;
        out->bytes.data = sqlite3_column_text(statement, column);
        break;
    }
    out->bytes.size = (size_t)sqlite3_column_bytes(statement, column);
}

static enum status read_rows(struct db_tx *tx, struct arena *arena, const struct table *table,
                             row_taker *take, void *state)
{
    struct db_value values[COLUMNS_MAX];
    struct buf sql;
    buf_init(&sql, arena, SQL_MAX);
    buf_text(&sql, "SELECT ");
    put_columns(&sql, table);
    buf_printf(&sql, " FROM \"%s\"", table->name);
    sqlite3_stmt *select = prepare(tx, &sql);
    enum status status = tx->status;
    int code = SQLITE_ROW;
    while (status == OK && (code = sqlite3_step(select)) == SQLITE_ROW) {
        for (size_t i = 0; i < table->column_count; i++)
            get_value(select, (int)i, &values[i]);
        status = take(state, table, values);
    }
    if (status == OK && code != SQLITE_DONE)
        status = fail(tx, code);
    sqlite3_finalize(select);
    return status;
}

static enum status write_rows(struct db_tx *tx, struct arena *arena, const struct table *table,
                              struct row_writer **out)
{
    struct buf sql;
    struct row_writer *writer = arena_make(arena, struct row_writer);
    buf_init(&sql, arena, SQL_MAX);
    buf_printf(&sql, "INSERT INTO \"%s\" (", table->name);
    put_columns(&sql, table);
    for (size_t i = 0; i < table->column_count; i++)
        buf_printf(&sql, "%s?%zu", i == 0 ? ") VALUES (" : ", ", i + 1);
    buf_text(&sql, ")");
    writer->tx = tx;
    writer->columns = table->column_count;
    writer->insert = prepare(tx, &sql);
    *out = writer;
    return tx->status;
}

static int bind(sqlite3_stmt *insert, int n, const struct db_value *value)
{
    const char *data = (const char *)value->bytes.data;
    switch (value->kind) {
    case VALUE_INT:
        return sqlite3_bind_int64(insert, n, value->number);
    case VALUE_TEXT:
        return sqlite3_bind_text64(insert, n, data, value->bytes.size, SQLITE_STATIC, SQLITE_UTF8);
    case VALUE_BYTES:
        return sqlite3_bind_blob64(insert, n, value->bytes.size == 0 ? "" : data, value->bytes.size,
                                   SQLITE_STATIC);
    case VALUE_NULL:
        break;
    }
    return sqlite3_bind_null(insert, n);
}

static enum status put(struct row_writer *writer, const struct db_value *values)
{
    int code = SQLITE_OK;
    for (size_t i = 0; i < writer->columns && code == SQLITE_OK; i++)
        code = bind(writer->insert, (int)i + 1, &values[i]);
    if (code == SQLITE_OK)
        code = sqlite3_step(writer->insert);
    if (code != SQLITE_DONE)
        return fail(writer->tx, code);
    sqlite3_reset(writer->insert);
    return OK;
}

static enum status end(struct row_writer *writer)
{
    sqlite3_finalize(writer->insert);
    return writer->tx->status;
}

const struct rows_backend sqlite_rows = {
    .columns =
        {"SELECT t.name, c.name, c.type FROM sqlite_schema t JOIN pragma_table_info(t.name) c "
         "WHERE t.type = 'table' AND substr(t.name, 1, 7) <> 'sqlite_' "
         "AND substr(t.name, 1, 10) <> 'punchoutd_' ORDER BY t.name, c.cid"},
    .hold = hold,
    .tune = tune,
    .drop_references = drop_references,
    .check_references = check_references,
    .read = read_rows,
    .write = write_rows,
    .put = put,
    .end = end,
};
