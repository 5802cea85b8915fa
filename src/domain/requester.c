#include "domain/requester.h"

#include <string.h>

#include "base/text.h"

enum { CLIENT_LIMIT = 200 };

static bool is_printable(const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text <= ' ' || *text >= 0x7F)
            return false;
    }
    return true;
}

/* OpenID Connect Discovery 1.0 section 2: no query and no fragment. */
static const char *issuer_problem(struct arena *arena, const char *issuer, bool allow_loopback)
{
    if (text_empty(issuer))
        return "Give the issuer of your identity provider, such as https://login.globex.example.";
    if (strpbrk(issuer, "?#") != NULL)
        return "An issuer has no ? and no #.";
    return settings_address_problem(arena, issuer, allow_loopback);
}

static void read_provider(struct arena *arena, struct connection *out,
                          struct settings_problems *problems)
{
    const char *problem = issuer_problem(arena, out->openid_issuer, out->allow_loopback);
    if (problem != NULL)
        settings_problem_add(problems, "openid_issuer", problem);
    if (text_empty(out->openid_client_id))
        settings_problem_add(problems, "openid_client_id",
                             "Give the client id that your identity provider has for this "
                             "marketplace.");
    else if (strlen(out->openid_client_id) > CLIENT_LIMIT || !is_printable(out->openid_client_id))
        settings_problem_add(problems, "openid_client_id",
                             "It has at most 200 characters, without blanks.");
}

void requester_read(struct arena *arena, const struct connection_settings *settings,
                    struct connection *out, struct settings_problems *problems)
{
    out->requester = REQUESTER_BELIEVED;
    if (!text_empty(settings->requester) &&
        !requester_proof_parse(settings->requester, &out->requester))
        settings_problem_add(problems, "requester", "It is believed, console or openid.");
    /* An identity is taken where it has the email address that the procurement system says. */
    if (out->requester == REQUESTER_OPENID && settings->system == SYSTEM_OCI)
        settings_problem_add(problems, "requester",
                             "The email address of an SAP OCI call comes from the browser, so it "
                             "proves nothing: an identity provider can't be demanded with it. Have "
                             "people sign in here.");
    out->openid_issuer = text_trim(arena, text_or_empty(settings->openid_issuer));
    out->openid_client_id = text_trim(arena, text_or_empty(settings->openid_client_id));
    if (out->requester == REQUESTER_OPENID || !text_empty(out->openid_issuer))
        read_provider(arena, out, problems);
}
