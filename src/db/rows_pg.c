/* COPY in its binary format (PostgreSQL's manual, page COPY): a signature, then each row as the
 * number of its columns and, for each, length and bytes. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/text.h"
#include "db/pg.h"
#include "db/rows.h"

enum { SQL_MAX = 64 * 1024, BLOCK = 64 * 1024, HOLD_ATTEMPTS = 30 };

/* Its NUL belongs to it; two numbers of 0 follow. */
static const char signature[] = "PGCOPY\n\377\r\n";
enum { HEADER = sizeof signature + 8, ROWS_END = 0xFFFF };
#define LENGTH_NULL UINT32_MAX

struct row_writer {
    struct db_tx *tx;
    size_t columns;
    unsigned char *data; /* not sent yet */
    size_t size;
    size_t capacity;
};

static struct pg_connection *own(const struct db_tx *tx)
{
    return (struct pg_connection *)tx->connection;
}

/* Ends pipeline mode, in which there is no COPY, once everything queued is answered. */
static enum status leave_pipeline(struct pg_connection *connection, struct fault *fault)
{
    enum status status = pg_collect(connection, fault);
    return status == OK && PQexitPipelineMode(connection->handle) != 1 ? pg_lost(connection, fault)
                                                                       : status;
}

static enum status enter_pipeline(struct pg_connection *connection, struct fault *fault)
{
    return PQenterPipelineMode(connection->handle) == 1 ? OK : pg_lost(connection, fault);
}

/* Runs `sql`; NULL, with the status, where its answer is another than `expected`. */
static PGresult *run(struct pg_connection *connection, const char *sql, ExecStatusType expected,
                     enum status *status, struct fault *fault)
{
    PGresult *result = PQexec(connection->handle, sql);
    if (PQresultStatus(result) == expected)
        return result;
    *status = pg_result_error(connection, result, sql, fault);
    PQclear(result);
    return NULL;
}

/* What `sql` gives as its one number; with the status where it fails. */
static int64_t ask_number(struct pg_connection *connection, const char *sql, enum status *status,
                          struct fault *fault)
{
    PGresult *result = run(connection, sql, PGRES_TUPLES_OK, status, fault);
    int64_t number = result == NULL ? 0 : strtoll(PQgetvalue(result, 0, 0), NULL, 10);
    PQclear(result);
    return number;
}

/* Nodes that write have a share of the lock; the session of one that has just been killed lasts a
 * moment longer. */
static enum status hold(struct connection *base, const char *path, int *lock, struct fault *fault)
{
    static const char sql[] = "SELECT CAST(pg_try_advisory_lock(" PG_WRITERS_LOCK ") AS int)";
    static const struct timespec pause = {0, 100000000};
    struct pg_connection *connection = (struct pg_connection *)base;
    (void)path;
    *lock = -1;
    enum status status = leave_pipeline(connection, fault);
    if (status != OK)
        return status;
    bool held = false;
    for (int attempt = 0; status == OK && !held && attempt < HOLD_ATTEMPTS; attempt++) {
        if (attempt > 0)
            nanosleep(&pause, NULL);
        held = ask_number(connection, sql, &status, fault) != 0;
    }
    if (status == OK && !held)
        status = fault_set(fault, UNAVAILABLE,
                           "the database %s is in use by punchoutd: stop all its nodes first",
                           base->name);
    return status == OK ? enter_pipeline(connection, fault) : status;
}

/* While the other side reads or writes, this one may well be idle. */
static enum status tune(struct connection *base, bool fresh, struct fault *fault)
{
    struct pg_connection *connection = (struct pg_connection *)base;
    (void)fresh;
    enum status status =
        pg_queue_control(connection, "SET idle_in_transaction_session_timeout = 0", fault);
    if (status == OK)
        status = pg_queue_control(connection, "SET statement_timeout = 0", fault);
    return status == OK ? pg_collect(connection, fault) : status;
}

/* PostgreSQL answers an empty script as none other. */
static enum status run_script(struct db_tx *tx, const char *script)
{
    return *script == '\0' ? tx->status : tx_script(tx, script);
}

