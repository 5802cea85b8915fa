#ifndef DB_WHOLE_FILE_H
#define DB_WHOLE_FILE_H
/*
 * A file that is there whole or not at all: it is made as `<path>.part` (mode 0600) and gets its
 * name once it is on stable storage. What an interrupted program left of a .part is made anew.
 */
#include <stdbool.h>

#include "base/status.h"

struct whole_file {
    const char *path;
    char part[4096]; /* where it is to be written */
    int fd;
};

/* Begins with an empty file. CONFLICT: `path` is there; UNAVAILABLE: another process is making it;
 * FAILED: it cannot be made. `path` must outlive the file. */
enum status whole_file_begin(struct whole_file *file, const char *path, struct fault *fault);

/* Gives it its name. Otherwise it is gone: CONFLICT where another took the name meanwhile,
 * UNAVAILABLE where the disk is full, FAILED. */
enum status whole_file_finish(struct whole_file *file, struct fault *fault);

/* Removes it. */
void whole_file_abandon(struct whole_file *file);

/* Puts the name of the file `path` on stable storage; false with errno. */
bool whole_file_sync_name(const char *path);

#endif
