#include "buyer/command.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"

enum { FILE_LIMIT = 1 << 20 };

int command_mistake(const struct command *command, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fprintf(stderr, "punchout %s: ", command->name);
    vfprintf(stderr, format, args);
    fprintf(stderr, "\n%s", command->usage);
    va_end(args);
    return EXIT_USAGE;
}

enum status command_read_file(struct arena *arena, const char *path, struct bytes *out,
                              struct fault *fault)
{
    FILE *file = fopen(path, "rbe");
    if (file == NULL)
        return fault_set(
            fault, NOT_FOUND,
            "can't open %s: %s. Make it with `punchoutd init --data DIR --demo --json`, or name "
            "another with --connections",
            path, strerror(errno));
    unsigned char *data = arena_alloc(arena, FILE_LIMIT + 1);
    size_t size = fread(data, 1, FILE_LIMIT + 1, file);
    bool failed = ferror(file) != 0;
    fclose(file);
    if (failed || size > FILE_LIMIT)
        return fault_set(fault, failed ? FAILED : TOO_LARGE, "can't read %s: %s", path,
                         failed ? "input error" : "it is larger than 1 MiB");
    *out = (struct bytes){data, size};
    return OK;
}
