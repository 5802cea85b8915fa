/* Purchase information: what is typed into the procurement system, in the order of its own screens
 * (INTEROP C11), ticked off by what has really come. */
#include <string.h>

#include "app/traffic.h"
#include "base/arena.h"
#include "base/text.h"
#include "web/console_connection.h"
#include "web/console_pages.h"
#include "web/page.h"

enum { DOWNLOAD_LIMIT = 64 * 1024 };

/* One value, and the traffic that proves that it was entered; kind NULL: none can. */
struct value {
    const char *label;
    const char *value;
    const char *kind;
    bool secret;
};

/* One screen of the procurement system. */
struct screen {
    const char *id;
    const char *heading;
    const char *where; /* where in Coupa it is */
    const struct value *values;
    size_t count;
};

struct information {
    struct arena *arena;
    const struct connection *c;
    const char *base; /* our public address */
};

static const char *address(const struct information *i, const char *path)
{
    return arena_printf(i->arena, "%s%s", i->base, path);
}

static struct screen punchout_screen(const struct information *i)
{
    static const char setup[] = "PunchOutSetupRequest";
    const struct connection *c = i->c;
    const struct value values[] = {
        {"Punchout URL", address(i, "/v1/punchout/setup"), setup, false},
        {"Protocol", "cXML", setup, false},
        {"Domain (buyer)", c->buyer.domain, setup, false},
        {"Identity (buyer)", c->buyer.identity, setup, false},
        {"Supplier domain", c->supplier.domain, setup, false},
        {"Supplier identity", c->supplier.identity, setup, false},
        {"Sender domain", c->sender.domain, setup, false},
        {"Sender identity", c->sender.identity, setup, false},
        {"Shared secret", NULL, TRAFFIC_SECRET, true},
        {"Logo (150 x 50)", address(i, "/static/logo-150x50.png"), NULL, false},
    };
    return (struct screen){"punchout-site", "Punchout site", "Setup > Punchouts > Create",
                           arena_copy(i->arena, values, sizeof values),
                           sizeof values / sizeof *values};
}

/* The call structure of an external web service, whose rows SAP has in this order: each has a name,
 * a value and a type. */
static struct screen call_screen(const struct information *i)
{
    static const char kind[] = TRAFFIC_OCI;
    const struct value values[] = {
        {"Address of the catalogue (type: URL)", address(i, "/oci"), kind, false},
        {"USERNAME (fixed value)", i->c->buyer.identity, kind, false},
        {"PASSWORD (fixed value)", NULL, kind, true},
        {"BUYER_USERNAME (SAP field; optional)", "SY-UNAME", NULL, false},
        {"Return address (type: Return URL, its value is left empty)", "HOOK_URL", kind, false},
        {"OCI_VERSION (fixed value; or 4.0)", "5.0", kind, false},
        {"~OkCode (fixed value)", "ADDI", kind, false},
        {"~TARGET (fixed value)", "_top", kind, false},
        {"~CALLER (fixed value)", "CTLG", kind, false},
        {"Functions (check boxes, where there are any)", "DETAIL VALIDATE BACKGROUND_SEARCH", NULL,
         false},
    };
    return (struct screen){"oci-call", "Call of the catalogue",
                           "SPRO > Define External Web Services > Standard call structure, by POST",
                           arena_copy(i->arena, values, sizeof values),
                           sizeof values / sizeof *values};
}

static struct screen supplier_screen(const struct information *i)
{
    const struct connection *c = i->c;
    const struct value values[] = {
        {"Supplier domain", c->supplier.domain, "OrderRequest", false},
        {"Supplier identity", c->supplier.identity, "OrderRequest", false},
        {"Profile URL", address(i, "/v1/profile"), "ProfileRequest", false},
    };
    return (struct screen){"supplier", "Supplier", "Suppliers > Create",
                           arena_copy(i->arena, values, sizeof values),
                           sizeof values / sizeof *values};
}

/* What the lines of a cart are classified as. */
static const char *unspsc_of(const struct connection *c)
{
    switch (c->classification) {
    case CLASSIFY_BY_LINE_TYPE:
        return "81162000 43232701";
    case CLASSIFY_TABLE:
        return c->classification_table;
    default:
        return "43232701";
    }
}

