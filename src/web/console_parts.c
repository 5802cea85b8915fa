#include "web/console_parts.h"

#include <stdarg.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "web/page.h"

/* Room for one more in a list of this file's structs. */
#define PUT(console, list)                                                                         \
    ((list)->items = grow((console), (list)->items, (list)->count, sizeof *(list)->items),         \
     &(list)->items[(list)->count++])

/* Lists here are short and many: they grow by doubling at powers of two, without a capacity. */
static void *grow(struct console *console, void *items, size_t count, size_t size)
{
    if (count != 0 && (count < 4 || (count & (count - 1)) != 0))
        return items;
    void *larger = arena_array(console->http->arena, count < 4 ? 4 : 2 * count, size);
    if (count > 0)
        memcpy(larger, items, count * size);
    return larger;
}

static void put_link(struct console *console, struct link_list *list, const char *text,
                     const char *rest)
{
    *PUT(console, list) = (struct link_view){.text = text, .url = console_url(console, rest)};
}

/* Where the present path stands in the navigation. */
static bool is_within(const struct console *console, const char *url)
{
    const char *path = console->http->path;
    size_t length = strlen(url);
    return text_starts(path, url) && (path[length] == '\0' || path[length] == '/') &&
           (!text_equal(url, console->page.home) || path[length] == '\0');
}

/* A page in the navigation, and the action that it needs; NULL: none. */
struct entry {
    const char *text;
    const char *rest;
    const char *action;
};

static const char configuration[] = "aws-marketplace:DescribeProcurementSystemConfiguration";

/* ACC-7: procurement systems are not a member account's. */
static bool is_member(const struct console *console)
{
    const struct who *who = &console->who;
    return console->realm == REALM_BUYER && !who->standalone &&
           !text_equal(who->account_id, who->management_account_id);
}

static void put_navigation(struct console *console)
{
    static const struct entry buyers[] = {
        {"Start", "", NULL},
        {"Find software", "marketplace", "aws-marketplace:Subscribe"},
        {"Subscriptions", "subscriptions", "aws-marketplace:ViewSubscriptions"},
        {"Purchase orders", "purchase-orders", "purchase-orders:ViewPurchaseOrders"},
        {"Invoices", "invoices", "invoicing:ListInvoiceSummaries"},
        {"Manage procurement systems", "procurement-systems", configuration},
        {"Webhooks", "webhooks", configuration},
        {"Cases", "cases", configuration},
        {"Account", "account", "organizations:DescribeAccount"},
        {"Organization", "organization", "organizations:ListAccounts"},
        {"Users", "users", "iam:ListUsers"},
        {"Policies", "policies", "iam:ListPolicies"},
        {"Policy simulator", "simulator", "iam:SimulatePrincipalPolicy"},
        {"Roles", "roles", "iam:ListRoles"},
        {"Audit trail", "audit", "cloudtrail:LookupEvents"},
    };
    static const struct entry operators[] = {
        {"Start", "", NULL},
        {"Accounts", "accounts", NULL},
        {"Organizations", "organizations", NULL},
        {"Connections", "connections", NULL},
        {"Purchase orders", "purchase-orders", NULL},
        {"Subscriptions", "subscriptions", NULL},
        {"Invoices", "invoices", NULL},
        {"Cases", "cases", NULL},
        {"Deliveries", "deliveries", NULL},
        {"Taxes", "taxes", NULL},
        {"Supplier identities", "suppliers", NULL},
        {"Operators", "operators", NULL},
        {"Audit trail", "audit", NULL},
    };
    bool buyer = console->realm == REALM_BUYER;
    const struct entry *entries = buyer ? buyers : operators;
    size_t count = buyer ? sizeof buyers / sizeof *buyers : sizeof operators / sizeof *operators;
    struct link_list *navigation = &console->page.navigation;
    for (size_t i = 0; i < count; i++) {
        const struct entry *entry = &entries[i];
        if ((console->who.standalone && text_equal(entry->rest, "organization")) ||
            (entry->action != NULL && !access_allows(&console->ctx, entry->action, "*")) ||
            (is_member(console) && text_equal(text_or_empty(entry->action), configuration)))
            continue;
        put_link(console, navigation, entry->text, entry->rest);
        navigation->items[navigation->count - 1].current =
            is_within(console, navigation->items[navigation->count - 1].url);
    }
}

