/* Policies: the list, a new one, the simulator. */
#include "app/policies.h"
#include "app/user.h"
#include "base/arena.h"
#include "base/text.h"
#include "web/console_pages.h"
#include "web/console_parts.h"

static void put_filters(struct console *console, struct list_view *view, const char *kind)
{
    static const struct {
        const char *text, *kind;
    } filters[] = {{"All", ""}, {"Own", "own"}, {"Managed", "managed"}};
    view->filters.items = arena_array(console->http->arena, 3, sizeof *view->filters.items);
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++)
        view->filters.items[view->filters.count++] = (struct link_view){
            .text = filters[i].text,
            .url = console_url(
                console, arena_printf(console->http->arena, "policies?kind=%s", filters[i].kind)),
            .current = text_equal(filters[i].kind, kind),
        };
}

struct reply *policies_page(struct console *console)
{
    static const char *const sorts[] = {"name", "kind", "attached", NULL};
    struct list_query query = list_query_read(console);
    const char *kind = text_or_empty(http_query(console->http, "kind"));
    struct policy_list policies;
    struct list_view view = {0};
    enum status st = policies_list(&console->ctx, NULL, kind, &query, &policies);
    if (st != OK)
        return console_failed(console, st);
    console_title(
        console, &view.page, "Policies",
        "What users may do: managed policies, which the marketplace keeps up to date, and "
        "your own.",
        (char *)NULL);
    put_action(console, &view.page.actions, "Create policy", "new-policy", "primary");
    put_action(console, &view.page.actions, "Policy simulator", "simulator", "outline-primary");
    table_columns(console, &view.table, "Policies", "Name", "Kind", "Users", "What it is for",
                  (char *)NULL);
    view.table.empty = text_equal(kind, "own") ? "No policies of your own yet. The managed ones do "
                                                 "for most."
                                               : "No policy is like that.";
    for (size_t i = 0; i < policies.count; i++) {
        const struct policy_view *policy = &policies.items[i];
        struct row_view *row = table_row(console, &view.table);
        row_cell(console, row,
                 cell_link(policy->name,
                           console_url(console, arena_printf(console->http->arena, "policies/%s",
                                                             policy->name))));
        row_cell(console, row, cell_text(policy->managed ? "Managed" : "Own"));
        row_cell(console, row, cell_number(console, (int64_t)policy->attached));
        row_cell(console, row, cell_text(policy->description));
    }
    put_filters(console, &view, kind);
    list_finish(console, &view, "policies", &query, sorts, policies.total, "policy", "policies");
    return console_list_reply(console, &view);
}

static const char example[] = "{\n"
                              "  \"Version\": \"2012-10-17\",\n"
                              "  \"Statement\": [\n"
                              "    {\n"
                              "      \"Effect\": \"Allow\",\n"
                              "      \"Action\": \"iam:List*\",\n"
                              "      \"Resource\": \"*\"\n"
                              "    }\n"
                              "  ]\n"
                              "}\n";

static void new_policy_form(struct console *console, struct form_view *view)
{
    struct panel_view *panel = &view->panel;
    bool sent = text_equal(console->http->method, "POST");
    console_title(console, &view->page, "Create policy",
                  "A document that says what is allowed and what is denied.", "Policies",
                  "policies", (char *)NULL);
    panel_init(console, panel, "new-policy", "Create policy");
    panel->cancel_url = console_url(console, "policies");
    struct input_view *input = put_input(
        console, panel, "name", "Name",
        "1 to 128 letters of A to Z, digits, and + = , . @ _ -. It can't be changed later.");
    input->required = true;
    input->code = true;
    put_input(console, panel, "description", "Description", "What it is for, in a sentence.");
    input = put_input(console, panel, "document", "Policy document",
                      "IAM's policy language, Version 2012-10-17; at most 6,144 characters, white "
                      "space not counted.");
    input->kind = INPUT_AREA;
    input->required = true;
    input->code = true;
    if (!sent)
        input->value = example;
}

struct reply *policy_new_page(struct console *console)
{
    struct form_view view = {0};
    enum status st = access_check(&console->ctx, "iam:CreatePolicy",
                                  access_arn(&console->ctx, console->who.account_id, "policy/*"));
    if (st != OK)
        return console_failed(console, st);
    new_policy_form(console, &view);
    return console_form_reply(console, 200, &view);
}

