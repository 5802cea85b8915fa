/* The connection check: what a procurement system would do, and what it would make of it. */
#include "base/arena.h"
#include "base/text.h"
#include "check/connection.h"
#include "web/console_connection.h"
#include "web/console_pages.h"

static struct cell_view verdict_cell(enum check_verdict verdict)
{
    switch (verdict) {
    case CHECK_PASSED:
        return cell_state("Passed", "icon-check", "badge-success");
    case CHECK_FAILED:
        return cell_state("Failed", "icon-close", "badge-danger");
    default:
        return cell_state("Not tried", "icon-clock", "badge-muted");
    }
}

static void put_step(struct console *console, struct object_view *page,
                     const struct check_step *step, int number)
{
    struct arena *arena = console->http->arena;
    struct section_view *section =
        put_section(console, page, arena_printf(arena, "step-%d", number),
                    arena_printf(arena, "%d %s", number, step->title), step->meaning);
    put_fact(console, &section->facts, "Result", verdict_cell(step->verdict));
    if (step->elapsed_us > 0)
        put_fact(console, &section->facts, "Took",
                 cell_text(arena_printf(arena, "%lld ms", (long long)(step->elapsed_us / 1000))));
    if (step->request != NULL)
        put_folded(console, section, "What was sent", step->request);
    if (step->response != NULL)
        put_folded(console, section, "What came back", step->response);
}

static const char *verdict_title(const struct check_report *report)
{
    if (!report->passed)
        return "The connection does not work yet";
    return report->steps[CHECK_STEPS - 1].verdict == CHECK_PASSED
               ? "The connection works"
               : "The connection works as far as the sign-in";
}

struct reply *connection_check_send(struct console *console)
{
    struct connection_view view;
    struct connection c;
    struct check_report report;
    struct object_view page = {0};
    enum status st = check_connection(&console->ctx, connection_key_of(console), &c, &report);
    if (st == OK)
        st = connection_open(console, &view);
    if (st != OK)
        return console_failed(console, st);
    console_title(console, &page.page, verdict_title(&report),
                  "What your procurement system would do, done over the network by the marketplace "
                  "itself. All of it was marked as a test: nothing was bought.",
                  connections_title(console), connections_rest(console), c.name,
                  connection_rest_here(console, ""), (char *)NULL);
    if (c.status != CONNECTION_ENABLED)
        page.notice = "The connection is not enabled: enable it first, then check it again.";
    put_post(console, &page.page.actions, "Check again", connection_rest_here(console, "check"),
             "primary", NULL, NULL);
    for (int i = 0; i < CHECK_STEPS; i++)
        put_step(console, &page, &report.steps[i], i + 1);
    return console_object_reply(console, 200, &page);
}
