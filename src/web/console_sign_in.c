/* How a session begins and ends: password, code, sign-up link, sign-out. Both realms. */
#include "app/sign_up.h"
#include "base/arena.h"
#include "base/text.h"
#include "web/console_pages.h"
#include "web/console_parts.h"

static const char *browser_of(struct console *console)
{
    return text_or_empty(http_header(console->http, "User-Agent"));
}

static void sign_in_form(struct console *console, struct form_view *view)
{
    struct panel_view *panel = &view->panel;
    bool buyer = console->realm == REALM_BUYER;
    const char *account = http_query(console->http, "account");
    const char *next = text_equal(console->http->method, "POST")
                           ? http_form(console->http, "next")
                           : http_query(console->http, "next");
    console_title(console, &view->page, "Sign in",
                  buyer ? "For those who administer procurement in a company that buys here."
                        : "For those who run this marketplace.",
                  (char *)NULL);
    panel_init(console, panel, "sign-in", "Sign in");
    struct input_view *input =
        buyer ? put_input(console, panel, "account", "Account id, or root user's email address",
                          "Twelve digits. The root user signs in with an email address.")
              : put_input(console, panel, "account", "Email address", NULL);
    input->autocomplete = "username";
    input->required = true;
    if (text_empty(input->value) && account != NULL)
        input->value = account;
    if (buyer) {
        input = put_input(console, panel, "name", "User name",
                          "Leave it empty to sign in as the root user.");
        input->code = true;
    }
    put_password(console, panel, "password", "Password", NULL, "current-password");
    put_hidden(console, panel, "next", console_next(console, next));
}

struct reply *sign_in_page(struct console *console)
{
    struct form_view view = {0};
    sign_in_form(console, &view);
    return console_form_reply(console, 200, &view);
}

/* Goes on with a session's token, to the code where one is awaited. */
static struct reply *enter(struct console *console, const struct signed_in *in, const char *next)
{
    struct arena *arena = console->http->arena;
    struct buf url;
    buf_init(&url, arena, 2000);
    buf_text(&url, console_url(console, "code?next="));
    buf_url(&url, next);
    struct reply *reply = console_redirect(console, in->needs_code ? buf_string(&url) : next);
    console_set_cookie(console, reply, in->token);
    return reply;
}

struct reply *sign_in_send(struct console *console)
{
    const char *next = console_next(console, http_form(console->http, "next"));
    struct signed_in in;
    const struct sign_in asked = {
        .realm = console->realm,
        .account = console_field(console, "account"),
        .name = console_field(console, "name"),
        .password = console_raw(console, "password"),
        .address = console->who.address,
        .browser = browser_of(console),
    };
    enum status st = sign_in_password(&console->ctx, &asked, &in);
    if (st == OK)
        return enter(console, &in, next);
    if (st != UNAUTHENTICATED && st != TOO_LARGE && st != DENIED)
        return console_failed(console, st);
    struct form_view view = {0};
    sign_in_form(console, &view);
    put_problem(console, &view.problems, &view.panel, st == UNAUTHENTICATED ? "account" : NULL,
                console->ctx.fault.message);
    return console_form_reply(console, console_status(st), &view);
}

static void code_form(struct console *console, struct form_view *view, const char *next)
{
    console_title(console, &view->page, "Second step", "Your password was right.", (char *)NULL);
    panel_init(console, &view->panel, "code", "Sign in");
    struct input_view *input =
        put_input(console, &view->panel, "code", "Code",
                  "The six digits that your authenticator app shows now, or one of your recovery "
                  "codes.");
    input->autocomplete = "one-time-code";
    input->required = true;
    input->code = true;
    input->value = "";
    put_hidden(console, &view->panel, "next", console_next(console, next));
    view->other = (struct link_view){.text = "Begin again", .url = console_url(console, "sign-in")};
}

struct reply *code_page(struct console *console)
{
    struct form_view view = {0};
    code_form(console, &view, http_query(console->http, "next"));
    return console_form_reply(console, 200, &view);
}

