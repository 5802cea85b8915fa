/* Manage procurement systems: the list, and what its pages share. */
#include <string.h>

#include "app/access.h"
#include "app/traffic.h"
#include "base/arena.h"
#include "base/text.h"
#include "web/console_connection.h"
#include "web/console_pages.h"

static bool is_operator(const struct console *console)
{
    return console->realm == REALM_OPERATOR;
}

struct connection_key connection_key_of(struct console *console)
{
    return (struct connection_key){is_operator(console) ? http_param(console->http, "organization")
                                                        : NULL,
                                   http_param(console->http, "connection")};
}

static const char *rest_of(struct console *console, const char *organization_id, const char *id,
                           const char *more)
{
    const char *slash = *more == '\0' ? "" : "/";
    return is_operator(console)
               ? arena_printf(console->http->arena, "connections/%s/%s%s%s", organization_id, id,
                              slash, more)
               : arena_printf(console->http->arena, "procurement-systems/%s%s%s", id, slash, more);
}

const char *connection_rest(struct console *console, const struct connection *connection,
                            const char *more)
{
    return rest_of(console, connection->organization_id, connection->id, more);
}

const char *connection_rest_here(struct console *console, const char *more)
{
    struct connection_key key = connection_key_of(console);
    return rest_of(console, text_or_empty(key.organization_id), key.id, more);
}

struct cell_view cell_connection(struct console *console, const struct connection *connection)
{
    const struct who *who = &console->who;
    bool looks = is_operator(console) ||
                 ((who->standalone || text_equal(who->account_id, who->management_account_id)) &&
                  access_allows(&console->ctx,
                                "aws-marketplace:DescribeProcurementSystemConfiguration", "*"));
    return looks ? cell_link(connection->name,
                             console_url(console, connection_rest(console, connection, "")))
                 : cell_text(connection->name);
}

const char *connections_title(const struct console *console)
{
    return is_operator(console) ? "Connections" : "Manage procurement systems";
}

const char *connections_rest(const struct console *console)
{
    return is_operator(console) ? "connections" : "procurement-systems";
}

struct cell_view connection_status_cell(const struct connection *connection)
{
    const char *label = connection_status_label(connection->status);
    if (connection->account_suspended)
        return cell_state("Account suspended", "icon-close", "badge-danger");
    switch (connection->status) {
    case CONNECTION_ENABLED:
        return cell_state(label, "icon-check", "badge-success");
    case CONNECTION_WAITING:
        return cell_state(label, "icon-clock", "badge-info");
    default:
        return cell_state(label, "icon-close", "badge-muted");
    }
}

struct cell_view connection_mode_cell(const struct connection *connection)
{
    bool test = connection->mode == MODE_TEST;
    return cell_state(connection_mode_label(connection->mode), test ? "icon-flask" : "icon-check",
                      test ? "badge-warning" : "badge-success");
}

/* "orders placed here buy nothing. 12 orders since 3 November 2026." */
static const char *test_banner(struct arena *arena, const struct connection_view *view)
{
    if (view->test_orders == 0)
        return "orders placed here buy nothing.";
    const char *since = time_human(arena, view->test_orders_since_us);
    return arena_printf(arena, "orders placed here buy nothing. %lld %s since %s.",
                        (long long)view->test_orders, view->test_orders == 1 ? "order" : "orders",
                        arena_text_n(arena, since, strcspn(since, ",")));
}

enum status connection_open(struct console *console, struct connection_view *out)
{
    enum status st = procurement_find(&console->ctx, connection_key_of(console), out);
    if (st != OK || out->connection.mode != MODE_TEST)
        return st;
    console->page.test_banner = test_banner(console->http->arena, out);
    if (out->connection.system != SYSTEM_ARIBA || out->self_service || is_operator(console))
        console->page.test_banner_url =
            console_url(console, connection_rest_here(console, "end-test"));
    return OK;
}

/* The names of its sellers of record; "All". */
static const char *sellers_text(struct console *console, const struct connection *connection)
{
    const struct catalogue *catalogue = console->ctx.app->catalogue;
    struct buf text;
    if (text_empty(connection->sellers))
        return "All";
    buf_init(&text, console->http->arena, 400);
    for (size_t i = 0; i < catalogue->seller_count; i++) {
        if (!text_list_has(connection->sellers, catalogue->sellers[i].id))
            continue;
        if (buf_bytes(&text).size > 0)
            buf_text(&text, ", ");
        buf_text(&text, catalogue->sellers[i].name);
    }
    return text.overflow ? "Several" : buf_string(&text);
}

