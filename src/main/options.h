#ifndef MAIN_OPTIONS_H
#define MAIN_OPTIONS_H
/* The command line of punchoutd. */
#include "cli/command.h"

/* Reads what follows the command's name; options may stand anywhere. BAD_INPUT names the one that
 * is not known or lacks its value. */
enum status options_parse(int argc, char **argv, struct invocation *out, struct fault *fault);

#endif
