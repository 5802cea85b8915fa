#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "cli/command.h"
#include "cli/connections.h"

static enum status list(struct invocation *invocation, struct fault *fault)
{
    struct home home;
    struct connection_rows rows = {0};
    enum status st =
        home_open(invocation->arena, invocation->data, DB_READ_ONLY, false, &home, fault);
    if (st == OK)
        st = connections_read(invocation->arena, &home, &rows, fault);
    if (st == OK && invocation->json)
        st = connections_print_json(invocation->arena, &rows, NULL, invocation->out, fault);
    else if (st == OK)
        connections_print_table(invocation->arena, &rows, invocation->out);
    home_close(&home);
    return st;
}

struct change {
    struct arena *arena;
    const char *object;
    enum connection_status status;
    int64_t now_us;
};

static enum status set_status(struct db_tx *tx, void *state)
{
    struct change *change = state;
    struct connection_rows rows;
    enum status st = connection_store_list(tx, change->arena, NULL, &rows);
    for (size_t i = 0; st == OK && i < rows.count; i++) {
        const struct connection *c = &rows.items[i].connection;
        if (!text_equal(c->name, change->object) && !text_equal(c->id, change->object))
            continue;
        return connection_store_set_status(tx, c->organization_id, c->id, change->status,
                                           change->status == CONNECTION_DISABLED ? change->now_us
                                                                                 : 0);
    }
    return st != OK ? st
                    : fault_set(db_fault(tx), NOT_FOUND,
                                "There is no connection '%s'. See: punchoutd connection list",
                                change->object);
}

/* On SQLite the server must be stopped: it alone writes to its database while it runs. */
static enum status change_status(struct invocation *invocation, enum connection_status status,
                                 struct fault *fault)
{
    struct clock clock = clock_system();
    struct change change = {invocation->arena, invocation->object, status, clock_now_us(&clock)};
    struct home home;
    enum status st =
        home_open(invocation->arena, invocation->data, DB_OFFLINE, false, &home, fault);
    if (st == OK)
        st = db_write(home.db, set_status, &change, fault);
    if (st == OK)
        fprintf(invocation->out, "%s is %s.\n", invocation->object, connection_status_name(status));
    home_close(&home);
    return st;
}

static enum status run(struct invocation *invocation, struct fault *fault)
{
    if (invocation->data == NULL || invocation->verb == NULL)
        return command_usage(&command_connection, fault);
    if (text_equal(invocation->verb, "list") && invocation->object == NULL)
        return list(invocation, fault);
    if (text_equal(invocation->verb, "enable") && invocation->object != NULL)
        return change_status(invocation, CONNECTION_ENABLED, fault);
    if (text_equal(invocation->verb, "disable") && invocation->object != NULL)
        return change_status(invocation, CONNECTION_DISABLED, fault);
    return command_usage(&command_connection, fault);
}

const struct command command_connection = {
    "connection", "list|enable NAME|disable NAME --data DIR [--json]",
    "connections to procurement systems; with SQLite the server must be stopped to enable and "
    "disable",
    run};
