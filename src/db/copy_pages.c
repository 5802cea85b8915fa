#include "db/copy.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "db/sqlite.h"
#include "db/whole_file.h"

static enum status open_file(const char *path, const char *name, bool writer,
                             struct sqlite_connection **out, struct fault *fault)
{
    enum { BUSY_MS = 5000 };
    struct connection *connection;
    enum status status = sqlite_open(path, name, writer, BUSY_MS, &connection, fault);
    *out = (struct sqlite_connection *)connection;
    return status;
}

static void close_file(struct sqlite_connection *connection)
{
    connection_close(connection == NULL ? NULL : &connection->base);
}

static enum status run(struct sqlite_connection *connection, const char *script,
                       struct fault *fault)
{
    int code = sqlite3_exec(connection->handle, script, NULL, NULL, NULL);
    return code == SQLITE_OK ? OK : sqlite_error(connection, code, fault);
}

enum status db_check_file(const char *path, const char *name, struct fault *fault)
{
    struct sqlite_connection *connection;
    sqlite3_stmt *check = NULL;
    enum status status = open_file(path, name, false, &connection, fault);
    if (status != OK)
        return status;
    int code =
        sqlite3_prepare_v2(connection->handle, "PRAGMA integrity_check(1)", -1, &check, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_step(check);
    const char *found =
        code == SQLITE_ROW ? (const char *)sqlite3_column_text(check, 0) : sqlite3_errstr(code);
    /* What it finds may begin with a line that says in which of the databases. */
    const char *line = strrchr(found, '\n');
    if (!text_equal(found, "ok"))
        status = fault_set(fault, FAILED, "%s is damaged: %s. Take the last backup that is whole",
                           name, line == NULL ? found : line + 1);
    sqlite3_finalize(check);
    close_file(connection);
    return status;
}

/* 8 MB are synced at a time: where it was all at once, commits beside it took 0.7 s and not 0.07.
 */
enum { STEP_PAGES = 2048 };

/* All of one snapshot, as the transaction is one; in WAL mode that keeps no writer waiting. */
static int copy_steps(sqlite3_backup *backup, struct sqlite_connection *from, int fd)
{
    int code =
        sqlite3_exec(from->handle, "BEGIN; SELECT 1 FROM sqlite_schema LIMIT 1", NULL, NULL, NULL);
    while (code == SQLITE_OK) {
        code = sqlite3_backup_step(backup, STEP_PAGES);
        /* An error in writing is told once only, here or when the file is finished. */
        if (fdatasync(fd) != 0)
            code = errno == ENOSPC ? SQLITE_FULL : SQLITE_IOERR_FSYNC;
    }
    return code;
}

static enum status copy(struct sqlite_connection *from, struct sqlite_connection *to, int fd,
                        struct fault *fault)
{
    sqlite3_backup *backup = sqlite3_backup_init(to->handle, "main", from->handle, "main");
    if (backup == NULL)
        return sqlite_error(to, sqlite3_errcode(to->handle), fault);
    int code = copy_steps(backup, from, fd);
    sqlite3_backup_finish(backup);
    if (code == SQLITE_DONE)
        return OK;
    bool write =
        (code & 0xFF) == SQLITE_FULL || code == SQLITE_IOERR_WRITE || code == SQLITE_IOERR_FSYNC;
    return sqlite_error(write ? to : from, code, fault);
}

static enum status fill(const char *from_path, const struct whole_file *file, struct fault *fault)
{
    struct sqlite_connection *from;
    struct sqlite_connection *to = NULL;
    enum status status = open_file(from_path, from_path, false, &from, fault);
    if (status == OK)
        status = open_file(file->part, file->path, true, &to, fault);
    /* A file that is synced as a whole needs no journal, and what is copied need not fit into
     * memory. */
    if (status == OK)
        status = run(
            to, "PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF; PRAGMA cache_spill=ON", fault);
    if (status == OK)
        status = copy(from, to, file->fd, fault);
    /* The source's mode came with its pages. A file without a WAL can be read from any disk. */
    if (status == OK)
        status = run(to, "PRAGMA journal_mode=DELETE", fault);
    close_file(from);
    close_file(to);
    return status;
}

enum status db_copy_pages(const char *from, const char *to, struct fault *fault)
{
    struct whole_file file;
    enum status status = whole_file_begin(&file, to, fault);
    if (status != OK)
        return status;
    status = fill(from, &file, fault);
    if (status == OK)
        status = db_check_file(file.part, from, fault);
    if (status == OK)
        return whole_file_finish(&file, fault);
    whole_file_abandon(&file);
    return status;
}