static enum status drop_references(struct db_tx *tx, struct arena *arena, const char **references)
{
    static const struct db_sql list = {
        "SELECT format('ALTER TABLE %s DROP CONSTRAINT %I;', CAST(conrelid AS regclass), conname), "
        "format('ALTER TABLE %s ADD CONSTRAINT %I %s;', CAST(conrelid AS regclass), conname, "
        "pg_get_constraintdef(c.oid)) FROM pg_constraint c "
        "JOIN pg_namespace n ON n.oid = c.connamespace "
        "WHERE c.contype = 'f' AND n.nspname = current_schema()"};
    struct buf drop;
    struct buf add;
    buf_init(&drop, arena, SQL_MAX);
    buf_init(&add, arena, SQL_MAX);
    struct db_statement *s = db_prepare(tx, &list);
    while (db_step(s)) {
        buf_text(&drop, db_text(s, 0, arena));
        buf_text(&add, db_text(s, 1, arena));
    }
    enum status status = db_done(s);
    if (drop.overflow || add.overflow)
        panic("there are too many foreign keys to be copied");
    *references = buf_string(&add);
    return status == OK ? run_script(tx, buf_string(&drop)) : status;
}

static enum status check_references(struct db_tx *tx, const char *references)
{
    return run_script(tx, references);
}

/* Big-endian, as everything in the format. */
static bool get_number(struct bytes *from, size_t size, uint64_t *out)
{
    if (from->size < size)
        return false;
    *out = 0;
    for (size_t i = 0; i < size; i++)
        *out = *out << 8 | from->data[i];
    from->data += size;
    from->size -= size;
    return true;
}

static bool get_value(struct bytes *from, int kind, struct db_value *out)
{
    uint64_t length;
    uint64_t number;
    *out = (struct db_value){.kind = VALUE_NULL};
    if (!get_number(from, 4, &length))
        return false;
    if (length == LENGTH_NULL)
        return true;
    if (kind == VALUE_INT) {
        out->kind = VALUE_INT;
        if (length != sizeof number || !get_number(from, sizeof number, &number))
            return false;
        out->number = (int64_t)number;
        return true;
    }
    if (length > from->size)
        return false;
    out->kind = kind == VALUE_TEXT ? VALUE_TEXT : VALUE_BYTES;
    out->bytes = (struct bytes){from->data, (size_t)length};
    from->data += length;
    from->size -= (size_t)length;
    return true;
}

struct reading {
    struct db_tx *tx;
    const struct table *table;
    row_taker *take;
    void *state;
    bool begun; /* the signature has passed */
};

/* The rows of one message, which holds whole ones. */
static enum status take_rows(struct reading *reading, struct bytes from)
{
    struct db_value values[COLUMNS_MAX];
    const struct table *table = reading->table;
    enum status status = OK;
    if (!reading->begun && from.size >= HEADER) {
        from = (struct bytes){from.data + HEADER, from.size - HEADER};
        reading->begun = true;
    }
    while (status == OK && from.size > 0) {
        uint64_t columns = 0;
        bool good = get_number(&from, 2, &columns);
        if (good && columns == ROWS_END)
            break;
        good = good && columns == table->column_count;
        for (size_t i = 0; i < table->column_count && good; i++)
            good = get_value(&from, table->columns[i].kind, &values[i]);
        status = good ? reading->take(reading->state, table, values)
                      : fault_set(db_fault(reading->tx), FAILED,
                                  "PostgreSQL at %s copies rows in a form that is not understood",
                                  reading->tx->connection->name);
    }
    return status;
}

/* The answer that ends a COPY. */
static enum status end_copy(struct db_tx *tx, const char *sql)
{
    struct pg_connection *connection = own(tx);
    PGresult *result;
    while ((result = PQgetResult(connection->handle)) != NULL) {
        if (PQresultStatus(result) != PGRES_COMMAND_OK && tx->status == OK)
            tx->status = pg_result_error(connection, result, sql, &tx->fault);
        PQclear(result);
    }
    return tx->status == OK ? tx->status = enter_pipeline(connection, &tx->fault) : tx->status;
}

static void put_columns(struct buf *sql, const struct table *table)
{
    for (size_t i = 0; i < table->column_count; i++)
        buf_printf(sql, "%s\"%s\"", i == 0 ? "" : ", ", table->columns[i].name);
}

/* Begins a COPY, after which the connection is out of pipeline mode until end_copy. */
static enum status begin_copy(struct db_tx *tx, struct buf *sql, ExecStatusType direction)
{
    struct pg_connection *connection = own(tx);
    if (sql->overflow)
        panic("a table has too many columns to be copied");
    if (tx->status == OK)
        tx->status = leave_pipeline(connection, &tx->fault);
    if (tx->status == OK)
        PQclear(run(connection, buf_string(sql), direction, &tx->status, &tx->fault));
    return tx->status;
}

