/* One connection: what it is, what is to be typed where, what has come over it. */
#include "web/console_connection.h"
#include "app/traffic.h"
#include "base/arena.h"
#include "base/text.h"
#include "web/console_pages.h"

static void put_facts(struct console *console, struct fact_list *facts,
                      const struct connection_view *view)
{
    const struct connection *c = &view->connection;
    if (console->realm == REALM_OPERATOR)
        put_fact(
            console, facts, "Organization",
            cell_link(c->organization_name,
                      console_url(console, arena_printf(console->http->arena, "organizations/%s",
                                                        c->organization_id))));
    put_fact(console, facts, "Procurement system", cell_text(procurement_system_label(c->system)));
    put_fact(console, facts, "Status", connection_status_cell(c));
    put_fact(console, facts, "Mode", connection_mode_cell(c));
    put_fact(console, facts, "Connection id", cell_code(c->id));
    put_fact(console, facts, "Account id", cell_code(c->account_id));
    put_fact(console, facts, "Redirect",
             cell_text(c->redirect ? "Enabled: people are sent on to Coupa for approval"
                                   : "Off: people start in the procurement system"));
    put_fact(console, facts, "Requester", cell_text(requester_proof_label(c->requester)));
    if (!text_empty(c->account_extrinsic))
        put_fact(console, facts, "Buys for",
                 cell_text(arena_printf(
                     console->http->arena, "The account that %s names%s", c->account_extrinsic,
                     c->account_fallback ? ", else the management account" : "")));
    if (c->single_line)
        put_fact(console, facts, "Lines in a cart", cell_text("One"));
    put_fact(console, facts, "Set up", cell_time(console, view->created_us, "-"));
}

static void put_buttons(struct console *console, struct object_view *page,
                        const struct connection_view *view)
{
    const struct connection *c = &view->connection;
    struct button_list *actions = &page->page.actions;
    if (c->status == CONNECTION_DISABLED)
        put_post(console, actions, "Enable", connection_rest(console, c, "enable"), "primary", NULL,
                 NULL);
    put_post(console, actions, "Check connection", connection_rest(console, c, "check"),
             "outline-primary", NULL, NULL);
    put_action(console, actions, "Edit", connection_rest(console, c, "edit"), "outline-secondary");
    if (c->status == CONNECTION_ENABLED)
        put_action(console, actions, "Disable", connection_rest(console, c, "disable"),
                   "outline-danger");
}

static void put_mode(struct console *console, struct object_view *page,
                     const struct connection_view *view)
{
    const struct connection *c = &view->connection;
    bool test = c->mode == MODE_TEST;
    struct section_view *section = put_section(
        console, page, "mode", "Mode",
        test
            ? "The whole way runs, from punchout to order, and nothing is bought: no agreement and "
              "no invoice is made. Orders say what they would have made."
            : "Off: orders buy. Test identities and documents marked as tests are still treated "
              "as tests.");
    bool operators =
        c->system == SYSTEM_ARIBA && !view->self_service && console->realm == REALM_BUYER;
    if (test && operators)
        section->text = "On, until the marketplace's operator ends it: ask to go live in the case.";
    else if (test)
        put_action(console, &section->buttons, "Turn test mode off",
                   connection_rest(console, c, "end-test"), "outline-danger");
    else
        put_post(console, &section->buttons, "Turn test mode on",
                 connection_rest(console, c, "start-test"), "outline-secondary", NULL, NULL);
}

static void put_secret(struct console *console, struct object_view *page,
                       const struct connection_view *view)
{
    const struct connection *c = &view->connection;
    struct section_view *section = put_section(console, page, "secret", "Shared secret", NULL);
    if (c->system == SYSTEM_ARIBA && console->realm == REALM_BUYER) {
        section->text = "Between the marketplace and SAP Business Network: you don't need it.";
        return;
    }
    section->text = "What proves that a document is yours. Revealing it is noted in the audit "
                    "trail. Rotate it when people leave who have seen it.";
    put_fact(console, &section->facts, "In use since",
             cell_time(console,
                       view->secret_since_us != 0 ? view->secret_since_us : view->created_us, "-"));
    put_fact(console, &section->facts, "Last used",
             cell_time(console, connection_traffic(view, TRAFFIC_SECRET).last_us, "Never"));
    put_post(console, &section->buttons, "Reveal", connection_rest(console, c, "reveal"),
             "outline-secondary", NULL, NULL);
    if (c->system == SYSTEM_ARIBA)
        put_action(console, &section->buttons, "Change it for all buyers", "suppliers",
                   "outline-secondary");
    else
        put_action(console, &section->buttons, "Rotate", connection_rest(console, c, "rotate"),
                   "outline-secondary");
    if (view->old_secret_until_us == 0)
        return;
    put_fact(console, &section->facts, "Old one valid until",
             cell_time(console, view->old_secret_until_us, "-"));
    put_fact(console, &section->facts, "Old one last used",
             cell_time(console, connection_traffic(view, TRAFFIC_OLD_SECRET).last_us, "Not since"));
    put_post(console, &section->buttons, "Reveal the old one",
             connection_rest(console, c, "reveal"), "outline-secondary", "old", "yes");
    put_post(console, &section->buttons, "End the old one now",
             connection_rest(console, c, "end-overlap"), "outline-danger", NULL, NULL);
}