static void put_row(struct console *console, struct table_view *table,
                    const struct connection_view *view)
{
    const struct connection *c = &view->connection;
    struct row_view *row = table_row(console, table);
    struct cell_view name =
        cell_link(c->name, console_url(console, connection_rest(console, c, "")));
    name.second = is_operator(console) ? c->organization_name : procurement_system_label(c->system);
    row_cell(console, row, name);
    if (is_operator(console))
        row_cell(console, row, cell_text(procurement_system_label(c->system)));
    struct cell_view buyer = cell_text(c->buyer.identity);
    buyer.second = c->buyer.domain;
    row_cell(console, row, buyer);
    struct cell_view supplier = cell_text(c->supplier.identity);
    supplier.second = c->supplier.domain;
    row_cell(console, row, supplier);
    row_cell(console, row, cell_text(sellers_text(console, c)));
    row_cell(console, row, connection_mode_cell(c));
    row_cell(console, row, connection_status_cell(c));
    row_cell(console, row,
             cell_time(console, connection_traffic(view, "PunchOutSetupRequest").last_us, "-"));
    row_cell(console, row,
             cell_time(console, connection_traffic(view, "OrderRequest").last_us, "-"));
    if (c->status == CONNECTION_DISABLED)
        put_post(console, &row->buttons, "Enable", connection_rest(console, c, "enable"),
                 "sm btn-outline-primary", NULL, NULL);
    else if (c->status == CONNECTION_ENABLED)
        put_action(console, &row->buttons, "Disable", connection_rest(console, c, "disable"),
                   "sm btn-outline-danger");
    if (row->buttons.count > 0)
        row->buttons.items[0].label =
            arena_printf(console->http->arena, "%s %s", row->buttons.items[0].text, c->name);
}

static void put_columns(struct console *console, struct table_view *table)
{
    if (is_operator(console))
        table_columns(console, table, "Connections", "Name", "System", "Buyer id", "Supplier id",
                      "Sellers", "Mode", "Status", "Last punchout", "Last order", (char *)NULL);
    else
        table_columns(console, table, "Procurement systems", "Name", "Buyer id", "Supplier id",
                      "Sellers", "Mode", "Status", "Last punchout", "Last order", (char *)NULL);
    table->has_buttons = true;
}

static bool matches(struct console *console, const struct connection *c, const char *text)
{
    return text_has_nocase(arena_printf(console->http->arena, "%s %s %s %s %s %s", c->name, c->id,
                                        c->organization_name, c->buyer.identity,
                                        c->supplier.identity, procurement_system_label(c->system)),
                           text);
}

struct reply *connections_page(struct console *console)
{
    static const char *const sorts[9] = {NULL};
    struct list_query query = list_query_read(console);
    struct connection_views all;
    struct list_view view = {0};
    size_t total = 0;
    enum status st = procurement_list(&console->ctx, NULL, &all);
    if (st != OK)
        return console_failed(console, st);
    console_title(console, &view.page, connections_title(console),
                  is_operator(console)
                      ? "Every buyer's connection between its procurement system and this "
                        "marketplace."
                      : "Connect your procurement system so that people request software there "
                        "and approved orders become subscriptions.",
                  (char *)NULL);
    put_columns(console, &view.table);
    if (!is_operator(console)) {
        put_action(console, &view.page.actions, "Set up Coupa", "new-procurement-system/coupa",
                   "primary");
        put_action(console, &view.page.actions, "Set up SAP Ariba", "new-procurement-system/ariba",
                   "outline-primary");
        put_action(console, &view.page.actions, "Other system", "new-procurement-system",
                   "outline-secondary");
    }
    view.table.empty = !text_empty(query.text)
                           ? "No connection is like that."
                           : "None is connected yet. Set one up here, then enter its purchase "
                             "information in the procurement system.";
    for (size_t i = 0; i < all.count; i++) {
        if (!matches(console, &all.items[i].connection, query.text))
            continue;
        if (total >= query.offset && total < query.offset + query.limit)
            put_row(console, &view.table, &all.items[i]);
        total++;
    }
    list_finish(console, &view, connections_rest(console), &query, sorts, total, "connection",
                "connections");
    return console_list_reply(console, &view);
}

struct reply *connection_systems_page(struct console *console)
{
    static const struct {
        enum procurement_system system;
        const char *text;
    } systems[] = {
        {SYSTEM_COUPA, "Set up by yourself, in about ten minutes."},
        {SYSTEM_ARIBA, "Through SAP Business Network, together with the marketplace's operator."},
        {SYSTEM_JAGGAER, "cXML punchout and purchase orders."},
        {SYSTEM_ORACLE, "cXML punchout and purchase orders; units as EACH."},
        {SYSTEM_WORKDAY, "cXML punchout and purchase orders."},
        {SYSTEM_DYNAMICS, "External catalogue and cXML purchase orders."},
        {SYSTEM_OCI, "Catalogue by OCI 4.0 or 5.0, as SAP SRM and S/4HANA call it; purchase orders "
                     "by cXML."},
        {SYSTEM_CXML, "Whatever else speaks cXML."},
    };
    struct object_view view = {0};
    enum status st =
        access_configuration(&console->ctx, "aws-marketplace:PutProcurementSystemConfiguration");
    if (st != OK)
        return console_failed(console, st);
    console_title(console, &view.page, "Set up a procurement system",
                  "Which one do people in your company request in?", connections_title(console),
                  connections_rest(console), (char *)NULL);
    struct section_view *section = put_section(console, &view, "systems", "Systems", NULL);
    section->has_table = true;
    table_columns(console, &section->table, "Systems", "System", "How", (char *)NULL);
    for (size_t i = 0; i < sizeof systems / sizeof *systems; i++) {
        struct row_view *row = table_row(console, &section->table);
        row_cell(
            console, row,
            cell_link(
                procurement_system_label(systems[i].system),
                console_url(console, arena_printf(console->http->arena, "new-procurement-system/%s",
                                                  procurement_system_name(systems[i].system)))));
        row_cell(console, row, cell_text(systems[i].text));
    }
    return console_object_reply(console, 200, &view);
}
