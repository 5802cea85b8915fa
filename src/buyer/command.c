#include "buyer/command.h"

#include <stdarg.h>
#include <stdio.h>

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