struct reply *code_send(struct console *console)
{
    const char *next = http_form(console->http, "next");
    struct signed_in in;
    enum status st = sign_in_code(&console->ctx, console->realm, console_pending(console),
                                  console_raw(console, "code"), console->who.address, &in);
    if (st == OK)
        return enter(console, &in, console_next(console, next));
    if (st != UNAUTHENTICATED && st != TOO_LARGE)
        return console_failed(console, st);
    struct form_view view = {0};
    code_form(console, &view, next);
    put_problem(console, &view.problems, &view.panel, "code", console->ctx.fault.message);
    return console_form_reply(console, console_status(st), &view);
}

static void sign_up_form(struct console *console, const struct sign_up *found,
                         struct form_view *view)
{
    struct arena *arena = console->http->arena;
    struct panel_view *panel = &view->panel;
    const char *whose = found->realm == REALM_OPERATOR ? "You will run this marketplace."
                        : text_empty(found->name)
                            ? arena_printf(arena, "You are the root user of %s, account %s.",
                                           found->account_name, found->account_id)
                            : arena_printf(arena, "You are the user %s of %s, account %s.",
                                           found->name, found->account_name, found->account_id);
    console_title(console, &view->page,
                  found->reset ? "Choose a new password" : "Choose a password", whose,
                  (char *)NULL);
    panel_init(console, panel,
               arena_printf(arena, "sign-up/%s", http_param(console->http, "token")),
               "Save password and sign in");
    if (found->asks_email) {
        struct input_view *email =
            put_input(console, panel, "email", "Your email address", "You will sign in with it.");
        email->type = "email";
        email->autocomplete = "username";
        email->required = true;
    }
    put_password(console, panel, "password", "Password",
                 "At least 12 characters. A few words in a row are easy to remember.",
                 "new-password");
    put_password(console, panel, "again", "Password again", NULL, "new-password");
}

struct reply *sign_up_page(struct console *console)
{
    struct sign_up found;
    struct form_view view = {0};
    enum status st = sign_up_look(&console->ctx, http_param(console->http, "token"), &found);
    if (st == OK && found.realm != console->realm)
        st = fault_set(&console->ctx.fault, NOT_FOUND, "This is not a sign-up link.");
    if (st != OK)
        return console_failed(console, st);
    sign_up_form(console, &found, &view);
    return console_form_reply(console, 200, &view);
}

struct reply *sign_up_send(struct console *console)
{
    const char *token = http_param(console->http, "token");
    struct sign_up found;
    struct signed_in in;
    const struct sign_up_answer answer = {
        .password = console_raw(console, "password"),
        .email = console_field(console, "email"),
        .address = console->who.address,
        .browser = browser_of(console),
    };
    enum status st = sign_up_look(&console->ctx, token, &found);
    if (st == OK && found.realm != console->realm)
        st = fault_set(&console->ctx.fault, NOT_FOUND, "This is not a sign-up link.");
    if (st != OK)
        return console_failed(console, st);
    bool same = text_equal(answer.password, console_raw(console, "again"));
    st = same ? sign_up_finish(&console->ctx, token, &answer, &in)
              : fault_set(&console->ctx.fault, BAD_INPUT, "The two passwords differ.");
    if (st == OK)
        return enter(console, &in, console_url(console, ""));
    if (st != BAD_INPUT)
        return console_failed(console, st);
    struct form_view view = {0};
    sign_up_form(console, &found, &view);
    bool email = found.asks_email && email_problem(answer.email) != NULL;
    put_problem(console, &view.problems, &view.panel,
                !same   ? "again"
                : email ? "email"
                        : "password",
                console->ctx.fault.message);
    return console_form_reply(console, 422, &view);
}

struct reply *sign_out_send(struct console *console)
{
    enum status st = sign_out(&console->ctx, console->realm, console->token);
    if (st != OK)
        return console_failed(console, st);
    struct reply *reply = console_done(console, "sign-in", "signed-out");
    console_set_cookie(console, reply, NULL);
    return reply;
}
