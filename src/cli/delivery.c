/* The outbox (ORD-7): what left the house, what waits, and what failed for good. */
#include "app/delivery.h"
#include "base/text.h"
#include "cli/admin.h"

static enum status list(struct admin *admin)
{
    static const char *const names[] = {"id",    "created",  "kind",      "event",
                                        "state", "attempts", "recipient", "subject_id"};
    const struct invocation *in = admin->invocation;
    struct delivery_filter filter = {.state = in->state, .limit = in->limit};
    struct delivery_list deliveries;
    struct records records;
    enum delivery_state state;
    if (in->state != NULL && !delivery_state_parse(in->state, &state))
        return fault_set(&admin->ctx.fault, BAD_INPUT,
                         "--state is waiting, delivered or failed, not '%s'.", in->state);
    enum status st = delivery_list(&admin->ctx, &filter, &deliveries);
    if (st != OK)
        return st;
    records_start(&records, admin, names, sizeof names / sizeof *names);
    for (size_t i = 0; i < deliveries.count; i++) {
        const struct delivery *delivery = &deliveries.items[i];
        records_text(&records, delivery->id);
        records_time(&records, delivery->created_us);
        records_text(&records, delivery_kind_name(delivery->kind));
        records_text(&records, delivery_event_name(delivery->event));
        records_text(&records, delivery_state_name(delivery->state));
        records_text(&records, arena_printf(admin->ctx.arena, "%d", delivery->attempts));
        records_text(&records, delivery->recipient);
        records_text(&records, delivery->subject_id);
    }
    records_print(&records, "deliveries", "Nothing was to be delivered yet.");
    return OK;
}

static enum status show(struct admin *admin)
{
    static const char *const names[] = {"attempt", "at",      "elapsed_us",
                                        "code",    "message", "response"};
    struct arena *arena = admin->ctx.arena;
    struct delivery delivery;
    struct delivery_attempts attempts;
    struct records records;
    enum status st = delivery_find(&admin->ctx, admin->invocation->object, &delivery, &attempts);
    if (st != OK)
        return st;
    records_start(&records, admin, names, sizeof names / sizeof *names);
    for (size_t i = 0; i < attempts.count; i++) {
        const struct delivery_attempt *attempt = &attempts.items[i];
        records_text(&records, arena_printf(arena, "%d", attempt->number));
        records_time(&records, attempt->at_us);
        records_text(&records, arena_printf(arena, "%lld", (long long)attempt->elapsed_us));
        records_text(&records, arena_printf(arena, "%d", attempt->code));
        records_text(&records, attempt->message);
        records_text(&records, arena_text_n(arena, (const char *)attempt->response.data,
                                            attempt->response.size));
    }
    records_print(&records, "attempts", "It was not tried yet.");
    return OK;
}

/* What was kept of it, as a file that resend takes. */
static enum status body(struct admin *admin)
{
    struct delivery delivery;
    struct delivery_attempts attempts;
    enum status st = delivery_find(&admin->ctx, admin->invocation->object, &delivery, &attempts);
    if (st == OK)
        fputs(delivery.body, admin->invocation->out);
    return st;
}

static enum status resend(struct admin *admin)
{
    const struct invocation *in = admin->invocation;
    const char *text = NULL;
    enum status st = in->file == NULL ? OK : admin_read_file(admin, in->file, &text);
    if (st == OK)
        st = delivery_resend(&admin->ctx, in->object, text);
    return admin_say(admin, st, "is sent again");
}

static enum status run(struct invocation *invocation, struct fault *fault)
{
    static const struct admin_verb verbs[] = {
        {"list", false, false, ADMIN_READS, list},
        {"show", true, false, ADMIN_READS, show},
        {"body", true, false, ADMIN_READS, body},
        {"resend", true, false, ADMIN_WRITES, resend},
    };
    return admin_run(invocation, &command_delivery,
                     (struct admin_verbs){verbs, sizeof verbs / sizeof *verbs}, fault);
}

const struct command command_delivery = {
    "delivery", "list|show ID|body ID|resend ID --data DIR [--state STATE] [--file FILE] [--json]",
    "confirmations and mail: what left, what waits, what failed; `resend` tries again, with FILE "
    "instead of the body",
    run};