void console_frame(struct console *console, const char *title, const char *home)
{
    struct page_view tags;
    const struct who *who = &console->who;
    page_init(console->http->arena, &tags, title);
    console->page = (struct console_page){
        .realm = title,
        .home = home,
        .said = console_said(http_query(console->http, "said")),
        .form_token = sign_in_form_token(&console->ctx, console->visit),
        .bootstrap_tag = tags.bootstrap_tag,
        .theme_tag = tags.theme_tag,
        .script_tag = tags.script_tag,
        .logo_tag = tags.logo_tag,
    };
    if (console->token == NULL)
        return;
    console->page.person = who->name;
    if (console->realm == REALM_BUYER) {
        console->page.account = who->account_name;
        console->page.account_id = who->account_id;
        console->page.organization = who->standalone ? NULL : who->organization_name;
    }
    put_navigation(console);
}

void console_title(struct console *console, struct console_page *page, const char *title,
                   const char *lead, ...)
{
    const char *text;
    va_list args;
    *page = console->page;
    page->title = title;
    page->lead = lead;
    va_start(args, lead);
    while ((text = va_arg(args, const char *)) != NULL)
        put_link(console, &page->crumbs, text, va_arg(args, const char *));
    va_end(args);
}

struct cell_view cell_text(const char *text)
{
    return (struct cell_view){.text = text};
}

struct cell_view cell_code(const char *text)
{
    return (struct cell_view){.text = text, .code = true, .copies = true};
}

struct cell_view cell_link(const char *text, const char *url)
{
    return (struct cell_view){.text = text, .url = url};
}

struct cell_view cell_number(struct console *console, int64_t number)
{
    return (struct cell_view){.text = arena_printf(console->http->arena, "%lld", (long long)number),
                              .number = true};
}

struct cell_view cell_time(struct console *console, int64_t time_us, const char *never)
{
    struct arena *arena = console->http->arena;
    if (time_us == 0)
        return (struct cell_view){.text = never};
    return (struct cell_view){.text = time_human(arena, time_us),
                              .moment = time_cxml(arena, time_us)};
}

struct cell_view cell_state(const char *text, const char *icon, const char *tone)
{
    return (struct cell_view){.text = text, .icon = icon, .tone = tone};
}

struct cell_view cell_active(bool suspended)
{
    return suspended ? cell_state("Suspended", "icon-close", "badge-danger")
                     : cell_state("Active", "icon-check", "badge-success");
}

void put_fact(struct console *console, struct fact_list *facts, const char *label,
              struct cell_view cell)
{
    *PUT(console, facts) = (struct fact_view){label, cell};
}

void put_action(struct console *console, struct button_list *list, const char *text,
                const char *rest, const char *look)
{
    *PUT(console, list) =
        (struct button_view){.text = text, .url = console_url(console, rest), .look = look};
}

void put_post(struct console *console, struct button_list *list, const char *text, const char *rest,
              const char *look, const char *name, const char *value)
{
    *PUT(console, list) = (struct button_view){.text = text,
                                               .url = console_url(console, rest),
                                               .look = look,
                                               .post = true,
                                               .form_token = console->page.form_token,
                                               .name = name,
                                               .value = value};
}

struct section_view *put_section(struct console *console, struct object_view *view, const char *id,
                                 const char *heading, const char *text)
{
    struct section_view *section = PUT(console, &view->sections);
    *section = (struct section_view){.id = id, .heading = heading, .text = text};
    return section;
}

void put_folded(struct console *console, struct section_view *section, const char *label,
                const char *text)
{
    *PUT(console, &section->folded) = (struct folded_view){label, text};
}

