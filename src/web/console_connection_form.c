/* Setting a connection up, and changing it: short forms in the original's words. */
#include "app/access.h"
#include "base/arena.h"
#include "base/text.h"
#include "web/console_connection.h"
#include "web/console_connection_edit.h"
#include "web/console_pages.h"

static bool was_sent(const struct editing *e)
{
    return text_equal(e->console->http->method, "POST");
}

struct input_view *connection_edit_input(struct editing *e, const char *name, const char *label,
                                         const char *help, const char *value)
{
    struct input_view *input = put_input(e->console, &e->view.panel, name, label, help);
    if (!was_sent(e))
        input->value = value;
    return input;
}

void connection_edit_switch(struct editing *e, const char *name, const char *legend,
                            const char *label, const char *help, bool on)
{
    struct input_view *input = connection_edit_input(e, name, legend, help, "");
    input->kind = INPUT_CHECKS;
    bool chosen = was_sent(e) ? http_form(e->console->http, name) != NULL : on;
    put_choice(e->console, input, "yes", label, NULL, chosen);
}

/* All values of the checks of that name, blank-separated. */
static const char *checked(struct console *console, const char *name)
{
    struct buf list;
    const char *value;
    struct http_fields fields = http_form_fields(console->http);
    buf_init(&list, console->http->arena, 8000);
    for (size_t at = 0; (value = http_field_next(fields, name, &at)) != NULL;) {
        buf_text(&list, value);
        buf_char(&list, ' ');
    }
    return buf_string(&list);
}

static void put_sellers(struct editing *e)
{
    struct console *console = e->console;
    const struct catalogue *catalogue = console->ctx.app->catalogue;
    struct input_view *input = connection_edit_input(
        e, "sellers", "Sellers of record",
        "Whose software may be requested through this connection. None chosen: everybody's.", "");
    const char *chosen = was_sent(e) ? checked(console, "sellers") : e->settings.sellers;
    input->kind = INPUT_CHECKS;
    for (size_t i = 0; i < catalogue->seller_count; i++)
        put_choice(console, input, catalogue->sellers[i].id, catalogue->sellers[i].name, NULL,
                   text_list_has(chosen, catalogue->sellers[i].id));
}

/* Ariba's supplier is one of the operator's identities in the network. */
static enum status put_suppliers(struct editing *e)
{
    struct console *console = e->console;
    struct supplier_rows suppliers;
    enum status st = procurement_suppliers(&console->ctx, &suppliers);
    if (st != OK)
        return st;
    bool is_new = e->connection.id == NULL;
    struct input_view *input = connection_edit_input(
        e, "supplier", "Supplier ANID",
        suppliers.count > 0 ? "Who the marketplace is in SAP Business Network."
                            : "The marketplace has no account in SAP Business Network yet: ask "
                              "its operator to add one first.",
        "");
    input->kind = INPUT_SELECT;
    if (!is_new || suppliers.count != 1)
        put_choice(console, input, "",
                   is_new ? "Choose"
                          : arena_printf(console->http->arena, "As now: %s",
                                         e->connection.supplier.identity),
                   NULL, text_empty(input->value));
    for (size_t i = 0; i < suppliers.count; i++) {
        const struct supplier_row *one = &suppliers.items[i];
        put_choice(
            console, input, one->id,
            arena_printf(console->http->arena, "%s (%s)", one->credential.identity, one->name),
            NULL, text_equal(input->value, one->id));
    }
    return OK;
}

static void put_names(struct editing *e)
{
    connection_edit_input(e, "name", "Name",
                          "What this connection is called here, such as EMEA Coupa.",
                          e->settings.name)
        ->required = true;
    connection_edit_input(e, "description", "Description", "For whoever looks at it after you.",
                          e->settings.description);
}

static void put_buyer(struct editing *e)
{
    const char *system = procurement_system_called(e->settings.system);
    struct input_view *input = connection_edit_input(
        e, "buyer_domain", "Buyer id: domain",
        arena_printf(e->console->http->arena,
                     "What kind of number it is, as %s sends it: DUNS, NetworkID, or a name of "
                     "your own.",
                     system),
        e->settings.buyer_domain);
    input->required = true;
    input->code = true;
    input =
        connection_edit_input(e, "buyer_identity", "Buyer id: identity",
                              "The number or name that stands for your company in every document.",
                              e->settings.buyer_identity);
    input->required = true;
    input->code = true;
}

static void put_oci_user(struct editing *e)
{
    struct input_view *input = connection_edit_input(
        e, "buyer_identity", "User name",
        "The parameter USERNAME of the catalogue's call: a name for your company, such as globex. "
        "PASSWORD is not the shared secret: the connection's page reveals it.",
        e->settings.buyer_identity);
    input->required = true;
    input->code = true;
}

