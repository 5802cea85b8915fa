#include "db/sqlite.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "db/whole_file.h"

static const char *const control_text[CONTROLS] = {
    [CONTROL_BEGIN_READ] = "BEGIN DEFERRED",
    [CONTROL_BEGIN_WRITE] = "BEGIN IMMEDIATE",
    [CONTROL_COMMIT] = "COMMIT",
    [CONTROL_ROLLBACK] = "ROLLBACK",
    [CONTROL_SAVE] = "SAVEPOINT work",
    [CONTROL_KEEP] = "RELEASE SAVEPOINT work",
    [CONTROL_UNDO] = "ROLLBACK TO SAVEPOINT work",
};

/*
 * A checkpoint copies each page that changed once, however often that was, so the rarer the
 * cheaper; but what is written meanwhile waits for it. So one is made every WAL_INTERVAL pages
 * where nothing waits, and else put off for WAL_PUT_OFF more. A checkpoint is passive: it waits for
 * nobody, but where one read always overlaps the next it never gets to the end and the WAL grows
 * for ever; from WAL_LIMIT on (64 MB) it lets the reads that are running end, writing nothing
 * meanwhile, and is the more patient the larger the WAL has become.
 */
enum {
    WAL_INTERVAL = 500,
    WAL_PUT_OFF = 1500,
    WAL_LIMIT = 16000,
    WAL_LIMIT_INTERVAL = 4000,
    WAL_LIMIT_WAIT_MS = 250
};

/* The file of the WAL is cut back to this size once it has been copied. What a transaction changes
 * stays in memory to its end, also beyond the cache's size: where pages went to the disk twice in a
 * work that is rolled back, SQLite 3.40 gives what the others of its group and the next ones commit
 * wrong checksums, and a crash loses all of that. */
static const char writer_setup[] = "PRAGMA synchronous=FULL;"
                                   "PRAGMA foreign_keys=ON;"
                                   "PRAGMA wal_autocheckpoint=0;"
                                   "PRAGMA journal_size_limit=67108864;"
                                   "PRAGMA temp_store=MEMORY;"
                                   "PRAGMA cache_size=-32768;"
                                   "PRAGMA cache_spill=OFF;";

/* Reading the schema version opens the file for real, so what is wrong with it shows now. */
static const char reader_setup[] = "PRAGMA wal_autocheckpoint=0;"
                                   "PRAGMA query_only=ON;"
                                   "PRAGMA temp_store=MEMORY;"
                                   "PRAGMA cache_size=-16384;"
                                   "PRAGMA schema_version;";

static enum status not_writable(const char *path, struct fault *fault)
{
    return fault_set(fault, FAILED,
                     "the database %s cannot be written: the user that this program runs as must "
                     "be able to write the file and its directory, and the disk too",
                     path);
}

static enum status not_opened(const char *path, const char *why, int number, struct fault *fault)
{
    /* It is there: what is missing is a file beside it, which could not be made. */
    if (number == ENOENT && access(path, F_OK) == 0)
        return not_writable(path, fault);
    return fault_set(fault, FAILED, "the database %s cannot be opened: %s", path,
                     number != 0 ? strerror(number) : why);
}

enum status sqlite_error(struct sqlite_connection *connection, int code, struct fault *fault)
{
    const char *path = connection->base.name;
    const char *message = sqlite3_errmsg(connection->handle);
    int number = sqlite3_system_errno(connection->handle);
    switch (code & 0xFF) {
    case SQLITE_CONSTRAINT:
        /* A value of the wrong type for a STRICT table is the program's mistake. */
        return fault_set(fault, code == SQLITE_CONSTRAINT_DATATYPE ? FAILED : CONFLICT, "%s",
                         message);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return fault_set(fault, UNAVAILABLE, "the database %s is locked by another process", path);
    case SQLITE_FULL:
        return fault_set(fault, UNAVAILABLE,
                         "the disk that holds the database %s is full: make room on it", path);
    case SQLITE_TOOBIG:
        return fault_set(fault, TOO_LARGE, "a value is larger than the database can hold");
    case SQLITE_NOTADB:
        return fault_set(fault, FAILED, "%s is not a database (or it is damaged)", path);
    case SQLITE_CORRUPT:
        return fault_set(fault, FAILED, "the database %s is damaged (%s): restore a backup", path,
                         message);
    case SQLITE_READONLY:
        return not_writable(path, fault);
    case SQLITE_CANTOPEN:
        return not_opened(path, message, number, fault);
    case SQLITE_IOERR:
        return fault_set(fault, FAILED, "I/O error on the database %s: %s", path,
                         number != 0 ? strerror(number) : message);
    case SQLITE_NOMEM:
        panic("out of memory in SQLite");
    default:
        return fault_set(fault, FAILED, "the database says: %s", message);
    }
}

