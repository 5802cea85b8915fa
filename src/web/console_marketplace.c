/* Where people who are signed in begin to look for software: here and then in their procurement
 * system (redirect, CON-8), or there at once. */
#include "app/browse.h"
#include "base/arena.h"
#include "base/text.h"
#include "web/console_pages.h"
#include "web/console_parts.h"

/* How to begin in a procurement system. */
static const char *way_in(const struct connection *connection)
{
    switch (connection->system) {
    case SYSTEM_COUPA:
        return "In Coupa, choose this marketplace's tile under Shop Online.";
    case SYSTEM_ARIBA:
        return "In SAP Ariba, open the Catalog tab and choose this marketplace's catalogue.";
    default:
        return "In your procurement system, choose this marketplace's catalogue.";
    }
}

static void put_connection(struct console *console, struct object_view *page,
                           const struct connection *c, size_t number)
{
    struct arena *arena = console->http->arena;
    struct section_view *section =
        put_section(console, page, arena_printf(arena, "connection-%zu", number), c->name,
                    c->redirect ? arena_printf(arena,
                                               "Look for software here. When you ask for approval "
                                               "you are sent on to %s, where your request waits in "
                                               "the cart.",
                                               procurement_system_called(c->system))
                                : way_in(c));
    if (c->redirect)
        put_post(console, &section->buttons, "Find software", "marketplace", "primary",
                 "connection", c->id);
    if (section->buttons.count > 0)
        section->buttons.items[0].label = arena_printf(arena, "Find software for %s", c->name);
    if (c->mode == MODE_TEST)
        put_fact(console, &section->facts, "Mode",
                 cell_state("Test mode: nothing is bought", "icon-flask", "badge-warning"));
}

struct reply *marketplace_page(struct console *console)
{
    struct connection_rows rows;
    struct object_view page = {0};
    enum status st = browse_connections(&console->ctx, &rows);
    if (st != OK)
        return console_failed(console, st);
    console_title(console, &page.page, "Find software",
                  rows.count > 0
                      ? "What you ask for is approved in your procurement system."
                      : "Your organization has no procurement system connected here that "
                        "is enabled. Who sets procurement up can change that.",
                  (char *)NULL);
    for (size_t i = 0; i < rows.count; i++)
        put_connection(console, &page, &rows.items[i].connection, i + 1);
    return console_object_reply(console, 200, &page);
}

struct reply *marketplace_send(struct console *console)
{
    const char *token;
    enum status st = browse_begin(&console->ctx, console_field(console, "connection"), &token);
    return st == OK ? console_redirect(console, arena_printf(console->http->arena, "/p/%s/", token))
                    : console_failed(console, st);
}
