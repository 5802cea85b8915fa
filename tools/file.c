#include "file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

static _Noreturn void stop(const char *path)
{
    fprintf(stderr, "%s: %s\n", path, strerror(errno));
    exit(1);
}

struct bytes file_read(struct arena *arena, const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL || fseek(file, 0, SEEK_END) != 0)
        stop(path);
    long size = ftell(file);
    if (size < 0 || fseek(file, 0, SEEK_SET) != 0)
        stop(path);
    unsigned char *data = arena_alloc(arena, (size_t)size + 1);
    if (fread(data, 1, (size_t)size, file) != (size_t)size)
        stop(path);
    fclose(file);
    return (struct bytes){data, (size_t)size};
}

void file_write(const char *path, const struct buf *buf)
{
    FILE *file = fopen(path, "wb");
    if (file == NULL || fwrite(buf->data, 1, buf->length, file) != buf->length || fclose(file) != 0)
        stop(path);
}

const char *file_base(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}