static void put_redirect(struct editing *e)
{
    connection_edit_switch(
        e, "redirect", "Redirect", "Enable redirect",
        "People of your organization who ask for approval while they are signed in here are "
        "sent on to Coupa, and find their request in the cart there.",
        e->settings.redirect);
    struct input_view *input = connection_edit_input(
        e, "redirect_url", "Approval-request address",
        "Where Coupa begins a punchout to this marketplace. It begins with https:// and is on "
        "your Coupa's own host.",
        e->settings.redirect_url);
    input->type = "url";
    input->code = true;
}

static void put_instance(struct editing *e)
{
    bool coupa = e->settings.system == SYSTEM_COUPA;
    struct input_view *input = connection_edit_input(
        e, "instance", coupa ? "Address of your Coupa" : "Address of your procurement system",
        coupa ? "As in your browser when you work in it, such as "
                "https://globex.coupahost.com. Carts go back there."
              : "As in your browser when you work in it, such as https://procurement.globex.com. "
                "Carts go back there.",
        e->settings.instance);
    input->required = coupa;
    input->type = "url";
    input->code = true;
}

static void put_cart_encoding(struct editing *e)
{
    struct input_view *input = connection_edit_input(
        e, "cart_encoding", "Form field of the cart",
        "Which of cXML's two ways the cart goes back by.", e->settings.cart_encoding);
    input->kind = INPUT_SELECT;
    put_choice(e->console, input, "base64", "cXML-base64", NULL,
               text_equal(input->value, "base64"));
    put_choice(e->console, input, "urlencoded", "cXML-urlencoded", NULL,
               text_equal(input->value, "urlencoded"));
}

static void put_documents(struct editing *e)
{
    struct console *console = e->console;
    struct input_view *input;
    put_heading(console, &e->view.panel, "Carts");
    if (e->settings.system != SYSTEM_OCI)
        put_cart_encoding(e);
    connection_edit_input(e, "dtd_version", "Version of cXML",
                          "In the document type of what we send.", e->settings.dtd_version)
        ->code = true;
    connection_edit_input(e, "unit_of_measure", "Unit of measure",
                          e->settings.system == SYSTEM_OCI
                              ? "SAP's code for one piece, of at most 3 characters, such as EA."
                              : "The procurement system's code for one piece, such as EA or EACH.",
                          e->settings.unit_of_measure)
        ->code = true;
    connection_edit_switch(
        e, "single_line", "Lines in a cart", "One line a cart",
        "For systems that take no second line. Each request then holds one product on one "
        "line, and what takes two approvals is requested one after the other.",
        e->settings.single_line);
    input = connection_edit_input(e, "classification", "UNSPSC codes",
                                  "What each line is classified as.", e->settings.classification);
    input->kind = INPUT_SELECT;
    put_choice(console, input, "uniform", "43232701 on every line", NULL,
               text_equal(input->value, "uniform"));
    put_choice(console, input, "line_type", "81162000 for services, 43232701 for material", NULL,
               text_equal(input->value, "line_type"));
    put_choice(console, input, "table", "By the table below", NULL,
               text_equal(input->value, "table"));
    connection_edit_input(
        e, "classification_table", "Own table of codes",
        "A kind of product, = and a code; * stands for all others: saas=81162000 *=43230000.",
        e->settings.classification_table)
        ->code = true;
}

/* CON-12 */
static void put_confirmations(struct editing *e)
{
    put_heading(e->console, &e->view.panel, "Purchase orders");
    connection_edit_switch(
        e, "confirmations", "Order confirmations", "Confirm each order",
        "A ConfirmationRequest says that an order is booked, needs attention or was rejected.",
        e->settings.confirmations);
    struct input_view *input = connection_edit_input(
        e, "acknowledgement", "Answer to an order",
        "Accepted, status follows: for systems that wait for a StatusUpdateRequest.",
        e->settings.acknowledgement);
    input->kind = INPUT_SELECT;
    put_choice(e->console, input, "200", "200 OK", NULL, text_equal(input->value, "200"));
    put_choice(e->console, input, "201", "201 Accepted, status follows", NULL,
               text_equal(input->value, "201"));
    input =
        connection_edit_input(e, "confirmation_url", "Address for confirmations and status updates",
                              "Where your procurement system takes them. It begins with https://.",
                              e->settings.confirmation_url);
    input->type = "url";
    input->code = true;
    connection_edit_input(e, "price_tolerance", "Price tolerance, in per cent",
                          "How far an order's price may be from the request's. Empty: not at all.",
                          e->settings.price_tolerance);
}

static void put_sender(struct editing *e)
{
    connection_edit_input(e, "sender_domain", "Sender: domain",
                          "Only where the sender of the documents is not the buyer itself.",
                          e->settings.sender_domain)
        ->code = true;
    connection_edit_input(e, "sender_identity", "Sender: identity",
                          "Give both, domain and identity, or neither.",
                          e->settings.sender_identity)
        ->code = true;
}

