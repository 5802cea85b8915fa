/* Service-linked roles (ACC-8). */
#include "app/service_role.h"
#include "base/arena.h"
#include "base/text.h"
#include "web/console_pages.h"
#include "web/console_parts.h"

struct reply *roles_page(struct console *console)
{
    struct service_role *roles;
    size_t count;
    struct object_view view = {0};
    enum status st = service_role_list(&console->ctx, NULL, &roles, &count);
    if (st != OK)
        return console_failed(console, st);
    console_title(console, &view.page, "Service-linked roles",
                  "What the marketplace may do for this account, where you let it.", (char *)NULL);
    for (size_t i = 0; i < count; i++) {
        const struct service_role *role = &roles[i];
        struct section_view *section =
            put_section(console, &view, role->name, role->name, role->description);
        bool created = role->created_us != 0;
        put_fact(console, &section->facts, "Status",
                 created ? cell_state("Created", "icon-check", "badge-success")
                         : cell_state("Not created", "icon-info", "badge-muted"));
        put_fact(console, &section->facts, "ARN", cell_code(role->arn));
        put_fact(console, &section->facts, "Service", cell_code(role->service));
        section->source = role->trust;
        if (created)
            put_action(console, &section->buttons, "Delete role",
                       arena_printf(console->http->arena, "roles/delete?name=%s", role->name),
                       "outline-danger");
        else
            put_post(console, &section->buttons, "Create role", "roles", "outline-primary",
                     "service", role->service);
    }
    return console_object_reply(console, 200, &view);
}

struct reply *role_create_send(struct console *console)
{
    enum status st = service_role_create(&console->ctx, NULL, console_field(console, "service"));
    return console_finish(console, st, "roles", "role-created");
}

struct reply *role_delete_page(struct console *console)
{
    const char *name = text_or_empty(http_query(console->http, "name"));
    return console_confirm(
        console, &(struct confirm){
                     .title = "Delete role",
                     .warning = arena_printf(console->http->arena,
                                             "%.100s will be gone. Invoices will carry no "
                                             "purchase order number from then on.",
                                             name),
                     .submit = "Delete role",
                     .rest = "roles/delete",
                     .cancel = "roles",
                     .name = "name",
                     .value = name,
                 });
}

struct reply *role_delete_send(struct console *console)
{
    enum status st = service_role_delete(&console->ctx, NULL, console_field(console, "name"));
    return console_finish(console, st, "roles", "role-deleted");
}
