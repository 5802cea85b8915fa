#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "crypto/random.h"
#include "main/options.h"
#include "main/serve.h"

static const struct command *const commands[] = {
    &command_init,         &command_serve,    &command_backup,    &command_restore,
    &command_migrate,      &command_copy,     &command_catalogue, &command_connection,
    &command_case,         &command_supplier, &command_order,     &command_agreement,
    &command_invoice,      &command_tax,      &command_webhook,   &command_billing,
    &command_meter,        &command_delivery, &command_document,  &command_account,
    &command_organization, &command_user,     &command_policy,    &command_key,
    &command_role,         &command_operator, &command_audit,
};

/* By status: 2 for what the caller got wrong, 1 for the rest. */
static int exit_code(enum status status)
{
    return status == OK ? 0 : status == BAD_INPUT ? 2 : 1;
}

static void print_help(FILE *out)
{
    fputs("punchoutd: a software marketplace that plugs into procurement systems\n\n", out);
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        fprintf(out, "  punchoutd %s %s\n      %s\n", commands[i]->name, commands[i]->usage,
                commands[i]->summary);
    fputs("  punchoutd help | version\n", out);
}

static const struct command *find_command(const char *name)
{
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        if (text_equal(commands[i]->name, name))
            return commands[i];
    }
    return NULL;
}

static int run(const struct command *command, int argc, char **argv)
{
    struct arena *arena = arena_new();
    struct invocation invocation = {.arena = arena, .out = stdout};
    struct fault fault = {""};
    enum status st = options_parse(argc, argv, &invocation, &fault);
    if (st == OK)
        st = crypto_start();
    if (st == OK)
        st = command->run(&invocation, &fault);
    if (st != OK)
        fprintf(stderr, "punchoutd: %s\n",
                *fault.message != '\0' ? fault.message : status_name(st));
    arena_free(arena);
    return exit_code(st);
}

int main(int argc, char **argv)
{
    const char *name = argc < 2 ? "help" : argv[1];
    if (text_equal(name, "version") || text_equal(name, "--version")) {
        puts("punchoutd " PUNCHOUTD_VERSION);
        return 0;
    }
    if (text_equal(name, "help") || text_equal(name, "--help") || text_equal(name, "-h")) {
        print_help(stdout);
        return argc < 2 ? 2 : 0;
    }
    const struct command *command = find_command(name);
    if (command == NULL) {
        fprintf(stderr, "punchoutd: there is no command '%s'. See: punchoutd help\n", name);
        return 2;
    }
    return run(command, argc - 2, argv + 2);
}
