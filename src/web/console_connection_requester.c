/* CAT-8: the part of a connection's form about its requesters. */
#include "base/arena.h"
#include "base/text.h"
#include "openid/openid.h"
#include "web/console_connection_edit.h"

/* With SAP OCI the browser says who it is, and nobody else (domain/requester.h). */
static bool takes_provider(const struct editing *e)
{
    return e->settings.system != SYSTEM_OCI;
}

static void put_requester(struct editing *e)
{
    static const enum requester_proof proofs[] = {REQUESTER_BELIEVED, REQUESTER_CONSOLE,
                                                  REQUESTER_OPENID};
    struct input_view *input = connection_edit_input(
        e, "requester", "Who the requester is",
        "Who has to sign in does so on the first page of each punchout. A user who signs in here "
        "needs the policy AWSMarketplaceManageSubscriptions or another that allows "
        "aws-marketplace:Subscribe.",
        e->settings.requester);
    input->kind = INPUT_SELECT;
    for (size_t i = 0; i < sizeof proofs / sizeof *proofs; i++) {
        bool chosen = text_equal(input->value, requester_proof_name(proofs[i]));
        if (takes_provider(e) || proofs[i] != REQUESTER_OPENID || chosen)
            put_choice(e->console, input, requester_proof_name(proofs[i]),
                       requester_proof_label(proofs[i]), NULL, chosen);
    }
}

static void put_provider(struct editing *e)
{
    struct input_view *input =
        connection_edit_input(e, "openid_issuer", "Identity provider: issuer",
                              "As its tokens have it, such as https://login.globex.example. For "
                              "OpenID Connect alone.",
                              e->settings.openid_issuer);
    input->type = "url";
    input->code = true;
    input = connection_edit_input(
        e, "openid_client_id", "Identity provider: client id",
        arena_printf(e->console->http->arena,
                     "Of the client that you make there for this marketplace: authorization code, "
                     "scopes openid, email and profile, redirect address %s%s.",
                     e->console->ctx.app->public_url, OPENID_RETURN_PATH),
        e->settings.openid_client_id);
    input->code = true;
    input = put_password(e->console, &e->view.panel, "openid_secret",
                         "Identity provider: client secret",
                         "Leave it empty to keep the present one, which is kept for the same "
                         "issuer alone, or where the client has none.",
                         "new-password");
    input->required = false;
}

static void put_accounts(struct editing *e)
{
    struct input_view *input = connection_edit_input(
        e, "account_extrinsic", "Account by Extrinsic",
        e->settings.system == SYSTEM_OCI
            ? "Name of a parameter of the call, such as CostCenter, that says which account of "
              "your organization is bought for, as an Extrinsic does elsewhere. Empty: the "
              "management account."
            : "Name of an Extrinsic of the PunchOutSetupRequest, such as CostCenter, that says "
              "which account of your organization is bought for. Empty: the management account.",
        e->settings.account_extrinsic);
    input->code = true;
    input = connection_edit_input(
        e, "account_table", "What its values stand for",
        "One a line: value = account id, such as CC-100 = 123456789012. Empty: the value "
        "is the account id itself.",
        e->settings.account_table);
    input->kind = INPUT_AREA;
    input->brief = true;
    input->code = true;
    connection_edit_switch(
        e, "account_fallback", "Other values", "Buy for the management account",
        "Otherwise a punchout whose value is missing or stands for no account is refused, with a "
        "message that names it.",
        e->settings.account_fallback);
}

void connection_edit_requester(struct editing *e)
{
    put_heading(e->console, &e->view.panel, "Requesters and accounts");
    put_requester(e);
    if (takes_provider(e))
        put_provider(e);
    put_accounts(e);
}

void connection_edit_read_requester(struct console *console, struct connection_settings *out)
{
    out->requester = console_raw(console, "requester");
    out->openid_issuer = console_raw(console, "openid_issuer");
    out->openid_client_id = console_raw(console, "openid_client_id");
    out->account_extrinsic = console_raw(console, "account_extrinsic");
    out->account_table = console_raw(console, "account_table");
    out->account_fallback = http_form(console->http, "account_fallback") != NULL;
}
