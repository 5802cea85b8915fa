/* One user: facts, policies, access keys, and what can be done. */
#include "app/access_key.h"
#include "app/policies.h"
#include "app/user.h"
#include "base/arena.h"
#include "base/text.h"
#include "web/console_pages.h"
#include "web/console_parts.h"

static const char *name_of(struct console *console)
{
    return http_param(console->http, "user");
}

/* "users/amelia/keys" */
static const char *rest_of(struct console *console, const char *more)
{
    return arena_printf(console->http->arena, "users/%s%s%s", name_of(console),
                        *more == '\0' ? "" : "/", more);
}

static void put_facts(struct console *console, struct object_view *view, const struct user *user)
{
    put_fact(console, &view->facts, "Status",
             user->signed_up || user->suspended
                 ? cell_active(user->suspended)
                 : cell_state("Invited: has not signed up yet", "icon-clock", "badge-info"));
    put_fact(console, &view->facts, "Email", cell_text(user->email));
    put_fact(console, &view->facts, "ARN", cell_code(user->arn));
    put_fact(console, &view->facts, "Second factor", cell_text(user->totp ? "Set up" : "None"));
    put_fact(console, &view->facts, "Created", cell_time(console, user->created_us, "-"));
    put_fact(console, &view->facts, "Last signed in",
             cell_time(console, user->signed_in_us, "Never"));
}

static bool has_policy(const struct attached *attached, size_t count, const char *arn)
{
    for (size_t i = 0; i < count; i++) {
        if (text_equal(attached[i].arn, arn))
            return true;
    }
    return false;
}

static enum status put_policies(struct console *console, struct object_view *view,
                                const struct user *user)
{
    static const struct list_query all = {.limit = 1000};
    struct attached *attached;
    size_t count;
    struct policy_list policies;
    if (!access_allows(&console->ctx, "iam:ListAttachedUserPolicies", user->arn) ||
        !access_allows(&console->ctx, "iam:ListPolicies", "*"))
        return OK;
    enum status st = user_policies(&console->ctx, NULL, name_of(console), &attached, &count);
    if (st == OK)
        st = policies_list(&console->ctx, NULL, NULL, &all, &policies);
    if (st != OK)
        return st;
    struct section_view *section = put_section(console, view, "policies", "Policies",
                                               "What this user may do is what these allow and none "
                                               "of them denies.");
    section->has_table = true;
    section->table.has_buttons = true;
    section->table.empty = "None yet: this user may do nothing.";
    table_columns(console, &section->table, "Attached policies", "Policy", "Kind", (char *)NULL);
    for (size_t i = 0; i < count; i++) {
        struct row_view *row = table_row(console, &section->table);
        row_cell(console, row,
                 cell_link(attached[i].name,
                           console_url(console, arena_printf(console->http->arena, "policies/%s",
                                                             attached[i].name))));
        row_cell(console, row, cell_text(attached[i].managed ? "Managed" : "Own"));
        put_post(console, &row->buttons, "Detach", rest_of(console, "detach"),
                 "sm btn-outline-secondary", "policy", attached[i].arn);
        row->buttons.items[0].label =
            arena_printf(console->http->arena, "Detach %s", attached[i].name);
    }
    section->has_panel = true;
    panel_init(console, &section->panel, rest_of(console, "attach"), "Attach policy");
    struct input_view *input =
        put_input(console, &section->panel, "policy", "Attach another", NULL);
    input->kind = INPUT_SELECT;
    for (size_t i = 0; i < policies.count; i++) {
        if (!has_policy(attached, count, policies.items[i].arn))
            put_choice(console, input, policies.items[i].arn, policies.items[i].name, NULL, false);
    }
    section->has_panel = input->choices.count > 0;
    return OK;
}

