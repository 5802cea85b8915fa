#ifndef MAIN_SERVE_H
#define MAIN_SERVE_H
#include "cli/command.h"

/* Wires everything together, serves until SIGTERM or SIGINT, then ends what was begun. */
extern const struct command command_serve;

#endif