static enum status read_rows(struct db_tx *tx, struct arena *arena, const struct table *table,
                             row_taker *take, void *state)
{
    struct reading reading = {tx, table, take, state, false};
    struct pg_connection *connection = own(tx);
    struct buf sql;
    char *data = NULL;
    int size = 0;
    buf_init(&sql, arena, SQL_MAX);
    buf_text(&sql, "COPY (SELECT ");
    put_columns(&sql, table);
    buf_printf(&sql, " FROM \"%s\") TO STDOUT (FORMAT binary)", table->name);
    enum status status = begin_copy(tx, &sql, PGRES_COPY_OUT);
    while (status == OK && (size = PQgetCopyData(connection->handle, &data, 0)) > 0) {
        status = take_rows(&reading, (struct bytes){(unsigned char *)data, (size_t)size});
        PQfreemem(data);
    }
    if (status == OK)
        return end_copy(tx, buf_string(&sql));
    /* The rest is still on its way: the connection is of no more use. */
    pg_lost(connection, NULL);
    return status;
}

static void add(struct row_writer *writer, const void *data, size_t size)
{
    if (writer->size + size > writer->capacity) {
        size_t capacity = (writer->size + size) * 2 + BLOCK;
        unsigned char *grown = realloc(writer->data, capacity);
        if (grown == NULL)
            panic("out of memory");
        writer->data = grown;
        writer->capacity = capacity;
    }
    if (size > 0)
        memcpy(writer->data + writer->size, data, size);
    writer->size += size;
}

static void add_number(struct row_writer *writer, uint64_t number, size_t size)
{
    unsigned char bytes[8];
    for (size_t i = 0; i < size; i++)
        bytes[i] = (unsigned char)(number >> 8 * (size - 1 - i));
    add(writer, bytes, size);
}

static enum status write_rows(struct db_tx *tx, struct arena *arena, const struct table *table,
                              struct row_writer **out)
{
    struct buf sql;
    struct row_writer *writer = arena_make(arena, struct row_writer);
    buf_init(&sql, arena, SQL_MAX);
    buf_printf(&sql, "COPY \"%s\" (", table->name);
    put_columns(&sql, table);
    buf_text(&sql, ") FROM STDIN (FORMAT binary)");
    writer->tx = tx;
    writer->columns = table->column_count;
    *out = writer;
    add(writer, signature, sizeof signature);
    add_number(writer, 0, 8);
    return begin_copy(tx, &sql, PGRES_COPY_IN);
}

static enum status flush(struct row_writer *writer)
{
    struct db_tx *tx = writer->tx;
    if (writer->size > INT32_MAX)
        tx->status = fault_set(&tx->fault, TOO_LARGE, "a row is larger than the database can hold");
    else if (PQputCopyData(own(tx)->handle, (const char *)writer->data, (int)writer->size) != 1)
        tx->status = pg_lost(own(tx), &tx->fault);
    writer->size = 0;
    return tx->status;
}

static enum status put(struct row_writer *writer, const struct db_value *values)
{
    add_number(writer, writer->columns, 2);
    for (size_t i = 0; i < writer->columns; i++) {
        const struct db_value *value = &values[i];
        if (value->kind == VALUE_NULL) {
            add_number(writer, LENGTH_NULL, 4);
        } else if (value->kind == VALUE_INT) {
            add_number(writer, sizeof value->number, 4);
            add_number(writer, (uint64_t)value->number, sizeof value->number);
        } else {
            add_number(writer, value->bytes.size, 4);
            add(writer, value->bytes.data, value->bytes.size);
        }
    }
    return writer->size < BLOCK ? OK : flush(writer);
}

static enum status end(struct row_writer *writer)
{
    struct db_tx *tx = writer->tx;
    /* What began badly has no COPY to end. */
    if (tx->status == OK) {
        add_number(writer, ROWS_END, 2);
        flush(writer);
    }
    if (tx->status == OK && PQputCopyEnd(own(tx)->handle, NULL) != 1)
        tx->status = pg_lost(own(tx), &tx->fault);
    if (tx->status == OK)
        end_copy(tx, NULL);
    free(writer->data);
    return tx->status;
}

const struct rows_backend pg_rows = {
    .columns = {"SELECT c.table_name, c.column_name, CASE c.data_type WHEN 'bigint' THEN 'INTEGER' "
                "WHEN 'bytea' THEN 'BLOB' WHEN 'text' THEN 'TEXT' ELSE c.data_type END "
                "FROM information_schema.columns c JOIN information_schema.tables t "
                "ON t.table_schema = c.table_schema AND t.table_name = c.table_name "
                "WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' "
                "AND substr(c.table_name, 1, 10) <> 'punchoutd_' "
                "ORDER BY c.table_name COLLATE \"C\", c.ordinal_position"},
    .hold = hold,
    .tune = tune,
    .drop_references = drop_references,
    .check_references = check_references,
    .read = read_rows,
    .write = write_rows,
    .put = put,
    .end = end,
};