static struct sqlite_connection *own(struct connection *connection)
{
    return (struct sqlite_connection *)connection;
}

enum status sqlite_control(struct connection *base, enum control control, struct fault *fault)
{
    struct sqlite_connection *connection = own(base);
    sqlite3_stmt *statement = connection->control[control];
    if (control == CONTROL_BEGIN_WRITE)
        sqlite_wal_forget(connection->handle);
    int code = sqlite3_step(statement);
    enum status status = code == SQLITE_DONE ? OK : sqlite_error(connection, code, fault);
    sqlite3_reset(statement);
    return status;
}

enum status sqlite_commit(struct connection *base, struct fault *fault)
{
    struct sqlite_connection *connection = own(base);
    sqlite3_stmt *statement = connection->control[CONTROL_COMMIT];
    int code = sqlite3_step(statement);
    enum status status = OK;
    if (code != SQLITE_DONE) {
        status = sqlite_error(connection, code, fault);
        if ((code & 0xFF) == SQLITE_IOERR)
            status = fault_set(fault, UNCERTAIN,
                               "I/O error while storing in the database %s (%s): whether the "
                               "change was stored is not known",
                               connection->base.name,
                               strerror(sqlite3_system_errno(connection->handle)));
    }
    sqlite3_reset(statement);
    if (status != OK && sqlite_in_transaction(base))
        sqlite_control(base, CONTROL_ROLLBACK, NULL);
    return status;
}

static int note_wal_size(void *state, sqlite3 *handle, const char *name, int pages)
{
    struct sqlite_connection *connection = state;
    (void)handle;
    (void)name;
    /* It has started at its beginning again. */
    if (pages < connection->wal_pages)
        connection->checkpoint_at = WAL_INTERVAL;
    connection->wal_pages = pages;
    return SQLITE_OK;
}

void sqlite_checkpoint(struct connection *base, bool idle)
{
    struct sqlite_connection *connection = own(base);
    bool wait = connection->wal_pages >= WAL_LIMIT;
    if (connection->wal_pages < connection->checkpoint_at + (idle || wait ? 0 : WAL_PUT_OFF))
        return;
    sqlite_wal_forget(connection->handle);
    if (wait)
        sqlite3_busy_timeout(connection->handle,
                             connection->wal_pages / WAL_LIMIT * WAL_LIMIT_WAIT_MS);
    /* What fails here is tried again; the commits are safe in the WAL. */
    sqlite3_wal_checkpoint_v2(connection->handle, NULL,
                              wait ? SQLITE_CHECKPOINT_RESTART : SQLITE_CHECKPOINT_PASSIVE, NULL,
                              NULL);
    if (wait)
        sqlite3_busy_timeout(connection->handle, connection->busy_ms);
    connection->checkpoint_at = connection->wal_pages + (wait ? WAL_LIMIT_INTERVAL : WAL_INTERVAL);
}

bool sqlite_in_transaction(const struct connection *connection)
{
    return sqlite3_get_autocommit(((const struct sqlite_connection *)connection)->handle) == 0;
}

/* Makes the file before SQLite does, for its mode (the files beside it take it over), and puts its
 * name on stable storage. An existing file is not opened here: closing it would drop the locks
 * that this process holds on it (POSIX fcntl). */
static enum status create_file(const char *path, struct fault *fault)
{
    int file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0 && errno == EEXIST)
        return OK;
    if (file < 0)
        return fault_set(fault, FAILED, "the database %s cannot be created: %s", path,
                         strerror(errno));
    close(file);
    return whole_file_sync_name(path)
               ? OK
               : fault_set(fault, FAILED, "the directory of %s cannot be written: %s", path,
                           strerror(errno));
}