static enum status put_keys(struct console *console, struct object_view *view,
                            const struct user *user)
{
    struct access_key_list keys;
    if (!access_allows(&console->ctx, "iam:ListAccessKeys", user->arn))
        return OK;
    enum status st = access_key_list(&console->ctx, NULL, name_of(console), &keys);
    if (st != OK)
        return st;
    struct section_view *section =
        put_section(console, view, "keys", "Access keys",
                    "For programs that call the API as this user. At most two, so that one can be "
                    "changed for another without a pause.");
    section->has_table = true;
    section->table.has_buttons = true;
    section->table.empty = "None.";
    table_columns(console, &section->table, "Access keys", "Key id", "Status", "Created",
                  "Last used", (char *)NULL);
    for (size_t i = 0; i < keys.count; i++) {
        const struct access_key *key = &keys.items[i];
        struct row_view *row = table_row(console, &section->table);
        struct cell_view used = cell_time(console, key->used_us, "Never");
        used.second = key->used_us == 0 ? NULL : key->used_service;
        row_cell(console, row, cell_code(key->id));
        row_cell(console, row,
                 key->active ? cell_state("Active", "icon-check", "badge-success")
                             : cell_state("Inactive", "icon-close", "badge-muted"));
        row_cell(console, row, cell_time(console, key->created_us, "-"));
        row_cell(console, row, used);
        put_post(console, &row->buttons, key->active ? "Deactivate" : "Activate",
                 rest_of(console, key->active ? "keys/deactivate" : "keys/activate"),
                 "sm btn-outline-secondary", "key", key->id);
        put_action(
            console, &row->buttons, "Delete",
            rest_of(console, arena_printf(console->http->arena, "keys/delete?key=%s", key->id)),
            "sm btn-outline-danger");
    }
    if (keys.count < ACCESS_KEYS_MAX)
        put_post(console, &section->buttons, "Create access key", rest_of(console, "keys"),
                 "outline-primary", NULL, NULL);
    return OK;
}

static void put_dangers(struct console *console, struct object_view *view, const struct user *user)
{
    struct section_view *section = put_section(console, view, "way-in", "Way in",
                                               "What to do for who has lost theirs, or left.");
    put_post(console, &section->buttons, "New sign-up link", rest_of(console, "invite"),
             "outline-secondary", NULL, NULL);
    if (user->totp)
        put_action(console, &section->buttons, "Remove second factor",
                   rest_of(console, "confirm/remove-factor"), "outline-danger");
    if (user->suspended)
        put_post(console, &section->buttons, "Resume", rest_of(console, "resume"),
                 "outline-primary", NULL, NULL);
    else
        put_action(console, &section->buttons, "Suspend", rest_of(console, "confirm/suspend"),
                   "outline-danger");
    put_action(console, &section->buttons, "Delete user", rest_of(console, "confirm/delete"),
               "outline-danger");
}

struct reply *user_page(struct console *console)
{
    struct user user;
    struct object_view view = {0};
    enum status st = user_find(&console->ctx, NULL, name_of(console), &user);
    if (st != OK)
        return console_failed(console, st);
    console_title(console, &view.page, user.name,
                  user.administrator ? "An administrator: may do everything in this account."
                                     : NULL,
                  "Users", "users", (char *)NULL);
    put_facts(console, &view, &user);
    st = put_policies(console, &view, &user);
    if (st == OK)
        st = put_keys(console, &view, &user);
    if (st != OK)
        return console_failed(console, st);
    put_dangers(console, &view, &user);
    return console_object_reply(console, 200, &view);
}

struct reply *user_attach_send(struct console *console)
{
    enum status st =
        user_attach(&console->ctx, NULL, name_of(console), console_field(console, "policy"));
    return console_finish(console, st, rest_of(console, ""), "attached");
}

struct reply *user_detach_send(struct console *console)
{
    enum status st =
        user_detach(&console->ctx, NULL, name_of(console), console_field(console, "policy"));
    return console_finish(console, st, rest_of(console, ""), "detached");
}

/* What is asked once before it is done. */
static const struct {
    const char *what;
    const char *title;
    const char *warning;
} asked[] = {
    {"remove-factor", "Remove second factor",
     "%s will sign in with the password alone until a second factor is set up again."},
    {"suspend", "Suspend user",
     "%s will be signed out at once and can't sign in; access keys will work no more. Resuming the "
     "user ends that."},
    {"delete", "Delete user",
     "%s will be gone for good, with access keys and attached policies. What the user did stays in "
     "the audit trail."},
};

