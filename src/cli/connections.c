#include "cli/connections.h"

#include <string.h>

#include "app/secret.h"
#include "base/arena.h"
#include "cli/output.h"

static void write_credential(struct json_writer *w, const char *name,
                             const struct credential *credential)
{
    json_write_name(w, name);
    json_write_object(w);
    json_write_member_text(w, "domain", credential->domain);
    json_write_member_text(w, "identity", credential->identity);
    json_write_close(w);
}

/* The hosts as a list. */
static void write_hosts(struct json_writer *w, struct arena *arena, const char *hosts)
{
    json_write_name(w, "return_hosts");
    json_write_array(w);
    while (*hosts != '\0') {
        size_t length = strcspn(hosts, " ");
        if (length > 0)
            json_write_text(w, arena_text_n(arena, hosts, length));
        hosts += length;
        hosts += strspn(hosts, " ");
    }
    json_write_close(w);
}

static enum status write_connection(struct json_writer *w, struct arena *arena,
                                    const struct connection_row *row, const struct seal_key *key,
                                    struct fault *fault)
{
    const struct connection *c = &row->connection;
    json_write_object(w);
    json_write_member_text(w, "id", c->id);
    json_write_member_text(w, "name", c->name);
    json_write_member_text(w, "organization", c->organization_name);
    json_write_member_text(w, "organization_id", c->organization_id);
    json_write_member_text(w, "account_id", c->account_id);
    json_write_member_text(w, "system", procurement_system_name(c->system));
    json_write_member_text(w, "mode", connection_mode_name(c->mode));
    json_write_member_text(w, "status", connection_status_name(c->status));
    write_credential(w, "from", &c->buyer);
    write_credential(w, "to", &c->supplier);
    write_credential(w, "sender", &c->sender);
    if (key != NULL) {
        struct bytes secret;
        if (unseal(arena, key, SECRET_LABEL, row->secret_sealed, &secret) != OK)
            return fault_set(fault, BAD_INPUT, "The secret of '%s' can't be opened with this key.",
                             c->name);
        json_write_member_text(w, "shared_secret", (const char *)secret.data);
    }
    json_write_member_text(w, "setup_path", "/v1/punchout/setup");
    json_write_member_text(w, "order_path", "/v1/orders");
    json_write_member_text(w, "profile_path", "/v1/profile");
    write_hosts(w, arena, c->return_hosts);
    json_write_close(w);
    return OK;
}

enum status connections_print_json(struct arena *arena, const struct connection_rows *rows,
                                   const struct seal_key *key, FILE *out, struct fault *fault)
{
    struct json_writer w;
    struct buf text;
    output_json_start(&w, &text, arena);
    json_write_object(&w);
    json_write_name(&w, "connections");
    json_write_array(&w);
    for (size_t i = 0; i < rows->count; i++) {
        enum status st = write_connection(&w, arena, &rows->items[i], key, fault);
        if (st != OK)
            return st;
    }
    json_write_close(&w);
    json_write_close(&w);
    output_json_end(&w, &text, out);
    return OK;
}

void connections_print_table(struct arena *arena, const struct connection_rows *rows, FILE *out)
{
    static const char *const headers[] = {"NAME",  "ORGANIZATION", "SYSTEM",
                                          "BUYER", "MODE",         "STATUS"};
    struct table table;
    table_start(&table, arena, headers, sizeof headers / sizeof *headers);
    for (size_t i = 0; i < rows->count; i++) {
        const struct connection *c = &rows->items[i].connection;
        table_cell(&table, c->name);
        table_cell(&table, c->organization_name);
        table_cell(&table, procurement_system_label(c->system));
        table_cell(&table, arena_printf(arena, "%s %s", c->buyer.domain, c->buyer.identity));
        table_cell(&table, connection_mode_name(c->mode));
        table_cell(&table, connection_status_name(c->status));
    }
    table_print(&table, out, "No connections yet.");
}

struct reading {
    struct arena *arena;
    struct connection_rows *out;
};

static enum status read_all(struct db_tx *tx, void *state)
{
    struct reading *reading = state;
    return connection_store_list(tx, reading->arena, NULL, reading->out);
}

enum status connections_read(struct arena *arena, struct db *db, struct connection_rows *out,
                             struct fault *fault)
{
    struct reading reading = {arena, out};
    return db_read(db, read_all, &reading, fault);
}
