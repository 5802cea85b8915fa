#ifndef BUYER_COMMAND_H
#define BUYER_COMMAND_H
/* A command of `punchout`: one entry and one file each. */
#include "base/buf.h"
#include "base/status.h"

struct arena;

struct command {
    const char *name;
    const char *summary; /* half a line */
    const char *usage;   /* shown after a mistake and by --help */
    /* argv[0] is the command's name. Gives the exit code: 0, 1 where it failed, 2 for a mistake in
     * the options. */
    int (*run)(const struct command *self, int argc, char **argv);
};

enum { EXIT_USAGE = 2 };

extern const struct command command_buyer;
extern const struct command command_bench;

/* Says what is wrong and how it should be, on standard error; gives EXIT_USAGE. */
int command_mistake(const struct command *command, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The whole connections file, the arena's. NOT_FOUND, FAILED, TOO_LARGE (over 1 MiB): the message
 * says what to do. */
enum status command_read_file(struct arena *arena, const char *path, struct bytes *out,
                              struct fault *fault);

#endif