static struct screen contract_screen(const struct information *i)
{
    const struct value values[] = {
        {"UNSPSC codes", unspsc_of(i->c), TRAFFIC_CART, false},
        {"Unit of measure", i->c->unit_of_measure, TRAFFIC_CART, false},
    };
    return (struct screen){"contract", "Contract and commodities",
                           "Contracts > Create, and map the codes to your commodities",
                           arena_copy(i->arena, values, sizeof values),
                           sizeof values / sizeof *values};
}

static struct screen order_screen(const struct information *i)
{
    static const char order[] = "OrderRequest";
    const struct connection *c = i->c;
    const struct value values[] = {
        {"Purchase order URL", address(i, "/v1/orders"), order, false},
        {"PO method", "cXML", order, false},
        {"cXML domain (buyer)", c->buyer.domain, order, false},
        {"cXML identity (buyer)", c->buyer.identity, order, false},
        {"Supplier domain", c->supplier.domain, order, false},
        {"Supplier identity", c->supplier.identity, order, false},
        /* Calls of SAP are proved by another, and would tick this one off too. */
        {"Shared secret", NULL, c->system == SYSTEM_OCI ? order : TRAFFIC_SECRET, true},
    };
    return (struct screen){
        "purchase-orders", "Purchase orders by cXML", "The supplier's page > PO transmission",
        arena_copy(i->arena, values, sizeof values), sizeof values / sizeof *values};
}

/* CAT-8: what must come with each punchout because the settings say so. */
static void add_requester(const struct information *i, struct screen *screen)
{
    const struct connection *c = i->c;
    bool oci = c->system == SYSTEM_OCI;
    const char *kind = oci ? TRAFFIC_OCI : "PunchOutSetupRequest";
    struct value *values = arena_array(i->arena, screen->count + 2, sizeof *values);
    memcpy(values, screen->values, screen->count * sizeof *values);
    if (!text_empty(c->account_extrinsic))
        values[screen->count++] = (struct value){oci ? "Parameter that says the account"
                                                     : "Extrinsic that says the account",
                                                 c->account_extrinsic, kind, false};
    if (c->requester == REQUESTER_OPENID)
        values[screen->count++] =
            (struct value){"Extrinsic that says the email address", "UserEmail", kind, false};
    screen->values = values;
}

enum { SCREENS = 4 };

static void all_screens(const struct information *i, struct screen out[SCREENS])
{
    out[0] = i->c->system == SYSTEM_OCI ? call_screen(i) : punchout_screen(i);
    add_requester(i, &out[0]);
    out[1] = supplier_screen(i);
    out[2] = contract_screen(i);
    out[3] = order_screen(i);
}

/* What traffic says of a value: that it works, what is wrong, or nothing yet. */
static struct cell_view proof_cell(struct console *console, const struct connection_view *view,
                                   const char *kind)
{
    struct arena *arena = console->http->arena;
    if (kind == NULL)
        return cell_text("");
    struct traffic_row row = connection_traffic(view, kind);
    struct cell_view cell;
    if (row.failed_us > row.last_us) {
        cell = cell_state(arena_printf(arena, "Failed (%lld)", (long long)row.failed_code),
                          "icon-close", "badge-danger");
        cell.second =
            arena_printf(arena, "%s: %s", time_human(arena, row.failed_us), row.failed_message);
    } else if (row.last_us > 0) {
        cell = cell_state("Seen", "icon-check", "badge-success");
        cell.second = time_human(arena, row.last_us);
    } else {
        cell = cell_state("Not seen yet", "icon-clock", "badge-muted");
    }
    return cell;
}

/* In whose words the screens are told, or NULL. */
static const char *place(struct arena *arena, const struct connection *c,
                         const struct screen *screen)
{
    if (c->system == SYSTEM_COUPA)
        return arena_printf(arena, "In Coupa: %s.", screen->where);
    return c->system == SYSTEM_OCI && text_equal(screen->id, "oci-call")
               ? arena_printf(arena, "In SAP: %s.", screen->where)
               : NULL;
}

static void put_screen(struct console *console, struct object_view *page,
                       const struct connection_view *view, const struct screen *screen, int number)
{
    struct section_view *section =
        put_section(console, page, screen->id,
                    arena_printf(console->http->arena, "%d %s", number, screen->heading),
                    place(console->http->arena, &view->connection, screen));
    section->has_table = true;
    table_columns(console, &section->table, screen->heading, "Field", "Value", "Proved by traffic",
                  (char *)NULL);
    for (size_t i = 0; i < screen->count; i++) {
        const struct value *value = &screen->values[i];
        struct row_view *row = table_row(console, &section->table);
        row_cell(console, row, cell_text(value->label));
        row_cell(console, row,
                 value->secret ? cell_link("Hidden: rotate or reveal it below", "#secret")
                               : cell_code(value->value));
        row_cell(console, row, proof_cell(console, view, value->kind));
    }
}

