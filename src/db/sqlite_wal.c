/*
 * SQLite writes a page to the WAL in two calls, its header and its content, and a group of orders
 * changes hundreds of pages: the calls cost more than the copying. What is written to a WAL one
 * piece after the other is gathered here and written at once. Only the end of a transaction makes
 * pages visible to others, and SQLite syncs the file before it (synchronous=FULL): by then all is
 * in the file.
 */
#include <stdlib.h>
#include <string.h>

#include "base/status.h"
#include "db/sqlite.h"

/* SQLite's Unix files take no more at once. */
enum { ROOM = 0x1FFFF };

/* What SQLite takes for its file; the one that does the work follows in the same memory. */
struct wal_file {
    sqlite3_file base;
    unsigned char *gathered; /* NULL: nothing was written yet */
    sqlite3_int64 at;        /* where in the file it belongs */
    int size;
    int failed; /* why what belongs at `at` is not in the file, until the transaction has ended */
};

static sqlite3_vfs *below;

static struct wal_file *own(sqlite3_file *file)
{
    return (struct wal_file *)file;
}

static sqlite3_file *real(sqlite3_file *file)
{
    return (sqlite3_file *)(own(file) + 1);
}

/* Writes what was gathered. What can't be written is gone, and SQLite, which took it for written,
 * may go on in the same transaction and write other pages of it once more. So until that has been
 * rolled back nothing is written any more, and what is not there is not read. */
static int put(sqlite3_file *file)
{
    struct wal_file *wal = own(file);
    int size = wal->size;
    if (size == 0)
        return SQLITE_OK;
    wal->size = 0;
    wal->failed = real(file)->pMethods->xWrite(real(file), wal->gathered, size, wal->at);
    if (wal->failed == SQLITE_OK)
        wal->at += size;
    return wal->failed;
}

static int close_file(sqlite3_file *file)
{
    free(own(file)->gathered);
    return real(file)->pMethods->xClose(real(file));
}

static int read_file(sqlite3_file *file, void *out, int size, sqlite3_int64 at)
{
    struct wal_file *wal = own(file);
    put(file);
    return wal->failed != SQLITE_OK && at + size > wal->at
               ? wal->failed
               : real(file)->pMethods->xRead(real(file), out, size, at);
}

static int write_file(sqlite3_file *file, const void *data, int size, sqlite3_int64 at)
{
    struct wal_file *wal = own(file);
    if (at != wal->at + wal->size || size > ROOM - wal->size) {
        put(file);
        if (wal->failed == SQLITE_OK)
            wal->at = at;
    }
    if (wal->failed != SQLITE_OK)
        return wal->failed;
    if (size > ROOM) /* a page has 64 KB at most */
        return SQLITE_IOERR_WRITE;
    if (wal->gathered == NULL && (wal->gathered = malloc(ROOM)) == NULL)
        panic("out of memory");
    memcpy(wal->gathered + wal->size, data, (size_t)size);
    wal->size += size;
    return SQLITE_OK;
}

static int truncate_file(sqlite3_file *file, sqlite3_int64 size)
{
    int code = put(file);
    return code != SQLITE_OK ? code : real(file)->pMethods->xTruncate(real(file), size);
}

static int sync_file(sqlite3_file *file, int flags)
{
    int code = put(file);
    return code != SQLITE_OK ? code : real(file)->pMethods->xSync(real(file), flags);
}

static int file_size(sqlite3_file *file, sqlite3_int64 *out)
{
    int code = put(file);
    return code != SQLITE_OK ? code : real(file)->pMethods->xFileSize(real(file), out);
}

static int lock_file(sqlite3_file *file, int level)
{
    return real(file)->pMethods->xLock(real(file), level);
}

static int unlock_file(sqlite3_file *file, int level)
{
    return real(file)->pMethods->xUnlock(real(file), level);
}

static int check_lock(sqlite3_file *file, int *out)
{
    return real(file)->pMethods->xCheckReservedLock(real(file), out);
}

static int control_file(sqlite3_file *file, int what, void *argument)
{
    return real(file)->pMethods->xFileControl(real(file), what, argument);
}

static int sector_size(sqlite3_file *file)
{
    return real(file)->pMethods->xSectorSize(real(file));
}

static int characteristics(sqlite3_file *file)
{
    return real(file)->pMethods->xDeviceCharacteristics(real(file));
}

static const sqlite3_io_methods wal_methods = {
    .iVersion = 1,
    .xClose = close_file,
    .xRead = read_file,
    .xWrite = write_file,
    .xTruncate = truncate_file,
    .xSync = sync_file,
    .xFileSize = file_size,
    .xLock = lock_file,
    .xUnlock = unlock_file,
    .xCheckReservedLock = check_lock,
    .xFileControl = control_file,
    .xSectorSize = sector_size,
    .xDeviceCharacteristics = characteristics,
};

static int open_file(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out)
{
    (void)vfs;
    if ((flags & SQLITE_OPEN_WAL) == 0)
        return below->xOpen(below, name, file, flags, out);
    *own(file) = (struct wal_file){0};
    int code = below->xOpen(below, name, real(file), flags, out);
    /* SQLite closes what has methods, even where opening it failed. */
    if (real(file)->pMethods != NULL)
        own(file)->base.pMethods = &wal_methods;
    return code;
}

void sqlite_wal_forget(sqlite3 *handle)
{
    sqlite3_file *file = NULL;
    if (sqlite3_get_autocommit(handle) != 0)
        sqlite3_file_control(handle, "main", SQLITE_FCNTL_JOURNAL_POINTER, &file);
    if (file == NULL || file->pMethods != &wal_methods)
        return;
    own(file)->size = 0;
    own(file)->failed = SQLITE_OK;
}

const char *sqlite_wal_vfs(void)
{
    static sqlite3_vfs vfs;
    below = sqlite3_vfs_find(NULL);
    vfs = *below;
    vfs.zName = "gathering-wal";
    vfs.szOsFile = below->szOsFile + (int)sizeof(struct wal_file);
    vfs.xOpen = open_file;
    vfs.pNext = NULL;
    if (sqlite3_vfs_register(&vfs, 0) != SQLITE_OK)
        panic("SQLite takes no other way to write its files");
    return vfs.zName;
}
