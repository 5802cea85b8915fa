/* API-2: the addresses that are told of events. */
#include "app/webhook.h"
#include "base/arena.h"
#include "base/text.h"
#include "web/console_books.h"
#include "web/console_pages.h"

static struct cell_view last_cell(struct console *console, const struct webhook_row *row)
{
    enum delivery_state state;
    if (!delivery_state_parse(row->last_state, &state))
        return cell_text("Nothing was sent yet");
    struct cell_view cell = cell_delivery_state(state);
    cell.second = text_empty(row->last_message)
                      ? time_human(console->http->arena, row->last_us)
                      : arena_printf(console->http->arena, "%s, %s", row->last_message,
                                     time_human(console->http->arena, row->last_us));
    return cell;
}

static void put_webhooks(struct console *console, struct object_view *page,
                         const struct webhook_rows *rows)
{
    struct arena *arena = console->http->arena;
    struct section_view *section = put_section(
        console, page, "webhooks", "Your webhooks",
        "What can't be delivered is tried again for days, in order for each order, agreement, "
        "invoice and request.");
    section->has_table = true;
    section->table.empty = "None yet: nothing is sent anywhere.";
    section->table.has_buttons = true;
    table_columns(console, &section->table, "Webhooks", "Address", "Newest answer", "Added",
                  (char *)NULL);
    for (size_t i = 0; i < rows->count; i++) {
        const struct webhook *one = &rows->items[i].webhook;
        struct row_view *row = table_row(console, &section->table);
        row_cell(console, row, cell_text(one->url));
        row_cell(console, row, last_cell(console, &rows->items[i]));
        row_cell(console, row, cell_time(console, one->created_us, "-"));
        put_post(console, &row->buttons, "Send test",
                 arena_printf(arena, "webhooks/%s/test", one->id), "sm btn-outline-secondary", NULL,
                 NULL);
        put_post(console, &row->buttons, "Delete",
                 arena_printf(arena, "webhooks/%s/delete", one->id), "sm btn-outline-danger", NULL,
                 NULL);
        row->buttons.items[0].label = arena_printf(arena, "Send test to %s", one->url);
        row->buttons.items[1].label = arena_printf(arena, "Delete %s", one->url);
    }
}

static struct reply *show(struct console *console, const char *problem)
{
    struct webhook_rows rows;
    struct object_view page = {0};
    enum status st = webhook_list(&console->ctx, NULL, &rows);
    if (st != OK)
        return console_failed(console, st);
    console_title(console, &page.page, "Webhooks",
                  "Your own systems are told of requests, orders, subscriptions and invoices as "
                  "things happen, by signed JSON.",
                  (char *)NULL);
    put_webhooks(console, &page, &rows);
    struct section_view *section =
        put_section(console, &page, "add", "Add a webhook",
                    "A test is sent to it at once. The secret that signs is shown after this, and "
                    "never again.");
    section->has_panel = true;
    panel_init(console, &section->panel, "webhooks", "Add webhook");
    struct input_view *input =
        put_input(console, &section->panel, "url", "Address", "It begins with https://.");
    input->required = true;
    input->code = true;
    if (problem != NULL)
        put_problem(console, &page.problems, &section->panel, "url", problem);
    return console_object_reply(console, problem == NULL ? 200 : 422, &page);
}

struct reply *webhooks_page(struct console *console)
{
    return show(console, NULL);
}

struct reply *webhook_send(struct console *console)
{
    const char *secret;
    struct fact_list facts = {0};
    enum status st = webhook_create(&console->ctx, NULL, console_field(console, "url"), &secret);
    if (st == BAD_INPUT || st == CONFLICT)
        return show(console, arena_text(console->http->arena, console->ctx.fault.message));
    if (st != OK)
        return console_failed(console, st);
    put_fact(console, &facts, "Address", cell_text(console_field(console, "url")));
    put_fact(console, &facts, "Secret", cell_code(secret));
    return console_show_once(console, "Webhook added",
                             "Keep the secret now: it is not shown again. The receiver checks with "
                             "it that what it gets is ours.",
                             &facts, "To the webhooks", "webhooks");
}

struct reply *webhook_test_send(struct console *console)
{
    return console_finish(console,
                          webhook_test(&console->ctx, NULL, http_param(console->http, "webhook")),
                          "webhooks", "webhook-test");
}

struct reply *webhook_delete_send(struct console *console)
{
    return console_finish(console,
                          webhook_delete(&console->ctx, NULL, http_param(console->http, "webhook")),
                          "webhooks", "webhook-deleted");
}
