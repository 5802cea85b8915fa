#include "db/copy.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "db/lock.h"
#include "db/pg.h"
#include "db/rows.h"
#include "db/sqlite.h"
#include "db/whole_file.h"

enum { BUSY_MS = 5000, NAME_MAX_LENGTH = 300, TABLES_MAX = 500 };

struct side {
    const struct backend *backend;
    const struct rows_backend *rows;
    const char *path;
    char name[NAME_MAX_LENGTH];
    struct connection *connection;
    struct db_tx tx;
};

struct copying {
    const struct db_copy_options *options;
    struct arena *arena;
    struct side from;
    struct side to;
    int lock;
    struct whole_file file; /* of a SQLite to be made */
    size_t migrations;      /* that `from` has */
    struct table *tables;
    size_t count;
};

static enum status describe(struct side *side, const char *path, struct fault *fault)
{
    bool server = db_is_server(path);
    side->path = path;
    side->backend = server ? &pg_backend : &sqlite_backend;
    side->rows = server ? &pg_rows : &sqlite_rows;
    if (server)
        return pg_describe(path, side->name, sizeof side->name, fault);
    snprintf(side->name, sizeof side->name, "%s", path);
    return OK;
}

/* With the transaction's message in `fault` where it went wrong. */
static enum status told(const struct side *side, enum status status, struct fault *fault)
{
    if (status != OK && fault != NULL)
        *fault = side->tx.fault;
    return status;
}

static enum status begin_from(struct copying *copying, struct fault *fault)
{
    struct side *from = &copying->from;
    enum status status = from->backend->control(from->connection, CONTROL_BEGIN_READ, fault);
    if (status != OK)
        return status;
    tx_start(&from->tx, from->connection, true);
    /* The snapshot begins with what is read first. */
    return told(from,
                db_count_migrations(&from->tx, copying->arena, copying->options->migrations,
                                    copying->options->migration_count, &copying->migrations),
                fault);
}

static enum status open_from(struct copying *copying, struct fault *fault)
{
    struct side *from = &copying->from;
    enum status status =
        from->backend->open(from->path, from->name, false, BUSY_MS, &from->connection, fault);
    if (status == OK)
        status = from->rows->tune(from->connection, false, fault);
    if (status == OK && !copying->options->live)
        status = from->rows->hold(from->connection, from->path, &copying->lock, fault);
    return status == OK ? begin_from(copying, fault) : status;
}

static enum status set_column(struct db_tx *tx, const struct table *table, const char *name,
                              const char *type, struct column *out)
{
    static const struct {
        const char *name;
        int kind;
    } types[] = {{"INTEGER", VALUE_INT}, {"TEXT", VALUE_TEXT}, {"BLOB", VALUE_BYTES}};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (text_equal(types[i].name, type)) {
            *out = (struct column){name, types[i].kind};
            return OK;
        }
    }
    return fault_set(db_fault(tx), FAILED, "%s of the table %s is of a type that is not copied: %s",
                     name, table->name, type);
}

/* The tables of `side` as its catalogue has them. */
static enum status list_tables(struct copying *copying, struct side *side)
{
    struct arena *arena = copying->arena;
    struct table *table = NULL;
    enum status status = OK;
    struct db_statement *s = db_prepare(&side->tx, &side->rows->columns);
    copying->tables = arena_array(arena, TABLES_MAX, sizeof *table);
    copying->count = 0;
    while (status == OK && db_step(s)) {
        const char *name = db_text(s, 0, arena);
        if (table == NULL || !text_equal(table->name, name)) {
            if (copying->count == TABLES_MAX)
                panic("there are too many tables to be copied");
            table = &copying->tables[copying->count++];
            table->name = name;
            table->columns = arena_array(arena, COLUMNS_MAX, sizeof *table->columns);
        }
        if (table->column_count == COLUMNS_MAX)
            panic("the table %s has too many columns to be copied", name);
        status = set_column(&side->tx, table, db_text(s, 1, arena), db_text(s, 2, arena),
                            &table->columns[table->column_count++]);
    }
    return db_done(s) != OK ? side->tx.status : status;
}