static void put_einvoices(struct console *console, struct object_view *page,
                          const struct connection *connection)
{
    struct einvoicing_view view;
    struct section_view *section =
        put_section(console, page, "e-invoices", "E-invoices",
                    "Invoices can go into your procurement system as documents, with the number "
                    "of the purchase order they are under.");
    if (einvoicing_find(&console->ctx, connection_key_of(console), &view) == OK)
        put_fact(console, &section->facts, "State", cell_einvoicing(view.einvoicing.state));
    put_action(console, &section->buttons, "E-invoices",
               connection_rest(console, connection, "e-invoices"), "outline-secondary");
}

/* Kinds of traffic in the order in which they first come. */
static void put_traffic(struct console *console, struct object_view *page,
                        const struct connection_view *view)
{
    static const struct {
        const char *kind, *label;
    } kinds[] = {{"ProfileRequest", "Profile"},
                 {"PunchOutSetupRequest", "Punchout"},
                 {TRAFFIC_CART, "Cart handed over"},
                 {"OrderRequest", "Purchase order"}};
    struct section_view *section = put_section(console, page, "traffic", "Traffic", NULL);
    section->has_table = true;
    table_columns(console, &section->table, "Traffic", "What", "First", "Last", "Last failure",
                  (char *)NULL);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct traffic_row traffic = connection_traffic(view, kinds[i].kind);
        struct row_view *row = table_row(console, &section->table);
        row_cell(console, row, cell_text(kinds[i].label));
        row_cell(console, row, cell_time(console, traffic.first_us, "Not yet"));
        row_cell(console, row, cell_time(console, traffic.last_us, "-"));
        struct cell_view failed = cell_time(console, traffic.failed_us, "None");
        if (traffic.failed_us != 0)
            failed.second = arena_printf(console->http->arena, "%lld: %s",
                                         (long long)traffic.failed_code, traffic.failed_message);
        row_cell(console, row, failed);
    }
}

static void put_removal(struct console *console, struct object_view *page,
                        const struct connection_view *view)
{
    bool alone = view->self_service || console->realm == REALM_OPERATOR;
    struct section_view *section =
        put_section(console, page, "removal", "Removal",
                    alone ? "Destroys the secrets. Documents stay for as long as they are kept."
                          : "The marketplace's operator removes connections when you ask. To stop "
                            "for a while, disable it instead: that keeps every setting.");
    put_action(console, &section->buttons, alone ? "Remove" : "Ask for removal",
               connection_rest(console, &view->connection, "remove"), "outline-danger");
}

struct reply *connection_page(struct console *console)
{
    struct connection_view view;
    struct object_view page = {0};
    enum status st = connection_open(console, &view);
    if (st != OK)
        return console_failed(console, st);
    const struct connection *c = &view.connection;
    console_title(console, &page.page, c->name, text_empty(c->description) ? NULL : c->description,
                  connections_title(console), connections_rest(console), (char *)NULL);
    put_buttons(console, &page, &view);
    put_facts(console, &page.facts, &view);
    put_cases(console, &page, &view.cases);
    struct section_view *section =
        put_section(console, &page, "purchase-information", "Purchase information",
                    "Enter these in your procurement system, screen by screen. What works is "
                    "ticked off by itself as documents come.");
    put_action(console, &section->buttons, "Download",
               connection_rest(console, c, "purchase-information"), "outline-secondary");
    put_purchase_information(console, &page, &view);
    put_einvoices(console, &page, c);
    put_secret(console, &page, &view);
    put_traffic(console, &page, &view);
    put_mode(console, &page, &view);
    put_removal(console, &page, &view);
    return console_object_reply(console, 200, &page);
}
