/* The audit trail: filters, pages, export; for operators of any organization, and verified. */
#include "app/audit.h"
#include "base/arena.h"
#include "base/text.h"
#include "web/console_pages.h"
#include "web/console_parts.h"

enum { PAGE_SIZE = 50, EXPORT_SIZE = 1000, EXPORT_LIMIT = 3 * 1024 * 1024, URL_LIMIT = 2000 };

static const char *asked(struct console *console, const char *name)
{
    return text_trim(console->http->arena, text_or_empty(http_query(console->http, name)));
}

/* A day as a browser's date field gives it; 0: none or nonsense. */
static int64_t day_of(struct console *console, const char *name, int64_t later_us)
{
    int64_t time_us;
    const char *text = asked(console, name);
    return !text_empty(text) && time_parse(text, &time_us) ? time_us + later_us : 0;
}

static const char *or_null(const char *text)
{
    return text_empty(text) ? NULL : text;
}

static struct audit_filter read_filter(struct console *console, size_t limit)
{
    int64_t before = 0;
    text_to_int(asked(console, "before"), &before);
    return (struct audit_filter){
        .organization_id = asked(console, "organization"),
        .text = or_null(asked(console, "q")),
        .outcome = or_null(asked(console, "outcome")),
        .from_us = day_of(console, "from", 0),
        .until_us = day_of(console, "until", TIME_DAY_US),
        .before_sequence = before > 0 ? before : 0,
        .limit = limit,
    };
}

/* This filter's address, older than an event. */
static const char *url_of(struct console *console, const char *rest, int64_t before)
{
    static const char *const fields[] = {"organization", "q", "outcome", "from", "until"};
    struct buf url;
    buf_init(&url, console->http->arena, URL_LIMIT);
    buf_text(&url, console_url(console, rest));
    buf_char(&url, '?');
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        const char *value = asked(console, fields[i]);
        if (text_empty(value))
            continue;
        buf_text(&url, fields[i]);
        buf_char(&url, '=');
        buf_url(&url, value);
        buf_char(&url, '&');
    }
    if (before > 0)
        buf_printf(&url, "before=%lld", (long long)before);
    return buf_string(&url);
}

static void put_filter(struct console *console, struct object_view *view)
{
    static const char *const outcomes[][2] = {
        {"", "All"}, {"ok", "Done"}, {"denied", "Denied"}, {"failed", "Failed"}};
    struct section_view *section = put_section(console, view, "filter", "Filter", NULL);
    struct panel_view *panel = &section->panel;
    section->has_panel = true;
    panel_init(console, panel, "audit", "Show");
    panel->get = true;
    if (console->realm == REALM_OPERATOR)
        put_input(console, panel, "organization", "Organization id",
                  "Empty: what operators did and what belongs to nobody.")
            ->code = true;
    put_input(console, panel, "q", "Text", "Of action, resource, who, address, request.");
    struct input_view *input = put_input(console, panel, "outcome", "Outcome", NULL);
    const char *chosen = input->value;
    input->kind = INPUT_SELECT;
    for (size_t i = 0; i < sizeof outcomes / sizeof *outcomes; i++)
        put_choice(console, input, outcomes[i][0], outcomes[i][1], NULL,
                   text_equal(outcomes[i][0], chosen));
    put_input(console, panel, "from", "From day", "UTC")->type = "date";
    put_input(console, panel, "until", "Until day", "UTC, this day included")->type = "date";
}

static struct cell_view outcome_cell(const char *outcome)
{
    return text_equal(outcome, "ok")       ? cell_state("Done", "icon-check", "badge-success")
           : text_equal(outcome, "denied") ? cell_state("Denied", "icon-close", "badge-danger")
                                           : cell_state("Failed", "icon-warning", "badge-warning");
}

static void put_events(struct console *console, struct table_view *table,
                       const struct audit_list *events)
{
    table_columns(console, table, "Events", "When", "Outcome", "What", "On", "Who", "From",
                  "Request", (char *)NULL);
    table->empty = "Nothing like that has happened.";
    for (size_t i = 0; i < events->count; i++) {
        const struct audit_event *event = &events->items[i];
        struct row_view *row = table_row(console, table);
        struct cell_view what = cell_text(event->action);
        struct cell_view who = cell_text(event->actor_name);
        if (!text_equal(event->detail, "{}"))
            what.second = event->detail;
        who.second = event->actor_kind;
        row_cell(console, row, cell_time(console, event->at_us, "-"));
        row_cell(console, row, outcome_cell(event->outcome));
        row_cell(console, row, what);
        row_cell(console, row, cell_text(event->resource));
        row_cell(console, row, who);
        row_cell(console, row, cell_text(event->address));
        row_cell(
            console, row,
            (struct cell_view){.text = event->request_id, .code = !text_empty(event->request_id)});
    }
}

