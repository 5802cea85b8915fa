/* One's own password, second factor and sessions; both realms. */
#include "app/profile.h"
#include "app/sign_up.h"
#include "base/arena.h"
#include "base/text.h"
#include "web/console_pages.h"
#include "web/console_parts.h"
#include "web/qr.h"

static void put_factor(struct console *console, struct object_view *view,
                       const struct profile *profile)
{
    struct section_view *section = put_section(
        console, view, "factor", "Second factor",
        profile->totp
            ? "Sign-in asks for a code of your authenticator app."
            : "With one a stolen password is not enough. You need an authenticator app on "
              "your phone.");
    if (!profile->totp) {
        put_action(console, &section->buttons, "Set up second factor", "profile/factor", "primary");
        return;
    }
    put_fact(console, &section->facts, "Recovery codes left",
             cell_number(console, (int64_t)profile->recovery_left));
    put_action(console, &section->buttons, "New recovery codes", "profile/codes",
               "outline-secondary");
    put_action(console, &section->buttons, "Remove second factor", "profile/remove-factor",
               "outline-danger");
}

static void put_sessions(struct console *console, struct object_view *view,
                         const struct profile *profile)
{
    struct section_view *section =
        put_section(console, view, "sessions", "Where you are signed in", NULL);
    section->has_table = true;
    section->table.has_buttons = true;
    table_columns(console, &section->table, "Sessions", "Browser", "Address", "Since", "Last used",
                  (char *)NULL);
    for (size_t i = 0; i < profile->session_count; i++) {
        const struct profile_session *session = &profile->sessions[i];
        struct row_view *row = table_row(console, &section->table);
        struct cell_view browser = cell_text(session->browser);
        browser.second = session->current ? "This session" : NULL;
        row_cell(console, row, browser);
        row_cell(console, row, cell_text(session->address));
        row_cell(console, row, cell_time(console, session->created_us, "-"));
        row_cell(console, row, cell_time(console, session->seen_us, "-"));
        if (!session->current)
            put_post(console, &row->buttons, "End", "profile/sessions", "sm btn-outline-secondary",
                     "key", session->key);
    }
    if (profile->session_count > 1)
        put_post(console, &section->buttons, "End all other sessions", "profile/sessions",
                 "outline-danger", NULL, NULL);
}

struct reply *profile_page(struct console *console)
{
    struct profile profile;
    struct object_view view = {0};
    enum status st = profile_read(&console->ctx, &profile);
    if (st != OK)
        return console_failed(console, st);
    console_title(console, &view.page, "Profile and security",
                  "How you sign in, and where you are signed in now.", (char *)NULL);
    put_fact(console, &view.facts, "You are", cell_text(console->who.name));
    put_fact(console, &view.facts, "Email", cell_text(console->who.email));
    put_fact(console, &view.facts, "Password set", cell_time(console, profile.password_us, "-"));
    put_action(console, &view.page.actions, "Change password", "profile/password",
               "outline-primary");
    put_factor(console, &view, &profile);
    put_sessions(console, &view, &profile);
    return console_object_reply(console, 200, &view);
}

static void password_form(struct console *console, struct form_view *view)
{
    console_title(console, &view->page, "Change password", "Your other sessions end with it.",
                  "Profile and security", "profile", (char *)NULL);
    panel_init(console, &view->panel, "profile/password", "Change password");
    view->panel.cancel_url = console_url(console, "profile");
    put_password(console, &view->panel, "present", "Present password", NULL, "current-password");
    put_password(console, &view->panel, "password", "New password",
                 "At least 12 characters. A few words in a row are easy to remember.",
                 "new-password");
    put_password(console, &view->panel, "again", "New password again", NULL, "new-password");
}

struct reply *profile_password_page(struct console *console)
{
    struct form_view view = {0};
    password_form(console, &view);
    return console_form_reply(console, 200, &view);
}

/* A form again with what is wrong; faults that are not about what was typed have a page. */
static bool is_about_input(enum status st)
{
    return st == BAD_INPUT || st == UNAUTHENTICATED || st == TOO_LARGE;
}

struct reply *profile_password_send(struct console *console)
{
    const char *next = console_raw(console, "password");
    bool same = text_equal(next, console_raw(console, "again"));
    enum status st =
        same ? profile_change_password(&console->ctx, console_raw(console, "present"), next)
             : fault_set(&console->ctx.fault, BAD_INPUT, "The two passwords differ.");
    if (st == OK)
        return console_done(console, "profile", "password-changed");
    if (!is_about_input(st))
        return console_failed(console, st);
    struct form_view view = {0};
    password_form(console, &view);
    put_problem(console, &view.problems, &view.panel,
                !same             ? "again"
                : st == BAD_INPUT ? "password"
                                  : "present",
                console->ctx.fault.message);
    return console_form_reply(console, 422, &view);
}

