#include "oci/refusal.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "web/message.h"
#include "web/page.h"

#define ADMINISTRATOR                                                                              \
    "Tell whoever looks after the catalogue in your procurement system: what to enter there is "   \
    "on "                                                                                          \
    "the connection's page in the marketplace's console."

static const struct {
    const char *name; /* in the page's address */
    int status;
    const char *heading;
    const char *text;
} refusals[OCI_REFUSALS] = {
    [OCI_TAKEN] = {"", 200, "", ""},
    [OCI_REPEATED] = {"repeated", 400, "This catalogue was called with a parameter twice",
                      "It can't be told which of the two values is meant. " ADMINISTRATOR},
    [OCI_TOO_LONG] = {"too-long", 413, "This catalogue was called with too long a value",
                      ADMINISTRATOR},
    [OCI_NO_CREDENTIALS] = {"no-credentials", 403, "This catalogue was called without credentials",
                            "The parameters USERNAME and PASSWORD are missing. " ADMINISTRATOR},
    [OCI_CREDENTIALS] = {"credentials", 403, "The user name or password isn't right",
                         "USERNAME and PASSWORD are not those of a connection. " ADMINISTRATOR},
    [OCI_FUNCTION] = {"function", 400, "This catalogue doesn't have that function",
                      "FUNCTION can be DETAIL, VALIDATE or BACKGROUND_SEARCH; without it the "
                      "catalogue opens. " ADMINISTRATOR},
    [OCI_NO_HOOK_URL] = {"no-hook-url", 400, "There is no way back from this catalogue",
                         "The parameter HOOK_URL, of the type Return URL, is missing, so the cart "
                         "could not come back. " ADMINISTRATOR},
    [OCI_HOOK_URL] = {"hook-url", 403, "The cart may not go back to that address",
                      "HOOK_URL must begin with https:// and be on a host that the connection "
                      "names. Which one came is on the connection's page in the marketplace's "
                      "console; if it is yours, add its host in the settings."},
    [OCI_NO_PRODUCT] = {"no-product", 400, "This call doesn't say which product is meant",
                        "The parameter PRODUCTID is missing. " ADMINISTRATOR},
    [OCI_PRODUCT] = {"product", 404, "This product isn't offered any more",
                     "Open the catalogue from your procurement system, and look for another."},
    [OCI_ADDRESS] =
        {"address", 403, "This catalogue can't be opened from where you are",
         "The connection takes calls from some addresses only. Open it in your "
         "company's network, or ask whoever set the connection up to add your address."},
    [OCI_DISABLED] = {"disabled", 403, "The connection to your procurement system is disabled",
                      "Who set it up can enable it in the marketplace's console. Then open the "
                      "catalogue again."},
    [OCI_SUSPENDED] = {"suspended", 403, "Your company's account here is suspended",
                       "The marketplace's operator can end that. Ask whoever is responsible for "
                       "the marketplace in your company."},
    [OCI_ACCOUNT] = {"account", 400, "This call doesn't say which account you buy for",
                     "Your procurement system says it by a parameter of this call, which is "
                     "missing or stands for no account here. " ADMINISTRATOR},
    [OCI_TOO_MANY] = {"too-many", 429, "Too much at once",
                      "Your company opens this catalogue more often than it may. Wait a minute, "
                      "then open it again from your procurement system."},
    [OCI_UNAVAILABLE] = {"unavailable", 503, "This can't be done right now",
                         "Go back to your procurement system, and open the catalogue again in a "
                         "minute."},
    [OCI_FAULT] = {"fault", 500, "Something went wrong on our side",
                   "Go back to your procurement system, and open the catalogue again in a minute."},
};

int oci_refusal_status(enum oci_refusal refusal)
{
    return refusals[refusal].status;
}

const char *oci_refusal_text(enum oci_refusal refusal)
{
    return refusals[refusal].text;
}

/* Whose frame it stands in is not always known; it has nothing to be clicked. */
static struct reply *show(struct http_request *request, enum oci_refusal refusal)
{
    struct message_view view = {.heading = refusals[refusal].heading,
                                .text = refusals[refusal].text};
    page_init(request->arena, &view.page, view.heading);
    return message_reply(request, refusals[refusal].status, &view, "*");
}

struct reply *oci_refuse(struct http_request *request, enum oci_refusal refusal)
{
    if (strchr(request->target, '?') == NULL)
        return show(request, refusal);
    return page_redirect(request,
                         arena_printf(request->arena, "/oci/refused/%s", refusals[refusal].name));
}

struct reply *oci_refused_get(struct http_request *request, void *state)
{
    const char *name = http_param(request, "reason");
    (void)state;
    for (int i = OCI_TAKEN + 1; i < OCI_REFUSALS; i++) {
        if (text_equal(refusals[i].name, name))
            return show(request, (enum oci_refusal)i);
    }
    return message_refuse(request, 404, NULL);
}