static struct reply *show(struct console *console, const char *notice)
{
    const struct audit_filter filter = read_filter(console, PAGE_SIZE);
    struct audit_list events;
    struct object_view view = {.notice = notice};
    enum status st = audit_lookup(&console->ctx, &filter, &events);
    if (st != OK)
        return console_failed(console, st);
    bool all = console->realm == REALM_OPERATOR || console->who.standalone ||
               text_equal(console->who.account_id, console->who.management_account_id);
    console_title(console, &view.page, "Audit trail",
                  all ? "Every change, every refusal and every look at a secret; newest first."
                      : "What concerns your account: every change, refusal and look at a secret.",
                  (char *)NULL);
    view.page.actions.items = arena_array(console->http->arena, 1, sizeof(struct button_view));
    view.page.actions.items[view.page.actions.count++] =
        (struct button_view){.text = "Export as JSON lines",
                             .url = url_of(console, "audit/export", 0),
                             .look = "outline-primary"};
    put_filter(console, &view);
    struct section_view *section = put_section(console, &view, "events", "Events", NULL);
    section->has_table = true;
    put_events(console, &section->table, &events);
    if (console->realm == REALM_OPERATOR)
        put_post(console, &section->buttons, "Verify this trail", "audit/verify",
                 "outline-secondary", "organization", filter.organization_id);
    if (events.more) {
        section->buttons.items =
            section->buttons.count > 0
                ? section->buttons.items
                : arena_array(console->http->arena, 4, sizeof(struct button_view));
        section->buttons.items[section->buttons.count++] = (struct button_view){
            .text = "Older events",
            .url = url_of(console, "audit", events.items[events.count - 1].sequence),
            .look = "outline-primary"};
    }
    return console_object_reply(console, 200, &view);
}

struct reply *audit_page(struct console *console)
{
    return show(console, NULL);
}

/* Newest first, as far as one answer goes; `before` in the address goes on behind it. */
struct reply *audit_export(struct console *console)
{
    struct audit_filter filter = read_filter(console, EXPORT_SIZE);
    struct audit_list events = {.more = true};
    struct buf out;
    buf_init(&out, console->http->arena, 2 * EXPORT_LIMIT);
    while (events.more && out.length < EXPORT_LIMIT) {
        enum status st = audit_lookup(&console->ctx, &filter, &events);
        if (st != OK)
            return console_failed(console, st);
        for (size_t i = 0; i < events.count; i++) {
            audit_json(&events.items[i], &out);
            buf_char(&out, '\n');
        }
        if (events.count > 0)
            filter.before_sequence = events.items[events.count - 1].sequence;
    }
    struct reply *reply = reply_buf(console->http, 200, "application/jsonl; charset=utf-8", &out);
    reply_header(reply, "Content-Disposition", "attachment; filename=\"audit.jsonl\"");
    reply_header(reply, "Cache-Control", "no-store");
    return reply;
}

struct reply *audit_verify_send(struct console *console)
{
    struct audit_verdict verdict;
    const char *organization = console_field(console, "organization");
    enum status st = audit_verify(&console->ctx, organization, &verdict);
    if (st != OK)
        return console_failed(console, st);
    bool whole = verdict.problem == NULL;
    struct notice_view view = {
        .tone = whole ? "success" : "danger",
        .text = whole ? arena_printf(console->http->arena, "The trail is whole: %lld events.",
                                     (long long)verdict.events)
                      : arena_printf(console->http->arena, "Event %lld: %s",
                                     (long long)verdict.bad_sequence, verdict.problem),
        .next = {.text = "To the audit trail", .url = console_url(console, "audit")},
    };
    console_title(console, &view.page,
                  whole ? "Nothing was tampered with" : "The trail was changed", NULL,
                  "Audit trail", "audit", (char *)NULL);
    return console_notice_reply(console, 200, &view);
}
