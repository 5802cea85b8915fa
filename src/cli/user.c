/* Users of an account, their access keys, and its service-linked roles (ACC-3, ACC-4, ACC-8). */
#include "app/user.h"

#include "app/access_key.h"
#include "app/service_role.h"
#include "base/text.h"
#include "cli/admin.h"

static const char *account_of(const struct admin *admin)
{
    return admin->invocation->account;
}

static const char *object_of(const struct admin *admin)
{
    return admin->invocation->object;
}

static const char *const user_names[] = {"name",      "email",         "status",
                                         "signed_up", "second_factor", "administrator",
                                         "policies",  "keys",          "last_signed_in"};
enum { USER_COLUMNS = sizeof user_names / sizeof *user_names };

static void put_user(struct records *records, const struct user *user)
{
    struct arena *arena = records->admin->ctx.arena;
    records_text(records, user->name);
    records_text(records, user->email);
    records_text(records, user->suspended ? "SUSPENDED" : "ACTIVE");
    records_bool(records, user->signed_up);
    records_bool(records, user->totp);
    records_bool(records, user->administrator);
    records_text(records, arena_printf(arena, "%zu", user->policies));
    records_text(records, arena_printf(arena, "%zu", user->keys));
    records_time(records, user->signed_in_us);
}

static enum status list_users(struct admin *admin)
{
    struct user_list users;
    struct records records;
    const struct list_query query = {.limit = (size_t)admin->invocation->limit};
    enum status st = user_list(&admin->ctx, account_of(admin), &query, &users);
    if (st != OK)
        return st;
    records_start(&records, admin, user_names, USER_COLUMNS);
    for (size_t i = 0; i < users.count; i++)
        put_user(&records, &users.items[i]);
    records_print(&records, "users", "No users.");
    return OK;
}

static enum status show_user(struct admin *admin)
{
    struct user user;
    struct records records;
    struct attached *attached;
    size_t count;
    enum status st = user_find(&admin->ctx, account_of(admin), object_of(admin), &user);
    if (st == OK)
        st = user_policies(&admin->ctx, account_of(admin), object_of(admin), &attached, &count);
    if (st != OK)
        return st;
    records_start(&records, admin, user_names, USER_COLUMNS);
    put_user(&records, &user);
    records_print_one(&records);
    for (size_t i = 0; i < count && !admin->invocation->json; i++)
        fprintf(admin->invocation->out, "%-22s %s\n", i == 0 ? "attached" : "", attached[i].arn);
    return OK;
}

static enum status create_user(struct admin *admin)
{
    const struct invocation *in = admin->invocation;
    const struct user_create create = {.name = in->object,
                                       .email = in->email,
                                       .policy_arns = &in->policy,
                                       .policy_count = in->policy != NULL};
    const char *link;
    enum status st = user_create(&admin->ctx, in->account, &create, &link);
    if (st == OK)
        admin_tell(admin, "sign_up_link", link, "For the user; good once, for seven days:");
    return st;
}

static enum status invite_user(struct admin *admin)
{
    const char *link;
    enum status st = user_invite(&admin->ctx, account_of(admin), object_of(admin), &link);
    if (st == OK)
        admin_tell(admin, "sign_up_link", link, "For the user; good once, for seven days:");
    return st;
}

static enum status remove_factor(struct admin *admin)
{
    return admin_say(admin, user_remove_totp(&admin->ctx, account_of(admin), object_of(admin)),
                     "has no second factor any more");
}

static enum status suspend_user(struct admin *admin)
{
    return admin_say(admin, user_suspend(&admin->ctx, account_of(admin), object_of(admin)),
                     "is suspended");
}

static enum status resume_user(struct admin *admin)
{
    return admin_say(admin, user_resume(&admin->ctx, account_of(admin), object_of(admin)),
                     "is active");
}

static enum status delete_user(struct admin *admin)
{
    return admin_say(admin, user_delete(&admin->ctx, account_of(admin), object_of(admin)),
                     "is deleted");
}

static enum status attach(struct admin *admin)
{
    return admin_say(admin,
                     user_attach(&admin->ctx, account_of(admin), object_of(admin),
                                 text_or_empty(admin->invocation->policy)),
                     "has it now");
}

static enum status detach(struct admin *admin)
{
    return admin_say(admin,
                     user_detach(&admin->ctx, account_of(admin), object_of(admin),
                                 text_or_empty(admin->invocation->policy)),
                     "has it no more");
}

static enum status run_user(struct invocation *invocation, struct fault *fault)
{
    static const struct admin_verb verbs[] = {
        {"list", false, true, ADMIN_READS, list_users},
        {"show", true, true, ADMIN_READS, show_user},
        {"create", true, true, ADMIN_WRITES, create_user},
        {"invite", true, true, ADMIN_WRITES, invite_user},
        {"remove-factor", true, true, ADMIN_WRITES, remove_factor},
        {"suspend", true, true, ADMIN_WRITES, suspend_user},
        {"resume", true, true, ADMIN_WRITES, resume_user},
        {"delete", true, true, ADMIN_WRITES, delete_user},
        {"attach", true, true, ADMIN_WRITES, attach},
        {"detach", true, true, ADMIN_WRITES, detach},
    };
    return admin_run(invocation, &command_user,
                     (struct admin_verbs){verbs, sizeof verbs / sizeof *verbs}, fault);
}