static enum status begin_to(struct copying *copying, struct fault *fault)
{
    struct side *to = &copying->to;
    enum status status = to->backend->control(to->connection, CONTROL_BEGIN_WRITE, fault);
    if (status != OK)
        return status;
    tx_start(&to->tx, to->connection, false);
    status = list_tables(copying, to);
    if (status == OK && copying->count != 0)
        status = fault_set(db_fault(&to->tx), CONFLICT,
                           "the database %s is not empty, it has a table %s: make a new one",
                           to->name, copying->tables[0].name);
    return told(to, status, fault);
}

static enum status open_to(struct copying *copying, struct fault *fault)
{
    struct side *to = &copying->to;
    const char *path = to->path;
    enum status status = OK;
    if (to->backend == &sqlite_backend) {
        status = whole_file_begin(&copying->file, path, fault);
        path = copying->file.part;
    }
    if (status == OK)
        status = to->backend->open(path, to->name, true, BUSY_MS, &to->connection, fault);
    if (status == OK)
        status = to->rows->tune(to->connection, true, fault);
    return status == OK ? begin_to(copying, fault) : status;
}

struct putting {
    const struct rows_backend *rows;
    struct row_writer *writer;
};

static enum status put_row(void *state, const struct table *table, const struct db_value *values)
{
    const struct putting *putting = state;
    (void)table;
    return putting->rows->put(putting->writer, values);
}

static enum status copy_table(struct copying *copying, const struct table *table,
                              struct fault *fault)
{
    struct side *from = &copying->from;
    struct side *to = &copying->to;
    struct putting putting = {to->rows, NULL};
    enum status read = OK;
    enum status status = to->rows->write(&to->tx, copying->arena, table, &putting.writer);
    if (status == OK)
        read = from->rows->read(&from->tx, copying->arena, table, put_row, &putting);
    status = to->rows->end(putting.writer);
    if (status == OK && read == OK)
        return OK;
    const struct side *failed = status != OK ? to : from;
    return fault_set(fault, status != OK ? status : read, "table %s: %.400s", table->name,
                     failed->tx.fault.message);
}

/* Makes the schema of `from`, empty, also of what its migrations put into it. */
static enum status make_schema(struct copying *copying, const char **references)
{
    struct side *to = &copying->to;
    enum status status =
        db_make_schema(&to->tx, copying->arena, copying->options->migrations, copying->migrations);
    if (status == OK)
        status = list_tables(copying, to);
    if (status == OK)
        status = to->rows->drop_references(&to->tx, copying->arena, references);
    for (size_t i = 0; i < copying->count && status == OK; i++)
        status = tx_script(
            &to->tx, arena_printf(copying->arena, "DELETE FROM \"%s\"", copying->tables[i].name));
    return status;
}

static enum status copy_rows(struct copying *copying, struct fault *fault)
{
    struct side *to = &copying->to;
    const char *references = NULL;
    enum status status = told(to, make_schema(copying, &references), fault);
    for (size_t i = 0; i < copying->count && status == OK; i++)
        status = copy_table(copying, &copying->tables[i], fault);
    return status == OK ? told(to, to->rows->check_references(&to->tx, references), fault) : status;
}

struct summing {
    int64_t rows;
    uint64_t sum;
};

/* FNV-1a: against mistakes, not malice. */
static uint64_t hash(uint64_t sum, const void *data, size_t size)
{
    const unsigned char *bytes = data;
    for (size_t i = 0; i < size; i++)
        sum = (sum ^ bytes[i]) * UINT64_C(0x100000001B3);
    return sum;
}