static void put_limits(struct editing *e)
{
    put_heading(e->console, &e->view.panel, "Where documents come from and carts go");
    connection_edit_input(e, "return_hosts", "More hosts that carts may go back to",
                          "Besides the address above. *.example.com stands for all below it.",
                          e->settings.return_hosts)
        ->code = true;
    if (e->settings.system != SYSTEM_OCI)
        put_sender(e);
    connection_edit_input(e, "address_ranges", "Addresses documents may come from",
                          "Addresses and ranges such as 203.0.113.0/24. Empty: any.",
                          e->settings.address_ranges)
        ->code = true;
    connection_edit_input(
        e, "client_certificate", "Client certificate",
        "SHA-256 fingerprint of the certificate that the procurement system shows (mutual TLS). "
        "Empty: none is asked for.",
        e->settings.client_certificate)
        ->code = true;
}

static void put_test(struct editing *e)
{
    bool ariba = e->settings.system == SYSTEM_ARIBA;
    if (ariba && e->connection.id == NULL)
        return; /* it begins in test mode, and the operator ends that */
    connection_edit_switch(
        e, "test", "Test mode", "Test mode",
        "The whole way can be tried, from punchout to order, and nothing is bought. Don't "
        "forget to turn it off when you are done.",
        e->test);
}

static enum status build(struct editing *e)
{
    struct console *console = e->console;
    bool is_new = e->connection.id == NULL;
    bool ariba = e->settings.system == SYSTEM_ARIBA;
    enum status st = OK;
    put_names(e);
    if (ariba) {
        struct input_view *input = connection_edit_input(
            e, "buyer_identity", "Buyer ANID",
            "Your SAP Ariba's number in the network: AN and 11 or 12 digits, and -T for a test "
            "account.",
            e->settings.buyer_identity);
        input->required = true;
        input->code = true;
        st = put_suppliers(e);
        if (is_new) {
            put_hidden(console, &e->view.panel, "test", "yes");
            e->view.warning =
                arena_printf(console->http->arena,
                             "The operator of the marketplace needs your account id, %s%s: it is "
                             "sent along. Test mode stays on until the operator ends it.",
                             console->who.management_account_id,
                             console->who.standalone ? "" : " (the management account)");
        }
    } else {
        put_instance(e);
        if (e->settings.system == SYSTEM_OCI)
            put_oci_user(e);
        else
            put_buyer(e);
    }
    put_test(e);
    if (e->settings.system == SYSTEM_COUPA)
        put_redirect(e);
    if (is_new && !ariba)
        connection_edit_input(
            e, "secret", "Shared secret",
            "Leave it empty to get a random one. Your own has at least 16 characters.", "")
            ->code = true;
    put_sellers(e);
    if (!is_new) {
        put_documents(e);
        connection_edit_requester(e);
        put_confirmations(e);
        put_limits(e);
    }
    return st;
}

static struct connection_settings sent_settings(struct editing *e)
{
    struct console *console = e->console;
    bool is_new = e->connection.id == NULL;
    struct connection_settings s = e->settings;
#define FIELD(name) console_raw(console, name)
    s.name = FIELD("name");
    s.description = FIELD("description");
    s.buyer_identity = FIELD("buyer_identity");
    s.buyer_domain = FIELD("buyer_domain");
    s.instance = FIELD("instance");
    s.sellers = checked(console, "sellers");
    s.redirect = http_form(console->http, "redirect") != NULL;
    s.redirect_url = FIELD("redirect_url");
    if (is_new)
        return s;
    s.return_hosts = FIELD("return_hosts");
    s.cart_encoding = FIELD("cart_encoding");
    s.dtd_version = FIELD("dtd_version");
    s.unit_of_measure = FIELD("unit_of_measure");
    s.single_line = http_form(console->http, "single_line") != NULL;
    s.classification = FIELD("classification");
    s.classification_table = FIELD("classification_table");
    s.confirmations = http_form(console->http, "confirmations") != NULL;
    s.acknowledgement = FIELD("acknowledgement");
    s.confirmation_url = FIELD("confirmation_url");
    s.price_tolerance = FIELD("price_tolerance");
    s.sender_domain = FIELD("sender_domain");
    s.sender_identity = FIELD("sender_identity");
    s.address_ranges = FIELD("address_ranges");
    s.client_certificate = FIELD("client_certificate");
    connection_edit_read_requester(console, &s);
#undef FIELD
    return s;
}

