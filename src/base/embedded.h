#ifndef BASE_EMBEDDED_H
#define BASE_EMBEDDED_H
/* Files that were made part of the program when it was built (tools/README.md). */
#include <stddef.h>
#include <string.h>

struct embedded_file {
    const char *name; /* without folders */
    const char *content_type;
    const unsigned char *data; /* followed by a NUL that is not counted */
    size_t size;
    const char *etag; /* with its quotes, made from the bytes */
};

struct embedded_files {
    const struct embedded_file *files;
    size_t count;
};

/* NULL where there is none of this name. */
static inline const struct embedded_file *embedded_find(const struct embedded_files *files,
                                                        const char *name)
{
    for (size_t i = 0; i < files->count; i++)
        if (strcmp(files->files[i].name, name) == 0)
            return &files->files[i];
    return NULL;
}

#endif
