/* The connection check: what a procurement system would do, and what it would make of it. */
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "check/check.h"
#include "web/console_connection.h"
#include "web/console_pages.h"

/* A place that carts may go back to. None is sent there: it only has to be allowed. */
static const char *return_url(struct arena *arena, const struct connection *connection)
{
    const char *host = connection->return_hosts;
    bool below = text_starts(host, "*.");
    host = arena_text_n(arena, below ? host + 2 : host, strcspn(below ? host + 2 : host, " "));
    return arena_printf(arena, "https://%s%s/punchout/checkout?id=check", below ? "check." : "",
                        host);
}

static struct check_target target_of(struct ctx *ctx, const struct connection *c,
                                     const char *secret)
{
    return (struct check_target){
        .url = ctx->app->public_url,
        .system = procurement_system_name(c->system),
        .system_label =
            c->system == SYSTEM_CXML ? "The system" : procurement_system_label(c->system),
        .company = c->organization_name,
        .from = {c->buyer.domain, c->buyer.identity},
        .to = {c->supplier.domain, c->supplier.identity},
        .sender = {c->sender.domain, c->sender.identity},
        .secret = secret,
        .return_url = return_url(ctx->arena, c),
        .now_us = ctx_now_us(ctx),
        .entropy = ctx->app->entropy,
    };
}

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

struct reply *connection_check_send(struct console *console)
{
    struct connection c;
    const char *secret;
    struct check_report report;
    struct object_view page = {0};
    enum status st =
        procurement_check_begin(&console->ctx, connection_key_of(console), &c, &secret);
    if (st != OK)
        return console_failed(console, st);
    const struct check_target target = target_of(&console->ctx, &c, secret);
    check_run(console->http->arena, &target, &report);
    procurement_check_end(&console->ctx);
    console_title(console, &page.page,
                  report.passed ? "The connection works" : "The connection does not work yet",
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
