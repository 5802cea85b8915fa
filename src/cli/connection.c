/* Connections to procurement systems: all that their pages in the consoles do (SPEC CON). */
#include "check/connection.h"
#include "app/account.h"
#include "base/text.h"
#include "cli/admin.h"
#include "cli/connection_file.h"
#include "cli/connections.h"
#include "cli/output.h"

static enum status list(struct admin *admin)
{
    struct ctx *ctx = &admin->ctx;
    struct connection_rows rows = {0};
    FILE *out = admin->invocation->out;
    enum status st = connections_read(ctx->arena, ctx->app->db, &rows, &ctx->fault);
    if (st == OK && admin->invocation->json)
        st = connections_print_json(ctx->arena, &rows, NULL, out, &ctx->fault);
    else if (st == OK)
        connections_print_table(ctx->arena, &rows, out);
    return st;
}

/* By id or by name, of whatever organization; the name must be one's alone. */
static enum status find(struct admin *admin, struct connection_view *out)
{
    struct ctx *ctx = &admin->ctx;
    const char *object = admin->invocation->object;
    struct connection_views all;
    size_t count = 0;
    enum status st = procurement_list(ctx, NULL, &all);
    for (size_t i = 0; st == OK && i < all.count; i++) {
        const struct connection *c = &all.items[i].connection;
        if (!text_equal(c->name, object) && !text_equal(c->id, object))
            continue;
        *out = all.items[i];
        count++;
    }
    if (st == OK && count == 0)
        return fault_set(&ctx->fault, NOT_FOUND,
                         "There is no connection '%s'. See: punchoutd connection list", object);
    if (st == OK && count > 1)
        return fault_set(&ctx->fault, CONFLICT,
                         "There are %zu connections '%s': name one by its "
                         "id. See: punchoutd connection list --json",
                         count, object);
    return st;
}

static struct connection_key key_of(const struct connection_view *view)
{
    return (struct connection_key){view->connection.organization_id, view->connection.id};
}

static enum status show(struct admin *admin)
{
    struct connection_view view;
    struct json_writer w;
    struct buf text;
    enum status st = find(admin, &view);
    if (st != OK)
        return st;
    const struct connection_settings settings =
        connection_settings_of(admin->ctx.arena, &view.connection);
    output_json_start(&w, &text, admin->ctx.arena);
    connection_file_write(&w, &settings, view.connection.mode == MODE_TEST);
    output_json_end(&w, &text, admin->invocation->out);
    return OK;
}

/* The problems come all together, one a line. */
static enum status save(struct admin *admin, const struct procurement_put *put, const char **out_id)
{
    struct settings_problems problems;
    struct buf text;
    enum status st = procurement_put(&admin->ctx, put, &problems, out_id);
    if (st != BAD_INPUT || problems.count == 0)
        return st;
    buf_init(&text, admin->ctx.arena, sizeof admin->ctx.fault.message);
    for (size_t i = 0; i < problems.count; i++)
        buf_printf(&text, "%s%s: %s", i == 0 ? "" : "\n", problems.items[i].field,
                   problems.items[i].message);
    return fault_set(&admin->ctx.fault, BAD_INPUT, "%s",
                     text.overflow ? problems.items[0].message : buf_string(&text));
}

static enum status create(struct admin *admin)
{
    const struct invocation *in = admin->invocation;
    struct procurement_put put = {
        .key = {in->organization, NULL}, .test = true, .supplier_id = "", .secret = ""};
    struct account_view account;
    const char *document;
    const char *id = NULL;
    enum status st = OK;
    put.settings = connection_settings_new(SYSTEM_COUPA);
    if (in->organization == NULL && in->account == NULL)
        return fault_set(&admin->ctx.fault, BAD_INPUT,
                         "Say whose it is: --organization ID, or --account ID of one that stands "
                         "alone or is the management account.");
    if (in->organization == NULL) {
        st = account_find(&admin->ctx, in->account, &account);
        put.key.organization_id = account.account.organization_id;
    }
    if (st == OK)
        st = admin_read_file(admin, in->file, &document);
    if (st == OK)
        st = connection_file_read(admin->ctx.arena, document, &put, &admin->ctx.fault);
    if (st == OK)
        st = save(admin, &put, &id);
    if (st == OK)
        admin_tell(admin, "id", id, "Enable it next: punchoutd connection enable ID --data DIR");
    return st;
}

static enum status update(struct admin *admin)
{
    struct connection_view view;
    const char *document;
    const char *id;
    enum status st = find(admin, &view);
    if (st == OK)
        st = admin_read_file(admin, admin->invocation->file, &document);
    if (st != OK)
        return st;
    struct procurement_put put = {
        .key = key_of(&view),
        .settings = connection_settings_of(admin->ctx.arena, &view.connection),
        .test = view.connection.mode == MODE_TEST,
        .supplier_id = "",
        .secret = "",
    };
    st = connection_file_read(admin->ctx.arena, document, &put, &admin->ctx.fault);
    if (st == OK)
        st = save(admin, &put, &id);
    return admin_say(admin, st, "is saved");
}

static enum status enable(struct admin *admin)
{
    struct connection_view view;
    enum status st = find(admin, &view);
    if (st == OK)
        st = procurement_enable(&admin->ctx, key_of(&view));
    return admin_say(admin, st, "is enabled");
}

