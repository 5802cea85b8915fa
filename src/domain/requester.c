#include "domain/requester.h"

#include "base/text.h"

void requester_read(const struct connection_settings *settings, struct connection *out,
                    struct settings_problems *problems)
{
    out->requester = REQUESTER_BELIEVED;
    if (!text_empty(settings->requester) &&
        !requester_proof_parse(settings->requester, &out->requester))
        settings_problem_add(problems, "requester", "It is believed or console.");
}