const struct command command_user = {
    "user",
    "list|show NAME|create NAME|invite NAME|remove-factor NAME|suspend NAME|resume NAME|delete "
    "NAME|attach NAME|detach NAME --account ID --data DIR [--email EMAIL] [--policy ARN] [--json]",
    "named users of an account, and the policies attached to them", run_user};

static enum status list_keys(struct admin *admin)
{
    static const char *const names[] = {"id", "user", "status", "created", "last_used", "service"};
    struct access_key_list keys;
    struct records records;
    enum status st = access_key_list(&admin->ctx, account_of(admin),
                                     text_or_empty(admin->invocation->user), &keys);
    if (st != OK)
        return st;
    records_start(&records, admin, names, sizeof names / sizeof *names);
    for (size_t i = 0; i < keys.count; i++) {
        records_text(&records, keys.items[i].id);
        records_text(&records, keys.items[i].user);
        records_text(&records, keys.items[i].active ? "Active" : "Inactive");
        records_time(&records, keys.items[i].created_us);
        records_time(&records, keys.items[i].used_us);
        records_text(&records, keys.items[i].used_service);
    }
    records_print(&records, "keys", "No access keys.");
    return OK;
}

static enum status create_key(struct admin *admin)
{
    static const char *const names[] = {"access_key_id", "secret_access_key"};
    struct records records;
    const char *id;
    const char *secret;
    enum status st = access_key_create(&admin->ctx, account_of(admin),
                                       text_or_empty(admin->invocation->user), &id, &secret);
    if (st != OK)
        return st;
    records_start(&records, admin, names, 2);
    records_text(&records, id);
    records_text(&records, secret);
    records_print_one(&records);
    return OK;
}

static enum status activate_key(struct admin *admin)
{
    return admin_say(admin,
                     access_key_set_active(&admin->ctx, account_of(admin),
                                           text_or_empty(admin->invocation->user), object_of(admin),
                                           true),
                     "is active");
}

static enum status deactivate_key(struct admin *admin)
{
    return admin_say(admin,
                     access_key_set_active(&admin->ctx, account_of(admin),
                                           text_or_empty(admin->invocation->user), object_of(admin),
                                           false),
                     "is inactive");
}

static enum status delete_key(struct admin *admin)
{
    return admin_say(admin,
                     access_key_delete(&admin->ctx, account_of(admin),
                                       text_or_empty(admin->invocation->user), object_of(admin)),
                     "is deleted");
}

static enum status run_key(struct invocation *invocation, struct fault *fault)
{
    static const struct admin_verb verbs[] = {
        {"list", false, true, ADMIN_READS, list_keys},
        {"create", false, true, ADMIN_WRITES, create_key},
        {"activate", true, true, ADMIN_WRITES, activate_key},
        {"deactivate", true, true, ADMIN_WRITES, deactivate_key},
        {"delete", true, true, ADMIN_WRITES, delete_key},
    };
    return admin_run(invocation, &command_key,
                     (struct admin_verbs){verbs, sizeof verbs / sizeof *verbs}, fault);
}

const struct command command_key = {
    "key",
    "list|create|activate ID|deactivate ID|delete ID --user NAME --account ID --data DIR [--json]",
    "access keys of a user; the secret is shown when one is created, and never again", run_key};

static enum status list_roles(struct admin *admin)
{
    static const char *const names[] = {"name", "service", "created"};
    struct service_role *roles;
    size_t count;
    struct records records;
    enum status st = service_role_list(&admin->ctx, account_of(admin), &roles, &count);
    if (st != OK)
        return st;
    records_start(&records, admin, names, sizeof names / sizeof *names);
    for (size_t i = 0; i < count; i++) {
        records_text(&records, roles[i].name);
        records_text(&records, roles[i].service);
        records_time(&records, roles[i].created_us);
    }
    records_print(&records, "roles", "No roles.");
    return OK;
}

static enum status create_role(struct admin *admin)
{
    return admin_say(admin, service_role_create(&admin->ctx, account_of(admin), object_of(admin)),
                     "has its role");
}

static enum status delete_role(struct admin *admin)
{
    return admin_say(admin, service_role_delete(&admin->ctx, account_of(admin), object_of(admin)),
                     "is deleted");
}

static enum status run_role(struct invocation *invocation, struct fault *fault)
{
    static const struct admin_verb verbs[] = {
        {"list", false, true, ADMIN_READS, list_roles},
        {"create", true, true, ADMIN_WRITES, create_role},
        {"delete", true, true, ADMIN_WRITES, delete_role},
    };
    return admin_run(invocation, &command_role,
                     (struct admin_verbs){verbs, sizeof verbs / sizeof *verbs}, fault);
}

const struct command command_role = {
    "role", "list|create SERVICE|delete NAME --account ID --data DIR [--json]",
    "service-linked roles: what the marketplace may do for an account", run_role};
