#include "cli/command.h"

enum status command_usage(const struct command *command, struct fault *fault)
{
    return fault_set(fault, BAD_INPUT, "usage: punchoutd %s %s", command->name, command->usage);
}
