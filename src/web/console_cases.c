/* Cases between buyers and the operator: the queue, and one with what was said. */
#include "app/support_case.h"
#include "base/arena.h"
#include "base/text.h"
#include "web/console_connection.h"
#include "web/console_pages.h"

static enum case_side side_of(const struct console *console)
{
    return console->realm == REALM_OPERATOR ? SIDE_OPERATOR : SIDE_BUYER;
}

static struct cell_view state_cell(const struct console *console, enum case_state state)
{
    const char *label = case_state_label(state);
    if (case_is_over(state))
        return cell_state(label, "icon-check", "badge-success");
    return case_waits_for(state) == side_of(console)
               ? cell_state(label, "icon-warning", "badge-warning")
               : cell_state(label, "icon-clock", "badge-info");
}

/* Who has to do something. */
static const char *ball(const struct console *console, enum case_state state)
{
    if (case_is_over(state))
        return "Nobody";
    if (case_waits_for(state) == side_of(console))
        return "You";
    return side_of(console) == SIDE_BUYER ? "The operator" : "The buyer";
}

static void put_row(struct console *console, struct table_view *table, const struct case_row *row)
{
    struct row_view *view = table_row(console, table);
    struct cell_view name =
        cell_link(case_kind_label(row->kind),
                  console_url(console, arena_printf(console->http->arena, "cases/%s", row->id)));
    name.second = row->connection_name;
    row_cell(console, view, name);
    if (console->realm == REALM_OPERATOR)
        row_cell(console, view, cell_text(row->organization_name));
    row_cell(console, view, state_cell(console, row->state));
    row_cell(console, view, cell_text(ball(console, row->state)));
    row_cell(console, view, cell_time(console, row->changed_us, "-"));
}

static void put_columns(struct console *console, struct table_view *table)
{
    if (console->realm == REALM_OPERATOR)
        table_columns(console, table, "Cases", "Case", "Organization", "State", "Who is next",
                      "Last change", (char *)NULL);
    else
        table_columns(console, table, "Cases", "Case", "State", "Who is next", "Last change",
                      (char *)NULL);
}

void put_cases(struct console *console, struct object_view *page, const struct case_rows *cases)
{
    if (cases->count == 0)
        return;
    struct section_view *section = put_section(console, page, "cases", "Cases", NULL);
    section->has_table = true;
    put_columns(console, &section->table);
    for (size_t i = 0; i < cases->count; i++)
        put_row(console, &section->table, &cases->items[i]);
}

struct reply *cases_page(struct console *console)
{
    static const char *const sorts[5] = {NULL};
    struct list_query query = list_query_read(console);
    struct case_rows cases;
    struct list_view view = {0};
    size_t total = 0;
    enum status st = case_list(&console->ctx, &cases);
    if (st != OK)
        return console_failed(console, st);
    console_title(
        console, &view.page, "Cases",
        console->realm == REALM_OPERATOR
            ? "What buyers have asked for. Those that wait for you come to the start page "
              "too."
            : "What you have asked the marketplace's operator for.",
        (char *)NULL);
    put_columns(console, &view.table);
    view.table.empty = "None. A case opens when SAP Ariba is set up, or a removal is asked for.";
    for (size_t i = 0; i < cases.count; i++) {
        const struct case_row *row = &cases.items[i];
        if (!text_has_nocase(arena_printf(console->http->arena, "%s %s %s %s", row->connection_name,
                                          row->organization_name, case_kind_label(row->kind),
                                          case_state_label(row->state)),
                             query.text))
            continue;
        if (total >= query.offset && total < query.offset + query.limit)
            put_row(console, &view.table, row);
        total++;
    }
    list_finish(console, &view, "cases", &query, sorts, total, "case", "cases");
    return console_list_reply(console, &view);
}

static const char *case_rest(struct console *console, const char *more)
{
    return arena_printf(console->http->arena, "cases/%s%s%s", http_param(console->http, "case"),
                        *more == '\0' ? "" : "/", more);
}

static void put_messages(struct console *console, struct object_view *page,
                         const struct case_view *view)
{
    struct arena *arena = console->http->arena;
    for (size_t i = 0; i < view->messages.count; i++) {
        const struct case_message *message = &view->messages.items[i];
        const char *side = message->side == SIDE_BUYER ? "Buyer" : "Operator";
        const char *done = NULL;
        size_t count;
        const struct case_move *moves = case_moves(&count);
        for (size_t j = 0; j < count; j++) {
            if (text_equal(moves[j].name, message->move))
                done = moves[j].done;
        }
        struct section_view *section =
            put_section(console, page, arena_printf(arena, "message-%zu", i + 1),
                        done != NULL ? done : arena_printf(arena, "Message %zu", i + 1),
                        arena_printf(arena, "%s, %s, %s", side, message->author,
                                     time_human(arena, message->at_us)));
        section->source = text_empty(message->text) ? NULL : message->text;
    }
}

