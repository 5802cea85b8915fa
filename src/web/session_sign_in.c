/* CAT-8: signing in within a punchout, without cookies and without scripts. */
#include "app/session_sign_in.h"
#include "base/arena.h"
#include "base/text.h"
#include "templates.h"
#include "web/handlers.h"
#include "web/session_sign_in.h"
#include "web/sign_in_view.h"

enum { INPUTS_MAX = 3 };

static struct input_view *put(struct sign_in_view *view, const char *name, const char *label,
                              const char *help, const char *value)
{
    struct input_view *input = &view->inputs.items[view->inputs.count++];
    *input = (struct input_view){.kind = INPUT_TEXT,
                                 .name = name,
                                 .label = label,
                                 .help = help,
                                 .value = value,
                                 .type = "text",
                                 .autocomplete = "off"};
    return input;
}

static void start(struct visit *visit, struct sign_in_view *view, const char *title,
                  const char *rest)
{
    *view = (struct sign_in_view){.page = visit->page, .url = visit_url(visit, rest)};
    view->page.title = title;
    view->inputs.items = arena_array(visit->ctx.arena, INPUTS_MAX, sizeof *view->inputs.items);
}

static struct reply *show(struct visit *visit, int status, const struct sign_in_view *view)
{
    struct buf out;
    page_begin(visit->http, &out);
    template_sign_in(&out, view);
    return visit_reply(visit, status, &out);
}

static const char *typed(struct visit *visit, const char *name, const char *otherwise)
{
    const char *value = http_form(visit->http, name);
    return value == NULL ? otherwise : value;
}

const char *session_sign_in_lead(const struct visit *visit)
{
    return arena_printf(visit->ctx.arena,
                        "%s asks you to say who you are before you request software here.",
                        visit->session.connection.organization_name);
}

static void password_form(struct visit *visit, struct sign_in_view *view)
{
    const struct session *session = &visit->session;
    start(visit, view, "Sign in", "sign-in");
    view->lead = session_sign_in_lead(visit);
    struct input_view *input = put(view, "account", "Account id, or root user's email address",
                                   "Twelve digits. The root user signs in with an email address.",
                                   typed(visit, "account", session->account_id));
    input->autocomplete = "username";
    input->required = true;
    input = put(view, "name", "User name", "Leave it empty to sign in as the root user.",
                typed(visit, "name", ""));
    input->code = true;
    input = put(view, "password", "Password", NULL, "");
    input->type = "password";
    input->autocomplete = "current-password";
    input->required = true;
}

static void code_form(struct visit *visit, struct sign_in_view *view, const char *pending)
{
    start(visit, view, "Second step", "code");
    view->lead = "Your password was right.";
    view->again_url = visit_url(visit, "sign-in");
    struct input_view *input = put(
        view, "code", "Code",
        "The six digits that your authenticator app shows now, or one of your recovery codes.", "");
    input->autocomplete = "one-time-code";
    input->required = true;
    input->code = true;
    input = put(view, "pending", "", NULL, pending);
    input->kind = INPUT_HIDDEN;
}

static void put_problem_at(struct visit *visit, struct sign_in_view *view, const char *field)
{
    const char *message = arena_text(visit->ctx.arena, visit->ctx.fault.message);
    view->problems.items = arena_make(visit->ctx.arena, struct problem_view);
    view->problems.items[0] = (struct problem_view){field, message};
    view->problems.count = 1;
    for (size_t i = 0; field != NULL && i < view->inputs.count; i++) {
        if (text_equal(view->inputs.items[i].name, field))
            view->inputs.items[i].error = message;
    }
}

static int answer_code(enum status status)
{
    return status == TOO_LARGE ? 429 : status == UNAUTHENTICATED ? 422 : 403;
}

/* To where the session begins, under its new address; or to the second step. */
static struct reply *go_on(struct visit *visit, const struct session_entry *entry)
{
    struct sign_in_view view;
    if (entry->token != NULL)
        return page_redirect(visit->http, visit_landing(&visit->ctx, entry->token));
    code_form(visit, &view, entry->pending);
    return show(visit, 200, &view);
}

/* A visit of somebody who has to sign in and has not; else the answer. */
static struct reply *open_visit(struct http_request *request, void *state, struct visit *visit)
{
    struct reply *refusal = visit_open_unknown(request, state, visit);
    if (refusal != NULL)
        return refusal;
    visit->page.signing_in = true;
    enum status st = session_check_requester(&visit->ctx, &visit->session);
    if (st == OK)
        return page_redirect(request, visit_landing(&visit->ctx, visit->token));
    return st == UNAUTHENTICATED ? NULL : visit_failed(visit, st);
}

struct reply *session_sign_in_get(struct http_request *request, void *state)
{
    struct visit visit;
    struct sign_in_view view;
    struct reply *refusal = open_visit(request, state, &visit);
    if (refusal != NULL)
        return refusal;
    if (session_is_for_provider(&visit.session))
        return session_openid_page(&visit);
    password_form(&visit, &view);
    return show(&visit, 200, &view);
}

struct reply *session_sign_in_post(struct http_request *request, void *state)
{
    struct visit visit;
    struct sign_in_view view;
    struct session_entry entry;
    struct reply *refusal = open_visit(request, state, &visit);
    if (refusal != NULL)
        return refusal;
    const struct sign_in asked = {
        .account = text_trim(request->arena, typed(&visit, "account", "")),
        .name = text_trim(request->arena, typed(&visit, "name", "")),
        .password = typed(&visit, "password", ""),
        .address = visit_address(request, &visit.ctx),
        .browser = text_or_empty(http_header(request, "User-Agent")),
    };
    enum status st = session_sign_in(&visit.ctx, &visit.session, visit.token, &asked, &entry);
    if (st == OK)
        return go_on(&visit, &entry);
    if (st != UNAUTHENTICATED && st != TOO_LARGE && st != DENIED)
        return visit_failed(&visit, st);
    password_form(&visit, &view);
    put_problem_at(&visit, &view, st == UNAUTHENTICATED ? "account" : NULL);
    return show(&visit, answer_code(st), &view);
}

struct reply *session_code_post(struct http_request *request, void *state)
{
    struct visit visit;
    struct sign_in_view view;
    struct session_entry entry;
    struct reply *refusal = open_visit(request, state, &visit);
    if (refusal != NULL)
        return refusal;
    const char *pending = typed(&visit, "pending", "");
    enum status st =
        session_sign_in_code(&visit.ctx, &visit.session, visit.token, pending,
                             typed(&visit, "code", ""), visit_address(request, &visit.ctx), &entry);
    if (st == OK)
        return go_on(&visit, &entry);
    if (st == UNAUTHENTICATED || st == TOO_LARGE) {
        code_form(&visit, &view, pending);
        put_problem_at(&visit, &view, "code");
    } else if (st == NOT_FOUND || st == DENIED) {
        password_form(&visit, &view);
        put_problem_at(&visit, &view, NULL);
    } else {
        return visit_failed(&visit, st);
    }
    return show(&visit, answer_code(st), &view);
}