struct reply *user_confirm_page(struct console *console)
{
    const char *what = http_param(console->http, "what");
    struct user user;
    enum status st = user_find(&console->ctx, NULL, name_of(console), &user);
    if (st != OK)
        return console_failed(console, st);
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        if (!text_equal(asked[i].what, what))
            continue;
        struct buf warning;
        buf_init(&warning, console->http->arena, 1000);
        buf_text(&warning, user.name);
        buf_text(&warning, asked[i].warning + 2); /* behind %s */
        return console_confirm(console, &(struct confirm){
                                            .title = asked[i].title,
                                            .warning = buf_string(&warning),
                                            .submit = asked[i].title,
                                            .rest = rest_of(console, what),
                                            .cancel = rest_of(console, ""),
                                        });
    }
    return console_failed(console,
                          fault_set(&console->ctx.fault, NOT_FOUND, "There is no such page."));
}

struct reply *user_invite_send(struct console *console)
{
    const char *link;
    struct fact_list facts = {0};
    enum status st = user_invite(&console->ctx, NULL, name_of(console), &link);
    if (st != OK)
        return console_failed(console, st);
    put_fact(console, &facts, "Sign-up link", cell_code(link));
    return console_show_once(console, "A new sign-up link",
                             "Send this link to the user now: it is shown only here. It is good "
                             "once, for seven days; earlier ones are good no more.",
                             &facts, "To the user", rest_of(console, ""));
}

struct reply *user_factor_send(struct console *console)
{
    return console_finish(console, user_remove_totp(&console->ctx, NULL, name_of(console)),
                          rest_of(console, ""), "user-factor-removed");
}

struct reply *user_suspend_send(struct console *console)
{
    return console_finish(console, user_suspend(&console->ctx, NULL, name_of(console)),
                          rest_of(console, ""), "suspended");
}

struct reply *user_resume_send(struct console *console)
{
    return console_finish(console, user_resume(&console->ctx, NULL, name_of(console)),
                          rest_of(console, ""), "resumed");
}

struct reply *user_delete_send(struct console *console)
{
    return console_finish(console, user_delete(&console->ctx, NULL, name_of(console)), "users",
                          "deleted");
}

struct reply *key_create_send(struct console *console)
{
    const char *id;
    const char *secret;
    struct fact_list facts = {0};
    enum status st = access_key_create(&console->ctx, NULL, name_of(console), &id, &secret);
    if (st != OK)
        return console_failed(console, st);
    put_fact(console, &facts, "Access key id", cell_code(id));
    put_fact(console, &facts, "Secret access key", cell_code(secret));
    return console_show_once(console, "The access key is created",
                             "Keep the secret now: it is shown only here. Who has lost it makes "
                             "another key.",
                             &facts, "To the user", rest_of(console, ""));
}

struct reply *key_activate_send(struct console *console)
{
    enum status st = access_key_set_active(&console->ctx, NULL, name_of(console),
                                           console_field(console, "key"), true);
    return console_finish(console, st, rest_of(console, ""), "key-activated");
}

struct reply *key_deactivate_send(struct console *console)
{
    enum status st = access_key_set_active(&console->ctx, NULL, name_of(console),
                                           console_field(console, "key"), false);
    return console_finish(console, st, rest_of(console, ""), "key-deactivated");
}

struct reply *key_delete_page(struct console *console)
{
    struct user user;
    const char *id = text_or_empty(http_query(console->http, "key"));
    enum status st = user_find(&console->ctx, NULL, name_of(console), &user);
    if (st != OK)
        return console_failed(console, st);
    return console_confirm(
        console, &(struct confirm){
                     .title = "Delete access key",
                     .warning = arena_printf(
                         console->http->arena,
                         "Programs that use %.40s will be refused at once, for good.", id),
                     .submit = "Delete access key",
                     .rest = rest_of(console, "keys/delete"),
                     .cancel = rest_of(console, ""),
                     .name = "key",
                     .value = id,
                 });
}

struct reply *key_delete_send(struct console *console)
{
    enum status st =
        access_key_delete(&console->ctx, NULL, name_of(console), console_field(console, "key"));
    return console_finish(console, st, rest_of(console, ""), "key-deleted");
}