static enum status use_wal(struct sqlite_connection *connection, struct fault *fault)
{
    sqlite3_stmt *statement;
    int code =
        sqlite3_prepare_v2(connection->handle, "PRAGMA journal_mode=WAL", -1, &statement, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_step(statement);
    enum status status = OK;
    if (code != SQLITE_ROW)
        status = sqlite_error(connection, code, fault);
    else if (!text_equal(connection->base.name, ":memory:") &&
             !text_equal((const char *)sqlite3_column_text(statement, 0), "wal"))
        status = fault_set(fault, FAILED,
                           "the file system of %s cannot share memory between processes, which "
                           "the database needs (a network disk?)",
                           connection->base.name);
    sqlite3_finalize(statement);
    return status;
}

/* Nothing in the file is trusted to run code, and "text" in double quotes is never a string. A plan
 * does not depend on what is bound: newer versions of SQLite would make it anew for each run of a
 * statement with `LIMIT $n`. */
static int harden(sqlite3 *handle)
{
    static const int settings[][2] = {{SQLITE_DBCONFIG_DEFENSIVE, 1},
                                      {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
                                      {SQLITE_DBCONFIG_DQS_DDL, 0},
                                      {SQLITE_DBCONFIG_DQS_DML, 0},
                                      {SQLITE_DBCONFIG_ENABLE_QPSG, 1}};
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
        int code = sqlite3_db_config(handle, settings[i][0], settings[i][1], (int *)NULL);
        if (code != SQLITE_OK)
            return code;
    }
    return SQLITE_OK;
}

static enum status configure(struct sqlite_connection *connection, bool writer, struct fault *fault)
{
    sqlite3 *handle = connection->handle;
    int code = harden(handle);
    if (code == SQLITE_OK && !writer)
        code = sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, (int *)NULL);
    if (code != SQLITE_OK)
        return sqlite_error(connection, code, fault);
    if (writer) {
        enum status status = use_wal(connection, fault);
        if (status != OK)
            return status;
    }
    connection->checkpoint_at = WAL_INTERVAL;
    code = sqlite3_exec(handle, writer ? writer_setup : reader_setup, NULL, NULL, NULL);
    /* After the setup, whose wal_autocheckpoint would take the hook away. */
    if (writer)
        sqlite3_wal_hook(handle, note_wal_size, connection);
    for (int i = 0; code == SQLITE_OK && i < CONTROLS; i++)
        code = sqlite3_prepare_v3(handle, control_text[i], -1, SQLITE_PREPARE_PERSISTENT,
                                  &connection->control[i], NULL);
    return code == SQLITE_OK ? OK : sqlite_error(connection, code, fault);
}

static const char *vfs;

static void set_up(void)
{
    /* Counting its memory costs SQLite a lock that all threads share, for figures nobody reads. */
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    sqlite3_config(SQLITE_CONFIG_URI, 0); /* a path is a path, whatever it begins with */
    vfs = sqlite_wal_vfs();
}

enum status sqlite_open(const char *path, const char *name, bool writer, int busy_ms,
                        struct connection **out, struct fault *fault)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    *out = NULL;
    pthread_once(&once, set_up);
    enum status status = OK;
    if (writer && !text_equal(path, ":memory:"))
        status = create_file(path, fault);
    if (status != OK)
        return status;
    struct sqlite_connection *connection = calloc(1, sizeof *connection);
    if (connection == NULL)
        panic("out of memory");
    connection->base.backend = &sqlite_backend;
    connection->base.name = name;
    connection->busy_ms = busy_ms;
    int flags = writer ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
    int code = sqlite3_open_v2(path, &connection->handle,
                               flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, vfs);
    if (connection->handle == NULL)
        panic("out of memory");
    if (code != SQLITE_OK) {
        status = sqlite_error(connection, code, fault);
    } else if (writer && sqlite3_db_readonly(connection->handle, "main") == 1) {
        /* SQLite makes do with reading where the file may not be written. */
        status = not_writable(name, fault);
    } else {
        sqlite3_busy_timeout(connection->handle, busy_ms);
        status = configure(connection, writer, fault);
    }
    if (status != OK)
        connection_close(&connection->base);
    else
        *out = &connection->base;
    return status;
}

void sqlite_close(struct connection *base)
{
    struct sqlite_connection *connection = own(base);
    for (int i = 0; i < CONTROLS; i++)
        sqlite3_finalize(connection->control[i]);
    if (sqlite3_close(connection->handle) != SQLITE_OK)
        panic("a connection was closed while in use");
    free(connection);
}