static enum status add_row(void *state, const struct table *table, const struct db_value *values)
{
    struct summing *summing = state;
    uint64_t sum = UINT64_C(0xCBF29CE484222325);
    for (size_t i = 0; i < table->column_count; i++) {
        const struct db_value *value = &values[i];
        const uint64_t head[2] = {(uint64_t)value->kind, value->kind == VALUE_INT
                                                             ? (uint64_t)value->number
                                                             : value->bytes.size};
        sum = hash(sum, head, sizeof head);
        sum = hash(sum, value->bytes.data, value->bytes.size);
    }
    /* Mixed once more (MurmurHash3), for similar rows have similar sums of FNV's. */
    sum = (sum ^ sum >> 33) * UINT64_C(0xFF51AFD7ED558CCD);
    sum = (sum ^ sum >> 33) * UINT64_C(0xC4CEB9FE1A85EC53);
    summing->sum += sum ^ sum >> 33;
    summing->rows++;
    return OK;
}

static enum status sum_table(struct copying *copying, struct side *side, const struct table *table,
                             struct summing *out, struct fault *fault)
{
    *out = (struct summing){0};
    return told(side, side->rows->read(&side->tx, copying->arena, table, add_row, out), fault);
}

bool db_copied_equal(const struct db_copied_table *table)
{
    return table->rows_from == table->rows_to && table->sum_from == table->sum_to;
}

static enum status compare(struct copying *copying, struct db_copied *out, struct fault *fault)
{
    const char *differs = NULL;
    struct db_copied_table *results = arena_array(copying->arena, copying->count, sizeof *results);
    for (size_t i = 0; i < copying->count; i++) {
        const struct table *table = &copying->tables[i];
        struct summing from;
        struct summing to;
        enum status status = sum_table(copying, &copying->from, table, &from, fault);
        if (status == OK)
            status = sum_table(copying, &copying->to, table, &to, fault);
        if (status != OK)
            return status;
        results[i] = (struct db_copied_table){table->name, from.rows, to.rows, from.sum, to.sum};
        if (!db_copied_equal(&results[i]))
            differs = table->name;
    }
    out->tables = results;
    out->count = copying->count;
    return differs == NULL
               ? OK
               : fault_set(fault, FAILED,
                           "The copy is not equal to %s, in the table %s for one: nothing was "
                           "kept. See that nobody writes to it, and try again.",
                           copying->from.name, differs);
}

/* Where writers are kept out, what is compared is what stands there now. */
static enum status look_again(struct copying *copying, struct fault *fault)
{
    struct side *from = &copying->from;
    enum status status = from->backend->control(from->connection, CONTROL_ROLLBACK, fault);
    return status == OK ? begin_from(copying, fault) : status;
}

static enum status transfer(struct copying *copying, struct db_copied *out, struct fault *fault)
{
    struct side *to = &copying->to;
    enum status status = copy_rows(copying, fault);
    if (status == OK && !copying->options->live)
        status = look_again(copying, fault);
    if (status == OK)
        status = compare(copying, out, fault);
    if (status != OK)
        return status;
    to->backend->settle(&to->tx);
    status = told(to, to->tx.status, fault);
    return status == OK ? to->backend->commit(to->connection, fault) : status;
}

/* Whatever was not committed goes with its connection. */
static void close_sides(struct copying *copying)
{
    connection_close(copying->from.connection);
    connection_close(copying->to.connection);
    lock_release(copying->lock);
}

static enum status end_file(struct copying *copying, enum status status, struct fault *fault)
{
    struct whole_file *file = &copying->file;
    if (file->fd < 0)
        return status;
    if (status == OK)
        status = db_check_file(file->part, file->path, fault);
    if (status == OK)
        return whole_file_finish(file, fault);
    whole_file_abandon(file);
    return status;
}

enum status db_copy(const struct db_copy_options *options, struct arena *arena,
                    struct db_copied *out, struct fault *fault)
{
    struct copying copying = {.options = options, .arena = arena, .lock = -1, .file = {.fd = -1}};
    *out = (struct db_copied){0};
    enum status status = describe(&copying.from, options->from, fault);
    if (status == OK)
        status = describe(&copying.to, options->to, fault);
    out->from = arena_text(arena, copying.from.name);
    out->to = arena_text(arena, copying.to.name);
    if (status == OK)
        status = open_from(&copying, fault);
    if (status == OK)
        status = open_to(&copying, fault);
    if (status == OK)
        status = transfer(&copying, out, fault);
    close_sides(&copying);
    return end_file(&copying, status, fault);
}