struct reply *policy_new_send(struct console *console)
{
    const char *arn;
    const char *name = console_field(console, "name");
    struct form_view view = {0};
    enum status st =
        policies_create(&console->ctx, NULL, name, console_field(console, "description"),
                        console_raw(console, "document"), &arn);
    if (st == OK)
        return console_done(console, arena_printf(console->http->arena, "policies/%s", name),
                            "policy-created");
    if (st != BAD_INPUT && st != CONFLICT && st != TOO_LARGE)
        return console_failed(console, st);
    struct fault reason = console->ctx.fault;
    new_policy_form(console, &view);
    put_problem(console, &view.problems, &view.panel,
                st == CONFLICT || text_empty(name) || text_starts(reason.message, "A policy's name")
                    ? "name"
                    : "document",
                reason.message);
    return console_form_reply(console, 422, &view);
}

static enum status simulator_form(struct console *console, struct panel_view *panel)
{
    static const struct list_query all = {.limit = 1000};
    struct user_list users;
    enum status st = user_list(&console->ctx, NULL, &all, &users);
    if (st != OK)
        return st;
    panel_init(console, panel, "simulator", "Ask");
    panel->get = true;
    struct input_view *input = put_input(console, panel, "user", "User", NULL);
    const char *chosen = input->value;
    input->kind = INPUT_SELECT;
    put_choice(console, input, "", "The root user", NULL, text_empty(chosen));
    for (size_t i = 0; i < users.count; i++)
        put_choice(console, input, users.items[i].name, users.items[i].name, NULL,
                   text_equal(users.items[i].name, chosen));
    input = put_input(console, panel, "action", "Action",
                      "A service and a name, such as "
                      "aws-marketplace:PutProcurementSystemConfiguration.");
    input->required = true;
    input->code = true;
    input = put_input(console, panel, "resource", "Resource",
                      "An ARN. Empty for actions that are on nothing of their own.");
    input->code = true;
    input = put_input(console, panel, "address", "From address",
                      "For policies with a condition on it. May be empty.");
    input->code = true;
    input = put_input(console, panel, "mfa", "Signed in", NULL);
    input->kind = INPUT_SELECT;
    put_choice(console, input, "", "With the password alone", NULL, text_empty(input->value));
    put_choice(console, input, "yes", "With a second factor", NULL,
               text_equal(input->value, "yes"));
    return OK;
}

static void put_answer(struct console *console, struct object_view *view,
                       const struct simulated *answer)
{
    struct section_view *section = put_section(
        console, view, "answer", answer->allowed ? "Allowed" : "Not allowed", answer->reason);
    put_fact(console, &section->facts, "Decision",
             answer->allowed ? cell_state("Allowed", "icon-check", "badge-success")
                             : cell_state("Denied", "icon-close", "badge-danger"));
    put_fact(console, &section->facts, "By policies",
             cell_text(policy_decision_name(answer->verdict.decision)));
    if (answer->policy_name != NULL)
        put_fact(console, &section->facts, "Policy",
                 cell_link(answer->policy_name,
                           console_url(console, arena_printf(console->http->arena, "policies/%s",
                                                             answer->policy_name))));
    section->source = answer->statement;
}

/* Asked by GET: an answer can be sent on as a link. */
struct reply *simulator_page(struct console *console)
{
    struct http_request *http = console->http;
    const char *action = text_trim(http->arena, text_or_empty(http_query(http, "action")));
    const struct simulation asked = {
        .user = text_or_empty(http_query(http, "user")),
        .action = action,
        .resource = text_trim(http->arena, text_or_empty(http_query(http, "resource"))),
        .address = text_trim(http->arena, text_or_empty(http_query(http, "address"))),
        .mfa = text_equal(text_or_empty(http_query(http, "mfa")), "yes"),
    };
    struct simulated answer;
    struct object_view view = {0};
    struct panel_view panel;
    enum status st = simulator_form(console, &panel);
    if (st != OK)
        return console_failed(console, st);
    console_title(console, &view.page, "Policy simulator",
                  "May this user do that, and which statement decides?", "Policies", "policies",
                  (char *)NULL);
    st = text_empty(action) ? OK : policies_simulate(&console->ctx, NULL, &asked, &answer);
    if (st == BAD_INPUT)
        put_problem(console, &view.problems, &panel, "action", console->ctx.fault.message);
    else if (st != OK)
        return console_failed(console, st);
    else if (!text_empty(action))
        put_answer(console, &view, &answer);
    struct section_view *section = put_section(console, &view, "question", "Question", NULL);
    section->has_panel = true;
    section->panel = panel;
    return console_object_reply(console, st == OK ? 200 : 422, &view);
}