/* In the order of the form, whatever order they were found in; last what has no field in it. */
static void put_problems(struct editing *e, const struct settings_problems *problems)
{
    const struct input_list *inputs = &e->view.panel.inputs;
    bool told[SETTINGS_PROBLEMS_MAX] = {false};
    for (size_t i = 0; i <= inputs->count; i++) {
        for (size_t j = 0; j < problems->count; j++) {
            const struct settings_problem *one = &problems->items[j];
            if (told[j] || (i < inputs->count && !text_equal(inputs->items[i].name, one->field)))
                continue;
            told[j] = true;
            put_problem(e->console, &e->view.problems, &e->view.panel,
                        i < inputs->count ? one->field : NULL, one->message);
        }
    }
}

static struct reply *show(struct editing *e, const struct settings_problems *problems)
{
    enum status st = build(e);
    if (st != OK)
        return console_failed(e->console, st);
    if (problems != NULL)
        put_problems(e, problems);
    return console_form_reply(e->console, problems == NULL ? 200 : 422, &e->view);
}

/* Saves what was sent, or shows it again with what is wrong. */
static struct reply *save(struct editing *e, struct connection_key key)
{
    struct console *console = e->console;
    struct settings_problems problems;
    struct procurement_put put = {
        .key = key,
        .settings = sent_settings(e),
        .test = http_form(console->http, "test") != NULL,
        .supplier_id = console_field(console, "supplier"),
        .secret = console_field(console, "secret"),
        .openid_secret = console_raw(console, "openid_secret"),
    };
    const char *id;
    bool is_new = key.id == NULL;
    enum status st = procurement_put(&console->ctx, &put, &problems, &id);
    if (st == BAD_INPUT && problems.count > 0)
        return show(e, &problems);
    if (st != OK)
        return console_failed(console, st);
    return console_done(console,
                        is_new ? arena_printf(console->http->arena, "procurement-systems/%s", id)
                               : connection_rest_here(console, ""),
                        !is_new                              ? "connection-saved"
                        : e->settings.system == SYSTEM_ARIBA ? "ariba-created"
                                                             : "connection-created");
}

static enum status open_new(struct console *console, struct editing *e)
{
    *e = (struct editing){.console = console, .test = true};
    enum status st =
        access_configuration(&console->ctx, "aws-marketplace:PutProcurementSystemConfiguration");
    if (st != OK)
        return st;
    if (!procurement_system_parse(http_param(console->http, "system"), &e->settings.system))
        return fault_set(&console->ctx.fault, NOT_FOUND, "There is no such procurement system.");
    e->settings = connection_settings_new(e->settings.system);
    e->settings.buyer_domain = "DUNS";
    const char *label = e->settings.system == SYSTEM_CXML
                            ? "a procurement system"
                            : procurement_system_label(e->settings.system);
    const char *title = arena_printf(console->http->arena, "Set up %s integration", label);
    console_title(console, &e->view.page, title,
                  "What this marketplace must know. What your procurement system must know you get "
                  "after Save.",
                  connections_title(console), connections_rest(console), (char *)NULL);
    panel_init(console, &e->view.panel,
               arena_printf(console->http->arena, "new-procurement-system/%s",
                            procurement_system_name(e->settings.system)),
               "Save");
    e->view.panel.cancel_url = console_url(console, connections_rest(console));
    return OK;
}

struct reply *connection_new_page(struct console *console)
{
    struct editing e;
    enum status st = open_new(console, &e);
    return st == OK ? show(&e, NULL) : console_failed(console, st);
}

struct reply *connection_new_send(struct console *console)
{
    struct editing e;
    enum status st = open_new(console, &e);
    return st == OK ? save(&e, (struct connection_key){NULL, NULL}) : console_failed(console, st);
}

static enum status open_edit(struct console *console, struct editing *e)
{
    struct connection_view view;
    enum status st = connection_open(console, &view);
    if (st != OK)
        return st;
    *e = (struct editing){
        .console = console,
        .connection = view.connection,
        .settings = connection_settings_of(console->http->arena, &view.connection),
        .test = view.connection.mode == MODE_TEST,
    };
    console_title(console, &e->view.page, "Settings",
                  "How the marketplace knows this procurement system, and what it does for it.",
                  connections_title(console), connections_rest(console), view.connection.name,
                  connection_rest_here(console, ""), (char *)NULL);
    panel_init(console, &e->view.panel, connection_rest_here(console, "edit"), "Save changes");
    e->view.panel.cancel_url = console_url(console, connection_rest_here(console, ""));
    return OK;
}

struct reply *connection_edit_page(struct console *console)
{
    struct editing e;
    enum status st = open_edit(console, &e);
    return st == OK ? show(&e, NULL) : console_failed(console, st);
}

struct reply *connection_edit_send(struct console *console)
{
    struct editing e;
    enum status st = open_edit(console, &e);
    return st == OK ? save(&e, connection_key_of(console)) : console_failed(console, st);
}
