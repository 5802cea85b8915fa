/* Cases between buyers and the operator (CON-5, CON-10), on the operator's side. */
#include "app/support_case.h"
#include "base/text.h"
#include "cli/admin.h"

static const char *const case_names[] = {"id",    "kind", "organization", "connection",
                                         "state", "next", "changed"};
enum { CASE_COLUMNS = sizeof case_names / sizeof *case_names };

static enum status list(struct admin *admin)
{
    struct case_rows cases;
    struct records records;
    enum status st = case_list(&admin->ctx, &cases);
    if (st != OK)
        return st;
    records_start(&records, admin, case_names, CASE_COLUMNS);
    for (size_t i = 0; i < cases.count; i++) {
        const struct case_row *row = &cases.items[i];
        records_text(&records, row->id);
        records_text(&records, case_kind_name(row->kind));
        records_text(&records, row->organization_name);
        records_text(&records, row->connection_name);
        records_text(&records, case_state_name(row->state));
        records_text(&records, case_is_over(row->state)                      ? "nobody"
                               : case_waits_for(row->state) == SIDE_OPERATOR ? "operator"
                                                                             : "buyer");
        records_time(&records, row->changed_us);
    }
    records_print(&records, "cases", "No cases.");
    return OK;
}

static enum status show(struct admin *admin)
{
    static const char *const names[] = {"at", "side", "author", "move", "text"};
    struct case_view view;
    struct records records;
    enum status st = case_find(&admin->ctx, admin->invocation->object, &view);
    if (st != OK)
        return st;
    records_start(&records, admin, names, sizeof names / sizeof *names);
    for (size_t i = 0; i < view.messages.count; i++) {
        const struct case_message *message = &view.messages.items[i];
        records_time(&records, message->at_us);
        records_text(&records, message->side == SIDE_OPERATOR ? "operator" : "buyer");
        records_text(&records, message->author);
        records_text(&records, message->move);
        records_text(&records, message->text);
    }
    records_print(&records, "messages", "Nothing was said.");
    return OK;
}

static enum status say(struct admin *admin)
{
    const char *text;
    enum status st = admin_read_file(admin, admin->invocation->file, &text);
    if (st == OK)
        st = case_say(&admin->ctx, admin->invocation->object, text);
    return admin_say(admin, st, "has the message");
}

/* `send_instructions` without a file sends the template. */
static enum status move(struct admin *admin)
{
    const struct invocation *in = admin->invocation;
    struct case_view view;
    const char *text = "";
    enum status st = case_find(&admin->ctx, in->object, &view);
    if (st == OK && in->file != NULL)
        st = admin_read_file(admin, in->file, &text);
    else if (st == OK && text_equal(in->name, "send_instructions"))
        text = case_instructions(&admin->ctx, &view.connection);
    if (st == OK)
        st = case_make_move(&admin->ctx, in->object, text_or_empty(in->name), text);
    return admin_say(admin, st, "has moved on");
}

static enum status run(struct invocation *invocation, struct fault *fault)
{
    static const struct admin_verb verbs[] = {
        {"list", false, false, ADMIN_READS, list},
        {"show", true, false, ADMIN_READS, show},
        {"say", true, false, ADMIN_WRITES, say},
        {"move", true, false, ADMIN_WRITES, move},
    };
    return admin_run(invocation, &command_case,
                     (struct admin_verbs){verbs, sizeof verbs / sizeof *verbs}, fault);
}

const struct command command_case = {
    "case", "list|show ID|say ID|move ID --name MOVE --data DIR [--file FILE] [--json]",
    "cases of buyers; MOVE is send_instructions, go_live, back_to_testing or remove", run};
