#include "app/ctx.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/connections.h"
#include "cli/demo.h"
#include "cli/home.h"
#include "crypto/random.h"

static enum status load_demo(struct arena *arena, struct home *home, struct fault *fault)
{
    struct app app = {
        .db = home->db, .clock = clock_system(), .entropy = crypto_entropy(), .key = home->key};
    struct ctx ctx = {.app = &app, .arena = arena};
    enum status st = demo_load(&ctx);
    if (st != OK)
        fault_set(fault, st, "%s", ctx.fault.message);
    seal_key_release(&app.key);
    return st;
}

static enum status print(const struct invocation *invocation, struct home *home,
                         struct fault *fault)
{
    struct connection_rows rows = {0};
    enum status st = connections_read(invocation->arena, home->db, &rows, fault);
    if (st != OK)
        return st;
    if (invocation->json)
        return connections_print_json(invocation->arena, &rows, &home->key, invocation->out, fault);
    const char *data = invocation->data;
    fprintf(invocation->out, "A marketplace was made in %s.\n\n", data);
    if (invocation->demo)
        connections_print_table(invocation->arena, &rows, invocation->out);
    else
        fprintf(invocation->out,
                "What it offers:  punchoutd catalogue load --data %s --file FILE  "
                "(docs/catalogue.md)\n"
                "Who runs it:     punchoutd operator create EMAIL --name NAME --data %s\n",
                data, data);
    fprintf(invocation->out, "%sStart it:  %spunchoutd serve --data %s\n",
            invocation->demo ? "\n" : "", invocation->demo ? "" : "      ", data);
    return OK;
}

static enum status run(struct invocation *invocation, struct fault *fault)
{
    struct clock clock = clock_system();
    struct home home;
    if (invocation->data == NULL || invocation->verb != NULL)
        return command_usage(&command_init, fault);
    enum status st = home_create(invocation->arena, invocation->data, invocation->database,
                                 clock_now_us(&clock), &home, fault);
    if (st == OK && invocation->demo)
        st = load_demo(invocation->arena, &home, fault);
    if (st == OK)
        st = print(invocation, &home, fault);
    home_close(&home);
    return st;
}

const struct command command_init = {
    "init", "--data DIR [--database URL] [--demo] [--json]",
    "make a marketplace; --json prints its connections with their secrets; --database is "
    "postgresql://USER:PASSWORD@HOST:PORT/NAME, without it SQLite",
    run};