static void put_mutual_tls(struct console *console, struct object_view *page,
                           const struct connection_view *view)
{
    const char *fingerprint = view->connection.client_certificate;
    struct section_view *section =
        put_section(console, page, "mutual-tls", "5 Mutual TLS (optional)",
                    "Where your procurement system can show a client certificate, enter the "
                    "certificate's fingerprint in the settings. From then on documents are taken "
                    "with it only.");
    put_fact(console, &section->facts, "Client certificate",
             text_empty(fingerprint) ? cell_text("None is asked for") : cell_code(fingerprint));
    put_fact(console, &section->facts, "Addresses",
             cell_text(text_empty(view->connection.address_ranges)
                           ? "Documents may come from any address"
                           : view->connection.address_ranges));
}

/* Coupa's own words, and what to do about them (INTEROP C11). */
static void put_messages(struct console *console, struct object_view *page)
{
    static const struct {
        const char *says, *means;
    } messages[] = {
        {"No status element in setup response (incorrect URL / file format)",
         "The punchout URL leads to something else. Copy it again, to its last letter."},
        {"getaddrinfo: Name or service not known",
         "Coupa can't find this marketplace by its name: it must be reachable from the internet."},
        {"Setup request failed: 401",
         "Domain, identity or shared secret is not as above. Which of them, this page says as soon "
         "as the document has come."},
        {"Setup request failed: 403",
         "The connection is disabled, or limited to other addresses or another certificate."},
        {"SSL_connect … handshake failure",
         "The marketplace's certificate, or its TLS below 1.2. Its operator can tell."},
        {"… failed to return a cart",
         "The browser did not come back: look at the address of your Coupa in the settings."},
    };
    struct section_view *section = put_section(console, page, "messages", "If Coupa says …", NULL);
    section->has_table = true;
    table_columns(console, &section->table, "Messages of Coupa", "Coupa says", "What to do",
                  (char *)NULL);
    for (size_t i = 0; i < sizeof messages / sizeof *messages; i++) {
        struct row_view *row = table_row(console, &section->table);
        row_cell(console, row, cell_text(messages[i].says));
        row_cell(console, row, cell_text(messages[i].means));
    }
}

void put_purchase_information(struct console *console, struct object_view *page,
                              const struct connection_view *view)
{
    const struct information information = {console->http->arena, &view->connection,
                                            console->ctx.app->public_url};
    struct screen screens[SCREENS];
    all_screens(&information, screens);
    for (int i = 0; i < SCREENS; i++)
        put_screen(console, page, view, &screens[i], i + 1);
    put_mutual_tls(console, page, view);
    if (view->connection.system == SYSTEM_COUPA)
        put_messages(console, page);
}

/* For a colleague: everything but the secret, which goes another way. */
struct reply *connection_download(struct console *console)
{
    struct connection_view view;
    struct buf out;
    enum status st = connection_open(console, &view);
    if (st != OK)
        return console_failed(console, st);
    const struct information information = {console->http->arena, &view.connection,
                                            console->ctx.app->public_url};
    struct screen screens[SCREENS];
    all_screens(&information, screens);
    buf_init(&out, console->http->arena, DOWNLOAD_LIMIT);
    buf_printf(&out, "Purchase information of %s\n", view.connection.name);
    for (int i = 0; i < SCREENS; i++) {
        const char *where = place(console->http->arena, &view.connection, &screens[i]);
        buf_printf(&out, "\n%d %s\n", i + 1, screens[i].heading);
        if (where != NULL)
            buf_printf(&out, "  %s\n", where);
        for (size_t j = 0; j < screens[i].count; j++)
            buf_printf(&out, "  %-24s%s\n", screens[i].values[j].label,
                       screens[i].values[j].secret
                           ? "(reveal it on the connection's page, and send it another way)"
                           : screens[i].values[j].value);
    }
    struct reply *reply = reply_buf(console->http, 200, "text/plain; charset=utf-8", &out);
    reply_header(reply, "Content-Disposition", "attachment; filename=\"purchase-information.txt\"");
    reply_header(reply, "Cache-Control", "no-store");
    return reply;
}
