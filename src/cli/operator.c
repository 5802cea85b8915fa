/* Who runs the marketplace (ACC-10). */
#include "app/operator.h"

#include "base/text.h"
#include "cli/admin.h"

static enum status list(struct admin *admin)
{
    static const char *const names[] = {"email",     "name",          "status",
                                        "signed_up", "second_factor", "last_signed_in"};
    const struct list_query query = {.limit = (size_t)admin->invocation->limit};
    struct operator_list operators;
    struct records records;
    enum status st = operator_list(&admin->ctx, &query, &operators);
    if (st != OK)
        return st;
    records_start(&records, admin, names, sizeof names / sizeof *names);
    for (size_t i = 0; i < operators.count; i++) {
        const struct operator_view *one = &operators.items[i];
        records_text(&records, one->email);
        records_text(&records, one->name);
        records_text(&records, one->suspended ? "SUSPENDED" : "ACTIVE");
        records_bool(&records, one->signed_up);
        records_bool(&records, one->totp);
        records_time(&records, one->signed_in_us);
    }
    records_print(&records, "operators", "No operators yet.");
    return OK;
}

static enum status tell_link(struct admin *admin, enum status st, const char *link)
{
    if (st == OK)
        admin_tell(admin, "sign_up_link", link, "For the operator; good once, for seven days:");
    return st;
}

static enum status create(struct admin *admin)
{
    const struct invocation *in = admin->invocation;
    const char *link = NULL;
    enum status st =
        operator_create(&admin->ctx, in->name == NULL ? in->object : in->name, in->object, &link);
    return tell_link(admin, st, link);
}

static enum status invite(struct admin *admin)
{
    const char *link = NULL;
    enum status st = operator_invite(&admin->ctx, admin->invocation->object, &link);
    return tell_link(admin, st, link);
}

static enum status suspend(struct admin *admin)
{
    return admin_say(admin, operator_suspend(&admin->ctx, admin->invocation->object),
                     "is suspended");
}

static enum status resume(struct admin *admin)
{
    return admin_say(admin, operator_resume(&admin->ctx, admin->invocation->object), "is active");
}

static enum status delete_operator(struct admin *admin)
{
    return admin_say(admin, operator_delete(&admin->ctx, admin->invocation->object), "is deleted");
}

static enum status run(struct invocation *invocation, struct fault *fault)
{
    static const struct admin_verb verbs[] = {
        {"list", false, false, ADMIN_READS, list},
        {"create", true, false, ADMIN_WRITES, create},
        {"invite", true, false, ADMIN_WRITES, invite},
        {"suspend", true, false, ADMIN_WRITES, suspend},
        {"resume", true, false, ADMIN_WRITES, resume},
        {"delete", true, false, ADMIN_WRITES, delete_operator},
    };
    return admin_run(invocation, &command_operator,
                     (struct admin_verbs){verbs, sizeof verbs / sizeof *verbs}, fault);
}

const struct command command_operator = {
    "operator",
    "list|create EMAIL|invite EMAIL|suspend EMAIL|resume EMAIL|delete EMAIL --data DIR [--name "
    "NAME] [--json]",
    "who runs the marketplace; invite makes a new sign-up link and removes the second factor", run};
