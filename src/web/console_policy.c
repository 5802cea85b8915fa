/* One policy: document, versions, who has it. */
#include "app/policies.h"
#include "base/arena.h"
#include "base/text.h"
#include "web/console_pages.h"
#include "web/console_parts.h"

static const char *name_of(struct console *console)
{
    return http_param(console->http, "policy");
}

static const char *rest_of(struct console *console, const char *more)
{
    return arena_printf(console->http->arena, "policies/%s%s%s", name_of(console),
                        *more == '\0' ? "" : "/", more);
}

static void put_versions(struct console *console, struct object_view *view, bool own,
                         const struct policy_version_view *versions, size_t count)
{
    struct section_view *section =
        put_section(console, view, "versions", "Versions",
                    own ? "The default applies. The last five are kept."
                        : "The newest applies to everybody who has the policy.");
    section->has_table = true;
    section->table.has_buttons = own;
    table_columns(console, &section->table, "Versions", "Version", "Created", "Applies",
                  (char *)NULL);
    for (size_t i = 0; i < count; i++) {
        const char *version =
            arena_printf(console->http->arena, "%lld", (long long)versions[i].version);
        struct row_view *row = table_row(console, &section->table);
        row_cell(console, row, cell_text(arena_printf(console->http->arena, "v%s", version)));
        row_cell(console, row, cell_time(console, versions[i].created_us, "With the marketplace"));
        row_cell(console, row,
                 versions[i].is_default ? cell_state("Default", "icon-check", "badge-success")
                                        : cell_text("No"));
        if (!own || versions[i].is_default)
            continue;
        put_post(console, &row->buttons, "Make default", rest_of(console, "default"),
                 "sm btn-outline-secondary", "version", version);
        put_action(console, &row->buttons, "Delete",
                   rest_of(console, arena_printf(console->http->arena, "delete-version?version=%s",
                                                 version)),
                   "sm btn-outline-danger");
    }
}

static enum status put_users(struct console *console, struct object_view *view,
                             const struct policy_view *policy)
{
    const char **users;
    size_t count;
    enum status st = policies_users(&console->ctx, NULL, policy->arn, &users, &count);
    if (st != OK)
        return st;
    struct section_view *section = put_section(console, view, "users", "Users who have it", NULL);
    section->has_table = true;
    section->table.empty = "Nobody. It is attached on a user's page.";
    section->table.instead =
        (struct link_view){.text = "Users", .url = console_url(console, "users")};
    table_columns(console, &section->table, "Users", "User name", (char *)NULL);
    for (size_t i = 0; i < count; i++)
        row_cell(console, table_row(console, &section->table),
                 cell_link(users[i], console_url(console, arena_printf(console->http->arena,
                                                                       "users/%s", users[i]))));
    return OK;
}

static const char *default_document(const struct policy_version_view *versions, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (versions[i].is_default)
            return versions[i].document;
    }
    return "";
}

static void put_editor(struct console *console, struct object_view *view, const char *document,
                       const char *problem)
{
    struct section_view *section = put_section(console, view, "new-version", "New version",
                                               "Becomes the default at once, for all who have it.");
    section->has_panel = true;
    panel_init(console, &section->panel, rest_of(console, "versions"), "Save as new version");
    struct input_view *input =
        put_input(console, &section->panel, "document", "Policy document", NULL);
    input->kind = INPUT_AREA;
    input->code = true;
    input->required = true;
    if (problem != NULL)
        put_problem(console, &view->problems, &section->panel, "document", problem);
    else
        input->value = document;
}

/* The page, with what was wrong with a new version, or NULL. */
static struct reply *show(struct console *console, const char *problem)
{
    struct policy_view policy;
    struct policy_version_view *versions;
    size_t count;
    struct object_view view = {0};
    enum status st = policies_find(&console->ctx, NULL, name_of(console), &policy);
    if (st == OK)
        st = policies_versions(&console->ctx, NULL, policy.arn, &versions, &count);
    if (st != OK)
        return console_failed(console, st);
    console_title(console, &view.page, policy.name, policy.description, "Policies", "policies",
                  (char *)NULL);
    put_fact(console, &view.facts, "ARN", cell_code(policy.arn));
    put_fact(console, &view.facts, "Kind",
             cell_text(policy.managed ? "Managed by the marketplace" : "Your own"));
    const char *document = default_document(versions, count);
    put_section(console, &view, "document", "Document", NULL)->source = document;
    st = put_users(console, &view, &policy);
    if (st != OK)
        return console_failed(console, st);
    put_versions(console, &view, !policy.managed, versions, count);
    if (!policy.managed) {
        put_editor(console, &view, document, problem);
        put_action(console, &view.page.actions, "Delete policy", rest_of(console, "delete"),
                   "outline-danger");
    }
    return console_object_reply(console, problem == NULL ? 200 : 422, &view);
}

struct reply *policy_page(struct console *console)
{
    return show(console, NULL);
}

struct reply *policy_version_send(struct console *console)
{
    int64_t version;
    enum status st = policies_new_version(&console->ctx, NULL, name_of(console),
                                          console_raw(console, "document"), &version);
    if (st == OK)
        return console_done(console, rest_of(console, ""), "version-created");
    if (st != BAD_INPUT && st != TOO_LARGE && st != CONFLICT)
        return console_failed(console, st);
    return show(console, arena_text(console->http->arena, console->ctx.fault.message));
}

static int64_t version_of(struct console *console)
{
    int64_t version;
    return text_to_int(console_field(console, "version"), &version) ? version : 0;
}

struct reply *policy_default_send(struct console *console)
{
    enum status st =
        policies_set_default(&console->ctx, NULL, name_of(console), version_of(console));
    return console_finish(console, st, rest_of(console, ""), "version-default");
}

struct reply *policy_version_delete_page(struct console *console)
{
    const char *version = text_or_empty(http_query(console->http, "version"));
    struct policy_view policy;
    enum status st = policies_find(&console->ctx, NULL, name_of(console), &policy);
    if (st != OK)
        return console_failed(console, st);
    return console_confirm(
        console,
        &(struct confirm){
            .title = "Delete version",
            .warning = arena_printf(console->http->arena, "v%.20s of %s will be gone for good.",
                                    version, policy.name),
            .submit = "Delete version",
            .rest = rest_of(console, "delete-version"),
            .cancel = rest_of(console, ""),
            .name = "version",
            .value = version,
        });
}

struct reply *policy_version_delete_send(struct console *console)
{
    enum status st =
        policies_delete_version(&console->ctx, NULL, name_of(console), version_of(console));
    return console_finish(console, st, rest_of(console, ""), "version-deleted");
}

struct reply *policy_delete_page(struct console *console)
{
    struct policy_view policy;
    enum status st = policies_find(&console->ctx, NULL, name_of(console), &policy);
    if (st != OK)
        return console_failed(console, st);
    return console_confirm(
        console,
        &(struct confirm){
            .title = "Delete policy",
            .warning = arena_printf(console->http->arena,
                                    "%s and all its versions will be gone for good.", policy.name),
            .submit = "Delete policy",
            .rest = rest_of(console, "delete"),
            .cancel = rest_of(console, ""),
        });
}

struct reply *policy_delete_send(struct console *console)
{
    enum status st = policies_delete(&console->ctx, NULL, name_of(console));
    return console_finish(console, st, "policies", "deleted");
}
