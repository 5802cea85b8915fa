#ifndef TOOLS_FILE_H
#define TOOLS_FILE_H
/* Whole files for the build-time programs, which stop at the first thing that goes wrong. */
#include "base/buf.h"

struct arena;

/* NUL-terminated; exits with a message where it cannot be read. */
struct bytes file_read(struct arena *arena, const char *path);

/* Exits with a message where it cannot be written. */
void file_write(const char *path, const struct buf *buf);

/* The last part of a path. */
const char *file_base(const char *path);

#endif
