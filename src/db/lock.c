#include "db/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

static enum status held_by_other(const char *path, int file, struct fault *fault)
{
    char holder[128];
    ssize_t size = pread(file, holder, sizeof holder - 1, 0);
    holder[size < 0 ? 0 : size] = '\0';
    holder[strcspn(holder, "\n")] = '\0';
    return fault_set(fault, UNAVAILABLE, "the database %s is in use by %s: stop it first", path,
                     holder[0] == '\0' ? "another process" : holder);
}

enum status lock_take(const char *path, int *out, struct fault *fault)
{
    char name[4096];
    int length = snprintf(name, sizeof name, "%s.lock", path);
    if (length < 0 || (size_t)length >= sizeof name)
        return fault_set(fault, FAILED, "the path of the database is too long");
    int file = open(name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0 && errno == ENOENT)
        return fault_set(fault, FAILED, "the directory of the database %s does not exist", path);
    if (file < 0)
        return fault_set(fault, FAILED, "the lock file %s cannot be opened: %s", name,
                         strerror(errno));
    if (flock(file, LOCK_EX | LOCK_NB) != 0) {
        enum status status =
            errno == EWOULDBLOCK
                ? held_by_other(path, file, fault)
                : fault_set(fault, FAILED, "%s cannot be locked: %s", name, strerror(errno));
        close(file);
        return status;
    }
    if (ftruncate(file, 0) != 0 ||
        dprintf(file, "%s (process %ld)\n", program_invocation_short_name, (long)getpid()) < 0) {
        enum status status =
            fault_set(fault, FAILED, "%s cannot be written: %s", name, strerror(errno));
        close(file);
        return status;
    }
    *out = file;
    return OK;
}

void lock_release(int lock)
{
    if (lock < 0)
        return;
    /* The file stays: removing it would race with whoever has opened it and waits to lock it. An
     * old name in it is only ever shown while somebody else holds the lock. */
    (void)!ftruncate(lock, 0);
    close(lock);
}