/* What was offered travels in the form, sealed: nothing is stored before a code was shown. */
static struct reply *factor_form(struct console *console, const struct totp_offer *offer,
                                 const char *problem)
{
    struct object_view view = {0};
    console_title(console, &view.page, "Set up second factor", NULL, "Profile and security",
                  "profile", (char *)NULL);
    struct section_view *section =
        put_section(console, &view, "scan", "1. Scan the picture",
                    "With an authenticator app. Without a camera, type the key into it.");
    section->picture = qr_svg(console->http->arena, offer->uri);
    section->picture_label = "QR code with the key below";
    put_fact(console, &section->facts, "Key", cell_code(offer->secret));
    section = put_section(console, &view, "prove", "2. Type the code that the app shows", NULL);
    section->has_panel = true;
    panel_init(console, &section->panel, "profile/factor", "Turn on");
    section->panel.cancel_url = console_url(console, "profile");
    struct input_view *input = put_input(console, &section->panel, "code", "Code", "Six digits.");
    input->autocomplete = "one-time-code";
    input->required = true;
    input->code = true;
    input->value = "";
    put_hidden(console, &section->panel, "offer", offer->token);
    put_hidden(console, &section->panel, "secret", offer->secret);
    put_hidden(console, &section->panel, "uri", offer->uri);
    if (problem != NULL)
        put_problem(console, &view.problems, &section->panel, "code", problem);
    return console_object_reply(console, problem == NULL ? 200 : 422, &view);
}

struct reply *profile_factor_page(struct console *console)
{
    struct totp_offer offer;
    enum status st = profile_totp_offer(&console->ctx, &offer);
    return st == OK ? factor_form(console, &offer, NULL) : console_failed(console, st);
}

static struct reply *show_codes(struct console *console, const char *title, const char **codes)
{
    struct object_view view = {
        .notice = "Keep these codes where you will find them without your phone, on paper perhaps: "
                  "they are shown only here. Each is good once, in place of a code of the app."};
    console_title(console, &view.page, title, NULL, "Profile and security", "profile",
                  (char *)NULL);
    struct section_view *section = put_section(console, &view, "codes", "Recovery codes", NULL);
    section->codes = (struct text_list){codes, RECOVERY_CODES};
    put_action(console, &section->buttons, "I have kept them", "profile", "primary");
    return console_object_reply(console, 200, &view);
}

struct reply *profile_factor_send(struct console *console)
{
    const char **codes;
    const struct totp_offer offer = {console_raw(console, "secret"), console_raw(console, "uri"),
                                     console_raw(console, "offer")};
    enum status st =
        profile_totp_confirm(&console->ctx, offer.token, console_field(console, "code"), &codes);
    if (st == OK)
        return show_codes(console, "The second factor is on", codes);
    return st == UNAUTHENTICATED ? factor_form(console, &offer, console->ctx.fault.message)
                                 : console_failed(console, st);
}

/* Asks for the password before something about the second factor. */
static struct reply *proof_form(struct console *console, const char *title, const char *warning,
                                const char *rest, enum status st)
{
    struct form_view view = {.warning = warning};
    console_title(console, &view.page, title, NULL, "Profile and security", "profile",
                  (char *)NULL);
    panel_init(console, &view.panel, rest, title);
    view.panel.cancel_url = console_url(console, "profile");
    put_password(console, &view.panel, "password", "Your password", NULL, "current-password");
    if (st != OK)
        put_problem(console, &view.problems, &view.panel, "password", console->ctx.fault.message);
    return console_form_reply(console, console_status(st), &view);
}

static const char remove_title[] = "Remove second factor";
static const char remove_warning[] = "Your password alone will be enough to sign in.";
static const char codes_title[] = "New recovery codes";
static const char codes_warning[] = "The codes you have now will be good no more.";

struct reply *profile_remove_page(struct console *console)
{
    return proof_form(console, remove_title, remove_warning, "profile/remove-factor", OK);
}

struct reply *profile_remove_send(struct console *console)
{
    enum status st = profile_totp_remove(&console->ctx, console_raw(console, "password"));
    if (st == OK)
        return console_done(console, "profile", "factor-removed");
    return is_about_input(st)
               ? proof_form(console, remove_title, remove_warning, "profile/remove-factor", st)
               : console_failed(console, st);
}

struct reply *profile_codes_page(struct console *console)
{
    return proof_form(console, codes_title, codes_warning, "profile/codes", OK);
}

struct reply *profile_codes_send(struct console *console)
{
    const char **codes;
    enum status st =
        profile_recovery_codes(&console->ctx, console_raw(console, "password"), &codes);
    if (st == OK)
        return show_codes(console, codes_title, codes);
    return is_about_input(st) ? proof_form(console, codes_title, codes_warning, "profile/codes", st)
                              : console_failed(console, st);
}

struct reply *profile_sessions_send(struct console *console)
{
    const char *key = http_form(console->http, "key");
    enum status st = profile_end_session(&console->ctx, key);
    return st == OK
               ? console_done(console, "profile", key == NULL ? "sessions-ended" : "session-ended")
               : console_failed(console, st);
}
