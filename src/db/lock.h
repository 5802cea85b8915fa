#ifndef DB_LOCK_H
#define DB_LOCK_H
/* Which process may write a database: an flock(2) on the file beside it, `<path>.lock`, in which
 * the holder writes its name and process id. The lock ends with the process, however it ends. */
#include "base/status.h"

/* UNAVAILABLE: another process holds it, which the message names; FAILED: the file cannot be made.
 * `*out` is for lock_release. */
enum status lock_take(const char *path, int *out, struct fault *fault);

/* A negative `lock` is a no-op. */
void lock_release(int lock);

#endif