void table_columns(struct console *console, struct table_view *table, const char *caption, ...)
{
    const char *text;
    va_list args;
    table->caption = caption;
    va_start(args, caption);
    while ((text = va_arg(args, const char *)) != NULL)
        *PUT(console, &table->columns) = (struct column_view){.text = text};
    va_end(args);
}

struct row_view *table_row(struct console *console, struct table_view *table)
{
    struct row_view *row = PUT(console, &table->rows);
    *row = (struct row_view){0};
    return row;
}

void row_cell(struct console *console, struct row_view *row, struct cell_view cell)
{
    *PUT(console, &row->cells) = cell;
}

const char *console_raw(struct console *console, const char *name)
{
    return text_or_empty(http_form(console->http, name));
}

const char *console_field(struct console *console, const char *name)
{
    return text_trim(console->http->arena, console_raw(console, name));
}

void panel_init(struct console *console, struct panel_view *panel, const char *rest,
                const char *submit)
{
    *panel = (struct panel_view){.url = console_url(console, rest),
                                 .form_token = console->page.form_token,
                                 .submit = submit};
}

struct input_view *put_input(struct console *console, struct panel_view *panel, const char *name,
                             const char *label, const char *help)
{
    struct input_view *input = PUT(console, &panel->inputs);
    const char *sent =
        panel->get ? http_query(console->http, name) : http_form(console->http, name);
    *input = (struct input_view){.name = name,
                                 .label = label,
                                 .help = help,
                                 .type = "text",
                                 .autocomplete = "off",
                                 .value = text_or_empty(sent)};
    return input;
}

struct input_view *put_password(struct console *console, struct panel_view *panel, const char *name,
                                const char *label, const char *help, const char *autocomplete)
{
    struct input_view *input = put_input(console, panel, name, label, help);
    input->type = "password";
    input->value = "";
    input->autocomplete = autocomplete;
    input->required = true;
    return input;
}

struct input_view *put_hidden(struct console *console, struct panel_view *panel, const char *name,
                              const char *value)
{
    struct input_view *input = put_input(console, panel, name, NULL, NULL);
    input->kind = INPUT_HIDDEN;
    input->value = value;
    return input;
}

void put_heading(struct console *console, struct panel_view *panel, const char *text)
{
    *PUT(console, &panel->inputs) =
        (struct input_view){.kind = INPUT_HEADING, .name = "", .label = text};
}

void put_choice(struct console *console, struct input_view *input, const char *value,
                const char *label, const char *help, bool chosen)
{
    const char *id =
        arena_printf(console->http->arena, "%s-%zu", input->name, input->choices.count);
    *PUT(console, &input->choices) = (struct choice_view){id, value, label, help, chosen};
}

void put_problem(struct console *console, struct problem_list *problems, struct panel_view *panel,
                 const char *field, const char *message)
{
    message = arena_text(console->http->arena, message);
    for (size_t i = 0; field != NULL && i < panel->inputs.count; i++) {
        if (text_equal(panel->inputs.items[i].name, field))
            panel->inputs.items[i].error = message;
    }
    *PUT(console, problems) = (struct problem_view){field, message};
}

struct reply *console_confirm(struct console *console, const struct confirm *confirm)
{
    struct form_view view = {.warning = confirm->warning};
    console_title(console, &view.page, confirm->title, NULL, (char *)NULL);
    panel_init(console, &view.panel, confirm->rest, confirm->submit);
    view.panel.danger = true;
    view.panel.cancel_url = console_url(console, confirm->cancel);
    view.panel.cancel_text = confirm->keep;
    put_hidden(console, &view.panel, "confirmed", "yes");
    if (confirm->name != NULL)
        put_hidden(console, &view.panel, confirm->name, confirm->value);
    return console_form_reply(console, 200, &view);
}

struct reply *console_show_once(struct console *console, const char *title, const char *notice,
                                const struct fact_list *facts, const char *next_text,
                                const char *next_rest)
{
    struct object_view view = {.notice = notice, .facts = *facts};
    console_title(console, &view.page, title, NULL, (char *)NULL);
    put_action(console, &view.page.actions, next_text, next_rest, "primary");
    return console_object_reply(console, 200, &view);
}