static enum status disable(struct admin *admin)
{
    struct connection_view view;
    bool redirect_off = false;
    enum status st = find(admin, &view);
    if (st == OK)
        st = procurement_disable(&admin->ctx, key_of(&view), &redirect_off);
    return admin_say(admin, st,
                     redirect_off ? "is disabled; it was the last one with redirect, which is off "
                                    "for the organization now"
                                  : "is disabled");
}

static enum status set_test(struct admin *admin, bool test)
{
    struct connection_view view;
    enum status st = find(admin, &view);
    if (st == OK)
        st = procurement_set_test(&admin->ctx, key_of(&view), test);
    return admin_say(admin, st,
                     test ? "is in test mode: orders buy nothing" : "is in production: orders buy");
}

static enum status start_test(struct admin *admin)
{
    return set_test(admin, true);
}

static enum status end_test(struct admin *admin)
{
    return set_test(admin, false);
}

static void tell_secret(struct admin *admin, const struct connection_view *view, const char *secret,
                        const char *sentence)
{
    static const char *const names[] = {"shared_secret", "oci_password"};
    const char *password = procurement_call_password(&admin->ctx, &view->connection, secret);
    struct records records;
    if (password == NULL) {
        admin_tell(admin, names[0], secret, sentence);
        return;
    }
    records_start(&records, admin, names, 2);
    records_text(&records, secret);
    records_text(&records, password);
    records_print_one(&records);
    if (!admin->invocation->json)
        fprintf(admin->invocation->out, "%s\n", sentence);
}

static enum status reveal(struct admin *admin)
{
    struct connection_view view;
    const char *secret;
    enum status st = find(admin, &view);
    if (st == OK)
        st = procurement_reveal(&admin->ctx, key_of(&view), false, &secret);
    if (st == OK)
        tell_secret(admin, &view, secret, "This is in the audit trail.");
    return st;
}

static enum status rotate(struct admin *admin)
{
    struct connection_view view;
    const char *secret;
    int64_t hours;
    enum status st = admin_overlap(admin, &hours);
    if (st == OK)
        st = find(admin, &view);
    if (st == OK)
        st = procurement_rotate(&admin->ctx, key_of(&view), "", hours, &secret);
    if (st == OK)
        tell_secret(admin, &view, secret, "Enter it in the procurement system now.");
    return st;
}

static enum status end_overlap(struct admin *admin)
{
    struct connection_view view;
    enum status st = find(admin, &view);
    if (st == OK)
        st = procurement_end_overlap(&admin->ctx, key_of(&view));
    return admin_say(admin, st, "has one shared secret now");
}

static enum status remove_one(struct admin *admin)
{
    struct connection_view view;
    enum status st = find(admin, &view);
    if (st == OK)
        st = procurement_remove(&admin->ctx, key_of(&view));
    return admin_say(admin, st, "is removed, and its secrets are destroyed");
}

/* Needs the server to be running: it is asked over its public address. */
static enum status check(struct admin *admin)
{
    static const char *const names[] = {"step", "verdict", "meaning"};
    static const char *const verdicts[] = {
        [CHECK_PASSED] = "passed", [CHECK_FAILED] = "failed", [CHECK_SKIPPED] = "not tried"};
    struct connection_view view;
    struct connection connection;
    struct check_report report;
    struct records records;
    enum status st = find(admin, &view);
    if (st == OK)
        st = check_connection(&admin->ctx, key_of(&view), &connection, &report);
    if (st != OK)
        return st;
    records_start(&records, admin, names, sizeof names / sizeof *names);
    for (size_t i = 0; i < CHECK_STEPS; i++) {
        records_text(&records, report.steps[i].title);
        records_text(&records, verdicts[report.steps[i].verdict]);
        records_text(&records, report.steps[i].meaning);
    }
    records_print(&records, "steps", "");
    return report.passed
               ? OK
               : fault_set(&admin->ctx.fault, FAILED, "'%s' does not work yet.", connection.name);
}

static enum status run(struct invocation *invocation, struct fault *fault)
{
    static const struct admin_verb verbs[] = {
        {"list", false, false, ADMIN_READS, list},
        {"show", true, false, ADMIN_READS, show},
        {"create", false, false, ADMIN_WRITES, create},
        {"update", true, false, ADMIN_WRITES, update},
        {"enable", true, false, ADMIN_WRITES, enable},
        {"disable", true, false, ADMIN_WRITES, disable},
        {"start-test", true, false, ADMIN_WRITES, start_test},
        {"end-test", true, false, ADMIN_WRITES, end_test},
        {"reveal", true, false, ADMIN_WRITES, reveal},
        {"rotate", true, false, ADMIN_WRITES, rotate},
        {"end-overlap", true, false, ADMIN_WRITES, end_overlap},
        {"remove", true, false, ADMIN_WRITES, remove_one},
        {"check", true, false, ADMIN_READS, check},
    };
    return admin_run(invocation, &command_connection,
                     (struct admin_verbs){verbs, sizeof verbs / sizeof *verbs}, fault);
}

const struct command command_connection = {
    "connection",
    "list|show NAME|create|update NAME|enable NAME|disable NAME|start-test NAME|end-test NAME|"
    "reveal NAME|rotate NAME|end-overlap NAME|remove NAME|check NAME --data DIR [--organization "
    "ID] "
    "[--account ID] [--file FILE] [--overlap HOURS] [--json]",
    "connections to procurement systems; settings are a JSON file; what changes one needs the "
    "server to be stopped with SQLite, and check needs it running",
    run};