/* The moves this side may make now, each with its own words; the message box for all else. */
static void put_moves(struct console *console, struct object_view *page,
                      const struct case_view *view)
{
    size_t count;
    const struct case_move *moves = case_moves(&count);
    for (size_t i = 0; i < count; i++) {
        const struct case_move *move = &moves[i];
        if (move->kind != view->row.kind || move->from != view->row.state ||
            move->side != side_of(console))
            continue;
        struct section_view *section = put_section(console, page, move->name, move->label, NULL);
        section->has_panel = true;
        panel_init(console, &section->panel, case_rest(console, "move"), move->label);
        put_hidden(console, &section->panel, "move", move->name);
        section->panel.danger = move->to == CASE_REMOVED || move->to == CASE_PRODUCTION;
        bool instructions = move->to == CASE_INSTRUCTIONS_SENT;
        struct input_view *input = put_input(
            console, &section->panel, arena_printf(console->http->arena, "text-%s", move->name),
            instructions ? "Instructions" : "Message",
            instructions ? "Filled in from the template: read them, and change what is different "
                           "for this buyer."
                         : "May be left empty.");
        input->kind = INPUT_AREA;
        input->brief = !instructions;
        if (instructions && text_empty(input->value))
            input->value = case_instructions(&console->ctx, &view->connection);
    }
    if (case_is_over(view->row.state))
        return;
    struct section_view *section = put_section(console, page, "say", "Write a message", NULL);
    section->has_panel = true;
    panel_init(console, &section->panel, case_rest(console, "say"), "Send message");
    struct input_view *input = put_input(console, &section->panel, "text", "Message", NULL);
    input->kind = INPUT_AREA;
    input->brief = true;
}

static struct reply *show(struct console *console, const char *field, const char *problem)
{
    struct case_view view;
    struct object_view page = {0};
    enum status st = case_find(&console->ctx, http_param(console->http, "case"), &view);
    if (st != OK)
        return console_failed(console, st);
    console_title(console, &page.page, case_kind_label(view.row.kind),
                  case_next_step(view.row.state, side_of(console)), "Cases", "cases", (char *)NULL);
    put_fact(console, &page.facts, "Connection",
             view.connection.status == CONNECTION_REMOVED
                 ? cell_text(view.connection.name)
                 : cell_link(view.connection.name,
                             console_url(console, connection_rest(console, &view.connection, ""))));
    if (console->realm == REALM_OPERATOR) {
        put_fact(console, &page.facts, "Organization", cell_text(view.row.organization_name));
        put_fact(console, &page.facts, "Account id", cell_code(view.connection.account_id));
        put_fact(console, &page.facts, "Buyer id", cell_code(view.connection.buyer.identity));
    }
    put_fact(console, &page.facts, "State", state_cell(console, view.row.state));
    put_fact(console, &page.facts, "Who is next", cell_text(ball(console, view.row.state)));
    put_fact(console, &page.facts, "Opened", cell_time(console, view.row.opened_us, "-"));
    put_messages(console, &page, &view);
    put_moves(console, &page, &view);
    for (size_t i = 0; problem != NULL && i < page.sections.count; i++) {
        struct panel_view *panel = &page.sections.items[i].panel;
        for (size_t j = 0; j < panel->inputs.count; j++) {
            if (text_equal(panel->inputs.items[j].name, field))
                put_problem(console, &page.problems, panel, field, problem);
        }
    }
    return console_object_reply(console, problem == NULL ? 200 : 422, &page);
}

struct reply *case_page(struct console *console)
{
    return show(console, NULL, NULL);
}

struct reply *case_say_send(struct console *console)
{
    enum status st =
        case_say(&console->ctx, http_param(console->http, "case"), console_raw(console, "text"));
    if (st == BAD_INPUT)
        return show(console, "text", arena_text(console->http->arena, console->ctx.fault.message));
    return console_finish(console, st, case_rest(console, ""), "message-sent");
}

struct reply *case_move_send(struct console *console)
{
    const char *move = console_field(console, "move");
    const char *field = arena_printf(console->http->arena, "text-%.60s", move);
    enum status st = case_make_move(&console->ctx, http_param(console->http, "case"), move,
                                    console_raw(console, field));
    if (st == BAD_INPUT)
        return show(console, field, arena_text(console->http->arena, console->ctx.fault.message));
    return console_finish(console, st, case_rest(console, ""), "case-moved");
}
