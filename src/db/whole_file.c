#include "db/whole_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

bool whole_file_sync_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *folder = slash == NULL ? strdup(".") : strndup(path, (size_t)(slash - path) + 1);
    if (folder == NULL)
        panic("out of memory");
    int directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    free(folder);
    bool stored = directory >= 0 && fsync(directory) == 0;
    if (directory >= 0)
        close(directory);
    return stored;
}

static enum status cannot(const struct whole_file *file, struct fault *fault)
{
    bool full = errno == ENOSPC || errno == EDQUOT;
    return fault_set(fault, full ? UNAVAILABLE : FAILED, "%s cannot be written: %s%s", file->path,
                     strerror(errno), full ? ". Make room, or choose another disk" : "");
}

static enum status exists(const struct whole_file *file, struct fault *fault)
{
    return fault_set(fault, CONFLICT, "%s exists already and is not overwritten", file->path);
}

/* What SQLite may have left beside it when it was interrupted. */
static void remove_sides(const struct whole_file *file)
{
    static const char *const endings[] = {"-wal", "-shm", "-journal"};
    char name[sizeof file->part + 16];
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        snprintf(name, sizeof name, "%s%s", file->part, endings[i]);
        unlink(name);
    }
}

static void end(struct whole_file *file)
{
    close(file->fd);
    file->fd = -1;
}

enum status whole_file_begin(struct whole_file *file, const char *path, struct fault *fault)
{
    *file = (struct whole_file){.path = path, .fd = -1};
    int length = snprintf(file->part, sizeof file->part, "%s.part", path);
    if (length < 0 || (size_t)length >= sizeof file->part)
        return fault_set(fault, FAILED, "the path %.100s... is too long", path);
    /* Before a file is made for nothing, and again once nobody else can be at it. */
    if (access(path, F_OK) == 0)
        return exists(file, fault);
    file->fd = open(file->part, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file->fd < 0)
        return cannot(file, fault);
    enum status status = OK;
    if (flock(file->fd, LOCK_EX | LOCK_NB) != 0)
        status =
            errno == EWOULDBLOCK
                ? fault_set(fault, UNAVAILABLE, "another process is making %s at this moment", path)
                : cannot(file, fault);
    else if (access(path, F_OK) == 0)
        status = exists(file, fault);
    else if (ftruncate(file->fd, 0) != 0)
        status = cannot(file, fault);
    if (status != OK) {
        end(file);
        return status;
    }
    remove_sides(file);
    return OK;
}

/* Renames without replacing, where the file system can. */
static int give_name(const struct whole_file *file)
{
    int result = renameat2(AT_FDCWD, file->part, AT_FDCWD, file->path, RENAME_NOREPLACE);
    if (result != 0 && (errno == EINVAL || errno == ENOSYS))
        result = rename(file->part, file->path);
    return result;
}

enum status whole_file_finish(struct whole_file *file, struct fault *fault)
{
    enum status status = OK;
    if (fsync(file->fd) != 0)
        status = cannot(file, fault);
    else if (give_name(file) != 0)
        status = errno == EEXIST ? exists(file, fault) : cannot(file, fault);
    if (status != OK) {
        whole_file_abandon(file);
        return status;
    }
    if (!whole_file_sync_name(file->path))
        status = cannot(file, fault);
    end(file);
    return status;
}

void whole_file_abandon(struct whole_file *file)
{
    remove_sides(file);
    unlink(file->part);
    end(file);
}
