/* The buyer's side of the wire: `punchout COMMAND`. */
#include <stdio.h>
#include <string.h>

#include "buyer/command.h"

static const struct command *const commands[] = {&command_buyer, &command_bench};

enum { COMMANDS = sizeof(commands) / sizeof(commands[0]) };

static void print_usage(FILE *out)
{
    fprintf(out, "usage: punchout COMMAND [OPTION...]\n"
                 "       punchout --help | --version\n"
                 "\n"
                 "The buyer's side of cXML PunchOut.\n"
                 "\n");
    for (size_t i = 0; i < COMMANDS; i++)
        fprintf(out, "  %-8s %s\n", commands[i]->name, commands[i]->summary);
    fprintf(out, "\n`punchout COMMAND --help` says more.\n");
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        print_usage(stderr);
        return EXIT_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
        print_usage(stdout);
        return 0;
    }
    if (strcmp(argv[1], "--version") == 0) {
        printf("punchout %s\n", PUNCHOUT_VERSION);
        return 0;
    }
    for (size_t i = 0; i < COMMANDS; i++) {
        if (strcmp(argv[1], commands[i]->name) == 0)
            return commands[i]->run(commands[i], argc - 1, argv + 1);
    }
    fprintf(stderr, "punchout: there is no %s \"%s\".\n", argv[1][0] == '-' ? "option" : "command",
            argv[1]);
    print_usage(stderr);
    return EXIT_USAGE;
}
